"""A violation report: seen by 市发展改革委 and both customs offices, decided by the competent one (plan §3)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from feedback.actions.reports import join_report, report_violation
from feedback.models import Notice, ViolationReport
from feedback.states import NoticeKind
from feedback.wording import notice_text
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from publicity.actions.publications import publish_case, publish_enterprises, write_case
from roster.models import Enterprise
from screening.models import Revocation
from tests.clock import at
from tests.factories import make_department, make_user
from tests.feedback.application_acts import PDF
from tests.steps import SignedIn, clerk_of, log, revoke

FACTS = "虚开增值税专用发票，已立案检查。"


@pytest.fixture
def report(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> ViolationReport:
    data = {"found_on": timezone.localdate().isoformat(), "facts": FACTS}
    signed_in(clerk).post(reverse("feedback:report_create", args=[enterprise.uscc]), data)
    return ViolationReport.objects.get()


def decide(client: Client, report: ViolationReport, **data: str) -> str:
    response = client.post(reverse("feedback:report_detail", args=[report.pk]), data, follow=True)
    return response.content.decode()


REVOKE = {
    "decision": "revoke",
    "category": "other_violation",
    "reason": "虚开发票",
    "document_number": "泉关企管〔2026〕8号",
}


def today() -> str:
    return timezone.localdate().isoformat()


def test_report_sends_a_notice_to_ndrc_and_both_customs_offices(report: ViolationReport) -> None:
    recipients = set(Notice.objects.filter(report=report).values_list("department__code", flat=True))
    assert recipients == {"ndrc", "quancheng-customs", "laiwu-customs"}
    assert FACTS in notice_text(Notice.objects.filter(report=report)[0], sees_screening=False)


def test_competent_office_can_revoke(report: ViolationReport, officer: User, signed_in: SignedIn) -> None:
    page = decide(signed_in(officer), report, **REVOKE, effective_on=today())
    assert "已取消资格" in page
    assert "泉关企管〔2026〕8号" in page
    report.refresh_from_db()
    assert report.revocation == Revocation.objects.get()
    assert report.enterprise.standings.current().get().state == "revoked"


def test_competent_office_can_keep_the_qualification_with_a_reason(
    report: ViolationReport, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(officer)
    assert "请写明理由" in decide(client, report, decision="keep", reason="")
    assert "情节轻微" in decide(client, report, decision="keep", reason="情节轻微，已整改")
    assert not Revocation.objects.exists()


def test_decided_report_cannot_be_decided_again(report: ViolationReport, officer: User, signed_in: SignedIn) -> None:
    client = signed_in(officer)
    decide(client, report, decision="keep", reason="情节轻微")
    assert "该线索已由" in decide(client, report, **REVOKE, effective_on=today())
    assert not Revocation.objects.exists()


def test_decision_without_a_conclusion_or_without_what_it_needs_is_refused(
    report: ViolationReport, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(officer)
    assert "请选择处理结论" in decide(client, report, reason="情节轻微")
    page = decide(client, report, decision="revoke", reason="", document_number="", effective_on="")
    for words in ("请选择原因类别", "请写明取消原因", "请填写决定文号", "<title>错误："):
        assert words in page
    assert not Revocation.objects.exists()


def test_page_names_the_deciding_office_and_how_long_the_report_waits(
    report: ViolationReport, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    address = reverse("feedback:report_detail", args=[report.pk])
    for url in (address, reverse("feedback:report_list")):
        assert "由泉城海关处理，今天报送" in client.get(url).content.decode()
    with at(f"{timezone.localtime() + timedelta(days=3):%Y-%m-%d %H:%M:%S}"):
        assert "由泉城海关处理，已3天" in signed_in(officer).get(address).content.decode()


def test_page_counts_what_follows_a_revocation(
    enterprise: Enterprise, clerk: User, officer: User, credit: User, signed_in: SignedIn
) -> None:
    application = log(enterprise, clerk)
    publish_enterprises(enterprises=[enterprise], by=credit)
    publish_case(case=write_case(application=application, title="案", body="例", by=credit), by=credit)
    report_violation(enterprise=enterprise, found_on=timezone.localdate(), facts=FACTS, by=clerk)
    client = signed_in(officer)
    for url in (
        reverse("feedback:report_detail", args=[ViolationReport.objects.get().pk]),
        reverse("screening:revocation_create", args=[enterprise.uscc]),
    ):
        page = client.get(url).content.decode()
        for words in ("15个成员单位将收到通报", "将向市税务局发出1项停用建议", "移出公布名单", "案例1篇同时撤下"):
            assert words in page


def test_report_about_a_revoked_enterprise_joins_the_decision(
    report: ViolationReport, enterprise: Enterprise, officer: User, clerk: User, signed_in: SignedIn
) -> None:
    revocation = revoke(enterprise, officer)
    client = signed_in(officer)
    page = client.get(reverse("feedback:report_detail", args=[report.pk])).content.decode()
    assert f"已于{chinese_date(revocation.effective_on)}取消（{revocation.document_number}）" in page
    assert "并入已有的取消资格决定" in page
    assert "取消日期" not in page
    assert f"已并入{revocation.document_number}" in decide(client, report, decision="join", reason="")
    report.refresh_from_db()
    assert (report.state, report.revocation) == ("revoked", revocation)
    assert Revocation.objects.count() == 1
    assert f"并入已有的决定{revocation.document_number}" in notice_to(clerk.department)


def test_report_joins_no_decision_that_does_not_exist(
    report: ViolationReport, officer: User, signed_in: SignedIn
) -> None:
    decide(signed_in(officer), report, decision="join", reason="")
    report.refresh_from_db()
    assert report.is_open
    with pytest.raises(ActionDenied, match="无从并入"):
        join_report(report=report, reason="", by=officer)


def notice_to(department: Department | None) -> str:
    """The text of the newest notice to the department about the decision on its report."""
    notice = Notice.objects.filter(department=department, kind=NoticeKind.REPORT_DECIDED).latest("pk")
    return notice_text(notice, sees_screening=False)


def test_reporting_department_receives_a_notice_of_the_decision(
    report: ViolationReport, officer: User, clerk: User, signed_in: SignedIn
) -> None:
    assert "市税务局将收到处理结果" in decide(signed_in(officer), report, decision="keep", reason="情节轻微")
    text = notice_to(clerk.department)
    for words in ("您单位报送的", report.enterprise.name, "不予取消", "情节轻微"):
        assert words in text
    assert text in signed_in(clerk).get(reverse("feedback:notice_list")).content.decode()


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


def test_other_customs_office_can_read_and_cannot_decide(report: ViolationReport, signed_in: SignedIn) -> None:
    client = signed_in(make_user(Role.CUSTOMS, department=make_department("laiwu-customs")))
    page = client.get(reverse("feedback:report_detail", args=[report.pk])).content.decode()
    assert FACTS in page
    assert "处理结论" not in page
    assert "由泉城海关主管，莱芜海关不能处理其资格" in decide(client, report, **REVOKE, effective_on=today())
    assert not Revocation.objects.exists()


def test_report_of_another_department_is_not_found(report: ViolationReport, signed_in: SignedIn) -> None:
    client = signed_in(clerk_of("ecology"))
    assert client.get(reverse("feedback:report_detail", args=[report.pk])).status_code == 404
    assert report.enterprise.name not in client.get(reverse("feedback:report_list")).content.decode()


def test_revoking_a_revoked_enterprise_is_denied_with_the_day(
    report: ViolationReport, enterprise: Enterprise, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(officer)
    client.get(reverse("feedback:report_detail", args=[report.pk]))
    revoke(enterprise, officer)
    page = decide(client, report, **REVOKE, effective_on=today())
    assert "的资格已于" in page
    assert REVOKE["reason"] in page


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
