"""Log applications of measures (措施实施; plan §2)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from feedback.actions.application_receipts import feed_back
from feedback.actions.evidence import keep_evidence
from feedback.actions.follow import advise_to_stop
from feedback.actions.months import mark_changed_months
from feedback.models import MeasureApplication
from feedback.policies import (
    NO_DETAILS,
    ApplicationChoices,
    ApplicationDetails,
    check_details,
    check_may_apply,
    check_not_running,
    resolve_choices,
)
from feedback.states import LOST
from incentives.actions import lock_measure_shared
from incentives.models import Measure
from roster.models import Enterprise


@transaction.atomic
def log_application(
    *,
    enterprise: Enterprise,
    measure: Measure,
    applied_on: date,
    description: str,
    evidence: Sequence[UploadedFile] = (),
    choices: ApplicationChoices,
    details: ApplicationDetails = NO_DETAILS,
    by: User,
) -> MeasureApplication:
    """Log an application with the measure's wording and the standing on its day. Raises ActionDenied.

    If the enterprise has lost its standing since, the stop advice for a standing measure is written at once.
    Measure and enterprise are locked, so that neither wording nor standing changes between the check and the insert.
    """
    lock_measure_shared(measure.pk)
    enterprise = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    version = measure.version_on(applied_on)
    standing = check_may_apply(
        enterprise=enterprise,
        measure=measure,
        version=version,
        department=by.own_department,
        applied_on=applied_on,
        backfill_reason=details.backfill_reason,
    )
    assert version is not None
    choices = resolve_choices(version, choices)
    check_details(enterprise, version, choices, details, applied_on=applied_on)
    check_not_running(enterprise=enterprise, measure=measure, department=by.own_department, choices=choices)
    application = MeasureApplication.objects.create(
        enterprise=enterprise,
        department=by.own_department,
        in_charge=by.own_department,
        measure=measure,
        version=version,
        standing=standing,
        **asdict(choices),
        **asdict(details),
        applied_on=applied_on,
        description=description,
        logged_by=by,
    )
    keep_evidence(application, evidence, by=by)
    advise_if_lost(application)
    feed_back(application)
    mark_changed_months(application.department, [applied_on])
    record(EventType.APPLICATION_LOGGED, target=application, by=by)
    return application


def advise_if_lost(application: MeasureApplication) -> None:
    """Advise the department to stop the application if the standing is lost; the loss was processed without it."""
    standing = application.enterprise.standing
    if standing and standing.state in LOST:
        advise_to_stop([standing])
