"""Checks of violation reports (plan §3). Each raises ActionDenied with the message that the page shows."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import Department, User
from feedback.models import ReportReceipt, ViolationReport
from feedback.states import ReportState
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from roster.models import Enterprise
from screening.models import Revocation, Suspension
from screening.policies import (
    check_competent,
    check_may_revoke,
    check_may_suspend,
    check_revocation_day,
    check_suspension_day,
)
from uploads.policies import check_day_since_aeo

# Part of a decision → what is said where it is missing.
PARTS = {
    "category": "请选择原因类别。",
    "reason": "请写明处理意见。",
    "document_number": "请填写决定文号。",
    "effective_on": "请填写生效日期。",
}
# Outcome → the parts that its decision needs. A report that joins a decision has the reason of that decision.
NEEDED = {
    ReportState.UNFOUNDED: ("reason",),
    ReportState.WARNED: ("reason",),
    ReportState.SUSPENDED: ("reason", "document_number", "effective_on"),
    ReportState.REVOKED: ("category", "reason", "document_number", "effective_on"),
    ReportState.JOINED: (),
}
# Outcome → the parts that its decision may have.
PARTS_OF = {
    ReportState.UNFOUNDED: ("reason",),
    ReportState.WARNED: ("reason",),
    ReportState.SUSPENDED: ("reason", "document_number", "effective_on"),
    ReportState.REVOKED: ("category", "reason", "document_number", "effective_on", "measures"),
    ReportState.JOINED: ("reason",),
}


def check_may_report(*, found_on: date) -> None:
    """Require a day of discovery that is neither in the future nor before there were certified enterprises."""
    check_day_since_aeo(found_on, label="发现日期")


def check_another_matter(enterprise: Enterprise, department: Department, *, is_another: bool) -> None:
    """Require that a department that reported the enterprise lately says so of another matter."""
    lately = ViolationReport.objects.lately(enterprise, department).first()
    if lately and not is_another:
        day = chinese_date(timezone.localdate(lately.reported_at))
        raise ActionDenied(
            f"{department}已于{day}报送过该企业的失信线索（{lately.get_state_display()}）。不是同一件事的，请勾选后再报送。"
        )


def check_may_decide_report(report: ViolationReport, user: User) -> None:
    """Require an open report and a user of the competent customs office (plan §3)."""
    check_competent(report.enterprise, user)
    _check_open(report, "无须处理")


def _check_open(report: ViolationReport, consequence: str) -> None:
    """Require a report that nobody has decided or withdrawn; `consequence` is what follows, in the message."""
    if report.is_decided:
        raise ActionDenied(f"该线索已由{report.decided_by}处理：{report.get_state_display()}，{consequence}。")
    if not report.is_open:
        day = chinese_date(timezone.localdate(report.withdrawn_at))
        raise ActionDenied(f"该线索已由{report.withdrawn_by}于{day}撤回，{consequence}。")


def check_may_change_report(report: ViolationReport, user: User, *, act: str) -> None:
    """Require an open report of the user's department; `act` is what the department does, such as 补充."""
    if report.in_charge != user.department:
        raise ActionDenied(f"该线索由{report.in_charge}{act}，{user.department}不能{act}。")
    _check_open(report, f"不能{act}")


def check_facts(facts: str) -> None:
    """Require the facts of a supplement."""
    if not facts.strip():
        raise ActionDenied("请写明补充的情况。")


def check_withdrawal_reason(reason: str) -> None:
    """Require the reason of a withdrawal."""
    if not reason.strip():
        raise ActionDenied("请写明撤回理由。")


def check_may_receive_report(receipt: ReportReceipt | None, user: User) -> None:
    """Require a receipt of the user's department that nobody of it has received, of a report not withdrawn."""
    if receipt is None:
        raise ActionDenied(f"该线索由{user.department}报送，或者没有送达{user.department}，无须签收。")
    if receipt.report.state == ReportState.WITHDRAWN:
        _check_open(receipt.report, "无须签收")
    if receipt.received_at:
        day = chinese_date(timezone.localdate(receipt.received_at))
        raise ActionDenied(f"该线索已由{receipt.received_by}于{day}代表{receipt.department_name}签收。")


def missing_parts(outcome: ReportState, parts: Mapping[str, Any]) -> dict[str, str]:
    """Return the parts that the decision needs and lacks, each with its message."""
    return {name: PARTS[name] for name in NEEDED[outcome] if not parts.get(name)}


def check_decision_complete(outcome: ReportState, parts: Mapping[str, Any]) -> None:
    """Require every part that the decision needs."""
    if missing := missing_parts(outcome, parts):
        raise ActionDenied("".join(missing.values()))


def decision_in_force(enterprise: Enterprise) -> Revocation | Suspension | None:
    """Return the revocation or the suspension in force of the enterprise; None where it has neither."""
    revocation: Revocation | None = enterprise.revocations.open().first()
    suspension: Suspension | None = enterprise.suspensions.open().first()
    return revocation or suspension


def possible_outcomes(enterprise: Enterprise) -> set[ReportState]:
    """Return the outcomes that a report about the enterprise may have now.

    Only a certified enterprise is suspended or revoked, and each only once; a report joins only a decision in force.
    """
    decision = decision_in_force(enterprise)
    outcomes = {ReportState.UNFOUNDED, ReportState.WARNED}
    if enterprise.certifications.open().exists() and not isinstance(decision, Revocation):
        outcomes |= {ReportState.REVOKED} if decision else {ReportState.SUSPENDED, ReportState.REVOKED}
    return outcomes | {ReportState.JOINED} if decision else outcomes


def check_may_join(report: ViolationReport) -> Revocation | Suspension:
    """Return the decision in force about the enterprise, which the report joins; require that there is one."""
    decision = decision_in_force(report.enterprise)
    if decision is None:
        raise ActionDenied(f"{report.enterprise}的资格没有暂停或取消，无从并入，请改选处理结论。")
    return decision


def check_report_shown(report: ViolationReport, expected_version: str) -> None:
    """Require that nothing was added to the report after the page of this version showed it."""
    if report.version != expected_version:
        raise ActionDenied("您打开页面之后，该线索又有补充，请查看补充的情况后再处理。")


def check_decision(
    report: ViolationReport, outcome: ReportState, effective_on: date | None, expected_version: str, user: User
) -> None:
    """Require that the user may decide the report so now, before the decision is shown to be checked."""
    check_may_decide_report(report, user)
    check_report_shown(report, expected_version)
    if outcome == ReportState.JOINED:
        check_may_join(report)
    elif outcome == ReportState.SUSPENDED and effective_on:
        check_may_suspend(report.enterprise, user)
        check_suspension_day(report.enterprise, effective_on)
    elif outcome == ReportState.REVOKED and effective_on:
        check_may_revoke(report.enterprise, user)
        check_revocation_day(report.enterprise, effective_on)
