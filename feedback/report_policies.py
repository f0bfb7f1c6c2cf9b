"""Checks of violation reports (plan §3). Each raises ActionDenied with the message that the page shows."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import Department, User
from feedback.models import ViolationReport
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
    if not report.is_open:
        raise ActionDenied(f"该线索已由{report.decided_by}处理：{report.get_state_display()}。")


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


def check_decision(report: ViolationReport, outcome: ReportState, effective_on: date | None, user: User) -> None:
    """Require that the user may decide the report so now, before the decision is shown to be checked."""
    check_may_decide_report(report, user)
    if outcome == ReportState.JOINED:
        check_may_join(report)
    elif outcome == ReportState.SUSPENDED and effective_on:
        check_may_suspend(report.enterprise, user)
        check_suspension_day(report.enterprise, effective_on)
    elif outcome == ReportState.REVOKED and effective_on:
        check_may_revoke(report.enterprise, user)
        check_revocation_day(report.enterprise, effective_on)
