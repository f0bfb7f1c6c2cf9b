"""Violation reports: what departments report, supplement and withdraw, and what customs and 市发展改革委 do with it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from feedback.actions.report_changes import supplement_report, withdraw_report
from feedback.actions.report_decisions import decide_report
from feedback.actions.report_receipts import receive_report
from feedback.actions.reports import report_violation
from feedback.models import ViolationReport
from feedback.states import ReportState
from tests.simulation import facts
from tests.simulation.acts import customs
from tests.simulation.desk import RECIPIENTS, Report
from tests.simulation.year import Year, serial_of, stored


def report(year: Year) -> str:
    """A department reports a violation of any enterprise of a roster."""
    if not year.model.enterprises:
        return ""
    enterprise = year.rng.choice(list(year.model.enterprises.values()))
    code = year.rng.choice(sorted(year.city.clerks))
    reported = report_violation(
        enterprise=stored(enterprise),
        found_on=year.today,
        facts="虚开发票",
        is_another=True,
        by=year.city.clerks[code],
    )
    year.follow_up.report(enterprise.uscc, code)
    year.reports.append(reported.pk)
    return f"{code} reports enterprise {serial_of(enterprise.uscc)}"


def decide(year: Year) -> str:
    """The competent office decides a report by one of the outcomes; refused where the outcome is not possible."""
    number = _open_one(year)
    if number is None:
        return ""
    known = year.follow_up.reports[number]
    enterprise = year.model.enterprises[known.uscc]
    officer = customs.officer_of(year, enterprise)
    outcome = year.rng.choice(("unfounded", "warned", "suspended", "revoked", "joined"))
    is_revocable = enterprise.certification is not None and not enterprise.revocation
    may = {
        "suspended": is_revocable and not enterprise.suspension,
        "revoked": is_revocable,
        "joined": bool(enterprise.revocation or enterprise.suspension),
    }.get(outcome, True)
    decision = customs.decision_about(year, enterprise)
    act = partial(
        decide_report,
        report=_stored(year, number),
        outcome=ReportState(outcome),
        **decision,
    )
    done = year.attempt(act, may=may, what=f"report {number} on {serial_of(known.uscc)} {outcome}")
    if may:
        year.follow_up.decide(known, outcome, by=officer.own_department.code)
        if outcome == "revoked":
            customs.note_revocation(year, enterprise, decision)
        elif outcome == "suspended":
            enterprise.suspensions.append(facts.Decision(decision["effective_on"]))
            year.model.settle()
    return done


def supplement(year: Year) -> str:
    """The department in charge adds facts; refused once the report is decided or withdrawn."""
    return _change(
        year, "supplemented", partial(supplement_report, facts="另有一份处罚决定书。"), year.follow_up.supplement
    )


def withdraw(year: Year) -> str:
    """The department in charge withdraws a report; refused once it is decided or withdrawn."""
    return _change(year, "withdrawn", partial(withdraw_report, reason="误报"), year.follow_up.withdraw)


def _change(year: Year, done: str, act: Callable[..., Any], note: Callable[[Report], None]) -> str:
    """A clerk of the department in charge changes any one report; nothing where that department was closed since."""
    number = _any_one(year)
    if number is None or not year.city.has(year.follow_up.reports[number].in_charge):
        return ""
    known = year.follow_up.reports[number]
    change = partial(act, report=_stored(year, number), by=year.city.of(known.in_charge))
    may = known.state == "open"
    text = year.attempt(change, may=may, what=f"report {number} {done}")
    if may:
        note(known)
    return text


def receive(year: Year) -> str:
    """A recipient receives a report, once; refused where the report is withdrawn."""
    number = _any_one(year)
    if number is None:
        return ""
    known = year.follow_up.reports[number]
    code = year.rng.choice(RECIPIENTS)
    act = partial(receive_report, report=_stored(year, number), by=year.city.of(code))
    may = code in known.not_received and known.state != "withdrawn"
    done = year.attempt(act, may=may, what=f"{code} receives report {number}")
    if may:
        known.not_received.discard(code)
    return done


def _open_one(year: Year) -> int | None:
    """The number of a report that waits for its decision, None without one."""
    waiting = [number for number, known in enumerate(year.follow_up.reports) if known.state == "open"]
    return year.rng.choice(waiting) if waiting else None


def _any_one(year: Year) -> int | None:
    """The number of a report, mostly of one that waits for its decision; None without any."""
    numbers = range(len(year.follow_up.reports))
    return year.prefer(numbers, lambda number: year.follow_up.reports[number].state == "open") if numbers else None


def _stored(year: Year, number: int) -> ViolationReport:
    return ViolationReport.objects.get(pk=year.reports[number])
