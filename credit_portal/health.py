"""Health checks: whether web, database, broker and a worker answer, and the age of the last sweep."""

import logging

from django.conf import settings
from django.db import connection
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from accounts.access import public
from credit_portal.celery import app
from screening.actions.sweeps import seconds_since_sweep

logger = logging.getLogger(__name__)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        logger.error("health: the database does not answer: %s", error)
        return False
    return True


def _broker_and_worker_answer() -> tuple[bool, bool]:
    """Ping; a connection that breaks raises the client's RedisError, a new one Celery's OperationalError."""
    try:
        return True, bool(app.control.ping(timeout=1.0, limit=1))
    except (OperationalError, RedisError, OSError) as error:
        logger.error("health: the broker does not answer: %s", error)
        return False, False


def _parts() -> dict[str, bool]:
    broker, worker = _broker_and_worker_answer()
    return {"web": True, "database": _database_answers(), "broker": broker, "worker": worker}


@require_safe
@public
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when every part works, 503 otherwise; the body names each part."""
    parts = _parts()
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


@require_safe
@public
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer as healthz, and 503 also when the last sweep is too old; the body has its age in seconds."""
    parts = _parts()
    age = seconds_since_sweep() if parts["database"] else None
    parts["sweep"] = age is not None and age <= settings.SWEEP_LATE_SECONDS
    return JsonResponse({**parts, "sweep_seconds_ago": age}, status=200 if all(parts.values()) else 503)
