"""The USCCs of a roster without a column for them: from the customs codes of known enterprises, or from licences."""

from collections.abc import Mapping
from dataclasses import replace

from spreadsheets.identifiers import is_valid_uscc
from spreadsheets.problems import Note
from spreadsheets.rows import Table


def join_by_customs_code(table: Table, known: Mapping[str, str]) -> Table:
    """Fill in the USCCs of a roster without that column from `known`, customs code → USCC.

    A USCC that a person entered on the page is kept, and one that stands in the column of registration numbers.
    """
    if "uscc" in table.columns:
        return table
    table = _take_usccs_from_registration_numbers(table)
    entered, codes = table.column("uscc"), table.cells["customs_code"]
    uscc = [text or known.get(code, "") for text, code in zip(entered, codes, strict=True)]
    added = sum(map(bool, uscc)) - sum(map(bool, entered))
    notes = [Note("joined_by_customs_code", {"count": added})] if added else []
    return replace(table, cells={**table.cells, "uscc": uscc}, notes=[*table.notes, *notes])


def _take_usccs_from_registration_numbers(table: Table) -> Table:
    """Move USCCs from the column of registration numbers to their own: since 2015 a licence has one as its number."""
    entered, numbers = list(table.column("uscc")), list(table.column("registration_number"))
    count = 0
    for index, text in enumerate(numbers):
        if len(text) == 18 and is_valid_uscc(text):
            entered[index], numbers[index] = entered[index] or text, ""
            count += 1
    if not count:
        return table
    cells = {**table.cells, "uscc": entered, "registration_number": numbers}
    return replace(table, cells=cells, notes=[*table.notes, Note("usccs_in_licence_numbers", {"count": count})])
