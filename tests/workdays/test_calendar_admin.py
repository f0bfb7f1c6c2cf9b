"""The calendar in Django admin: a year from a file with its preview, refusals, exceptions, and terms that follow."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from tests.factories import make_user
from tests.spreadsheet_files import upload, xlsx
from workdays.models import CalendarException, CalendarYear
from workdays.templatetags.term_marks import provisional
from workdays.terms import add_working_days, explain_term

pytestmark = pytest.mark.django_db
NUMBER = "国办发明电〔2026〕9号"
DAYS = "2027-01-01 放假 元旦\n2027-01-02 放假 元旦\n2027-01-03 放假 元旦\n2027-01-09 上班"


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(make_user(Role.SYSTEM))
    return client


def send(client: Client, **fields: Any) -> Any:
    """Post the form of a year, with other values for some fields."""
    data = {"year": "2027", "document_number": NUMBER, "issued_on": "2026-07-01", "days": DAYS, **fields}
    return client.post(reverse("admin:workdays_calendaryear_add"), data)


def except_day(client: Client, day: str, is_working: str) -> str:
    data = {"day": day, "is_working": is_working, "document_number": "济政办〔2026〕9号", "reason": "抗旱调休"}
    return client.post(reverse("admin:workdays_calendarexception_add"), data, follow=True).content.decode()


def test_year_from_a_file_is_previewed_loaded_and_followed_by_terms(administrator: Client) -> None:
    start, expected = date(2026, 12, 31), "1个工作日，2027年放假安排尚未公布，按周一至周五计算，为暂定期限"
    assert add_working_days(start, 1) == date(2027, 1, 1)
    assert explain_term(start, date(2027, 1, 1)) == expected
    assert provisional(date(2027, 1, 1)) == "（暂定）"

    book = xlsx(["日期", "安排", "节日"], [line.split() for line in DAYS.splitlines()])
    previewed = send(administrator, days="", file=upload(book, "2027.xlsx"))
    page = previewed.content.decode()
    assert "请核对将要发生的变化" in page
    assert f"<li>文号：尚无 → {NUMBER}</li>" in page
    assert "<li>2027年1月1日：不作安排 → 放假（元旦）</li>" in page
    assert not CalendarYear.objects.exists()

    form = previewed.context["adminform"].form
    assert form.data["days"] == DAYS
    sent = send(administrator, days=form.data["days"], version=form.data["version"])
    assert sent.status_code == 302
    assert AuditEvent.objects.get(type=EventType.CALENDAR_YEAR_LOADED).data["document_number"] == NUMBER
    assert add_working_days(start, 1) == date(2027, 1, 4)
    assert explain_term(start, date(2027, 1, 9)) == f"6个工作日，扣除1月1日（元旦），1月9日上班（{NUMBER}）"
    assert provisional(date(2027, 1, 1)) == ""
    assert "相同，没有可载入的内容" in send(administrator).content.decode()

    # A second notice for the year takes the place of the first, which stays on record.
    shown = send(administrator, days="2027-01-01 放假 元旦")
    assert "2027年1月9日：上班 → 不作安排" in shown.content.decode()
    send(administrator, days="2027-01-01 放假 元旦", version=shown.context["adminform"].form.data["version"])
    assert CalendarYear.objects.count() == 2
    assert explain_term(start, date(2027, 1, 9)).startswith("5个工作日")
    first = CalendarYear.objects.earliest("pk")
    page = administrator.get(reverse("admin:workdays_calendaryear_change", args=[first.pk])).content.decode()
    assert "2027-01-09 上班" in page


def test_day_that_is_corrected_after_a_file_filled_the_form_stays(administrator: Client) -> None:
    lines = ["2027-01-01 放假 元旦", "2027-01-03 放假 元旦"]
    book = xlsx(["日期", "安排", "节日"], [line.split() for line in lines])

    def file() -> Any:
        return upload(book, "2027.xlsx")

    filled = send(administrator, days="", file=file()).context["adminform"].form.data
    corrected = {"days": filled["days"].replace("2027-01-03", "2027-01-02"), "filled_from": filled["filled_from"]}
    again = send(administrator, **corrected, file=file()).context["adminform"].form
    assert "2027年1月2日：不作安排 → 放假（元旦）" in again.preview
    assert send(administrator, **corrected, version=again.data["version"], file=file()).status_code == 302
    assert "2027-01-02" in CalendarYear.objects.get().days


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ("\n".join(["2027-01-01 放假 元旦"] * 367), "列有367天，一年至多366天"),
        ("2028-01-01 放假 元旦", "2028年1月1日不属于2027年"),
        ("2027-01-02 放假 元旦\n2027-01-02 上班", "2027年1月2日既列为放假，又列为上班"),
        ("2027-01-02 放假 元旦\n2027-01-02 放假 元旦", "2027年1月2日列了两次"),
        ("2027-01-04 上班", "2027年1月4日是星期一，不需要列为上班"),
        ("2027-01-01 休息", "第1行“2027-01-01 休息”无法读取日期和安排"),
        ("2027-01-01 放假", "第1行2027年1月1日放假，没有写明节日"),
        ("", "请选择文件，或逐行填写"),
    ],
)
def test_wrong_days_are_refused_with_a_sentence(administrator: Client, days: str, sentence: str) -> None:
    response = send(administrator, days=days)
    assert sentence in response.content.decode()
    assert not CalendarYear.objects.exists()


def test_file_that_is_no_table_and_year_too_early_are_refused(administrator: Client) -> None:
    page = send(administrator, file=upload(b"%PDF-1.7 calendar", "2027.pdf")).content.decode()
    assert "这是 PDF 文档，不是电子表格" in page
    assert "2029年的放假安排尚未公布" in send(administrator, year="2029", days="2029-01-01 放假 元旦").content.decode()


def test_exception_changes_one_day_and_another_one_ends_it(administrator: Client) -> None:
    assert "3026年的放假安排尚未公布" in except_day(administrator, "3026-01-01", "False")
    assert "自2010年起收录放假安排" in except_day(administrator, "2009-12-31", "False")
    assert "2026年9月8日本来就上班" in except_day(administrator, "2026-09-08", "True")
    except_day(administrator, "2026-09-08", "False")
    explanation = "1个工作日，扣除9月8日（抗旱调休）（济政办〔2026〕9号）"
    assert explain_term(date(2026, 9, 7), date(2026, 9, 9)) == explanation
    except_day(administrator, "2026-09-08", "True")
    assert explain_term(date(2026, 9, 7), date(2026, 9, 9)) == "2个工作日"
    assert CalendarException.objects.count() == 2
    assert AuditEvent.objects.filter(type=EventType.CALENDAR_EXCEPTION_ADDED).count() == 2
