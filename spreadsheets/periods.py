"""Periods written in one cell, from a first to a last day: 2026年1月5日至2027年1月4日, 2026年1月5日至11日."""

import re

PERIOD = re.compile(
    r"(.+?[0-9日号起])\s*(?:至|到|[~—–]+|--+|\s-\s|(?<=[日起])-|-(?=[0-9]{4}[-./年][0-9]{1,2}[-./月][0-9])|(?<=[0-9]{8})-(?=[0-9]{8})"
    r"|-(?=长期|永久|今)|(?<=[./][0-9])-(?=[0-9]{1,2}[./][0-9]{1,2}$)|(?<=[./][0-9]{2})-(?=[0-9]{1,2}[./][0-9]{1,2}$))\s*(.+)"
)
# Two days of one month: 2026年1月5-11日.
IN_A_MONTH = re.compile(r"(.*?[0-9]{4}年[0-9]{1,2}月)([0-9]{1,2})\s*[-~—–至到]+\s*([0-9]{1,2}[日号].*)")
YEAR_AND_MONTH = re.compile(r"([0-9]{4})\s*[-./年]\s*([0-9]{1,2})")
NUMBER = "[0-9〇零一二三四五六七八九十廿卅]{1,3}"
# The last day without what it has from the first one: the year, or the year and the month.
SHORT_LAST = re.compile(rf"(?:(次年|翌年|第二年)\s*)?(?:({NUMBER})\s*[月./-]\s*)?({NUMBER})\s*([日号]?\s*止?)")
# In place of a last day.
NO_END = re.compile("今|长期|永久|不定期|无固定期限")
# What states no exact day, and days without a year.
MONTHS_ONLY = re.compile(r"(?:19|20)[0-9]{2}年[0-9]{1,2}月?\s*[-~—–至到]+\s*(?:[0-9]{4}年)?[0-9]{1,2}月(?:底|末|份)?")
DAYS_WITHOUT_YEAR = re.compile(r"[0-9]{1,2}月[0-9]{1,2}[日号]?\s*[-~—–至到]+\s*(?:[0-9]{1,2}月)?[0-9]{1,2}[日号]?")
# Another day of the same month or year behind a day: 2026年1月5日、11日.
FURTHER_DAY = re.compile(r"[日号]\s*[、,，和及与]\s*(?:[0-9]{1,2}月)?[0-9]{1,2}[日号]")


def split_period(text: str) -> tuple[str, str] | None:
    """Return the texts of the first and the last day of a period, the last one with year and month; None for none."""
    if found := IN_A_MONTH.fullmatch(text):
        return f"{found[1]}{found[2]}日", f"{found[1]}{found[3]}"
    found = PERIOD.fullmatch(text)
    return (found[1], _completed(found[2], found[1])) if found else None


def _completed(last: str, first: str) -> str:
    short, start = SHORT_LAST.fullmatch(last), YEAR_AND_MONTH.search(first)
    if not short or not start:
        return last
    next_year, month, day, end = short.groups()
    if next_year and not month:
        return last
    return f"{int(start[1]) + bool(next_year)}年{month or start[2]}月{day}{end or '日'}"
