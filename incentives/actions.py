"""Change a measure or add measures from a day on: one system administrator proposes it, another one approves it.

What a measure is from a day on is a new version. A change that has not come into force can be withdrawn, which needs a
second administrator as well. One proposal about a measure waits at a time (plan §5). Measures are added to a plan, with
the plan itself where it is new, and abolished with the plan; one proposal about a plan waits at a time.
"""

from collections.abc import Callable
from datetime import date

from django.db import connection, transaction
from django.db.models import Max

from accounts.models import Department, User
from approvals.actions import approve, close_proposal, propose
from approvals.models import Approval
from audit.recording import Changes, changed_fields, record
from audit.types import EventType
from incentives.models import (
    ActionPlan,
    Measure,
    MeasureChange,
    MeasureContent,
    MeasureVersion,
    NewMeasure,
    PlanChange,
    Section,
)
from incentives.plan_table import section_parts
from incentives.policies import (
    check_may_approve,
    check_may_approve_plan_change,
    check_may_propose,
    check_may_propose_plan_change,
    check_may_reject,
    check_new_plan,
    versions_to_abolish,
)
from incentives.states import STATUS_AFTER, MeasureAct, MeasureStatus, PlanAct, PlanState


@transaction.atomic
def propose_change(*, measure: Measure, change: MeasureChange, expected_version: str, by: User) -> Measure:
    """Propose a change of the measure; nothing changes yet. Raises ActionDenied.

    `expected_version` is the key of the newest version that the page showed.
    """
    measure = lock_measure(measure)
    check_may_propose(measure, change, expected_version=expected_version)
    measure.approval = propose(
        subject=measure, change=change, expected_version=expected_version, reason=change["legal_basis"], by=by
    )
    measure.save(update_fields=["approval"])
    record(
        EventType.MEASURE_CHANGE_PROPOSED,
        target=measure.newest,
        data=_data(change),
        changes=_changes(measure.newest, change["content"]),
        by=by,
    )
    return measure


@transaction.atomic
def approve_change(*, measure: Measure, expected_version: str, by: User) -> MeasureVersion:
    """Approve the proposed change as a second administrator; return the version that is written or withdrawn.

    `expected_version` is the key of the approval that the page showed. Applications logged under an earlier version
    keep it. Raises ActionDenied.
    """
    measure = lock_measure(measure)
    approval = check_may_approve(measure, expected_version=expected_version, user=by)
    approval = approve(approval=approval, by=by)
    newest, change = measure.newest, approval.change
    measure.approval = None
    measure.save(update_fields=["approval"])
    data = {**_data(change), "proposed_by": approval.proposed_by}
    if change["act"] == MeasureAct.WITHDRAW:
        newest.withdrawal = approval
        newest.save(update_fields=["withdrawal"])
        record(EventType.MEASURE_CHANGE_WITHDRAWN, target=newest, data=data, by=by)
        return newest
    version = create_version(
        MeasureVersion(
            measure=measure,
            status=STATUS_AFTER.get(change["act"], newest.status),
            legal_basis=change["legal_basis"],
            in_force_from=date.fromisoformat(change["in_force_from"]),
            approval=approval,
        ),
        change["content"],
    )
    changes = {**_changes(newest, change["content"]), "status": (newest.status, version.status)}
    record(EventType.MEASURE_CHANGED, target=version, data=data, changes=changes, by=by)
    return version


@transaction.atomic
def reject_change(*, measure: Measure, expected_version: str, reason: str, by: User) -> Measure:
    """Reject the proposed change, or take back one's own; the measure stays as it is. Raises ActionDenied.

    `expected_version` as in approve_change.
    """
    measure = lock_measure(measure)
    approval = check_may_reject(measure, expected_version=expected_version, reason=reason)
    close_proposal(approval=approval, reason=reason, by=by)
    measure.approval = None
    measure.save(update_fields=["approval"])
    data = {**_data(approval.change), "proposed_by": approval.proposed_by, "reason": reason}
    record(EventType.MEASURE_CHANGE_REJECTED, target=measure.newest, data=data, by=by)
    return measure


@transaction.atomic
def propose_plan(*, plan: ActionPlan, change: PlanChange, by: User) -> ActionPlan:
    """Propose a new plan, which is not saved yet, with its measures; nothing is in force yet. Raises ActionDenied."""
    check_new_plan(plan)
    plan.save(force_insert=True)
    return propose_plan_change(plan=plan, change=change, by=by)


@transaction.atomic
def propose_plan_change(*, plan: ActionPlan, change: PlanChange, by: User) -> ActionPlan:
    """Propose measures for the plan, its end, or a withdrawal; nothing changes yet. Raises ActionDenied."""
    plan = lock_plan(plan)
    check_may_propose_plan_change(plan, change)
    plan.approval = propose(subject=plan, change=change, expected_version="", reason=change["legal_basis"], by=by)
    plan.save(update_fields=["approval"])
    record(EventType.PLAN_CHANGE_PROPOSED, target=plan, data=_plan_data(change), by=by)
    return plan


@transaction.atomic
def approve_plan_change(*, plan: ActionPlan, expected_version: str, by: User) -> list[MeasureVersion]:
    """Approve what is proposed for the plan as a second administrator; return the versions that it writes or withdraws.

    `expected_version` is the key of the approval that the page showed. Raises ActionDenied.
    """
    plan = lock_plan(plan)
    approval = check_may_approve_plan_change(plan, expected_version=expected_version, user=by)
    approval = approve(approval=approval, by=by)
    change: PlanChange = approval.change
    plan.approval = None
    versions = APPROVED_ACTS[PlanAct(change["act"])](plan, approval)
    plan.save(update_fields=["approval", "state", "ends_on"])
    record(EventType.PLAN_CHANGED, target=plan, data={**_plan_data(change), "proposed_by": approval.proposed_by}, by=by)
    return versions


def _add_measures(plan: ActionPlan, approval: Approval) -> list[MeasureVersion]:
    """Adopt the plan, which may be new, and create its new measures."""
    change: PlanChange = approval.change
    plan.state = PlanState.ADOPTED
    return [
        create_version(
            MeasureVersion(
                measure=_create_measure(plan, new),
                legal_basis=new["legal_basis"],
                in_force_from=date.fromisoformat(change["in_force_from"]),
                approval=approval,
            ),
            new["content"],
        )
        for new in change["measures"]
    ]


def _end(plan: ActionPlan, approval: Approval) -> list[MeasureVersion]:
    """End the plan, and abolish its measures from the same day on."""
    change: PlanChange = approval.change
    plan.ends_on = date.fromisoformat(change["in_force_from"])
    return [
        create_version(
            MeasureVersion(
                measure=newest.measure,
                status=MeasureStatus.ABOLISHED,
                legal_basis=change["legal_basis"],
                in_force_from=plan.ends_on,
                approval=approval,
            ),
            newest.content,
        )
        for newest in versions_to_abolish(plan)
    ]


def _withdraw(plan: ActionPlan, approval: Approval) -> list[MeasureVersion]:
    """Withdraw the versions of a change of the plan before their day: its end, its new measures, or a new plan."""
    change: PlanChange = approval.change
    withdrawn = Approval.objects.get(pk=change["withdrawn"])
    versions = list(MeasureVersion.objects.filter(approval=withdrawn))
    for version in versions:
        version.withdrawal = approval
        version.save(update_fields=["withdrawal"])
    act = withdrawn.change["act"]
    plan.ends_on = None if act == PlanAct.END else plan.ends_on
    plan.state = PlanState.WITHDRAWN if act == PlanAct.ISSUE else plan.state
    return versions


APPROVED_ACTS: dict[PlanAct, Callable[[ActionPlan, Approval], list[MeasureVersion]]] = {
    PlanAct.ISSUE: _add_measures,
    PlanAct.ADD: _add_measures,
    PlanAct.END: _end,
    PlanAct.WITHDRAW: _withdraw,
}


@transaction.atomic
def reject_plan_change(*, plan: ActionPlan, expected_version: str, reason: str, by: User) -> ActionPlan:
    """Reject what is proposed for the plan, or take back one's own; a new plan is rejected with it.

    `expected_version` as in approve_plan_change. Raises ActionDenied.
    """
    plan = lock_plan(plan)
    approval = check_may_reject(plan, expected_version=expected_version, reason=reason)
    close_proposal(approval=approval, reason=reason, by=by)
    plan.approval = None
    plan.state = plan.state if plan.is_adopted else PlanState.REJECTED
    plan.save(update_fields=["approval", "state"])
    data = {**_plan_data(approval.change), "proposed_by": approval.proposed_by, "reason": reason}
    record(EventType.PLAN_CHANGE_REJECTED, target=plan, data=data, by=by)
    return plan


def _create_measure(plan: ActionPlan, new: NewMeasure) -> Measure:
    """Create the measure, unless it was withdrawn, and its section where the plan has none of this title."""
    label, title = section_parts(new["section"])
    section = plan.sections.filter(label=label, title=title).first()
    if section is None:
        last = plan.sections.aggregate(last=Max("number"))["last"] or 0
        section = Section.objects.create(plan=plan, number=last + 1, label=label, title=title)
    measure, _ = Measure.objects.get_or_create(section=section, number=new["number"])
    # The trigger has set the name of the plan.
    measure.refresh_from_db()
    return measure


def _plan_data(change: PlanChange) -> dict[str, object]:
    measures = [f"{new['number']}　{new['content']['short_title']}" for new in change["measures"]]
    return {
        "act": PlanAct(change["act"]).label,
        "in_force_from": change["in_force_from"],
        "basis": change["legal_basis"],
        **({"measures": measures} if measures else {}),
    }


def create_version(version: MeasureVersion, content: MeasureContent) -> MeasureVersion:
    """Save the version with this content and its responsible departments."""
    for field, value in content.items():
        if field != "departments":
            setattr(version, field, value)
    version.save(force_insert=True)
    version.departments.add(*Department.objects.filter(code__in=content["departments"]))
    return version


def lock_measure_shared(measure_id: int) -> None:
    """Lock the measure FOR KEY SHARE: until the transaction ends no change of it is approved."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT FROM incentives_measure WHERE "id" = %s FOR KEY SHARE', [measure_id])


def lock_measure(measure: Measure) -> Measure:
    """Lock the measure; return it as it is now, with its proposal."""
    measures = Measure.objects.select_related("approval__proposed_by").select_for_update(of=("self",))
    return measures.get(pk=measure.pk)


def lock_plan(plan: ActionPlan) -> ActionPlan:
    """Lock the plan, then its measures; return it as it is now, with its proposal."""
    plans = ActionPlan.objects.select_related("approval__proposed_by").select_for_update(of=("self",))
    plan = plans.get(pk=plan.pk)
    list(Measure.objects.filter(section__plan=plan).order_by("pk").select_for_update(of=("self",)))
    return plan


def _data(change: MeasureChange) -> dict[str, object]:
    act = MeasureAct(change["act"]).label
    return {"act": act, "in_force_from": change["in_force_from"], "basis": change["legal_basis"]}


def _changes(version: MeasureVersion, content: MeasureContent) -> Changes:
    """Return what the content changes of the version, with the names of departments, for the audit event."""
    return changed_fields(_with_names(version.content), _with_names(content))


def _with_names(content: MeasureContent) -> dict[str, object]:
    names = Department.objects.filter(code__in=content["departments"]).values_list("name", flat=True)
    return {**content, "departments": list(names)}
