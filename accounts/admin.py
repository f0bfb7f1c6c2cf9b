"""Django admin for accounts and tokens, for the system administrator. Nothing is deleted here."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import DateField, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.actions import end_sessions, issue_token, make_link, reset_factor, reset_password, revoke_token
from accounts.filters import Unused, unused_accounts
from accounts.forms import ApiTokenForm, UserChangeForm, UserCreationForm
from accounts.links import MADE, address_of_link, holder_of_code, is_mailed, send_link
from accounts.models import ApiToken, PasswordLink, Session, User
from accounts.tokens import ISSUED
from audit.recording import changed_fields, record
from audit.types import EventType
from foundation.web.actions import run_action
from foundation.web.forms import day_input

# Fields whose values are never stored in an audit event.
SECRETS = frozenset({"password", "password1", "password2"})

admin.site.index_title = "系统管理"
admin.site.unregister([Group, StaticDevice, TOTPDevice])


def values_before(form: ModelForm) -> dict[str, object]:
    """Return the stored values of the fields that the form changes; {} for a new object. Call it before the save."""
    stored = form._meta.model._default_manager.filter(pk=form.instance.pk).first()
    return _changed_values(stored, form) if stored else {}


def record_saved(request: HttpRequest, form: ModelForm, *, before: Mapping[str, object], is_new: bool) -> None:
    """Record a save made in the admin with every changed field, before and after; no event where nothing changed.

    Call it in the transaction of the save.
    """
    changes = changed_fields(before, _changed_values(form.instance, form))
    if is_new or changes:
        record(_saved_event(form.instance, is_new), target=form.instance, changes=changes, by=request.user)


def _saved_event(obj: Any, is_new: bool) -> EventType:
    if isinstance(obj, User):
        return EventType.ACCOUNT_ADDED if is_new else EventType.ACCOUNT_CHANGED
    return EventType.ADMIN_CHANGED


def _changed_values(obj: Any, form: ModelForm) -> dict[str, object]:
    """Return the object's values of the model's fields that the form changes, without secrets."""
    fields = {field.name for field in obj._meta.get_fields()} - SECRETS
    return {field: _value(obj, field) for field in form.changed_data if field in fields}


def _value(obj: Any, field: str) -> object:
    """Return the value of a field; for a many-to-many field the names of the related objects."""
    value = getattr(obj, field)
    return sorted(map(str, value.all())) if hasattr(value, "all") else value


class FilteredByList(admin.ModelAdmin):
    """A list whose address filters by the offered filters only, and not by any other column."""

    formfield_overrides = {DateField: {"widget": day_input()}}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": self.opts.verbose_name_plural, **(extra_context or {})})

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        offered = {getattr(each, "parameter_name", each) for each in self.get_list_filter(request)}
        return lookup.split("__")[0] in offered and super().lookup_allowed(lookup, value, request)


class UnusedFilter(admin.SimpleListFilter):
    """Filter to the active accounts that are not used."""

    title = "登录情况"
    parameter_name = "unused"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(Unused.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        return queryset.filter(unused_accounts(self.value())) if self.value() in Unused else queryset.none()


@admin.register(User)
class UserAdmin(FilteredByList, DjangoUserAdmin):
    """Accounts, with one role and one department each. An account is deactivated, never deleted."""

    form = UserChangeForm
    add_form = UserCreationForm
    actions = ("end_sessions", "reset_factor")
    # Django's own template has an English sentence that is not translated.
    add_form_template = None
    list_display = ("username", "full_name", "role", "department", "is_active", "last_login")
    list_select_related = ("department",)
    list_filter = (UnusedFilter, "role", "department", "is_active")
    search_fields = ("username", "full_name")
    search_help_text = "用户名或姓名"
    ordering = ("username",)
    filter_horizontal = ()
    fieldsets = ((None, {"fields": ("username", "full_name", "names_checked", *UserChangeForm.Meta.fields[2:])}),)
    add_fieldsets = ((None, {"fields": ("username", "full_name", "names_checked", *UserCreationForm.Meta.fields[2:])}),)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[ModelForm]:
        form: type[ModelForm] = super().get_form(request, *args, **kwargs)
        form.by = request.user  # type: ignore[attr-defined]
        return form

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        before = values_before(form)
        super().save_model(request, obj, form, change)
        record_saved(request, form, before=before, is_new=not change)

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
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
            request.session[MADE] = {"address": address, "name": str(link), "holder": holder_of_code(link)}
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


@admin.register(ApiToken)
class ApiTokenAdmin(FilteredByList):
    """Tokens of the API. A token is issued and revoked, and never changed; its text is shown once."""

    form = ApiTokenForm
    list_display = ("name", "user", "expires_on", "used_at", "used_from", "revoked_at")
    list_select_related = ("user",)
    list_filter = ("user",)
    actions = ("revoke",)

    def get_readonly_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        return ("name", "user", "permissions", "expires_on", "created_at", "used_at", "used_from", "revoked_at")

    def get_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> tuple[str, ...]:
        return self.get_readonly_fields(request, obj) or ApiTokenForm.Meta.fields

    def save_model(self, request: HttpRequest, obj: ApiToken, form: ModelForm, change: bool) -> None:
        if not change:
            request.session[ISSUED] = issue_token(token=obj, by=request.user)

    def response_add(self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None) -> HttpResponse:
        return redirect("accounts:token_issued")

    @admin.action(description="撤销所选的接口令牌", permissions=("change",))
    def revoke(self, request: HttpRequest, tokens: QuerySet[ApiToken]) -> None:
        """Revoke the tokens at once."""
        for token in tokens:
            revoke_token(token=token, by=request.user)
        self.message_user(request, "已撤销所选的接口令牌，立即生效。")
