"""Middleware that knows nothing of accounts."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.denials import ActionDenied


class RejectNulMiddleware:
    """An address with a NUL in it leads nowhere: nothing can be called so, and no database takes the question."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> None:
        if "\0" in request.path_info:
            raise Http404


class ActionDeniedMiddleware:
    """Show the sentence of a rule that said no, where the view did not show it itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ActionDenied):
            return None
        return render(request, "denied.html", {"message": exception.message}, status=409)
