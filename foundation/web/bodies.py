"""How large the body of a request may be. A larger one is refused before anything reads it.

Each view takes a small body, unless `takes` sets `view.body` to another. What reads a body stops at the announced
length (LimitedStream of Django), so that no request makes the portal read or store more than its view takes.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import parse_header_parameters

from foundation.web.problems import PROBLEM_TYPES, is_api, problem_response

View = TypeVar("View", bound=Callable[..., Any])
SMALL = 64 * 1024
UNREADABLE = "application/octet-stream; charset=unreadable"
# Allowance for fields and headers, so that a slightly too large file is refused by the form, by name.
BESIDE_THE_FILE = 1024 * 1024


class Body(Enum):
    """What a view takes: a small form, a form with a field for each of many rows, or a file."""

    SMALL = "small"
    ROWS = "rows"
    FILE = "file"

    @property
    def limit(self) -> int:
        """The most bytes of such a body."""
        if self is Body.FILE:
            return int(settings.UPLOAD_MAX_BYTES) + BESIDE_THE_FILE
        return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE) if self is Body.ROWS else SMALL


def takes(body: Body) -> Callable[[View], View]:
    """Return the decorator of a view that takes such a body."""

    def set_body(view: View) -> View:
        view.body = body  # type: ignore[attr-defined]
        return view

    return set_body


class BodyLimitMiddleware:
    """Refuse a body without a length (411), one longer than its view takes (413), and text that is not UTF-8 (400)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length.isdecimal():
            has_body = length or "HTTP_TRANSFER_ENCODING" in request.META
            return _refuse(request, "length_required", "411.html") if has_body else None
        limit = getattr(view, "body", Body.SMALL).limit
        if int(length) > limit:
            return _refuse(request, "too_large", "413.html", size=_size(int(length)), limit=_size(limit))
        if not _is_utf_8(request.content_params):
            return _refuse(request, "parse_error", "400.html")
        return None


def with_readable_type(application: Callable[..., Any]) -> Callable[..., Any]:
    """Return the WSGI application with a type in place of one that Django cannot read, which the middleware refuses.

    Django reads the type of a body before any middleware. It ends with an error for a charset of Python that makes no
    text (base64), and for a parameter in an unknown one (RFC 2231).
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if not _is_readable(environ.get("CONTENT_TYPE", "")):
            environ["CONTENT_TYPE"] = UNREADABLE
        return application(environ, start_response)

    return answer


def _is_readable(content_type: str) -> bool:
    try:
        _, parameters = parse_header_parameters(content_type)
    except ValueError:
        return False
    return _is_utf_8(parameters)


def _is_utf_8(parameters: Mapping[str, str]) -> bool:
    return parameters.get("charset", "utf-8").lower() in ("utf-8", "utf8")


def _refuse(request: HttpRequest, code: str, template: str, **context: str) -> HttpResponse:
    """Answer with the problem of that code, as a page from the template for people."""
    if is_api(request):
        return problem_response(request, code)
    return render(request, template, context, status=PROBLEM_TYPES[code].status)


def _size(size: int) -> str:
    """Return the size as people read it: 64KB, 20.5MB."""
    return f"{size / 1024:.0f}KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f}MB".replace(".0MB", "MB")
