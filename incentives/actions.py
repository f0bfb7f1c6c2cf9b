"""Change a measure or add measures from a day on: one system administrator proposes it, another one approves it.

What a measure is from a day on is a new version. A change that has not come into force can be withdrawn, which needs a
second administrator as well. One proposal about a measure waits at a time (plan §5). Measures are added to a plan, with
the plan itself where it is new; one proposal about a plan waits at a time.
"""

from datetime import date

from django.db import connection, transaction
from django.db.models import Max

from accounts.models import Department, User
from approvals.actions import approve, close_proposal, propose
from audit.recording import Changes, changed_fields, record
from audit.types import EventType
from incentives.models import (
    ActionPlan,
    Measure,
    MeasureChange,
    MeasureContent,
    MeasureVersion,
    NewMeasure,
    PlanAddition,
    Section,
)
from incentives.plan_table import section_parts
from incentives.policies import (
    ADDITION,
    check_may_add,
    check_may_approve,
    check_may_approve_addition,
    check_may_propose,
    check_may_reject,
    check_new_plan,
)
from incentives.states import STATUS_AFTER, MeasureAct, PlanAct, PlanState


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
def propose_plan(*, plan: ActionPlan, addition: PlanAddition, by: User) -> ActionPlan:
    """Propose a new plan, which is not saved yet, with its measures; nothing is in force yet. Raises ActionDenied."""
    check_new_plan(plan)
    plan.save(force_insert=True)
    return propose_addition(plan=plan, addition=addition, by=by)


@transaction.atomic
def propose_addition(*, plan: ActionPlan, addition: PlanAddition, by: User) -> ActionPlan:
    """Propose measures for the plan; nothing changes yet. Raises ActionDenied."""
    plan = _locked_plan(plan)
    check_may_add(plan, addition)
    plan.approval = propose(subject=plan, change=addition, expected_version="", reason=addition["legal_basis"], by=by)
    plan.save(update_fields=["approval"])
    record(EventType.PLAN_ADDITION_PROPOSED, target=plan, data=_addition_data(addition), by=by)
    return plan


@transaction.atomic
def approve_addition(*, plan: ActionPlan, expected_version: str, by: User) -> list[MeasureVersion]:
    """Approve what is proposed for the plan as a second administrator; return the first versions of its measures.

    `expected_version` is the key of the approval that the page showed. Raises ActionDenied.
    """
    plan = _locked_plan(plan)
    approval = check_may_approve_addition(plan, expected_version=expected_version, user=by)
    approval = approve(approval=approval, by=by)
    addition: PlanAddition = approval.change
    plan.approval, plan.state = None, PlanState.ADOPTED
    plan.save(update_fields=["approval", "state"])
    versions = [
        create_version(
            MeasureVersion(
                measure=_create_measure(plan, new),
                legal_basis=new["legal_basis"],
                in_force_from=date.fromisoformat(addition["in_force_from"]),
                approval=approval,
            ),
            new["content"],
        )
        for new in addition["measures"]
    ]
    data = {**_addition_data(addition), "proposed_by": approval.proposed_by}
    record(EventType.PLAN_ADDITION_APPROVED, target=plan, data=data, by=by)
    return versions


@transaction.atomic
def reject_addition(*, plan: ActionPlan, expected_version: str, reason: str, by: User) -> ActionPlan:
    """Reject what is proposed for the plan, or take back one's own; a new plan is rejected with it.

    `expected_version` as in approve_addition. Raises ActionDenied.
    """
    plan = _locked_plan(plan)
    approval = check_may_reject(plan, expected_version=expected_version, reason=reason, noun=ADDITION)
    close_proposal(approval=approval, reason=reason, by=by)
    plan.approval = None
    plan.state = plan.state if plan.is_adopted else PlanState.REJECTED
    plan.save(update_fields=["approval", "state"])
    data = {**_addition_data(approval.change), "proposed_by": approval.proposed_by, "reason": reason}
    record(EventType.PLAN_ADDITION_REJECTED, target=plan, data=data, by=by)
    return plan


def _create_measure(plan: ActionPlan, new: NewMeasure) -> Measure:
    """Create the measure, and its section where the plan has none of this title."""
    label, title = section_parts(new["section"])
    section = plan.sections.filter(label=label, title=title).first()
    if section is None:
        last = plan.sections.aggregate(last=Max("number"))["last"] or 0
        section = Section.objects.create(plan=plan, number=last + 1, label=label, title=title)
    measure = Measure.objects.create(section=section, number=new["number"])
    # The trigger has set the name of the plan.
    measure.refresh_from_db()
    return measure


def _addition_data(addition: PlanAddition) -> dict[str, object]:
    return {
        "act": PlanAct(addition["act"]).label,
        "in_force_from": addition["in_force_from"],
        "basis": addition["legal_basis"],
        "measures": [f"{new['number']}　{new['content']['short_title']}" for new in addition["measures"]],
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


def _locked_plan(plan: ActionPlan) -> ActionPlan:
    plans = ActionPlan.objects.select_related("approval__proposed_by").select_for_update(of=("self",))
    return plans.get(pk=plan.pk)


def _data(change: MeasureChange) -> dict[str, object]:
    act = MeasureAct(change["act"]).label
    return {"act": act, "in_force_from": change["in_force_from"], "basis": change["legal_basis"]}


def _changes(version: MeasureVersion, content: MeasureContent) -> Changes:
    """Return what the content changes of the version, with the names of departments, for the audit event."""
    return changed_fields(_with_names(version.content), _with_names(content))


def _with_names(content: MeasureContent) -> dict[str, object]:
    names = Department.objects.filter(code__in=content["departments"]).values_list("name", flat=True)
    return {**content, "departments": list(names)}
