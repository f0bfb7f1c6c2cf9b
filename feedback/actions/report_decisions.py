"""The competent customs office decides a violation report (plan §3): one of five outcomes."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from feedback.actions.report_receipts import lock_receipt, mark_received
from feedback.actions.reports import params_of
from feedback.models import Notice, ViolationReport
from feedback.report_policies import (
    check_decision_complete,
    check_may_decide_report,
    check_may_join,
    check_report_shown,
)
from feedback.states import NoticeKind, ReportState
from incentives.models import Measure
from screening.actions.locks import lock_enterprises
from screening.actions.revocations import revoke_enterprise
from screening.actions.suspensions import suspend_enterprise
from screening.models import Revocation, Suspension
from screening.states import RevocationCategory


@transaction.atomic
def decide_report(
    *,
    report: ViolationReport,
    outcome: ReportState,
    reason: str = "",
    document_number: str = "",
    effective_on: date | None = None,
    category: str = "",
    measures: Sequence[Measure] = (),
    expected_version: str | None = None,
    by: User,
) -> ViolationReport:
    """Decide a report, and suspend or revoke the qualification where the outcome says so. Raises ActionDenied.

    A suspension has a reason, a document and a day of effect, a revocation a category (a RevocationCategory) and
    `measures` as well, as in revoke_enterprise. A report that joins a decision in force needs no reason. Who decides
    a report has also received it. `expected_version` is the version of the report that was read; None where
    nobody read it before.
    """
    report = ViolationReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    check_may_decide_report(report, by)
    if expected_version is not None:
        check_report_shown(report, expected_version)
    parts = {"reason": reason, "document_number": document_number, "effective_on": effective_on, "category": category}
    check_decision_complete(outcome, parts)
    if outcome == ReportState.SUSPENDED and effective_on:
        report.suspension = suspend_enterprise(
            enterprise=report.enterprise,
            reason=reason,
            document_number=document_number,
            effective_on=effective_on,
            by=by,
        )
    elif outcome == ReportState.REVOKED and effective_on:
        report.revocation = revoke_enterprise(
            enterprise=report.enterprise,
            category=RevocationCategory(category),
            reason=reason,
            document_number=document_number,
            effective_on=effective_on,
            measures=measures,
            by=by,
        )
    elif outcome == ReportState.JOINED:
        joined = _join(report)
        reason = reason or f"并入已有的决定{joined.document_number}"
    return _save_decision(report, outcome, reason, by)


def _join(report: ViolationReport) -> Revocation | Suspension:
    """Let the report join the decision in force about its enterprise, which is locked; return that decision."""
    lock_enterprises([report.enterprise_id], no_key=True)
    decision = check_may_join(report)
    if isinstance(decision, Revocation):
        report.revocation = decision
    else:
        report.suspension = decision
    return decision


def _save_decision(report: ViolationReport, outcome: ReportState, reason: str, by: User) -> ViolationReport:
    receipt = lock_receipt(report, by)
    if receipt and receipt.received_at is None:
        mark_received(receipt, by)
    report.state = outcome
    report.decision_reason = reason
    report.decided_by = by
    report.decided_at = timezone.now()
    decided = ["state", "decision_reason", "decided_by", "decided_at", "revocation", "suspension"]
    report.save(update_fields=decided)
    if report.in_charge != by.department:
        Notice.objects.create(
            department=report.in_charge, kind=NoticeKind.REPORT_DECIDED, report=report, params=params_of(report)
        )
    record(EventType.REPORT_DECIDED, target=report, data={"state": outcome, "decision_reason": reason}, by=by)
    return report
