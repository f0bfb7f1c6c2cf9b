"""Titles that differ a little from the known ones: understood where the content of the column leaves no doubt."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import cache, partial

from spreadsheets.columns import DAYS, Column
from spreadsheets.days import parse_day
from spreadsheets.headers import Header, names_other_thing, title_key
from spreadsheets.identifiers import CUSTOMS_CODE, clean_code, clean_org_code, is_valid_org_code, is_valid_uscc
from spreadsheets.problems import Note
from spreadsheets.row_kinds import CONTENT, FULL_NAME
from spreadsheets.sheets import Sheet

ROWS_LOOKED_AT = 200
# The part of the filled cells that must have the shape of the column.
MOST = 0.8
NEAR = 0.75
LEAST_LENGTH = 4
# A title with one of these words names something else: another body, another person, another day.
OTHER_THING = re.compile(
    "下次|复核|重新|到期|失效|计划|拟|预计|申请|受理|注销|吊销|撤销|取消|降级|一般|普通|整改|履行|许可|营业|经营期|发照|曾用|原|旧|母公司|上级|总公司|分公司|担保|代理|机关|法院|部门|来源"
    "|法定|代表|负责|联系|股东|控股|关联|审核|更新|变更前|出生|成立|身份|主管|所属|经办|签发人|报送|报告|类别|类型|等级|状态|序号|个数|数量"
    "|authority|agency|court|source|parent|legal|represent|contact|issuer|owner|office|former|next"
)
# Column key → words of the titles of other days.
OTHER_DAYS = {
    "certified_on": re.compile("有效|截止|届满|终止|中止|暂停|下一|换证|移出|移除|退出"),
    "listed_on": re.compile("有效|截止|届满|终止|移出|移除|修复|解除|退出"),
    "expires_on": re.compile("移出|移除|修复|解除|列入|移入|起|始|生效|发布|公布|决定"),
    "removed_on": re.compile("有效|截止|届满|列入|移入|未"),
}
CODE_TITLE = re.compile(".*(?:码|号|编号|代码|code|no|number)")
# Column key → titles that are as good as its own where the cells have its shape: 企业, 代码.
GENERAL_TITLES = {
    "name": re.compile(".*(?:企业|公司|单位|主体|名|对象|当事人|商户)"),
    "uscc": CODE_TITLE,
    "customs_code": CODE_TITLE,
}


def understand_near_titles(sheet: Sheet, header: Header, columns: Sequence[Column]) -> tuple[Header, list[Note]]:
    """Return the header with the columns of near titles, and a note for each title that is near to a missing column.

    A near title is understood where the cells have the shape of the column; otherwise the note proposes it.
    """
    lacking = [column for column in columns if column.key not in header.places]
    used = {*header.places.values(), *(place for places in header.alternatives.values() for place in places)}
    free = [place for place, title in enumerate(header.titles) if title.strip() and place not in used]
    places, notes = dict(header.places), []
    for column in lacking if header.line else ():
        likeness = {place: _likeness(header.titles[place], column) for place in free}
        fitting = [place for place in free if _is_understood(sheet, header, place, column, likeness[place])]
        near = [place for place in free if likeness[place] >= NEAR]
        if len(fitting) == 1:
            places[column.key] = fitting[0]
            free.remove(fitting[0])
            notes.append(Note("near_title", {"title": header.titles[fitting[0]].strip(), "column": column.title}))
        elif fitting or near:
            titles = [header.titles[place].strip() for place in fitting or near]
            notes.append(Note("near_titles_unread", {"titles": titles, "column": column.title}))
    return replace(header, places=places), notes


def _is_understood(sheet: Sheet, header: Header, place: int, column: Column, likeness: float) -> bool:
    """Return whether title and content of the column leave no doubt about its meaning."""
    title = title_key(header.titles[place])
    shape = SHAPES.get(column.key)
    if shape is None or OTHER_THING.search(title) or names_other_thing(header.titles[place], column.key):
        return False
    general = GENERAL_TITLES.get(column.key)
    if likeness < NEAR and not (general and general.fullmatch(title)):
        return False
    cells = (row[place] for row in sheet.rows[header.line : header.line + ROWS_LOOKED_AT] if place < len(row))
    filled = [text for text in cells if CONTENT.search(text)]
    return bool(filled) and sum(map(bool, map(shape, filled))) >= MOST * len(filled)


def _likeness(title: str, column: Column) -> float:
    """Return how near the title is to the names of the column, from 0 to 1; 0 for the title of another thing."""
    key = title_key(title)
    is_other = OTHER_THING.search(key) or (column.key in OTHER_DAYS and OTHER_DAYS[column.key].search(key))
    if len(key) < LEAST_LENGTH or is_other or names_other_thing(title, column.key):
        return 0
    return max((_ratio(key, name) for name in _names_of(column)), default=0)


@cache
def _names_of(column: Column) -> list[str]:
    """Return the names of the column, as title_key gives them, that are long enough to be compared."""
    return [name for name in map(title_key, (column.title, *column.aliases)) if len(name) >= LEAST_LENGTH]


def _ratio(key: str, name: str) -> float:
    if name in key or sorted(key) == sorted(name):
        return 1
    lengths, letters = len(key) + len(name), set(name)
    # The ratio is at most that of the characters that both have.
    if 2 * sum(character in letters for character in key) < NEAR * lengths:
        return 0
    return SequenceMatcher(None, key, name, autojunk=False).ratio()


def _matches(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.fullmatch(text.strip()) is not None


def _is_customs_code(text: str) -> bool:
    code = clean_code(text)
    return CUSTOMS_CODE.fullmatch(code) is not None and sum(map(str.isdigit, code)) > 5


# Column key → whether a cell has the shape of that column; the other columns hold free text.
SHAPES: dict[str, Callable[[str], bool]] = {
    "name": partial(_matches, FULL_NAME),
    "uscc": lambda text: is_valid_uscc(clean_code(text)),
    "customs_code": _is_customs_code,
    "org_code": lambda text: is_valid_org_code(clean_org_code(text)),
    **{key: lambda text: parse_day(text) is not None for key in DAYS},
}
