"""The middleware that measures requests."""

from collections.abc import Callable
from time import perf_counter

from django.http import HttpRequest, HttpResponse

from credit_portal.metrics.series import REQUESTS

METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")


class RequestMetricsMiddleware:
    """Measure each request by the name of its view, so that addresses and methods that people invent make no series."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = perf_counter()
        response = self.get_response(request)
        view = request.resolver_match.view_name if request.resolver_match else "none"
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(view, method, str(response.status_code)).observe(perf_counter() - start)
        return response
