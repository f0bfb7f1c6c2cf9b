"""The portal with one more address, a hand-written view: what benchmarks/api.py compares the API with."""

# First, because it sets Django up.
from credit_portal.wsgi import application  # isort: split

import orjson
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts.access import by_token
from accounts.tokens import TokenAuthentication
from credit_portal import urls

__all__ = ["application"]

QUERY = """
    SELECT uscc, name, customs_code, state, since
    FROM roster_enterprise enterprise
    JOIN screening_standing standing ON standing.enterprise_id = enterprise.id
    WHERE uscc = %s AND known_until IS NULL AND until IS NULL
"""


@by_token("roster.view_enterprise")
def hand_written(request: HttpRequest, uscc: str) -> HttpResponse:
    """Answer with the enterprise and its standing."""
    TokenAuthentication().authenticate(request)
    with connection.cursor() as cursor:
        cursor.execute(QUERY, [uscc])
        row = cursor.fetchone()
    fields = ("uscc", "name", "customs_code", "state", "since")
    return HttpResponse(orjson.dumps(dict(zip(fields, row, strict=True))), content_type="application/json")


urls.urlpatterns.insert(0, path("hand-written/<str:uscc>/", hand_written))
