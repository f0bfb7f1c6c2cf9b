"""Amend a measure: the amended wording is a new version that is in force from a day on (plan §5)."""

from datetime import date

from django.db import transaction

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from incentives.models import Measure, MeasureVersion
from incentives.policies import check_may_amend


@transaction.atomic
def amend_measure(
    *,
    measure: Measure,
    wording: str,
    sub_items: list[str],
    condition: str,
    legal_basis: str,
    kinds: list[str],
    in_force_from: date,
    by: User,
) -> MeasureVersion:
    """End the newest version on the day and create the next one. Raises ActionDenied.

    Applications logged under the old version keep it.
    """
    measure = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    newest = measure.versions.latest("in_force_from")
    amended = MeasureVersion(
        measure=measure,
        kinds=kinds,
        wording=wording,
        sub_items=sub_items,
        condition=condition,
        legal_basis=legal_basis,
        in_force_from=in_force_from,
    )
    check_may_amend(newest, amended)
    newest.in_force_until = in_force_from
    newest.save(update_fields=["in_force_until"])
    amended.save()
    record(
        EventType.MEASURE_AMENDED,
        target=measure,
        data={
            "in_force_from": in_force_from,
            "basis": legal_basis,
            "old_version": newest.pk,
            "new_version": amended.pk,
        },
        by=by,
    )
    return amended
