"""The SQL statements that compare the staged entries of a file with a blacklist, in the order of their execution.

`entries.py` explains the steps. Parameters: `blacklist` and `submission`, primary keys; `as_of`, the day of the file;
`counted_on`, the day by which an entry must not have ended for the file to end it; `today`; `soon`, 30 days from
today; `is_whole`, whether the file is a full list; `months`, the term of the blacklist's entries; `newer`, the imports
in force that are newer than the file; `has_newer_whole`, whether one of these is a full list.
"""

from foundation.postgres.sql import SQL, Composed, column_list

DAYS = ("listed_on", "expires_on", "removed_on")
# The content of an entry: column → type in the staging table.
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
# The columns that are copied into the staging table.
COPIED = {"row_id": "bigint", "line": "integer", "is_refused": "boolean", **CONTENT}
# The columns that the statements below fill in.
COMPARED = {"entry_id": "bigint", "is_changed": "boolean", "is_superseded": "boolean", "is_ended": "boolean"}


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
# Step 2. An entry whose row states no expiry expires after the term of its blacklist. PostgreSQL gives the
# corresponding day, or the last day of a shorter month (民法典第二百零二条).
SET_EXPIRY = """
    UPDATE staged_entries SET expires_on = (listed_on + make_interval(months => %(months)s))::date
    WHERE expires_on IS NULL AND listed_on IS NOT NULL
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
# Step 4. Whether any column of the content differs; IS DISTINCT FROM treats NULL as a value.
MARK_CHANGED = SQL("""
    UPDATE staged_entries AS staged SET is_changed = ({known}) IS DISTINCT FROM ({staged})
    FROM blacklists_blacklistentry entry WHERE entry.id = staged.entry_id
""").format(known=_fields("entry"), staged=_fields("staged"))
# Step 5. The records that newer files name, changed or not. A newer full list covers every record except those of its
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
# Step 5. A record is superseded, and then neither added nor changed, where newer data covers it: a newer full list,
# unless a refused row of it names the record; a newer import that changed or ended the entry; a newer row that names
# the record by source number; or one that names it by name and document.
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
# Step 6. A changed row ends its entry, which had not ended, where it is removed earlier than known; expires within 30
# days and earlier than known; is not listed yet; or names another subject.
MARK_ENDED = """
    UPDATE staged_entries AS staged SET is_ended =
        staged.removed_on < COALESCE(entry.removed_on, 'infinity')
        OR (staged.expires_on <= %(soon)s AND staged.expires_on < COALESCE(entry.expires_on, 'infinity'))
        OR (staged.listed_on > %(today)s AND COALESCE(entry.listed_on, '-infinity') <= %(today)s)
        OR NOT (staged.name_key = entry.name_key OR (staged.uscc <> '' AND staged.uscc = entry.uscc)
            OR (staged.org_code <> '' AND staged.org_code = entry.org_code))
    FROM blacklists_blacklistentry entry
    WHERE entry.id = staged.entry_id AND staged.is_changed
        AND (entry.removed_on IS NULL OR entry.removed_on > %(counted_on)s)
        AND (entry.expires_on IS NULL OR entry.expires_on >= %(counted_on)s)
"""
# Step 6. A full list ends the entries that it no longer names, as of its day: not an entry that is listed after that
# day or had ended by it, that newer data covers, or that a refused row names by source number, code or name.
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
# Steps 3 to 6.
COMPARE = (
    *(MATCH_BY_SOURCE_ID, MATCH_BY_KEY, MARK_CHANGED),
    *(FIND_NEWER, MARK_SUPERSEDED, MARK_ENDED, FIND_MISSING),
)
# Step 7. The counts of Effect: new, changed, ended, unchanged, not taken.
COUNT = """
    SELECT count(*) FILTER (WHERE entry_id IS NULL AND is_superseded IS NULL), count(*) FILTER (WHERE is_changed),
        (SELECT count(*) FROM missing_entries) + count(*) FILTER (WHERE is_ended),
        count(*) FILTER (WHERE NOT is_changed AND is_superseded IS NULL),
        count(*) FILTER (WHERE entry_id IS NULL AND is_superseded)
    FROM staged_entries
"""
# Step 7. Examples of the entries that the file ends.
ENDED = """
    SELECT id, name, document_number FROM blacklists_blacklistentry WHERE id IN (
        SELECT id FROM missing_entries UNION SELECT entry_id FROM staged_entries WHERE is_ended
    ) ORDER BY id LIMIT %s
"""
# Step 7. The rows that newer data supersedes.
SUPERSEDED = "SELECT line, name FROM staged_entries WHERE is_superseded ORDER BY line"
# Step 8. Entries are locked by primary key, as everywhere (order of locks: docs/map.md).
LOCK = """
    SELECT FROM blacklists_blacklistentry WHERE id IN (
        SELECT id FROM missing_entries UNION SELECT entry_id FROM staged_entries WHERE is_changed
    ) ORDER BY id FOR NO KEY UPDATE
"""
# Step 8. Entries missing from a full list are removed as of its day.
END = """
    UPDATE blacklists_blacklistentry SET removed_on = %(as_of)s, ended_by_id = %(submission)s
    WHERE id IN (SELECT id FROM missing_entries)
"""
# Step 8. Changed entries take the content of their row and are in force again.
CHANGE = SQL("""
    UPDATE blacklists_blacklistentry AS entry
    SET ({fields}) = ROW({staged}), row_id = staged.row_id, last_import_id = %(submission)s, ended_by_id = NULL
    FROM staged_entries AS staged WHERE entry.id = staged.entry_id AND staged.is_changed
""").format(fields=_fields(), staged=_fields("staged"))
# Step 8. Rows without a known entry become entries, in the order of the file.
ADD = SQL("""
    INSERT INTO blacklists_blacklistentry (blacklist_id, row_id, last_import_id, {fields})
    SELECT %(blacklist)s, row_id, %(submission)s, {fields} FROM staged_entries
    WHERE entry_id IS NULL AND is_superseded IS NULL ORDER BY line
""").format(fields=_fields())
