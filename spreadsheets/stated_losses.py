"""Columns that no field has, and what their cells state against a row: a loss, a removal, another grade or office."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from spreadsheets.columns import index_of
from spreadsheets.problems import PROBLEM_CODES, Params, Problem
from spreadsheets.rows import Table
from spreadsheets.table_checks import REMOVED

# Words of programs for a loss or a removal, and for what is in force.
ENGLISH_LOSS = "delet|remov|cancel|revok|inactiv|invalid|disabled|withdr|terminat|suspend|expired"
ENGLISH_FORCE = r"(?<!in)valid|(?<!in)active|enabled|in_?force"
STATE_TITLE = re.compile(
    "状态|标志|标识|变动|变更|类型|类别|等级|级别|备注|说明|情况|结果|是否|grade|status|state$|remark|flag|operation|action|^op$"
    f"|{ENGLISH_LOSS}|{ENGLISH_FORCE}|{REMOVED}",
    re.IGNORECASE,
)
# Columns about the sanction or the case, in which such words state nothing about the listing.
OTHER_MATTER = re.compile("处罚|处理|履行|案件|违法|法律|判决|执行")
TITLE_OF_LOSS = re.compile(f"{REMOVED}|{ENGLISH_LOSS}|del_?flag", re.IGNORECASE)
TITLE_OF_FORCE = re.compile(f"是否.{{0,4}}(?:有效|生效|在列|在册)|{ENGLISH_FORCE}", re.IGNORECASE)
GRADE_TITLE = re.compile("^(?!.*(?:前|原|曾)).*(?:等级|级别|类别|类型|grade)", re.IGNORECASE)
OFFICE_TITLE = re.compile("海关|关区")
LOSS = re.compile(rf"{REMOVED}|降级|降为|下调|暂停|\b(?:{ENGLISH_LOSS})", re.IGNORECASE)
NEGATED = re.compile(
    rf"[未无不非否没][^，。；,;]{{0,4}}(?:{REMOVED}|降级|降为|下调|暂停)|\b(?:not|never|no)\b[^,;.]{{0,9}}\b(?:{ENGLISH_LOSS})",
    re.IGNORECASE,
)
OTHER_GRADE = re.compile(
    r"一般认证|一般信用|失信|注册登记|备案企业|常规管理|^[ABCD]类|^\s*(?:[ABCD]|一般|常规|[Gg]eneral)\s*$"
)
# States of an enterprise that lost its standing; of an entry on a blacklist they state nothing.
LOST_STANDING = re.compile(
    "(?<![未无非没])(?<![未无非没]被)(?:中止|冻结|吊销|破产|迁出|停业|[搬转]?迁(?:往|至|到)|转(?:往|至|出))"
    "|不通过|未通过|不合格"
)
# In a column about a case, only these words state such an end.
END_OF_CERTIFICATION = re.compile(
    "(?:取消|撤销|丧失|失去|终止|暂停|退出).{0,6}(?:资格|认证|AEO|高级)|(?:资格|认证).{0,4}(?:取消|撤销|终止|暂停)"
)
# Columns that are read and state something as well.
STATING = frozenset({"grade", "stated_office"})
TITLE_OF_STANDING = re.compile("是否.{0,4}(?:有效|正常|高级|认证|合格|通过|保留|继续)")
NO = re.compile(r"\s*(?:否|不是|无效|不合格|[Nn](?:o|O)?|0|[Ff]alse|FALSE)\s*")
YES = re.compile(r"\s*(?:是|有|已.*|[Yy](?:es|ES)?|1|[Tt]rue|TRUE|\d{4}\D?\d{1,2}\D?\d{1,2}.*)\s*")
LONGEST_TEXT = 40


def check_stated_losses(table: Table, context: Any) -> Iterator[Problem]:
    """Report the cells beside a row that state a loss of standing or a removal; of rosters and blacklists."""
    for letter, title, texts in _other_columns(table, STATE_TITLE):
        is_of_loss = TITLE_OF_LOSS.search(title) is not None
        is_of_force = TITLE_OF_FORCE.search(title) is not None
        stated = {
            text
            for text in set(texts)
            if states_loss(text) or (is_of_loss and YES.fullmatch(text)) or (is_of_force and NO.fullmatch(text))
        }
        yield from _problems(table, letter, title, texts, stated.__contains__, "row_states_loss", {})


def check_stated_standing(table: Table, context: Any) -> Iterator[Problem]:
    """Report the rows of a roster that state an end of the certification or of the enterprise."""
    for letter, title, texts in _other_columns(table, STATE_TITLE):
        is_asked = TITLE_OF_STANDING.search(title) is not None and TITLE_OF_FORCE.search(title) is None
        lost = {text for text in set(texts) if LOST_STANDING.search(text) or (is_asked and NO.fullmatch(text))}
        stated = {text for text in lost if not states_loss(text)}
        yield from _problems(table, letter, title, texts, stated.__contains__, "row_states_loss", {})
    for letter, title, texts in _columns_titled(table, OTHER_MATTER):
        stated = {text for text in set(texts) if END_OF_CERTIFICATION.search(text) and states_loss(text)}
        yield from _problems(table, letter, title, texts, stated.__contains__, "row_states_loss", {})


def check_stated_grades(table: Table, context: Any) -> Iterator[Problem]:
    """Report the rows of a roster that state another grade than that of certified enterprises."""
    for letter, title, texts in _other_columns(table, GRADE_TITLE):
        stated = {text for text in set(texts) if OTHER_GRADE.search(text) and "高级" not in text}
        yield from _problems(table, letter, title, texts, stated.__contains__, "other_grade", {})


def check_stated_offices(table: Table, context: Any) -> Iterator[Problem]:
    """Report the rows of a roster that state another customs office than the one that reports them."""
    office = context.office
    for letter, title, texts in _other_columns(table, OFFICE_TITLE) if office else ():
        stated = {text for text in set(texts) if text.strip().endswith("海关") and office not in text}
        yield from _problems(
            table, letter, title, texts, stated.__contains__, "other_stated_office", {"office": office}
        )


def states_end_of_standing(text: str) -> bool:
    """Return whether the text states an end of the certification or of the enterprise."""
    return states_loss(text) or LOST_STANDING.search(text) is not None


def _other_columns(table: Table, pattern: re.Pattern[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the columns of _columns_titled that are not about a sanction or a case."""
    for letter, title, texts in _columns_titled(table, pattern):
        if not OTHER_MATTER.search(title):
            yield letter, title, texts


def _columns_titled(table: Table, pattern: re.Pattern[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield letter, title and cells of each column with such a title that no field other than STATING has."""
    read = {letter for key, letter in table.columns.items() if key not in STATING}
    for letter, title in table.titles.items():
        if letter not in read and pattern.search(title):
            place = index_of(letter)
            texts = [cells[place] if place < len(cells) else "" for cells in table.raw]
            yield letter, title.strip(), texts


def states_loss(text: str) -> bool:
    """Return whether the text states a loss of standing or a removal."""
    return LOSS.search(text) is not None and NEGATED.search(text) is None


def _problems(
    table: Table, letter: str, title: str, texts: list[str], is_stated: Callable[[str], bool], code: str, more: Params
) -> Iterator[Problem]:
    """Yield a problem for each row whose cell in the column makes the statement."""
    for index, text in enumerate(texts):
        if text and is_stated(text):
            yield Problem(
                line=table.lines[index],
                column=letter,
                key="name",
                code=code,
                params={"title": title, "text": text.strip()[:LONGEST_TEXT], **more},
                severity=PROBLEM_CODES[code].severity,
                cell=text,
            )
