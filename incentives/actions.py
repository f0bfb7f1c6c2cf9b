"""Change a measure from a day on: one system administrator proposes it, another one approves it (plan §5).

What a measure is from a day on is a new version. A change that has not come into force can be withdrawn, which needs a
second administrator as well. One proposal about a measure waits at a time.
"""

from datetime import date

from django.db import connection, transaction

from accounts.models import Department, User
from approvals.actions import approve, close_proposal, propose
from audit.recording import Changes, changed_fields, record
from audit.types import EventType
from incentives.models import Measure, MeasureChange, MeasureContent, MeasureVersion
from incentives.policies import check_may_approve, check_may_propose, check_may_reject
from incentives.states import STATUS_AFTER, MeasureAct


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


def _data(change: MeasureChange) -> dict[str, object]:
    act = MeasureAct(change["act"]).label
    return {"act": act, "in_force_from": change["in_force_from"], "basis": change["legal_basis"]}


def _changes(version: MeasureVersion, content: MeasureContent) -> Changes:
    """Return what the content changes of the version, with the names of departments, for the audit event."""
    return changed_fields(_with_names(version.content), _with_names(content))


def _with_names(content: MeasureContent) -> dict[str, object]:
    names = Department.objects.filter(code__in=content["departments"]).values_list("name", flat=True)
    return {**content, "departments": list(names)}
