"""Sign-in, password, audit."""

from operator import attrgetter

from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse_lazy

from accounts.access import requires
from accounts.filters import AuditFilter
from audit.models import AuditEvent
from audit.recording import record
from foundation.web.lists import render_list


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


AUDIT_COLUMNS = {
    "时间": attrgetter("at"),
    "操作人": lambda event: event.actor_name or "平台",
    "成员单位": lambda event: event.actor_department or "平台",
    "操作": attrgetter("verb"),
    "对象类别": attrgetter("target_type"),
    "对象": attrgetter("target_label"),
    "详情": lambda entry: "；".join(f"{key}：{text}" for key, text in entry.said),
}


@requires("audit.view_auditevent")
def audit_list(request: HttpRequest) -> HttpResponseBase:
    """The audit, newest first."""
    shown = AuditFilter(request.GET, queryset=AuditEvent.objects.all())
    return render_list(
        request, "accounts/audit_list.html", shown.qs, name="审计日志", columns=AUDIT_COLUMNS, filter=shown
    )
