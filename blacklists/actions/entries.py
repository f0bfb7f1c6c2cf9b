"""Compare a file of a blacklist with the blacklist in force and apply it, as whole sets (docs/adr/0006).

The problem: a file of up to 200,000 rows must be matched with as many known entries, its effect shown before it is
confirmed, and exactly this effect applied. One query for each row would take minutes. So the rows are copied into a
temporary table, `staged_entries`, and each step is one statement for all rows (`entry_statements.py`).

An example: a full list as of 10 July is compared with the entries 1 (source number A), 2 (B), 3 (C) and 4 (E). Entry 4
is as of an incremental file of 12 July, which was confirmed before.

    row  source number  content               entry_id  outcome
    2    A              as known              1         unchanged
    3    B              removed on 5 July     2         changed, and ended by its row
    4    D              an earlier double     -         dropped: row 5 has the same source number (step 2)
    5    D              a new record          NULL      new
    6    E              another basis         4         superseded: entry 4 has newer data (step 6)
    7    -              an error              -         refused: set apart (step 2)
    -    C              in no row             3         missing: ended as of 10 July

1. Copy the rows, cleaned: an identifier with a wrong check character is left out, the key and the blocking keys are
   derived. The checks whose problems people see use the same functions; a cleaning in SQL could differ from them.
2. Set refused rows apart and drop doubles. A double would violate the unique keys of entries.
3. Match rows with known entries, by source number, by key, and rows without codes by name. Without the second pass a
   source that begins to give numbers would add every entry once more.
4. Complete the rows with the known content of their entries, and set expiries. A row states nothing about a column that
   its file lacks, about a key that its JSON object lacks, and, if it has a day of removal, about its empty cells.
   Without this step such a row would erase known content. Derive the key and the blocking keys of rows whose identity
   was completed once more.
5. Mark rows whose content differs. Without it, unchanged rows would be written and screened again.
6. Mark rows that newer data supersedes. Without it a file that is confirmed late would undo newer ones.
7. Mark entries that rows end, and find the entries missing from a full list. An entry that a
   refused row names is not ended.
8. Count, and give examples: the preview.
9. Lock the entries by primary key, end, change and add: the confirmation. Without the order two imports could deadlock.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from blacklists.actions.entry_statements import (
    ADD,
    CHANGE,
    COMPARE,
    COMPARED,
    CONTENT,
    COPIED,
    COUNT,
    DAYS,
    DERIVED,
    DROP_DOUBLES,
    END,
    ENDED,
    ERASED,
    FILL,
    FILLED_ROWS,
    IDENTITY,
    LOCK,
    MATCH,
    MISSING_AMONG,
    SET_DERIVED,
    SET_EXPIRY,
    SET_REFUSED_APART,
    STAGED,
    STAGED_NUMBERS,
    SUPERSEDED,
    UNKNOWN,
)
from blacklists.models import BlacklistEntry, BlacklistImport
from foundation.postgres.copy import NULL, array, copy_into, whole_numbers
from matching.blocking import blocking_keys
from matching.names import Name, further_names, parse_all, parse_pairs
from matching.pinyin import sort_keys
from spreadsheets.columns import LONGEST_NAME
from spreadsheets.identifier_columns import UNNAMED, subject_code
from spreadsheets.identifiers import (
    CUSTOMS_CODE,
    REGISTRATION_NUMBER,
    TAX_NUMBER,
    is_valid_org_code,
    is_valid_uscc,
    org_code_of,
)
from spreadsheets.words_for_none import ENDLESS
from spreadsheets.written_names import other_names_in
from uploads.models import Mode

CHUNK = 20_000
# With more rows than this, the planner must join by hashing (see staged_entries).
MANY = 1_000
SOON = timedelta(days=30)
# The columns of a row that are read; the others of CONTENT are derived from them.
DERIVED_FIELDS = ("key", "name_key", "sort_key", "states_expiry", "blocking_keys")
ROW_FIELDS = tuple(field for field in CONTENT if field not in DERIVED_FIELDS)
SHAPES = (
    ("customs_code", CUSTOMS_CODE),
    ("registration_number", REGISTRATION_NUMBER),
    ("tax_number", TAX_NUMBER),
)
VALID: dict[str, Callable[[str], object]] = {
    "uscc": is_valid_uscc,
    "org_code": is_valid_org_code,
    **{field: shape.fullmatch for field, shape in SHAPES},
}


class Effect(NamedTuple):
    """The effect of a file on its blacklist, as numbers of entries.

    `ended` counts the entries that a full list no longer names and the changed entries that their own row ends.
    `not_taken` counts the new entries that are not added, because a newer full list does not name them.
    `losing_identifier` counts the ended entries whose row erases or replaces their name or a code.
    """

    new: int
    changed: int
    ended: int
    unchanged: int
    not_taken: int
    losing_identifier: int


@contextmanager
def staged_entries(submission: BlacklistImport) -> Iterator[Mapping[str, Any]]:
    """Stage and compare the entries of a file for the block: steps 1 to 7. Yield the parameters of the statements.

    Call it in a transaction. Lock the blacklist first if you will apply the entries.
    """
    newer = list(BlacklistImport.objects.newer_than(submission).values_list("pk", "mode"))
    parameters: dict[str, Any] = {
        "blacklist": submission.blacklist_id,
        "submission": submission.pk,
        "as_of": submission.as_of,
        "counted_on": submission.counted_on,
        "today": timezone.localdate(),
        "soon": timezone.localdate() + SOON,
        "is_whole": submission.mode == Mode.FULL,
        "months": submission.blacklist.entry_months,
        "newer": [pk for pk, _ in newer],
        "has_newer_whole": any(mode == Mode.FULL for _, mode in newer),
    }
    with connection.cursor() as cursor:
        columns = ", ".join(f"{name} {kind}" for name, kind in {**COPIED, **COMPARED}.items())
        cursor.execute(f"CREATE TEMP TABLE staged_entries ({columns})")
        rows = submission.rows.order_by("line", "part").values_list("pk", "line", "is_refused", "unstated", *ROW_FIELDS)
        for chunk in _chunks(rows.iterator(chunk_size=CHUNK)):
            copy_into("staged_entries", dict(zip(COPIED, zip(*_entries(chunk), strict=True), strict=True)))
        cursor.execute("ANALYZE staged_entries")
        if submission.rows_total > MANY:
            # The statistics lack the rows of this transaction, so the planner would choose nested loops, which take
            # minutes.
            cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(SET_REFUSED_APART)
        cursor.execute(DROP_DOUBLES)
        for statement in (*MATCH, FILL):
            cursor.execute(statement, parameters)
        _derive_filled()
        if parameters["months"]:
            cursor.execute(SET_EXPIRY, parameters)
        for statement in COMPARE:
            cursor.execute(statement, parameters)
        yield parameters
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")
        cursor.execute("DROP TABLE staged_entries, refused, unknown_records, newer, missing_entries")


def effect_of_entries() -> Effect:
    """Count the effect of the staged entries on the blacklist."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        return Effect(*cursor.fetchone())


def ended_entries(count: int) -> list[tuple[int, str, str]]:
    """The first `count` of the entries that the file ends: primary key, name, document number."""
    with connection.cursor() as cursor:
        cursor.execute(ENDED, [count])
        return list(cursor.fetchall())


def staged_numbers() -> list[tuple[int, str, str, str, str]]:
    """The entries that the file adds or changes: row, USCC, organisation code, customs code, registration number."""
    with connection.cursor() as cursor:
        cursor.execute(STAGED_NUMBERS)
        return list(cursor.fetchall())


def staged_content(*, rows: Collection[int], entries: Collection[int]) -> dict[int, BlacklistEntry]:
    """The entries that the file adds or changes, as they will be: row → unsaved entry.

    Those of these rows, and those that change an entry with one of these primary keys. A new entry has no primary key.
    """
    with connection.cursor() as cursor:
        cursor.execute(STAGED, {"rows": list(rows), "entries": list(entries)})
        return {row: BlacklistEntry(pk=pk, **dict(zip(CONTENT, texts, strict=True))) for row, pk, *texts in cursor}


def missing_among(entries: Collection[int]) -> set[int]:
    """Those of the entries with these primary keys that the file, a full list, no longer names."""
    with connection.cursor() as cursor:
        cursor.execute(MISSING_AMONG, {"entries": list(entries)})
        return {pk for (pk,) in cursor.fetchall()}


def superseded_rows() -> list[tuple[int, str]]:
    """The staged rows that newer data supersedes: line and name."""
    with connection.cursor() as cursor:
        cursor.execute(SUPERSEDED)
        return list(cursor.fetchall())


def unknown_rows() -> list[tuple[int, str]]:
    """The rows that remove a record by a source number which the blacklist does not have: line and source number."""
    with connection.cursor() as cursor:
        cursor.execute(UNKNOWN)
        return list(cursor.fetchall())


def erasing_rows(parameters: Mapping[str, Any]) -> list[tuple[int, str, list[str]]]:
    """The staged rows that erase known content or replace an identifier: line, known name, and column keys."""
    with connection.cursor() as cursor:
        cursor.execute(ERASED, parameters)
        return list(cursor.fetchall())


def apply_entries(parameters: Mapping[str, Any]) -> None:
    """Apply the staged entries to the blacklist: step 9."""
    with connection.cursor() as cursor:
        for statement in (LOCK, END, CHANGE, ADD):
            cursor.execute(statement, parameters)


def _chunks(rows: Iterator[Any]) -> Iterator[Sequence[Any]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _entries(rows: Sequence[Any]) -> Iterator[tuple[str, ...]]:
    """Clean the rows into entries: for each, the text of every copied column."""
    entries = [_entry(texts, unstated.split(), is_refused) for _, _, is_refused, unstated, *texts in rows]
    _derive(entries)
    for (pk, line, is_refused, *_), entry in zip(rows, entries, strict=True):
        entry["name"] = entry["name"] or UNNAMED
        # A refused row has no keys, so that it is not compared with any enterprise.
        entry["blocking_keys"] = "{}" if is_refused else entry["blocking_keys"]
        yield str(pk), str(line), "t" if is_refused else "f", entry["unstated"], *(entry[field] for field in CONTENT)


def _entry(texts: Sequence[str], unstated: list[str], is_refused: bool) -> dict[str, str]:
    """Clean a row into an entry without its derived fields.

    An identifier with a wrong check character or shape is left out: the row states nothing about it. An empty cell of a
    row with a day of removal states nothing either. A term without end is stated, and has no last day.
    """
    entry = dict(zip(ROW_FIELDS, texts, strict=True))
    if entry["removed_on"]:
        unstated = [field for field in ROW_FIELDS if not entry[field]]
    for field, is_valid in VALID.items():
        if entry[field] and not is_valid(entry[field]):
            entry[field] = ""
            unstated = [*unstated, field]
    entry["unstated"] = array(unstated)
    entry["states_expiry"] = "t" if entry["expires_on"] else "f"
    for day in DAYS:
        entry[day] = NULL if is_refused or entry[day] in ("", ENDLESS) else entry[day]
    return entry


def _derive(entries: Sequence[dict[str, str]]) -> None:
    """Set the comparable name, the key and the blocking keys of entries from their IDENTITY; "" stands for no name."""
    texts = [entry["name"] for entry in entries]
    names = parse_all(texts)
    keys = blocking_keys(
        names,
        [org_code_of(entry["uscc"]) or entry["org_code"] for entry in entries],
        [entry["customs_code"] for entry in entries],
        [entry["registration_number"] for entry in entries],
        further=[*further_names(texts), *_other_names(entries)],
    )
    # Normalising may lengthen a name: one compatibility character can become several.
    name_keys = [name.key[:LONGEST_NAME] for name in names]
    derived = zip(entries, name_keys, sort_keys(name_keys), keys.lists(), strict=True)
    for entry, name_key, sort_key, entry_keys in derived:
        entry["name_key"], entry["sort_key"] = name_key, sort_key
        entry["key"] = f"{_subject(entry)}|{entry['document_number']}"
        entry["blocking_keys"] = whole_numbers(entry_keys)


def _other_names(entries: Sequence[dict[str, str]]) -> list[tuple[int, Name]]:
    """Return the other names of entries, each with the index of its entry."""
    return parse_pairs(
        [
            (i, name)
            for i, entry in enumerate(entries)
            if entry["other_names"]
            for name in other_names_in(entry["other_names"])
        ]
    )


def _derive_filled() -> None:
    """Derive the fields of those staged rows again whose identity was completed from the known entry."""
    with connection.cursor() as cursor:
        cursor.execute(FILLED_ROWS)
        rows = cursor.fetchall()
        if not rows:
            return
        cursor.execute(f"CREATE TEMP TABLE derived ({', '.join(f'{name} {kind}' for name, kind in DERIVED.items())})")
        for chunk in _chunks(iter(rows)):
            entries = [dict(zip(IDENTITY, texts, strict=True)) for _, *texts in chunk]
            for (pk, *_), entry in zip(chunk, entries, strict=True):
                entry["row_id"] = str(pk)
                entry["name"] = "" if entry["name"] == UNNAMED else entry["name"]
            _derive(entries)
            copy_into("derived", {column: [entry[column] for entry in entries] for column in DERIVED})
        cursor.execute("ANALYZE derived")
        cursor.execute(SET_DERIVED)
        cursor.execute("DROP TABLE derived")


def _subject(entry: dict[str, str]) -> str:
    """Return the identity of the subject: its code, else its name, else its first other number."""
    code = subject_code(entry["uscc"], entry["org_code"])
    return code or entry["name_key"] or next((entry[field] for field, _ in SHAPES if entry[field]), "")
