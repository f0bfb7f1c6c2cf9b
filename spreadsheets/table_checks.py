"""Checks of the table as a whole: which of two columns is read, cells beyond the header, titles of sections."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from spreadsheets.columns import index_of, letter_of
from spreadsheets.person_names import is_person_name
from spreadsheets.problems import PROBLEM_CODES, Params, Problem
from spreadsheets.row_kinds import CONTENT
from spreadsheets.rows import Table

LONGEST_TEXT = 40
REMOVED = "不再|取消|撤销|移出|移除|退出|注销|失效|剔除|删除|修复|解除|终止"
# Of rows that are no longer, or not yet, in force.
NOT_IN_FORCE = "拟(?:认定|认证|列入|列|新增|推荐|申报|通过)|征求意见|候选|往[期年]|历史|过期|到期|期满|出列"
# In a roster, the title of a section also states another grade than that of certified enterprises (高级认证).
LOSS_IN_ROSTER = re.compile(
    f"{REMOVED}|{NOT_IN_FORCE}|降级|降为|下调|暂停|一般认证|一般信用|失信|非高级|(?:普通|一般|备案|注册登记)企业|常规管理|培育|辅导"
    "|申请(?:认证|企业|高级)|减少|整改|未通过|不通过|不合格|不达标|未认证|迁出|迁往|转出|划出|吊销|停用|作废|中止|冻结|放弃|撤回|除名"
)
# Beside removals, in a blacklist: lists of honest entities, and of those that are watched only.
LOSS_IN_BLACKLIST = re.compile(
    f"{REMOVED}|{NOT_IN_FORCE}|屏蔽|下架|撤下|撤回|作废|误列|不予列入|(?:停止|终止)公[示布]|红名单|守信|激励|重点关注|减少"
    "|已履行|履行完毕|整改(?:到位|完成)|已整改"
)


def check_column_choices(table: Table, context: Any) -> Iterator[Problem]:
    """Report for each column that is read in place of another one how many rows differ, and the first of them."""
    for choice in table.column_choices:
        place, other = index_of(choice.letter), index_of(choice.other)
        code = "column_chosen" if choice.is_same_title else "column_preferred"
        texts = {index: _cell(cells, other) for index, cells in enumerate(table.raw)}
        different = [index for index, text in texts.items() if text and text != _cell(table.raw[index], place)]
        if different:
            text = texts[different[0]]
            params: Params = {
                "letter": choice.letter,
                "title": _title(table, choice.letter),
                "other_letter": choice.other,
                "other_title": _title(table, choice.other),
                "text": "…" if is_person_name(text) else text[:LONGEST_TEXT],
                "count": len(different),
            }
            yield _problem(table, different[0], choice.letter, choice.key, code, params)


def check_surplus_cells(table: Table, context: Any) -> Iterator[Problem]:
    """Report text to the right of the last column of the header, unless most rows have such text."""
    if table.untitled_columns:
        return
    width = table.header_width
    for index, cells in enumerate(table.raw if width else ()):
        if len(cells) > width:
            place = next((place for place in range(width, len(cells)) if CONTENT.search(cells[place])), None)
            if place is not None:
                params = {"letter": letter_of(place), "text": cells[place].strip()[:LONGEST_TEXT]}
                yield _problem(table, index, params["letter"], "name", "surplus_cells", params)


def check_sections(pattern: re.Pattern[str]) -> Callable[[Table, Any], Iterator[Problem]]:
    """Return the check that reports the rows below a section title which matches the pattern.

    Such a title states of its rows that they lost their standing or were removed.
    """

    def check(table: Table, context: Any) -> Iterator[Problem]:
        states = {title: pattern.search(title) is not None for title in set(table.sections.values())}
        if not any(states.values()):
            return
        for index, line in enumerate(table.lines):
            title = table.sections.get(line, "")
            if title and states[title]:
                letter = table.columns.get("name", next(iter(table.columns.values())))
                yield _problem(table, index, letter, "name", "section_states_loss", {"section": title})

    return check


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def _title(table: Table, letter: str) -> str:
    return table.titles.get(letter, "").strip()


def _problem(table: Table, index: int, letter: str, key: str, code: str, params: Params) -> Problem:
    return Problem(
        line=table.lines[index],
        column=letter,
        key=key,
        code=code,
        params=params,
        severity=PROBLEM_CODES[code].severity,
        cell=_cell(table.raw[index], index_of(letter)),
    )
