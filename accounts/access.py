"""Default deny: a decorator stamps each view with the access that it requires; a view without one is refused."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from rest_framework.permissions import BasePermission

from accounts.permissions import GRANTS

PUBLIC = "public"
SIGNED_IN = "signed_in"
ADMIN_ACCESS = "accounts.use_admin"
View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Stamp a view that everybody may open."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Stamp a view that every signed-in user may open."""
    view.access = SIGNED_IN  # type: ignore[attr-defined]
    return view


def requires(permission: str) -> Callable[[View], View]:
    """Return the decorator of a view that requires the permission; KeyError where GRANTS has no such permission."""
    GRANTS[permission]

    def stamp(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return stamp


def by_token(permission: str) -> Callable[[View], View]:
    """Return the decorator of an API view that requires the permission of the token's owner.

    The API checks the token, so the middleware lets the request pass. KeyError where GRANTS has no such permission.
    """
    GRANTS[permission]

    def stamp(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        view.by_token = True  # type: ignore[attr-defined]
        return view

    return stamp


def access_of(match: ResolverMatch) -> str | None:
    """Return the access that a resolved URL requires: PUBLIC, SIGNED_IN, a permission, or None (nobody)."""
    if match.app_names[:1] == ["admin"]:
        return ADMIN_ACCESS
    return getattr(match.func, "access", None)


class HoldsPermission(BasePermission):
    """Check that the token's owner has the permission of the view's stamp; a view without a stamp is refused."""

    message = "您的角色没有这项权限。"

    def has_permission(self, request: Any, view: Any) -> bool:
        access = access_of(request.resolver_match)
        return bool(access and request.user.is_authenticated and request.user.has_perm(access))


class DefaultDenyMiddleware:
    """Redirect to sign-in, or refuse, before the view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        assert request.resolver_match is not None
        access = access_of(request.resolver_match)
        if access == PUBLIC or getattr(request.resolver_match.func, "by_token", False):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if access is None or (access != SIGNED_IN and not request.user.has_perm(access)):
            raise PermissionDenied
        return None
