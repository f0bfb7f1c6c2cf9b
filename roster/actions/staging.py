"""Write enterprises and certifications from the rows of a roster, in a fixed number of statements."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import repeat
from typing import NamedTuple

from django.db import connection

from foundation.postgres.copy import NULL, check_keys_at_once, copy_into, whole_numbers
from foundation.postgres.sql import SQL
from matching.blocking import blocking_keys
from matching.names import further_names, normalise, parse_all
from matching.pinyin import sort_keys
from matching.search_keys import search_keys
from roster.models import RosterSubmission
from spreadsheets.identifiers import org_code_of

# The rows are staged in parts of this size.
PART = 20_000
# From this number of rows on, nested loops are disabled, because the statistics are outdated.
MANY = 1_000
# Column → type of the temporary table with the added and changed enterprises; each statement below handles all of them.
STAGED = {
    "part": "integer",
    "row_id": "bigint",
    "kind": "text",
    "uscc": "text",
    "name": "text",
    "name_key": "text",
    "sort_key": "text",
    "search_keys": "integer[]",
    "customs_code": "text",
    "address": "text",
    "registration_number": "text",
    "blocking_keys": "integer[]",
    "certified_on": "date",
    "was_known_as": "text",
}
# Keys are only added, because former names are screened, and searched, as well.
SAVE_ENTERPRISES = """
    INSERT INTO roster_enterprise AS known
        (uscc, name, name_key, sort_key, search_keys, former_keys, customs_code, address, registration_number,
         blocking_keys)
    SELECT uscc, name, name_key, sort_key, search_keys, '', customs_code, address, registration_number, blocking_keys
    FROM staged_changes AS staged WHERE part = %s ORDER BY uscc
    ON CONFLICT (uscc) DO UPDATE
    SET name = EXCLUDED.name, name_key = EXCLUDED.name_key, sort_key = EXCLUDED.sort_key,
        former_keys = CASE
            WHEN known.name_key = EXCLUDED.name_key THEN known.former_keys
            ELSE concat_ws(E'\\n', known.name_key, nullif(known.former_keys, ''))
        END,
        search_keys = ARRAY(SELECT DISTINCT unnest(known.search_keys || EXCLUDED.search_keys) ORDER BY 1),
        customs_code = EXCLUDED.customs_code, address = EXCLUDED.address,
        registration_number = EXCLUDED.registration_number,
        blocking_keys = ARRAY(SELECT DISTINCT unnest(known.blocking_keys || EXCLUDED.blocking_keys) ORDER BY 1)
    WHERE (known.name, known.customs_code, known.address, known.registration_number)
        IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.customs_code, EXCLUDED.address, EXCLUDED.registration_number)
"""
OPEN_CERTIFICATIONS = """
    INSERT INTO roster_certification
        (enterprise_id, office_id, certified_on, row_id, opened_by_id, identified_by_id)
    SELECT enterprise.id, %(office)s, staged.certified_on, staged.row_id, %(submission)s, %(submission)s
    FROM staged_changes AS staged JOIN roster_enterprise enterprise ON enterprise.uscc = staged.uscc
    WHERE staged.kind = 'added'
    ORDER BY enterprise.id
    RETURNING enterprise_id
"""
# Whether the name or a number changed, so that the enterprise has to be compared again. Names that differ only in
# width, blanks or brackets are the same.
IS_OTHER = SQL(
    "staged.was_known_as <> concat_ws('|', staged.name_key, staged.customs_code, staged.registration_number)"
)
CHANGE_CERTIFICATIONS = SQL("""
    UPDATE roster_certification certification
    SET certified_on = staged.certified_on, row_id = staged.row_id, office_id = %(office)s,
        identified_by_id = CASE WHEN {is_other} THEN %(submission)s ELSE certification.identified_by_id END
    FROM staged_changes AS staged JOIN roster_enterprise enterprise ON enterprise.uscc = staged.uscc
    WHERE staged.kind = 'changed' AND certification.enterprise_id = enterprise.id AND certification.until IS NULL
    RETURNING certification.enterprise_id, {is_other}
""").format(is_other=IS_OTHER)


class StagedRow(NamedTuple):
    """A row to be put in force. `kind` is "added" or "changed"; `before` is the enterprise before, None if added."""

    pk: int
    kind: str
    before: Mapping[str, str] | None
    certified_on: str
    uscc: str
    name: str
    customs_code: str
    address: str
    registration_number: str


class Written(NamedTuple):
    """Primary keys of enterprises; `reidentified` are those of the changed whose name or numbers changed."""

    added: set[int]
    changed: set[int]
    reidentified: set[int]


def write_rows(submission: RosterSubmission, rows: Sequence[StagedRow]) -> Written:
    """Save the enterprises of the rows, open certifications of its office for the added ones, change the others.

    The open certification of a changed enterprise becomes one of this office. The enterprises are locked.
    """
    check_keys_at_once()
    parameters = {"office": submission.office_id, "submission": submission.pk}
    with _staged_changes(rows), connection.cursor() as cursor:
        cursor.execute(OPEN_CERTIFICATIONS, parameters)
        added = {pk for (pk,) in cursor.fetchall()}
        cursor.execute(CHANGE_CERTIFICATIONS, parameters)
        changed = dict(cursor.fetchall())
    return Written(added, set(changed), {pk for pk, is_reidentified in changed.items() if is_reidentified})


@contextmanager
def _staged_changes(rows: Sequence[StagedRow]) -> Iterator[None]:
    """Create the temporary table `staged_changes` of the rows for the block, and save their enterprises.

    The keys of a part are derived from its names while the database saves the enterprises of the part before.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE staged_changes ({', '.join(f'{name} {kind}' for name, kind in STAGED.items())})"
        )
        with ThreadPoolExecutor(1) as executor:
            saved: Future[object] = executor.submit(int)
            for number, start in enumerate(range(0, len(rows), PART)):
                columns = _columns(rows[start : start + PART], number)
                # One statement at a time: the connection is shared.
                saved.result()
                copy_into("staged_changes", columns)
                saved = executor.submit(cursor.execute, SAVE_ENTERPRISES, [number])
            saved.result()
        if len(rows) > MANY:
            # The statistics lack the rows of this transaction, so the planner would choose nested loops, which take
            # minutes.
            cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")
        cursor.execute("DROP TABLE staged_changes")


def _columns(rows: Sequence[StagedRow], part: int) -> dict[str, Iterable[str]]:
    """Return the columns of STAGED for the rows, with the keys derived from their names."""
    pks, kinds, before, days, usccs, names, codes, addresses, numbers = zip(*rows, strict=True)
    parsed = parse_all(names)
    keys = blocking_keys(parsed, list(map(org_code_of, usccs)), codes, numbers, further=further_names(names))
    columns = (
        repeat(str(part), len(rows)),
        map(str, pks),
        kinds,
        usccs,
        names,
        (name.key for name in parsed),
        sort_keys([name.key for name in parsed]),
        list(map(whole_numbers, search_keys(parsed).lists())),
        codes,
        addresses,
        numbers,
        list(map(whole_numbers, keys.lists())),
        days,
        (_known_as(enterprise) if enterprise else NULL for enterprise in before),
    )
    return dict(zip(STAGED, columns, strict=True))


def _known_as(enterprise: Mapping[str, str]) -> str:
    """Return name, customs code and registration number of the enterprise before, joined by |."""
    return "|".join(
        (normalise(enterprise["name"]), enterprise["customs_code"], enterprise.get("registration_number", ""))
    )
