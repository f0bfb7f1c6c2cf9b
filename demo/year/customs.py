"""What the customs offices do in the year: monthly rosters, a revocation and its end, decisions about reports."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from demo.city.enterprises import (
    CAST,
    DEPARTED,
    LAIWU,
    LAIWU_ROSTER,
    QUANCHENG,
    QUANCHENG_ROSTER,
    CityEnterprise,
    newcomers,
)
from demo.city.files import FULL, CityFile
from demo.city.rosters import write_laiwu, write_quancheng
from demo.year.city_year import CityYear, stored, upload_of
from demo.year.days import MONTHS
from demo.year.measures import INSPECTIONS
from feedback.actions.report_decisions import decide_report
from feedback.models import ViolationReport
from feedback.states import ReportState
from incentives.models import Measure
from roster.actions.confirmations import confirm_roster
from roster.actions.submissions import process_roster, receive_roster
from roster.models import RosterSubmission
from roster.policies import RosterConfirmation
from screening.actions.revocations import restore_enterprise, revoke_enterprise
from screening.actions.suspensions import lift_suspension, suspend_enterprise
from screening.models import Revocation, Suspension
from screening.states import RevocationCategory

OFFICERS = {QUANCHENG: "quancheng", LAIWU: "laiwu"}
# 莱芜海关 sends its roster every third month.
LAIWU_EVERY = 3
# The months in which DEPARTED and RETURNED are missing from the roster.
DEPARTED_FROM, RETURNED_AWAY = 5, range(7, 9)
_OTHERS = [
    enterprise
    for enterprise in (*QUANCHENG_ROSTER, *LAIWU_ROSTER)
    if enterprise.certified_on < date(2024, 1, 1) and enterprise not in vars(CAST).values()
]
# Enterprises that lose their standing in the year; STEADY ones keep it.
RETURNED, RESTORED, REVOKED_ON_REPORT, REVOKED_LATE, SUSPENDED, LIFTED = _OTHERS[:6]
STEADY = _OTHERS[6:]
# Enterprises about which departments report a violation: what is decided, with which reason and document.
DECISIONS = {
    STEADY[5].uscc: (ReportState.WARNED, "经核查属一般差错，已责令改正，不影响高级认证资格", 0),
    STEADY[9].uscc: (ReportState.UNFOUNDED, "台账系报送口径不同，经核对无遗漏", 0),
    LIFTED.uscc: (ReportState.SUSPENDED, "进出口申报存疑，正在核查", 4),
    REVOKED_ON_REPORT.uscc: (ReportState.REVOKED, "经核查情况属实，不再符合高级认证企业标准", 5),
}
_OFFICER_OF = {enterprise.uscc: OFFICERS[enterprise.office_code] for enterprise in _OTHERS}
WHY_REMOVED = "重新认证未通过，不再符合高级认证企业标准"


def plan_customs(year: CityYear, mistaken: CityFile) -> None:
    """Plan the year of both offices; `mistaken` is received at its end and waits to be corrected."""
    for month in range(MONTHS):
        year.plan(year.days.of_month(month), partial(_send_roster, year, QUANCHENG, month))
        if month % LAIWU_EVERY == 0:
            year.plan(year.days.of_month(month), partial(_send_roster, year, LAIWU, month))
    category, reason = RevocationCategory.CUSTOMS_VIOLATION, "未按规定报送年度经营情况"
    year.plan(year.days.of_month(3, 8), partial(_revoke, year, RESTORED, category, reason, 2))
    year.plan(year.days.of_month(3, 15), partial(_restore, year, RESTORED))
    year.plan(year.days.of_month(4, 16), partial(_lift, year, LIFTED))
    year.plan(year.days.before_today(8), partial(_suspend, year, SUSPENDED, "涉嫌伪报贸易方式，正在核查", 8))
    category, reason = RevocationCategory.BELOW_STANDARD, "重新认证期间拒不配合核查"
    late = partial(_revoke, year, REVOKED_LATE, category, reason, 6, measures=(INSPECTIONS.number,))
    year.plan(year.days.before_today(12), late)
    year.plan(year.days.before_today(2), partial(_receive, year, mistaken, QUANCHENG))
    category, reason = RevocationCategory.SMUGGLING, "发生走私行为，不再符合高级认证企业标准"
    year.plan(year.days.before_today(1), partial(_revoke, year, CAST.revoked, category, reason, 7))


def roster_of(office: str, *, on: date, today: date) -> list[CityEnterprise]:
    """Return the enterprises of an office that are certified by a day, the earliest first."""
    base = QUANCHENG_ROSTER if office == QUANCHENG else LAIWU_ROSTER
    known = [*base, *newcomers(office, today=today)]
    return sorted(
        (enterprise for enterprise in known if enterprise.certified_on <= on),
        key=lambda enterprise: (enterprise.certified_on, enterprise.uscc),
    )


def _send_roster(year: CityYear, office: str, month: int) -> None:
    """Send and confirm the whole roster as of the day before."""
    as_of = year.days.of_month(month) - timedelta(days=1)
    listed = roster_of(office, on=as_of, today=year.days.today)
    if office == QUANCHENG:
        path = year.folder / f"泉城海关高级认证企业名单{as_of:%Y%m%d}.xlsx"
        write_quancheng(path, _with_leavers(listed, month), as_of=as_of)
    else:
        path = year.folder / f"莱芜海关高级认证企业一览表{as_of:%Y%m%d}.csv"
        write_laiwu(path, listed, as_of=as_of)
    submission = _receive(year, CityFile(path, office, FULL, as_of), office)
    removed = list(submission.removals.values_list("uscc", flat=True))
    confirmation = RosterConfirmation(
        reasons=dict.fromkeys(removed, WHY_REMOVED), problems_verified=True, removed_count=len(removed)
    )
    year.pass_minutes()
    confirm_roster(submission=submission, confirmation=confirmation, by=year.people[OFFICERS[office]])


def _with_leavers(listed: Sequence[CityEnterprise], month: int) -> list[CityEnterprise]:
    present = [enterprise for enterprise in listed if enterprise != RETURNED or month not in RETURNED_AWAY]
    return [DEPARTED, *present] if month < DEPARTED_FROM else present


def _receive(year: CityYear, file: CityFile, office: str) -> RosterSubmission:
    officer = year.people[OFFICERS[office]]
    submission, _ = receive_roster(upload=upload_of(file.path), mode=file.mode, as_of=file.as_of, by=officer)
    process_roster(submission.pk)
    submission.refresh_from_db()
    return submission


def _revoke(
    year: CityYear,
    enterprise: CityEnterprise,
    category: RevocationCategory,
    reason: str,
    number: int,
    *,
    measures: Sequence[int] = (),
) -> None:
    """Revoke the qualification by the document of this number; `measures` are the numbers of those to stop."""
    revoke_enterprise(
        enterprise=stored(enterprise),
        category=category,
        reason=reason,
        document_number=_document(year, number),
        effective_on=year.clock.now.date(),
        measures=Measure.objects.filter(number__in=measures),
        by=year.people[OFFICERS[enterprise.office_code]],
    )


def _restore(year: CityYear, enterprise: CityEnterprise) -> None:
    restore_enterprise(
        revocation=Revocation.objects.get(enterprise__uscc=enterprise.uscc),
        reason="已补报经营情况，复核符合高级认证企业标准",
        document_number=_document(year, 3),
        restored_on=year.clock.now.date(),
        by=year.people[OFFICERS[enterprise.office_code]],
    )


def _suspend(year: CityYear, enterprise: CityEnterprise, reason: str, number: int) -> None:
    suspend_enterprise(
        enterprise=stored(enterprise),
        reason=reason,
        document_number=_document(year, number),
        effective_on=year.clock.now.date(),
        by=year.people[OFFICERS[enterprise.office_code]],
    )


def _lift(year: CityYear, enterprise: CityEnterprise) -> None:
    lift_suspension(
        suspension=Suspension.objects.get(enterprise__uscc=enterprise.uscc),
        reason="经核查申报属实，未发现违法情形",
        document_number=_document(year, 9),
        lifted_on=year.clock.now.date(),
        by=year.people[OFFICERS[enterprise.office_code]],
    )


def decide(year: CityYear, report: ViolationReport) -> None:
    """Decide a report as DECISIONS says; a further one about a revoked enterprise joins the revocation."""
    enterprise, by = report.enterprise, year.people[_OFFICER_OF[report.enterprise.uscc]]
    if enterprise.revocations.open().exists():
        decide_report(report=report, outcome=ReportState.JOINED, by=by)
        return
    outcome, reason, number = DECISIONS[enterprise.uscc]
    decide_report(
        report=report,
        outcome=outcome,
        category=RevocationCategory.OTHER_VIOLATION,
        reason=reason,
        document_number=_document(year, number),
        effective_on=year.clock.now.date(),
        by=by,
    )


def _document(year: CityYear, number: int) -> str:
    return f"泉关企管〔{year.clock.now.year}〕{number}号"
