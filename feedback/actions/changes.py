"""Change applications after they were logged: a department corrects, stops and cancels its own ones, with a reason.

A department also acknowledges that the standing on the day of an application was corrected, which changes nothing.

Each act keeps the content before it in an ApplicationChange; nothing is deleted. Every act locks the enterprise, then
the application, then its advice, so that no advice is sent meanwhile (notify_standing_changes locks the enterprise). A
correction locks the measure before them, like a new application.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import changed_fields, record
from audit.types import EventType
from feedback.actions.application_receipts import feed_back_correction
from feedback.actions.applications import advise_if_lost
from feedback.actions.evidence import evidence_names, keep_evidence
from feedback.actions.months import mark_changed_months
from feedback.models import ApplicationChange, CorrectionAcknowledgement, MeasureApplication, StopAdvice
from feedback.models.applications import CONTENT
from feedback.policies import (
    NO_DETAILS,
    ApplicationChoices,
    ApplicationDetails,
    check_content_shown,
    check_correction,
    check_details,
    check_may_acknowledge,
    check_may_apply,
    check_may_change,
    check_may_stop,
    check_may_undo,
    check_not_running,
    check_reason,
    resolve_choices,
)
from feedback.states import AdviceState, ApplicationAct
from incentives.actions import lock_measure_shared
from screening.actions.locks import lock_enterprises


@transaction.atomic
def correct_application(
    *,
    application: MeasureApplication,
    applied_on: date,
    description: str,
    evidence: Sequence[UploadedFile] = (),
    removed: Collection[int] = (),
    choices: ApplicationChoices,
    details: ApplicationDetails = NO_DETAILS,
    reason: str,
    expected_version: str | None = None,
    by: User,
) -> MeasureApplication:
    """Correct the content, add evidence, and remove that with these keys from it. Raises ActionDenied.

    `expected_version` is the `content_version` that the page showed; None where the content was read under the lock of
    lock_to_correct. Another day is checked like that of a new application, and has the wording and the standing of that
    day. What is removed stays in the history.
    """
    application = lock_to_correct(application)
    check_may_change(application, by)
    if expected_version is not None:
        check_content_shown(application, expected_version)
    check_reason(reason)
    before = _content(application)
    after = {**before, "applied_on": applied_on, "description": description}
    if applied_on != application.applied_on or bool(details.backfill_reason) != application.is_backfilled:
        after |= _of_the_day(application, applied_on, details.backfill_reason)
    choices = resolve_choices(after["version"], choices)
    check_details(application.enterprise, after["version"], choices, details, applied_on=applied_on)
    after |= asdict(choices) | asdict(details)
    check_correction(before, after, stopped_on=application.stopped_on, changes_evidence=bool(evidence or removed))
    # What a department took over may run beside its own. Only a correction to another kind or sub-item is refused.
    is_another = any(before[field] != after[field] for field in ("kind", "sub_item"))
    if is_another and application.stopped_on is None:
        for department in {application.department, application.in_charge}:
            check_not_running(
                enterprise=application.enterprise,
                measure=application.measure,
                department=department,
                choices=choices,
                other_than=application,
            )
    names_before = evidence_names(application)
    change = keep_content(application, ApplicationAct.CORRECTED, reason, by)
    application.evidence.attached().filter(pk__in=removed).update(removed_with=change)
    keep_evidence(application, evidence, added_with=change, by=by)
    for field, value in after.items():
        setattr(application, field, value)
    application.save(update_fields=list(after))
    if application.is_running:
        advise_if_lost(application)
    else:
        _withdraw_advice(application)
    feed_back_correction(application, change)
    mark_changed_months(application.department, [before["applied_on"], applied_on])
    changes = changed_fields({**before, "evidence": names_before}, {**after, "evidence": evidence_names(application)})
    record(EventType.APPLICATION_CORRECTED, target=application, data={"reason": reason}, changes=changes, by=by)
    return application


@transaction.atomic
def supplement_application(
    *, application: MeasureApplication, evidence: Sequence[UploadedFile], note: str, by: User
) -> MeasureApplication:
    """Add evidence and a note to an application, whose content stays as it is. Raises ActionDenied."""
    application = lock_application(application)
    check_may_change(application, by)
    change = keep_content(application, ApplicationAct.SUPPLEMENTED, note, by)
    keep_evidence(application, evidence, added_with=change, by=by)
    names = "、".join(file.filename for file in change.added_evidence.all())
    record(EventType.APPLICATION_SUPPLEMENTED, target=application, data={"note": note, "evidence": names}, by=by)
    return application


def _of_the_day(application: MeasureApplication, applied_on: date, backfill_reason: str) -> dict[str, Any]:
    """Return the version and the standing of another day, which is checked like the day of a new application."""
    enterprise, measure = application.enterprise, application.measure
    version = measure.version_on(applied_on)
    standing = check_may_apply(
        enterprise=enterprise,
        measure=measure,
        version=version,
        department=application.department,
        applied_on=applied_on,
        backfill_reason=backfill_reason,
    )
    return {"version": version, "standing": standing}


@transaction.atomic
def stop_application(*, application: MeasureApplication, stopped_on: date, reason: str, by: User) -> MeasureApplication:
    """Stop a running application on this day, which also answers open advice about it. Raises ActionDenied."""
    application = lock_application(application)
    check_may_change(application, by)
    check_reason(reason)
    check_may_stop(application, stopped_on=stopped_on)
    advice = StopAdvice.objects.open().filter(application=application).select_for_update(of=("self",)).first()
    save_stop(application, stopped_on, reason, advice, by)
    if advice:
        save_answer(advice, AdviceState.STOPPED, reason, by)
    return application


@transaction.atomic
def cancel_application(*, application: MeasureApplication, reason: str, by: User) -> MeasureApplication:
    """Cancel an application that was logged by mistake. Raises ActionDenied.

    A cancellation is final. The record stays and has no effect. Open advice about it is withdrawn, and a public case
    about it is no longer visible (IncentiveCase.objects.visible).
    """
    application = lock_application(application)
    check_may_change(application, by)
    check_reason(reason)
    _save_cancellation(application, reason, by)
    _withdraw_advice(application)
    record(EventType.APPLICATION_CANCELLED, target=application, data={"reason": reason}, by=by)
    return application


@transaction.atomic
def undo_application(*, application: MeasureApplication, by: User) -> MeasureApplication:
    """Cancel an application that was logged just now and that nothing has followed, without a reason of its own.

    Raises ActionDenied.
    """
    application = lock_application(application)
    check_may_undo(application, by)
    _save_cancellation(application, "登记后15分钟内撤回", by)
    record(EventType.APPLICATION_UNDONE, target=application, by=by)
    return application


def _save_cancellation(application: MeasureApplication, reason: str, by: User) -> None:
    keep_content(application, ApplicationAct.CANCELLED, reason, by)
    application.cancelled_at = timezone.now()
    application.save(update_fields=["cancelled_at"])
    mark_changed_months(application.department, [application.applied_on])


@transaction.atomic
def acknowledge_correction(*, application: MeasureApplication, note: str, by: User) -> CorrectionAcknowledgement:
    """Take note that the standing on the day of the application was corrected. Raises ActionDenied."""
    application = lock_application(application)
    check_may_acknowledge(application, by)
    acknowledgement = CorrectionAcknowledgement.objects.create(
        application=application,
        department=by.own_department,
        standing=application.enterprise.standings.standing_on(application.applied_on).first(),
        note=note,
        acknowledged_by=by,
    )
    record(EventType.CORRECTION_ACKNOWLEDGED, target=application, data={"note": note}, by=by)
    return acknowledgement


def lock_to_correct(application: MeasureApplication) -> MeasureApplication:
    """Lock all that a correction needs; return the application as it is now."""
    lock_measure_shared(application.measure_id)
    return lock_application(application)


def lock_application(application: MeasureApplication) -> MeasureApplication:
    """Lock the enterprise of the application and then the application; return the application as it is now."""
    lock_enterprises([application.enterprise_id], no_key=True)
    return MeasureApplication.objects.select_for_update(of=("self",)).get(pk=application.pk)


def save_stop(
    application: MeasureApplication, stopped_on: date | None, reason: str, advice: StopAdvice | None, by: User
) -> None:
    """Write the stop of a locked application, which answers the advice.

    Where the answer is corrected or undone, write another day, or None for an application that continues.
    """
    changes = {"stopped_on": (application.stopped_on, stopped_on)}
    is_first = application.stopped_on is None
    act = ApplicationAct.STOPPED if is_first else ApplicationAct.STOP_CORRECTED
    event = EventType.APPLICATION_STOPPED if is_first else EventType.APPLICATION_CORRECTED
    keep_content(application, act, reason, by, advice=advice)
    application.stopped_on = stopped_on
    application.save(update_fields=["stopped_on"])
    record(event, target=application, data={"reason": reason}, changes=changes, by=by)


def save_answer(advice: StopAdvice, state: AdviceState, answer: str, by: User) -> StopAdvice:
    """Answer a locked piece of advice."""
    write_answer(advice, state, answer, by)
    record(EventType.STOP_ADVICE_ANSWERED, target=advice, data={"state": state, "answer": answer}, by=by)
    return advice


def write_answer(advice: StopAdvice, state: AdviceState, answer: str, by: User | None) -> None:
    """Write the answer of `by`; without one the advice has no answer."""
    advice.state = state
    advice.answer = answer
    advice.answered_by = by
    advice.answered_at = timezone.now() if by else None
    advice.save(update_fields=["state", "answer", "answered_by", "answered_at"])


def _content(application: MeasureApplication) -> dict[str, Any]:
    return {field: getattr(application, field) for field in CONTENT}


def keep_content(
    application: MeasureApplication, act: ApplicationAct, reason: str, by: User, *, advice: StopAdvice | None = None
) -> ApplicationChange:
    """Store the content of the application before the act. Call it before the application is saved.

    A database trigger refuses a change of an application whose earlier content is not stored.
    """
    return ApplicationChange.objects.create(
        application=application, act=act, reason=reason, advice=advice, changed_by=by, **_content(application)
    )


def _withdraw_advice(application: MeasureApplication) -> None:
    """Withdraw the open advice about an application that no longer has anything to stop."""
    StopAdvice.objects.open().filter(application=application).update(state=AdviceState.WITHDRAWN)
