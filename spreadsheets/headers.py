"""Finding the header of a sheet: its line or two lines, and the column keys of its titles."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spreadsheets.columns import Column
from spreadsheets.identifiers import INVISIBLE

HEADER_WITHIN = 20


@dataclass(frozen=True)
class Header:
    """Lines of the header (from 1), titles by column index, and column key → column index.

    `line` is the last line; `first_line` is the line before it in a header of two lines.
    """

    line: int
    titles: list[str]
    places: dict[str, int]
    is_two_lines: bool = False

    @property
    def first_line(self) -> int:
        return self.line - self.is_two_lines

    def missing(self, columns: Sequence[Column]) -> list[Column]:
        """Return the needed columns that the header lacks."""
        lacking = [column for column in columns if column.needed and column.key not in self.places]
        return [column for column in lacking if not column.unless or not self.places.keys() >= set(column.unless)]


def find_header(
    rows: Sequence[Sequence[str]], columns: Sequence[Column], known_headings: Mapping[str, str] | None = None
) -> Header:
    """Return the header with the most known columns, in one line or in two of which the lower one takes precedence.

    `known_headings` maps titles (as title_key gives them) that people mapped to column keys; they take precedence
    over the aliases of the columns. A sheet without any known title has an empty header at line 0.
    """
    found = Header(0, [], {})
    for line, cells in enumerate(rows[:HEADER_WITHIN], start=1):
        above = rows[line - 2] if line > 1 else []
        for titles, is_two_lines in ((list(cells), False), (_two_lines(above, cells), True)):
            places = _places(titles, columns, known_headings or {})
            if len(places) > len(found.places):
                found = Header(line, titles, places, is_two_lines)
    return found


def known_titles(columns: Sequence[Column]) -> set[str]:
    """Return the titles of the columns and their other names, as title_key gives them."""
    return {title_key(name) for column in columns for name in (column.title, *column.aliases)}


def header_at(rows: Sequence[Sequence[str]], line: int, places: Mapping[str, int]) -> Header:
    """Return the header that a person located: its last line, and column key → column index."""
    titles = list(rows[line - 1]) if 0 < line <= len(rows) else []
    return Header(line, titles, dict(places))


def title_key(text: str) -> str:
    """Return a title in the form for comparison: half width, without blanks, colons, asterisks and bracketed text."""
    text = re.sub(r"\(.*?\)", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"[\s*:]", "", INVISIBLE.sub("", text))


def _two_lines(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Merge a header of two lines: where the lower cell is blank, the upper one covers both (a merged cell)."""
    width = max(len(above), len(below))
    pairs = zip([*above, *[""] * (width - len(above))], [*below, *[""] * (width - len(below))], strict=True)
    return [lower if lower.strip() else upper for upper, lower in pairs]


def _places(titles: Sequence[str], columns: Sequence[Column], known_headings: Mapping[str, str]) -> dict[str, int]:
    """Return column key → column index of the columns that the titles name; of equal titles, the first counts.

    A program may write the column key as title.
    """
    indexes: dict[str, int] = {}
    for index, title in enumerate(titles):
        indexes.setdefault(title_key(title), index)
    places = {}
    for column in columns:
        mapped = [title for title, key in known_headings.items() if key == column.key]
        known = (*mapped, column.title, *column.aliases, column.key)
        named = [indexes[name] for name in known if name in indexes]
        if named:
            places[column.key] = named[0]
    return places
