"""Django admin for the plan and its measures, for the system administrator. The text of the plan is read-only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from accounts.admin import FilteredByList, record_saved, values_before
from incentives.actions import amend_measure
from incentives.forms import AmendmentForm, MeasureForm
from incentives.models import SOON_DAYS, ActionPlan, Measure, MeasureKind, MeasureVersion, Section


@admin.register(ActionPlan)
class ActionPlanAdmin(FilteredByList):
    """The plan, read-only."""

    list_display = ("document_number", "title", "issued_on")
    fields = ("document_number", "title", "issued_by", "issued_on", "text")
    readonly_fields = ("text",)

    @admin.display(description="正文")
    def text(self, plan: ActionPlan) -> str:
        lines = [line for part in plan.parts for line in (part["heading"], *part["paragraphs"])]
        return format_html_join("", "<p>{}</p>", ([line] for line in lines))


@admin.register(Section)
class SectionAdmin(FilteredByList):
    """The 11 sections of measures, read-only."""

    list_display = ("label", "title", "plan")
    list_display_links = ("title",)
    list_select_related = ("plan",)


class VersionInline(admin.StackedInline):
    """All versions of the measure, read-only."""

    model = MeasureVersion
    template = "admin/incentives/versions.html"
    # The template shows the versions; a form of Django's has at least one field.
    fields = readonly_fields = ("wording",)
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class KindFilter(admin.SimpleListFilter):
    """Filter versions by a kind that they allow."""

    title = "类型"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(MeasureKind.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(kinds__contains=[self.value()]) if self.value() else queryset


class StartFilter(admin.SimpleListFilter):
    """Filter to the amendments that come into force soon."""

    title = "施行"
    parameter_name = "starts"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("soon", f"{SOON_DAYS}天内施行")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.starting_soon(on=timezone.localdate()) if self.value() else queryset


@admin.register(Measure)
class MeasureAdmin(FilteredByList):
    """The 39 measures. Short title and departments are edited here; the wording is amended by a new version."""

    form = MeasureForm
    list_display = ("number", "short_title", "section", "responsible", "amend")
    list_display_links = ("number", "short_title")
    list_select_related = ("section",)
    list_filter = ("section", "departments")
    fields = ("section", "number", "short_title", "departments", "beneficiary", "amend")
    readonly_fields = ("section", "number", "beneficiary", "amend")
    inlines = (VersionInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("departments")

    @admin.display(description="责任单位")
    def responsible(self, measure: Measure) -> str:
        return "、".join(department.name for department in measure.departments.all())

    @admin.display(description="修订")
    def amend(self, measure: Measure) -> str:
        url = reverse("admin:incentives_measureversion_add")
        return format_html('<a href="{}?measure={}">修订此措施</a>', url, measure.pk)

    def save_model(self, request: HttpRequest, obj: Measure, form: ModelForm, change: bool) -> None:
        """Leave the save to `save_related`, which reads the values before it."""

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Save the measure and its departments, a many-to-many field, and record both changes in one event."""
        before = values_before(form)
        form.instance.save()
        super().save_related(request, form, formsets, change)
        record_saved(request, form, before=before, is_new=not change)


@admin.register(MeasureVersion)
class MeasureVersionAdmin(FilteredByList):
    """Versions are read-only. Adding one amends the measure from a day on."""

    form = AmendmentForm
    list_display = ("measure", "wording", "kinds_text", "legal_basis", "in_force_from", "last_day_text")
    list_select_related = ("measure",)
    list_filter = (StartFilter, KindFilter)
    readonly_fields = ("last_day_text",)

    @admin.display(description="类型")
    def kinds_text(self, version: MeasureVersion) -> str:
        return version.kinds_text

    def get_fields(self, request: HttpRequest, obj: MeasureVersion | None = None) -> tuple[str, ...]:
        return (*AmendmentForm.Meta.fields, "last_day_text") if obj else AmendmentForm.Meta.fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Fill the form with the newest version of the measure in the link's parameter `measure`."""
        initial = super().get_changeform_initial_data(request)
        pk = initial.get("measure", "")
        newest = MeasureVersion.objects.filter(measure=pk).first() if pk.isdecimal() else None
        if newest is None:
            return initial
        return {
            **initial,
            "wording": newest.wording,
            "sub_items": "\n".join(newest.sub_items),
            "condition": newest.condition,
            "kinds": newest.kinds,
        }

    def save_model(self, request: HttpRequest, obj: MeasureVersion, form: ModelForm, change: bool) -> None:
        amended = amend_measure(
            measure=obj.measure,
            wording=obj.wording,
            sub_items=obj.sub_items,
            condition=obj.condition,
            legal_basis=obj.legal_basis,
            kinds=obj.kinds,
            in_force_from=obj.in_force_from,
            by=request.user,
        )
        obj.pk = amended.pk
