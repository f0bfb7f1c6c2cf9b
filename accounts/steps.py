"""What a user has to do before a page or an act: choose another password, set up the second factor, show who they are,
state the purpose of look-ups.

What a form posts before the step is kept as a draft, and is back in the form after it.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django_htmx.http import HttpResponseClientRefresh

from accounts.access import PUBLIC, access_of, page_before
from accounts.factors import VERIFIED, is_required
from accounts.purposes import PURPOSE
from audit.requests import note_purpose
from foundation.encryption import decrypt, encrypt
from foundation.web.actions import refuse

# Pages on which a step is done, and which end the session.
STEPS = {
    *("accounts:password_change", "accounts:factor", "accounts:recovery_codes", "accounts:confirm"),
    *("accounts:logout", "drafts:draft_discard"),
}
# Addresses of Django admin by which accounts, their roles and their passwords change, and where data is sent to.
CONFIRMED_IN_ADMIN = {
    *("admin:accounts_user_add", "admin:accounts_user_change", "admin:accounts_user_changelist"),
    *("admin:auth_user_password_change", "admin:accounts_apitoken_add", "admin:accounts_apitoken_changelist"),
    *("admin:certificates_cosigningkey_add", "admin:certificates_cosigningkey_changelist"),
    *("admin:webhooks_endpoint_add", "admin:webhooks_endpoint_change"),
}
# How long an act with consequences needs no new confirmation. The session holds when the last one was, and the page to
# go back to.
CONFIRM_FOR = timedelta(minutes=10)
CONFIRMED_AT = "confirmed_at"
CONFIRM_PAGE = "confirm_page"
ASKED_TO_CONFIRM = "这项操作须先确认是您本人。填写的内容已保留，确认后请再提交一次。"


class StepsMiddleware:
    """Lead to the step before any other page of a signed-in user."""

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
        if is_required(request.user) and VERIFIED not in request.session:
            return _lead(request, "accounts:factor", "您的角色须有第二重验证，请先完成。")
        if request.method == "POST" and is_confirmed_act(match.view_name, match.func) and not is_confirmed(request):
            request.session[CONFIRM_PAGE] = _form_page(request)
            return _lead(request, "accounts:confirm", ASKED_TO_CONFIRM)
        if request.user.asks_purpose:
            note_purpose(request.session.get(PURPOSE, ""))
            if getattr(match.func, "needs_purpose", False) and PURPOSE not in request.session:
                return _ask_for_purpose(request)
        return None


def _ask_for_purpose(request: HttpRequest) -> HttpResponse:
    """Redirect to the page that asks for the purpose, which leads on to the wanted page; suggest nothing meanwhile."""
    if request.htmx:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    wanted = request.get_full_path()
    if request.method == "POST":
        refuse(request, "请先填写查询用途。填写的内容已保留，填写用途后请再提交一次。")
        wanted = _form_page(request)
    return redirect_to_login(wanted, resolve_url("accounts:purpose"))


def _lead(request: HttpRequest, step: str, reason: str) -> HttpResponse:
    if request.htmx:
        return HttpResponseClientRefresh()
    if request.method == "POST":
        refuse(request, reason)
    else:
        messages.warning(request, reason)
    return redirect(step)


def is_confirmed_act(name: str, view: Callable[..., Any]) -> bool:
    """Return whether what is posted to the route acts only for a user who has shown shortly before who they are."""
    return name in CONFIRMED_IN_ADMIN or getattr(view, "needs_confirmation", False)


def is_confirmed(request: HttpRequest) -> bool:
    """Return whether the user signed in, or showed who they are, within the last ten minutes."""
    at = request.session.get(CONFIRMED_AT)
    return bool(at) and abs(timezone.now() - datetime.fromisoformat(at)) < CONFIRM_FOR


def _form_page(request: HttpRequest) -> str:
    """The page with the form that the request posts."""
    key = getattr(request, "form_key", None)
    return key.page if key else page_before(request)


def note_confirmed(request: HttpRequest) -> str:
    """Note in the session that the user showed who they are; return the address of the page to go back to."""
    request.session[CONFIRMED_AT] = timezone.now().isoformat()
    address: str = request.session.pop(CONFIRM_PAGE, "") or resolve_url("workbench:home")
    return address


def keep_once(request: HttpRequest, name: str, secret: Any) -> None:
    """Keep a secret, which JSON can have, in the session for the page that shows it once.

    It is encrypted, because the database has the session.
    """
    request.session[name] = encrypt(json.dumps(secret))


def take_once(request: HttpRequest, name: str) -> Any:
    """Return what `keep_once` kept; None afterwards. A HEAD leaves it."""
    take = request.session.get if request.method == "HEAD" else request.session.pop
    sealed = take(name, None)
    return json.loads(decrypt(sealed)) if sealed else None
