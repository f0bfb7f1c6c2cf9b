"""Choosing between the columns of a sheet that have a title of the same column.

The newer of two columns, a visible one and a filled one are preferred, and the choice is reported. Where nothing tells
two columns apart, the person who brought the file has to decide.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from spreadsheets.columns import Column, letter_of
from spreadsheets.headers import Header, age_of, title_key
from spreadsheets.person_names import is_person_name
from spreadsheets.problems import Note
from spreadsheets.resident_ids import cut_ids
from spreadsheets.sheets import Sheet, SheetError

LONGEST_EXAMPLE = 30


class ColumnChoice(NamedTuple):
    """Column key, letters of the column that is read, and of another one with a title of that column.

    `is_same_title`: the titles differ in nothing or only in words such as 变更前 and 变更后.
    """

    key: str
    letter: str
    other: str
    is_same_title: bool


def choose_columns(sheet: Sheet, header: Header) -> tuple[Header, list[ColumnChoice]]:
    """Return the header with the chosen columns, and the choices that change what is read.

    Raises SheetError where two tables stand side by side, or two columns of one title have different content.
    """
    _check_one_table(sheet, header)
    places, choices = dict(header.places), []
    for key, others in header.alternatives.items():
        place, passed_over = _choose(sheet, header, key, [header.places[key], *others])
        places[key] = place
        for other in passed_over:
            is_same = _key(header, other) == _key(header, place) or age_of(header.titles[place]) != age_of(
                header.titles[other]
            )
            choices.append(ColumnChoice(key, letter_of(place), letter_of(other), is_same))
    return replace(header, places=places), choices


def notes_on_titles(header: Header, columns: Sequence[Column]) -> list[Note]:
    """Return a note for each column that is read from the older one of two, which the file has alone."""
    return [
        Note("older_column", {"title": header.titles[place], "column": column.title})
        for column in columns
        if (place := header.places.get(column.key, -1)) in range(len(header.titles))
        and age_of(header.titles[place]) < 0
    ]


def _choose(sheet: Sheet, header: Header, key: str, candidates: list[int]) -> tuple[int, list[int]]:
    """Return the column to read and the others with other content; the candidates are in the order of preference."""
    texts = {place: _texts(sheet, header, place) for place in candidates}
    filled = [place for place in candidates if any(texts[place])] or candidates[:1]
    visible = [place for place in filled if place not in sheet.hidden_columns] or filled
    ages = {place: age_of(header.titles[place]) for place in visible}
    chosen = next(place for place in visible if ages[place] == max(ages.values()))
    for other in visible:
        is_alike = ages[other] == ages[chosen] and _key(header, other) == _key(header, chosen)
        if is_alike and texts[other] != texts[chosen]:
            raise _same_titles(header, key, chosen, other, texts[chosen], texts[other])
    return chosen, [place for place in filled if texts[place] != texts[chosen]]


def _texts(sheet: Sheet, header: Header, place: int) -> list[str]:
    return [cells[place].strip() if place < len(cells) else "" for cells in sheet.rows[header.line :]]


def _key(header: Header, place: int) -> str:
    return title_key(header.titles[place])


def _same_titles(
    header: Header, key: str, place: int, other: int, texts: Sequence[str], other_texts: Sequence[str]
) -> SheetError:
    """Return the error that shows the first cells in which two columns of one title differ."""
    text, other_text = next(pair for pair in zip(texts, other_texts, strict=True) if pair[0] != pair[1])
    return SheetError(
        "same_titles",
        line=header.line,
        title=header.titles[place],
        letter=letter_of(place),
        text=_example(text, key),
        other_letter=letter_of(other),
        other_text=_example(other_text, key),
    )


def _example(text: str, key: str) -> str:
    """Return the start of a cell for a sentence, nothing of a natural person."""
    return "…" if is_person_name(text) else cut_ids(text, key)[:LONGEST_EXAMPLE]


def _check_one_table(sheet: Sheet, header: Header) -> None:
    """Check that the titles are not repeated for a second table to the right of the first; raises SheetError."""
    second = {
        key: min(repeated)
        for key, others in header.alternatives.items()
        if (repeated := [other for other in others if _key(header, other) == _key(header, header.places[key])])
    }
    first = [header.places[key] for key in second]
    if "name" not in second or len(second) < 2 or min(second.values()) <= max(first):
        return
    left, start = min(first), min(second.values())
    while left and _key(header, left - 1) and _key(header, left - 1) == _key(header, start - 1):
        left, start = left - 1, start - 1
    rows = sum(any(map(str.strip, cells[start:])) for cells in sheet.rows[header.line :])
    if rows:
        raise SheetError(
            "side_by_side", line=header.line, letter=letter_of(left), other_letter=letter_of(start), count=rows
        )
