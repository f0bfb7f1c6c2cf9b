"""A violation report: seen by 市发展改革委 and both customs offices, and by no other department (plan §3)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from feedback.models import Notice, ViolationReport
from feedback.wording import notice_text
from foundation.web.dates import chinese_date
from roster.models import Enterprise
from tests.clock import at
from tests.feedback.application_acts import PDF
from tests.steps import SignedIn, clerk_of
from workdays.terms import add_working_days

FACTS = "虚开增值税专用发票，已立案检查。"


@pytest.fixture
def report(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> ViolationReport:
    data = {"found_on": timezone.localdate().isoformat(), "facts": FACTS}
    signed_in(clerk).post(reverse("feedback:report_create", args=[enterprise.uscc]), data)
    return ViolationReport.objects.get()


def today() -> str:
    return timezone.localdate().isoformat()


def test_report_sends_a_notice_to_ndrc_and_both_customs_offices(report: ViolationReport) -> None:
    recipients = set(Notice.objects.filter(report=report).values_list("department__code", flat=True))
    assert recipients == {"ndrc", "quancheng-customs", "laiwu-customs"}
    assert FACTS in notice_text(Notice.objects.filter(report=report)[0], sees_screening=False)


def test_page_names_the_deciding_office_its_term_and_how_long_it_is_overdue(
    report: ViolationReport, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    address = reverse("feedback:report_detail", args=[report.pk])
    today, due_on = chinese_date(timezone.localdate()), chinese_date(report.due_on)
    for url in (address, reverse("feedback:report_list")):
        page = client.get(url).content.decode()
        assert f"由泉城海关处理，自{today}起，须于{due_on}" in page
        assert "已逾期" not in page
    with at(f"{add_working_days(report.due_on, 3)} 09:00:00"):
        assert "已逾期3个工作日" in signed_in(officer).get(address).content.decode()


def test_report_keeps_number_severity_and_evidence(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> None:
    client = signed_in(clerk)
    data = {"found_on": today(), "facts": FACTS, "severity": "serious", "document_number": "济税罚〔2026〕9号"}
    evidence = SimpleUploadedFile("决定书.pdf", PDF)
    client.post(reverse("feedback:report_create", args=[enterprise.uscc]), {**data, "evidence": evidence})
    report = ViolationReport.objects.get()
    page = client.get(reverse("feedback:report_detail", args=[report.pk])).content.decode()
    for words in ("严重", "济税罚〔2026〕9号", "决定书.pdf"):
        assert words in page
    address = reverse("feedback:evidence_download", args=[report.evidence.get().pk])
    response = client.get(address)
    assert b"".join(response.streaming_content) == PDF
    assert "attachment" in response["Content-Disposition"]
    assert signed_in(clerk_of("ecology")).get(address).status_code == 404


def test_second_report_within_a_month_is_asked_about(
    report: ViolationReport, enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    client, address = signed_in(clerk), reverse("feedback:report_create", args=[enterprise.uscc])
    data = {"found_on": today(), "facts": "又一次虚开发票。"}
    asked = "市税务局已于" + chinese_date(timezone.localdate()) + "报送过该企业的失信线索（待处理）"
    assert asked in client.get(address).content.decode()
    assert "不必再报送" in client.post(address, data).content.decode()
    assert ViolationReport.objects.count() == 1
    client.post(address, {**data, "is_another": "on"})
    assert ViolationReport.objects.count() == 2
    other = signed_in(clerk_of("ecology"))
    assert "报送过该企业" not in other.get(address).content.decode()


def test_report_of_another_department_is_not_found(report: ViolationReport, signed_in: SignedIn) -> None:
    client = signed_in(clerk_of("ecology"))
    assert client.get(reverse("feedback:report_detail", args=[report.pk])).status_code == 404
    assert report.enterprise.name not in client.get(reverse("feedback:report_list")).content.decode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"found_on": "2026-02-30", "facts": FACTS}, "日期"),
        ({"found_on": "2999-01-01", "facts": FACTS}, "不能晚于今天"),
        ({"found_on": "2026-01-05", "facts": " "}, "请写明违法失信情况"),
    ],
)
def test_invalid_report_is_refused_with_a_message(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn, data: dict[str, str], message: str
) -> None:
    page = signed_in(clerk).post(reverse("feedback:report_create", args=[enterprise.uscc]), data).content.decode()
    assert message in page
    assert not ViolationReport.objects.exists()


def test_markup_in_the_facts_is_escaped(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> None:
    data = {"found_on": today(), "facts": "<script>alert(1)</script>"}
    page = signed_in(clerk).post(reverse("feedback:report_create", args=[enterprise.uscc]), data, follow=True)
    assert "<script>alert(1)" not in page.content.decode()
    assert "&lt;script&gt;alert(1)" in page.content.decode()
