"""Fictional plans beside the first one, entered and approved by the portal's own actions."""

from datetime import date

from django.utils import timezone

from accounts.models import User
from feedback.actions.measures import approve_plan_change_and_notify
from incentives.actions import propose_plan
from incentives.models import ActionPlan, Beneficiary, MeasureContent, MeasureKind, NewMeasure, PlanChange
from incentives.states import PlanAct


def propose_fictional_plan(number: int = 1, *, measures: int = 2, day: date | None = None, by: User) -> ActionPlan:
    """Propose a plan of 市税务局 with this many measures, from today or from the day on."""
    day = day or timezone.localdate()
    plan = ActionPlan(
        document_number=f"济商务〔2026〕演{number}号",
        title=f"关于稳外贸的行动计划（{number}）",
        short_name=f"外贸计划{number}",
        issued_by="市商务局",
        issued_on=day,
        in_force_from=day,
    )
    change = PlanChange(
        act=PlanAct.ISSUE,
        in_force_from=day.isoformat(),
        legal_basis=plan.document_number,
        measures=[_measure(own, plan.document_number) for own in range(1, measures + 1)],
    )
    return propose_plan(plan=plan, change=change, by=by)


def adopt(plan: ActionPlan, *, by: User) -> ActionPlan:
    """Approve the plan as a second administrator; return it as it is then."""
    approve_plan_change_and_notify(plan=plan, expected_version=str(plan.approval_id), by=by)
    return ActionPlan.objects.get(pk=plan.pk)


def _measure(number: int, document_number: str) -> NewMeasure:
    content = MeasureContent(
        short_title=f"预约办税{number}",
        departments=["tax"],
        beneficiary=Beneficiary.ENTERPRISE,
        kinds=[MeasureKind.STANDING],
        wording="出口退税可以预约办理的时间，由企业在线上选定。",
        sub_items=[],
        condition="",
        effects=[],
    )
    return NewMeasure(section="（一）通关便利", number=number, legal_basis=document_number, content=content)
