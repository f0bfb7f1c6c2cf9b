"""Keep public pages as they were rendered, and answer with them until their content changes.

A public page is the same for everybody who is not signed in. Rendering one takes tens of milliseconds, and a list many
queries. So a process keeps what it has rendered, and answers with it as long as nothing that pages read has changed:

1. Read the version of the content (publicity/models/content_changes.py), one short query. It grows in the transaction
   of each change, so whoever asks after a change was acknowledged gets another version.
2. Look the page up by the version, the day and what it was asked for (`_key`). Pages of earlier versions are never
   found again, and the memory drops what was not read for the longest time.
3. Otherwise render it. The calendar and the site settings are read anew, because the request may have read them before
   step 1. A change during the rendering does no harm: the page is kept under the version before it.

The answer states a digest of the page (ETag), and that it has to be asked for again each time, so that a reader who has
the page gets 304 without it.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, NamedTuple, TypeGuard

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from foundation.web.context_processors import TYPE_SIZE_COOKIE
from publicity.models.content_changes import content_version
from workdays.cache import forget_read

View = Callable[..., HttpResponseBase]


class KeptPage(NamedTuple):
    """The content of a page, its type, and its digest."""

    content: bytes
    content_type: str
    etag: str


def kept(view: View) -> View:
    """Return the view, which renders a page once for each version of the content; for who is signed in each time."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return view(request, *args, **kwargs)
        key = _key(request)
        page = caches["pages"].get(key)
        if page is None:
            forget_read()
            response = view(request, *args, **kwargs)
            if not _is_page(response):
                return response
            page = _rendered(response)
            caches["pages"].set(key, page)
        return _answer(request, page)

    return answer


def _key(request: HttpRequest) -> str:
    """Return what the page depends on: the content, the day, the address, and the size of type that is chosen."""
    day, size = timezone.localdate(), request.COOKIES.get(TYPE_SIZE_COOKIE, "")
    asked = f"{content_version()} {day} {size} {request.get_host()} {request.get_full_path()}"
    return hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()


def _is_page(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    """Whether the answer is a page; refusals, redirects and downloads are not kept."""
    is_download = response.has_header("Content-Disposition")
    return isinstance(response, HttpResponse) and response.status_code == HTTPStatus.OK and not is_download


def _rendered(response: HttpResponse) -> KeptPage:
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    content = response.content
    digest = hashlib.blake2b(content, digest_size=16).hexdigest()
    return KeptPage(content, response["Content-Type"], f'"{digest}"')


def _answer(request: HttpRequest, page: KeptPage) -> HttpResponseBase:
    response = HttpResponse(page.content, content_type=page.content_type)
    response["ETag"] = page.etag
    patch_cache_control(response, no_cache=True)
    patch_vary_headers(response, ["Cookie"])
    answer: HttpResponseBase = get_conditional_response(request, etag=page.etag, response=response)
    return answer
