"""Django admin for the accounts, for the system administrator. No account is deleted."""

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.actions import end_sessions, make_link, reset_factor, reset_password
from accounts.admin import FilteredByList, record_saved, values_before
from accounts.forms import UserCreationForm
from accounts.links import MADE, address_of_link, holder_of_code, is_mailed, send_link
from accounts.models import PasswordLink, Session, User
from accounts.steps import keep_once
from foundation.web.actions import run_action
from staffing.actions import propose_change
from staffing.filters import Unused, ending_accounts, unused_accounts, unused_label
from staffing.forms import AccountChangeForm
from staffing.leaving import leaving_notes
from staffing.policies import GUARDED_ROLES

# The roles of the portal are in code.
admin.site.unregister(Group)
PROPOSED = {
    True: "角色、单位、启用、邮箱或有效期的变动已提交，须由另一名系统管理员或审计人员同意后生效。",
    False: "账号已新增，尚未启用，须由另一名系统管理员或审计人员同意。",
}


class UnusedFilter(admin.SimpleListFilter):
    """Filter to the active accounts that are not used."""

    title = "登录情况"
    parameter_name = "unused"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(kind.value, unused_label(kind)) for kind in Unused]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        return queryset.filter(unused_accounts(self.value())) if self.value() in Unused else queryset.none()


class EndingFilter(admin.SimpleListFilter):
    """Filter to the active accounts whose last day is near."""

    title, parameter_name = "有效期", "ending"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("soon", "即将到期")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(ending_accounts()) if self.value() else queryset


@admin.register(User)
class UserAdmin(FilteredByList, DjangoUserAdmin):
    """Accounts, with one role and one department each. An account is deactivated, never deleted."""

    form = AccountChangeForm
    add_form = UserCreationForm
    actions = ("end_sessions", "reset_factor")
    # Django's own template has an English sentence that is not translated.
    add_form_template = None
    list_display = ("username", "full_name", "role", "department", "is_active", "ends_on", "last_login")
    list_select_related = ("department",)
    list_filter = (UnusedFilter, EndingFilter, "role", "department", "is_active")
    search_fields = ("username", "full_name")
    search_help_text = "用户名或姓名"
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("leaving",)
    fieldsets = (
        (None, {"fields": ("username", "full_name", "names_checked", *AccountChangeForm.Meta.fields[2:], "leaving")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "full_name", "names_checked", *UserCreationForm.Meta.fields[2:])}),)

    @admin.display(description="停用或调离时")
    def leaving(self, user: User) -> str:
        """Return what happens to the work of the account."""
        return "".join(leaving_notes(user))

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[ModelForm]:
        form: type[ModelForm] = super().get_form(request, *args, **kwargs)
        form.by = request.user  # type: ignore[attr-defined]
        return form

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """Save the account; what a second person has to approve is proposed instead."""
        before = values_before(form)
        if not change:
            obj.is_active = obj.role not in GUARDED_ROLES
        super().save_model(request, obj, form, change)
        record_saved(request, form, before=before, is_new=not change)
        if proposed := form.change if change else {} if obj.is_active else {"is_active": True}:
            propose_change(user=obj, change=proposed, reason="修改账号" if change else "新增账号", by=request.user)
            self.message_user(request, PROPOSED[change], messages.WARNING)

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        if not obj.is_active:
            return redirect(self._address_of(obj))
        return self._hand_out(request, obj, make_link(user=obj, by=request.user))

    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Take the password of an account away, and hand out a link by which its owner chooses another one."""
        user = self.get_object(request, id)
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if request.method == "POST":
            done = run_action(request, partial(reset_password, user=user, by=request.user), "")
            return self._hand_out(request, user, done.result) if done else redirect(self._address_of(user))
        context = {"opts": self.opts, "account": user, "title": f"重设密码：{user}", "is_mailed": is_mailed(user)}
        context |= {"hours": settings.PASSWORD_LINK_HOURS}
        return TemplateResponse(
            request, "admin/reset_password.html", {**self.admin_site.each_context(request), **context}
        )

    def _hand_out(self, request: HttpRequest, user: User, token: str) -> HttpResponse:
        """Send the link to the owner of the account, or lead to the page that shows it to the administrator once."""
        link = PasswordLink.objects.select_related("user__department").get(user=user, closed_at=None)
        address = address_of_link(request, token)
        if link.needs_code:
            keep_once(request, MADE, {"address": address, "name": str(link), "holder": holder_of_code(link)})
            return redirect("accounts:link_made")
        if send_link(link, address):
            self.message_user(request, f"设置密码的链接已发到{user.email}。")
        else:
            self.message_user(
                request, f"邮件未能发到{user.email}，请核对邮箱，稍后“重设密码”再发一次。", messages.ERROR
            )
        return redirect(self._address_of(user))

    def _address_of(self, user: User) -> str:
        return reverse("admin:accounts_user_change", args=[user.pk])

    @admin.action(description="结束所选账号的登录", permissions=("change",))
    def end_sessions(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """End all sessions of the users but the one in use."""
        others = Session.objects.exclude(pk=request.session.session_key)
        count = sum(end_sessions(user=user, sessions=others, by=request.user) for user in users)
        self.message_user(request, f"已结束{count}处登录。")

    @admin.action(description="重设所选账号的第二重验证", permissions=("change",))
    def reset_factor(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """Take the second factor of the users away; they set up another one after signing in."""
        names = [
            user.full_name for user in users.exclude(pk=request.user.pk) if reset_factor(user=user, by=request.user)
        ]
        done = f"已重设{'、'.join(names)}的第二重验证，并结束了登录，本人下次登录时会得知。" if names else ""
        rest = "" if len(names) == len(users) else "未设第二重验证的账号没有改变；本人的须由另一名系统管理员重设。"
        self.message_user(request, done + rest)
