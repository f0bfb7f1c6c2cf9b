"""Keep public pages as they were rendered, and answer with them until their content changes.

A public page is the same for everybody who is not signed in. Rendering one takes tens of milliseconds, and a list many
queries. So a process keeps what it has answered, and answers with it as long as nothing that pages read has changed:

1. A request for an address without a kept page goes on to the view. `kept` notes the version of the content
   (publicity/models/content_changes.py) and the day before the view reads anything; a change during the rendering does
   no harm, as the page is kept under the version before it.
2. KeptPagesMiddleware keeps the finished answer, with all its headers and compressed where the reader takes that.
3. The next request for the address reads the version, one short query, and gets the kept answer where version and day
   are the same. The version grows in the transaction of each change, so whoever asks after a change was acknowledged
   gets another one. No other middleware works for such a request.

The answer states a digest of the page (ETag), and that it has to be asked for again each time, so that a reader who has
the page gets 304 without it.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from functools import wraps
from http import HTTPStatus
from threading import Lock
from typing import Any, NamedTuple, TypeVar, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.template.response import SimpleTemplateResponse
from django.urls import ResolverMatch
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from foundation.web.context_processors import TYPE_SIZE_COOKIE
from publicity.models.content_changes import content_version
from workdays.cache import forget_read

View = Callable[..., HttpResponseBase]
T = TypeVar("T")
# What a page depends on beside its content: scheme, host, path, query, size of type, and whether it is compressed.
Key = tuple[str, str, str, str, str, bool]
MEGABYTE = 1024 * 1024
# The id of a request belongs to it alone (audit/requests.py).
OF_THE_REQUEST = "X-Request-ID"


class ReadAt(NamedTuple):
    """The version of the content that a page has, and its day."""

    version: int
    day: date


class KeptPage(NamedTuple):
    """A finished answer: its content, its headers, as of when it was read, and the view that gave it."""

    content: bytes
    headers: dict[str, str]
    read_at: ReadAt
    match: ResolverMatch | None


class KeptPages:
    """The pages of this process. Those that were not asked for the longest time go first where they are too many."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self._lock = Lock()
        self.bytes = 0

    def get(self, key: Key) -> KeptPage | None:
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def keep(self, key: Key, page: KeptPage) -> None:
        """Keep the page in place of the former one of its address, in KEPT_PAGES_MEGABYTES for all."""
        with self._lock:
            self._forget(key)
            self._pages[key] = page
            self.bytes += _size(key, page)
            while self.bytes > settings.KEPT_PAGES_MEGABYTES * MEGABYTE:
                self._forget(next(iter(self._pages)))

    def _forget(self, key: Key) -> None:
        if page := self._pages.pop(key, None):
            self.bytes -= _size(key, page)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.bytes = 0

    def __len__(self) -> int:
        return len(self._pages)


pages = KeptPages()
# Name → as of when it was read, and the value.
values: dict[str, tuple[ReadAt, Any]] = {}
# Bytes that a page takes beside its content and its address: headers and references.
BESIDE_CONTENT = 4096


def _size(key: Key, page: KeptPage) -> int:
    return len(page.content) + 4 * sum(len(part) for part in key[:-1] if isinstance(part, str)) + BESIDE_CONTENT


def kept(view: View) -> View:
    """Return the view, whose pages are kept until their content changes; not those for who is signed in."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return view(request, *args, **kwargs)
        request.read_at = read_at = _read_at()  # type: ignore[attr-defined]
        # The request may have read the calendar and the site settings before the version.
        forget_read()
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponse) and _is_page(response):
            _finish(response, read_at)
        return response

    return answer


def _read_at() -> ReadAt:
    return ReadAt(content_version(), timezone.localdate())


def at_version(request: HttpRequest, name: str, read: Callable[[], T]) -> T:
    """Return what `read` returns, and read it once for each version of the content, where a page is kept.

    Many pages show it, such as the numbers of the whole list. There are few names, and one value for each is kept.
    """
    read_at = getattr(request, "read_at", None)
    if read_at is None:
        return read()
    if name not in values or values[name][0] != read_at:
        values[name] = read_at, read()
    return cast(T, values[name][1])


def _is_page(response: HttpResponse) -> bool:
    """Whether the answer is a page; refusals, redirects and downloads are not kept."""
    return response.status_code == HTTPStatus.OK and not response.has_header("Content-Disposition")


def _finish(response: HttpResponse, read_at: ReadAt) -> None:
    """Render the page, and state its digest; the middleware keeps it as read then."""
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    response["ETag"] = f'"{hashlib.blake2b(response.content, digest_size=16).hexdigest()}"'
    patch_cache_control(response, no_cache=True)
    patch_vary_headers(response, ["Cookie"])
    response.read_at = read_at  # type: ignore[attr-defined]


class KeptPagesMiddleware:
    """Answer with the kept page of the address, and keep what a view with `kept` answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD") or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return self.get_response(request)
        key = _key(request)
        page = pages.get(key)
        if page and page.read_at == _read_at():
            # For who counts the requests of each view.
            request.resolver_match = page.match
            return _answer(request, HttpResponse(page.content, headers=page.headers))
        response = self.get_response(request)
        read_at = getattr(response, "read_at", None)
        if read_at is None:
            return response
        if not response.cookies:
            headers = {name: text for name, text in response.items() if name != OF_THE_REQUEST}
            pages.keep(key, KeptPage(response.content, headers, read_at, request.resolver_match))
        return _answer(request, response)


def _key(request: HttpRequest) -> Key:
    return (
        request.scheme or "",
        request.get_host(),
        request.path,
        request.META.get("QUERY_STRING", ""),
        request.COOKIES.get(TYPE_SIZE_COOKIE, ""),
        bool(re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", ""))),
    )


def _answer(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """Return the page, or 304 to a reader who has it."""
    answer: HttpResponseBase = get_conditional_response(request, etag=response["ETag"], response=response)
    return answer
