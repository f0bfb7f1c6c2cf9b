"""月度确认: each department confirms its month, late changes ask for another edition, and silence is visible."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Department, User
from accounts.permissions import Role
from feedback.actions.changes import cancel_application
from feedback.actions.months import confirm_month, hand_over_months, mark_changed_months, open_months
from feedback.models import DepartmentMonth, MeasureApplication, MonthConfirmation
from feedback.states import MonthState
from foundation.denials import ActionDenied
from tests.clock import at
from tests.factories import make_user
from tests.programs import program_of, read_all_pages, send_once
from tests.roles import as_owner
from tests.steps import SignedIn, clerk_of, log

JULY = date(2026, 7, 1)


@pytest.fixture
def july(application: MeasureApplication) -> Iterator[DepartmentMonth]:
    """July of 市税务局, which logged one application in it; it is 3 August."""
    with at("2026-08-03 09:00:00"):
        open_months()
        yield DepartmentMonth.objects.get(department__code="tax")


def confirm(client: Client, month: DepartmentMonth, version: str = "") -> str:
    url = reverse("feedback:month_confirm", args=[month.pk])
    return client.post(url, {"version": version or month.version}, follow=True).content.decode()


def waiting(client: Client, label: str) -> int:
    """Return the count of the work item, which its list shows as well."""
    (item,) = [item for item in client.get(reverse("workbench:home")).context["work_items"] if item.label == label]
    assert client.get(item.url).context["page"].paginator.count == item.count
    return item.count


def test_months_are_opened_once_for_every_department_with_a_term_in_working_days(july: DepartmentMonth) -> None:
    assert open_months() == 0
    assert DepartmentMonth.objects.count() == Department.objects.count()
    assert (july.month, july.due_on, july.state) == (JULY, date(2026, 8, 7), MonthState.OPEN)
    with at("2026-10-01 00:10:00"):
        assert open_months() == 2 * Department.objects.count()


def test_department_established_for_a_past_day_is_asked_for_the_months_since_by_a_term_from_now(
    july: DepartmentMonth,
) -> None:
    with at("2026-09-02 09:00:00"):
        open_months()
        order = Department.objects.count() + 1
        established = date(2026, 7, 20)
        Department.objects.create(code="data", name="市数据局", order=order, established_on=established)
        assert open_months() == 2
        assert open_months() == 0
        months = DepartmentMonth.objects.filter(department__code="data").order_by("month")
        due_on = date(2026, 9, 8)
        assert [(each.month, each.due_on) for each in months] == [(JULY, due_on), (date(2026, 8, 1), due_on)]
        assert months[0].term_explanation == "5个工作日"


def test_no_month_is_asked_for_before_the_first_roster(db: None) -> None:
    with at("2026-08-03 09:00:00"):
        assert open_months() == 0


def test_confirmation_keeps_counts_and_a_late_change_asks_for_another_edition(
    july: DepartmentMonth, application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    page = client.get(reverse("feedback:month_detail", args=[july.pk])).content.decode()
    assert "确认2026年7月的1项" in page
    assert "已确认市税务局2026年7月：1项措施实施、1项措施" in confirm(client, july)
    assert waiting(client, "待确认的月份") == 0
    assert "无须再次确认" in confirm(client, july)
    with at("2026-08-20 09:00:00"):
        log(application.enterprise, clerk, number=34, on=date(2026, 7, 30))
        cancel_application(application=application, reason="重复登记", by=clerk)
        july.refresh_from_db()
        assert (july.state, july.changes_since, july.due_on) == (MonthState.CHANGED, 2, date(2026, 8, 27))
        client = signed_in(clerk)
        assert "确认后又有2项变动" in client.get(reverse("feedback:month_list")).content.decode()
        assert waiting(client, "待确认的月份") == 1
        confirm(client, july)
    counts = july.confirmations.values_list("edition", "application_count", "measure_count")
    assert list(counts) == [(1, 1, 1), (2, 1, 1)]


def test_silence_is_visible_to_ndrc_as_work_as_a_table_and_as_a_file(
    july: DepartmentMonth, clerk: User, credit: User, signed_in: SignedIn
) -> None:
    confirm(signed_in(clerk), july)
    women = clerk_of("women")
    zero = DepartmentMonth.objects.get(department=women.department)
    assert "已确认市妇联2026年7月：零报告" in confirm(signed_in(women), zero)
    assert waiting(signed_in(credit), "其他单位逾期未确认的月份") == 0
    with at("2026-08-10 09:00:00"):
        client, others = signed_in(credit), Department.objects.count() - 3
        assert waiting(client, "其他单位逾期未确认的月份") == others
        page = client.get(reverse("feedback:month_table"))
        assert page.content.decode().count("逾期未确认") >= others
        file = client.get(reverse("feedback:month_table"), {"format": "csv", "year": "2026"})
        rows = b"".join(file.streaming_content).decode("utf-8-sig")
        assert "单位,2026年7月" in rows
        assert "市税务局,已确认" in rows
        assert "市妇联,零报告" in rows
        other = client.get(reverse("feedback:month_table"), {"year": "1999"}).content.decode()
        assert "没有这一年的月度确认，请另选年份" in other


def test_month_is_confirmed_by_its_department_when_it_is_over_and_as_it_was_shown(
    july: DepartmentMonth, application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    before = july.version
    log(application.enterprise, clerk, number=34, on=date(2026, 7, 30))
    assert "刚才有变动，请核对现在所列的内容后再确认" in confirm(signed_in(clerk), july, before)
    with pytest.raises(ActionDenied, match="由市税务局确认，市生态环境局不能确认"):
        confirm_month(month=july, expected_version=july.version, by=clerk_of("ecology"))
    ahead = DepartmentMonth.objects.create(
        department=july.department,
        in_charge=july.in_charge,
        month=date(2026, 9, 1),
        waiting_since=july.waiting_since,
        working_days=5,
        due_on=date(2026, 10, 12),
    )
    assert "2026年9月尚未结束，请自2026年10月1日起确认" in confirm(signed_in(clerk), ahead)
    shown = program_of(clerk).get(reverse("feedback_api:month_detail", args=[ahead.pk])).json()
    assert shown["label"] == "尚未结束"
    assert not MonthConfirmation.objects.exists()
    auditor = signed_in(make_user(Role.AUDITOR))
    assert auditor.get(reverse("feedback:month_detail", args=[july.pk])).status_code == 200
    assert auditor.post(reverse("feedback:month_confirm", args=[july.pk])).status_code == 403


def test_closed_department_owes_nothing_and_its_successor_confirms_its_last_months(
    july: DepartmentMonth, clerk: User
) -> None:
    finance = Department.objects.get(code="finance")
    hand_over_months(source=clerk.department, target=finance, last_day=date(2026, 8, 2))
    with as_owner():
        User.objects.filter(department=clerk.department).update(is_active=False)
        Department.objects.filter(pk=clerk.department_id).update(closed_on=date(2026, 8, 3))
    with at("2026-10-08 09:00:00"):
        open_months()
        months = DepartmentMonth.objects.filter(department=clerk.department).order_by("month")
        assert [(each.month.month, each.in_charge) for each in months] == [(7, finance), (8, finance)]
        assert DepartmentMonth.objects.filter(department=finance).count() == 3
        assert DepartmentMonth.objects.pending(on=date(2026, 10, 8)).in_charge_of(clerk.department).count() == 0
        confirm_month(month=months[0], expected_version=months[0].version, by=clerk_of("finance"))


def test_successor_confirms_a_confirmed_month_again_that_changed_after_the_merger(
    july: DepartmentMonth, clerk: User
) -> None:
    confirm_month(month=july, expected_version=july.version, by=clerk)
    finance = Department.objects.get(code="finance")
    hand_over_months(source=clerk.department, target=finance, last_day=date(2026, 8, 2))
    with as_owner():
        User.objects.filter(department=clerk.department).update(is_active=False)
        Department.objects.filter(pk=clerk.department_id).update(closed_on=date(2026, 8, 3))
    mark_changed_months(clerk.department, [JULY])
    july.refresh_from_db()
    assert july in DepartmentMonth.objects.pending(on=date(2026, 8, 3)).in_charge_of(finance)


def test_program_lists_reads_and_confirms_its_month(july: DepartmentMonth, clerk: User) -> None:
    program = program_of(clerk)
    (listed,) = read_all_pages(program, reverse("feedback_api:month_list"))
    read = program.get(listed["url"]).json()
    assert (read["month"], read["state"], read["applications_now"]) == ("2026-07", "open", 1)
    url = reverse("feedback_api:month_confirm", args=[july.pk])
    assert send_once(program, url, {}).status_code == 400
    assert send_once(program, url, {"version": "0-0-0"}).status_code == 409
    first, again = (send_once(program, url, {"version": read["version"]}, key="a-key-of-july") for _ in range(2))
    assert first.json() == again.json()
    assert (first.json()["label"], first.json()["edition"]) == ("已确认", 1)


def test_database_keeps_confirmations(july: DepartmentMonth, clerk: User) -> None:
    confirmation = confirm_month(month=july, expected_version=july.version, by=clerk)
    with at("2026-08-04 09:00:00"):
        mark_changed_months(clerk.department, [JULY])
    for change in (
        lambda: DepartmentMonth.objects.filter(pk=july.pk).update(state=MonthState.CONFIRMED, changes_since=0),
        lambda: MonthConfirmation.objects.update(edition=2),
        confirmation.delete,
        july.delete,
    ):
        with as_owner(), pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            change()
