"""A department supplements or withdraws its violation report while nobody has decided it (plan §3)."""

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import Department, User
from audit.recording import record
from audit.types import EventType
from feedback.actions.evidence import keep_evidence
from feedback.actions.reports import params_of
from feedback.models import Notice, ReportSupplement, ViolationReport
from feedback.notice_params import ReportParams
from feedback.report_policies import check_facts, check_may_change_report, check_withdrawal_reason
from feedback.states import NoticeKind, ReportState


@transaction.atomic
def supplement_report(
    *, report: ViolationReport, facts: str, evidence: Sequence[UploadedFile] = (), by: User
) -> ReportSupplement:
    """Add facts and evidence to an open report, with a notice to its recipients. Raises ActionDenied."""
    report = _lock(report)
    check_may_change_report(report, by, act="补充")
    check_facts(facts)
    supplement = ReportSupplement.objects.create(report=report, facts=facts, added_by=by)
    keep_evidence(report, evidence, supplement=supplement, by=by)
    _notify(report, NoticeKind.REPORT_SUPPLEMENTED, ReportParams(**params_of(report), facts=facts))
    record(EventType.REPORT_SUPPLEMENTED, target=report, data={"facts": facts}, by=by)
    return supplement


@transaction.atomic
def withdraw_report(*, report: ViolationReport, reason: str, by: User) -> ViolationReport:
    """Withdraw an open report with a reason, with a notice to its recipients. Raises ActionDenied."""
    report = _lock(report)
    check_may_change_report(report, by, act="撤回")
    check_withdrawal_reason(reason)
    report.state, report.withdrawal_reason = ReportState.WITHDRAWN, reason
    report.withdrawn_by, report.withdrawn_at = by, timezone.now()
    report.save(update_fields=["state", "withdrawal_reason", "withdrawn_by", "withdrawn_at"])
    _notify(report, NoticeKind.REPORT_WITHDRAWN, ReportParams(**params_of(report), reason=reason))
    record(EventType.REPORT_WITHDRAWN, target=report, data={"reason": reason}, by=by)
    return report


def _lock(report: ViolationReport) -> ViolationReport:
    return ViolationReport.objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)


def _notify(report: ViolationReport, kind: NoticeKind, params: ReportParams) -> None:
    recipients = Department.objects.recipients().exclude(pk=report.in_charge_id)
    Notice.objects.bulk_create(
        Notice(department=recipient, kind=kind, report=report, params=params) for recipient in recipients
    )
