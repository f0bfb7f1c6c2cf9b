"""Which answers a browser or a proxy may keep: those that are the same for everybody."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from accounts.access import PUBLIC, access_of


class NoStoreMiddleware:
    """Send no-store, except for public views that are requested without a session cookie.

    With one, a public page shows the signed-in user and the messages of the session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or access_of(match) != PUBLIC or settings.SESSION_COOKIE_NAME in request.COOKIES:
            patch_cache_control(response, no_store=True)
        return response
