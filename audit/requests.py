"""Address, id and user of the current request, for audit events, for history and for the log.

The middleware keeps them in a context variable. Tasks of workers and commands run without a request.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import ip_address
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from foundation.postgres.acting import acting
from free_text.guard import noting_needed_numbers


@dataclass
class RequestInfo:
    """The address of the client, None where it is unknown, and the id that the response has as X-Request-ID.

    `user` and `purpose` are noted once they are known: who sent the request, and for what that person looks things up.
    """

    address: str | None
    request_id: str
    user: int | None = None
    purpose: str = ""


_current: ContextVar[RequestInfo | None] = ContextVar("audit_request", default=None)


def current_request() -> RequestInfo:
    """Return address and id of the current request; None and "" outside of requests."""
    return _current.get() or RequestInfo(None, "")


def note_user(user: int) -> None:
    """Note who sent the current request, once it is known."""
    current_request().user = user


def note_purpose(purpose: str) -> None:
    """Note for what the current request looks something up."""
    current_request().purpose = purpose


def _acting(request: HttpRequest, key: UUID) -> AbstractContextManager[None]:
    """Name the signed-in user; who signs in by a token is named when the view is entered (accounts.access)."""
    return acting(key, url=request.path, user=request.user.pk)


class RequestInfoMiddleware:
    """Give each request an id, and keep it with the address until the response is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = uuid4()
        info = RequestInfo(client_address(request), key.hex)
        token = _current.set(info)
        # For what is logged after the response is made.
        request.info = info  # type: ignore[attr-defined]
        # A request that only reads writes no history.
        reads = request.method in ("GET", "HEAD", "OPTIONS")
        try:
            with noting_needed_numbers(), nullcontext() if reads else _acting(request, key):
                response = self.get_response(request)
        finally:
            _current.reset(token)
        response["X-Request-ID"] = info.request_id
        return response


def client_address(request: HttpRequest) -> str | None:
    """Return the address of the client: the one that the proxy states, or else that of the connection.

    None where that is no address, such as one with a port, several, or a socket.
    """
    stated = request.META.get("HTTP_X_REAL_IP") if settings.BEHIND_PROXY else None
    # The database keeps no zone (fe80::1%eth0).
    address, _, _ = str(stated or request.META.get("REMOTE_ADDR") or "").partition("%")
    try:
        ip_address(address)
    except ValueError:
        return None
    return address
