"""A violation report has a term and three recipients: who has received it, and what is overdue (plan §3)."""

from datetime import date

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from feedback.actions.report_decisions import decide_report
from feedback.actions.report_receipts import hand_over_report_receipts, receive_report
from feedback.actions.reports import report_violation
from feedback.actions.terms import recount_reports
from feedback.models import Notice, ReportReceipt, ViolationReport
from feedback.states import NoticeKind, ReportState
from feedback.wording import notice_text
from feedback.work_items import waiting
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from foundation.web.work_items import WorkItem, count_work
from roster.models import Enterprise
from tests.clock import at
from tests.factories import make_department, make_user
from tests.steps import SignedIn
from workdays.actions import load_year
from workdays.terms import add_working_days

SETTINGS = "admin:workdays_sitesettings_add"
FACTS = "虚开增值税专用发票，已立案检查。"


@pytest.fixture
def report(enterprise: Enterprise, clerk: User) -> ViolationReport:
    return report_violation(enterprise=enterprise, found_on=timezone.localdate(), facts=FACTS, by=clerk)


def work(user: User, label: str) -> WorkItem:
    """The work of this kind that waits for the user."""
    (item,) = (item for item in count_work(waiting(user)) if item.label == label)
    return item


def received(report: ViolationReport) -> dict[str, User | None]:
    return {each.department.code: each.received_by for each in report.receipts.select_related("department")}


def test_report_waits_for_the_receipt_of_those_who_do_not_decide_it(
    report: ViolationReport, officer: User, credit: User, signed_in: SignedIn
) -> None:
    laiwu = make_user(Role.CUSTOMS, department=make_department("laiwu-customs"))
    assert received(report) == {"ndrc": None, "quancheng-customs": None, "laiwu-customs": None}
    for user in (laiwu, credit):
        item = work(user, "待签收的失信线索")
        assert item.count == 1
        assert report.enterprise.name in signed_in(user).get(item.url).content.decode()
    receive_report(report=report, by=laiwu)
    assert work(laiwu, "待签收的失信线索").count == 0
    assert work(credit, "待签收的失信线索").count == 1
    assert received(report) == {"ndrc": None, "quancheng-customs": None, "laiwu-customs": laiwu}


def test_new_report_is_one_line_of_the_office_that_decides_it(
    report: ViolationReport, officer: User, signed_in: SignedIn
) -> None:
    assert work(officer, "待签收的失信线索").count == 0
    assert work(officer, "待处理的失信线索").count == 1
    listed = signed_in(officer).get(reverse("feedback:report_list"), {"to_receive": "true"})
    assert len(listed.context["page"]) == 0
    receive_report(report=report, by=officer)
    assert received(report)["quancheng-customs"] == officer
    assert work(officer, "待处理的失信线索").count == 1


def test_report_that_the_other_office_decided_still_waits_for_the_receipt_of_those_it_was_sent_to(
    report: ViolationReport, officer: User, credit: User
) -> None:
    decide_report(report=report, outcome=ReportState.WARNED, reason="情节轻微", by=officer)
    assert work(officer, "待签收的失信线索").count == 0
    assert work(credit, "待签收的失信线索").count == 1


def test_receipt_is_shown_with_person_and_time_on_the_page_and_in_the_list(
    report: ViolationReport, clerk: User, credit: User, signed_in: SignedIn
) -> None:
    client, address = signed_in(credit), reverse("feedback:report_detail", args=[report.pk])
    page = client.post(reverse("feedback:report_receive", args=[report.pk]), follow=True).content.decode()
    assert "已签收：" in page
    reader = signed_in(clerk)
    detail = reader.get(address).content.decode()
    assert f"{credit.department}：{credit}，" in "".join(detail.split()).replace("</li>", "")
    assert "未签收" in detail
    listed = reader.get(reverse("feedback:report_list")).content.decode()
    assert f"{credit.department}已签收" in listed
    assert "莱芜海关未签收" in listed


def test_second_receipt_of_a_department_names_the_first(
    report: ViolationReport, officer: User, signed_in: SignedIn
) -> None:
    receive_report(report=report, by=officer)
    second = signed_in(make_user(Role.CUSTOMS, department=officer.department))
    page = second.post(reverse("feedback:report_receive", args=[report.pk]), follow=True).content.decode()
    assert f"该线索已由{officer}于{chinese_date(timezone.localdate())}代表{officer.department}签收" in page


def test_own_report_needs_no_receipt_of_its_department(enterprise: Enterprise, officer: User) -> None:
    report = report_violation(enterprise=enterprise, found_on=timezone.localdate(), facts=FACTS, by=officer)
    assert set(received(report)) == {"ndrc", "laiwu-customs"}
    with pytest.raises(ActionDenied, match="无须签收"):
        receive_report(report=report, by=officer)


def test_who_decides_a_report_has_received_it(report: ViolationReport, officer: User) -> None:
    decide_report(report=report, outcome=ReportState.WARNED, reason="情节轻微", by=officer)
    assert received(report)["quancheng-customs"] == officer


def test_receipts_of_a_closed_recipient_go_to_its_successor_once(report: ViolationReport, officer: User) -> None:
    laiwu = Department.objects.get(code="laiwu-customs")
    hand_over_report_receipts(source=laiwu, target=officer.department)
    assert set(received(report)) == {"ndrc", "quancheng-customs", "laiwu-customs"}
    hand_over_report_receipts(source=laiwu, target=report.department)
    assert report.department.code not in received(report)
    hand_over_report_receipts(source=laiwu, target=make_department("ecology"))
    assert set(received(report)) == {"ndrc", "quancheng-customs", "ecology"}


def test_database_keeps_a_receipt(report: ViolationReport, officer: User, credit: User) -> None:
    receipt = receive_report(report=report, by=officer)
    with pytest.raises(InternalError), transaction.atomic():
        ReportReceipt.objects.filter(pk=receipt.pk).update(received_by=credit)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportReceipt.objects.create(report=report, department=officer.own_department)


def test_term_is_that_of_the_settings_and_counts_working_days(enterprise: Enterprise, clerk: User) -> None:
    found_on = date(2026, 9, 25)
    with at("2026-09-25 09:00:00"):
        report = report_violation(enterprise=enterprise, found_on=found_on, facts=FACTS, by=clerk)
        assert report.due_on == date(2026, 10, 22)
        system = Client()
        system.force_login(make_user(Role.SYSTEM))
        typed = system.get(reverse(SETTINGS)).context["adminform"].form.initial | {"report_decision_term": 3}
        assert system.post(reverse(SETTINGS), typed).status_code == 302
        later = report_violation(enterprise=enterprise, found_on=found_on, facts=FACTS, is_another=True, by=clerk)
    assert (later.working_days, later.due_on) == (3, date(2026, 9, 30))
    report.refresh_from_db()
    assert report.working_days == 15


def test_overdue_report_is_work_of_the_office_and_of_ndrc_and_in_the_supervision_list(
    report: ViolationReport, officer: User, credit: User, signed_in: SignedIn
) -> None:
    assert work(credit, "海关逾期未处理的失信线索").count == 0
    with at(f"{add_working_days(report.due_on, 3)} 09:00:00"):
        own, escalated = work(officer, "待处理的失信线索"), work(credit, "海关逾期未处理的失信线索")
        assert (own.late_count, escalated.count) == (1, 1)
        client = signed_in(credit)
        assert report.enterprise.name in client.get(escalated.url).content.decode()
        supervised = client.get(reverse("reports:supervision_list")).content.decode()
        for words in ("泉城海关逾期事项", f"失信线索{report.number}", chinese_date(report.due_on)):
            assert words in supervised
        decide_report(report=report, outcome=ReportState.WARNED, reason="情节轻微", by=officer)
        assert work(credit, "海关逾期未处理的失信线索").count == 0


def test_new_calendar_moves_the_term_and_tells_the_office(enterprise: Enterprise, clerk: User, officer: User) -> None:
    admin = make_user(Role.SYSTEM)
    with at("2026-12-25 09:00:00"):
        report = report_violation(enterprise=enterprise, found_on=date(2026, 12, 25), facts=FACTS, by=clerk)
        before, number = report.due_on, "国办发明电〔2026〕9号"
        load_year(year=2027, document_number=number, issued_on=date(2026, 12, 1), days="2027-01-01 放假 元旦", by=admin)
        recount_reports()
        recount_reports()
    report.refresh_from_db()
    assert (before, report.due_on) == (date(2027, 1, 15), date(2027, 1, 18))
    notice = Notice.objects.get(kind=NoticeKind.TERM)
    assert notice.department == officer.department
    assert "失信线索的处理期限由2027年1月15日改为2027年1月18日" in notice_text(notice, sees_screening=False)
