"""The portal with one more address, a plain answer of 18 KB: what benchmarks/public.py compares public pages with."""

# First, because it sets Django up.
from credit_portal.wsgi import application  # isort: split

from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts.access import public
from credit_portal import urls

__all__ = ["application"]

CONTENT = "信用济南".encode() * 1536


@public
def plain(request: HttpRequest) -> HttpResponse:
    """Answer with the same 18 KB each time."""
    return HttpResponse(CONTENT)


urls.urlpatterns.insert(0, path("plain/", plain))
