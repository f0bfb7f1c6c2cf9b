"""Find the enterprises of many lines at once, and write the answers (批量查询).

1. The lines are copied into a temporary table, with the normalised name and the code of each.
2. MATCHED_BY has the ways to find an enterprise, the surest first. Each is one statement, for the lines that no way
   before it has found.
3. For lines that are still not found, enterprises with a similar name or code are looked up one by one
   (roster/look_up.py); for the first NEAR_LINES of a look-up only, because nobody chooses for more by hand.
4. One statement writes the answers, with the standing that held on the day. A line that names several enterprises has
   them as candidates.
"""

from collections.abc import Mapping, Sequence

from django.db import connection

from feedback.asked_lines import AskedLine
from feedback.models import LookupBatch
from feedback.states import LookupMatch
from foundation.postgres.copy import NULL, copy_into, whole_numbers
from matching.blocking import number_keys
from matching.names import normalise_all
from roster.look_up import find_enterprises
from roster.models.enterprises import without_aeo
from spreadsheets.identifiers import REGISTRATION_NUMBER

# Lines of one look-up for which near enterprises are searched, and enterprises of each.
NEAR_LINES, NEAR = 2_000, 5
USCC_LENGTH, CUSTOMS_CODE_LENGTH, ORG_CODE_LENGTH = 18, 10, 9
CREATE = """
    CREATE TEMP TABLE asked (
        number integer, match text, shown text, name_key text, uscc text, customs_code text, org_code text,
        registration_number text, number_keys integer[]
    ) ON COMMIT DROP;
    CREATE TEMP TABLE found (number integer, match text, enterprise bigint, differs boolean) ON COMMIT DROP;
    CREATE TEMP TABLE near (number integer, enterprises bigint[]) ON COMMIT DROP
"""
# The planner knows nothing of a temporary table, and would read all enterprises for few lines. A small sample will do.
ANALYSE = "SET LOCAL default_statistics_target = 10; ANALYZE asked"
# By what an enterprise is found → the column that such a line has, and the condition.
MATCHED_BY = {
    LookupMatch.USCC: ("uscc", "e.uscc = asked.uscc"),
    LookupMatch.CUSTOMS_CODE: ("customs_code", "e.customs_code = asked.customs_code"),
    # A blocking key may be shared by chance.
    LookupMatch.IDENTIFIER: (
        "number_keys",
        """
        e.blocking_keys && asked.number_keys AND (
            substr(e.uscc, 9, 9) = asked.org_code OR e.registration_number = asked.registration_number
            OR EXISTS (
                SELECT FROM roster_enterpriseevent former
                WHERE former.pgh_obj_id = e.id AND former.customs_code = asked.customs_code
            )
        )
        """,
    ),
    LookupMatch.NAME: ("name_key", "e.name_key = asked.name_key"),
    LookupMatch.FORMER_NAME: (
        "name_key",
        "e.former_keys <> '' AND string_to_array(e.former_keys, E'\\n') @> ARRAY[asked.name_key]",
    ),
}
FIND = """
    INSERT INTO found
    SELECT asked.number, %s, e.id,
        asked.name_key <> e.name_key AND asked.name_key <> ALL (string_to_array(e.former_keys, E'\\n'))
    FROM asked JOIN roster_enterprise e ON {condition}
    WHERE asked.match = 'none' AND asked.{column} IS NOT NULL
        AND NOT EXISTS (SELECT FROM found WHERE found.number = asked.number)
"""
NOT_FOUND = """
    SELECT number FROM asked
    WHERE match = 'none' AND NOT EXISTS (SELECT FROM found WHERE found.number = asked.number)
    ORDER BY number LIMIT %s
"""
WRITE = """
    WITH answer AS (
        SELECT number, min(match) AS match, bool_or(differs) AS differs,
            array_agg(enterprise ORDER BY enterprise) AS enterprises
        FROM found GROUP BY number
    )
    INSERT INTO feedback_lookupline
        (batch_id, number, text, match, is_named_differently, enterprise_id, standing_id, candidates)
    SELECT %(batch)s, asked.number, asked.shown,
        CASE WHEN cardinality(answer.enterprises) = 1 THEN answer.match ELSE asked.match END,
        COALESCE(cardinality(answer.enterprises) = 1 AND answer.differs, false),
        CASE WHEN cardinality(answer.enterprises) = 1 THEN answer.enterprises[1] END,
        standing.id,
        CASE WHEN cardinality(answer.enterprises) > 1 THEN answer.enterprises[:%(near)s]
            ELSE COALESCE(near.enterprises, '{}') END
    FROM asked
    LEFT JOIN answer USING (number)
    LEFT JOIN near USING (number)
    LEFT JOIN screening_standing standing ON cardinality(answer.enterprises) = 1
        AND standing.enterprise_id = answer.enterprises[1]
        AND standing_holds(
            standing.since, standing.until, standing.end_known_at, standing.known_at, standing.known_until,
            %(day)s, %(known_at)s
        )
    ORDER BY number
"""


def answer_lines(batch: LookupBatch, lines: Sequence[AskedLine]) -> None:
    """Write the answers to these lines of the look-up, inside of a transaction of their own."""
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
        columns = _columns(lines)
        copy_into("asked", columns)
        cursor.execute(ANALYSE)
        for match, (column, condition) in MATCHED_BY.items():
            if column in columns:
                cursor.execute(FIND.format(column=column, condition=condition), [match])
        cursor.execute(NOT_FOUND, [max(NEAR_LINES - batch.answered_count, 0)])
        missing = {number for (number,) in cursor.fetchall()}
        near = {line.number: _near(line) for line in lines if line.number in missing}
        # find_enterprises switches them off until the transaction ends.
        cursor.execute("SET LOCAL enable_seqscan TO DEFAULT")
        copy_into("near", {"number": map(str, near), "enterprises": map(whole_numbers, near.values())})
        cursor.execute(WRITE, {"batch": batch.pk, "near": NEAR, "day": batch.day, "known_at": batch.known_at})
        cursor.execute("DROP TABLE asked, found, near")


def _columns(lines: Sequence[AskedLine]) -> Mapping[str, Sequence[str]]:
    """Return the columns of the table `asked`; those of codes only where a line has one."""
    columns: dict[str, Sequence[str]] = {
        "number": [str(line.number) for line in lines],
        "match": [line.match for line in lines],
        "shown": [line.text for line in lines],
        "name_key": _or_null(normalise_all([line.name for line in lines])),
    }
    if any(line.code for line in lines):
        columns |= _code_columns(lines)
    return columns


def _code_columns(lines: Sequence[AskedLine]) -> Mapping[str, Sequence[str]]:
    codes = [without_aeo(line.code) for line in lines]
    of_length = {
        length: [code if len(code) == length else "" for code in codes]
        for length in (USCC_LENGTH, CUSTOMS_CODE_LENGTH, ORG_CODE_LENGTH)
    }
    numbers = [code if REGISTRATION_NUMBER.fullmatch(code) else "" for code in codes]
    keys = number_keys(of_length[ORG_CODE_LENGTH], of_length[CUSTOMS_CODE_LENGTH], numbers).lists()
    return {
        "uscc": _or_null(of_length[USCC_LENGTH]),
        "customs_code": _or_null(of_length[CUSTOMS_CODE_LENGTH]),
        "org_code": _or_null(of_length[ORG_CODE_LENGTH]),
        "registration_number": _or_null(numbers),
        "number_keys": [whole_numbers(each) if each else NULL for each in keys],
    }


def _or_null(texts: Sequence[str]) -> list[str]:
    return [text or NULL for text in texts]


def _near(line: AskedLine) -> list[int]:
    """Return the keys of enterprises that may be meant: by the name, or by the code without its check character."""
    text = line.name or line.code[:-1]
    return [hit.pk for hit in find_enterprises(text).hits[:NEAR]]
