"""A violation report: seen by 市发展改革委 and both customs offices, decided by the competent one (plan §3)."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from feedback.models import Notice, ViolationReport
from feedback.wording import notice_text
from roster.models import Enterprise
from screening.models import Revocation
from tests.factories import make_department, make_user
from tests.steps import SignedIn, clerk_of, revoke

FACTS = "虚开增值税专用发票，已立案检查。"


@pytest.fixture
def report(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> ViolationReport:
    data = {"found_on": timezone.localdate().isoformat(), "facts": FACTS}
    signed_in(clerk).post(reverse("feedback:report_create", args=[enterprise.uscc]), data)
    return ViolationReport.objects.get()


def decide(client: Client, report: ViolationReport, **data: str) -> str:
    response = client.post(reverse("feedback:report_detail", args=[report.pk]), data, follow=True)
    return response.content.decode()


REVOKE = {"decision": "revoke", "reason": "虚开发票", "document_number": "泉关企管〔2026〕8号"}


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


def test_other_customs_office_can_read_and_cannot_decide(report: ViolationReport, signed_in: SignedIn) -> None:
    client = signed_in(make_user(Role.CUSTOMS, department=make_department("laiwu-customs")))
    page = client.get(reverse("feedback:report_detail", args=[report.pk])).content.decode()
    assert FACTS in page
    assert "不予取消的理由" not in page
    assert "由泉城海关主管，莱芜海关不能处理其资格" in decide(client, report, **REVOKE, effective_on=today())
    assert not Revocation.objects.exists()


def test_report_of_another_department_is_not_found(report: ViolationReport, signed_in: SignedIn) -> None:
    client = signed_in(clerk_of("ecology"))
    assert client.get(reverse("feedback:report_detail", args=[report.pk])).status_code == 404
    assert report.enterprise.name not in client.get(reverse("feedback:report_list")).content.decode()


def test_revoking_a_revoked_enterprise_is_denied_with_the_day(
    report: ViolationReport, enterprise: Enterprise, officer: User, signed_in: SignedIn
) -> None:
    revoke(enterprise, officer)
    assert "的资格已于" in decide(signed_in(officer), report, **REVOKE, effective_on=today())


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
