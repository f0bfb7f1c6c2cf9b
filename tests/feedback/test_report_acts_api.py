"""Acts on violation reports by a program: supplemented, withdrawn, received and decided as on the pages."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from feedback.actions.report_changes import supplement_report
from feedback.actions.reports import report_violation
from feedback.models import ViolationReport
from incentives.models import Measure
from roster.models import Enterprise
from screening.models import Revocation, Suspension
from tests.factories import make_department, make_user
from tests.feedback.application_acts import PDF
from tests.programs import program_of, send_once, wrong_fields
from tests.steps import revoke

TODAY = timezone.localdate()
DECISION = {"reason": "虚开发票", "document_number": "泉关企管〔2026〕8号", "effective_on": TODAY.isoformat()}


@pytest.fixture
def report(enterprise: Enterprise, clerk: User) -> ViolationReport:
    return report_violation(enterprise=enterprise, found_on=TODAY, facts="虚开发票。", by=clerk)


def act_on(program: Client, act: str, report: ViolationReport, **body: Any) -> Any:
    """Act on the report as it is now, or in the given version."""
    if act == "decide":
        body = {"version": ViolationReport.objects.get(pk=report.pk).version, **body}
    return send_once(program, reverse(f"feedback_api:report_{act}", args=[report.pk]), body)


def test_program_supplements_and_withdraws_an_open_report(report: ViolationReport, clerk: User) -> None:
    program = program_of(clerk)
    form = {"facts": "已移送公安机关。", "evidence": SimpleUploadedFile("移送函.pdf", PDF)}
    url, headers = reverse("feedback_api:report_supplement", args=[report.pk]), {"Idempotency-Key": str(uuid4())}
    answer = program.post(url, form, headers=headers)
    assert answer.status_code == 200, answer.json()
    supplement = report.supplements.get()
    assert (supplement.facts, supplement.evidence.get().filename) == ("已移送公安机关。", "移送函.pdf")
    read = answer.json()
    shown = [(each["facts"], each["evidence"], each["added_by"]) for each in read["supplements"]]
    assert (shown, read["evidence"]) == ([("已移送公安机关。", ["移送函.pdf"], str(clerk))], [])
    withdrawn = act_on(program, "withdraw", report, reason="企业选错。").json()
    assert withdrawn["state"] == "withdrawn"
    again = act_on(program, "withdraw", report, reason="再撤回。")
    assert again.status_code == 409
    assert "不能撤回" in again.json()["detail"]


def test_second_receipt_of_an_office_is_refused(report: ViolationReport, officer: User) -> None:
    program = program_of(officer)
    answer = act_on(program, "receive", report)
    assert answer.status_code == 200
    receipts = {each["department"]["code"]: each for each in answer.json()["receipts"]}
    assert set(receipts) == {"quancheng-customs", "laiwu-customs", "ndrc"}
    assert receipts["quancheng-customs"]["received_by"] == str(officer)
    assert receipts["quancheng-customs"]["received_at"]
    assert (receipts["laiwu-customs"]["received_by"], receipts["laiwu-customs"]["received_at"]) == (None, None)
    assert report.receipts.get(department=officer.department).received_by == officer
    assert act_on(program, "receive", report).status_code == 409


def test_program_decides_by_each_outcome(enterprise: Enterprise, clerk: User, officer: User) -> None:
    program = program_of(officer)

    def decide(**body: Any) -> dict[str, Any]:
        report = report_violation(enterprise=enterprise, found_on=TODAY, facts="虚开。", is_another=True, by=clerk)
        answer = act_on(program, "decide", report, **body)
        assert answer.status_code == 200, answer.json()
        decided: dict[str, Any] = answer.json()
        return decided

    assert decide(outcome="unfounded", reason="查无实据")["state"] == "unfounded"
    assert decide(outcome="warned", reason="情节轻微")["suspension"] is None
    suspended = decide(outcome="suspended", **DECISION)
    assert suspended["suspension"] == Suspension.objects.get().pk
    assert decide(outcome="joined")["suspension"] == suspended["suspension"]
    plan = Measure.objects.get(number=31).section.plan.document_number
    decide(outcome="revoked", category="other_violation", plan=plan, measures=[31], **DECISION)
    assert Revocation.objects.get().measures == [Measure.objects.get(number=31).pk]


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"outcome": "suspended", "reason": "立案"}, "请填写决定文号。请填写生效日期。"),
        ({"outcome": "warned"}, "请写明处理意见。"),
        ({"outcome": "joined"}, "无从并入"),
        ({"outcome": "suspended", **DECISION, "effective_on": "2015-01-01"}, "早于认证日期"),
    ],
)
def test_decision_without_what_it_needs_is_refused(
    report: ViolationReport, officer: User, body: dict[str, str], detail: str
) -> None:
    answer = act_on(program_of(officer), "decide", report, **body)
    assert answer.status_code == 409
    assert detail in answer.json()["detail"]
    report.refresh_from_db()
    assert report.is_open


def test_unknown_measure_is_refused_with_its_field(report: ViolationReport, officer: User) -> None:
    body = {"outcome": "revoked", "category": "smuggling", "plan": "无此文号", "measures": [31], **DECISION}
    answer = act_on(program_of(officer), "decide", report, **body)
    assert answer.status_code == 400
    assert wrong_fields(answer) == ["measures"]


def test_revocation_that_names_a_measure_without_running_applications_is_refused(
    report: ViolationReport, officer: User
) -> None:
    """It would spare every measure that runs."""
    measure = Measure.objects.get(number=38)
    plan = measure.section.plan.document_number
    body = {"outcome": "revoked", "category": "smuggling", "plan": plan, "measures": [31, 38], **DECISION}
    answer = act_on(program_of(officer), "decide", report, **body)
    assert answer.status_code == 409
    assert "第38项不是现有的持续适用的措施" in answer.json()["detail"]
    assert not Revocation.objects.exists()


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"outcome": "unfounded", "effective_on": TODAY.isoformat()}, {"effective_on": "“不成立”的，没有生效日期"}),
        ({"outcome": "warned", "document_number": "8号"}, {"document_number": "“警示”的，没有决定文号"}),
        ({"outcome": "suspended", **DECISION, "category": "smuggling"}, {"category": "“暂停资格”的，没有原因类别"}),
        (
            {"outcome": "joined", "plan": "1号", "measures": [31]},
            {"plan": "没有行动计划", "measures": "没有措施的序号"},
        ),
        ({"outcome": "revoked", **DECISION, "category": "smuggling", "plan": "1号"}, {"plan": "没有填措施的序号"}),
    ],
)
def test_part_that_the_outcome_does_not_have_is_refused_with_its_field(
    report: ViolationReport, officer: User, body: dict[str, Any], wrong: dict[str, str]
) -> None:
    answer = act_on(program_of(officer), "decide", report, **{"reason": "经核查", **body})
    assert (answer.status_code, set(wrong_fields(answer))) == (400, set(wrong))
    for error in answer.json()["errors"]:
        assert wrong[error["field"]] in error["detail"]
    report.refresh_from_db()
    assert report.is_open


def test_decision_names_the_version_of_the_report_that_was_read(
    report: ViolationReport, clerk: User, officer: User
) -> None:
    program, url = program_of(officer), reverse("feedback_api:report_decide", args=[report.pk])
    read = program.get(reverse("feedback_api:violation_report_detail", args=[report.pk])).json()
    supplement_report(report=report, facts="已移送公安机关。", by=clerk)
    decision = {"outcome": "warned", "reason": "情节轻微"}
    assert wrong_fields(send_once(program, url, decision)) == ["version"]
    refused = act_on(program, "decide", report, **decision, version=read["version"])
    assert (refused.status_code, "又有补充" in refused.json()["detail"]) == (409, True)
    assert act_on(program, "decide", report, **decision).status_code == 200


def test_other_office_and_decided_report_are_refused(report: ViolationReport, officer: User) -> None:
    laiwu = program_of(make_user(Role.CUSTOMS, department=make_department("laiwu-customs")))
    refused = act_on(laiwu, "decide", report, outcome="warned", reason="情节轻微")
    assert refused.status_code == 409
    assert "莱芜海关不能处理其资格" in refused.json()["detail"]
    program = program_of(officer)
    act_on(program, "decide", report, outcome="warned", reason="情节轻微")
    again = act_on(program, "decide", report, outcome="unfounded", reason="查无实据")
    assert f"该线索已由{officer}处理：已警示" in again.json()["detail"]


def test_revoked_enterprise_is_not_revoked_again(
    report: ViolationReport, enterprise: Enterprise, officer: User
) -> None:
    revoke(enterprise, officer)
    answer = act_on(program_of(officer), "decide", report, outcome="revoked", category="smuggling", **DECISION)
    assert answer.status_code == 409
    assert "的资格已于" in answer.json()["detail"]
