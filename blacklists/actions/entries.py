"""A sector's file against the list in force: whole sets in the database, not entry by entry (docs/adr/0006)."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from blacklists.models import BlacklistImport
from foundation.postgres.copy import NULL, copy_into, whole_numbers
from foundation.postgres.sql import SQL, Composed, column_list
from matching.blocking import blocking_keys
from matching.names import Name, parse_all
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
from uploads.models import Mode

CHUNK = 20_000
# From so many rows on, sets are joined by hashing, whatever the planner believes.
MANY = 1_000
SOON = timedelta(days=30)
DAYS = ("listed_on", "expires_on", "removed_on")
# What an entry says, and of what type it is in the temporary table.
CONTENT = {
    "key": "text",
    "source_id": "text",
    "name": "text",
    "name_key": "text",
    "uscc": "text",
    "org_code": "text",
    "registration_number": "text",
    "tax_number": "text",
    "customs_code": "text",
    "document_number": "text",
    "authority": "text",
    "basis": "text",
    **dict.fromkeys(DAYS, "date"),
    "blocking_keys": "integer[]",
}
# What is copied into the table, and what is then found out.
SAID = {"row_id": "bigint", "line": "integer", "is_refused": "boolean", **CONTENT}
FOUND = {"entry_id": "bigint", "is_changed": "boolean", "is_superseded": "boolean", "is_ended": "boolean"}
ROW_FIELDS = tuple(field for field in CONTENT if field not in ("key", "name_key", "blocking_keys"))
# In what is read of a row: its key, line and whether it is refused come first.
NAME_AT = 3 + ROW_FIELDS.index("name")
SHAPES = (
    ("customs_code", CUSTOMS_CODE),
    ("registration_number", REGISTRATION_NUMBER),
    ("tax_number", TAX_NUMBER),
)


def _fields(table: str = "") -> Composed:
    """The columns of CONTENT, of a table where one is named."""
    return column_list(CONTENT, table)


# Refused rows bring nothing, but whom they name the list still names.
SET_REFUSED_APART = """
    CREATE TEMP TABLE refused ON COMMIT DROP AS
        SELECT source_id, uscc, org_code, name_key FROM staged_entries WHERE is_refused;
    DELETE FROM staged_entries WHERE is_refused
"""
# Of two rows for one record the later holds; a row without the source's number adds nothing to one with it.
DROP_DOUBLES = """
    DELETE FROM staged_entries WHERE row_id IN (
        SELECT row_id FROM (
            SELECT row_id, row_number() OVER (
                PARTITION BY source_id, CASE WHEN source_id = '' THEN key END ORDER BY line DESC
            ) AS place FROM staged_entries
        ) AS placed WHERE place > 1
    );
    DELETE FROM staged_entries
    WHERE source_id = '' AND key IN (SELECT key FROM staged_entries WHERE source_id <> '')
"""
SET_EXPIRY = """
    UPDATE staged_entries SET expires_on = (listed_on + make_interval(months => %(months)s))::date
    WHERE expires_on IS NULL AND listed_on IS NOT NULL
"""
MATCH_BY_SOURCE_ID = """
    UPDATE staged_entries AS said SET entry_id = entry.id FROM blacklists_blacklistentry entry
    WHERE entry.blacklist_id = %(blacklist)s AND said.source_id <> '' AND entry.source_id = said.source_id
"""
# The same subject with the same document, where at most one of the two carries the source's number: one to one.
MATCH_BY_KEY = """
    UPDATE staged_entries AS said
    SET entry_id = found.entry_id, source_id = CASE said.source_id WHEN '' THEN found.source_id ELSE said.source_id END
    FROM (
        SELECT DISTINCT ON (entry_id) entry_id, row_id, source_id FROM (
            SELECT DISTINCT ON (wanted.row_id) wanted.row_id, entry.id AS entry_id, entry.source_id
            FROM staged_entries wanted JOIN blacklists_blacklistentry entry
                ON entry.blacklist_id = %(blacklist)s AND entry.key = wanted.key
            WHERE wanted.entry_id IS NULL AND (wanted.source_id = '' OR entry.source_id = '')
                AND NOT EXISTS (SELECT FROM staged_entries taken WHERE taken.entry_id = entry.id)
            ORDER BY wanted.row_id, entry.source_id <> '', entry.id
        ) AS candidate ORDER BY entry_id, row_id
    ) AS found
    WHERE said.row_id = found.row_id
"""
MARK_CHANGED = SQL("""
    UPDATE staged_entries AS said SET is_changed = ({known}) IS DISTINCT FROM ({said})
    FROM blacklists_blacklistentry entry WHERE entry.id = said.entry_id
""").format(known=_fields("entry"), said=_fields("said"))
# What newer files name, were it only to say that nothing has changed. A newer whole list speaks of every entry but
# those that its refused rows name: of these it says nothing.
FIND_NEWER = """
    CREATE TEMP TABLE newer ON COMMIT DROP AS
        SELECT DISTINCT source_id, name, document_number, uscc, org_code, is_refused
        FROM blacklists_blacklistrow WHERE submission_id = ANY(%(newer)s) AND (is_refused OR NOT %(has_newer_whole)s);
    ANALYZE newer
"""
# Whether a newer row names the record, by the source's number or by what it says: two conditions that can be hashed.
NAMED = {
    "by_source_id": SQL("newer.source_id <> '' AND newer.source_id = record.source_id"),
    "by_name": SQL("""
        newer.name = record.name AND newer.document_number = record.document_number
        AND (newer.source_id = '' OR record.source_id = '')
        AND (newer.uscc = '' OR record.uscc = '' OR newer.uscc = record.uscc)
        AND (newer.org_code = '' OR record.org_code = '' OR newer.org_code = record.org_code)
    """),
}
# What newer data says of an entry stays, whatever takes effect later.
MARK_SUPERSEDED = SQL("""
    UPDATE staged_entries AS record SET is_superseded = true, is_changed = false
    WHERE %(has_newer_whole)s AND (is_changed OR entry_id IS NULL)
        AND NOT EXISTS (SELECT FROM newer WHERE newer.is_refused AND {by_source_id})
        AND NOT EXISTS (SELECT FROM newer WHERE newer.is_refused AND {by_name});
    UPDATE staged_entries AS record SET is_superseded = true, is_changed = false FROM blacklists_blacklistentry entry
    WHERE entry.id = record.entry_id AND record.is_changed
        AND (entry.last_import_id = ANY(%(newer)s) OR entry.ended_by_id = ANY(%(newer)s));
    UPDATE staged_entries AS record SET is_superseded = true, is_changed = false FROM newer
    WHERE record.is_changed AND NOT newer.is_refused AND {by_source_id};
    UPDATE staged_entries AS record SET is_superseded = true, is_changed = false FROM newer
    WHERE record.is_changed AND NOT newer.is_refused AND {by_name}
""").format(**NAMED)
# A row ends its entry that had not ended: it is removed, from whatever day; expires earlier than was known, within
# SOON; is not yet listed at all; or speaks of another subject.
MARK_ENDED = """
    UPDATE staged_entries AS said SET is_ended =
        said.removed_on < COALESCE(entry.removed_on, 'infinity')
        OR (said.expires_on <= %(soon)s AND said.expires_on < COALESCE(entry.expires_on, 'infinity'))
        OR (said.listed_on > %(today)s AND COALESCE(entry.listed_on, '-infinity') <= %(today)s)
        OR NOT (said.name_key = entry.name_key OR (said.uscc <> '' AND said.uscc = entry.uscc)
            OR (said.org_code <> '' AND said.org_code = entry.org_code))
    FROM blacklists_blacklistentry entry
    WHERE entry.id = said.entry_id AND said.is_changed
        AND (entry.removed_on IS NULL OR entry.removed_on > %(counted_on)s)
        AND (entry.expires_on IS NULL OR entry.expires_on > %(counted_on)s)
"""
# A whole list ends what it no longer names, as of its day: not what a refused row of it names, and not an entry
# listed after the list's own day, or that newer data speaks of.
FIND_MISSING = SQL("""
    CREATE TEMP TABLE missing_entries ON COMMIT DROP AS
    SELECT record.id FROM blacklists_blacklistentry AS record
    WHERE record.blacklist_id = %(blacklist)s AND %(is_whole)s
        AND (record.listed_on IS NULL OR record.listed_on <= %(as_of)s)
        AND (record.removed_on IS NULL OR record.removed_on > %(as_of)s)
        AND (record.expires_on IS NULL OR record.expires_on > %(as_of)s)
        AND NOT %(has_newer_whole)s AND record.last_import_id <> ALL(%(newer)s)
        AND (record.ended_by_id IS NULL OR record.ended_by_id <> ALL(%(newer)s))
        AND NOT EXISTS (SELECT FROM newer WHERE {by_source_id})
        AND NOT EXISTS (SELECT FROM newer WHERE {by_name})
        AND record.id NOT IN (SELECT entry_id FROM staged_entries WHERE entry_id IS NOT NULL)
        AND record.source_id NOT IN (SELECT source_id FROM refused WHERE source_id <> '')
        AND record.uscc NOT IN (SELECT uscc FROM refused WHERE uscc <> '')
        AND record.org_code NOT IN (SELECT org_code FROM refused WHERE org_code <> '')
        AND record.name_key NOT IN (SELECT name_key FROM refused WHERE name_key <> '')
""").format(**NAMED)
FIND_OUT = (
    *(MATCH_BY_SOURCE_ID, MATCH_BY_KEY, MARK_CHANGED),
    *(FIND_NEWER, MARK_SUPERSEDED, MARK_ENDED, FIND_MISSING),
)
COUNT = """
    SELECT count(*) FILTER (WHERE entry_id IS NULL AND is_superseded IS NULL), count(*) FILTER (WHERE is_changed),
        (SELECT count(*) FROM missing_entries) + count(*) FILTER (WHERE is_ended),
        count(*) FILTER (WHERE NOT is_changed AND is_superseded IS NULL),
        count(*) FILTER (WHERE entry_id IS NULL AND is_superseded)
    FROM staged_entries
"""
ENDED = """
    SELECT id, name, document_number FROM blacklists_blacklistentry WHERE id IN (
        SELECT id FROM missing_entries UNION SELECT entry_id FROM staged_entries WHERE is_ended
    ) ORDER BY id LIMIT %s
"""
SUPERSEDED = "SELECT line, name FROM staged_entries WHERE is_superseded ORDER BY line"
# In one order, as whoever keeps hits locks them.
LOCK = """
    SELECT FROM blacklists_blacklistentry WHERE id IN (
        SELECT id FROM missing_entries UNION SELECT entry_id FROM staged_entries WHERE is_changed
    ) ORDER BY id FOR NO KEY UPDATE
"""
END = """
    UPDATE blacklists_blacklistentry SET removed_on = %(as_of)s, ended_by_id = %(submission)s
    WHERE id IN (SELECT id FROM missing_entries)
"""
CHANGE = SQL("""
    UPDATE blacklists_blacklistentry AS entry
    SET ({fields}) = ROW({said}), row_id = said.row_id, last_import_id = %(submission)s, ended_by_id = NULL
    FROM staged_entries said WHERE entry.id = said.entry_id AND said.is_changed
""").format(fields=_fields(), said=_fields("said"))
ADD = SQL("""
    INSERT INTO blacklists_blacklistentry (blacklist_id, row_id, last_import_id, {fields})
    SELECT %(blacklist)s, row_id, %(submission)s, {fields} FROM staged_entries
    WHERE entry_id IS NULL AND is_superseded IS NULL ORDER BY line
""").format(fields=_fields())


class Effect(NamedTuple):
    """What a file does to its list: how many entries are new, changed, ended, unchanged; and how many are not taken,
    because a newer whole list does not name them.

    Ended are those that a whole list no longer names, and those of the changed that their own row ends.
    """

    new: int
    changed: int
    ended: int
    unchanged: int
    not_taken: int


@contextmanager
def staged_entries(submission: BlacklistImport) -> Iterator[Mapping[str, Any]]:
    """The temporary table `said_entries`: each entry that the file brings, with the known entry that it is.

    Gives the parameters of the statements above. Called in a transaction.
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
        columns = ", ".join(f"{name} {kind}" for name, kind in {**SAID, **FOUND}.items())
        cursor.execute(f"CREATE TEMP TABLE staged_entries ({columns})")
        rows = submission.rows.order_by("line").values_list("pk", "line", "is_refused", *ROW_FIELDS)
        for chunk in _chunks(rows.iterator(chunk_size=CHUNK)):
            copy_into("staged_entries", dict(zip(SAID, zip(*_entries(chunk), strict=True), strict=True)))
        cursor.execute("ANALYZE staged_entries")
        if submission.rows_total > MANY:
            # Statistics lag behind what this transaction writes; with them, row by row looked cheap.
            cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(SET_REFUSED_APART)
        cursor.execute(DROP_DOUBLES)
        if parameters["months"]:
            cursor.execute(SET_EXPIRY, parameters)
        for statement in FIND_OUT:
            cursor.execute(statement, parameters)
        yield parameters
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")
        cursor.execute("DROP TABLE staged_entries, refused, newer, missing_entries")


def effect_of_entries() -> Effect:
    """What the entries in the temporary table would do to the list."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        return Effect(*cursor.fetchone())


def ended_entries(count: int) -> list[tuple[int, str, str]]:
    """So many of the entries that the temporary table would end: primary key, name, document number."""
    with connection.cursor() as cursor:
        cursor.execute(ENDED, [count])
        return list(cursor.fetchall())


def superseded_rows() -> list[tuple[int, str]]:
    """Of the entries in the temporary table, those that newer data has said otherwise: line and name."""
    with connection.cursor() as cursor:
        cursor.execute(SUPERSEDED)
        return list(cursor.fetchall())


def apply_entries(parameters: Mapping[str, Any]) -> None:
    """Bring the entries in the temporary table into the list."""
    with connection.cursor() as cursor:
        for statement in (LOCK, END, CHANGE, ADD):
            cursor.execute(statement, parameters)


def _chunks(rows: Iterator[Any]) -> Iterator[Sequence[Any]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _entries(rows: Sequence[Any]) -> Iterator[tuple[str, ...]]:
    """What rows say, as entries, each a text a column of the temporary table."""
    names = parse_all([row[NAME_AT] for row in rows])
    entries = [_entry(texts, is_refused, name) for (_, _, is_refused, *texts), name in zip(rows, names, strict=True)]
    keys = blocking_keys(
        names,
        [org_code_of(said["uscc"]) or said["org_code"] for said in entries],
        [said["customs_code"] for said in entries],
        [said["registration_number"] for said in entries],
    )
    for (pk, line, is_refused, *_), said, looked_up_by in zip(rows, entries, keys.lists(), strict=True):
        # A refused row is compared with nobody.
        said["blocking_keys"] = "{}" if is_refused else whole_numbers(looked_up_by)
        yield str(pk), str(line), "t" if is_refused else "f", *(said[field] for field in CONTENT)


def _entry(texts: Sequence[str], is_refused: bool, name: Name) -> dict[str, str]:
    """What a row says, as an entry: an identifier with a wrong check character or shape is no identifier."""
    said = dict(zip(ROW_FIELDS, texts, strict=True))
    said["uscc"] = said["uscc"] if is_valid_uscc(said["uscc"]) else ""
    said["org_code"] = said["org_code"] if is_valid_org_code(said["org_code"]) else ""
    for field, shape in SHAPES:
        said[field] = said[field] if shape.fullmatch(said[field]) else ""
    # Compatibility characters may grow when they are normalised.
    said["name_key"] = name.key[:LONGEST_NAME]
    said["key"] = f"{_subject(said)}|{said['document_number']}"
    said["name"] = said["name"] or UNNAMED
    for day in DAYS:
        said[day] = NULL if is_refused else said[day] or NULL
    return said


def _subject(said: dict[str, str]) -> str:
    """By what the subject is known: its code, else its name, else whatever number it has."""
    code = subject_code(said["uscc"], said["org_code"])
    return code or said["name_key"] or next((said[field] for field, _ in SHAPES if said[field]), "")
