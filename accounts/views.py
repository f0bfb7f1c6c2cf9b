"""Pages for signing in and out and for the password, and the audit list.

What an act writes and its audit event are one transaction: neither is stored without the other.
"""

from datetime import datetime
from http import HTTPStatus
from math import ceil
from operator import attrgetter, methodcaller
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth import views as auth_views
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires, signed_in
from accounts.filters import AuditFilter
from accounts.forms import OwnPasswordForm, SignInForm
from audit.models import AuditEvent
from audit.recording import record
from audit.types import EventType
from audit.wording import details_text, target_type
from exports.lists import downloadable, render_list, send_export, show_export
from exports.models import Export
from exports.tables import Table


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
        """Open the session.

        The transaction holds the session row, `last_login` and the event, which accounts/receivers.py records. The
        middleware adds the user to the session after the response, and not after an error.
        """
        return super().form_valid(form)

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


AUDIT_COLUMNS = {
    "时间": attrgetter("at"),
    "操作人": lambda event: event.actor_name or "平台",
    "成员单位": lambda event: event.actor_department or "平台",
    "操作": methodcaller("get_type_display"),
    "对象类别": target_type,
    "对象": attrgetter("target_text"),
    "详情": details_text,
    "来源地址": attrgetter("address"),
    "请求编号": attrgetter("request_id"),
}


def _audit_events(request: HttpRequest) -> Table:
    shown = AuditFilter(request.GET, queryset=AuditEvent.objects.all())
    return Table("审计日志", shown.qs, AUDIT_COLUMNS, shown, rows_move=True)


@require_safe
@requires("audit.view_auditevent")
@downloadable(_audit_events)
def audit_list(request: HttpRequest, table: Table) -> HttpResponse:
    """List the audit events, the newest first."""
    return render_list(request, "accounts/audit_list.html", table)


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
