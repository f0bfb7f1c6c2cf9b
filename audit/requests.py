"""Address and id of the current request, for audit events.

The middleware keeps them in a context variable. Tasks of workers and commands run without a request.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import NamedTuple
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from free_text.guard import noting_needed_numbers


class RequestInfo(NamedTuple):
    """The address of the client, None where it is unknown, and the id that the response has as X-Request-ID."""

    address: str | None
    request_id: str


_current: ContextVar[RequestInfo | None] = ContextVar("audit_request", default=None)


def current_request() -> RequestInfo:
    """Return address and id of the current request; None and "" outside of requests."""
    return _current.get() or RequestInfo(None, "")


class RequestInfoMiddleware:
    """Give each request an id, and keep it with the address until the response is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        info = RequestInfo(request.META.get("REMOTE_ADDR") or None, uuid4().hex)
        token = _current.set(info)
        try:
            with noting_needed_numbers():
                response = self.get_response(request)
        finally:
            _current.reset(token)
        response["X-Request-ID"] = info.request_id
        return response
