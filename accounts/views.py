"""Pages for signing in and out and for the password, and the files that workers make for users.

What an act writes and its audit event are one transaction: neither is stored without the other.
"""

from datetime import datetime
from http import HTTPStatus
from math import ceil
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth import views as auth_views
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView

from accounts.access import signed_in
from accounts.actions import end_sessions
from accounts.factors import ask_for_factor, has_factor
from accounts.forms import OwnPasswordForm, PurposeForm, SignInForm
from accounts.models import Session
from accounts.purposes import PURPOSE, PURPOSES
from accounts.resets import show_resets
from audit.recording import record
from audit.types import EventType
from exports.lists import send_export, show_export
from exports.models import Export
from foundation.web.actions import run_action


class LoginView(auth_views.LoginView):
    """Sign in."""

    template_name = "accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_redirect_url(self) -> str:
        """The address to go on to; "" if it is the page for signing in, which would redirect to itself."""
        address: str = super().get_redirect_url()
        return "" if urlsplit(address).path == self.request.path else address

    @transaction.atomic
    def form_valid(self, form: SignInForm) -> HttpResponse:
        """Open the session; where the user has a second factor, ask for it before.

        The transaction holds the session row, `last_login` and the event, which accounts/receivers.py records. The
        middleware adds the user to the session after the response, and not after an error.
        """
        user = form.get_user()
        if has_factor(user):
            ask_for_factor(self.request, user, self.get_success_url())
            return redirect("accounts:factor_check")
        response = super().form_valid(form)
        show_resets(self.request, user)
        return response

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        """Record a sign-in with the right password that is not allowed from where it comes."""
        if form.locked_until:
            return self._ask_to_wait(form, form.locked_until)
        if user := form.get_user():
            record(EventType.SIGN_IN_FAILED, target=user, by=None)
        return super().form_invalid(form)

    def _ask_to_wait(self, form: SignInForm, until: datetime) -> HttpResponse:
        """Show the page that says from when on signing in is possible again."""
        response = super().form_invalid(form)
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        response["Retry-After"] = str(ceil((until - timezone.now()).total_seconds()))
        return response


class LogoutView(auth_views.LogoutView):
    """Sign out."""

    @transaction.atomic
    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Delete the session; the browser forgets the pages and files that it keeps of the portal.

        The transaction holds the event, which accounts/receivers.py records. Clear-Site-Data names no cookies: it
        would delete those of every site below the same domain.
        """
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class PasswordChangeView(auth_views.PasswordChangeView):
    """Change one's own password."""

    template_name = "accounts/password_change.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("accounts:password_change_done")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    @transaction.atomic
    def form_valid(self, form: OwnPasswordForm) -> HttpResponse:
        """Store the new password and record the change."""
        response = super().form_valid(form)
        record(EventType.PASSWORD_CHANGED, target=form.user, by=form.user)
        return response


class PurposeView(auth_views.RedirectURLMixin, FormView):
    """Ask for the purpose of the look-ups that follow, and go on to the page that was wanted."""

    template_name = "accounts/purpose.html"
    form_class = PurposeForm
    next_page = "workbench:home"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Go on at once where the department does not ask."""
        if not request.user.asks_purpose:
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"purpose": self.request.session.get(PURPOSE, "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, purposes=PURPOSES)

    def form_valid(self, form: PurposeForm) -> HttpResponse:
        self.request.session[PURPOSE] = form.cleaned_data["purpose"]
        return super().form_valid(form)


@require_safe
@signed_in
def session_list(request: HttpRequest) -> HttpResponse:
    """List the user's own sessions."""
    context = {
        "sessions": Session.objects.open_of(request.user),
        "current": request.session.session_key,
        "idle_minutes": settings.SESSION_IDLE_MINUTES,
    }
    return render(request, "accounts/session_list.html", context)


@require_POST
@signed_in
def session_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End one of the user's own sessions, but not the one in use: that is signing out."""
    return _end(request, Session.objects.filter(public_id=pk).exclude(pk=request.session.session_key))


@require_POST
@signed_in
def sessions_end(request: HttpRequest) -> HttpResponse:
    """End all of the user's own sessions but this one."""
    return _end(request, Session.objects.exclude(pk=request.session.session_key))


def _end(request: HttpRequest, sessions: QuerySet[Session]) -> HttpResponse:
    def end() -> int:
        return end_sessions(user=request.user, sessions=sessions, by=request.user)

    run_action(request, end, lambda count: f"已结束{count}处登录。" if count else "没有需要结束的登录。")
    return redirect("accounts:session_list")


@require_safe
@signed_in
def export_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whether a worker has made the file that the user asked for."""
    return show_export(request, Export.objects.of_owner(request.user), pk)


@require_safe
@signed_in
def export_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download the file that a worker made for the user."""
    return send_export(request, Export.objects.of_owner(request.user), pk)
