"""Look-ups of many, notices and stop advice by a program."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from audit.types import EventType
from feedback.actions.lookups import answer_lookup
from feedback.models import LookupBatch, Notice, StopAdvice
from foundation.web import paging
from tests.factories import make_certified
from tests.programs import program_of, send_once, wrong_fields
from tests.steps import clerk_of, log, revoke

LOOKUPS, NOTICES, ADVICE = (reverse(f"feedback_api:{name}_list") for name in ("lookup", "notice", "advice"))
TODAY = timezone.localdate()


def read_all(program: Client, url: str) -> list[dict[str, Any]]:
    """Return the rows of all pages, forwards, and check that the last page leads back."""
    rows, before = [], None
    while url:
        page = program.get(url).json()
        rows += page["results"]
        url, before = page["next"], page["previous"]
    assert before is None or program.get(before).json()["results"]
    return rows


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows a page."""
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)


def test_program_looks_many_up_and_reads_the_lines_by_cursor(clerk: User, short_pages: None) -> None:
    named, coded = make_certified(name="济南银杏贸易有限公司"), make_certified(name="济南汀岚进出口有限公司")
    log(coded, clerk)
    lines = [named.name, f"某某公司\t{coded.uscc}", "", "张三", "没有这样的企业有限公司", "济南银杏贸"]
    program = program_of(clerk)
    asked = send_once(program, LOOKUPS, {"lines": lines, "day": TODAY.isoformat(), "title": "投标人"})
    batch = LookupBatch.objects.get()
    assert (asked.status_code, asked.json()["state"], asked.json()["line_count"]) == (202, "waiting", 5)
    url = asked.json()["lines"]
    waiting = program.get(url)
    assert (waiting.status_code, waiting.json()["detail"]) == (409, f"{batch}查询中，没有答复可以读取。")
    answer_lookup(batch.pk)
    assert program.get(asked.json()["url"]).json()["eligible_count"] == 2
    whole = program.get(url)
    assert whole["X-Receipt-Number"]
    found = read_all(program, url)
    assert [line["number"] for line in found] == [1, 2, 4, 5, 6]
    first, second, person, unknown, near = found
    assert (first["result"], first["enterprise"]["uscc"], first["state"]) == ("eligible", named.uscc, "eligible")
    assert (second["match"], second["applied"]) == ("uscc", "第31项（持续中）")
    assert "第31项" in first["applicable"]
    assert "第31项" not in second["applicable"]
    assert second["note"].startswith("名称与代码不一致")
    assert (person["text"], person["match"], unknown["result"]) == ("", "person", "not_found")
    assert near["candidates"] == [{"uscc": named.uscc, "name": named.name}]
    filtered = program.get(url, {"result": "choose"})
    assert [line["number"] for line in filtered.json()["results"]] == [6]
    assert not filtered.has_header("X-Receipt-Number")
    assert [each["id"] for each in program.get(LOOKUPS).json()["results"]] == [batch.pk]
    assert program.head(LOOKUPS).status_code == 200
    for wrong in ({"after": "forged"}, {"before": "p=abc"}):
        assert program.get(url, wrong).status_code == 404


def test_look_up_that_asks_nothing_possible_is_refused_with_the_sentence_of_the_page(clerk: User) -> None:
    program, day = program_of(clerk), TODAY.isoformat()
    for lines, sentence in (
        ([], "请粘贴企业名称或代码"),
        (["张三"], "每一行都像是自然人的姓名或证件号码。"),
        ("甲公司", "应为文本的列表"),
        ([1], "应为文本的列表"),
    ):
        refused = send_once(program, LOOKUPS, {"lines": lines, "day": day})
        assert (refused.status_code, wrong_fields(refused)) == (400, ["lines"])
        assert sentence in refused.content.decode()
    late = send_once(program, LOOKUPS, {"lines": ["甲公司"], "day": (TODAY + timedelta(1)).isoformat()})
    assert wrong_fields(late) == ["day"]
    early = send_once(program, LOOKUPS, {"lines": ["甲公司"], "day": "2008-03-31"})
    assert "早于海关开始实施高级认证的日期2008年4月1日" in early.json()["detail"]
    assert not LookupBatch.objects.exists()


def test_program_reads_unread_notices_by_cursor_and_marks_them_as_read(clerk: User, short_pages: None) -> None:
    enterprises = [make_certified() for _ in range(3)]
    for enterprise in enterprises:
        log(enterprise, clerk)
        revoke(enterprise)
    program, url = program_of(clerk), f"{NOTICES}?unread=true"
    notices = read_all(program, url)
    assert [notice["id"] for notice in notices] == list(
        Notice.objects.filter(department=clerk.department).values_list("pk", flat=True)
    )
    last = notices[0]
    assert (last["kind"], last["label"], last["read_at"]) == ("lost", "资格丧失", None)
    assert f"{enterprises[-1]}（{enterprises[-1].uscc}）自" in last["text"]
    (change,) = program.get(last["changes"]).json()["results"]
    assert change["enterprise"] == {"uscc": enterprises[-1].uscc, "name": enterprises[-1].name}
    read = reverse("feedback_api:notice_read", args=[last["id"]])
    first, again = program.post(read).json(), program.post(read).json()
    assert first["read_at"]
    assert first == again
    assert AuditEvent.objects.filter(type=EventType.NOTICE_READ).count() == 1
    assert [notice["id"] for notice in read_all(program, url)] == [notice["id"] for notice in notices[1:]]
    stranger = program_of(clerk_of("ecology"))
    assert stranger.post(read).status_code == 404
    assert stranger.get(last["changes"]).status_code == 404


def test_program_answers_stop_advice_as_the_page_does(clerk: User, credit: User) -> None:
    for _ in range(2):
        enterprise = make_certified()
        log(enterprise, clerk)
        revoke(enterprise)
    program = program_of(clerk)
    second, first = program.get(ADVICE, {"state": "open"}).json()["results"]
    assert (first["measure"], first["label"], first["is_overdue"]) == (31, "待答复", False)

    def answer(advice: dict[str, Any], body: dict[str, Any], by: Client = program) -> Any:
        return send_once(by, f"{advice['url']}answer/", body)

    for body, fields in (
        ({}, ["decision"]),
        ({"decision": "open"}, ["decision"]),
        ({"decision": "stopped"}, ["stopped_on"]),
        ({"decision": "stopped", "stopped_on": (TODAY + timedelta(1)).isoformat()}, ["stopped_on"]),
    ):
        assert wrong_fields(answer(first, body)) == fields
    for body, sentence in (
        ({"decision": "kept", "answer": " "}, "选择“继续适用”的，请说明理由。"),
        ({"decision": "stopped", "stopped_on": (TODAY - timedelta(1)).isoformat()}, "早于实施日期"),
    ):
        refused = answer(first, body)
        assert (refused.status_code, sentence in refused.json()["detail"]) == (409, True)
    stopped = answer(first, {"decision": "stopped", "stopped_on": TODAY.isoformat()}).json()
    assert (stopped["state"], stopped["stopped_on"]) == ("stopped", TODAY.isoformat())
    kept = answer(second, {"decision": "kept", "answer": "合同尚在履行。"}).json()
    assert (kept["state"], kept["answer"]) == ("kept", "合同尚在履行。")
    assert "该停用建议已有结果：已停止。" in answer(first, {"decision": "kept", "answer": "再议"}).json()["detail"]
    assert not StopAdvice.objects.open().exists()
    assert program.get(stopped["application"]).json()["stopped_on"] == TODAY.isoformat()
    assert program_of(credit).get(ADVICE, {"department": "tax", "overdue": "true"}).json()["results"] == []
    refused = answer(first, {"decision": "kept", "answer": "代答"}, program_of(credit))
    assert "由市税务局答复" in refused.json()["detail"]
    assert answer(first, {"decision": "kept", "answer": "代答"}, program_of(clerk_of("ecology"))).status_code == 404
