"""The system administrator's desk for departments and accounts. Nothing here is deleted."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.forms import UserChangeForm, UserCreationForm
from accounts.models import Department, User
from audit.recording import record

admin.site.site_header = admin.site.site_title = "海关高级认证企业联合激励 · 系统管理"
admin.site.index_title = "成员单位、账号与激励措施"
admin.site.unregister(Group)


def record_saved(request: HttpRequest, obj: Any, form: ModelForm, *, change: bool) -> None:
    """Audit a save made in the admin: which fields, by whom."""
    record(
        "后台修改" if change else "后台新增",
        target=obj,
        detail={"字段": "、".join(str(form[name].label) for name in form.changed_data)},
        by=request.user,
    )


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    """The 15 signatories: none is added or removed here, for the plan names them."""

    list_display = ("order", "name", "code", "is_customs", "leads")
    list_display_links = ("name",)
    readonly_fields = ("code", "order", "is_customs", "leads")

    def save_model(self, request: HttpRequest, obj: Department, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record_saved(request, obj, form, change=change)


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
        super().save_model(request, obj, form, change)
        record_saved(request, obj, form, change=change)
