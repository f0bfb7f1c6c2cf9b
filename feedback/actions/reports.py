"""Violation reports (失信线索): a department reports, the competent customs office decides (plan §3)."""

from collections.abc import Sequence
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Department, User
from audit.recording import record
from audit.types import EventType
from feedback.actions.evidence import keep_evidence
from feedback.models import Notice, ViolationReport
from feedback.notice_params import ReportParams
from feedback.policies import check_another_matter, check_may_decide_report, check_may_join, check_may_report
from feedback.states import NoticeKind, ReportState
from incentives.models import Measure
from roster.models import Enterprise
from screening.actions.locks import lock_enterprises
from screening.actions.revocations import revoke_enterprise
from screening.states import RevocationCategory


@transaction.atomic
def report_violation(
    *,
    enterprise: Enterprise,
    found_on: date,
    facts: str,
    severity: str = "",
    document_number: str = "",
    evidence: Sequence[UploadedFile] = (),
    is_another: bool = False,
    by: User,
) -> ViolationReport:
    """Report a violation, with a notice to 市发展改革委 and both customs offices. Raises ActionDenied.

    `is_another`: the department states that this is another matter than what it reported lately. The
    enterprise is locked, so that two reports follow each other.
    """
    lock_enterprises([enterprise.pk], no_key=True)
    check_may_report(found_on=found_on)
    check_another_matter(enterprise, by.own_department, is_another=is_another)
    report = ViolationReport.objects.create(
        enterprise=enterprise,
        department=by.own_department,
        in_charge=by.own_department,
        found_on=found_on,
        facts=facts,
        severity=severity,
        document_number=document_number,
        reported_by=by,
    )
    keep_evidence(report, evidence, by=by)
    Notice.objects.bulk_create(
        Notice(department=recipient, kind=NoticeKind.REPORT, report=report, params=_params(report))
        for recipient in Department.objects.active().filter(Q(is_lead=True) | Q(is_customs=True))
    )
    record(EventType.VIOLATION_REPORTED, target=report, by=by)
    return report


@transaction.atomic
def revoke_on_report(
    *,
    report: ViolationReport,
    category: RevocationCategory = RevocationCategory.OTHER_VIOLATION,
    reason: str,
    document_number: str,
    effective_on: date,
    measures: Sequence[Measure] = (),
    by: User,
) -> ViolationReport:
    """Decide a report by revoking the qualification of the enterprise. Raises ActionDenied.

    `measures` as in revoke_enterprise.
    """
    report = ViolationReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    check_may_decide_report(report, by)
    report.revocation = revoke_enterprise(
        enterprise=report.enterprise,
        category=category,
        reason=reason,
        document_number=document_number,
        effective_on=effective_on,
        measures=measures,
        by=by,
    )
    return _save_decision(report, ReportState.REVOKED, reason, by)


@transaction.atomic
def keep_on_report(*, report: ViolationReport, reason: str, by: User) -> ViolationReport:
    """Decide a report by keeping the qualification, with a reason. Raises ActionDenied."""
    report = ViolationReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    check_may_decide_report(report, by)
    return _save_decision(report, ReportState.KEPT, reason, by)


@transaction.atomic
def join_report(*, report: ViolationReport, reason: str, by: User) -> ViolationReport:
    """Decide a report about an enterprise that is revoked already: it joins that decision. Raises ActionDenied."""
    report = ViolationReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    check_may_decide_report(report, by)
    revocation = report.revocation = check_may_join(report)
    return _save_decision(report, ReportState.REVOKED, reason or f"并入已有的决定{revocation.document_number}", by)


def _params(report: ViolationReport) -> ReportParams:
    return ReportParams(
        enterprise=report.enterprise.name, uscc=report.enterprise.uscc, reported_by=report.department.name
    )


def _save_decision(report: ViolationReport, state: ReportState, reason: str, by: User) -> ViolationReport:
    report.state = state
    report.decision_reason = reason
    report.decided_by = by
    report.decided_at = timezone.now()
    report.save(update_fields=["state", "decision_reason", "decided_by", "decided_at", "revocation"])
    if report.in_charge != by.department:
        Notice.objects.create(
            department=report.in_charge, kind=NoticeKind.REPORT_DECIDED, report=report, params=_params(report)
        )
    record(EventType.REPORT_DECIDED, target=report, data={"state": state, "decision_reason": reason}, by=by)
    return report
