"""Django admin for the plans: what each holds, a new plan from a table, and a measure that is added to a plan."""

from datetime import date
from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from accounts.admin import ToApproveFilter
from accounts.models import User
from feedback.actions.measures import approve_plan_change_and_notify, consequences_of_plan_change
from feedback.admin.proposals import ProposalAdmin
from feedback.measure_history import department_names, texts_of
from foundation.web.actions import run_action
from foundation.web.dates import chinese_date
from incentives.actions import propose_plan, propose_plan_change, reject_plan_change
from incentives.forms import PLAN_FORMS, NewMeasureForm, NewPlanForm, PlanChangeForm
from incentives.models import ActionPlan, Measure, MeasureVersion, PlanChange
from incentives.plan_table import COLUMNS
from incentives.policies import coming_change
from incentives.states import PlanAct
from spreadsheets.columns import Column
from uploads.views import blank_table

PROPOSED = "已提交，须由另一名系统管理员复核同意。"


@admin.register(ActionPlan)
class ActionPlanAdmin(ProposalAdmin):
    """The plans. A new plan, and a measure for a plan, is proposed after a preview and approved by another one."""

    list_display = ("document_number", "title", "short_name", "issued_on", "in_force_from", "measure_count", "status")
    list_filter = (ToApproveFilter,)
    rejected = "已退回或撤回，行动计划没有变动。"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("approval").annotate(measures=Count("sections__measures"))

    @admin.display(description="措施")
    def measure_count(self, plan: ActionPlan) -> str:
        proposed = 0 if plan.is_adopted or not plan.approval else len(plan.approval.change["measures"])
        return f"{proposed or plan.measures}项"

    @admin.display(description="状态")
    def status(self, plan: ActionPlan) -> str:
        ends = [f"{chinese_date(plan.ends_on)}起废止"] if plan.ends_on else []
        waits = ["变动待复核"] if plan.is_adopted and plan.approval else []
        return "，".join([plan.get_state_display(), *ends, *waits])

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return NewPlanForm

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("table/", view(require_safe(self.table_view)), name="incentives_actionplan_table"),
            path("<int:pk>/measure/", view(self.measure_view), name="incentives_actionplan_measure"),
            path("<int:pk>/act/<str:act>/", view(self.act_view), name="incentives_actionplan_act"),
            *super().get_urls(),
        ]

    def table_view(self, request: HttpRequest) -> HttpResponse:
        """Return the table of measures to be filled in."""
        self._require_add(request)
        return blank_table([Column(title, title) for title in COLUMNS], "措施表")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Fill in a new plan with its measures, see what it holds, and propose it to another administrator."""
        self._require_add(request)
        form = NewPlanForm(request.POST or None, request.FILES or None, plan=ActionPlan())
        return self._fill_in(request, form, title="新增行动计划")

    def measure_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Fill in a measure for the plan, see it, and propose it to another administrator."""
        plan = self.get_row(request, pk)
        form = NewMeasureForm(request.POST or None, plan=plan)
        return self._fill_in(request, form, title="新增措施", plan=plan)

    def act_view(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        """Fill in the end of the plan, or the withdrawal of a coming change, see what it touches, and propose it."""
        plan = self.get_row(request, pk)
        if act not in PLAN_FORMS:
            raise Http404
        act_form = PLAN_FORMS[PlanAct(act)]
        form = act_form(request.POST or None, plan=plan)
        what = _coming_text(plan) if act == PlanAct.WITHDRAW else "行动计划"
        return self._fill_in(request, form, title=f"{PlanAct(act).label}{what}", plan=plan)

    def _fill_in(
        self, request: HttpRequest, form: PlanChangeForm, *, title: str, plan: ActionPlan | None = None
    ) -> HttpResponse:
        preview: dict[str, Any] = {"change": None}
        if form.is_valid():
            if form.is_to_propose and (proposed := self._propose(request, form, is_new=plan is None)):
                return redirect("admin:incentives_actionplan_change", proposed.result.pk)
            preview = _preview(form.plan, form.change)
        context = {"plan": plan, "form": form, **preview}
        return self._render(request, "admin/plan_form.html", context, title=title)

    def _propose(self, request: HttpRequest, form: PlanChangeForm, *, is_new: bool) -> Any:
        propose = propose_plan if is_new else propose_plan_change
        return run_action(request, partial(propose, plan=form.plan, change=form.change, by=request.user), PROPOSED)

    def show(self, request: HttpRequest, plan: ActionPlan, rejection: Form) -> HttpResponse:
        """Show the plan: its text, what is proposed for it, and its measures."""
        measures = Measure.objects.filter(section__plan=plan).with_valid_versions()
        acts = [PlanAct.END] if plan.is_adopted and not plan.ends_on else []
        context = {
            "plan": plan,
            "acts": [*acts, *([PlanAct.WITHDRAW] if coming_change(plan) else [])],
            "coming": _coming_text(plan),
            "approval": plan.approval,
            "rejection": rejection,
            "measures": measures.select_related("section").order_by("section__number", "number"),
            **(_preview(plan, plan.approval.change) if plan.approval else {}),
        }
        return self._render(request, "admin/plan.html", context, title=str(plan))

    def approve(self, plan: ActionPlan, *, expected_version: str, by: User) -> list[MeasureVersion]:
        return approve_plan_change_and_notify(plan=plan, expected_version=expected_version, by=by)

    def reject(self, plan: ActionPlan, *, expected_version: str, reason: str, by: User) -> ActionPlan:
        return reject_plan_change(plan=plan, expected_version=expected_version, reason=reason, by=by)

    def get_row(self, request: HttpRequest, pk: int) -> ActionPlan:
        self._require_add(request)
        return get_object_or_404(ActionPlan.objects.select_related("approval__proposed_by"), pk=pk)

    def _require_add(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):
            raise PermissionDenied


def _coming_text(plan: ActionPlan) -> str:
    """Return what the change of the plan is that can be withdrawn, such as 原定2027年1月1日的废止."""
    if (coming := coming_change(plan)) is None:
        return "尚未施行的变动"
    day, act = date.fromisoformat(coming.change["in_force_from"]), PlanAct(coming.change["act"])
    return f"原定{chinese_date(day)}的{act.label}"


def _preview(plan: ActionPlan, change: PlanChange) -> dict[str, Any]:
    """Return what a change would do: the act and its day, new measures with their texts, and the consequences."""
    names = department_names()
    return {
        "change": change,
        "act": PlanAct(change["act"]),
        "day": date.fromisoformat(change["in_force_from"]),
        "coming": _coming_text(plan) if change["act"] == PlanAct.WITHDRAW else "",
        "rows": [(new, texts_of(new["content"], names)) for new in change["measures"]],
        "consequences": consequences_of_plan_change(plan, change),
    }
