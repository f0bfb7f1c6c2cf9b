"""Middleware that does not need users."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.denials import ActionDenied
from foundation.web.problems import is_api


class RejectNulMiddleware:
    """Answer 404 for an address with a NUL: no name contains one, and PostgreSQL accepts none in a query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> None:
        if "\0" in request.path_info:
            raise Http404


class ActionDeniedMiddleware:
    """Show the message of an ActionDenied that the view did not handle itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ActionDenied):
            return None
        return render(request, "denied.html", {"message": exception.message}, status=409)


class MethodNotAllowedMiddleware:
    """Give the empty answer 405 of Django's decorators a page; the API answers with problem details."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or is_api(request):
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page
