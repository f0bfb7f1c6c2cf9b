"""Sign-in, password, audit."""

from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy

from accounts.access import requires
from accounts.audit import record
from accounts.filters import AuditFilter
from accounts.models import AuditEntry
from accounts.paging import page_of


class LoginView(auth_views.LoginView):
    """Sign in."""

    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        record("登录", target=form.get_user(), by=form.get_user())
        return response


class PasswordChangeView(auth_views.PasswordChangeView):
    """Change one's own password."""

    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("accounts:password_change_done")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        response = super().form_valid(form)
        record("修改密码", target=form.user, by=form.user)
        return response


@requires("accounts.view_auditentry")
def audit_list(request: HttpRequest) -> HttpResponse:
    """The audit, newest first."""
    entries = AuditFilter(request.GET, queryset=AuditEntry.objects.select_related("by__department"))
    return render(request, "accounts/audit_list.html", {"filter": entries, "page": page_of(request, entries.qs)})
