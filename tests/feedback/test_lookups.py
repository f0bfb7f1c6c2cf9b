"""批量查询: many names and codes at once, from the pasted text to the answers, the file and the history."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from feedback.actions.lookups import answer_lookup, erase_texts
from feedback.models import LookupBatch, LookupLine
from feedback.states import LookupMatch, LookupResult
from incentives.models import Measure
from roster.models import Enterprise
from spreadsheets.typed_tables import rows_of as table_rows
from tests.clock import at
from tests.factories import make_certified, make_department, make_user
from tests.receipts import receipt_on, receipt_page
from tests.roles import as_owner
from tests.spreadsheet_files import csv_bytes, roster_line, upload, xlsx
from tests.steps import SignedIn, log, put_in_force, revoke

NEW, LIST = reverse("feedback:lookup_create"), reverse("feedback:lookup_list")
RESIDENT_ID = "110101199003074477"


def ask(client: Client, names: str = "", **fields: object) -> LookupBatch:
    """Return the look-up after a worker has answered it."""
    data = {"names": names, "day": str(timezone.localdate()), "title": "", **fields}
    response = client.post(NEW, data)
    assert response.status_code == 302, response.context["form"].errors
    batch = LookupBatch.objects.latest("pk")
    waiting = client.get(response["Location"])
    assert (waiting.status_code, waiting.context["batch"]) == (202, batch)
    answer_lookup(batch.pk)
    assert client.get(response["Location"])["Location"] == address_of(batch)
    batch.refresh_from_db()
    return batch


def address_of(batch: LookupBatch) -> str:
    return reverse("feedback:lookup_detail", args=[batch.pk])


def found(batch: LookupBatch) -> list[tuple[int, str, str, str]]:
    """Return the number of each line, how it was found, the enterprise, and the result."""
    lines = batch.lines.with_result().select_related("enterprise")
    return [(line.number, line.match, str(line.enterprise or ""), line.result) for line in lines]


def rows_of(response) -> list[list[object]]:
    content = b"".join(response)
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    head = next(place for place, row in enumerate(rows) if row[0] == "行")
    return rows[head + 1 :]


def test_pasted_lines_are_found_by_each_kind_of_name_and_code(officer: User, clerk: User, signed_in: SignedIn) -> None:
    """Headings, numbers, tabs, quotes, emoji and blank lines are no obstacle; nothing of persons is kept."""
    for name in ("济南岬洄煦有限公司", "济南汀岚有限公司"):
        put_in_force(officer, [roster_line(1, name=name)], mode="changes")
    renamed = Enterprise.objects.get(name="济南汀岚有限公司")
    revoked, eligible = make_certified(name="莱芜泺岬农产品有限公司"), make_certified(name="济南岬汀机械有限公司")
    revoke(revoked, officer)
    log(eligible, clerk)
    text = f"""序号\t投标人名称\t统一社会信用代码
1. {eligible.name}
2、“{eligible.name}”\t{eligible.uscc}

济南岬洄煦有限公司
🏢{revoked.name}🎉
aeocn {revoked.customs_code[:4]}-{revoked.customs_code[4:]}
{eligible.org_code}
7\t别家的名称有限公司\t{revoked.uscc.lower()}
济南岬汀
济南岬丁机械
91370103MAY7QFSC4K
查无此家有限公司
王小明
法人 {RESIDENT_ID}
🎉
"""
    client = signed_in(clerk)
    batch = ask(client, text, title="济税采〔2026〕18号")
    no, eligible_now, choose = LookupResult.NOT_ELIGIBLE, LookupResult.ELIGIBLE, LookupResult.CHOOSE
    assert found(batch) == [
        (2, LookupMatch.NAME, eligible.name, eligible_now),
        (3, LookupMatch.USCC, eligible.name, eligible_now),
        (5, LookupMatch.FORMER_NAME, renamed.name, eligible_now),
        (6, LookupMatch.NAME, revoked.name, no),
        (7, LookupMatch.CUSTOMS_CODE, revoked.name, no),
        (8, LookupMatch.IDENTIFIER, eligible.name, eligible_now),
        (9, LookupMatch.USCC, revoked.name, no),
        (10, LookupMatch.NONE, "", choose),
        (11, LookupMatch.NONE, "", choose),
        (12, LookupMatch.NONE, "", LookupResult.NOT_FOUND),
        (13, LookupMatch.NONE, "", LookupResult.NOT_FOUND),
        (14, LookupMatch.PERSON, "", LookupResult.NOT_READ),
        (15, LookupMatch.PERSON, "", LookupResult.NOT_READ),
        (16, LookupMatch.UNREADABLE, "", LookupResult.NOT_READ),
    ]
    stored = str(list(LookupBatch.objects.values())) + str(list(LookupLine.objects.values()))
    assert not any(text in stored for text in (RESIDENT_ID, "王小明"))
    page = client.get(address_of(batch)).content.decode()
    day = f"{timezone.localdate():%Y年}"
    assert f"14行中，2家企业在{day}" in page
    for text in ("名称与代码不一致", "与第2行是同一家企业", "曾用名", "第31项", "像是自然人，未查询，未保存"):
        assert text in page
    check_receipt(client, batch, revoked, officer)
    check_choice(client, batch, eligible)
    check_table(client, batch, [eligible, renamed])
    check_again(client, batch)
    check_file(client, batch, eligible)
    check_history(client, batch, clerk, eligible, signed_in)


def check_choice(client: Client, batch: LookupBatch, eligible: Enterprise) -> None:
    """A person chooses among the near enterprises; another one is refused."""
    line = batch.lines.get(number=10)
    url, field = reverse("feedback:lookup_choose", args=[batch.pk]), f"line-{line.pk}"
    for data in ({}, {field: str(batch.lines.get(number=6).enterprise_id)}):
        assert "请先选定企业" in client.post(url, data, follow=True).content.decode()
    assert "已按选定的企业更新1行" in client.post(url, {field: str(eligible.pk)}, follow=True).content.decode()
    assert (10, LookupMatch.CHOSEN, eligible.name, LookupResult.ELIGIBLE) in found(batch)
    assert AuditEvent.objects.get(type=EventType.LOOKUP_CHOSEN).data == {"lines": [10]}


def check_receipt(client: Client, batch: LookupBatch, revoked: Enterprise, officer: User) -> None:
    """The page hands out a receipt of all lines, by which another department sees the answers again."""
    receipt = receipt_on(client.get(address_of(batch)))
    page = receipt_page(officer, receipt)
    assert f"批量查询{batch.number}：14行" in page
    assert "市税务局" in page
    # Eight lines name three enterprises.
    assert re.findall(r"badge-(\w+)", page) == ["eligible"] * 4 + ["revoked"] * 2
    assert revoked.name in page
    viewed = AuditEvent.objects.filter(type=EventType.LOOKUP_VIEWED).latest("pk")
    assert viewed.data == {"rows": 14, "receipt": receipt["number"]}
    assert "查询回执：" not in client.get(address_of(batch), {"result": LookupResult.ELIGIBLE}).content.decode()


def check_table(client: Client, batch: LookupBatch, eligible: list[Enterprise]) -> None:
    """The table of applications begins with the enterprises that may have the measure and do not have it yet."""
    assert "为可以适用的企业填登记表" in client.get(address_of(batch)).content.decode()
    for number, enterprises in ((31, eligible[1:]), (32, eligible)):
        named = {"lookup": batch.pk, "measure": Measure.objects.get(number=number).pk}
        form = client.get(reverse("feedback:application_batch"), named).context["form"]
        rows = table_rows(form["table"].value())[1:]
        assert [row[:3] for row in rows] == [[each.uscc, each.name, f"第{number}项"] for each in enterprises]


def check_again(client: Client, batch: LookupBatch) -> None:
    """What was asked can be changed and asked again; what is about persons is not there."""
    form = client.get(NEW, {"again": batch.pk}).context["form"]
    assert form["names"].value().splitlines() == [text for text in batch.lines.values_list("text", flat=True) if text]
    repeated = ask(client, form["names"].value())
    assert [line[1] for line in found(repeated)][:7] == [line[1] for line in found(batch)][:7]


def check_file(client: Client, batch: LookupBatch, eligible: Enterprise) -> None:
    rows = rows_of(client.get(address_of(batch), {"format": "xlsx", "result": LookupResult.ELIGIBLE}))
    assert [row[0] for row in rows] == [2, 3, 5, 8, 10]
    first = rows[0]
    assert first[2:8] == ["可以适用", "名称", eligible.name, eligible.uscc, eligible.customs_code, "联合激励对象"]
    assert "第31项（持续中）" in first
    assert "第31项" not in first[9].split("、")


def check_history(client: Client, batch: LookupBatch, clerk: User, eligible: Enterprise, signed_in: SignedIn) -> None:
    """The department finds it again, another one does not; the auditor finds it by the enterprise."""
    assert "济税采〔2026〕18号" in client.get(LIST).content.decode()
    other = signed_in(make_user(Role.DEPARTMENT, department=make_department("women")))
    assert batch.number not in other.get(LIST).content.decode()
    assert other.get(NEW, {"again": batch.pk}).status_code == 404
    for name in ("lookup_detail", "lookup_progress"):
        assert other.get(reverse(f"feedback:{name}", args=[batch.pk])).status_code == 404
    assert other.post(reverse("feedback:lookup_choose", args=[batch.pk])).status_code == 404
    auditor = signed_in(make_user(Role.AUDITOR))
    assert auditor.get(address_of(batch)).status_code == 200
    events = auditor.get(reverse("workbench:audit_list"), {"object": eligible.uscc}).context["page"]
    looked = {event.type for event in events if event.target_text == str(batch)}
    assert looked == {EventType.LOOKUP_ASKED, EventType.LOOKUP_VIEWED, EventType.LOOKUP_CHOSEN}


@pytest.mark.parametrize("make_file", [xlsx, csv_bytes])
def test_file_is_read_by_its_columns(enterprise: Enterprise, clerk: User, signed_in: SignedIn, make_file) -> None:
    head = ["序号", "法定代表人", "供应商名称", "统一社会信用代码"]
    rows = [["1", "王小明", enterprise.name, ""], ["2", "", "别家有限公司", enterprise.uscc], ["3", "", "王小明", ""]]
    content = make_file(head, rows)
    batch = ask(signed_in(clerk), file=upload(content, "名单.xlsx" if make_file is xlsx else "名单.csv"))
    assert [line[1:] for line in found(batch)] == [
        (LookupMatch.NAME, enterprise.name, LookupResult.ELIGIBLE),
        (LookupMatch.USCC, enterprise.name, LookupResult.ELIGIBLE),
        (LookupMatch.PERSON, "", LookupResult.NOT_READ),
    ]
    assert "王小明" not in str(list(LookupLine.objects.values()))


def test_file_without_headings_is_read_line_by_line(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> None:
    batch = ask(signed_in(clerk), file=upload(xlsx([enterprise.name], [[enterprise.uscc]]), "名单.xlsx"))
    assert [line[1] for line in found(batch)] == [LookupMatch.NAME, LookupMatch.USCC]


def test_what_cannot_be_looked_up_is_refused_with_a_sentence(clerk: User, signed_in: SignedIn) -> None:
    client, today = signed_in(clerk), timezone.localdate()
    for data, message in (
        ({"names": " \n\t\n"}, "请粘贴企业名称或代码"),
        ({"names": "序号\t企业名称\n🎉"}, "没有可以查询的企业名称或代码"),
        ({"names": f"王小明\n{RESIDENT_ID}"}, "不查询、不保存自然人的信息"),
        ({"names": "甲公司\n" * 50_001}, "共50001行，一次最多查询50000行"),
        ({"names": "甲公司", "day": str(today + timedelta(days=1))}, "日期不能晚于今天"),
        ({"names": "甲公司", "file": upload(b"%PDF-1.7", "名单.pdf")}, "PDF"),
        ({"names": "甲公司", "file": upload(csv_bytes(["企业名称"], [["甲公司"]]), "名单.csv")}, "已选择文件"),
        ({"names": "甲公司", "title": RESIDENT_ID}, "不保存个人证件号码"),
    ):
        response = client.post(NEW, {"day": str(today), **data})
        assert message in response.content.decode(), (data, message)
    assert not LookupBatch.objects.exists()


def test_answer_is_that_of_the_day_as_it_was_known_and_stays_so(
    officer: User, clerk: User, signed_in: SignedIn
) -> None:
    """A later loss does not change it; of a day before its first record the platform says that it has none."""
    with at("2026-07-01 09:00:00"):
        enterprise = make_certified(name="济南汀岚进出口有限公司")
    with at("2026-09-01 09:00:00"):
        client = signed_in(clerk)
        asked = {day: ask(client, enterprise.name, day=day) for day in ("2026-08-01", "2025-01-01")}
    with at("2026-09-02 09:00:00"):
        revoke(enterprise, officer)
        results = [found(batch)[0][3] for batch in asked.values()]
        assert results == [LookupResult.ELIGIBLE, LookupResult.NO_RECORD]
        page = signed_in(clerk).get(address_of(asked["2025-01-01"])).content.decode()
        assert "当日无记录（平台自2026年7月1日起收录）" in page


def test_several_enterprises_of_one_name_are_to_be_chosen(clerk: User, signed_in: SignedIn) -> None:
    names = [make_certified(name="济南汀岚有限公司").pk for _ in range(2)]
    batch = ask(signed_in(clerk), "济南汀岚有限公司")
    assert list(batch.lines.values_list("enterprise", "candidates")) == [(None, names)]


def test_worker_that_died_is_followed_by_another_that_goes_on(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedback.actions.lookups.PART", 2)
    batch = ask(signed_in(clerk), "\n".join([enterprise.name] * 5))
    assert (batch.answered_count, batch.found_count, batch.eligible_count, batch.asked) == (5, 5, 5, [])
    again = LookupBatch.objects.create(
        department=batch.department, requested_by=clerk, day=batch.day, asked=[[1, "none", "甲公司", ""]], line_count=1
    )
    LookupBatch.objects.filter(pk=again.pk).update(attempts=3)
    answer_lookup(again.pk)
    page = signed_in(clerk).get(reverse("feedback:lookup_progress", args=[again.pk])).content.decode()
    assert "三次都没有完成" in page
    assert signed_in(clerk).get(NEW, {"again": again.pk}).context["form"]["names"].value() == "甲公司"


def test_typed_texts_are_erased_after_their_retention(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> None:
    kept, expired = (ask(signed_in(clerk), f"{enterprise.name}\n查无此家有限公司") for _ in range(2))
    with as_owner():
        LookupBatch.objects.filter(pk=expired.pk).update(asked_at=timezone.now() - timedelta(days=181))
    erase_texts()
    assert list(kept.lines.values_list("text", flat=True)) == [enterprise.name, "查无此家有限公司"]
    assert list(expired.lines.values_list("text", "enterprise")) == [("", enterprise.pk), ("", None)]
    assert signed_in(clerk).get(address_of(expired)).status_code == 200


def test_page_needs_as_many_queries_for_many_lines_as_for_few(clerk: User, signed_in: SignedIn) -> None:
    client = signed_in(clerk)
    enterprises = [make_certified() for _ in range(6)]
    counts = []
    for number in (2, 6):
        names = "\n".join(f"{each.name}\n{each.name[:6]}" for each in enterprises[:number])
        batch = ask(client, names)
        with CaptureQueriesContext(connection) as queries:
            client.get(address_of(batch))
        counts.append(len(queries))
    assert counts[0] == counts[1]
