"""Django admin for accounts and tokens, for the system administrator. Nothing is deleted here."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db.models import DateField, QuerySet
from django.forms import Form, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_otp.plugins.otp_static.models import StaticDevice

from accounts.actions import issue_token, revoke_token
from accounts.forms import ApiTokenForm
from accounts.models import ApiToken, User
from accounts.steps import keep_once
from accounts.tokens import ISSUED
from audit.recording import changed_fields, record
from audit.types import EventType
from foundation.web.forms import KeysField, day_input

# Fields whose values are never stored in an audit event.
SECRETS = frozenset({"password", "password1", "password2"})

admin.site.index_title = "系统管理"
admin.site.unregister(StaticDevice)


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


class TickedRowsForm(Form):
    """The keys of the rows that are ticked in a list of Django admin."""

    _selected_action = KeysField(required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if len(data[ACTION_CHECKBOX_NAME]) != len(self.data.getlist(ACTION_CHECKBOX_NAME)):
            raise ValidationError("所选的行不存在，请刷新页面后重新选择。")
        return data


class FilteredByList(admin.ModelAdmin):
    """A list whose address filters by the offered filters only, and not by any other column."""

    formfield_overrides = {DateField: {"widget": day_input()}}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": self.opts.verbose_name_plural, **(extra_context or {})})

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        offered = {getattr(each, "parameter_name", each) for each in self.get_list_filter(request)}
        return lookup.split("__")[0] in offered and super().lookup_allowed(lookup, value, request)

    def response_action(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Do the chosen act for the ticked rows; refuse keys that no row can have, for which Django answers 500."""
        form = TickedRowsForm(request.POST)
        if not form.is_valid():
            self.message_user(request, "".join(form.non_field_errors()), messages.ERROR)
            return redirect(request.get_full_path())
        return super().response_action(request, queryset)


class ToApproveFilter(admin.SimpleListFilter):
    """Filter to the rows of which somebody else's proposal waits for the reader; their queryset has `to_approve`."""

    title, parameter_name = "复核", "approval"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("mine", "待本人复核")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.to_approve(request.user) if self.value() else queryset


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
            keep_once(request, ISSUED, issue_token(token=obj, by=request.user))

    def response_add(self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None) -> HttpResponse:
        return redirect("accounts:token_issued")

    @admin.action(description="撤销所选的接口令牌", permissions=("change",))
    def revoke(self, request: HttpRequest, tokens: QuerySet[ApiToken]) -> None:
        """Revoke the tokens at once."""
        for token in tokens:
            revoke_token(token=token, by=request.user)
        self.message_user(request, "已撤销所选的接口令牌，立即生效。")
