"""What cells say, a whole column at a time: codes, days, names, and what is never kept."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from spreadsheets.columns import CODES, DAYS
from spreadsheets.identifiers import OLD_RESIDENT_ID_LIKE, RESIDENT_ID, RESIDENT_ID_LIKE, clean_code, is_resident_id

# Between the cells of a column that is cleaned at one stroke; the reader drops it from every file.
BETWEEN = "\0"
MASK = "【身份证号已略去】"
DAY = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})\D*(?:\d{1,2}:\d{2}.*)?")
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
# Excel counts days from here, its leap-year slip of 1900 included; a serial of five digits is 1927 to 2173.
EXCEL_EPOCH = date(1899, 12, 30)
DAYS_TO_1904 = 1462
EXCEL_SERIAL = re.compile(r"[1-9]\d{4}(\.\d+)?")
FORMULA_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+")
# Every digit as 0, whatever else as a blank; and how UTF-8 writes full-width digits.
# An older resident's ID number by itself, with and without what people write between its parts.
FIFTEEN = re.compile(b" 000000 ?000000 ?000 ")
OLD_RESIDENT_ID = re.compile(OLD_RESIDENT_ID_LIKE.encode())
DIGITS = bytes(48 if 48 <= byte < 58 else 32 for byte in range(256))
WIDE_DIGIT = re.compile(rb"\xef\xbc[\x90-\x99]")
UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


def parse_day(text: str) -> date | None:
    """The day that an office wrote: 2019年7月10日, 2019.7.10, 2019/7/10, 20190710, Excel's 43656; None for none."""
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
    """A bare number of the 1904 system as the usual one writes it; anything else as it is."""
    number = text.strip()
    return str(int(float(number)) + DAYS_TO_1904) if EXCEL_SERIAL.fullmatch(number) else text


def clean_column(key: str, texts: Sequence[str]) -> list[str]:
    """The column's cells as they were meant: codes clean, days in ISO where they exist, names without odd blanks."""
    if key in DAYS:
        days = {text: _day(text) for text in set(texts)}
        return [days[text] for text in texts]
    together = BETWEEN.join(texts)
    return (clean_code(together) if key in CODES else _clean_text(together)).split(BETWEEN)


def _day(text: str) -> str:
    day = parse_day(text)
    return day.isoformat() if day else text.strip()


def _clean_text(together: str) -> str:
    """Each cell with single blanks inside, none around, and nothing that nobody sees."""
    together = re.sub(r"\s+", " ", UNSEEN.sub("", together))
    return together.replace(f" {BETWEEN}", BETWEEN).replace(f"{BETWEEN} ", BETWEEN).strip(" ")


def masked(text: str, key: str = "") -> str:
    """The text, in the column of this key, without any resident's ID number: those are never kept."""
    plain = unicodedata.normalize("NFKC", text)
    without = RESIDENT_ID.sub(lambda found: MASK if is_resident_id(found.group(), key) else found.group(), plain)
    return text if without == plain else without


def masked_row(cells: Sequence[str], keys: Mapping[int, str]) -> list[str]:
    """The same of each cell of a row; `keys` says which columns are known, place → key."""
    return [masked(text, keys.get(place, "")) for place, text in enumerate(cells)]


def may_hold_resident_id(rows: Iterable[Sequence[str]]) -> bool:
    """Whether anything in the rows looks like a resident's ID number, so that each cell is worth a look."""
    together = BETWEEN.join(map(BETWEEN.join, rows))
    # First what is quick to see: as many digits in a row as such a number has.
    encoded = together.encode(errors="surrogatepass")
    if WIDE_DIGIT.search(encoded):
        encoded = unicodedata.normalize("NFKC", together).encode(errors="surrogatepass")
    tight = encoded.translate(DIGITS, b" -")
    if b"0" * 17 in tight and RESIDENT_ID_LIKE.search(together) is not None:
        return True
    if b"0" * 15 not in tight or not FIFTEEN.search(b" %b " % encoded.translate(DIGITS)):
        return False
    # Most numbers of fifteen digits are registration numbers.
    return any(is_resident_id(found.decode()) for found in OLD_RESIDENT_ID.findall(encoded))


def broken_texts(key: str, texts: Sequence[str]) -> set[str]:
    """What stands in the column for a formula gone wrong, or for a code that lost digits when it became a number."""
    broken = FORMULA_ERRORS.intersection(texts) if "#" in BETWEEN.join(texts) else frozenset()
    if key in CODES:
        broken |= {text for text in texts if "E" in text and SCIENTIFIC.fullmatch(text)}
    return set(broken)


def masked_texts(texts: Sequence[str]) -> set[str]:
    """The cells of the column from which a resident's ID number was left out."""
    return {text for text in texts if MASK in text} if MASK in BETWEEN.join(texts) else set()
