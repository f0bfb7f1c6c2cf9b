"""The SQL statements that compare the staged entries of a file with a blacklist, in the order of their execution.

`entries.py` explains the steps. Parameters: `blacklist` and `submission`, primary keys; `as_of`, the day of the file;
`counted_on`, the day by which an entry must not have ended for the file to end it; `today`; `soon`, 30 days from
today; `is_whole`, whether the file is a full list; `months`, the term of the blacklist's entries; `newer`, the imports
in force that are newer than the file; `has_newer_whole`, whether one of these is a full list.
"""

from foundation.postgres.sql import SQL, Composed, Identifier, Literal, column_list
from spreadsheets.identifier_columns import UNNAMED

DAYS = ("listed_on", "expires_on", "removed_on")
# What identifies the subject and the record; the key, the comparable name and the blocking keys are derived from them.
IDENTITY = (
    "name",
    "other_names",
    "uscc",
    "org_code",
    "registration_number",
    "tax_number",
    "customs_code",
    "document_number",
)
# The content of an entry: column → type in the staging table.
CONTENT = {
    "key": "text",
    "source_id": "text",
    "name": "text",
    "other_names": "text",
    "name_key": "text",
    "sort_key": "text",
    "uscc": "text",
    "org_code": "text",
    "registration_number": "text",
    "tax_number": "text",
    "customs_code": "text",
    "document_number": "text",
    "authority": "text",
    "basis": "text",
    **dict.fromkeys(DAYS, "date"),
    "states_expiry": "boolean",
    "blocking_keys": "integer[]",
}
# The columns that are copied into the staging table; `unstated` has the columns about which the row states nothing.
COPIED = {"row_id": "bigint", "line": "integer", "is_refused": "boolean", "unstated": "text[]", **CONTENT}
# The columns that the statements below fill in.
MARKS = ("is_filled", "is_changed", "is_superseded", "is_ended", "loses_identifier")
COMPARED = {"entry_id": "bigint", **dict.fromkeys(MARKS, "boolean")}
# The columns that FILL completes.
FILLED = tuple(field for field in CONTENT if field not in ("key", "source_id", "name_key", "sort_key", "blocking_keys"))


def _fields(table: str = "") -> Composed:
    """The columns of CONTENT, qualified by the table or alias where one is named."""
    return column_list(CONTENT, table)


# Step 2. A refused row adds nothing, but the entity that it names is not missing from a full list (FIND_MISSING).
SET_REFUSED_APART = """
    CREATE TEMP TABLE refused ON COMMIT DROP AS
        SELECT source_id, uscc, org_code, name_key FROM staged_entries WHERE is_refused;
    DELETE FROM staged_entries WHERE is_refused
"""
# Step 2. Of two rows for one record the later one counts. A row without a source number adds nothing to one that has
# the same key and a source number.
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
# Step 3. The known entry with the same source number is the same record.
MATCH_BY_SOURCE_ID = """
    UPDATE staged_entries AS staged SET entry_id = entry.id FROM blacklists_blacklistentry entry
    WHERE entry.blacklist_id = %(blacklist)s AND staged.source_id <> '' AND entry.source_id = staged.source_id
"""
# Step 3. Otherwise the known entry with the same key (subject and document) is the same record, provided that at most
# one of the two has a source number. One to one: the inner DISTINCT ON chooses an entry for each row, an entry without
# a source number first; the outer one chooses a row for each entry.
MATCH_BY_KEY = """
    UPDATE staged_entries AS staged
    SET entry_id = found.entry_id,
        source_id = CASE staged.source_id WHEN '' THEN found.source_id ELSE staged.source_id END
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
    WHERE staged.row_id = found.row_id
"""
# Step 3. A row without codes, of a file or a body that has none, is the known record with the same name and document
# (any document where the row states none), provided that there is one such row and one such record.
MATCH_BY_NAME = """
    UPDATE staged_entries AS staged
    SET entry_id = found.entry_id,
        source_id = CASE staged.source_id WHEN '' THEN found.source_id ELSE staged.source_id END
    FROM (
        SELECT wanted.row_id, entry.id AS entry_id, entry.source_id,
            count(*) OVER (PARTITION BY wanted.row_id) AS entries, count(*) OVER (PARTITION BY entry.id) AS rows
        FROM staged_entries wanted JOIN blacklists_blacklistentry entry
            ON entry.blacklist_id = %(blacklist)s AND entry.name_key = wanted.name_key
        WHERE wanted.entry_id IS NULL AND wanted.name_key <> '' AND wanted.unstated @> '{uscc,org_code}'
            AND (entry.document_number = wanted.document_number OR 'document_number' = ANY(wanted.unstated))
            AND (wanted.source_id = '' OR entry.source_id = '')
            AND NOT EXISTS (SELECT FROM staged_entries taken WHERE taken.entry_id = entry.id)
    ) AS found
    WHERE staged.row_id = found.row_id AND found.entries = 1 AND found.rows = 1
"""
# Step 3. A row without a subject removes the record with its source number; without such a record, it adds nothing.
SET_UNKNOWN_APART = """
    CREATE TEMP TABLE unknown_records ON COMMIT DROP AS
        SELECT line, source_id FROM staged_entries WHERE entry_id IS NULL AND key LIKE '|%%';
    DELETE FROM staged_entries WHERE entry_id IS NULL AND key LIKE '|%%'
"""


def _known_if_unstated(field: str) -> Composed:
    """Return the SQL of a field's value in the row, or the known value where the row states none."""
    known = KNOWN.get(field, SQL("entry.{field}").format(field=Identifier(field)))
    condition = Literal("expires_on" if field == "states_expiry" else field)
    return SQL("CASE WHEN {condition} = ANY(staged.unstated) THEN {known} ELSE staged.{field} END AS {field}").format(
        condition=condition, known=known, field=Identifier(field)
    )


# Whether the row lists the record anew, after the day that is known for its end.
_RELISTED = "COALESCE(staged.listed_on > entry.{day}, false)"
# What is known of a record that is listed again: neither an earlier removal nor an earlier term. A full list that names
# a record, and any row about a record that a full list left out, states that it is in force.
KNOWN = {
    "removed_on": SQL(f"""
        CASE WHEN %(is_whole)s OR entry.ended_by_id IS NOT NULL OR {_RELISTED.format(day="removed_on")}
        THEN NULL ELSE entry.removed_on END
    """),
    "expires_on": SQL(f"CASE WHEN {_RELISTED.format(day='expires_on')} THEN NULL ELSE entry.expires_on END"),
    "states_expiry": SQL(f"NOT {_RELISTED.format(day='expires_on')} AND entry.states_expiry"),
    # Characters 9 to 17 of a USCC are the organisation code (GB 32100-2015). A known code that contradicts the stated
    # one is of another subject, and is not kept.
    "uscc": SQL("""
        CASE WHEN staged.org_code NOT IN ('', substr(entry.uscc, 9, 9)) THEN '' ELSE entry.uscc END
    """),
    "org_code": SQL("""
        CASE WHEN staged.uscc <> '' AND substr(staged.uscc, 9, 9) <> entry.org_code THEN '' ELSE entry.org_code END
    """),
}
# Step 4. Content that a row does not state stays as it is known. `is_filled`: the identity is completed, so that the
# key, the comparable name and the blocking keys have to be derived once more.
FILL = SQL("""
    UPDATE staged_entries AS staged SET ({fields}) = ROW({filled}),
        is_filled = ({identity_filled}) IS DISTINCT FROM ({identity_staged})
    FROM (
        SELECT staged.row_id, {known} FROM staged_entries staged
        JOIN blacklists_blacklistentry entry ON entry.id = staged.entry_id WHERE staged.unstated <> '{{}}'
    ) AS filled
    WHERE filled.row_id = staged.row_id AND ({filled}) IS DISTINCT FROM ({staged})
""").format(
    fields=column_list(FILLED),
    filled=column_list(FILLED, "filled"),
    staged=column_list(FILLED, "staged"),
    identity_filled=column_list(IDENTITY, "filled"),
    identity_staged=column_list(IDENTITY, "staged"),
    known=SQL(", ").join(map(_known_if_unstated, FILLED)),
)
FILLED_ROWS = SQL("SELECT row_id, {fields} FROM staged_entries WHERE is_filled ORDER BY line").format(
    fields=column_list(IDENTITY)
)
# The columns that are derived from IDENTITY, and the statements that write them to the filled rows.
DERIVED = {"row_id": "bigint", "key": "text", "name_key": "text", "sort_key": "text", "blocking_keys": "integer[]"}
SET_DERIVED = """
    UPDATE staged_entries AS staged SET key = derived.key, name_key = derived.name_key,
        sort_key = derived.sort_key, blocking_keys = derived.blocking_keys
    FROM derived WHERE derived.row_id = staged.row_id
"""
# Step 4. An entry whose rows state no expiry expires after the term of its blacklist. PostgreSQL gives the
# corresponding day, or the last day of a shorter month (民法典第二百零二条).
SET_EXPIRY = """
    UPDATE staged_entries SET expires_on = (listed_on + make_interval(months => %(months)s))::date
    WHERE NOT states_expiry AND listed_on IS NOT NULL
"""
# Step 5. Whether any column of the content differs; IS DISTINCT FROM treats NULL as a value.
MARK_CHANGED = SQL("""
    UPDATE staged_entries AS staged SET is_changed = ({known}) IS DISTINCT FROM ({staged})
    FROM blacklists_blacklistentry entry WHERE entry.id = staged.entry_id
""").format(known=_fields("entry"), staged=_fields("staged"))
# Step 6. The records that newer files name, changed or not. A newer full list covers every record except those of its
# refused rows, so of such a list only the refused rows are needed.
FIND_NEWER = """
    CREATE TEMP TABLE newer ON COMMIT DROP AS
        SELECT DISTINCT source_id, name, document_number, uscc, org_code, is_refused
        FROM blacklists_blacklistrow WHERE submission_id = ANY(%(newer)s) AND (is_refused OR NOT %(has_newer_whole)s);
    ANALYZE newer
"""
# Whether a newer row names the record: by source number, or by name and document without contradicting codes. Two
# conditions instead of one with OR, because each can be hashed by itself.
NAMED = {
    "by_source_id": SQL("newer.source_id <> '' AND newer.source_id = record.source_id"),
    "by_name": SQL("""
        newer.name = record.name AND newer.document_number = record.document_number
        AND (newer.source_id = '' OR record.source_id = '')
        AND (newer.uscc = '' OR record.uscc = '' OR newer.uscc = record.uscc)
        AND (newer.org_code = '' OR record.org_code = '' OR newer.org_code = record.org_code)
    """),
}
# Step 6. A record is superseded, and then neither added nor changed, where newer data covers it:
# 1. a newer full list, unless a refused row of it names the record;
# 2. a newer import that changed or ended the entry;
# 3. a newer row that names the record by source number;
# 4. a newer row that names it by name and document;
# 5. a known listing after the stated removal.
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
    WHERE record.is_changed AND NOT newer.is_refused AND {by_name};
    UPDATE staged_entries SET is_superseded = true, is_changed = false WHERE is_changed AND removed_on < listed_on
""").format(**NAMED)
# The identifiers of a known entry that its row does not have any more, each with the condition. An organisation code
# and a tax number are part of the USCC.
LOST = {
    "name": SQL("(entry.name <> {unnamed} AND staged.name = {unnamed})").format(unnamed=Literal(UNNAMED)),
    **{
        field: SQL("(entry.{field} <> '' AND staged.{field} <> entry.{field})").format(field=Identifier(field))
        for field in ("other_names", "uscc", "registration_number", "customs_code")
    },
    **{
        field: SQL(
            "(entry.{field} <> '' AND staged.{field} <> entry.{field} AND strpos(staged.uscc, entry.{field}) = 0)"
        ).format(field=Identifier(field))
        for field in ("org_code", "tax_number")
    },
}
# Other content of a known entry that its row erases, each with the condition.
EMPTIED = {
    **{
        field: SQL("(entry.{field} <> '' AND staged.{field} = '')").format(field=Identifier(field))
        for field in ("document_number", "authority", "basis")
    },
    "listed_on": SQL("(entry.listed_on IS NOT NULL AND staged.listed_on IS NULL)"),
    "expires_on": SQL(
        "(entry.states_expiry AND NOT staged.states_expiry AND COALESCE(entry.expires_on, 'infinity') >= %(today)s)"
    ),
    "removed_on": SQL("(entry.removed_on IS NOT NULL AND entry.ended_by_id IS NULL AND staged.removed_on IS NULL)"),
}
# Step 7. A changed row ends its entry, which had not ended, in one of these cases:
# - it has lost an identifier, by which the entry may be a hit;
# - it is removed earlier than known;
# - it expires within 30 days and earlier than known;
# - it is not listed yet, and the entry was;
# - it names another subject.
MARK_ENDED = SQL("""
    UPDATE staged_entries AS staged SET loses_identifier = {lost}, is_ended = {lost}
        OR staged.removed_on < COALESCE(entry.removed_on, 'infinity')
        OR (staged.expires_on <= %(soon)s AND staged.expires_on < COALESCE(entry.expires_on, 'infinity'))
        OR (staged.listed_on > %(today)s AND COALESCE(entry.listed_on, '-infinity') <= %(today)s)
        OR NOT (staged.name_key = entry.name_key OR (staged.uscc <> '' AND staged.uscc = entry.uscc)
            OR (staged.org_code <> '' AND staged.org_code = entry.org_code))
    FROM blacklists_blacklistentry entry
    WHERE entry.id = staged.entry_id AND staged.is_changed
        AND (entry.removed_on IS NULL OR entry.removed_on > %(counted_on)s)
        AND (entry.expires_on IS NULL OR entry.expires_on >= %(counted_on)s)
""").format(lost=SQL("({})").format(SQL(" OR ").join(LOST.values())))
# Step 7. A full list ends, as of its day, the entries that it no longer names, except an entry
# - that is listed after that day, or had ended by it;
# - that newer data covers;
# - that a refused row names by source number, code or name.
FIND_MISSING = SQL("""
    CREATE TEMP TABLE missing_entries ON COMMIT DROP AS
    SELECT record.id FROM blacklists_blacklistentry AS record
    WHERE record.blacklist_id = %(blacklist)s AND %(is_whole)s
        AND (record.listed_on IS NULL OR record.listed_on <= %(as_of)s)
        AND (record.removed_on IS NULL OR record.removed_on > %(as_of)s)
        AND (record.expires_on IS NULL OR record.expires_on >= %(as_of)s)
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
# Step 3.
MATCH = (MATCH_BY_SOURCE_ID, MATCH_BY_KEY, MATCH_BY_NAME, SET_UNKNOWN_APART)
# Steps 5 to 7.
COMPARE = (MARK_CHANGED, FIND_NEWER, MARK_SUPERSEDED, MARK_ENDED, FIND_MISSING)
# Step 8. The counts of Effect: new, changed, ended, unchanged, not taken, without an identifier.
COUNT = """
    SELECT count(*) FILTER (WHERE entry_id IS NULL AND is_superseded IS NULL), count(*) FILTER (WHERE is_changed),
        (SELECT count(*) FROM missing_entries) + count(*) FILTER (WHERE is_ended),
        count(*) FILTER (WHERE NOT is_changed AND is_superseded IS NULL),
        count(*) FILTER (WHERE entry_id IS NULL AND is_superseded), count(*) FILTER (WHERE loses_identifier)
    FROM staged_entries
"""
# Step 8. Examples of the entries that the file ends.
ENDED = """
    SELECT id, name, document_number FROM blacklists_blacklistentry WHERE id IN (
        SELECT id FROM missing_entries UNION SELECT entry_id FROM staged_entries WHERE is_ended
    ) ORDER BY id LIMIT %s
"""
# Step 8. The rows that newer data supersedes, those that name no known record, and those that erase known content or
# replace a known identifier, with the columns.
SUPERSEDED = "SELECT line, name FROM staged_entries WHERE is_superseded ORDER BY line"
UNKNOWN = "SELECT line, source_id FROM unknown_records ORDER BY line"
ERASED = SQL("""
    SELECT line, name, columns FROM (
        SELECT staged.line, entry.name, array_remove(ARRAY[{columns}], NULL) AS columns
        FROM staged_entries staged JOIN blacklists_blacklistentry entry ON entry.id = staged.entry_id
        WHERE staged.is_changed
    ) AS changed WHERE columns <> '{{}}' ORDER BY line
""").format(
    columns=SQL(", ").join(
        SQL("CASE WHEN {condition} THEN {field} END").format(condition=condition, field=Literal(field))
        for field, condition in {**LOST, **EMPTIED}.items()
    )
)
# Step 8. The content of the entries that the file adds or changes; the known ones with their primary key.
STAGED = SQL("""
    SELECT row_id, entry_id, {fields} FROM staged_entries
    WHERE (is_changed OR entry_id IS NULL) AND is_superseded IS NOT TRUE
        AND (row_id = ANY(%(rows)s) OR entry_id = ANY(%(entries)s))
""").format(fields=_fields())
STAGED_NUMBERS = """
    SELECT row_id, uscc, org_code, customs_code, registration_number FROM staged_entries
    WHERE (is_changed OR entry_id IS NULL) AND is_superseded IS NOT TRUE
"""
# Step 8. Those of the entries with these primary keys that the full list no longer names.
MISSING_AMONG = "SELECT id FROM missing_entries WHERE id = ANY(%(entries)s)"
# Step 9. Entries are locked in the order of primary keys (screening/actions/locks.py).
LOCK = """
    SELECT FROM blacklists_blacklistentry WHERE id IN (
        SELECT id FROM missing_entries UNION SELECT entry_id FROM staged_entries WHERE is_changed
    ) ORDER BY id FOR NO KEY UPDATE
"""
# Step 9. Entries missing from a full list are removed as of its day.
END = """
    UPDATE blacklists_blacklistentry SET removed_on = %(as_of)s, ended_by_id = %(submission)s
    WHERE id IN (SELECT id FROM missing_entries)
"""
# Step 9. Changed entries take the content of their row and are in force again.
CHANGE = SQL("""
    UPDATE blacklists_blacklistentry AS entry
    SET ({fields}) = ROW({staged}), row_id = staged.row_id, last_import_id = %(submission)s, ended_by_id = NULL
    FROM staged_entries AS staged WHERE entry.id = staged.entry_id AND staged.is_changed
""").format(fields=_fields(), staged=_fields("staged"))
# Step 9. Rows without a known entry become entries, in the order of the file.
ADD = SQL("""
    INSERT INTO blacklists_blacklistentry (blacklist_id, row_id, last_import_id, {fields})
    SELECT %(blacklist)s, row_id, %(submission)s, {fields} FROM staged_entries
    WHERE entry_id IS NULL AND is_superseded IS NULL ORDER BY line
""").format(fields=_fields())
