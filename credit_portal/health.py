"""Health checks: whether web, database and broker answer, and for the monitor the age of the last sweep."""

import logging

from django.conf import settings
from django.db import connection
from django.db.utils import Error as DatabaseError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from accounts.access import public
from screening.actions.sweeps import seconds_since_sweep
from workbench.operations import broker_answers, sweep_is_recent

logger = logging.getLogger(__name__)


def database_answers() -> bool:
    """Return whether the database answers; log why not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        logger.error("health: the database does not answer: %s", error)
        return False
    return True


def _is_monitor(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    return bool(settings.MONITOR_TOKEN) and constant_time_compare(given, f"Bearer {settings.MONITOR_TOKEN}")


@require_safe
@public
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when web, database and broker work, 503 otherwise; which of them fails is in the log only."""
    is_up = all([database_answers(), broker_answers()])
    return JsonResponse({"up": is_up}, status=200 if is_up else 503)


@require_safe
@public
def readyz(request: HttpRequest) -> JsonResponse:
    """Name each part to the monitor: 200 when all work and a sweep is recent, else 503; to others 404."""
    if not _is_monitor(request):
        raise Http404
    parts = {"web": True, "database": database_answers(), "broker": broker_answers()}
    age = seconds_since_sweep() if parts["database"] else None
    parts["sweep"] = sweep_is_recent(age)
    others = {"sweep_seconds_ago": age, "virus_scanner": "on" if settings.CLAMD else "off"}
    return JsonResponse({**parts, **others}, status=200 if all(parts.values()) else 503)
