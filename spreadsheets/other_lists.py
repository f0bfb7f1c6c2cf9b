"""Problems to confirm of a file that may be another one than was meant: of another list or customs office."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import PurePath
from typing import NamedTuple

from spreadsheets.columns import CODES
from spreadsheets.problems import Problem, problem_of_file
from spreadsheets.row_kinds import first_text, plain
from spreadsheets.rows import Table
from spreadsheets.set_aside import VOID, shown_text, states_loss_of_all
from spreadsheets.table_checks import LOSS_IN_BLACKLIST, LOSS_IN_ROSTER

FILE_NAME = "文件名"
ROSTER = "海关高级认证企业"
# Words that the names and titles of many lists have, and which therefore tell none from another.
GENERIC = re.compile(
    "严重|失信|主体|联合|惩戒|激励|对象|黑?名单|名录|企业|单位|信息|当事人|人员|案件|公布|公示|公告|汇总|明细|一览|清单|表|济南市?|海关"
)
# Words in the titles of blacklists, and the title of a roster, which may speak of them.
BLACKLIST = re.compile("黑名单|失信|被执行人|经营异常|异常名录|违法|惩戒|欠税|欠薪|拖欠|行政处罚")
CERTIFIED = re.compile("高级认证|AEO", re.IGNORECASE)
# Titles of columns that the other kind of list does not have.
OF_BLACKLIST = re.compile(
    "案号|执行法院|执行依据|列入.*(?:日期|时间|原因|事由)|(?:失信|违法)(?:行为|事实|事由)|处罚决定"
)
OF_ROSTER = re.compile("(?:高级|海关|AEO)认证|认证(?:日期|时间|等级|证书|级别)|下次复核", re.IGNORECASE)
# The share of the pairs of characters in the name of a list that its title has.
LEAST_SHARE = 0.6
# Fewer enterprises on the roster of another office are transfers rather than another file.
LEAST_ENTERPRISES = 2
LONGEST_TITLE = 40
# Names and codes that stand in the column of the other.
CODE, NAME = re.compile("[0-9A-Z]{9,20}"), re.compile("[\u4e00-\u9fff]{4}")
# The day of a file, with 截至; in 截至某日前 it is that of something else.
STATED_DAY = re.compile(
    r"截[至止](?:到|日期|时间|于)?[:为]?([0-9]{4})[-年./]([0-9]{1,2})(?:[-月./]([0-9]{1,2})日?|月)?(?![0-9]|.{0,4}前)"
)


class FileTitle(NamedTuple):
    """A text by which a file is called: its kind (文件标题, 工作表名, 文件名) and the text."""

    kind: str
    text: str


def check_swapped(table: Table) -> Iterator[Problem]:
    """Report a column of codes that holds names, while the column of names holds codes, in most rows."""
    names = table.cells["name"] if "name" in table.columns else []
    # Hardly a file has codes among its names, so the columns of codes are searched only where one is.
    coded = [index for index, name in enumerate(names) if name.isascii() and CODE.fullmatch(name)]
    for key in sorted(CODES & table.columns.keys()) if coded else ():
        codes = table.cells[key]
        rows = sum(bool(name and code) for name, code in zip(names, codes, strict=True))
        swapped = sum(NAME.search(codes[index]) is not None for index in coded)
        if swapped > rows / 2:
            letters = {"letter": table.columns["name"], "other_letter": table.columns[key]}
            yield problem_of_file("columns_swapped", {**letters, "column": key, "count": swapped})


def titles_of_file(table: Table, filename: str) -> list[FileTitle]:
    """Return the texts by which the file is called: the titles above its header, the name of its sheet and its own."""
    above = (row for row in table.set_aside if row.reason == "title" and row.line < table.header_line)
    titles = [FileTitle("文件标题", first_text(row.cells).strip()) for row in above]
    return [*titles, FileTitle("工作表名", table.sheet), FileTitle(FILE_NAME, PurePath(filename).stem)]


def check_blacklist(table: Table, filename: str, *, own: str, others: Sequence[str]) -> Iterator[Problem]:
    """Report a file that is another list than the blacklist `own` that was chosen for it, by its titles or columns.

    `others` are the names of the other blacklists.
    """
    yield from check_swapped(table)
    titles = titles_of_file(table, filename)
    yield from check_other_blacklist(titles, own=own, others=others)
    yield from check_removals(titles, LOSS_IN_BLACKLIST)
    yield from check_void(titles)
    if headings := _titles_like(table, OF_ROSTER):
        yield problem_of_file("columns_of_roster", {"titles": headings, "own": own})


def check_roster(table: Table, filename: str, *, own: str, others: Sequence[str]) -> Iterator[Problem]:
    """Report a roster of the office `own` that is called like one of another office, or is a blacklist."""
    yield from check_swapped(table)
    titles = titles_of_file(table, filename)
    yield from check_other_office(titles, own=own, others=others)
    yield from check_removals(titles, LOSS_IN_ROSTER)
    yield from check_void(titles)
    if not any(CERTIFIED.search(plain(title.text)) for title in titles):
        called = next((title for title in titles if BLACKLIST.search(plain(title.text))), None)
        if called:
            yield problem_of_file("called_blacklist", _shown(called))
    if headings := _titles_like(table, OF_BLACKLIST):
        yield problem_of_file("columns_of_blacklist", {"titles": headings})


def check_other_blacklist(titles: Sequence[FileTitle], *, own: str, others: Sequence[str]) -> Iterator[Problem]:
    """Report a file that is called like another list than the blacklist `own` that was chosen for it.

    `others` are the names of the other blacklists. A file that is called like the chosen one as well is not reported.
    """
    if any(_is_called(title.text, own) for title in titles):
        return
    for title in titles:
        if any(_is_called(title.text, name) for name in (*others, ROSTER)):
            yield problem_of_file("called_other_list", {**_shown(title), "own": own})
            return


def check_other_office(titles: Sequence[FileTitle], *, own: str, others: Sequence[str]) -> Iterator[Problem]:
    """Report a roster that is called by the name of another customs office than its own."""
    if any(own in plain(title.text) for title in titles):
        return
    for title in titles:
        if any(office in plain(title.text) for office in others):
            yield problem_of_file("called_other_office", {**_shown(title), "own": own})
            return


def check_removals(titles: Sequence[FileTitle], of_kind: re.Pattern[str]) -> Iterator[Problem]:
    """Report a file whose name states that nothing in it is in force; its titles are reported at their rows.

    `of_kind` has the words that state it in files of this kind.
    """
    for title in titles:
        if title.kind == FILE_NAME and of_kind.search(title.text) and states_loss_of_all(plain(title.text)):
            yield problem_of_file("called_removed", _shown(title))


def check_void(titles: Sequence[FileTitle]) -> Iterator[Problem]:
    """Report a file that is called void, a sample, a draft or a test."""
    called = next((title for title in titles if VOID.search(plain(title.text))), None)
    if called:
        yield problem_of_file("called_void", _shown(called))


def check_stated_day(table: Table, filename: str, as_of: date) -> Iterator[Problem]:
    """Report the first text beside the rows which states that the file is of another day than the one that was typed.

    Without a day it states a month. The texts are titles, notes, headers of the pages, and the names of sheet and file.
    """
    notes = [FileTitle("文件", shown_text(row)) for row in table.set_aside if row.reason in ("note", "signature")]
    pages = [FileTitle("页眉或页脚", mark.text) for mark in table.marks if mark.kind == "page"]
    for title in (*titles_of_file(table, filename), *notes, *pages):
        for found in STATED_DAY.finditer(plain(title.text)):
            year, month, day = (int(number or 0) for number in found.groups())
            if (year, month) != (as_of.year, as_of.month) or day not in (0, as_of.day):
                params = {"kind": title.kind, "text": found[0], "as_of": as_of.isoformat()}
                yield problem_of_file("stated_as_of", params)
                return


def check_certifying_office(offices: Sequence[str], *, own: str) -> Iterator[Problem]:
    """Report that all or most enterprises of a roster are on the roster of one other customs office.

    `offices` has for each row the office that certifies the enterprise now, "" for none.
    """
    elsewhere = Counter(office for office in offices if office not in ("", own)).most_common(1)
    if not elsewhere:
        return
    (office, count), total = elsewhere[0], len(offices)
    if count >= LEAST_ENTERPRISES and count * 2 > total:
        counts = {"count": count} if count == total else {"count": count, "total": total}
        code = "all_of_other_office" if count == total else "most_of_other_office"
        yield problem_of_file(code, {**counts, "office": office, "own": own})


def _is_called(title: str, name: str) -> bool:
    """Whether the title of a file names the list: it has the words by which the list differs from others."""
    words = GENERIC.sub("", plain(name)) or plain(name)
    title = plain(title)
    if len(words) < 3:
        return words in title
    pairs = list(pairwise(words))
    in_title = set(pairwise(title))
    return sum(pair in in_title for pair in pairs) >= LEAST_SHARE * len(pairs)


def _titles_like(table: Table, pattern: re.Pattern[str]) -> list[str]:
    """Return the titles of columns, read or not, that match the pattern."""
    texts = map(str.strip, table.titles.values())
    return [text[:LONGEST_TITLE] for text in texts if pattern.search(plain(text))]


def _shown(title: FileTitle) -> Mapping[str, str]:
    return {"kind": title.kind, "title": title.text[:LONGEST_TITLE]}
