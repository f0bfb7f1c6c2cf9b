"""Django admin for the measures: what each is today, what runs of it, and the acts of two administrators on it."""

from datetime import date
from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone

from accounts.models import Department, User
from feedback.actions.measures import approve_and_notify, consequences_of_change
from feedback.admin.proposals import ProposalAdmin
from feedback.measure_history import changes_of, history_of
from feedback.models import MeasureApplication
from foundation.web.actions import run_action
from foundation.web.dates import chinese_date
from incentives.actions import propose_change, reject_change
from incentives.forms import FORMS, ActForm
from incentives.models import SOON_DAYS, Measure, MeasureKind, MeasureVersion, Section
from incentives.states import POSSIBLE_ACTS, MeasureAct, MeasureStatus, PlanState

# A list names at most so many departments of a measure.
NAMED_IN_LIST = 3


class TodayFilter(admin.SimpleListFilter):
    """Filter by what a measure is today: by a field of its version."""

    field = ""

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        today = MeasureVersion.objects.on(timezone.localdate()).filter(**self.condition(self.value()))
        return queryset.filter(pk__in=today.values("measure"))

    def condition(self, value: str) -> dict[str, Any]:
        return {self.field: value}


class StatusFilter(TodayFilter):
    title, parameter_name, field = "状态", "status", "status"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(MeasureStatus.choices)


class KindFilter(TodayFilter):
    """Filter by a kind that the measure allows."""

    title, parameter_name = "类型", "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(MeasureKind.choices)

    def condition(self, value: str) -> dict[str, Any]:
        return {"kinds__contains": [value]}


class SectionFilter(admin.SimpleListFilter):
    """Filter by section. The plan stands before it as before the number of a measure."""

    title, parameter_name = "类别", "section"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        sections = Section.objects.filter(plan__state=PlanState.ADOPTED).select_related("plan")
        return [(str(section.pk), f"{section.plan.short_name}{section}") for section in sections]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        is_offered = self.value() in dict(self.lookup_choices)
        return queryset.filter(section=self.value()) if is_offered else queryset.none()


class DepartmentFilter(TodayFilter):
    title, parameter_name, field = "责任单位", "department", "departments__code"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(Department.objects.values_list("code", "name"))


class ChangeFilter(admin.SimpleListFilter):
    """Filter to the measures of which a change comes into force soon, or waits for the reader's approval."""

    title, parameter_name = "变动", "change"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("soon", f"{SOON_DAYS}天内施行"), ("mine", "待本人复核")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        if self.value() == "mine":
            return queryset.to_approve(request.user)
        soon = MeasureVersion.objects.starting_soon(on=timezone.localdate())
        return queryset.filter(pk__in=soon.values("measure"))


@admin.register(Measure)
class MeasureAdmin(ProposalAdmin):
    """The measures. An act on one is proposed by one administrator, after a preview, and approved by another one."""

    list_display = ("title", "wording", "status", "kinds", "responsible", "running", "next_change")
    list_filter = (StatusFilter, ChangeFilter, KindFilter, DepartmentFilter, SectionFilter)
    search_fields = ("=number", "versions__short_title", "versions__wording", "versions__legal_basis")
    search_help_text = "序号、简称、措施文本或文号"
    rejected = "已退回或撤回，措施没有变动。"

    def get_queryset(self, request: HttpRequest) -> Any:
        today = timezone.localdate()
        versions = MeasureVersion.objects.prefetch_related("departments")
        coming = MeasureVersion.objects.coming(after=today)
        running = MeasureApplication.objects.running().filter(measure=OuterRef("pk")).order_by().values("measure")
        return (
            super()
            .get_queryset(request)
            .select_related("approval")
            .annotate(running=Coalesce(Subquery(running.values(count=Count("pk"))), 0))
            .prefetch_related(
                Prefetch("versions", versions.on(today), to_attr="of_today"),
                Prefetch("versions", coming, to_attr="coming"),
            )
        )

    @admin.display(description="措施", ordering="number")
    def title(self, measure: Measure) -> str:
        return "".join(map(str, measure.of_today)) or str(measure)

    @admin.display(description="现行文本")
    def wording(self, measure: Measure) -> str:
        return "".join(version.wording for version in measure.of_today)

    @admin.display(description="类型")
    def kinds(self, measure: Measure) -> str:
        return "".join(version.kinds_text for version in measure.of_today)

    @admin.display(description="责任单位")
    def responsible(self, measure: Measure) -> str:
        names = [department.name for version in measure.of_today for department in version.departments.all()]
        return "、".join(names) if len(names) <= NAMED_IN_LIST else f"{names[0]}等{len(names)}个单位"

    @admin.display(description="正在适用", ordering="running")
    def running(self, measure: Measure) -> str:
        return f"{measure.running}项"

    @admin.display(description="状态")
    def status(self, measure: Measure) -> str:
        today = "".join(version.get_status_display() for version in measure.of_today)
        return today or ("尚未施行" if measure.coming else "已撤回")

    @admin.display(description="下一次变动")
    def next_change(self, measure: Measure) -> str:
        coming = [f"{chinese_date(version.in_force_from)}起{version.act_label}" for version in measure.coming]
        pending = [f"{MeasureAct(measure.approval.change['act']).label}待复核"] if measure.approval else []
        return "；".join(coming + pending)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/act/<str:act>/", view(self.act_view), name="incentives_measure_act"),
            *super().get_urls(),
        ]

    def show(self, request: HttpRequest, measure: Measure, rejection: Form) -> HttpResponse:
        """Show the measure: what it is, its versions with what each changed, and the acts that are possible."""
        newest = measure.newest
        acts = [] if newest.is_withdrawn else list(POSSIBLE_ACTS[MeasureStatus(newest.status)])
        if newest.is_amendment and newest.in_force_from > timezone.localdate():
            acts.append(MeasureAct.WITHDRAW)
        history = history_of(measure)
        context = {
            "measure": measure,
            "newest": newest,
            "history": history,
            "approval": measure.approval,
            "acts": [] if measure.approval else acts,
            "rejection": rejection,
            **self._preview_of_proposal(measure),
        }
        return self._render(request, "admin/measure.html", context, title=str(newest))

    def _preview_of_proposal(self, measure: Measure) -> dict[str, Any]:
        return self._preview(measure, measure.approval.change) if measure.approval else {}

    def _preview(self, measure: Measure, change: Any) -> dict[str, Any]:
        """Return what a change would do: the act, its day, the differences and the consequences."""
        return {
            "change": change,
            "act": MeasureAct(change["act"]),
            "day": date.fromisoformat(change["in_force_from"]),
            "changes": changes_of(measure.newest.content, change["content"]),
            "consequences": consequences_of_change(measure, change),
        }

    def act_view(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        """Fill in an act, see what it touches, and propose it to another administrator."""
        measure = self.get_row(request, pk)
        if act not in MeasureAct:
            raise Http404
        act_form = FORMS[MeasureAct(act)]
        form = act_form(request.POST or None, act=MeasureAct(act), newest=measure.newest)
        preview: dict[str, Any] = {}
        if form.is_valid():
            if form.cleaned_data["propose"] and self._propose(request, measure, form):
                return redirect("admin:incentives_measure_change", pk)
            preview = self._preview(measure, form.change)
        context = {"measure": measure, "act": form.act, "form": form, "change": None}
        title = f"{MeasureAct(act).label}{measure.newest}"
        return self._render(request, "admin/measure_act.html", {**context, **preview}, title=title)

    def _propose(self, request: HttpRequest, measure: Measure, form: ActForm) -> Any:
        propose = partial(
            propose_change,
            measure=measure,
            change=form.change,
            expected_version=form.cleaned_data["version"],
            by=request.user,
        )
        return run_action(request, propose, "已提交，须由另一名系统管理员复核同意。")

    def approve(self, measure: Measure, *, expected_version: str, by: User) -> MeasureVersion:
        return approve_and_notify(measure=measure, expected_version=expected_version, by=by)

    def reject(self, measure: Measure, *, expected_version: str, reason: str, by: User) -> Measure:
        return reject_change(measure=measure, expected_version=expected_version, reason=reason, by=by)

    def get_row(self, request: HttpRequest, pk: int) -> Measure:
        measure = get_object_or_404(Measure.objects.select_related("section__plan", "approval__proposed_by"), pk=pk)
        if not self.has_change_permission(request, measure):
            raise PermissionDenied
        return measure
