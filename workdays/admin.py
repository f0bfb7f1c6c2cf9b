"""Django admin for the calendar and the site settings. Rows are added and never changed."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.admin import FilteredByList
from workdays.actions import add_exception, change_settings, load_year
from workdays.forms import (
    PUBLICATION,
    REMINDERS,
    SITE_TEXTS,
    TERMS,
    CalendarExceptionForm,
    CalendarYearForm,
    SiteSettingsForm,
)
from workdays.models import CalendarException, CalendarYear, SiteSettings
from workdays.site_settings import set_in_the_environment


@admin.register(CalendarYear)
class CalendarYearAdmin(FilteredByList):
    """The years that were added. The newest of a year holds, also in place of the year that the portal came with."""

    form = CalendarYearForm
    add_form_template = "admin/workdays/year_form.html"
    list_display = ("year", "document_number", "issued_on", "loaded_by", "loaded_at")
    list_select_related = ("loaded_by__department",)

    def get_fields(self, request: HttpRequest, obj: CalendarYear | None = None) -> tuple[str, ...]:
        shown = ("year", "document_number", "issued_on", "days", "loaded_by", "loaded_at")
        return shown if obj else CalendarYearForm.Meta.fields

    def save_model(self, request: HttpRequest, obj: CalendarYear, form: ModelForm, change: bool) -> None:
        fields = ("year", "document_number", "issued_on", "days")
        obj.pk = load_year(**{field: form.cleaned_data[field] for field in fields}, by=request.user).pk


@admin.register(CalendarException)
class CalendarExceptionAdmin(FilteredByList):
    """The exceptions. One is ended by another one for the same day."""

    form = CalendarExceptionForm
    list_display = ("day", "is_working", "reason", "document_number", "added_by", "added_at")
    list_select_related = ("added_by__department",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fields = CalendarExceptionForm.Meta.fields
        return (*fields, "added_by", "added_at") if obj else fields

    def save_model(self, request: HttpRequest, obj: CalendarException, form: ModelForm, change: bool) -> None:
        obj.pk = add_exception(**form.cleaned_data, by=request.user).pk


@admin.register(SiteSettings)
class SiteSettingsAdmin(FilteredByList):
    """The versions of the site settings. Another version is added over the one in force."""

    form = SiteSettingsForm
    add_form_template = change_form_template = "admin/workdays/settings_form.html"
    list_display = ("version", "changed_by", "changed_at")
    list_select_related = ("changed_by__department",)

    def get_fieldsets(self, request: HttpRequest, obj: SiteSettings | None = None) -> list[tuple[str, Any]]:
        rest = ("changed_by", "changed_at") if obj else ("expected_version",)
        return [
            ("公开网站的页脚与联系方式", {"fields": SITE_TEXTS}),
            ("名单公布", {"fields": PUBLICATION}),
            ("期限与提示", {"fields": (*TERMS, *REMINDERS, *rest)}),
        ]

    def save_model(self, request: HttpRequest, obj: SiteSettings, form: SiteSettingsForm, change: bool) -> None:
        expected: int = form.cleaned_data["expected_version"]
        obj.pk = change_settings(expected_version=expected, values=form.values, by=request.user).pk

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> Any:
        return super().render_change_form(request, context | {"environment": set_in_the_environment()}, **kwargs)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> Any:
        only_save = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, {"title": "修改站点设置", **only_save})
