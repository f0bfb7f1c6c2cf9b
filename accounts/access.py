"""Default deny: a decorator sets `view.access` to what the view requires; a view without it is refused."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import ResolverMatch
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRefresh
from rest_framework.permissions import BasePermission

from accounts.networks import NetworkDenied, network_fault
from accounts.permissions import GRANTS
from audit.recording import record_refusal
from audit.requests import note_user
from foundation.postgres.acting import name_user

PUBLIC = "public"
SIGNED_IN = "signed_in"
ADMIN_ACCESS = "accounts.use_admin"
View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Set `view.access`: open to everybody."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Set `view.access`: open to every signed-in user."""
    view.access = SIGNED_IN  # type: ignore[attr-defined]
    return view


def requires(permission: str) -> Callable[[View], View]:
    """Return the decorator of a view that requires the permission; KeyError where GRANTS has no such permission."""
    GRANTS[permission]

    def set_access(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return set_access


def by_token(permission: str, *, post: str = "") -> Callable[[View], View]:
    """Return the decorator of an API view that requires the permission of the token's owner; `post` that of a POST.

    The API checks the token, so the middleware lets the request pass. KeyError where GRANTS has no such permission.
    """
    GRANTS[permission]
    GRANTS[post or permission]

    def set_access(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        view.post_access = post or permission  # type: ignore[attr-defined]
        view.by_token = True  # type: ignore[attr-defined]
        return view

    return set_access


def with_purpose(view: View) -> View:
    """Let the view look up only with a purpose, where the user's department asks for one (accounts/steps.py)."""
    view.needs_purpose = True  # type: ignore[attr-defined]
    return view


def confirmed(view: View) -> View:
    """Let the view act only for a user who has shown within ten minutes who they are (accounts/steps.py)."""
    view.needs_confirmation = True  # type: ignore[attr-defined]
    return view


def access_of(match: ResolverMatch) -> str | None:
    """Return the access that a resolved URL requires: PUBLIC, SIGNED_IN, a permission, or None (nobody)."""
    if match.app_names[:1] == ["admin"]:
        return ADMIN_ACCESS
    return getattr(match.func, "access", None)


class HoldsPermission(BasePermission):
    """Check that token and owner have the permission that the view requires; a view without one is refused."""

    message = "令牌或其账号的角色没有这项权限。"

    def has_permission(self, request: Any, view: Any) -> bool:
        access = access_of(request.resolver_match)
        if access and request.method == "POST":
            access = getattr(request.resolver_match.func, "post_access", access)
        is_held = bool(
            access
            and request.user.is_authenticated
            and request.user.has_perm(access)
            and access in request.auth.permissions
        )
        if is_held:
            name_user(request.user.pk)
            note_user(request.user.pk)
        return is_held


class DefaultDenyMiddleware:
    """Redirect to sign-in, or refuse, before the view runs. What is refused to a signed-in person is recorded."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.FORBIDDEN and request.user.is_authenticated:
            record_refusal(path=request.path, by=request.user)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        assert request.resolver_match is not None
        access = access_of(request.resolver_match)
        if access == PUBLIC or getattr(request.resolver_match.func, "by_token", False):
            return None
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request)
        if fault := request.user.end_fault:
            return _end_session(request, fault)
        note_user(request.user.pk)
        if not request.htmx:
            request.session.note_use()  # type: ignore[attr-defined]
        if access is None or (access != SIGNED_IN and not request.user.has_perm(access)):
            raise PermissionDenied
        if fault := network_fault(request, request.user, is_admin_page=access == ADMIN_ACCESS):
            raise NetworkDenied(fault)
        return None


def _end_session(request: HttpRequest, fault: str) -> HttpResponse:
    """Sign the user out, and show why on the page for signing in."""
    logout(request)
    messages.error(request, fault)
    return HttpResponseClientRefresh() if request.htmx else redirect("accounts:login")


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect to the page for signing in, which leads back to where the user was.

    Where htmx loads a fragment, the whole page is loaded again. What was submitted is not executed, and a message
    states it. After signing in, the page with the form is opened, because the address of an act may take no GET.
    """
    if request.htmx:
        return HttpResponseClientRefresh()
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    messages.warning(request, "您尚未登录或登录已过期，刚才的提交没有执行。请登录后重新提交。")
    return redirect_to_login(page_before(request))


def page_before(request: HttpRequest) -> str:
    """The path of this site's page that the request came from, or else the home page."""
    referer = request.headers.get("referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    return urlsplit(referer)._replace(scheme="", netloc="").geturl()
