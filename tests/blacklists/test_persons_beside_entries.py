"""Persons whom a file names beside its entries, in places and forms that no list of kinds has: none is kept."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from blacklists.actions.imports import process_import
from blacklists.models import Blacklist, BlacklistImport
from tests.blacklists.api_client import CODE
from tests.cases.rosters import one_sheet
from tests.depth import sample
from tests.kept_texts import database_texts, stored_texts
from tests.spreadsheet_files import csv_bytes, uscc_of
from tests.spreadsheets.workbooks import html, ods, xls
from tests.steps import AS_OF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("blacklists")]
SignedIn = Callable[[User], Client]
HEAD = ["主体名称", "统一社会信用代码", "案号", "列入日期", "事由"]
ROW = ["济南泺岬0001进出口有限公司", uscc_of(1), "（2026）鲁0102执1号", "2026-01-05", "未履行"]
ENTRY = dict(zip(HEAD, ROW, strict=True))
NAMES = ("李会栩", "庄沅漪", "会栩", "沅漪")


def col(title: str, *texts: str) -> bytes:
    """A workbook with a further column of these texts, each in the row of an enterprise."""
    rows = [
        [f"济南泺岬{number:04d}进出口有限公司", uscc_of(number), f"甲{number}号", "2026-01-05", "未履行", text]
        for number, text in enumerate(texts, start=1)
    ]
    return one_sheet([[*HEAD, title], *rows])


def book(
    change: Callable[[Any, Any], object] | None = None,
    before: Sequence[list[str]] = (),
    after: Sequence[list[str]] = (),
    row: Sequence[str] = ROW,
) -> bytes:
    """A workbook of one entry, with lines before and after the table."""
    return one_sheet([*before, HEAD, row, *after], change)  # type: ignore[arg-type]


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


# What → content and name of the file.
CASES: dict[str, tuple[bytes, str]] = {
    "title row": (book(before=[["李会栩等3人失信名单"]]), "a.xlsx"),
    "fill row": (book(before=[["失信名单"], ["填报人：李会栩  审核：庄沅漪"]]), "a.xlsx"),
    "foot rows": (book(after=[["制表：李会栩", "", "联系人：庄沅漪"]]), "a.xlsx"),
    "foot rows apart": (book(after=[["制表人", "李会栩", "审核人", "庄沅漪"]]), "a.xlsx"),
    "foot name date": (book(after=[["", "", "", "李会栩"], ["", "", "", "2026年7月1日"]]), "a.xlsx"),
    "header": (book(lambda b, s: s.set_header("&L制表人李会栩")), "a.xlsx"),
    "comment": (book(lambda b, s: s.write_comment("A2", "请找李会栩核对")), "a.xlsx"),
    "comment2": (book(lambda b, s: s.write_comment("A2", "李会栩已核对，庄沅漪同意")), "a.xlsx"),
    "col 涉案人员": (col("涉案人员", "李会栩、庄沅漪"), "a.xlsx"),
    "col 被欠薪职工": (col("被欠薪职工", "李会栩等12人", "庄沅漪"), "a.xlsx"),
    "col 原告": (col("原告", "庄沅漪", "李会栩"), "a.xlsx"),
    "col 申请执行人": (col("申请执行人", "庄沅漪", "李会栩"), "a.xlsx"),
    "col 家庭成员": (col("家庭成员", "庄沅漪", "李会栩"), "a.xlsx"),
    "col 债权方": (col("债权方", "庄沅漪", "李会栩"), "a.xlsx"),
    "col 担保方": (col("担保方", "庄沅漪、李会栩"), "a.xlsx"),
    "col 备注": (col("备注", "拖欠\n李会栩\n庄沅漪", "庄沅漪"), "a.xlsx"),
    "col 审核意见": (col("审核意见", "同意。庄沅漪 2026.7.1", "李会栩：同意"), "a.xlsx"),
    "col 经手": (col("经手", "李会栩", "庄沅漪"), "a.xlsx"),
    "col 曾用名": (col("曾用名", "李会栩"), "a.xlsx"),
    "col 认定部门": (col("认定部门", "承办人李会栩", "庄沅漪法官"), "a.xlsx"),
    "col 文号": (one_sheet([HEAD, [*ROW[:2], "李会栩案（2026）1号", *ROW[3:]]]), "a.xlsx"),
    "col 收件人": (col("收件人", "李会栩收", "庄沅漪"), "a.xlsx"),
    "col 通讯": (col("通讯地址", "济南市历下区1号李会栩收"), "a.xlsx"),
    "col remark en": (col("remark", "contact: Li Huixu", "李会栩 man"), "a.xlsx"),
    "col 年龄": (col("年龄", "李会栩，56岁", "56"), "a.xlsx"),
    "事由 details": (book(row=[*ROW[:4], "李会栩 男 1970年生 住济南市"]), "a.xlsx"),
    "事由 long": (
        book(
            row=[
                *ROW[:4],
                "本院在执行申请执行人庄沅漪与被执行人济南泺岬0001进出口有限公司、李会栩劳动争议一案中，李会栩未履行，庄沅漪申请强制执行",
            ]
        ),
        "a.xlsx",
    ),
    "事由 duty": (
        book(
            row=[
                *ROW[:4],
                "一、被告李会栩于本判决生效后5日内偿还原告庄沅漪借款本金14499.99元及利息；二、驳回庄沅漪其他请求。",
            ]
        ),
        "a.xlsx",
    ),
    "name bracket": (book(row=["济南泺岬0001进出口有限公司（李会栩）", *ROW[1:]]), "a.xlsx"),
    "name contact": (book(row=["济南泺岬0001进出口有限公司 联系人李会栩", *ROW[1:]]), "a.xlsx"),
    "name slash": (book(row=["李会栩/济南泺岬0001进出口有限公司", *ROW[1:]]), "a.xlsx"),
    "name 经营者": (book(row=["济南泺岬面馆（经营者：李会栩）", *ROW[1:]]), "a.xlsx"),
    "name 挂靠": (book(row=["济南泺岬0001进出口有限公司（李会栩挂靠）", *ROW[1:]]), "a.xlsx"),
    "type 公民": (one_sheet([[*HEAD, "当事人类型"], ["李会栩", *ROW[1:], "公民"], [*ROW, "法人"]]), "a.xlsx"),
    "type 自然人(个体)": (
        one_sheet([[*HEAD, "主体类别"], ["李会栩", *ROW[1:], "自然人-农民"], [*ROW, "法人"]]),
        "a.xlsx",
    ),
    "type en": (one_sheet([[*HEAD, "Category"], ["李会栩", *ROW[1:], "Natural Person"], [*ROW, "Company"]]), "a.xlsx"),
    "证件类型": (
        one_sheet([[*HEAD, "证件类型"], ["李会栩", *ROW[1:], "身份证"], [*ROW, "统一社会信用代码"]]),
        "a.xlsx",
    ),
    "second sheet": (
        book(lambda b, s: b.add_worksheet("说明").write_string(0, 0, "本名单由李会栩提供，庄沅漪审核")),
        "a.xlsx",
    ),
    "second people": (
        book(lambda b, s: [b.add_worksheet("人员").write_column(0, 0, ["姓名", "李会栩", "庄沅漪"])]),
        "a.xlsx",
    ),
    "second list": (
        book(lambda b, s: [b.add_worksheet("x").write_column(0, 0, ["李会栩", "庄沅漪", "已办"])]),
        "a.xlsx",
    ),
    "second one": (
        book(lambda b, s: [b.add_worksheet("x").write_row(0, 0, ["经办", "李会栩", "日期", "2026年"])]),
        "a.xlsx",
    ),
    "hidden named": (book(lambda b, s: b.add_worksheet("庄沅漪").hide()), "a.xlsx"),
    "defined name": (book(lambda b, s: b.define_name("李会栩", "=名单!$A$1")), "a.xlsx"),
    "creator": (book(lambda b, s: b.set_properties({"manager": "庄沅漪", "category": "李会栩提供"})), "a.xlsx"),
    "validation": (
        book(lambda b, s: s.data_validation("F2", {"validate": "list", "source": ["李会栩", "庄沅漪"]})),
        "a.xlsx",
    ),
    "filename": (book(), "李会栩、庄沅漪名单.xlsx"),
    "filename2": (book(), "[李会栩]2026.xlsx"),
    "filename3": (book(), "给庄沅漪的失信名单（李会栩改）.xlsx"),
    "json legal": (
        as_json([{**ENTRY, "legalPersonName": "李会栩", "operator": "庄沅漪"}]),
        "a.json",
    ),
    "json beside": (
        as_json({"operator": "李会栩", "entries": [ENTRY]}),
        "a.json",
    ),
    "json remark": (
        as_json([{**ENTRY, "remark": "庄沅漪", "note": "李会栩经办"}]),
        "a.json",
    ),
    "json duty": (
        json.dumps(
            [
                {
                    "iname": ROW[0],
                    "cardNum": uscc_of(1),
                    "caseCode": "甲1号",
                    "publishDate": "2026年01月05日",
                    "businessEntity": "李会栩",
                    "duty": "被告李会栩于判决生效后给付庄沅漪5万元",
                    "disruptTypeName": "未履行",
                }
            ],
            ensure_ascii=False,
        ).encode(),
        "a.json",
    ),
    "json person": (
        json.dumps(
            [
                {
                    "iname": "李会栩",
                    "cardNum": uscc_of(3),
                    "caseCode": "甲1号",
                    "sexy": "男性",
                    "age": "56",
                    "partyTypeName": "0",
                    "publishDate": "2026年01月05日",
                },
                {
                    "iname": ROW[0],
                    "cardNum": uscc_of(1),
                    "caseCode": "甲2号",
                    "sexy": "",
                    "age": "0",
                    "partyTypeName": "1",
                    "publishDate": "2026年01月05日",
                },
            ],
            ensure_ascii=False,
        ).encode(),
        "a.json",
    ),
    "csv comment": (("# 导出人：李会栩\n" + csv_bytes(HEAD, [ROW]).decode()).encode(), "a.csv"),
    "csv bare": (("李会栩\n" + csv_bytes(HEAD, [ROW]).decode()).encode(), "a.csv"),
    "csv tail": ((csv_bytes(HEAD, [ROW]).decode() + "庄沅漪,,,,\n").encode(), "a.csv"),
    "html": (html([HEAD, ROW]).replace(b"<table", "<p>李会栩整理</p><table".encode(), 1), "a.xls"),
    "html caption": (html([HEAD, ROW]).replace(b"</table>", "</table><p>庄沅漪</p>".encode(), 1), "a.xls"),
    "no header": ("这是说明\n李会栩拖欠货款\n庄沅漪,已还\n".encode(), "a.csv"),
    "no header2": (one_sheet([["被执行人情况"], ["姓名", "李会栩"], ["情况", "庄沅漪担保"]]), "a.xlsx"),
    "xls": (xls([HEAD, [*ROW[:4], "李会栩欠付庄沅漪货款"]]), "a.xls"),
    "ods": (ods([HEAD, [*ROW[:4], "李会栩欠付庄沅漪货款"]]), "a.ods"),
}


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    """Let each test search no other files than its own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("name", sample(list(CASES), every=4))
def test_person_beside_the_entries_is_neither_kept_nor_shown(
    name: str,
    credit: User,
    signed_in: SignedIn,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    content, filename = CASES[name]
    client = signed_in(credit)
    data = {
        "file": SimpleUploadedFile(filename, content),
        "mode": "full",
        "as_of": AS_OF.isoformat(),
        "blacklist": Blacklist.objects.get(code=CODE).pk,
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("blacklists:import_create"), data).status_code == 302
        received = BlacklistImport.objects.latest("pk")
        process_import(received.pk)
    page = client.get(reverse("blacklists:import_detail", args=[received.pk])).content.decode()
    kept = "\n".join([*database_texts(), *stored_texts(), caplog.text])
    assert [each for each in NAMES if each in kept] == []
    assert [each for each in NAMES if each in page] == []
