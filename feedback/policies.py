"""Checks of actions. Each raises ActionDenied with the message that the page shows."""

from datetime import date

from accounts.models import Department, User
from feedback.models import StopAdvice, ViolationReport
from foundation.days import check_past_day
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from incentives.models import Measure, MeasureVersion
from roster.models import Enterprise
from screening.policies import check_competent
from spreadsheets.checks import AEO_BEGAN


def check_may_apply(
    *,
    enterprise: Enterprise,
    measure: Measure,
    version: MeasureVersion | None,
    department: Department,
    applied_on: date,
) -> None:
    """The measure is the department's own and in force on the day, and the enterprise eligible on it (plan §2)."""
    plan = measure.section.plan
    check_past_day(applied_on, label="实施日期", earliest=plan.issued_on, since="行动计划的印发日期")
    if department not in measure.departments.all():
        owners = "、".join(owner.name for owner in measure.departments.all())
        raise ActionDenied(f"{measure}由{owners}实施，{department}不能登记。")
    if version is None:
        raise ActionDenied(f"{measure}在{chinese_date(applied_on)}没有有效的文本，不能登记。")
    standing = enterprise.standings.standing_on(applied_on).first()
    if standing is None:
        raise ActionDenied(f"{enterprise}在{chinese_date(applied_on)}尚无激励资格，不能登记措施。")
    if not standing.is_eligible:
        raise ActionDenied(
            f"{enterprise}在{chinese_date(applied_on)}为“{standing.get_state_display()}”，不是联合激励对象，不能登记措施。"
        )


def check_may_report(*, found_on: date) -> None:
    """The violation was found by today, and not before there were certified enterprises."""
    check_past_day(found_on, label="发现日期", earliest=AEO_BEGAN, since="海关开始实施高级认证的日期")


def check_may_decide_report(report: ViolationReport, user: User) -> None:
    """The report is open, and the person works for the competent customs office (plan §3)."""
    check_competent(report.enterprise, user)
    if not report.is_open:
        raise ActionDenied(f"该线索已由{report.decided_by}处理：{report.get_state_display()}。")


def check_may_answer(advice: StopAdvice, user: User) -> None:
    """The advice is open, and was sent to the person's department."""
    if advice.department != user.department:
        raise ActionDenied(f"该停止建议发给{advice.department}，{user.department}不能答复。")
    if not advice.is_open:
        raise ActionDenied(f"该停止建议已有结果：{advice.get_state_display()}。")


def check_may_stop(advice: StopAdvice, *, stopped_on: date) -> None:
    """The measure was stopped by today, and not before it was applied."""
    check_past_day(stopped_on, label="停止日期", earliest=advice.application.applied_on, since="实施日期")
