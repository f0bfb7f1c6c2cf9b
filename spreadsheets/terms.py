"""Terms in the place of a last day (三年, 12个月, 自列入之日起3年), which are reckoned from the day of listing."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from spreadsheets.days import chinese_number, parse_day
from spreadsheets.problems import Note, Params
from spreadsheets.rows import Table

# Longer texts are no term; longer terms are none that a source sets.
LONGEST_TEXT = 40
MOST_MONTHS = 360
MOST_DAYS = 3_660
# A start other than the listing, such as 自履行完毕之日起, is not known.
START = (
    r"(?:(?:自|从|由)?(?:被|决定)?(?:列入|公示|公布|发布|认定|移入|纳入|作出列入决定)"
    r"[^\d一二三四五六七八九十半两,]{0,16}?(?:起算?|算起|后),?)?"
)
LABEL = "(?:联合)?(?:公示|公布|列入|惩戒|有效|管理|限制)?(?:期限|期间|时限|期)?(?:为|是|共|满|:)?"
NUMBER = "([0-9]{1,4}|[一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾百]{1,4})"
TERM = re.compile(
    rf"{START}{LABEL}(?:{NUMBER}周?年(半)?(?:零?{NUMBER}个?月)?|(半)年|{NUMBER}个月|{NUMBER}(?:个?(?:自然|日历)日|天|日))"
    r"(?:期|整|止|为止|以?内|有效期?|后?(?:届满|到期|期满|失效|移出|终止|撤下))?"
)
# The unit of plain numbers, in the title of their column: 公示期（年）.
UNIT_OF_TITLE = re.compile(r"[(（](年|个?月|天|日)[)）]")
UNITS = {"年": "年", "月": "个月", "个月": "个月", "天": "天", "日": "天"}
PLAIN_NUMBER = re.compile(r"\s*([0-9]{1,4})(?:\.0+)?\s*")


# A term behind the day on which it begins.
OWN_START = re.compile(r"(?:自|从|由)?(.*?[0-9][日号]?)(?:之日|当日)?(?:起算?|算起|后),?(.+)")


class Term(NamedTuple):
    """A length of time; one of the two is 0."""

    months: int
    days: int

    def end(self, start: date) -> date:
        """Return the last day of the term, as the terms of blacklists are reckoned: the same day of a later month."""
        if self.days:
            return start + timedelta(days=self.days)
        years, month = divmod(start.month - 1 + self.months, 12)
        year = start.year + years
        return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def read_term(text: str) -> Term | None:
    """Return the term that the text states, None for none that begins with the listing."""
    found = TERM.fullmatch(_plain(text)) if len(text) <= LONGEST_TEXT else None
    if not found:
        return None
    years, half, more, half_year, months, days = found.groups()
    total = 12 * _number(years) + 6 * bool(half or half_year) + _number(more) + _number(months)
    term = Term(total, _number(days))
    return term if term != (0, 0) and term.months <= MOST_MONTHS and term.days <= MOST_DAYS else None


def reckon_expiries(table: Table) -> Table:
    """Return the table with the last day in place of each term, reckoned from the day of listing of its row; noted.

    A term in a row without a day of listing stays as it is.
    """
    reckoned = dict(_reckoned(table))
    if not reckoned:
        return table
    expiries = [reckoned.get(index, text) for index, text in enumerate(table.column("expires_on"))]
    first = min(reckoned)
    params: Params = {
        "column": "有效期止",
        "count": len(reckoned),
        "line": table.lines[first],
        "text": table.column("expires_on")[first].strip(),
        "day": reckoned[first],
    }
    notes = [*table.notes, Note("terms_reckoned", params)]
    return replace(table, cells={**table.cells, "expires_on": expiries}, notes=notes)


def _reckoned(table: Table) -> Iterator[tuple[int, str]]:
    """Yield index and last day of each row with a term and a day of listing."""
    texts, listed, unit = table.column("expires_on"), table.column("listed_on"), _unit(table)
    terms = {text: found for text in set(texts) if text and (found := _term(text, unit))}
    for index, text in enumerate(texts) if terms else ():
        if text in terms:
            own_start, term = terms[text]
            if start := own_start or parse_day(listed[index]):
                yield index, term.end(start).isoformat()


def is_plain_term(table: Table, text: str) -> bool:
    """Return whether a text in the place of a last day is a number of the unit that the title of its column names."""
    return bool(_unit(table) and PLAIN_NUMBER.fullmatch(text))


def _unit(table: Table) -> str:
    """The unit of plain numbers in the title of the last day, such as 年; "" without one."""
    found = UNIT_OF_TITLE.search(table.titles.get(table.columns.get("expires_on", ""), ""))
    return found[1] if found else ""


def _term(text: str, unit: str) -> tuple[date | None, Term] | None:
    """Return the day on which the term in a text begins, where it states one, and the term; None for no term."""
    number = PLAIN_NUMBER.fullmatch(text) if unit else None
    found = OWN_START.fullmatch(_plain(text)) if len(text) <= LONGEST_TEXT else None
    start = parse_day(found[1]) if found else None
    term = read_term(f"{number[1]}{UNITS[unit]}" if number else found[2] if found and start else text)
    return (start, term) if term else None


def _plain(text: str) -> str:
    return re.sub(r"[\s。;；]", "", unicodedata.normalize("NFKC", text)).replace("，", ",").replace("：", ":")


def _number(text: str | None) -> int:
    return (chinese_number(text.replace("两", "二")) or 0) if text else 0
