"""Responses to requests that no view answers: problem details under /api/, error pages elsewhere.

`credit_portal.urls` names these functions as handler400, handler403, handler404 and handler500.
"""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views import defaults

from foundation.web.problems import is_api, problem_response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django refused to read."""
    if not is_api(request):
        return defaults.bad_request(request, exception)
    return problem_response(request, "too_large" if isinstance(exception, RequestDataTooBig) else "parse_error")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that the middleware or a view refused."""
    if not is_api(request):
        return defaults.permission_denied(request, exception)
    return problem_response(request, "permission_denied")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address without a view, or of a thing that does not exist."""
    return problem_response(request, "not_found") if is_api(request) else defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a request whose view raised an unexpected exception."""
    return problem_response(request, "error") if is_api(request) else defaults.server_error(request)
