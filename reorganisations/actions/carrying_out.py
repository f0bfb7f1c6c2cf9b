"""Carry a reorganisation out once its day has come, in one transaction.

Whoever acts on a reorganisation locks its departments first, in the order of their keys, and then its row.
"""

import logging
from collections.abc import Callable, Collection, Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.department_acts import DepartmentAct
from accounts.department_names import FormerName
from accounts.models import Department, User
from audit.recording import record
from audit.types import EventType
from feedback.actions.application_receipts import hand_over_receipts
from feedback.actions.handing_over import hand_over_applications, hand_over_work, lock_open_reports
from feedback.actions.measures import approve_and_notify
from feedback.actions.months import hand_over_months
from feedback.actions.report_receipts import hand_over_report_receipts
from foundation.denials import ActionDenied
from incentives.actions import propose_change
from incentives.models import Measure
from reorganisations.holdings import left_out_of, moved_accounts, moved_measures
from reorganisations.models import Reorganisation
from reorganisations.policies import change_of, check_possible
from reorganisations.states import ReorganisationState
from reorganisations.wording import left_out_texts

logger = logging.getLogger(__name__)


def locked(reorganisation: Reorganisation) -> Reorganisation:
    """Lock the departments and the reorganisation; return the reorganisation as it is now."""
    keys = filter(None, [reorganisation.department_id, reorganisation.target_id])
    list(Department.objects.filter(pk__in=list(keys)).order_by("pk").select_for_update(of=("self",), no_key=True))
    rows = Reorganisation.objects.select_related("department", "target", *APPROVED_BY)
    return rows.select_for_update(of=("self",)).get(pk=reorganisation.pk)


APPROVED_BY = ("approval__proposed_by", "approval__decided_by")


def carry_out_due() -> None:
    """Carry out every approved reorganisation whose day has come. One that fails is logged and waits."""
    for reorganisation in Reorganisation.objects.due(on=timezone.localdate()):
        try:
            carry_out(reorganisation=reorganisation)
        except ActionDenied as denied:
            logger.error("reorganisation %s cannot be carried out: %s", reorganisation.pk, denied.message)
        except Exception:
            logger.exception("reorganisation %s cannot be carried out", reorganisation.pk)


@transaction.atomic
def carry_out(*, reorganisation: Reorganisation) -> None:
    """Carry the reorganisation out, once. Raises ActionDenied where something has made it impossible meanwhile."""
    reorganisation = locked(reorganisation)
    if reorganisation.is_approved:
        check_possible(reorganisation)
        carry_out_if_due(reorganisation)


def carry_out_if_due(reorganisation: Reorganisation) -> None:
    """Carry a locked, approved and possible reorganisation out if its day has come."""
    if reorganisation.day > timezone.localdate():
        return
    summary = str(reorganisation)
    ACTS[DepartmentAct(reorganisation.act)](reorganisation)
    reorganisation.state, reorganisation.done_at = ReorganisationState.DONE, timezone.now()
    reorganisation.save(update_fields=["state", "done_at", "target", "left_out"])
    record(
        EventType.REORGANISATION_DONE,
        target=reorganisation.department or reorganisation.target,
        data={"note": "；".join([summary, *left_out_texts(reorganisation)])},
        by=None,
    )


def _rename(reorganisation: Reorganisation) -> None:
    department = reorganisation.source
    former = FormerName(
        name=department.name, until=reorganisation.day.isoformat(), document_number=reorganisation.document_number
    )
    department.former_names = [*department.former_names, former]
    department.name = reorganisation.content["name"]
    department.save(update_fields=["name", "former_names"])


def _establish(reorganisation: Reorganisation) -> None:
    """Create the department; it comes last in every list."""
    last = Department.objects.aggregate(order=Max("order"))["order"]
    reorganisation.target = Department.objects.create(
        code=reorganisation.content["code"],
        name=reorganisation.content["name"],
        order=(last or 0) + 1,
        established_on=reorganisation.day,
    )


def _transfer(reorganisation: Reorganisation) -> None:
    """Transfer what was chosen and still belongs to the department, and keep what does not."""
    if reorganisation.content["work"]:
        lock_open_reports(reorganisation.source)
    reorganisation.left_out = left_out_of(reorganisation)
    _move_measures(reorganisation, moved_measures(reorganisation))
    _move_accounts(reorganisation, moved_accounts(reorganisation))
    if reorganisation.content["work"]:
        hand_over_work(source=reorganisation.source, target=reorganisation.receiver)


def _split(reorganisation: Reorganisation) -> None:
    _establish(reorganisation)
    _transfer(reorganisation)


def _merge(reorganisation: Reorganisation) -> None:
    """Transfer everything, what runs of measures of former days as well, and close the department."""
    department, target = reorganisation.source, reorganisation.receiver
    lock_open_reports(department)
    _move_measures(reorganisation, moved_measures(reorganisation))
    _hand_over_applications(reorganisation, Measure.objects.all())
    _move_accounts(reorganisation, moved_accounts(reorganisation))
    hand_over_work(source=department, target=target)
    hand_over_receipts(source=department, target=target)
    hand_over_report_receipts(source=department, target=target)
    hand_over_months(source=department, target=target, last_day=reorganisation.day - timedelta(days=1))
    _close(reorganisation)


def _close(reorganisation: Reorganisation) -> None:
    department = reorganisation.source
    department.closed_on = reorganisation.day
    department.save(update_fields=["closed_on"])


def _move_measures(reorganisation: Reorganisation, measures: Iterable[Measure]) -> None:
    """Amend the measures from the day on, in the names of the two who agreed, and hand their applications over."""
    moved, (proposer, approver) = list(measures), reorganisation.agreed_by
    for measure in moved:
        measure = propose_change(
            measure=measure,
            change=change_of(reorganisation, measure),
            expected_version=str(measure.newest.pk),
            by=proposer,
        )
        approve_and_notify(measure=measure, expected_version=str(measure.approval_id), by=approver)
    _hand_over_applications(reorganisation, moved)


def _hand_over_applications(reorganisation: Reorganisation, measures: Collection[Measure]) -> None:
    hand_over_applications(
        measures=measures,
        source=reorganisation.source,
        target=reorganisation.receiver,
        reason=str(reorganisation),
        by=reorganisation.agreed_by[1],
    )


def _move_accounts(reorganisation: Reorganisation, users: Iterable[User]) -> None:
    data = {"document_number": reorganisation.document_number}
    for user in users:
        changes = {"department": (user.department, reorganisation.receiver)}
        user.department = reorganisation.receiver
        user.save(update_fields=["department"])
        record(EventType.ACCOUNT_CHANGED, target=user, data=data, changes=changes, by=reorganisation.agreed_by[1])


ACTS: dict[DepartmentAct, Callable[[Reorganisation], None]] = {
    DepartmentAct.RENAME: _rename,
    DepartmentAct.TRANSFER: _transfer,
    DepartmentAct.SPLIT: _split,
    DepartmentAct.MERGE: _merge,
    DepartmentAct.CLOSE: _close,
    DepartmentAct.ESTABLISH: _establish,
}
