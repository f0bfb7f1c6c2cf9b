"""Records that are written line by line (名称：…), each line a title and its content, read as a table.

A record ends where a title comes again, or at a blank line. Lines of another kind stay rows of their own.
"""

import re

from spreadsheets.file_kinds import WORDS
from spreadsheets.problems import Note

# A number may stand before the first title of a record.
LINE = re.compile(r"\s*(?:[0-9]{1,4}[.、)）]\s*)?([^:：\s,，;；|]{1,30}?)\s*[:：](?![:：])\s*(.*?)\s*")
HEAD = 4_000
LEAST_TITLES = 2


def are_records(text: str) -> bool:
    """Return whether most of the first lines begin with a title and a colon, and several are titles of lists."""
    lines = [line for line in text[:HEAD].splitlines() if line.strip()]
    titles = [found[1] for line in lines if (found := LINE.fullmatch(line))]
    return len(titles) * 2 > len(lines) and sum(map(bool, map(WORDS.search, set(titles)))) >= LEAST_TITLES


def read_records(text: str) -> tuple[list[list[str]], list[Note]]:
    """Return the titles and the records as rows of a table, and the note that they were read so."""
    places: dict[str, int] = {}
    above: list[list[str]] = []
    rows: list[list[str]] = []
    record: dict[int, str] = {}
    for line in [*text.splitlines(), ""]:
        found = LINE.fullmatch(line)
        place = places.setdefault(found[1], len(places)) if found else -1
        if record and (not line.strip() or place in record):
            rows.append(_row(record, len(places)))
            record = {}
        if found:
            record[place] = found[2]
        elif line.strip():
            (rows if places else above).append([line.strip()])
    count = sum(len(row) > 1 for row in rows)
    note = Note("records_of_lines", {"count": count, "line": len(above) + 2})
    return [*above, list(places), *rows], [note]


def _row(record: dict[int, str], width: int) -> list[str]:
    return [record.get(place, "") for place in range(width)]
