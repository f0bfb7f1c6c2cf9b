"""Checks of the rows of a table for natural persons, and the report of personal data that was cut from a row."""

from collections.abc import Callable, Iterator, Set
from typing import Any

from spreadsheets.columns import index_of, letter_of
from spreadsheets.contact_numbers import CONTACT_MASK
from spreadsheets.identifiers import (
    CUSTOMS_CODE,
    REGISTRATION_NUMBER,
    TAX_NUMBER,
    clean_org_code,
    is_valid_org_code,
    is_valid_uscc,
)
from spreadsheets.person_names import NAME_MASK, Subject, subject_of
from spreadsheets.personal_data import CELL_MASK, ROW_MASK
from spreadsheets.problems import MAY_BE_PERSON, NATURAL_PERSON, PRIVATE, PROBLEM_CODES, Params, Problem
from spreadsheets.resident_ids import MASK, is_resident_id
from spreadsheets.rows import Table
from spreadsheets.subject_kinds import Kind, is_detail, is_of_persons, is_title_of_details, is_title_of_kinds, kind_of

NO_PARAMS: Params = {}
CODES = ("uscc", "org_code", "tax_number", "registration_number", "customs_code")
# Nine equal characters are no organisation code, although some have a correct check character.
DUMMY_CODES = {character * 9 for character in "0123456789"}


def check_natural_person(table: Table, context: Any) -> Iterator[Problem]:
    """Report the rows about natural persons, and the rows that may be; nothing of either is stored.

    A name in the form of a personal name is that of a natural person unless the row has a USCC or an organisation code.
    A name without the form of either is held for a look unless the row has some code, or a person decided that the row
    is an enterprise. What the file states about the kind of its subjects counts more than a code (subject_kinds.py).
    """
    stated = _stated_kinds(table)
    for index, name in enumerate(table.column("name")):
        if ROW_MASK in name:
            # Nothing is left of the row that a decision could affirm.
            yield _problem(table, index, NATURAL_PERSON)
            continue
        if (name.endswith("公司") and index not in stated) or table.lines[index] in table.affirmed:
            continue
        subject = subject_of(name)
        if subject is Subject.UNCLEAR:
            # As written, with the blanks between several names.
            subject = subject_of(table.raw_cell("name", index).strip() or name)
        if NAME_MASK in name and subject is not Subject.ENTERPRISE:
            subject = Subject.PERSON
        if code := _code_of_stated(stated.get(index), subject):
            yield _problem(table, index, code)
            continue
        if subject is Subject.ENTERPRISE or _has_strong_code(table, index):
            continue
        holds_mask = any(MASK in table.column(key)[index] for key in CODES)
        if subject is Subject.PERSON or (holds_mask and (not name or subject is Subject.UNCLEAR)):
            yield _problem(table, index, NATURAL_PERSON)
        elif not name or _has_code(table, index):
            continue
        else:
            yield _problem(table, index, MAY_BE_PERSON if subject is Subject.UNCLEAR else "unclear_subject")


def _stated_kinds(table: Table) -> dict[int, Kind]:
    """Return for the indexes of rows the kind that the sheet, the title of a section or a column states for them."""
    kinds = dict.fromkeys(range(len(table.lines)), Kind.NATURAL) if is_of_persons(table.sheet) else {}
    of_persons = set(filter(is_of_persons, set(table.sections.values())))
    kinds |= {i: Kind.NATURAL for i, line in enumerate(table.lines) if table.sections.get(line) in of_persons}
    for letter, title in table.titles.items():
        if letter not in table.columns.values() and (is_title_of_kinds(title) or is_title_of_details(title)):
            place = index_of(letter)
            texts = [cells[place] if place < len(cells) else "" for cells in table.raw]
            found = {text: _kind_below(title, text) for text in set(texts)}
            kinds |= {index: kind for index, text in enumerate(texts) if (kind := found[text])}
    return kinds


def _kind_below(title: str, text: str) -> Kind | None:
    if is_title_of_kinds(title):
        return kind_of(text)
    return Kind.DETAILED if is_detail(text) or text == CELL_MASK else None


def _code_of_stated(kind: Kind | None, subject: Subject) -> str:
    """Return the problem code of a row for which the file states this kind, "" where that decides nothing."""
    if kind is Kind.NATURAL and subject is Subject.ENTERPRISE:
        return MAY_BE_PERSON
    if kind is Kind.SELF_EMPLOYED:
        return MAY_BE_PERSON if subject is Subject.PERSON else ""
    return NATURAL_PERSON if kind and subject is not Subject.ENTERPRISE else ""


def check_cut_data(but: Set[str] = frozenset()) -> Callable[[Table, Any], Iterator[Problem]]:
    """Return the check that reports the cells from which numbers or names of persons were cut.

    The columns in `but` have a check of their own; a column about persons is reported by a note on the file.
    """

    def check(table: Table, context: Any) -> Iterator[Problem]:
        keys = {letter: key for key, letter in table.columns.items()}
        for index, joined in enumerate(table.joined_rows):
            if not _has_mask(joined):
                continue
            for place, text in enumerate(table.raw[index]):
                letter = letter_of(place)
                key = keys.get(letter, "name")
                if _has_mask(text) and key not in but:
                    title = table.titles.get(letter, letter).strip()
                    problem = _problem(table, index, "personal_data_cut", {"title": title})
                    yield problem._replace(column=letter, key=key, cell=text)

    return check


def _has_mask(text: str) -> bool:
    return MASK in text or NAME_MASK in text or CONTACT_MASK in text


def _problem(table: Table, index: int, code: str, params: Params = NO_PARAMS) -> Problem:
    """Return the problem; that of a natural person has no text of the row."""
    return Problem(
        line=table.lines[index],
        column=table.columns.get("name", ""),
        key="name",
        code=code,
        params=params,
        severity=PROBLEM_CODES[code].severity,
        cell="（已略去）" if code in PRIVATE else table.raw_cell("name", index),
    )


def _has_strong_code(table: Table, index: int) -> bool:
    """Return whether the row has a valid USCC or organisation code, in whatever column of codes."""
    for key in ("uscc", "org_code", "tax_number"):
        text = table.column(key)[index]
        if text and not is_resident_id(text) and is_valid_uscc(text):
            return True
        code = clean_org_code(text)
        if text and is_valid_org_code(code) and code not in DUMMY_CODES:
            return True
    return False


def _has_code(table: Table, index: int) -> bool:
    """Return whether the row has a code in the form of a registration number, a tax number or a customs code."""
    shapes = {"registration_number": REGISTRATION_NUMBER, "tax_number": TAX_NUMBER, "customs_code": CUSTOMS_CODE}
    return any(
        shape.fullmatch(text) and not is_resident_id(text)
        for key, shape in shapes.items()
        if (text := table.column(key)[index])
    )
