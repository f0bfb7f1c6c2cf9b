"""Applications by a program: logged once for a key, changed as on the page, refused with the sentences of the page."""

from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from feedback.models import ApplicationChange, MeasureApplication
from foundation.web.dates import chinese_date
from incentives.models import Measure
from roster.models import Enterprise
from tests.factories import make_certified, make_user
from tests.feedback.application_acts import PDF
from tests.programs import program_of, send_once, token_of, wrong_fields
from tests.steps import clerk_of, log

APPLICATIONS = reverse("feedback_api:application_list")
TODAY = timezone.localdate()


def stated(of: Enterprise, **changes: Any) -> dict[str, Any]:
    """Return the body of an application of measure 31."""
    plan = Measure.objects.get(number=31).section.plan.document_number
    content = {"applied_on": TODAY.isoformat(), "description": "核定增值税发票用量。", "condition_met": True}
    return {"enterprise": of.uscc, "plan": plan, "measure": 31, **content, **changes}


def act_on(program: Client, act: str, pk: int, body: dict[str, Any]) -> Any:
    return send_once(program, reverse(f"feedback_api:application_{act}", args=[pk]), body)


def test_request_with_a_key_acts_once_and_gets_the_same_answer(clerk: User) -> None:
    program, body, key = program_of(clerk), stated(make_certified(), business_number="用量31号"), str(uuid4())
    first, again = (
        send_once(program, APPLICATIONS, body, key=key),
        send_once(program, APPLICATIONS, body, key=f'"{key}"'),
    )
    assert (first.status_code, again.status_code) == (201, 201), first.json()
    assert first.json() == again.json()
    application = MeasureApplication.objects.get()
    assert (first.json()["number"], first.json()["notices"]) == (application.number, [])
    assert first.json()["business_number"] == "用量31号"
    reused = send_once(program, APPLICATIONS, {**body, "description": "另一件事。"}, key=key)
    assert (reused.status_code, reused.json()["code"]) == (422, "key_reused")
    colleague = program_of(make_user())
    assert send_once(colleague, APPLICATIONS, stated(make_certified()), key=key).status_code == 201
    other = send_once(program, APPLICATIONS, stated(make_certified(), business_number="用量31号"))
    assert other.json()["notices"] == [
        f"业务编号用量31号已用于{application.number}（{application.enterprise}，{application.version}），请核对"
    ]
    for wrong in ("short", "with a blank", "键" * 10, "a" * 101):
        refused = program.post(
            APPLICATIONS,
            body,
            content_type="application/json",
            headers={"Idempotency-Key": wrong.encode().decode("latin1")},
        )
        assert (refused.status_code, wrong_fields(refused)) == (400, ["Idempotency-Key"]), wrong
    assert wrong_fields(program.post(APPLICATIONS, body, content_type="application/json")) == ["Idempotency-Key"]


def test_refused_request_may_be_sent_again_with_its_key(clerk: User) -> None:
    program, key, enterprise = program_of(clerk), str(uuid4()), make_certified(screened=False)
    refused = send_once(program, APPLICATIONS, stated(enterprise), key=key)
    assert (refused.status_code, refused.json()["code"]) == (409, "denied")
    assert f"{enterprise}在{chinese_date(TODAY)}为" in refused.json()["detail"]
    assert send_once(program, APPLICATIONS, stated(make_certified()), key=key).status_code == 201


def test_refusal_has_the_sentence_of_the_page(clerk: User) -> None:
    enterprise, program = make_certified(), program_of(clerk)
    log(enterprise, clerk)
    day = chinese_date(TODAY)
    for changes, status, sentence in (
        ({"measure": 26}, 409, "市税务局不能登记。"),
        ({"measure": 31}, 409, f"市税务局自{day}起已对{enterprise}持续适用"),
        ({"condition_met": False}, 409, "的适用条件是“一般纳税人”，请核实企业符合后勾选"),
        ({"sub_item": 3}, 409, "没有分项，请不要选择分项。"),
        ({"kind": "one_off"}, 409, "的类型是持续适用，请改选类型。"),
        ({"amount": "12.50"}, 409, "没有“涉及金额（元）”这项效果指标"),
        ({"applied_on": "2019-07-09"}, 409, "早于行动计划的印发日期2019年7月10日"),
        ({"applied_on": "2020-01-01"}, 409, "请填写补登理由。"),
        ({"applied_on": "9999-12-31"}, 400, "日期不能晚于今天。"),
        ({"applied_on": "2026年7月"}, 400, "日期应写作2026-07-10。"),
        ({"applied_on": None}, 400, "null"),
        ({"description": " \u200b"}, 400, "请写明做了什么。"),
        ({"description": "办理人张三，身份证号370102199001011237"}, 400, "系统不保存个人证件号码"),
        ({"description": "a\0b"}, 400, "空"),
        ({"description": "联系13800138000", "numbers_needed": []}, 400, "numbers_needed"),
        ({"enterprise": "😀"}, 400, "没有这个代码的企业，请核对。"),
        ({"enterprise": "0" * 18}, 400, "没有这个代码的企业，请核对。"),
        ({"plan": "另一文号"}, 400, "没有这个文号的行动计划"),
        ({"measure": 10**30}, 400, ""),
        ({"amount": "NaN"}, 400, ""),
        ({"days_saved": 1.5}, 400, ""),
    ):
        answer = send_once(program, APPLICATIONS, stated(enterprise, **changes))
        assert answer.status_code == status, (changes, answer.content.decode())
        assert sentence in answer.content.decode(), (changes, answer.content.decode())
    for body in ('{"kind": "\\ud800"}', "[]", "null", "{", "[" * 5000):
        assert send_once(program, APPLICATIONS, body).status_code == 400, body
    assert MeasureApplication.objects.count() == 1
    kept = send_once(program, APPLICATIONS, stated(make_certified(), description="济南😀“引号”；--"))
    assert kept.json()["description"] == "济南😀“引号”；--"


def test_program_corrects_supplements_stops_and_cancels(clerk: User) -> None:
    program = program_of(clerk)
    pk = send_once(program, APPLICATIONS, stated(make_certified(), contact="征管科")).json()["id"]
    corrected = act_on(program, "correct", pk, {"description": "当日办结。", "reason": "写错"}).json()
    assert (corrected["description"], corrected["contact"]) == ("当日办结。", "征管科")
    same = act_on(program, "correct", pk, {"description": "当日办结。", "reason": "写错"})
    assert (same.status_code, same.json()["detail"]) == (409, "内容与现有记录相同，没有可更正的内容。")
    assert wrong_fields(act_on(program, "correct", pk, {"reason": " "})) == ["reason"]
    url, headers = reverse("feedback_api:application_supplement", args=[pk]), {"Idempotency-Key": str(uuid4())}
    for _ in range(2):
        form = {"description": "补交说明。", "evidence": [SimpleUploadedFile(f"{n}.pdf", PDF) for n in "甲乙"]}
        supplemented = program.post(url, form, headers=headers)
        assert supplemented.json()["evidence"] == ["甲.pdf", "乙.pdf"], supplemented.json()
    wrong = {"description": "补交说明。", "evidence": [SimpleUploadedFile("图.pdf", b"<svg/>")]}
    refused = program.post(url, wrong, headers={"Idempotency-Key": str(uuid4())})
    assert (refused.status_code, wrong_fields(refused)) == (400, ["evidence"])
    stop = {"stopped_on": TODAY.isoformat(), "reason": "已不需要"}
    assert act_on(program, "stop", pk, stop).json()["stopped_on"] == TODAY.isoformat()
    assert act_on(program, "stop", pk, stop).json()["detail"] == f"该措施已于{chinese_date(TODAY)}停止。"
    assert act_on(program, "cancel", pk, {"reason": "误登"}).json()["cancelled_at"]
    assert "已撤销" in act_on(program, "cancel", pk, {"reason": "误登"}).json()["detail"]
    acts = ApplicationChange.objects.values_list("act", flat=True)
    assert set(acts) == {"corrected", "supplemented", "stopped", "cancelled"}
    assert program.get(reverse("feedback_api:application_detail", args=[pk])).json()["evidence"] == ["甲.pdf", "乙.pdf"]
    assert program.head(APPLICATIONS).status_code == 200


def test_application_of_another_department_is_not_found_or_refused(clerk: User, credit: User) -> None:
    pk = log(make_certified(), clerk).pk
    assert act_on(program_of(clerk_of("ecology")), "cancel", pk, {"reason": "误登"}).status_code == 404
    refused = act_on(program_of(credit), "cancel", pk, {"reason": "误登"})
    assert refused.json()["detail"] == "该措施实施由市税务局承办，市发展改革委不能更正、停止或撤销。"


def test_token_that_may_only_read_logs_nothing(clerk: User) -> None:
    token = token_of(clerk, permissions=["feedback.view_measureapplication"])
    program = Client(headers={"Authorization": f"Token {token}"})
    assert program.get(APPLICATIONS).status_code == 200
    assert send_once(program, APPLICATIONS, stated(make_certified())).status_code == 403
    assert not MeasureApplication.objects.exists()
