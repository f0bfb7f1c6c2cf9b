"""Finding the header of a sheet: which line (or two) it is, and which column is what."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spreadsheets.columns import Column
from spreadsheets.identifiers import INVISIBLE

HEADER_WITHIN = 20


@dataclass(frozen=True)
class Header:
    """Where the header ends (its last line, counted from 1), its titles, and key → index of the columns known."""

    line: int
    titles: list[str]
    places: dict[str, int]

    def missing(self, columns: Sequence[Column]) -> list[Column]:
        """The needed columns that it does not have."""
        return [column for column in columns if column.needed and column.key not in self.places]


def find_header(
    rows: Sequence[Sequence[str]], columns: Sequence[Column], known_headings: Mapping[str, str] | None = None
) -> Header:
    """The header with the most known columns, in one line or in two of which the lower one goes before.

    `taught` are titles that people explained, title_key → key; they go before what is known of old. A sheet without
    any known title has an empty header at line 0.
    """
    found = Header(0, [], {})
    for line, cells in enumerate(rows[:HEADER_WITHIN], start=1):
        above = rows[line - 2] if line > 1 else []
        for titles in (list(cells), _two_lines(above, cells)):
            places = _places(titles, columns, known_headings or {})
            if len(places) > len(found.places):
                found = Header(line, titles, places)
    return found


def header_as_told(rows: Sequence[Sequence[str]], line: int, places: Mapping[str, int]) -> Header:
    """The header where a person says that it is: its last line, key → index."""
    titles = list(rows[line - 1]) if 0 < line <= len(rows) else []
    return Header(line, titles, dict(places))


def title_key(text: str) -> str:
    """A title as it is compared: without width, blanks, marks and whatever stands in brackets."""
    text = re.sub(r"\(.*?\)", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"[\s*:]", "", INVISIBLE.sub("", text))


def _two_lines(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """A header in two lines: what the lower one leaves blank, the upper one says for both (a merged cell)."""
    width = max(len(above), len(below))
    pairs = zip([*above, *[""] * (width - len(above))], [*below, *[""] * (width - len(below))], strict=True)
    return [lower if lower.strip() else upper for upper, lower in pairs]


def _places(titles: Sequence[str], columns: Sequence[Column], known_headings: Mapping[str, str]) -> dict[str, int]:
    """Key → index of the columns that the titles name, each title the first time that it stands there.

    A program may write the key itself.
    """
    indexes: dict[str, int] = {}
    for index, title in enumerate(titles):
        indexes.setdefault(title_key(title), index)
    places = {}
    for column in columns:
        explained = [title for title, key in known_headings.items() if key == column.key]
        known = (*explained, column.title, *column.aliases, column.key)
        named = [indexes[name] for name in known if name in indexes]
        if named:
            places[column.key] = named[0]
    return places
