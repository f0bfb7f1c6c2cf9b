"""The lines of a look-up of many (批量查询), from a pasted text or a file: a name, a code, or both.

Nothing else of a line is kept. A line about a natural person has neither a name nor a code; it is reported, and nobody
is looked up for it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from feedback.states import LookupMatch
from free_text.numbers import contact_numbers, document_numbers, needed_or_not
from spreadsheets.columns import COMMON_TITLES, LONGEST_NAME, LOOKUP_COLUMNS
from spreadsheets.headers import known_title, title_key, titles_of
from spreadsheets.identifiers import clean_org_code, in_latin_letters, is_valid_uscc
from spreadsheets.person_names import NAME_MASK, is_person_name
from spreadsheets.personal_data import ROW_MASK, cut_sheets
from spreadsheets.resident_ids import is_resident_id
from spreadsheets.rows import parse_table
from spreadsheets.sheets import CONTROL, Sheet, SheetError
from spreadsheets.written_names import HALF_WIDTH, NUMBERING, is_plain

# Lines of one look-up.
MOST_LINES = 50_000
# A code as clean_org_code gives it: a USCC, a customs or AEO code, an organisation code, a registration number.
CODE = re.compile(r"(?:AEO(?:CN)?)?(?=\D*\d)[0-9A-Z]{9,18}")
CODE_INSIDE = re.compile(r"(?<![0-9A-Za-z])(?:AEO(?:CN)?)?(?=[A-Za-z]*[0-9])[0-9A-Za-z]{9,18}(?![0-9A-Za-z])")
# The number of a row before its name, without a separator that NUMBERING knows.
ROW_NUMBER = re.compile(r"[0-9]{1,5}[ \t\u3000]+(?=[\u3400-\u9fff])")
AROUND = " \t　\"'“”‘’「」『』《》<>,，;；:：、|。.()（）[]【】"
# Reasons of rows that are neither about an enterprise nor left out: headings.
HEADINGS = ("title", "header", "repeated_header", "column_numbers")
# A file that is no table with such columns is read line by line.
NO_TABLE = ("columns_missing", "near_titles", "no_rows")


class AskedLine(NamedTuple):
    """A line: its number, and what it asks for; `match` is NONE for a line that is to be looked up."""

    number: int
    match: LookupMatch
    name: str = ""
    code: str = ""

    @property
    def text(self) -> str:
        """What the line asks for, as one text; "" for a line about a natural person."""
        return "　".join(filter(None, (self.name, self.code)))


def lines_of_text(text: str) -> list[AskedLine]:
    """Return the lines of a pasted text that are not blank; its cells stand between tabs."""
    return lines_of_texts(text.splitlines())


def lines_of_texts(texts: Iterable[str]) -> list[AskedLine]:
    """Return the lines of texts, one of each that is not blank; its cells stand between tabs."""
    rows = enumerate(map(_printed, texts), start=1)
    return list(_read(((number, line.split("\t")) for number, line in rows)))


def lines_of_sheets(sheets: Sequence[Sheet]) -> list[AskedLine]:
    """Return the rows of a file: by the columns of its table, or line by line where it has no such columns.

    Raises SheetError.
    """
    try:
        table = parse_table(sheets, LOOKUP_COLUMNS)
    except SheetError as error:
        if error.code not in NO_TABLE or len(sheets) != 1:
            raise
        return list(_read(enumerate(cut_sheets(sheets)[0].rows, start=1)))
    columns = (table.column(key) if key in table.columns else [""] * len(table.lines) for key in ("name", "uscc"))
    rows = [
        _asked(number, name, clean_org_code(code)) for number, name, code in zip(table.lines, *columns, strict=True)
    ]
    rows += [AskedLine(row.line, LookupMatch.UNREADABLE) for row in table.set_aside if row.reason not in HEADINGS]
    return sorted(rows)


def _printed(text: str) -> str:
    """Return the text without control characters and halves of surrogate pairs; tabs stay."""
    return CONTROL.sub("", text).encode("utf-8", "ignore").decode()


def _read(rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[AskedLine]:
    for number, cells in rows:
        written = [cell.strip(AROUND) for cell in cells]
        line = _asked_of_cells(number, [cell for cell in written if cell]) if any(written) else None
        if line:
            yield line


def _asked_of_cells(number: int, cells: Sequence[str]) -> AskedLine | None:
    """Return the line of cells: the first code in them, and the first other text that is no number.

    None for a row of headings.
    """
    name = code = ""
    for cell in cells:
        rest, found = _without_code(cell) if not code else (cell, "")
        code = code or found
        rest = _without_numbering(rest).strip(AROUND)
        if not name and any(map(str.isalpha, rest)):
            name = rest
    return None if _is_title(name) else _asked(number, name, code)


def _is_title(cell: str) -> bool:
    return title_key(cell) in COMMON_TITLES or known_title(cell, titles_of(LOOKUP_COLUMNS)) is not None


def _without_code(cell: str) -> tuple[str, str]:
    """Return the cell without the code in it, and the code; "" for none."""
    whole = in_latin_letters(clean_org_code(cell))
    if CODE.fullmatch(whole):
        return "", whole
    if cell.isalpha():
        return cell, ""
    found = CODE_INSIDE.search(cell.translate(HALF_WIDTH))
    if not found:
        return cell, ""
    return cell[: found.start()] + cell[found.end() :], clean_org_code(found[0])


def _without_numbering(text: str) -> str:
    half_width = text.translate(HALF_WIDTH)
    found = NUMBERING.match(half_width) or ROW_NUMBER.match(half_width)
    return text[found.end() :] if found else text


def _asked(number: int, name: str, code: str) -> AskedLine:
    """Return the line without what is about a natural person."""
    if name in (ROW_MASK, NAME_MASK):
        return AskedLine(number, LookupMatch.PERSON)
    is_known_code = is_valid_uscc(code) and not is_resident_id(code)
    private_code = bool(code) and not is_known_code and bool(document_numbers(code) or contact_numbers(code))
    private_name = bool(name) and not is_plain(name) and (private_code or _is_about_person(name))
    kept_name, kept_code = "" if private_name else name, "" if private_code else code
    if len(kept_name) > LONGEST_NAME:
        kept_name = ""
    if kept_name or kept_code:
        return AskedLine(number, LookupMatch.NONE, kept_name, kept_code)
    return AskedLine(number, LookupMatch.PERSON if private_name or private_code else LookupMatch.UNREADABLE)


def _is_about_person(name: str) -> bool:
    return NAME_MASK in name or is_person_name(name) or bool(document_numbers(name) or needed_or_not(name))
