"""Responses to requests that no view answers: problem details under /api/, error pages elsewhere.

They read no body. Django's own error views check the CSRF token, and so parse and store whatever was sent to them.

`credit_portal.urls` names these functions as handler400, handler403, handler404 and handler500.
"""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views import defaults

from foundation.web.problems import is_api, problem_response

# A database that is started again accepts connections within seconds (docs/ops.md).
RETRY_SECONDS = 30


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django refused to read."""
    if not is_api(request):
        return render(request, "400.html", {"reason": ""}, status=400)
    return problem_response(request, "too_large" if isinstance(exception, RequestDataTooBig) else "parse_error")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that the middleware or a view refused."""
    if not is_api(request):
        return render(request, "403.html", {"reason": getattr(exception, "reason", "")}, status=403)
    return problem_response(request, "permission_denied")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address without a view, or of a thing that does not exist."""
    return problem_response(request, "not_found") if is_api(request) else render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a request whose view raised an unexpected exception; 503 where the database did not answer."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return _database_unavailable(request)
    return problem_response(request, "error") if is_api(request) else defaults.server_error(request)


def _database_unavailable(request: HttpRequest) -> HttpResponse:
    # The page is rendered without the request, whose context processors ask the database who is signed in.
    response: HttpResponse = (
        problem_response(request, "no_database")
        if is_api(request)
        else HttpResponse(render_to_string("503.html"), status=503)
    )
    response["Retry-After"] = str(RETRY_SECONDS)
    return response
