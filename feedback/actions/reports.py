"""Violation reports (失信线索): a department reports to 市发展改革委 and both customs offices (plan §3)."""

from collections.abc import Sequence
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import Department, User
from audit.recording import record
from audit.types import EventType
from feedback.actions.evidence import keep_evidence
from feedback.actions.report_receipts import send_report
from feedback.models import Notice, ViolationReport
from feedback.notice_params import ReportParams
from feedback.report_policies import check_another_matter, check_may_report
from feedback.states import NoticeKind
from roster.models import Enterprise
from screening.actions.locks import lock_enterprises
from workdays.site_settings import site_settings
from workdays.terms import Term


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
    term = Term(timezone.localdate(), site_settings().report_decision_term)
    report = ViolationReport.objects.create(
        enterprise=enterprise,
        department=by.own_department,
        in_charge=by.own_department,
        found_on=found_on,
        facts=facts,
        severity=severity,
        document_number=document_number,
        reported_by=by,
        working_days=term.working_days,
        due_on=term.due_on,
    )
    send_report(report)
    keep_evidence(report, evidence, by=by)
    Notice.objects.bulk_create(
        Notice(department=recipient, kind=NoticeKind.REPORT, report=report, params=params_of(report))
        for recipient in Department.objects.recipients()
    )
    record(EventType.VIOLATION_REPORTED, target=report, by=by)
    return report


def params_of(report: ViolationReport) -> ReportParams:
    """Return the parameters of the notices about the report."""
    return ReportParams(
        enterprise=report.enterprise.name, uscc=report.enterprise.uscc, reported_by=report.department.name
    )
