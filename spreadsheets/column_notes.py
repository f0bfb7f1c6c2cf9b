"""Notes on the columns of a table that are not read."""

from collections.abc import Sequence
from typing import cast

from spreadsheets.columns import index_of
from spreadsheets.headers import title_key
from spreadsheets.problems import Note
from spreadsheets.rows import Table
from spreadsheets.serial_numbers import TITLE as SERIAL_NUMBER


def notes_on_ignored_columns(table: Table) -> list[Note]:
    """Return the note which columns with a title and with content are not read.

    Columns of a table to the right, and titles about which another note says so, are left to that note.
    """
    mentioned = {title for note in table.notes for title in cast(Sequence[str], note.params.get("titles", ()))}
    read = set(table.columns.values())
    titles = [
        title.strip()
        for letter, title in table.titles.items()
        if letter not in read
        and title.strip() not in mentioned
        and not SERIAL_NUMBER.fullmatch(title_key(title))
        and _has_content(table, index_of(letter))
    ]
    return [Note("ignored_columns", {"titles": titles})] if titles else []


def _has_content(table: Table, place: int) -> bool:
    return any(place < len(cells) and cells[place].strip() for cells in table.raw)
