"""Middleware that does not need users."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render

from foundation.denials import ActionDenied, denial_of_duplicate
from foundation.web.problems import is_api, problem_response

# Characters that PostgreSQL stores in no text: NUL, and half of a surrogate pair.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
# Methods that pages know; the API answers others itself.
PAGE_METHODS = ("GET", "HEAD", "POST")
# Characters before an unstorable one that the page quotes.
QUOTED = 20


class CompressionMiddleware(GZipMiddleware):
    """Compress pages and answers of the API; a download is sent as it is.

    A download states its length, so that a break in the middle is noticed, and a proxy keeps one for all browsers. Most
    are compressed in themselves. Why no secret can be guessed from the length of a page: docs/security.md, Compression.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.has_header("Content-Disposition"):
            return response
        return super().process_response(request, response)


class RejectUnstorableTextMiddleware:
    """Answer 400 for a path, a query string or a form with a character that no text of the database can have.

    The serializers of the API look at their bodies themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        found = next(filter(None, map(UNSTORABLE.search, _texts(request))), None)
        if found is None:
            return None
        if is_api(request):
            return problem_response(request, "unstorable_text")
        before = found.string[max(found.start() - QUOTED, 0) : found.start()]
        context = {"before": before, "is_submitted": request.method == "POST"}
        return render(request, "unstorable_text.html", context, status=400)


def _texts(request: HttpRequest) -> Iterator[str]:
    """Yield the path and the names and values of the query string and, for a page, of the form."""
    yield request.path_info
    for data in (request.GET,) if is_api(request) else (request.GET, request.POST):
        for name, values in data.lists():
            yield name
            yield from map(str, values)


class ActionDeniedMiddleware:
    """Show the message of an ActionDenied, or of a duplicate, that the view did not handle itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, IntegrityError):
            exception = denial_of_duplicate(exception)
        if not isinstance(exception, ActionDenied):
            return None
        return render(request, "denied.html", {"message": exception.message}, status=409)


class MethodNotAllowedMiddleware:
    """Answer 405 with a page to methods that pages do not know, and where a decorator of Django refuses the method."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        return None if request.method in PAGE_METHODS or is_api(request) else HttpResponseNotAllowed(PAGE_METHODS)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or is_api(request):
            return response
        page = render(request, "405.html", {"is_read_only": "POST" not in response["Allow"]}, status=405)
        page["Allow"] = response["Allow"]
        return page
