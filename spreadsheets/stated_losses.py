"""Columns that no field has, and what their cells state against a row: a loss, a removal, another grade or office.

The words are in state_words.py.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from spreadsheets.columns import index_of, letter_of
from spreadsheets.days import read_day
from spreadsheets.headers import BRACKETED
from spreadsheets.identifiers import CUSTOMS_CODE
from spreadsheets.joined_lines import BETWEEN
from spreadsheets.problems import PROBLEM_CODES, Params, Problem, problem_of_file
from spreadsheets.row_kinds import CONTENT, NOTE, plain
from spreadsheets.rows import Table
from spreadsheets.set_aside import shown_text
from spreadsheets.state_words import (
    CERTIFICATION_GIVEN_UP,
    CODE_OF_STATE,
    CROSSED_OUT,
    EARLIER_OF_PAIR,
    END_OF_CERTIFICATION,
    ENDED,
    GENERAL_NOTE,
    GRADE_TITLE,
    LONGEST_TEXT,
    LOSS_AT_ALL,
    LOST_STANDING,
    MARK_TITLE,
    NO,
    NOT_ENDED,
    OF_CODES,
    ONLY_STATES,
    OTHER_GRADE,
    OTHER_GRADES,
    OTHER_MATTER,
    RESULT,
    STATE_TITLE,
    TITLE_OF_FORCE,
    TITLE_OF_LOSS,
    TITLE_OF_LOST_STANDING,
    TITLE_OF_STANDING,
    VALIDITY_TITLE,
    affirms,
    ends_listing,
    is_in_force,
    is_outright,
    states_end_of_standing,
    states_grade,
    states_loss,
)

# Columns in which a cell may stand for the blank ones below it, as if they were merged.
FOR_ROWS_BELOW = re.compile("(?:变动|变更|增减|企业|名单)?(?:类别|类型|分类)")
OFFICE_TITLE = re.compile("海关|关区")
CUSTOMS = "海关"
# Columns whose cells are offices and nothing else, and words for the own office.
ONLY_OFFICES = re.compile(
    "(?:主管|所属|注册地?|备案地?|认证|申报|属地|所在地?|隶属|直属|管辖)*(?:海关|关区)(?:代码|编码|代号|名称|编号)?"
)
OWN_OFFICE = re.compile("[本我]关|[本我]海关|[—/无-]+")
# Columns that are read and state something as well.
STATING = frozenset({"grade", "stated_office"})
STATING_VALIDITY = frozenset({"review_due_on"})
# Columns in which such a word is about something else.
NO_STATEMENT = re.compile("联系|电话|地址|范围|行业|案由|义务|依据|内容|事项|操作|名称|人$|文号|编号")
OPERATION = re.compile("操作")
LINES_SHOWN = 20


def check_stated_losses(table: Table, context: Any) -> Iterator[Problem]:
    """Report the cells beside a row that state a loss of standing or a removal; of rosters and blacklists.

    In a column about a loss (注销标志, 取消日期), whatever does not deny it states it.
    """
    for letter, title, texts in _other_columns(table, STATE_TITLE):
        name = BRACKETED.sub("", plain(title))
        is_of_loss = TITLE_OF_LOSS.search(name) is not None
        is_of_force = TITLE_OF_FORCE.search(name) is not None
        stated = {
            text
            for text in set(texts)
            if states_loss(text)
            or (is_of_loss and not is_of_force and affirms(text))
            or (is_of_force and NO.fullmatch(text))
        }
        yield from _problems(table, letter, title, texts, stated.__contains__, "row_states_loss", {})
    for letter, title, texts in _columns_titled(table, OTHER_MATTER):
        is_result = RESULT.search(title) is not None
        stated = {text for text in set(texts) if ends_listing(text) or (is_result and is_outright(text))}
        yield from _problems(table, letter, title, texts, stated.__contains__, "row_states_loss", {})
    for letter, title, texts in _unknown_columns(table):
        if LOSS_AT_ALL.search(BETWEEN.join(texts)):
            stated = {text for text in set(texts) if is_outright(text)}
            yield from _problems(table, letter, title, texts, stated.__contains__, "row_states_loss", {})


def check_notes(is_loss: Callable[[str], bool]) -> Callable[[Table, Any], Iterator[Problem]]:
    """Return the check that reports the notes on the rows which state a loss; which rows, only a person can see."""

    def check(table: Table, context: Any) -> Iterator[Problem]:
        for row in table.set_aside:
            text = shown_text(row)
            is_note = row.reason in ("note", "signature") or (row.reason == "title" and NOTE.fullmatch(plain(text)))
            if is_note and is_loss(text) and not GENERAL_NOTE.search(text):
                yield problem_of_file("note_states_loss", {"line": row.line, "text": text})

    return check


def check_ended_entries(table: Table, context: Any) -> Iterator[Problem]:
    """Report the rows of a blacklist whose state is that of an entry which is no longer in force."""
    for letter, title, texts in _other_columns(table, STATE_TITLE):
        is_marked = MARK_TITLE.search(title) is not None
        ended = {
            text
            for text in set(texts)
            if (ENDED.search(text) and not NOT_ENDED.search(text))
            or ends_listing(text)
            or EARLIER_OF_PAIR.fullmatch(text)
            or (is_marked and CROSSED_OUT.fullmatch(text))
        }
        stated = {text for text in ended if not states_loss(text)}
        yield from _problems(table, letter, title, texts, stated.__contains__, "row_states_loss", {})


def check_coded_states(table: Table, context: Any) -> Iterator[Problem]:
    """Report each code in a column of states or changes of a blacklist once, with its rows."""
    for letter, title, texts in _other_columns(table, OF_CODES):
        name = BRACKETED.sub("", plain(title))
        if not (TITLE_OF_LOSS.search(name) or TITLE_OF_FORCE.search(name)):
            for text in filter(CODE_OF_STATE.fullmatch, dict.fromkeys(texts)):
                yield _problem_of_rows(table, letter, title, texts, text, "entry_state_unclear", {})


def check_unclear_states(table: Table, context: Any) -> Iterator[Problem]:
    """Report each state or grade in a roster that is no word for a certification in force, once, with its rows."""
    for letter, title, texts in _other_columns(table, STATE_TITLE):
        name = BRACKETED.sub("", plain(title))
        if OTHER_GRADES.search(name):
            continue
        if ONLY_STATES.search(name):
            is_grade = GRADE_TITLE.search(name) is not None
            unclear = [text for text in dict.fromkeys(filter(CONTENT.search, texts)) if not _is_clear(text, is_grade)]
        elif OF_CODES.search(name) and not (TITLE_OF_LOSS.search(name) or TITLE_OF_FORCE.search(name)):
            unclear = [text for text in filter(CODE_OF_STATE.fullmatch, dict.fromkeys(texts)) if not is_in_force(text)]
        else:
            continue
        for text in unclear:
            yield _problem_of_rows(table, letter, title, texts, text, "state_unclear", {})


def _is_clear(text: str, is_grade: bool) -> bool:
    """Return whether a state, or a grade, is that of a certification in force, or one that another check reports."""
    is_other_grade = OTHER_GRADE.search(text) is not None and "高级" not in text if is_grade else states_grade(text)
    return is_other_grade or is_in_force(text) or states_end_of_standing(text)


def check_stated_standing(table: Table, context: Any) -> Iterator[Problem]:
    """Report the rows of a roster that state an end of the certification or of the enterprise."""
    for letter, title, texts in _other_columns(table, STATE_TITLE):
        is_asked = TITLE_OF_STANDING.search(title) is not None and TITLE_OF_FORCE.search(title) is None
        is_marked, is_grade = (kind.search(title) is not None for kind in (MARK_TITLE, GRADE_TITLE))
        lost = {
            text
            for text in set(texts)
            if LOST_STANDING.search(text)
            or CERTIFICATION_GIVEN_UP.search(text)
            or EARLIER_OF_PAIR.fullmatch(text)
            or (is_asked and NO.fullmatch(text))
            or (is_marked and CROSSED_OUT.fullmatch(text))
            or ((not is_grade or "高级" in text) and states_grade(text))
        }
        is_of_force = TITLE_OF_FORCE.search(BRACKETED.sub("", plain(title))) is not None
        stated = {text for text in lost if not (states_loss(text) or (is_of_force and NO.fullmatch(text)))}
        yield from _problems(table, letter, title, texts, stated.__contains__, "row_states_loss", {})
    for letter, title, texts in _other_columns(table, TITLE_OF_LOST_STANDING):
        stated = {
            text for text in set(texts) if CONTENT.search(text) and affirms(text) and not states_end_of_standing(text)
        }
        yield from _problems(table, letter, title, texts, stated.__contains__, "row_states_loss", {})
    for letter, title, texts in _columns_titled(table, OTHER_MATTER):
        stated = {text for text in set(texts) if END_OF_CERTIFICATION.search(text) and states_loss(text)}
        yield from _problems(table, letter, title, texts, stated.__contains__, "row_states_loss", {})


def check_validity(table: Table, context: Any) -> Iterator[Problem]:
    """Report the rows of a roster that state a last day of the certification which has passed."""
    for letter, title, texts in _columns_titled(table, VALIDITY_TITLE, STATING_VALIDITY):
        ended = {text for text in set(texts) if (day := read_day(text, is_last=True).day) and day < context.today}
        yield from _problems(table, letter, title, texts, ended.__contains__, "row_states_loss", {})


def check_stated_grades(table: Table, context: Any) -> Iterator[Problem]:
    """Report the rows of a roster that state another grade than that of certified enterprises."""
    for letter, title, texts in _other_columns(table, GRADE_TITLE):
        if OTHER_GRADES.search(title) or OPERATION.search(title):
            continue
        stated = {text for text in set(texts) if OTHER_GRADE.search(text) and "高级" not in text}
        yield from _problems(table, letter, title, texts, stated.__contains__, "other_grade", {})


def check_stated_offices(table: Table, context: Any) -> Iterator[Problem]:
    """Report the rows of a roster that state another customs office than the one that reports them.

    A code, or another text from which the office is not clear, is reported once with its rows.
    """
    office = context.office
    own = office.removesuffix(CUSTOMS)
    others = {name.removesuffix(CUSTOMS) for name in context.offices.values()} - {own}
    for letter, title, texts in _other_columns(table, OFFICE_TITLE) if office else ():
        foreign = {
            text
            for text in set(texts)
            if own not in text and (CUSTOMS in text or any(other in text for other in others))
        }
        yield from _problems(
            table, letter, title, texts, foreign.__contains__, "other_stated_office", {"office": office}
        )
        if not ONLY_OFFICES.fullmatch(BRACKETED.sub("", plain(title))):
            continue
        for text in dict.fromkeys(filter(CONTENT.search, texts)):
            is_known = own in text or text in foreign or OWN_OFFICE.fullmatch(plain(text))
            if not is_known and not CUSTOMS_CODE.fullmatch(plain(text)):
                yield _problem_of_rows(table, letter, title, texts, text, "stated_office_unclear", {"office": office})


def _other_columns(table: Table, pattern: re.Pattern[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the columns of _columns_titled that are not about a sanction or a case, groups of rows filled down."""
    for letter, title, texts in _columns_titled(table, pattern):
        if not OTHER_MATTER.search(title):
            yield letter, title, _filled_down(texts) if FOR_ROWS_BELOW.fullmatch(plain(title)) else texts


def _filled_down(texts: list[str]) -> list[str]:
    """Return the texts with the last one above in place of blank ones, where they seem to be groups of rows."""
    if not texts[0] or "" not in texts or len(set(texts)) < 3:
        return texts
    filled: list[str] = []
    for text in texts:
        filled.append(text or filled[-1])
    return filled


def _columns_titled(
    table: Table, pattern: re.Pattern[str], stating: frozenset[str] = STATING
) -> Iterator[tuple[str, str, list[str]]]:
    """Yield letter, title and cells of each column with such a title that no field other than the stating ones has."""
    read = {letter for key, letter in table.columns.items() if key not in stating}
    for letter, title in table.titles.items():
        if letter not in read and pattern.search(title.strip()):
            place = index_of(letter)
            texts = [cells[place] if place < len(cells) else "" for cells in table.raw]
            yield letter, title.strip(), texts


def _unknown_columns(table: Table) -> Iterator[tuple[str, str, list[str]]]:
    """Yield letter, title or letter, and cells of the columns whose title says nothing about what they state."""
    read = set(table.columns.values())
    for place in range(max(map(len, table.raw), default=0)):
        letter = letter_of(place)
        title = table.titles.get(letter, "").strip()
        is_known = STATE_TITLE.search(title) or OTHER_MATTER.search(title) or NO_STATEMENT.search(title)
        if letter not in read and not is_known:
            yield letter, title or f"{letter}列", [cells[place] if place < len(cells) else "" for cells in table.raw]


def _problems(
    table: Table, letter: str, title: str, texts: list[str], is_stated: Callable[[str], bool], code: str, more: Params
) -> Iterator[Problem]:
    """Yield a problem for each row whose cell in the column makes the statement, and which states no day of removal."""
    removed = table.column("removed_on")
    for index, text in enumerate(texts):
        if text and is_stated(text) and not removed[index]:
            params: Params = {"title": title, "text": text.strip()[:LONGEST_TEXT], **more}
            yield _problem(table, index, letter, code, params, text)


def _problem_of_rows(
    table: Table, letter: str, title: str, texts: list[str], text: str, code: str, more: Params
) -> Problem:
    """Return one problem of all rows whose cell in the column is the text."""
    lines = [str(line) for line, own in zip(table.lines, texts, strict=True) if own == text]
    shown = "、".join(lines[:LINES_SHOWN]) + ("等" if len(lines) > LINES_SHOWN else "")
    params: Params = {"title": title, "text": text.strip()[:LONGEST_TEXT], "lines": shown, **more}
    return _problem(table, texts.index(text), letter, code, params, text)


def _problem(table: Table, index: int, letter: str, code: str, params: Params, cell: str) -> Problem:
    severity = PROBLEM_CODES[code].severity
    return Problem(table.lines[index], letter, "name", code, params, severity, cell)
