"""What a user has to do after signing in, before anything else: choose another password in place of an old one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRefresh

from accounts.access import PUBLIC, access_of
from foundation.web.actions import refuse

# Pages on which the step is done, and which end the session.
STEPS = {"accounts:password_change", "accounts:logout"}


class StepsMiddleware:
    """Lead to the step before any other page of a signed-in user; what a form posts is kept as a draft."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        assert match is not None
        if getattr(match.func, "by_token", False) or access_of(match) == PUBLIC or match.view_name in STEPS:
            return None
        if fault := request.user.password_fault:
            return _lead(request, "accounts:password_change", fault)
        return None


def _lead(request: HttpRequest, step: str, reason: str) -> HttpResponse:
    if request.htmx:
        return HttpResponseClientRefresh()
    if request.method == "POST":
        refuse(request, reason)
    else:
        messages.warning(request, reason)
    return redirect(step)
