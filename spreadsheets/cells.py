"""Cleaning cells, a whole column at a time: codes, days and names."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta

from spreadsheets.columns import CODES, DAYS
from spreadsheets.identifiers import clean_code
from spreadsheets.resident_ids import BETWEEN, MASK

DAY = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})\D*(?:\d{1,2}:\d{2}.*)?")
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
# Day 0 of Excel, corrected for its leap-year error of 1900; a serial number of five digits is in 1927 to 2173.
EXCEL_EPOCH = date(1899, 12, 30)
DAYS_TO_1904 = 1462
EXCEL_SERIAL = re.compile(r"[1-9]\d{4}(\.\d+)?")
# As Excel and WPS show a formula error, or, behind the bar, LibreOffice.
FORMULA_ERROR = re.compile(r"#(?:N/A|GETTING_DATA|[A-Z][A-Z0-9/_]*[!?])|(?:Err|错误):\d{3}", re.IGNORECASE)
# A formula in place of its result.
FORMULA = re.compile(r"=[^=\s].*", re.DOTALL)
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+")
INVISIBLE_IN_TEXT = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


def parse_day(text: str) -> date | None:
    """Parse a day such as 2019年7月10日, 2019.7.10, 2019/7/10, 20190710 or 43656 (Excel); None for no day."""
    text = clean_code(text) if not re.search(r"\d\s+\d", text) else unicodedata.normalize("NFKC", text).strip()
    if EXCEL_SERIAL.fullmatch(text):
        return EXCEL_EPOCH + timedelta(days=int(float(text)))
    found = COMPACT_DAY.fullmatch(text) or DAY.fullmatch(text)
    if not found:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


def counted_from_1900(text: str) -> str:
    """Convert a serial number of Excel's 1904 date system to the 1900 system; leave any other text as it is."""
    number = text.strip()
    return str(int(float(number)) + DAYS_TO_1904) if EXCEL_SERIAL.fullmatch(number) else text


def clean_column(key: str, texts: Sequence[str]) -> list[str]:
    """Clean the cells of a column: codes normalised, days in ISO format where they exist, names with single blanks."""
    if key in DAYS:
        days = {text: _day(text) for text in set(texts)}
        return [days[text] for text in texts]
    joined = BETWEEN.join(texts)
    return (clean_code(joined) if key in CODES else _clean_text(joined)).split(BETWEEN)


def _day(text: str) -> str:
    day = parse_day(text)
    return day.isoformat() if day else text.strip()


def _clean_text(joined: str) -> str:
    """Remove invisible characters and blanks around each of the joined cells; reduce blanks inside to one."""
    joined = re.sub(r"\s+", " ", INVISIBLE_IN_TEXT.sub("", joined))
    return joined.replace(f" {BETWEEN}", BETWEEN).replace(f"{BETWEEN} ", BETWEEN).strip(" ")


def broken_texts(key: str, texts: Sequence[str]) -> set[str]:
    """Return the texts of the column that are formulas, their errors, or codes that lost digits as numbers."""
    joined = BETWEEN.join(texts)
    broken = set()
    if any(sign in joined for sign in "#=:"):
        broken = {text for text in set(texts) if FORMULA.fullmatch(text) or FORMULA_ERROR.fullmatch(text)}
    if key in CODES:
        broken |= {text for text in texts if "E" in text and SCIENTIFIC.fullmatch(text)}
    return broken


def masked_texts(texts: Sequence[str]) -> set[str]:
    """Return the texts of the column in which a resident's ID number was masked."""
    return {text for text in texts if MASK in text} if MASK in BETWEEN.join(texts) else set()
