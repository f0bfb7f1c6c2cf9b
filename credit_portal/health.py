"""The health page: whether web, database, broker and a worker answer."""

import logging

from django.db import connection
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, JsonResponse
from kombu.exceptions import OperationalError

from accounts.access import public
from credit_portal.celery import app

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
    try:
        return True, bool(app.control.ping(timeout=1.0, limit=1))
    except (OperationalError, OSError) as error:
        logger.error("health: the broker does not answer: %s", error)
        return False, False


@public
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when every part works, 503 otherwise; the body names each part."""
    broker, worker = _broker_and_worker_answer()
    parts = {"web": True, "database": _database_answers(), "broker": broker, "worker": worker}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)
