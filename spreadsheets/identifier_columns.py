"""Identifiers of the subjects of a blacklist: those in a wrong column are moved to their own, and reported."""

import re
from collections.abc import Iterator
from dataclasses import replace

from spreadsheets.cells import clean_column
from spreadsheets.checking import problem_at
from spreadsheets.identifiers import (
    clean_code,
    clean_org_code,
    intended_org_code,
    intended_uscc,
    invalid_usccs,
    is_valid_org_code,
    is_valid_uscc,
    org_code_of,
)
from spreadsheets.problems import Problem
from spreadsheets.resident_ids import MASK
from spreadsheets.rows import Table

# Columns in which real lists have a USCC (84 of 500 rows of one list have it as organisation code), and those in which
# they have an organisation code.
USCC_FOUND_IN = ("org_code", "tax_number", "registration_number", "customs_code")
ORG_CODE_FOUND_IN = ("uscc", "tax_number", "registration_number")
IDENTIFIERS = ("uscc", *USCC_FOUND_IN)
# Since 2015 the tax number of an enterprise is its USCC: it is right in that column, and gives the USCC as well.
STAYS = frozenset({"tax_number"})
UNNAMED = "未载名称"
IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
ENTERPRISE_WORDS = re.compile(r"公司|厂|店|社|部|行|所|中心|集团|院|场|馆|站|局|会|企业|工作室|基地|庄|坊")


def assign_identifiers(table: Table) -> tuple[Table, list[Problem]]:
    """Return the table with every identifier in its own column and no hyphen in organisation codes, and the notices
    of what was moved.
    """
    cells = {key: list(table.column(key)) for key in IDENTIFIERS}
    cells["org_code"] = [clean_org_code(text) for text in cells["org_code"]]
    cells["name"] = list(table.column("name"))
    notices = [
        *_read_look_alikes(table, cells),
        *_take_codes_from_names(table, cells),
        *_move_codes(table, cells, "uscc", USCC_FOUND_IN),
        *_move_codes(table, cells, "org_code", ORG_CODE_FOUND_IN),
        *_take_org_codes_from_tax_numbers(table, cells),
    ]
    filled = {key: texts for key, texts in cells.items() if key in table.cells or any(texts)}
    return replace(table, cells={**table.cells, **filled}), notices


def _is_valid(kind: str, text: str) -> bool:
    """Return whether the text is a valid code of the kind, `uscc` or `org_code`."""
    return is_valid_uscc(text) if kind == "uscc" else is_valid_org_code(text)


def _read_look_alikes(table: Table, cells: dict[str, list[str]]) -> Iterator[Problem]:
    """Read codes with look-alikes as the codes that are meant; the check character proves these."""
    for key, intended_code in (("uscc", intended_uscc), ("org_code", intended_org_code)):
        wrong = invalid_usccs(cells[key]) if key == "uscc" else set(cells[key])
        intended = {text: code for text in wrong if (code := intended_code(text))}
        for index, text in enumerate(cells[key]) if intended else ():
            if text in intended:
                code = cells[key][index] = intended[text]
                characters = "".join(dict.fromkeys(one for one, other in zip(text, code, strict=True) if one != other))
                params = {"kind": key, "characters": characters, "text": code}
                yield problem_at(table, index, key, "entry_look_alike", params)


def _move_codes(table: Table, cells: dict[str, list[str]], kind: str, columns: tuple[str, ...]) -> Iterator[Problem]:
    """Move codes of the kind from these columns to their own, where that has no valid one."""
    own = cells[kind]
    for key in columns:
        for index, text in enumerate(cells[key]):
            code = clean_org_code(text) if kind == "org_code" else text
            if not code or not _is_valid(kind, code):
                continue
            params = {"column": key, "kind": kind, "text": code}
            if own[index] != code and _is_valid(kind, own[index]):
                yield problem_at(table, index, key, "two_codes", {**params, "own_text": own[index]})
                continue
            if own[index] != code:
                yield problem_at(table, index, key, "moved", params)
                own[index] = code
            if key not in STAYS:
                cells[key][index] = ""


def _take_codes_from_names(table: Table, cells: dict[str, list[str]]) -> Iterator[Problem]:
    """Take a USCC that stands in the column of names; a name in the column of the USCC then becomes the name."""
    names, usccs = cells["name"], cells["uscc"]
    for index, text in enumerate(names):
        if not text or IDEOGRAPH.search(text) or not is_valid_uscc(code := clean_code(text)) or MASK in usccs[index]:
            continue
        if usccs[index] != code and is_valid_uscc(usccs[index]):
            yield problem_at(table, index, "name", "uscc_for_name", {"uscc": code, "own_uscc": usccs[index]})
            continue
        (name,) = clean_column("name", [table.raw_cell("uscc", index)])
        names[index] = name if ENTERPRISE_WORDS.search(name) else ""
        usccs[index] = code
        yield problem_at(table, index, "name", "moved", {"column": "name", "kind": "uscc", "text": code})


def _take_org_codes_from_tax_numbers(table: Table, cells: dict[str, list[str]]) -> Iterator[Problem]:
    """Take the organisation code from tax numbers of before 2015: 15 characters, of which the first six are a region
    and the rest is the code.
    """
    for index, text in enumerate(cells["tax_number"]):
        code = text[6:]
        if len(text) != 15 or not text[:6].isdecimal() or not is_valid_org_code(code):
            continue
        if not is_valid_org_code(cells["org_code"][index]) and not is_valid_uscc(cells["uscc"][index]):
            cells["org_code"][index] = code
            yield problem_at(table, index, "tax_number", "org_code_in_tax_number", {"org_code": code})


def subject_code(uscc: str, org_code: str) -> str:
    """Return the organisation code that identifies a subject, taken from the USCC where that is valid; "" for none."""
    if is_valid_uscc(uscc):
        return org_code_of(uscc)
    return org_code if is_valid_org_code(org_code) else ""
