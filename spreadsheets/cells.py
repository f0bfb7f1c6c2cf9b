"""Cleaning cells, a whole column at a time: codes, days and names."""

import re
from collections.abc import Sequence

from spreadsheets.code_cells import clean_codes
from spreadsheets.columns import CODES, DAYS
from spreadsheets.days import EXCEL_SERIAL, read_day
from spreadsheets.formulas import is_formula_or_error
from spreadsheets.identifiers import UNPRINTED, is_valid_uscc
from spreadsheets.joined_lines import BETWEEN
from spreadsheets.name_cells import clean_names
from spreadsheets.private_use import map_private_use
from spreadsheets.resident_ids import MASK
from spreadsheets.words_for_none import ENDLESS, stands_for_never, states_no_end, states_none

# Columns of last days, in which a period means its end.
LAST_DAYS = frozenset({"expires_on", "review_due_on"})
# Those in which a period means its beginning.
FIRST_DAYS = frozenset({"listed_on"})
NAMES = frozenset({"name", "other_names"})
# Columns in which 无 is a statement of its own.
FREE_TEXTS = frozenset({"basis"})
# A longer text is quickly seen to be no word for none.
LONGEST_WORD = 12
DAYS_TO_1904 = 1462
# A USCC of digits only, of which a spreadsheet program keeps fifteen.
ROUNDED = re.compile(r"(?!(.)\1*$)[0-9]{15}000")
SIGNS_OF_FORMULAS = ("#", "=", "rr:", "RR:", "误:")
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+")
INVISIBLE_IN_TEXT = re.compile(f"[{UNPRINTED}]")
# The line breaks as workbooks may write them.
LINE_BREAK = re.compile("_x000[DA]_")
# Invisible characters and blanks other than the usual one: a class of single characters is searched for fastest.
BLANKS = "".join(character for character in map(chr, range(0x3001)) if character.isspace() and character != " ")
TO_CLEAN = re.compile(f"[{UNPRINTED}{BLANKS}]")


def counted_from_1900(text: str) -> str:
    """Convert a serial number of Excel's 1904 date system to the 1900 system; leave any other text as it is."""
    number = text.strip()
    if not EXCEL_SERIAL.fullmatch(number):
        return text
    days, point, fraction = number.partition(".")
    return f"{int(days) + DAYS_TO_1904}{point}{fraction}"


def clean_column(key: str, texts: Sequence[str]) -> list[str]:
    """Clean the cells of a column: codes normalised, days in ISO format where they exist, names with single blanks.

    A cell that states that there is nothing becomes empty, except in a column of free text.
    """
    if key in DAYS:
        days = {text: _day(key, text) for text in set(texts)}
        return [days[text] for text in texts]
    if key in CODES:
        return clean_codes(key, texts)
    joined = BETWEEN.join(texts)
    clean = clean_names(clean_text(map_private_use(joined)), BETWEEN) if key in NAMES else clean_text(joined)
    # Most columns are clean as received. Texts that stay the same objects are compared at once.
    cells = list(texts) if clean == joined else clean.split(BETWEEN)
    return cells if key in FREE_TEXTS else _without_words_for_none(key, cells)


def _day(key: str, text: str) -> str:
    if not text:
        return text
    reading = read_day(text, is_last=key in LAST_DAYS, is_first=key in FIRST_DAYS)
    if reading.day:
        if not stands_for_never(key, reading.day):
            return reading.day.isoformat()
        return ENDLESS if key == "expires_on" else ""
    if key == "expires_on" and (states_no_end(text) or _is_endless_period(text)):
        return ENDLESS
    states_nothing = (reading.fault == "blank" and key != "certified_on") or states_none(key, text)
    return "" if states_nothing else text.strip()


def _is_endless_period(text: str) -> bool:
    """Return whether the text is a period without an end: 2026-01-05至长期."""
    first, _, last = text.replace("到", "至").partition("至")
    return bool(last) and states_no_end(last) and read_day(first).day is not None


def _without_words_for_none(key: str, texts: list[str]) -> list[str]:
    """Empty the cells that state that there is nothing."""
    short = {text for text in texts if 0 < len(text) <= LONGEST_WORD}
    nothing = {text for text in short if states_none(key, text)}
    return ["" if text in nothing else text for text in texts] if nothing else texts


def clean_text(joined: str) -> str:
    """Remove invisible characters and blanks around each of the joined cells; reduce blanks inside to one."""
    if "_x000" in joined:
        joined = LINE_BREAK.sub("", joined)
    if "  " in joined or TO_CLEAN.search(joined):
        joined = re.sub(r"\s+", " ", INVISIBLE_IN_TEXT.sub("", joined))
    return joined.replace(f" {BETWEEN}", BETWEEN).replace(f"{BETWEEN} ", BETWEEN).strip(" ")


def unusable_texts(key: str, texts: Sequence[str]) -> set[str]:
    """Return the texts of the column that state nothing usable.

    These are formulas, their errors, codes that lost digits as numbers, and texts in which an ID number was masked.
    """
    joined = BETWEEN.join(texts)
    unusable = {text for text in texts if MASK in text} if MASK in joined else set()
    if any(sign in joined for sign in SIGNS_OF_FORMULAS):
        unusable.update(filter(is_formula_or_error, set(texts)))
    if key in CODES and "E" in joined:
        unusable |= {text for text in texts if "E" in text and SCIENTIFIC.fullmatch(text)}
    if key == "uscc" and "000" in joined:
        rounded = {text for text in texts if text.endswith("000") and ROUNDED.fullmatch(text)}
        unusable |= {text for text in rounded if not is_valid_uscc(text)}
    return unusable
