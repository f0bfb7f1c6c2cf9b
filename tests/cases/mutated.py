"""Mutated files as offices send them, in seven formats, with the enterprises and resident IDs that stand in them."""

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlwt
from hypothesis import strategies as st

from tests.cases.case import ROSTER_TITLES, Enterprise, enterprise
from tests.cases.resident_ids import resident_id
from tests.cases.rosters import one_sheet
from tests.spreadsheet_files import csv_bytes
from tests.spreadsheets.workbooks import html, ods

BLACKLIST_TITLES = ("主体名称", "统一社会信用代码", "列入日期", "案号", "事由")
TITLES = ["泉城海关高级认证企业名单", "附件1", "（截至2026年10月31日）", "单位：泉城海关", "编制说明：按证书日期排列。"]
NOTES = [
    "注：本名单由企业管理处提供",
    "合计：{}家",
    "小计",
    "制表人：周 复核：王",
    "以下空白",
    "第1页 共1页",
    "2026年10月31日",
]
SECTIONS = ["一、新增企业", "二、续期企业（2家）", "（一）市区", "历下区"]
QUOTED = ["“见附件”", '"见附件"', '5" 钢管', "见\n附件", "甲，乙,丙；丁", "'无"]
ERRORS = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!"]
MORE_TITLES = ["备注", "联系电话", "序号", "法定代表人身份证号", "主管科室"]


@dataclass
class MutatedFile:
    """The lines of a table with what stands in them; `hidden` are indexes of lines, `merged` of lines with a title."""

    lines: list[list[str]]
    enterprises: list[Enterprise]
    resident_ids: list[str] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    merged: list[int] = field(default_factory=list)
    records: list[list[str]] = field(default_factory=list)

    @property
    def lines_with_content(self) -> int:
        """The number of lines in which a cell has content."""
        return sum(any(map(str.strip, line)) for line in self.lines)


def xlsx(file: MutatedFile) -> bytes:
    """Return a workbook with hidden rows, and titles merged over the width of the table."""

    def change(book: Any, sheet: Any) -> None:
        for index in file.hidden:
            sheet.set_row(index, None, None, {"hidden": True})
        for index in file.merged:
            sheet.merge_range(index, 0, index, 4, file.lines[index][0])

    return one_sheet(file.lines, change)


def xls(file: MutatedFile) -> bytes:
    """Return an old workbook with hidden rows."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    for index, line in enumerate(file.lines):
        for column, text in enumerate(line):
            if text:
                sheet.write(index, column, text)
        sheet.row(index).hidden = index in file.hidden
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _text(file: MutatedFile, encoding: str) -> bytes:
    return csv_bytes(file.lines[0], file.lines[1:], encoding=encoding)


def _tabs(file: MutatedFile) -> bytes:
    lines = ("\t".join(cell.replace("\n", " ").replace('"', "") for cell in line) for line in file.lines)
    return "\r\n".join(lines).encode("gb18030")


def _json(file: MutatedFile) -> bytes:
    head, *rows = file.records
    return json.dumps([dict(zip(head, row, strict=True)) for row in rows], ensure_ascii=False).encode()


FORMATS: dict[str, Callable[[MutatedFile], bytes]] = {
    "xlsx": xlsx,
    "xls": xls,
    "ods": lambda file: ods(file.lines),
    "csv": lambda file: _text(file, "gb18030" if len(file.lines) % 2 else "utf-8-sig"),
    "tabs": _tabs,
    "html": lambda file: html(file.lines),
    "json": _json,
}


@st.composite
def mutated_files(draw: st.DrawFn, titles: Sequence[str]) -> MutatedFile:
    """Draw a table under these titles: enterprises, further columns, and lines and cells that are no enterprises."""
    numbers = draw(st.lists(st.integers(128, 400), min_size=1, max_size=8, unique=True))
    enterprises = [enterprise(number) for number in numbers]
    more = draw(st.lists(st.sampled_from(MORE_TITLES), max_size=3, unique=True))
    if draw(st.booleans()):
        more = [*more, titles[0]]
    head, rows, persons = [*titles, *more], [], []
    for number, each in zip(numbers, enterprises, strict=True):
        further = [_further(draw, title, each, number, persons) for title in more]
        row = [*_cells(each, titles), *further]
        if draw(st.integers(0, 5)) == 0:
            row[draw(st.integers(2, len(titles) - 1))] = draw(st.sampled_from([*ERRORS, *QUOTED, "", "—"]))
        rows.append(row)
    unique = list(dict.fromkeys(head))
    records = [unique, *(row[: len(unique)] for row in rows)]
    file = MutatedFile([head], enterprises, persons, records=records)
    for row in rows:
        file.lines += _between(draw, head)
        if draw(st.integers(0, 9)) == 0:
            row = [*row, "", draw(st.sampled_from(["x", "1", "核"]))]
        file.lines.append(row)
        if draw(st.integers(0, 6)) == 0:
            file.hidden.append(len(file.lines) - 1)
    file.lines += [[text.format(len(rows))] for text in draw(st.lists(st.sampled_from(NOTES), max_size=3))]
    above = [[text] for text in draw(st.lists(st.sampled_from(TITLES), max_size=2))]
    file.lines = [*above, *file.lines]
    file.hidden = [index + len(above) for index in file.hidden]
    file.merged = list(range(len(above))) if draw(st.booleans()) else []
    return file


def _cells(each: Enterprise, titles: Sequence[str]) -> list[str]:
    if tuple(titles) == ROSTER_TITLES:
        return list(each)
    return [each.name, each.uscc, "2026-01-05", f"（2026）鲁0199执{each.customs_code[-4:]}号", "拒不履行"]


def _further(draw: st.DrawFn, title: str, each: Enterprise, number: int, persons: list[str]) -> str:
    """Draw the cell of a further column; the same title again holds the same text."""
    if title in (ROSTER_TITLES[0], BLACKLIST_TITLES[0]):
        return each.name
    if title == "序号":
        return str(number)
    if title == "法定代表人身份证号":
        persons.append(resident_id(number))
        return persons[-1]
    if title == "备注" and draw(st.booleans()):
        persons.append(resident_id(number + 400))
        return f"联系人身份证{persons[-1]}"
    return draw(st.sampled_from(["", "0531-00000000", "二科", *QUOTED]))


def _between(draw: st.DrawFn, head: list[str]) -> list[list[str]]:
    """Draw lines above an enterprise: mostly none; blank lines, a section title, the header again, a subtotal."""
    kind = draw(st.integers(0, 11))
    kinds: dict[int, list[list[str]]] = {
        0: [[]],
        1: [[draw(st.sampled_from(SECTIONS))]],
        2: [list(head)],
        3: [["小计", "2家"]],
    }
    return kinds.get(kind, [])
