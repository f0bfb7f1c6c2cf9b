"""What the departments do in the year: log measures, read notices, answer stop advice, report breaches."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from accounts.models import User
from certificates.actions.issuing import issue_certificate
from demo.city.enterprises import CAST, DEPARTED, LAIWU, QUANCHENG, STRANGERS, CityEnterprise
from demo.year.city_year import CityYear, stored, upload_of
from demo.year.customs import (
    LIFTED,
    OFFICERS,
    RESTORED,
    RETURNED,
    REVOKED_LATE,
    REVOKED_ON_REPORT,
    STEADY,
    decide,
)
from demo.year.feedback import follow_feedback, working_days_since
from demo.year.measures import (
    EXHIBITION,
    FUND,
    INSPECTIONS,
    INVOICES,
    LANE,
    LOW_RATE,
    LOW_RATE_IN_LAIWU,
    PORT_RATE,
    REFUNDS,
    ROUTINE,
    SAMPLING,
    Applied,
)
from feedback.actions.acknowledgements import acknowledge_notice
from feedback.actions.advice import keep_measure, read_notice, stop_measure
from feedback.actions.applications import log_application
from feedback.actions.changes import cancel_application, correct_application, stop_application
from feedback.actions.lookups import answer_lookup, ask_for_many
from feedback.actions.report_changes import supplement_report, withdraw_report
from feedback.actions.reports import report_violation
from feedback.actions.searches import save_search
from feedback.asked_lines import lines_of_text
from feedback.models import MeasureApplication, Notice, StopAdvice, ViolationReport
from feedback.states import ReportState
from incentives.models import Measure

# Routine applications of each month.
PER_MONTH = (8, 9, 11, 7, 10, 12, 13, 11, 14, 12, 15, 16)
# Working days until a department reads its notices and answers advice: by user name where it is not the usual time.
READS, READS_LATE = 1, {"fulian": 12, "wenming": 8, "jinrong": 5}
READS_WITHOUT_ACKNOWLEDGING = ("jinrong",)
ANSWERS, ANSWERS_LATE = 3, {"shengtai": 13}
DECIDES = 4
# Working days before today on which a measure is logged for the month before.
LOGGED_LATE = ((25, INVOICES), (1, SAMPLING))
# Month → what is applied to the enterprises that lose their standing afterwards.
BEFORE_LOSSES: tuple[tuple[int, CityEnterprise, tuple[Applied, ...]], ...] = (
    (1, DEPARTED, (PORT_RATE, INVOICES)),
    (1, CAST.cleared, (INVOICES, SAMPLING)),
    (2, CAST.blocked_by_org_code, (INVOICES, INSPECTIONS)),
    (2, RESTORED, (INSPECTIONS, LOW_RATE)),
    (4, CAST.blocked_by_uscc, (REFUNDS, SAMPLING)),
    (4, REVOKED_ON_REPORT, (INVOICES, SAMPLING)),
    (5, RETURNED, (LOW_RATE, INSPECTIONS)),
    (6, CAST.blocked_in_laiwu, (LOW_RATE_IN_LAIWU, INVOICES)),
    (8, REVOKED_LATE, (INVOICES, INSPECTIONS)),
    (9, CAST.hinted, (PORT_RATE,)),
    (9, CAST.reported, (FUND,)),
    (10, CAST.revoked, (INVOICES, INSPECTIONS)),
    (10, CAST.case_hero, (INVOICES, LOW_RATE, LANE, EXHIBITION)),
)


# Month, user, enterprise, and what the user reports.
REPORTS = (
    (2, "shichang", STEADY[5], "产品标签标注不规范，已责令改正。"),
    (4, "shuiwu", LIFTED, "申报出口退税的金额与报关数据不符，正在核查。"),
    (6, "shengtai", STEADY[9], "危险废物台账登记不全，已责令补登。"),
    (8, "shichang", REVOKED_ON_REPORT, "向采购商提供虚假检验报告，已立案查处。"),
    (9, "shuiwu", REVOKED_ON_REPORT, "为他人虚开增值税专用发票，已移送公安机关。"),
)
# Month, user and enterprise of a report that its department supplements and then withdraws, with both texts.
WITHDRAWN_REPORT = (
    *(7, "caizheng", STEADY[7], "申报的补贴金额与发票不符。"),
    *("企业已提交更正后的发票清单。", "发票清单已核对一致，系企业填报笔误。"),
)


# Month, user, and the enterprise that asks for a certificate of its standing.
CERTIFICATES = (
    (7, "jinrong", STEADY[3]),
    (10, "jinrong", CAST.revoked),
    (10, "shuiwu", CAST.case_hero),
)

# The bidders of a tender, as they wrote their names and codes: some with a slip, some on no roster.
BIDDERS = (
    *(enterprise.name for enterprise in STEADY[20:32]),
    CAST.case_hero.uscc,
    f"{CAST.revoked.name}\t{CAST.revoked.uscc}",
    CAST.blocked_in_laiwu.name,
    CAST.renamed.name,
    f"{STEADY[32].name[:3]}{STEADY[32].name[4:]}",
    f"{STEADY[33].uscc[:-1]}A",
    *(stranger.name for stranger in STRANGERS[:3]),
)


def plan_departments(year: CityYear, evidence: Path) -> None:
    """Plan what the clerks do of their own accord; `evidence` belongs to the applications for CAST.case_hero."""
    pools = {applied: _pool(year, applied) for applied in ROUTINE}
    turns = cycle(ROUTINE)
    for month, count in enumerate(PER_MONTH):
        for number, applied in enumerate(islice(turns, count)):
            day = year.days.of_month(month, 2 + number * 17 // count)
            year.plan(day, partial(_apply, year, applied, next(pools[applied])))
    for days, applied in LOGGED_LATE:
        late = partial(_apply, year, applied, next(pools[applied]), is_late=True)
        year.plan(year.days.before_today(days), late)
    for month, enterprise, measures in BEFORE_LOSSES:
        for number, applied in enumerate(measures):
            proof = evidence if enterprise == CAST.case_hero else None
            year.plan(year.days.of_month(month, 5 + number), partial(_apply, year, applied, enterprise, proof))
    for month, username, enterprise, facts in REPORTS:
        year.plan(year.days.of_month(month, 7), partial(_report, year, username, enterprise, facts))
    month, username, enterprise, facts, further, reason = WITHDRAWN_REPORT
    year.plan(year.days.of_month(month, 7), partial(_report, year, username, enterprise, facts))
    year.plan(year.days.of_month(month, 8), partial(_supplement_report, year, username, further))
    year.plan(year.days.of_month(month, 9), partial(_withdraw_report, year, username, reason))
    facts = "申报专项资金时提供的进出口额与报关数据不符，已责令说明。"
    year.plan(year.days.before_today(2), partial(_report, year, "caizheng", CAST.reported, facts))
    for month, username, enterprise in CERTIFICATES:
        year.plan(year.days.of_month(month, 9), partial(_certify, year, username, enterprise))
    year.plan(year.days.before_today(1), partial(_look_up, year))
    year.plan(year.days.before_today(1), partial(_save_search, year))
    year.plan(year.days.of_month(3, 12), partial(_correct, year))
    year.plan(year.days.of_month(6, 12), partial(_cancel, year))
    year.plan(year.days.of_month(9, 12), partial(_stop, year))


def _pool(year: CityYear, applied: Applied) -> Iterator[CityEnterprise]:
    """Yield the steady enterprises in random order; those of its own office for a customs office."""
    offices = [office for office, officer in OFFICERS.items() if officer == applied.username] or [QUANCHENG, LAIWU]
    found = [enterprise for enterprise in STEADY if enterprise.office_code in offices]
    return iter(year.rng.sample(found, len(found)))


def _apply(
    year: CityYear,
    applied: Applied,
    enterprise: CityEnterprise,
    evidence: Path | None = None,
    *,
    is_late: bool = False,
) -> None:
    today = year.clock.now.date()
    log_application(
        enterprise=stored(enterprise),
        measure=Measure.objects.get(number=applied.number),
        applied_on=today.replace(day=1) - timedelta(days=1) if is_late else today,
        description=applied.description,
        evidence=[upload_of(evidence)] if evidence else [],
        choices=applied.choices,
        details=applied.details,
        by=year.people[applied.username],
    )


def _certify(year: CityYear, username: str, enterprise: CityEnterprise) -> None:
    today = year.clock.now.date()
    issue_certificate(enterprise=stored(enterprise), day=today, by=year.people[username])


def _look_up(year: CityYear) -> None:
    """Look the bidders up at once, as a worker would answer."""
    title = f"（演示）济税采〔{year.days.today.year}〕18号项目投标人"
    lines = lines_of_text("\n".join(BIDDERS))
    batch = ask_for_many(lines=lines, day=year.clock.now.date(), title=title, by=year.people["shuiwu"])
    answer_lookup(batch.pk)


def _save_search(year: CityYear) -> None:
    save_search(name="可以适用的企业", query="state=eligible", found=None, by=year.people["shuiwu"])


def _report(year: CityYear, username: str, enterprise: CityEnterprise, facts: str) -> None:
    today = year.clock.now.date()
    report_violation(enterprise=stored(enterprise), found_on=today, facts=facts, by=year.people[username])


def _open_report(by: User) -> ViolationReport:
    return ViolationReport.objects.get(department=by.department, state=ReportState.OPEN)


def _supplement_report(year: CityYear, username: str, facts: str) -> None:
    by = year.people[username]
    supplement_report(report=_open_report(by), facts=facts, by=by)


def _withdraw_report(year: CityYear, username: str, reason: str) -> None:
    by = year.people[username]
    withdraw_report(report=_open_report(by), reason=reason, by=by)


def _running(year: CityYear, username: str) -> tuple[MeasureApplication, User]:
    """Return the newest running application of a steady enterprise, and the user whose department logged it."""
    user = year.people[username]
    running = MeasureApplication.objects.running().filter(
        department=user.department, enterprise__uscc__in=[enterprise.uscc for enterprise in STEADY]
    )
    return running.latest("pk"), user


def _correct(year: CityYear) -> None:
    application, by = _running(year, "shuiwu")
    correct_application(
        application=application,
        applied_on=application.applied_on,
        description=f"{application.description}已由办税服务厅专人告知企业。",
        choices=INVOICES.choices if application.measure.number == INVOICES.number else REFUNDS.choices,
        reason="补充办理情况",
        by=by,
    )


def _cancel(year: CityYear) -> None:
    application, by = _running(year, "shengtai")
    cancel_application(application=application, reason="登记时选错企业", by=by)


def _stop(year: CityYear) -> None:
    application, by = _running(year, "shichang")
    stop_application(application=application, stopped_on=year.clock.now.date(), reason="企业迁出本市，不再适用", by=by)


def follow_up(year: CityYear) -> None:
    """Read notices, answer advice, follow feedback and decide reports, each department after its usual time."""
    clerks = {user.department_id: user for user in reversed(year.people.values()) if user.department_id}
    for notice in Notice.objects.filter(read_at=None).select_related("department").order_by("pk"):
        clerk = clerks[notice.department_id]
        if working_days_since(notice.sent_at) >= READS_LATE.get(clerk.username, READS):
            if notice.is_to_acknowledge and clerk.username not in READS_WITHOUT_ACKNOWLEDGING:
                acknowledge_notice(notice=notice, by=clerk)
            else:
                read_notice(notice=notice, by=clerk)
    for advice in StopAdvice.objects.open().select_related("application__measure").order_by("pk"):
        clerk = clerks[advice.department_id]
        if working_days_since(advice.issued_at) >= ANSWERS_LATE.get(clerk.username, ANSWERS):
            year.pass_minutes()
            _answer(year, advice, clerk)
    follow_feedback(clerks)
    for report in ViolationReport.objects.filter(state=ReportState.OPEN).select_related("enterprise"):
        if working_days_since(report.reported_at) >= DECIDES:
            year.pass_minutes()
            decide(year, report)


def _answer(year: CityYear, advice: StopAdvice, clerk: User) -> None:
    """Stop the measure; the sampling of SAMPLING goes on until the end of the year for which it was drawn."""
    if advice.application.measure.number == SAMPLING.number:
        keep_measure(advice=advice, answer="本年度抽查计划已公布，年内仍按原比例，下一年度起不再适用。", by=clerk)
    else:
        stop_measure(advice=advice, stopped_on=year.clock.now.date(), answer="已停止适用，并告知企业。", by=clerk)
