"""A department supplements or withdraws its violation report while nobody has decided it (plan §3)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from feedback.actions.report_changes import supplement_report, withdraw_report
from feedback.actions.report_decisions import decide_report
from feedback.actions.report_receipts import receive_report
from feedback.actions.reports import report_violation
from feedback.models import Notice, ReportReceipt, ReportSupplement, ViolationReport
from feedback.states import NoticeKind, ReportState
from feedback.wording import notice_text
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from roster.models import Enterprise
from tests.feedback.application_acts import PDF
from tests.programs import program_of, read_all_pages
from tests.roles import as_owner
from tests.steps import SignedIn, clerk_of
from webhooks.actions.events import record_events

FACTS = "虚开增值税专用发票，已立案检查。"
FURTHER = "已移送公安机关，案件编号待补。"
REASON = "企业选错，另行报送。"


@pytest.fixture
def report(enterprise: Enterprise, clerk: User) -> ViolationReport:
    return report_violation(enterprise=enterprise, found_on=timezone.localdate(), facts=FACTS, by=clerk)


def decide(report: ViolationReport, officer: User) -> None:
    decide_report(report=report, outcome=ReportState.WARNED, reason="情节轻微", by=officer)


def act(client: Client, name: str, report: ViolationReport, **data: object) -> str:
    return client.post(reverse(f"feedback:report_{name}", args=[report.pk]), data, follow=True).content.decode()


def notices(kind: NoticeKind) -> dict[str, str]:
    """Department → the text of its newest notice of the kind."""
    found = Notice.objects.filter(kind=kind).select_related("department").order_by("pk")
    return {each.department.code: notice_text(each, sees_screening=False) for each in found}


def test_supplement_stands_beside_the_report_with_its_evidence(
    report: ViolationReport, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    evidence = SimpleUploadedFile("移送函.pdf", PDF)
    assert "已补充" in act(signed_in(clerk), "supplement", report, facts=FURTHER, evidence=evidence)
    page = signed_in(officer).get(reverse("feedback:report_detail", args=[report.pk])).content.decode()
    for words in (FACTS, FURTHER, "移送函.pdf"):
        assert words in page
    report.refresh_from_db()
    assert report.facts == FACTS
    assert report.is_open


def test_recipients_get_a_notice_of_every_supplement(report: ViolationReport, clerk: User) -> None:
    supplement_report(report=report, facts=FURTHER, by=clerk)
    supplement_report(report=report, facts="又查明一笔。", by=clerk)
    sent = notices(NoticeKind.REPORT_SUPPLEMENTED)
    assert set(sent) == {"ndrc", "quancheng-customs", "laiwu-customs"}
    assert "又查明一笔。" in sent["ndrc"]
    assert Notice.objects.filter(kind=NoticeKind.REPORT_SUPPLEMENTED).count() == 6


def test_withdrawn_report_is_decided_and_received_by_nobody(
    report: ViolationReport, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    assert "请写明撤回理由" in act(client, "withdraw", report, reason=" ")
    page = act(client, "withdraw", report, reason=REASON)
    for words in ("已撤回", REASON):
        assert words in page
    assert f"撤回理由：{REASON}" in notices(NoticeKind.REPORT_WITHDRAWN)["quancheng-customs"]
    withdrawn = f"该线索已由{clerk}于{chinese_date(timezone.localdate())}撤回"
    with pytest.raises(ActionDenied, match=f"{withdrawn}，无须处理"):
        decide(report, officer)
    assert not ReportReceipt.objects.open().exists()
    with pytest.raises(ActionDenied, match=f"{withdrawn}，无须签收"):
        receive_report(report=report, by=officer)
    assert not ViolationReport.objects.to_decide(officer.department).exists()


def test_report_is_withdrawn_once(report: ViolationReport, clerk: User, signed_in: SignedIn) -> None:
    withdraw_report(report=report, reason=REASON, by=clerk)
    client, address = signed_in(clerk), reverse("feedback:report_withdraw", args=[report.pk])
    for page in (client.get(address).content.decode(), act(client, "withdraw", report, reason="再撤回一次")):
        assert f"该线索已由{clerk}于{chinese_date(timezone.localdate())}撤回，不能撤回" in page
    report.refresh_from_db()
    assert report.withdrawal_reason == REASON


def test_decided_report_is_neither_supplemented_nor_withdrawn(
    report: ViolationReport, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    decide(report, officer)
    client = signed_in(clerk)
    assert f"该线索已由{officer}处理：已警示，不能补充" in act(client, "supplement", report, facts=FURTHER)
    assert f"该线索已由{officer}处理：已警示，不能撤回" in act(client, "withdraw", report, reason=REASON)
    page = client.get(reverse("feedback:report_detail", args=[report.pk])).content.decode()
    assert "supplement/" not in page
    assert "withdraw/" not in page
    assert not ReportSupplement.objects.exists()


def test_report_of_another_department_is_not_changed(
    report: ViolationReport, officer: User, signed_in: SignedIn
) -> None:
    assert "泉城海关不能撤回" in act(signed_in(officer), "withdraw", report, reason=REASON)
    other = signed_in(clerk_of("ecology"))
    address = reverse("feedback:report_supplement", args=[report.pk])
    assert other.post(address, {"facts": FURTHER}).status_code == 404
    assert not ReportSupplement.objects.exists()


def test_withdrawn_report_does_not_ask_about_the_next(
    report: ViolationReport, enterprise: Enterprise, clerk: User
) -> None:
    withdraw_report(report=report, reason=REASON, by=clerk)
    report_violation(enterprise=enterprise, found_on=timezone.localdate(), facts=FACTS, by=clerk)
    assert ViolationReport.objects.count() == 2


def test_database_supplements_open_reports_only(report: ViolationReport, clerk: User, officer: User) -> None:
    supplement = supplement_report(report=report, facts=FURTHER, by=clerk)
    with pytest.raises(InternalError), transaction.atomic(), as_owner():
        ReportSupplement.objects.filter(pk=supplement.pk).update(facts="改写")
    decide(report, officer)
    with pytest.raises(InternalError, match="only an open report"), transaction.atomic():
        ReportSupplement.objects.create(report=report, facts=FURTHER, added_by=clerk)


def test_database_withdraws_with_a_reason(report: ViolationReport, clerk: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ViolationReport.objects.filter(pk=report.pk).update(
            state=ReportState.WITHDRAWN, withdrawn_by=clerk, withdrawn_at=timezone.now(), withdrawal_reason=" "
        )


def test_supplement_withdrawal_and_decision_are_events_of_their_own(
    report: ViolationReport, enterprise: Enterprise, clerk: User, officer: User
) -> None:
    supplement_report(report=report, facts=FURTHER, by=clerk)
    withdraw_report(report=report, reason=REASON, by=clerk)
    other = report_violation(
        enterprise=enterprise, found_on=timezone.localdate(), facts=FACTS, is_another=True, by=clerk
    )
    decide(other, officer)
    record_events()
    for user in (clerk, officer):
        found = read_all_pages(program_of(user), reverse("webhooks_api:event_list"))
        about = [
            (each["type"], each["data"]["id"], each["data"]["state"])
            for each in found
            if each["type"].startswith("report.")
        ]
        assert about == [
            ("report.created", report.pk, "open"),
            ("report.supplemented", report.pk, "open"),
            ("report.withdrawn", report.pk, "withdrawn"),
            ("report.created", other.pk, "open"),
            ("report.decided", other.pk, "warned"),
        ]
