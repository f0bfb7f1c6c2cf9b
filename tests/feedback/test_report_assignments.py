"""交办 of violation reports: which officer of the competent customs office decides a report."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from feedback.actions.assignments import assign
from feedback.actions.report_decisions import decide_report
from feedback.actions.reports import report_violation
from feedback.models import Assignment, ViolationReport
from feedback.states import ReportState
from foundation.denials import ActionDenied
from roster.actions.transfers import agree_to_transfer
from roster.models import Enterprise, Transfer
from staffing.actions import enter_absence
from staffing.leaving import leaving_notes
from tests.clock import at
from tests.factories import make_user
from tests.spreadsheet_files import roster_line, uscc_of
from tests.steps import SignedIn, put_in_force

LIST = reverse("feedback:report_list")
OWN, OTHERS = "交由您办理的失信线索", "待处理的失信线索"


@pytest.fixture(autouse=True)
def on_a_working_day() -> Iterator[None]:
    with at("2026-07-09 09:00:00"):
        yield


@pytest.fixture
def report(enterprise: Enterprise, clerk: User) -> ViolationReport:
    return report_violation(enterprise=enterprise, found_on=timezone.localdate(), facts="虚开发票。", by=clerk)


@pytest.fixture
def colleague(officer: User) -> User:
    user = make_user(Role.CUSTOMS, department=officer.department)
    user.full_name = "王芳"
    user.save(update_fields=["full_name"])
    return user


def address(report: ViolationReport, page: str = "assign") -> str:
    return reverse(f"feedback:report_{page}", args=[report.pk])


def give(client: Client, report: ViolationReport, to: User, note: str = "") -> str:
    """Return the page after the form, as it shows itself now, was submitted."""
    version = client.get(address(report)).context["form"]["version"].value()
    data = {"assignee": to.pk, "note": note, "version": version}
    return client.post(address(report), data, follow=True).content.decode()


def home(client: Client) -> dict[str, int]:
    """Return label → count of the work items about reports to decide; the list of each has as many rows."""
    items = [
        item for item in client.get(reverse("workbench:home")).context["work_items"] if item.label in (OWN, OTHERS)
    ]
    for item in items:
        assert len(client.get(item.url).context["page"]) == item.count
    return {item.label: item.count for item in items if item.count}


def test_report_given_to_an_officer_comes_first_there_and_stays_with_the_others(
    report: ViolationReport, officer: User, colleague: User, signed_in: SignedIn
) -> None:
    assert home(signed_in(colleague)) == {OTHERS: 1}
    page = give(signed_in(officer), report, colleague, note="请向税务局核实。")
    assert "已交由王芳办理" in page
    assert "说明：请向税务局核实。" in page
    assert home(signed_in(colleague)) == {OWN: 1}
    assert home(signed_in(officer)) == {OTHERS: 1}


def test_officer_takes_a_report_and_hands_it_on_with_its_history(
    report: ViolationReport, officer: User, colleague: User, signed_in: SignedIn
) -> None:
    client = signed_in(officer)
    page = client.get(address(report, "detail")).content.decode()
    assert "未分派。本单位的人员都可以办理。" in page
    hidden = dict(re.findall(r'name="(assignee|version)"\s+value="([^"]*)"', page))
    assert "已交由您办理" in client.post(address(report), hidden, follow=True).content.decode()
    page = give(client, report, colleague, note="已约谈企业。")
    assert "（转交他人）" in page
    assert "王芳</strong>，自2026年7月9日" in page
    assert [each.assignee for each in report.assignments.order_by("pk")] == [officer, colleague]


def test_list_shows_who_decides_and_filters_by_it(
    report: ViolationReport, officer: User, colleague: User, clerk: User, signed_in: SignedIn
) -> None:
    client = signed_in(officer)

    def shown() -> dict[str, int]:
        kinds = ("own", "nobodys", "not_own")
        return {whose: len(client.get(LIST, {"assignee": whose}).context["page"]) for whose in kinds}

    assert shown() == {"own": 0, "nobodys": 1, "not_own": 1}
    give(client, report, colleague)
    assert shown() == {"own": 0, "nobodys": 0, "not_own": 1}
    assert "王芳</td>" in client.get(LIST).content.decode()
    assert "王芳" in client.get(LIST, {"format": "csv"}).getvalue().decode()
    reporter = signed_in(clerk).get(LIST).content.decode()
    assert 'name="assignee"' not in reporter


def test_only_the_competent_office_assigns_and_only_to_its_officers(
    report: ViolationReport, officer: User, other_officer: User, credit: User, clerk: User, signed_in: SignedIn
) -> None:
    for user in (other_officer, credit):
        assert "我来办理" not in signed_in(user).get(address(report, "detail")).content.decode()
    refused = signed_in(other_officer).get(address(report))
    assert refused.status_code == 409
    assert "该项由泉城海关办理，莱芜海关不能交办。" in refused.content.decode()
    for user in (credit, clerk):
        assert signed_in(user).get(address(report)).status_code == 403
    with pytest.raises(ActionDenied, match="不是泉城海关的人员，请选择本单位的人员。"):
        assign(work=report, assignee=other_officer, expected_version="", by=officer)
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("outcome", [ReportState.WARNED, ReportState.UNFOUNDED])
def test_decided_report_is_not_assigned(
    report: ViolationReport, officer: User, signed_in: SignedIn, outcome: ReportState
) -> None:
    decide_report(report=report, outcome=outcome, reason="经核查", by=officer)
    with pytest.raises(ActionDenied, match=r"该项现为“.+”，无须再交办。"):
        assign(work=report, assignee=officer, expected_version="", by=officer)
    assert signed_in(officer).get(address(report)).status_code == 409


def test_report_of_an_officer_who_leaves_is_nobodys_again(
    report: ViolationReport, officer: User, colleague: User, signed_in: SignedIn
) -> None:
    assign(work=report, assignee=colleague, expected_version="", by=officer)
    assert any("尚未办结的1项，停用或调离时改回未分派" in note for note in leaving_notes(colleague))
    colleague.is_active = False
    colleague.save(update_fields=["is_active"])
    assert Assignment.objects.get().end_reason == "left"
    assert home(signed_in(officer)) == {OTHERS: 1}
    assert "（账号停用或调离）" in signed_in(officer).get(address(report, "detail")).content.decode()


def test_report_of_an_absent_officer_is_the_stand_ins_own(
    report: ViolationReport, officer: User, colleague: User, signed_in: SignedIn
) -> None:
    assign(work=report, assignee=officer, expected_version="", by=officer)
    today = timezone.localdate()
    enter_absence(user=officer, since=today, until=today + timedelta(days=1), stand_in=colleague, by=officer)
    assert home(signed_in(colleague)) == {OWN: 1}
    text = f"{officer}（外出至2026年7月10日，由王芳代办）"
    assert text in signed_in(colleague).get(LIST).content.decode()
    assert text in signed_in(colleague).get(address(report, "detail")).content.decode()


def test_report_about_a_transferred_enterprise_is_the_other_offices_and_nobodys_there(
    officer: User, other_officer: User, clerk: User, signed_in: SignedIn
) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    kept, moved = (
        report_violation(
            enterprise=Enterprise.objects.get(uscc=uscc_of(number)),
            found_on=timezone.localdate(),
            facts="虚开发票。",
            by=clerk,
        )
        for number in (2, 1)
    )
    for report in (kept, moved):
        assign(work=report, assignee=officer, expected_version="", by=officer)
    put_in_force(other_officer, [roster_line(1), roster_line(3)])
    agree_to_transfer(transfer=Transfer.objects.get(), by=officer)
    assert moved.assignments.get().end_reason == "handed_over"
    assert kept.assignments.get().ended_at is None
    assert home(signed_in(other_officer)) == {OTHERS: 1}
    assert "（改由其他单位承办）" in signed_in(other_officer).get(address(moved, "detail")).content.decode()


def test_report_about_an_enterprise_that_the_other_office_certifies_anew_is_nobodys_there(
    officer: User, other_officer: User, clerk: User
) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    enterprise = Enterprise.objects.get(uscc=uscc_of(1))
    report = report_violation(enterprise=enterprise, found_on=timezone.localdate(), facts="虚开发票。", by=clerk)
    assign(work=report, assignee=officer, expected_version="", by=officer)
    put_in_force(officer, [roster_line(2)])
    assert Assignment.objects.current().exists()
    put_in_force(other_officer, [roster_line(1), roster_line(3)])
    assert report.assignments.get().end_reason == "handed_over"


def test_database_keeps_one_current_assignment_of_a_report(
    report: ViolationReport, officer: User, colleague: User
) -> None:
    assign(work=report, assignee=officer, expected_version="", by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(report=report, assignee=colleague, assigned_by=officer)
