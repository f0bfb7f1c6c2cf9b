"""The rows of a sheet: those that are read, and those that are set aside, each with its reason.

Every row with content is one or the other. The titles of sections between the rows are kept for the rows below them.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from spreadsheets.headers import Header, KnownTitle
from spreadsheets.person_names import Subject, subject_of
from spreadsheets.problems import DECIDED, Note
from spreadsheets.row_kinds import (
    CODE_LENGTHS,
    CONTENT,
    HINT_LINES,
    LEVELS,
    RowJudge,
    first_text,
    plain,
    section_title,
)
from spreadsheets.sheets import Sheet
from spreadsheets.written_names import without_persons

# What stands behind the colon of a signature: a name or a telephone number.
SIGNER = re.compile(r"((?:人|员|导|核|表|对|办|批|发|系|责|话|真|箱|字|名|式)\s*[:：]\s*)\S.*")
# How many rows a title, a total or a note says that there are.
STATED_COUNT = re.compile(r"(?:合计|总计|共计|总共|总数|共有?|[(])[:：]?([0-9]{1,6})(?:家|户|条|个企业|个单位)")
# The number of a page, and how many pages there are: 第1页 共3页, 第1/3页.
PAGE = re.compile(r"第([0-9]{1,4})(?:页|/[0-9]{1,4}页)")
PAGES = re.compile(r"共([0-9]{1,4})页|第[0-9]{1,4}页?/(?:共)?([0-9]{1,4})页")
LONGEST_SHOWN = 80
# A title may stand in a cell of its own behind 附件2.
MOST_OF_TITLE = 2
SHORT_NAME = 12
# The title of a table, or the name of a sheet or a file, in which no enterprise has its standing, or is listed, any
# longer or yet. Of a roster that is another grade as well; the check of sections decides for each kind of table.
LOSSES = (
    "取消|撤销|移出|移除|退出|注销|降级|失效|剔除|删除|修复|解除|一般认证|一般信用|失信企业|培育|辅导|拟认定|拟认证|拟列入|拟新增|拟通过"
    "|征求意见|候选|往[期年]|历史|过期|出列|不再|减少|吊销|停用|迁出|转出|未通过|不合格|暂停|终止|停止公[示布]|屏蔽|下架"
)
STATES_LOSS = re.compile(
    rf".*(?:{LOSSES}).{{0,24}}|关于(?:(?:对|将|同意|给予).{{0,60}})?(?:{LOSSES}).*(?:决定|公告|通知|通报|公示|批复|函)(?:\(.*\))?"
)
# Such a title is about changes of both kinds, or names a list beside the one of losses.
STATES_OTHERS = re.compile(
    "变动|变更|增减|调整|(?<!拟)新增|增加|恢复|保留|续[期证]|:"
    "|(?:(?<!一般)认[定证]|列入|授予|通过|在册|高级认证|失信)(?:企业|单位|名单|情况)?[和及与、/]"
    "|[和及与、/](?:拟?认[定证]|列入|授予|通过|高级|一般|失信|被执行)"
)
OF_ANNEX = re.compile(r"附[件表]?[0-9一二三四五六七八九十]{0,2}[:、.]?(?=.{4})")
# The title of a list of honest entities, or of those that are watched only.
OF_OTHER_MEASURES = re.compile("红名单|守信|重点关注")
# A file with such words is no list in force: void, a sample, a draft, a test.
VOID = re.compile(
    r"作废|废止|样[表张本例]|示例|[草初]稿|征求意见|(?<!检)测试|试填|演示|仅供参考|不作为.{0,6}依据|已?停用|旧[版表稿]|^[旧废](?:\W.*)?$|废[弃除]|\b(?:void|sample|draft|specimen)\b",
    re.IGNORECASE,
)
# Reasons of rows that may name a natural person where an enterprise would stand.
MAY_BE_PERSONS = frozenset(("above_header", "side_table", "other_table", "other", DECIDED))


class SetAsideRow(NamedTuple):
    """A row that is not read as an enterprise or entry: spreadsheet line, reason, and its cells as received.

    `reason` is a key of SET_ASIDE_REASONS (problems.py).
    """

    line: int
    reason: str
    cells: list[str]


class Split(NamedTuple):
    """The rows of a sheet: those read (line, cells padded to the header), those set aside, and the sections by line."""

    rows: list[tuple[int, list[str]]]
    set_aside: list[SetAsideRow]
    sections: dict[int, str]


class Sections:
    """The section titles that apply at a line, from the highest level to the lowest."""

    def __init__(self) -> None:
        self._titles: dict[int, str] = {}
        self.current = ""

    def begin(self, title: str, *, is_of_table: bool = False) -> None:
        """Begin the section with this title; it ends the sections of the same level and below.

        The title of the whole table, or the name of its sheet, is above all sections.
        """
        level = next((level for level, number in enumerate(LEVELS) if number.match(title)), len(LEVELS))
        level = -1 if is_of_table else level
        self._titles = {above: text for above, text in self._titles.items() if above < level} | {level: title}
        self.current = "；".join(self._titles[level] for level in sorted(self._titles))


def split_rows(
    sheet: Sheet, header: Header, known: Mapping[str, KnownTitle], row_decisions: Mapping[int, bool]
) -> Split:
    """Split the rows of the sheet into those that are read and those that are set aside, with the sections.

    `known` are the titles of all columns by title_key. `row_decisions` is spreadsheet line → whether a person decided
    that the row is an enterprise or entry.
    """
    width = max(header.places.values(), default=-1) + 1
    judge = RowJudge(sheet.rows, header, known)
    sections = Sections()
    split = Split([], [], {})
    if states_loss_of_all(sheet.name):
        sections.begin(sheet.name, is_of_table=True)
    for line, reason, cells in [] if sheet.is_data else judge.above():
        _sort_in(split, line, cells, _decided(row_decisions, line, reason), width)
        texts = [text for text in cells if CONTENT.search(text)]
        title = plain("".join(texts) if len(texts) <= MOST_OF_TITLE else first_text(cells))
        is_of_table = states_loss_of_all(title) or OF_OTHER_MEASURES.search(title) is not None
        if reason == "title" and (is_of_table or LEVELS[0].match(title)):
            sections.begin(title, is_of_table=is_of_table)
    code_place, last_hint = judge.code_place, header.line + HINT_LINES
    for line, cells in enumerate(sheet.rows[header.line :], start=header.line + 1):
        if len(cells) < width:
            cells = cells + [""] * (width - len(cells))
        code = cells[code_place]
        is_row = sheet.is_data or (
            line > last_hint
            and not judge.is_other_table
            and ((len(code) in CODE_LENGTHS and code.isalnum() and code.isascii()) or judge.is_plain_row(cells))
        )
        if is_row and line not in row_decisions:
            split.rows.append((line, cells))
        elif is_row or any(map(str.strip, cells)):
            reason = _decided(row_decisions, line, "" if is_row else judge.reason(line, cells))
            _sort_in(split, line, sheet.rows[line - 1], reason, width)
            if reason == "section":
                sections.begin(section_title(cells))
            if reason:
                continue
        else:
            continue
        if sections.current:
            split.sections[line] = sections.current
    _end_sections(split)
    return split


def states_loss_of_all(title: str) -> bool:
    """Return whether a title states that what it is about is no longer, or not yet, in force."""
    title = OF_ANNEX.sub("", title, count=1)
    return STATES_LOSS.fullmatch(title) is not None and STATES_OTHERS.search(title) is None


def _end_sections(split: Split) -> None:
    """Take a text without number below the last row as a signature, such as the name of an office, and no section."""
    last = split.rows[-1][0] if split.rows else 0
    for place, row in enumerate(split.set_aside):
        if row.reason == "section" and row.line > last:
            title = section_title(row.cells)
            if not any(number.match(title) for number in LEVELS):
                split.set_aside[place] = row._replace(reason="signature")


def _decided(row_decisions: Mapping[int, bool], line: int, reason: str) -> str:
    """Return the reason to set the row aside, "" to read it; the decision of a person takes precedence."""
    if line not in row_decisions:
        return reason
    return "" if row_decisions[line] else reason or DECIDED


def _sort_in(split: Split, line: int, cells: list[str], reason: str, width: int) -> None:
    """Add the row to those set aside, or to those read where there is no reason."""
    if reason:
        split.set_aside.append(SetAsideRow(line, reason, cells))
    else:
        split.rows.append((line, cells + [""] * (width - len(cells))))


def shown_text(row: SetAsideRow) -> str:
    """Return the text of a row that is set aside, for the page: shortened, without natural persons."""
    texts = [text.strip() for text in row.cells if text.strip()]
    if row.reason == "signature":
        texts = [SIGNER.sub(r"\1…", text) for text in texts]
    # A line above the header with many cells may be a row.
    if row.reason in MAY_BE_PERSONS or (row.reason == "title" and len(texts) > 2):
        texts = ["…" if _may_be_person(text, row.reason) else text for text in texts]
    texts = [without_persons(text)[0] for text in texts]
    joined = "　".join(texts)
    return joined if len(joined) <= LONGEST_SHOWN else f"{joined[:LONGEST_SHOWN]}…"


def _may_be_person(text: str, reason: str) -> bool:
    """Return whether the text is the name of a natural person or, in a row that a person left out, may be one."""
    subject = subject_of(text)
    is_short = reason == DECIDED and len(text) < SHORT_NAME and text.isalpha()
    return subject is Subject.PERSON or (is_short and subject is Subject.UNCLEAR)


def notes_on_rows(set_aside: Sequence[SetAsideRow], header_line: int) -> list[Note]:
    """Return the notes that rows above the header, or of another table below, look like enterprises."""
    notes = []
    for code, reason in (("rows_above_header", "above_header"), ("other_table", "other_table")):
        lines = [row.line for row in set_aside if row.reason == reason]
        if lines:
            notes.append(Note(code, {"line": lines[0], "count": len(lines), "header_line": header_line}))
    return notes


def note_on_total(split: Split) -> list[Note]:
    """Return the note that titles, totals or notes state more rows than there are."""
    stated = [
        int(number)
        for row in split.set_aside
        if row.reason in ("title", "total", "note", "signature")
        for number in STATED_COUNT.findall("".join(map(plain, row.cells)))
    ]
    total, count = max(stated, default=0), len(split.rows)
    if total > count:
        return [Note("fewer_than_total", {"total": total, "count": count})]
    return [Note("one_of_pages")] if _lacks_pages(split) else []


def _lacks_pages(split: Split) -> bool:
    """Return whether the rows number the pages of the file, and some pages are missing."""
    texts = ["".join(map(plain, row.cells)) for row in split.set_aside if row.reason in ("title", "signature")]
    pages = {int(number) for text in texts for number in PAGE.findall(text)}
    total = max((int(first or last) for text in texts for first, last in PAGES.findall(text)), default=0)
    return bool(pages) and not pages >= set(range(1, total + 1))
