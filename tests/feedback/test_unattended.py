"""无人办理的单位: departments with open work and nobody to do it are shown to 市发展改革委 and the administrators."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from feedback.actions.acknowledgements import acknowledge_notice
from feedback.actions.assignments import assign
from feedback.actions.inquiries import ask_inquiry
from feedback.actions.reports import report_violation
from feedback.models import MeasureApplication, Notice, StopAdvice
from feedback.states import NoticeKind
from screening.models import ScreeningHit
from screening.models.hits import Wait
from staffing.actions import end_absence, enter_absence
from tests.clock import at
from tests.factories import load_blacklists, make_certified, make_user
from tests.feedback.month_steps import open_month
from tests.spreadsheet_files import blacklist_line
from tests.steps import SignedIn, list_entries, revoke

LABEL = "有待办而无人办理的单位"


@pytest.fixture(autouse=True)
def on_the_next_day(application: MeasureApplication, officer: User) -> Iterator[None]:
    """It is 9 July; 市税务局 has stop advice and an inquiry to answer, of its only clerk. Others have one, too."""
    for department in Department.objects.exclude(users__isnull=False):
        role = Role.CUSTOMS if department.is_customs else Role.CREDIT if department.is_lead else Role.DEPARTMENT
        make_user(role, department=department)
    with at("2026-07-09 09:00:00"):
        revoke(application.enterprise, officer)
        ask_inquiry(application=application, question="用量是否随季度调整？", by=officer)
        yield


def escalated(client: Client) -> int:
    """Return the count of the work item, which its list shows as well."""
    (item,) = [item for item in client.get(reverse("workbench:home")).context["work_items"] if item.label == LABEL]
    assert client.get(item.url).context["page"].paginator.count == item.count
    return item.count


def listed(client: Client) -> str:
    return client.get(reverse("feedback:unattended_list")).content.decode()


def switch_off(user: User) -> None:
    user.is_active = False
    user.save(update_fields=["is_active"])


def test_department_whose_last_account_is_switched_off_is_shown_with_its_work(
    clerk: User, credit: User, signed_in: SignedIn
) -> None:
    client, system = signed_in(credit), signed_in(make_user(Role.SYSTEM))
    assert escalated(client) == 0
    assert "有待办事项的单位都有人员可以办理。" in listed(client)
    switch_off(clerk)
    assert (escalated(client), escalated(system)) == (1, 1)
    for page in (listed(client), listed(system)):
        assert "没有启用的账号" in page
        assert "有3项待办" in page
        assert "待知悉的消息1条" in page
    assert f"{reverse('feedback:advice_list')}?department={clerk.department_id}" in listed(client)
    assert reverse("feedback:advice_list") not in listed(system)
    assert f"department__id__exact={clerk.department_id}" in listed(system)
    make_user(department=clerk.department)
    assert escalated(client) == 0


def test_department_whose_people_are_all_absent_is_shown_until_one_is_back(
    clerk: User, credit: User, signed_in: SignedIn
) -> None:
    client, today, colleague = signed_in(credit), timezone.localdate(), make_user(department=clerk.department)
    absence = enter_absence(user=clerk, since=today, until=today + timedelta(days=3), stand_in=colleague, by=clerk)
    assert escalated(client) == 0
    enter_absence(user=colleague, since=today, until=today + timedelta(days=1), by=clerk)
    assert escalated(client) == 1
    assert "全部人员外出" in listed(client)
    with at("2026-07-11 09:00:00"):
        assert escalated(signed_in(credit)) == 0
    end_absence(absence=absence, by=colleague)
    assert escalated(client) == 0


def test_reports_to_decide_and_months_to_confirm_count_as_well(
    clerk: User, officer: User, credit: User, signed_in: SignedIn
) -> None:
    report_violation(enterprise=make_certified(), found_on=timezone.localdate(), facts="虚开发票", by=clerk)
    open_month(clerk.department)
    for user in User.objects.filter(department__in=[officer.department, clerk.department]):
        switch_off(user)
    page = listed(signed_in(credit))
    assert escalated(signed_in(credit)) == 2
    assert "待处理的失信线索1件" in page
    assert "待确认的月份1个" in page


def test_department_without_open_work_is_not_shown(credit: User, signed_in: SignedIn) -> None:
    ecology = User.objects.get(department__code="ecology")
    acknowledge_notice(notice=Notice.objects.get(department=ecology.department, kind=NoticeKind.LOST), by=ecology)
    switch_off(ecology)
    assert escalated(signed_in(credit)) == 0


def test_office_whose_officers_are_all_away_is_shown_although_another_role_is_there(
    clerk: User, officer: User, credit: User, signed_in: SignedIn
) -> None:
    """A clerk of the office may answer advice, and neither decides and receives reports nor receives applications."""
    report_violation(enterprise=make_certified(), found_on=timezone.localdate(), facts="虚开发票", by=clerk)
    for user in User.objects.filter(department=officer.department):
        switch_off(user)
    make_user(department=officer.department)
    page = listed(signed_in(credit))
    assert "在岗人员无权办理" in page
    assert all(text in page for text in ("待处理的失信线索1件", "待签收的失信线索1件", "未签收的实施情况1项"))
    assert "待知悉的消息" not in page


def test_possible_match_counts_for_the_lead_without_a_credit_administrator(credit: User, signed_in: SignedIn) -> None:
    load_blacklists()
    enterprise = make_certified()
    list_entries(credit, "court-defaulters", [blacklist_line(enterprise.name)])
    assert ScreeningHit.objects.waiting(Wait.DECISION).count() == 1
    for user in User.objects.filter(department=credit.department):
        switch_off(user)
    assert "待核实的疑似命中1条" in listed(signed_in(make_user(Role.SYSTEM)))


def test_page_of_an_account_counts_what_was_given_to_the_person(clerk: User, client: Client) -> None:
    assign(work=StopAdvice.objects.get(), assignee=clerk, expected_version="", by=clerk)
    client.force_login(make_user(Role.SYSTEM))
    page = client.get(reverse("admin:accounts_user_change", args=[clerk.pk])).content.decode()
    assert "交由本人办理、尚未办结的1项，停用或调离时改回未分派。" in page
