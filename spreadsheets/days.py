"""Reading days as people and programs write them; the reading of a text that is no day has the reason.

What is unmistakable is read: any order with a year of four digits, Chinese numerals, English months, Excel's serial
numbers. A moment with an offset from UTC is the day in China on which it falls. A moment at most LAST_SECONDS before
midnight is the next day: some programs store midnight as 23:59:17, the offset of Shanghai before 1901. Only the end of
a term means its own day with 23:59 or 23:59:59.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from spreadsheets.identifiers import UNPRINTED
from spreadsheets.periods import DAYS_WITHOUT_YEAR, FURTHER_DAY, MONTHS_ONLY, NO_END, split_period

# Why a text is no day: the sentences are in wording.py.
DayFault = Literal[
    "nonexistent",
    "ambiguous",
    "two_digit_year",
    "no_day",
    "no_year",
    "several",
    "more_text",
    "inexact",
    "republic",
    "lunar",
    "timestamp",
    "letters",
    "blank",
    "ditto",
    "term",
    "unreadable",
]
# How the day follows from a text that states another one: a moment elsewhere, a moment before midnight, a period of
# which the last or the first day is meant, the end of a month or a year.
DayForm = Literal["", "moment", "midnight", "period", "period_start", "end"]


class DayReading(NamedTuple):
    """The day that a text states, or None with the reason; `suggestion` is the day that is probably meant."""

    day: date | None
    fault: DayFault | Literal[""] = ""
    form: DayForm = ""
    suggestion: date | None = None


CHINA = ZoneInfo("Asia/Shanghai")
LAST_SECONDS = 90
SECONDS_OF_A_DAY = 86_400
# Day 0 of Excel, corrected for its leap-year error of 1900; a serial number of five digits is in 1927 to 2173.
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_SERIAL = re.compile(r"[1-9][0-9]{4}(\.[0-9]+)?")
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What programs store for an empty cell: day 0 of Excel and of other systems, with or without a time.
BLANK = re.compile(
    r"(?:0000\D?00\D?00|1900\D0?1\D0{1,2}|1900\D0?1\D0?1|1899\D12\D3[01]|0?001\D0?1\D0?1|0001\D0?1\D0?1|0)"
    r"日?(?:[T ]0{1,2}:00(?::00)?(?:\.0+)?Z?)?|0{1,2}:00(?::00)?"
)
INVISIBLE = re.compile(f"[{UNPRINTED}]")
BETWEEN = r"(?:\s*[-./\\_,、。·~'\u2010-\u2015\u2212]\s*|\s*[年月]\s*|\s+)"
TIME = (
    r"(?:[T\s]*(?P<hour>[0-9]{1,2})[:时点](?P<minute>[0-9]{2})?(?:[:分](?P<second>[0-9]{2})(?:[.,][0-9]+)?)?[分秒]?"
    r"\s*(?P<half>[AP]M)?\s*(?P<offset>Z|(?:UTC|GMT)?[+-][0-9]{1,2}(?::?[0-9]{2})?|UTC|GMT)?(?:\s*\([^)]*\))?)?"
)
BEFORE = r"(?:自|从|于|至|到|截至|截止|有效期?至|公元)?\s*:?\s*"
WEEKDAY = r"(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
# A day without a time may have an offset as well: an xs:date of XML.
BEHIND = rf"\s*[日号]?{WEEKDAY}\s*(?:上午|下午|中午|晚上|凌晨)?(?:{TIME}|Z|[+-][0-9]{{2}}:[0-9]{{2}})\s*[起止]?"
YEAR_FIRST = re.compile(rf"{BEFORE}([0-9]{{4}}){BETWEEN}([0-9]{{1,2}}){BETWEEN}([0-9]{{1,2}}){BEHIND}")
YEAR_LAST = re.compile(rf"{BEFORE}([0-9]{{1,2}}){BETWEEN}([0-9]{{1,2}}){BETWEEN}([0-9]{{4}}){BEHIND}")
SHORT_YEAR = re.compile(rf"{BEFORE}([0-9]{{1,2}}){BETWEEN}([0-9]{{1,2}}){BETWEEN}([0-9]{{1,2}}){BEHIND}")
# 20190710, with hours, minutes and seconds or as a decimal number.
COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:\.0+|T?([0-9]{2})([0-9]{2})([0-9]{2})?(Z?))?")
TIMESTAMP = re.compile(r"(?:/Date\()?(1[0-9]{9}|1[0-9]{12})(?:\.0+)?(?:[+-][0-9]{4})?(?:\)/)?")
MONTH_ONLY = re.compile(
    r"[0-9]{4}\s*[-./年]\s*[0-9]{1,2}月?(?:份|[上中下]旬|初|中|底|末)?|(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])"
)
YEAR_ONLY = re.compile(r"(?:19|20)[0-9]{2}年?(?:度|初|底|末|[上下]半年|第?[一二三四1-4]季度)?")
DAY_ONLY = re.compile(r"[0-9]{1,2}[-/.月][0-9]{1,2}[日号]?")
ANY_DAY = re.compile(r"[0-9]{4}\s*\D\s*[0-9]{1,2}\s*\D\s*[0-9]{1,2}|(?<![0-9])(?:19|20)[0-9]{6}(?![0-9])")
# The end of a year or a month, such as 至2027年底. Without 底, its last day may be meant.
END_OF = re.compile(rf"{BEFORE}([0-9]{{4}})年(?:([0-9]{{1,2}})月)?份?(底|末|年底|年末|月底|月末)?\s*止?")
# A period with its length beside it: 3年(2026.1.5-2029.1.4).
LENGTH = "[0-9一二三四五六七八九十两]{1,3}(?:年|个月|天)"
BESIDE_TERM = re.compile(rf"(.+?)\s*\((?:共|为)?{LENGTH}\)|{LENGTH}\s*\((.+)\)")
TERM = re.compile(
    r"(?<![0-9.])(?:[0-9.]{1,3}|[一二三四五六七八九十两半]{1,3})(?:周?年|个月|天|日)(?!底|末|度|初|[0-9])"
)
INEXACT = re.compile(r"[以之]?[前后]$|左右|大?约|上下$")
DITTO = re.compile(r"同[上前左]|[〃″\"々]+|ditto", re.IGNORECASE)
REPUBLIC = re.compile(r"(?:(?:中华)?民国|ROC)\s*(.{1,5}?)\s*[年./-](.+)|(1[01][0-9])\s*[年./-](.+)", re.IGNORECASE)
# Letters that are typed for digits, in a text that is nothing but a day otherwise.
LETTERS = str.maketrans("OoIl|", "00111")
DIGITS_AND_LETTERS = re.compile(r"[0-9OoIl|年月日号./\s-]*")
LUNAR = re.compile(
    r"[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年|农历|阴历|夏历|正月|腊月|闰.{1,2}月|月初[一二三四五六七八九十]"
)
NUMERALS = "〇零一二三四五六七八九十廿卅"
DIGITS = str.maketrans("零○一二三四五六七八九", "〇〇123456789") | {ord("〇"): "0", ord("零"): "0", ord("○"): "0"}
# The numerals of cheques.
CAPITALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰○", "一二三四五六七八九十百〇")
NUMERAL = f"[{NUMERALS}0-9]"
IN_NUMERALS = re.compile(rf"({NUMERAL}{{4}})([年\-./·])(元|{NUMERAL}{{1,3}})([月\-./·])({NUMERAL}{{0,4}})(.*)")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = rf"((?:{'|'.join(MONTHS)})[a-z]*)\.?"
GAP = r"[\s,./-]*"
ENGLISH_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
ORDINAL = r"([0-9]{1,2})(?:st|nd|rd|th)?"
# The order of the groups: year, month, day, rest.
IN_ENGLISH = tuple(
    (re.compile(pattern, re.IGNORECASE), order)
    for pattern, order in (
        (rf"{ORDINAL}{GAP}{MONTH}{GAP}([0-9]{{4}}|[0-9]{{2}}(?![0-9]))(.*)", (3, 2, 1, 4)),
        (rf"{MONTH}{GAP}{ORDINAL}[\s,./-]+([0-9]{{4}})(.*)", (3, 1, 2, 4)),
        (rf"([0-9]{{4}}){GAP}{MONTH}{GAP}{ORDINAL}(.*)", (1, 2, 3, 4)),
        (rf"{MONTH} +{ORDINAL}( [0-9:]+ (?:CST|UTC|GMT)) ([0-9]{{4}})", (4, 1, 2, 3)),
    )
)


# A longer text states no day.
LONGEST = 200


def parse_day(text: str) -> date | None:
    """Return the day that a text such as 2019年7月10日, 2019/7/10 or 43656 (Excel) states; None for no day."""
    return read_day(text).day


def read_day(text: str, *, is_last: bool = False, is_first: bool = False) -> DayReading:
    """Read a day.

    `is_last`: the text states the last day of a term, so that a period means its end; `is_first`: the first day.
    """
    return _read_text(text, is_last, is_first) if len(text) <= LONGEST else DayReading(None, "unreadable")


@lru_cache(maxsize=16_384)
def _read_text(text: str, is_last: bool, is_first: bool) -> DayReading:
    if ISO_DAY.fullmatch(text):
        return _day(*map(int, text.split("-"))) if not BLANK.fullmatch(text) else DayReading(None, "blank")
    plain = _plain(text)
    reading = _read(plain, is_last)
    beside = BESIDE_TERM.fullmatch(plain) if is_last or is_first else None
    if beside and not reading.day:
        plain = beside[1] or beside[2]
        reading = _read(plain, is_last)
    if not reading.day and not reading.fault and (parts := split_period(_in_digits(plain))):
        reading = _read_period(*parts, is_last, is_first)
    if reading.day or reading.fault:
        return reading
    if DIGITS_AND_LETTERS.fullmatch(plain) and (meant := _read(plain.translate(LETTERS), is_last).day):
        return DayReading(None, "letters", suggestion=meant)
    return DayReading(None, _fault(plain))


def _plain(text: str) -> str:
    """Return the text in half width, without invisible characters, a guard (="…") and a stop at the end."""
    plain = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return re.sub(r"\s+", " ", plain).strip(" '\"=`‘’“”;,。").removesuffix(".")


def _read(text: str, is_last: bool) -> DayReading:
    if BLANK.fullmatch(text):
        return DayReading(None, "blank")
    if found := EXCEL_SERIAL.fullmatch(text):
        return _of_serial(text, found[1] or "")
    if found := COMPACT.fullmatch(text):
        return _of_compact(found, is_last)
    if found := TIMESTAMP.fullmatch(text):
        seconds = int(found[1][:10])
        return DayReading(None, "timestamp", suggestion=datetime.fromtimestamp(seconds, CHINA).date())
    if found := REPUBLIC.fullmatch(text):
        year = chinese_number(found[1] or found[3])
        rest = re.sub(r"^(\S{1,3}?)[./-]", r"\1月", found[2] or found[4])
        meant = _read(f"{year + 1911}年{rest}", is_last).day if year else None
        if found[1] or meant:
            return DayReading(None, "republic", suggestion=meant)
    text = _in_digits(_without_english(text))
    if found := YEAR_FIRST.fullmatch(text):
        return _of_parts(int(found[1]), int(found[2]), int(found[3]), found, is_last)
    if found := YEAR_LAST.fullmatch(text):
        return _of_day_and_month(found, is_last)
    if found := SHORT_YEAR.fullmatch(text):
        meant = _day(2000 + int(found[1]), int(found[2]), int(found[3])).day if "年" in text else None
        return DayReading(None, "two_digit_year", suggestion=meant)
    if is_last and (found := END_OF.fullmatch(text)):
        return _of_end(found)
    return DayReading(None)


def _read_period(first_text: str, last_text: str, is_last: bool, is_first: bool) -> DayReading:
    """Read a period of which the first or the last day is meant; where neither is, it has several days."""
    first, last = _read(first_text, False), _read(last_text, True)
    if is_first and first.day and NO_END.fullmatch(last_text):
        return first._replace(form="period_start")
    if first.day is None or last.day is None:
        return DayReading(None, "nonexistent" if "nonexistent" in (first.fault, last.fault) else "")
    if first.day > last.day or not (is_last or is_first):
        return DayReading(None, "several")
    return last._replace(form="period") if is_last else first._replace(form="period_start")


def _fault(text: str) -> DayFault:
    """Return why the text is no day."""
    text = _in_digits(text)
    if DITTO.fullmatch(text):
        return "ditto"
    if LUNAR.search(text):
        return "lunar"
    if MONTH_ONLY.fullmatch(text) or YEAR_ONLY.fullmatch(text) or MONTHS_ONLY.fullmatch(text):
        return "no_day"
    if DAY_ONLY.fullmatch(text) or DAYS_WITHOUT_YEAR.fullmatch(text):
        return "no_year"
    days = ANY_DAY.findall(text)
    if len(days) > 1 or (days and FURTHER_DAY.search(text)):
        return "several"
    if INEXACT.search(text):
        return "inexact"
    if days:
        return "more_text"
    return "term" if TERM.search(text) else "unreadable"


def _day(year: int, month: int, day: int) -> DayReading:
    try:
        return DayReading(date(year, month, day))
    except ValueError:
        return DayReading(None, "nonexistent")


def _of_end(found: re.Match[str]) -> DayReading:
    """Read the last day of a month or a year, which is only probable where the text does not state the end."""
    year, month = int(found[1]), int(found[2] or 12)
    if not 1 <= month <= 12:
        return DayReading(None, "nonexistent")
    day = date(year, month, monthrange(year, month)[1])
    return DayReading(day, form="end") if found[3] else DayReading(None, "no_day", suggestion=day)


def _of_serial(text: str, fraction: str) -> DayReading:
    day = EXCEL_EPOCH + timedelta(days=int(float(text)))
    if fraction and float(fraction) * SECONDS_OF_A_DAY >= SECONDS_OF_A_DAY - LAST_SECONDS:
        return DayReading(day + timedelta(days=1), form="midnight")
    return DayReading(day)


def _of_compact(found: re.Match[str], is_last: bool) -> DayReading:
    year, month, day, hour, minute, second, offset = found.groups()
    if year[:2] not in ("19", "20", "99"):
        return DayReading(None)
    reading = _day(int(year), int(month), int(day))
    if reading.day is None or hour is None:
        return reading
    return _of_moment(reading.day, int(hour), int(minute), int(second or 0), offset, is_last)


def _of_day_and_month(found: re.Match[str], is_last: bool) -> DayReading:
    """Read 25/12/2019 and 12/25/2019; of 7/10/2019 nobody knows which part is the month."""
    first, second, year = (int(found[place]) for place in (1, 2, 3))
    if first > 12 or first == second:
        return _of_parts(year, second, first, found, is_last)
    if second > 12:
        return _of_parts(year, first, second, found, is_last)
    return DayReading(None, "ambiguous")


def _of_parts(year: int, month: int, day: int, found: re.Match[str], is_last: bool) -> DayReading:
    reading = _day(year, month, day)
    if reading.day is None or found["hour"] is None:
        return reading
    hour = int(found["hour"])
    hour += 12 if found["half"] == "PM" and hour < 12 else 0
    return _of_moment(reading.day, hour, int(found["minute"] or 0), int(found["second"] or 0), found["offset"], is_last)


def _of_moment(day: date, hour: int, minute: int, second: int, offset: str | None, is_last: bool) -> DayReading:
    """Return the day in China on which the moment falls."""
    if (hour, minute, second) == (24, 0, 0):
        return DayReading(day if is_last else day + timedelta(days=1))
    try:
        moment = datetime(day.year, day.month, day.day, hour, minute, second)
    except ValueError:
        return DayReading(None, "nonexistent")
    form: DayForm = ""
    if offset:
        try:
            moment = moment.replace(tzinfo=_timezone(offset)).astimezone(CHINA).replace(tzinfo=None)
        except (OverflowError, ValueError):
            # The last days of the calendar, which stand for no end.
            return DayReading(day)
        form = "moment"
    is_end_of_day = is_last and (moment.hour, moment.minute) == (23, 59) and moment.second in (0, 59)
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    if seconds >= SECONDS_OF_A_DAY - LAST_SECONDS and not is_end_of_day and moment.date() < date.max:
        return DayReading(moment.date() + timedelta(days=1), form=form or "midnight")
    return DayReading(moment.date(), form=form)


def _timezone(offset: str) -> timezone:
    """Return the time zone of Z, UTC, +08:00, GMT+0800 or +8."""
    digits = offset.removeprefix("UTC").removeprefix("GMT").removeprefix("Z").replace(":", "")
    if not digits:
        return UTC
    hours, minutes = (digits[1:], "0") if len(digits) < 4 else (digits[1:-2], digits[-2:])
    size = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-size if digits[0] == "-" else size)


def _without_english(text: str) -> str:
    """Return the text with an English month as a number, after the year: 10-Jul-2019 becomes 2019-7-10."""
    if not re.search(r"[A-Za-z]{3}", text):
        return text
    text = ENGLISH_WEEKDAY.sub("", text)
    for pattern, (year, month, day, rest) in IN_ENGLISH:
        if found := pattern.fullmatch(text):
            number = MONTHS.index(found[month][:3].lower()) + 1
            return f"{found[year]}-{number}-{found[day]}{found[rest].replace(' CST', '+08:00')}"
    return text


def _in_digits(text: str) -> str:
    """Return the text with a day in Chinese numerals in digits: 二〇一九年七月十日 becomes 2019年7月10日."""
    text = text.translate(CAPITALS)
    found = IN_NUMERALS.fullmatch(text)
    if not found or LUNAR.search(text):
        return text
    year, month, day = (chinese_number(found[place]) for place in (1, 3, 5))
    if year is None or month is None or (day is None and found[5]):
        return text
    return f"{year:04}{found[2]}{month}{found[4]}{'' if day is None else day}{found[6]}"


def chinese_number(text: str) -> int | None:
    """Return the number in digits or Chinese numerals up to 199, or digit by digit; None for no number."""
    text = text.translate(CAPITALS).replace("廿", "二十").replace("卅", "三十").replace("元", "一")
    if text.startswith("一百"):
        rest = text[2:].lstrip("零〇")
        return 100 + ((chinese_number(rest) or 0) if rest else 0)
    tens, ten, units = text.partition("十")
    digits = [part.translate(DIGITS) for part in ((tens, units) if ten else (text,))]
    if not all(part.isdecimal() or not part for part in digits) or not text:
        return None
    if ten:
        return int(digits[0] or 1) * 10 + int(digits[1] or 0)
    return int(digits[0])
