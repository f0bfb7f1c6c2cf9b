"""Django admin for the plan and its measures, for the system administrator. The text of the plan is read-only."""

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from accounts.admin import FilteredByList
from incentives.actions import amend_measure
from incentives.forms import AmendmentForm
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

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).with_ends().prefetch_related("departments")


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
    """The measures with the content of today, read-only. A new version amends them."""

    list_display = ("number", "short_title", "section", "responsible", "amend")
    list_display_links = ("number", "short_title")
    list_select_related = ("section",)
    list_filter = ("section",)
    fields = ("section", "number", "amend")
    readonly_fields = ("amend",)
    inlines = (VersionInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        today = MeasureVersion.objects.on(timezone.localdate()).prefetch_related("departments")
        return super().get_queryset(request).prefetch_related(Prefetch("versions", today, to_attr="of_today"))

    @admin.display(description="简称")
    def short_title(self, measure: Measure) -> str:
        return "、".join(version.short_title for version in measure.of_today)

    @admin.display(description="责任单位")
    def responsible(self, measure: Measure) -> str:
        return "、".join(version.responsible for version in measure.of_today)

    @admin.display(description="修订")
    def amend(self, measure: Measure) -> str:
        url = reverse("admin:incentives_measureversion_add")
        return format_html('<a href="{}?measure={}">修订此措施</a>', url, measure.pk)


@admin.register(MeasureVersion)
class MeasureVersionAdmin(FilteredByList):
    """Versions are read-only. Adding one amends the measure from a day on."""

    form = AmendmentForm
    list_display = ("__str__", "wording", "kinds_text", "legal_basis", "in_force_from", "last_day_text")
    list_select_related = ("measure",)
    list_filter = (StartFilter, KindFilter)
    readonly_fields = ("last_day_text",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).with_ends()

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
        content = {**newest.content, "sub_items": "\n".join(newest.sub_items), "departments": newest.departments.all()}
        return {**initial, **content}

    def save_model(self, request: HttpRequest, obj: MeasureVersion, form: ModelForm, change: bool) -> None:
        amended = amend_measure(
            measure=obj.measure,
            content=form.content,
            legal_basis=obj.legal_basis,
            in_force_from=obj.in_force_from,
            by=request.user,
        )
        obj.pk = amended.pk

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Save nothing: the action has written the departments with the version."""
