"""Reports on months, quarters and years: when they are made, what they keep, how they are corrected."""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from accounts.models import Department, User
from feedback.actions.advice import stop_measure
from feedback.actions.handing_over import hand_over_applications
from feedback.models import StopAdvice
from foundation.denials import ActionDenied
from incentives.models import Measure
from reports.actions.period_reports import correct_report, make_report
from reports.actions.requests import make_requested_report
from reports.models import PeriodReport, PeriodReportRequest
from reports.periods import Period, PeriodKind
from reports.tasks import make_due_reports
from roster.models import Enterprise
from tests.clock import at
from tests.factories import make_certified
from tests.programs import program_of
from tests.steps import SignedIn, log, revoke

JULY = Period(PeriodKind.MONTH, date(2026, 7, 1))


@pytest.fixture
def july(reference_data: None, clerk: User, blacklists: None) -> Iterator[None]:
    """A July in which three enterprises had a measure, one lost it after eight days, and a fourth had none."""
    with at("2026-07-06 09:00:00"):
        first, _, loser, _ = [make_certified() for _ in range(4)]
        log(first, clerk, number=34)
    with at("2026-07-10 09:00:00"):
        log(first, clerk)
        log(loser, clerk)
        revoke(loser)
    with at("2026-07-18 09:00:00"):
        stop_measure(advice=StopAdvice.objects.get(), stopped_on=date(2026, 7, 18), answer="已停用。", by=clerk)
    with at("2026-08-02 23:00:00"):
        make_due_reports()
        assert not PeriodReport.objects.exists()
    with at("2026-08-03 00:30:00"):
        make_due_reports()
        make_due_reports()
        yield


def asked_and_made(client: Client, address: str, data: dict[str, str]) -> str:
    """Ask for a report, let a worker make it, and return the page that follows."""
    waiting = client.post(address, data)["Location"]
    make_requested_report(PeriodReportRequest.objects.waiting().get().pk)
    return client.get(waiting, follow=True).content.decode()


def test_platform_makes_the_report_once_on_the_first_working_day(
    july: None, clerk: User, credit: User, signed_in: SignedIn
) -> None:
    report = PeriodReport.objects.get()
    figures = report.figures
    assert (report.period, report.edition, report.made_by) == (JULY, 1, None)
    assert (figures["total"]["count"], figures["preceding"]) == (3, 0)
    assert figures["enterprises"] == {"on_roster": 4, "eligible": 3, "with_measure": 1, "applied": 2}
    assert figures["stops"] == {"count": 1, "median": 8.0, "worst": 8}
    own = next(each for each in figures["departments"] if each["key"] == clerk.department_id)
    assert (own["applied"]["count"], own["stops"]["worst"], own["open_advice"]) == (3, 8, 0)
    page = signed_in(clerk).get(report.get_absolute_url()).content.decode()
    assert "本期各成员单位对2家企业实施激励措施3次，上期0次，增加3次。" in page
    assert "自企业失去资格之日至停用，中位数8天，最长8天" in page
    listed = signed_in(credit).get(reverse("reports:period_report_enterprises", args=[report.pk]) + "?without=true")
    assert listed.context["table"].count == figures["enterprises"]["eligible"] - figures["enterprises"]["with_measure"]
    assert f"?state=valid&amp;since=2026-07-01&amp;until=2026-07-31&amp;applied_by={clerk.department_id}" in (
        signed_in(credit).get(report.get_absolute_url()).content.decode()
    )


def test_files_of_a_report_say_what_its_page_says(july: None, clerk: User, credit: User, signed_in: SignedIn) -> None:
    report = PeriodReport.objects.get()
    address = reverse("reports:period_report_file", args=[report.pk])

    def file(user: User, format: str) -> BytesIO:
        answer: Any = signed_in(user).get(address, {"format": format})
        return BytesIO(b"".join(answer.streaming_content))

    document = Document(file(clerk, "docx"))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[:2] == ["济南市海关高级认证企业联合激励工作月报（2026年7月）", "各成员单位："]
    assert texts.index("市发展改革委") + 1 == texts.index("2026年8月3日") < texts.index("附件1")
    assert [cell.text for cell in document.tables[0].rows[0].cells][:2] == ["单位", "实施次数"]
    tax = next(row for row in document.tables[0].rows if row.cells[0].text == "市税务局")
    assert tax.cells[1].text == "3"
    book = CalamineWorkbook.from_filelike(file(credit, "xlsx"))
    assert book.sheet_names[-1] == "6 企业清单"
    assert ["市税务局", 3.0] in [row[:2] for row in book.get_sheet_by_name("1 各单位实施情况").to_python()]
    assert len(book.get_sheet_by_name("6 企业清单").to_python()) == 2 + 4
    assert "6 企业清单" not in CalamineWorkbook.from_filelike(file(clerk, "xlsx")).sheet_names
    refused = signed_in(clerk).get(address, {"format": "pdf"})
    assert (refused.status_code, "没有这种格式，可以下载为Word或Excel。" in refused.content.decode()) == (400, True)


def test_correction_makes_a_new_edition_and_leaves_the_old_one(
    july: None, clerk: User, credit: User, signed_in: SignedIn
) -> None:
    first = PeriodReport.objects.get()
    log(Enterprise.objects.order_by("pk")[1], clerk, on=date(2026, 7, 30))
    client, address = signed_in(credit), reverse("reports:period_report_correct", args=[first.pk])
    assert "请写明更正理由。" in client.post(address, {"reason": " "}).content.decode()
    page = asked_and_made(client, address, {"reason": "市税务局补登1次。"})
    second = PeriodReport.objects.latest("edition")
    assert "本报告为第2版，更正理由：市税务局补登1次。" in page
    assert (second.edition, second.figures["total"]["count"]) == (2, 4)
    old = client.get(first.get_absolute_url()).content.decode()
    assert "实施激励措施3次" in old
    assert "已由" in old
    assert "第2版已于2026年8月3日由" in client.post(address, {"reason": "再补登。"}, follow=True).content.decode()
    assert PeriodReport.objects.count() == 2
    api = program_of(clerk)
    assert [each["edition"] for each in api.get(reverse("reports_api:period_report_list")).json()["results"]] == [2, 1]
    answer = api.get(reverse("reports_api:period_report_detail", args=[first.pk])).json()
    assert (answer["last_day"], answer["figures"]["total"]["count"]) == ("2026-07-31", 3)


def test_report_is_refused_without_an_ended_period_that_has_records_and_no_report(
    july: None, credit: User, signed_in: SignedIn
) -> None:
    for period, message in (
        (JULY, "2026年7月月报已于2026年8月3日生成，没有再次生成。"),
        (JULY.following, "2026年8月尚未结束，2026年9月1日起可以生成月报。"),
        (JULY.preceding, "平台自2026年7月6日起收录名单，没有2026年6月的数字，不能生成月报。"),
    ):
        with pytest.raises(ActionDenied, match=message):
            make_report(period=period, by=credit)
    client, address = signed_in(credit), reverse("reports:period_report_create")
    assert "这一期间不能生成" in client.post(address, {"period": "month-2026-08-01"}).content.decode()
    with at("2026-10-01 09:00:00"):
        page = asked_and_made(signed_in(credit), address, {"period": "quarter-2026-07-01"})
    assert "已生成2026年第3季度季报第1版" in page


def test_department_renamed_within_the_period_has_both_names(july: None, clerk: User, credit: User) -> None:
    department = Department.objects.get(pk=clerk.department_id)
    department.former_names = [{"name": department.name, "until": "2026-07-15", "document_number": "济编〔2026〕1号"}]
    department.name = "市税务征管局"
    department.save(update_fields=["name", "former_names"])
    report = correct_report(report=PeriodReport.objects.get(), reason="单位更名。", by=credit)
    own = next(each for each in report.figures["departments"] if each["key"] == department.pk)
    assert (own["name"], own["first_name"]) == ("市税务征管局", "市税务局")


def test_advice_of_a_department_established_after_the_period_is_counted(
    july: None, clerk: User, credit: User, signed_in: SignedIn
) -> None:
    order = Department.objects.count() + 1
    later = Department.objects.create(code="data", name="市数据局", order=order, established_on=date(2026, 8, 1))
    revoke(Enterprise.objects.order_by("pk")[0])
    advice = StopAdvice.objects.open().count()
    assert advice
    hand_over_applications(
        measures=Measure.objects.all(), source=clerk.own_department, target=later, reason="划转职责", by=credit
    )
    report = correct_report(report=PeriodReport.objects.get(), reason="划转职责。", by=credit)
    page = signed_in(credit).get(report.get_absolute_url()).content.decode()
    assert f"待答复的停用建议{advice}项" in page
    (idle,) = re.findall(r"没有实施的\d+个单位：[^。]*。", page)
    assert "市数据局" not in idle
    assert "市数据局" in page


@pytest.mark.parametrize(
    ("kind", "day", "title", "first", "last", "made_on"),
    [
        (PeriodKind.MONTH, date(2026, 2, 28), "2026年2月", date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 2)),
        (
            PeriodKind.QUARTER,
            date(2026, 9, 30),
            "2026年第3季度",
            date(2026, 7, 1),
            date(2026, 9, 30),
            date(2026, 10, 8),
        ),
        (PeriodKind.YEAR, date(2025, 1, 1), "2025年", date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 4)),
    ],
)
def test_period_has_the_days_of_the_calendar(
    db: None, kind: PeriodKind, day: date, title: str, first: date, last: date, made_on: date
) -> None:
    period = Period.of(kind, day)
    assert (str(period), period.days, period.made_on) == (title, (first, last), made_on)
    assert period.following.preceding == period
