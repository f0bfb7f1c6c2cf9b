"""Carry a reorganisation out once its day has come, in one transaction.

Whoever acts on a reorganisation locks its departments first, in the order of their keys, and then its row.
"""

import logging
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from accounts.department_names import FormerName
from accounts.models import Department
from audit.recording import record
from audit.types import EventType
from foundation.denials import ActionDenied
from reorganisations.models import Reorganisation
from reorganisations.policies import check_possible
from reorganisations.states import DepartmentAct, ReorganisationState

logger = logging.getLogger(__name__)


def locked(reorganisation: Reorganisation) -> Reorganisation:
    """Lock the department and the reorganisation; return the reorganisation as it is now."""
    Department.objects.select_for_update(of=("self",), no_key=True).get(pk=reorganisation.department_id)
    rows = Reorganisation.objects.select_related("department", "approval__proposed_by", "approval__decided_by")
    return rows.select_for_update(of=("self",)).get(pk=reorganisation.pk)


def carry_out_due() -> None:
    """Carry out every approved reorganisation whose day has come. One that is not possible now waits, and is logged."""
    for reorganisation in Reorganisation.objects.due(on=timezone.localdate()).order_by("day", "pk"):
        try:
            carry_out(reorganisation=reorganisation)
        except ActionDenied as denied:
            logger.error("reorganisation %s cannot be carried out: %s", reorganisation.pk, denied.message)


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
    reorganisation.save(update_fields=["state", "done_at"])
    record(EventType.REORGANISATION_DONE, target=reorganisation.department, data={"note": summary}, by=None)


def _rename(reorganisation: Reorganisation) -> None:
    department = reorganisation.department
    former = FormerName(
        name=department.name, until=reorganisation.day.isoformat(), document_number=reorganisation.document_number
    )
    department.former_names = [*department.former_names, former]
    department.name = reorganisation.content["name"]
    department.save(update_fields=["name", "former_names"])


ACTS: dict[DepartmentAct, Callable[[Reorganisation], None]] = {DepartmentAct.RENAME: _rename}
