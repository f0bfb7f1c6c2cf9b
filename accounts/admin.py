"""The system administrator's desk for departments and accounts. Nothing here is deleted."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse

from accounts.forms import UserChangeForm, UserCreationForm
from accounts.models import Department, User
from audit.recording import record
from audit.types import EventType

# Fields whose values are never recorded.
SECRETS = frozenset({"password", "password1", "password2"})

admin.site.site_header = admin.site.site_title = "海关高级认证企业联合激励 · 系统管理"
admin.site.index_title = "成员单位、账号与激励措施"
admin.site.unregister(Group)


def stored_values(obj: Any, fields: Iterable[str]) -> dict[str, object]:
    """The values of these fields in the database, before a save; {} for an object that is not there yet."""
    stored = type(obj)._default_manager.filter(pk=obj.pk).first()
    return {field: _value(stored, field) for field in fields} if stored else {}


def _value(obj: Any, field: str) -> object:
    """A field's value; of a relation to many, the names."""
    value = getattr(obj, field)
    return sorted(map(str, value.all())) if hasattr(value, "all") else value


def record_saved(request: HttpRequest, obj: Any, form: ModelForm, *, before: Mapping[str, object]) -> None:
    """Record a save made in the admin: every changed field of the model, before and after. Secrets are left out."""
    fields = [field for field in form.changed_data if field not in SECRETS and _is_field(obj, field)]
    record(
        EventType.ADMIN_CHANGED if before else EventType.ADMIN_ADDED,
        target=obj,
        changes={field: (before.get(field), _value(obj, field)) for field in fields},
        by=request.user,
    )


def _is_field(obj: Any, name: str) -> bool:
    return any(field.name == name for field in obj._meta.get_fields())


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    """The 15 signatories: none is added or removed here, for the plan names them."""

    list_display = ("order", "name", "code", "is_customs", "leads")
    list_display_links = ("name",)
    readonly_fields = ("code", "order", "is_customs", "leads")

    def save_model(self, request: HttpRequest, obj: Department, form: ModelForm, change: bool) -> None:
        before = stored_values(obj, form.changed_data)
        super().save_model(request, obj, form, change)
        record_saved(request, obj, form, before=before)


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Accounts: one role, one department; switched off, never deleted."""

    form = UserChangeForm
    add_form = UserCreationForm
    list_display = ("username", "full_name", "role", "department", "is_active")
    list_select_related = ("department",)
    list_filter = ("role", "department", "is_active")
    search_fields = ("username", "full_name")
    ordering = ("username",)
    filter_horizontal = ()
    fieldsets = ((None, {"fields": UserChangeForm.Meta.fields}),)
    add_fieldsets = ((None, {"fields": ("username", "full_name", "role", "department", "password1", "password2")}),)

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        before = stored_values(obj, [field for field in form.changed_data if _is_field(obj, field)])
        super().save_model(request, obj, form, change)
        record_saved(request, obj, form, before=before)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Set another password for an account; a success is a redirect."""
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            record(EventType.PASSWORD_RESET, target=User.objects.get(pk=id), by=request.user)
        return response
