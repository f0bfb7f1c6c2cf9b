"""Amend a measure: what it is from a day on is a new version (plan §5)."""

from datetime import date

from django.db import transaction

from accounts.models import Department, User
from audit.recording import changed_fields, record
from audit.types import EventType
from incentives.models import Measure, MeasureContent, MeasureVersion
from incentives.policies import check_may_amend


@transaction.atomic
def amend_measure(
    *, measure: Measure, content: MeasureContent, legal_basis: str, in_force_from: date, by: User
) -> MeasureVersion:
    """Write the version of the measure from the day on. Raises ActionDenied.

    Applications logged under the old version keep it.
    """
    measure = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    newest = measure.versions.latest("in_force_from")
    check_may_amend(newest, content, legal_basis=legal_basis, in_force_from=in_force_from)
    amended = create_version(measure=measure, content=content, legal_basis=legal_basis, in_force_from=in_force_from)
    record(
        EventType.MEASURE_AMENDED,
        target=amended,
        data={"in_force_from": in_force_from, "basis": legal_basis},
        changes=changed_fields(_recorded(newest), _recorded(amended)),
        by=by,
    )
    return amended


def _recorded(version: MeasureVersion) -> dict[str, object]:
    """Return the content with the names of the departments, for the audit event."""
    return {**version.content, "departments": [str(department) for department in version.departments.all()]}


def create_version(
    *, measure: Measure, content: MeasureContent, legal_basis: str, in_force_from: date
) -> MeasureVersion:
    """Write a version with its responsible departments."""
    fields = {field: value for field, value in content.items() if field != "departments"}
    version = MeasureVersion.objects.create(
        measure=measure, legal_basis=legal_basis, in_force_from=in_force_from, **fields
    )
    version.departments.add(*Department.objects.filter(code__in=content["departments"]))
    return version
