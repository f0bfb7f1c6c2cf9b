"""The request that is being answered, so that audit events can name its address and its id.

The middleware sets a context variable; tasks of workers and commands run without a request.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import NamedTuple
from uuid import uuid4

from django.http import HttpRequest, HttpResponse


class RequestInfo(NamedTuple):
    """Address of the client, None where it is unknown, and the id that the answer carries as X-Request-ID."""

    address: str | None
    request_id: str


_current: ContextVar[RequestInfo | None] = ContextVar("audit_request", default=None)


def current_request() -> RequestInfo:
    """The request that is being answered; without address and id outside of requests."""
    return _current.get() or RequestInfo(None, "")


class RequestInfoMiddleware:
    """Give each request an id and remember its address until it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        info = RequestInfo(request.META.get("REMOTE_ADDR") or None, uuid4().hex)
        token = _current.set(info)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        response["X-Request-ID"] = info.request_id
        return response
