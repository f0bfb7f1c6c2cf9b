"""Violation reports by a program: reported once, decided by customs, and read by those concerned."""

from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from feedback.actions.report_decisions import decide_report
from feedback.models import Notice, ViolationReport
from feedback.states import NoticeKind, ReportState
from roster.models import Enterprise
from tests.feedback.application_acts import PDF
from tests.programs import program_of, read_all_pages, wrong_fields
from tests.steps import clerk_of
from webhooks.actions.events import record_events

REPORTS = reverse("feedback_api:violation_report_list")


def send(program: Client, key: str = "", **content: Any) -> Any:
    headers = {"Idempotency-Key": key or str(uuid4())}
    return program.post(REPORTS, {"found_on": timezone.localdate().isoformat(), **content}, headers=headers)


def test_report_by_a_program_reaches_the_three_and_is_sent_once(
    enterprise: Enterprise, clerk: User, credit: User, officer: User
) -> None:
    program, key = program_of(clerk), str(uuid4())
    content = {"enterprise": enterprise.customs_code, "facts": "虚开发票，已立案。", "severity": "serious"}
    evidence = [SimpleUploadedFile("处罚决定书.pdf", PDF)]
    sent = send(program, key, **content, evidence=evidence)
    report = ViolationReport.objects.get()
    assert (sent.status_code, sent.json()["number"]) == (201, report.number)
    assert sent.json()["enterprise"] == {"uscc": enterprise.uscc, "name": enterprise.name}
    assert (sent.json()["evidence"], sent.json()["competent_office"]) == (["处罚决定书.pdf"], "泉城海关")
    due = (report.due_on.isoformat(), False)
    assert (sent.json()["due_on"], sent.json()["is_overdue"], sent.json()["supplements"]) == (*due, [])
    again = send(program, key, **content, evidence=[SimpleUploadedFile("处罚决定书.pdf", PDF)])
    assert again.json() == sent.json()
    assert Notice.objects.filter(kind=NoticeKind.REPORT).count() == 3
    repeated = send(program, **content)
    assert (repeated.status_code, "已于" in repeated.json()["detail"]) == (409, True)
    assert send(program, **content, is_another="true").status_code == 201
    for user, count in ((clerk, 2), (credit, 2), (officer, 2), (clerk_of("ecology"), 0)):
        assert len(read_all_pages(program_of(user), REPORTS)) == count
    assert program_of(clerk_of("ecology")).get(sent.json()["url"]).status_code == 404


def test_report_that_cannot_be_sent_says_what_is_wrong(enterprise: Enterprise, clerk: User) -> None:
    program = program_of(clerk)
    assert wrong_fields(send(program, enterprise="没有", facts="")) == ["enterprise", "facts"]
    future = send(program, enterprise=enterprise.uscc, facts="虚开发票。", found_on="2999-01-01")
    assert wrong_fields(future) == ["found_on"]
    assert not ViolationReport.objects.exists()


def test_outcome_is_read_by_the_reporter_and_is_an_event(
    enterprise: Enterprise, clerk: User, credit: User, officer: User
) -> None:
    program = program_of(clerk)
    send(program, enterprise=enterprise.uscc, facts="虚开发票，已立案。")
    report = ViolationReport.objects.get()
    decide_report(report=report, outcome=ReportState.WARNED, reason="情节轻微，责令改正", by=officer)
    read = program.get(reverse("feedback_api:violation_report_detail", args=[report.pk])).json()
    assert (read["state"], read["label"], read["decision_reason"]) == ("warned", "已警示", "情节轻微，责令改正")
    assert read_all_pages(program, f"{REPORTS}?state=open") == []
    record_events()
    events = reverse("webhooks_api:event_list")
    about = {"id": report.pk, "uscc": enterprise.uscc, "name": enterprise.name, "department": "tax"}
    for user in (clerk, credit, officer):
        found = [(each["type"], each["data"]) for each in read_all_pages(program_of(user), events)]
        assert [each for each in found if each[0].startswith("report.")] == [
            ("report.created", {**about, "state": "open"}),
            ("report.decided", {**about, "state": "warned"}),
        ]
    others = read_all_pages(program_of(clerk_of("ecology")), events)
    assert not [each for each in others if each["type"].startswith("report.")]
