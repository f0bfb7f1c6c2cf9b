r"""Move many rows into PostgreSQL by COPY, and integer arrays out of it in binary, without an object for each value.

A million entries as model instances, or as lists of Python integers, cost most of the time and memory of an import or a
screening. Columns of text and numpy arrays avoid both.

**In: `copy_into` writes columns by COPY's text format.** An example with three rows of two columns:

    name        note           line that COPY receives
    甲<TAB>乙    NULL           甲\t乙<TAB>\N
    a\b         x              a\\b<TAB>x
    丙          (empty)        丙<TAB>

1. Escape CHUNK values of a column as one text: they are joined by RECORD_SEPARATOR, escaped by five `replace` calls,
   and split again. That is faster than a call for each value. Without escaping, a tab in a name would begin another
   column.
2. NULL is written as a control character first and becomes \N last; otherwise its backslash would be escaped. Neither
   control character is in any value, because the readers drop both from every file (`spreadsheets.sheets`).
3. Encode CHUNK rows at a time in a second thread, while the database reads the chunk before. Without chunks the whole
   file would be in memory twice.

**Out: `fetch_arrays` reads rows of a number and an int4[].** PostgreSQL concatenates the binary form of all rows
(`array_send`), and numpy finds the values by their distance. An array is 5 words of 4 bytes (dimensions, flags, type,
size, lower bound), then 2 words for each item (its length, itself). An example with three rows:

    row          words, the values at                     place of a value
    7, {10, 20}  1 0 23 2 1  4 [10] 4 [20]                5·1 + 2·0 + 1 = 6,  5·1 + 2·1 + 1 = 8
    8, {}        left out by the query                    an empty array has a shorter header
    9, {30}      1 0 23 1 1  4 [30]                       5·2 + 2·2 + 1 = 15

1. Fetch three byte strings: all numbers, all sizes, all arrays.
2. The k-th value of all, in the i-th array, is at word 5·i + 2·k + 1, with i counted from 1 and k from 0.
3. Index once with all places. A loop over the rows would make a Python object of each value.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

import numpy as np
from django.db import connection, models
from numpy.typing import NDArray
from psycopg2 import sql

CHUNK = 5_000
# Joins the values of a column while they are escaped; the readers drop this control character from every file.
RECORD_SEPARATOR = "\x1e"
# Words of 4 bytes before the items of a binary array.
HEADER_WORDS = 5
ARRAYS = """
    SELECT string_agg(int4send(number::integer), ''), string_agg(int4send(cardinality(items)), ''),
        string_agg(array_send(items), '') FROM ({}) AS row (number, items) WHERE cardinality(items) > 0
"""
Numbers = NDArray[np.int64]
# Stands for NULL until the column is escaped; the readers drop this control character from every file.
NULL = "\x1d"
# COPY's text format: characters that would end a value or a row, and NULL. The backslash comes first.
ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"), (NULL, "\\N"))


def check_keys_at_once() -> None:
    """Check foreign keys with each statement until the transaction ends, instead of at its commit.

    Otherwise each statement of a history trigger walks through all checks that are queued, which takes quadratic time.
    Call it before the first check is queued.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class _Stream:
    """The file that psycopg2's COPY reads. The next chunk is encoded while the database reads the one before."""

    def __init__(self, chunks: Iterator[str], executor: ThreadPoolExecutor) -> None:
        self._chunks, self._executor = chunks, executor
        self._next = executor.submit(next, chunks, "")

    def read(self, size: int = -1) -> str:
        chunk = self._next.result()
        if chunk:
            self._next = self._executor.submit(next, self._chunks, "")
        return chunk


def copy_columns(model: type[models.Model], columns: Mapping[str, Iterable[str]]) -> None:
    """Insert rows into the model's table. `columns` maps each field to its text in every row, NULL for no value.

    Defaults in Python do not apply: pass every field that has no default in the database.
    """
    column_of = {field.name: str(field.column) for field in model._meta.concrete_fields}
    copy_into(model._meta.db_table, {column_of[field]: texts for field, texts in columns.items()})


def copy_new(model: type[models.Model], instances: Sequence[models.Model]) -> None:
    """Insert new instances, several times as fast as bulk_create; their primary keys are not set."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    copy_columns(model, {field.name: [_as_text(field.value_from_object(one)) for one in instances] for field in fields})


def _as_text(value: object) -> str:
    """Return a field's value in PostgreSQL's text format."""
    if value is None:
        return NULL
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)


def delete_of(model: type[models.Model], submission: int) -> None:
    """Delete the model's rows of one submission in one statement, without fetching them first as a queryset does."""
    statement = sql.SQL("DELETE FROM {} WHERE submission_id = %s").format(sql.Identifier(model._meta.db_table))
    with connection.cursor() as cursor:
        cursor.execute(statement, [submission])


def copy_into(table: str, columns: Mapping[str, Iterable[str]]) -> None:
    """Insert rows into any table. `columns` maps each column to its text in every row, NULL for no value."""
    quote = connection.ops.quote_name
    target = f"{quote(table)} ({', '.join(map(quote, columns))})"
    with connection.cursor() as cursor, ThreadPoolExecutor(1) as executor:
        cursor.copy_expert(f"COPY {target} FROM STDIN", _Stream(_encoded(columns.values()), executor))


def fetch_arrays(query: str, parameters: Sequence[Any]) -> tuple[Numbers, Numbers, Numbers]:
    """Fetch rows of (int4, int4[]) as three flat int64 arrays: numbers, array sizes, and all values one after another.

    Rows with an empty array are left out.
    """
    with connection.cursor() as cursor:
        # As many workers of the portal as there are cores read at a time: PostgreSQL's own would compete with them.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute(ARRAYS.format(query), parameters)
        numbers, sizes, arrays = (np.frombuffer(sent or b"", ">i4").astype(np.int64) for sent in cursor.fetchone())
        cursor.execute("RESET max_parallel_workers_per_gather")
    headers = HEADER_WORDS * np.arange(1, len(sizes) + 1)
    return numbers, sizes, arrays[np.repeat(headers, sizes) + 2 * np.arange(sizes.sum()) + 1]


def array(texts: Iterable[str]) -> str:
    """Return a text array in PostgreSQL's text format."""
    texts = list(texts)
    if not texts:
        return "{}"
    joined = RECORD_SEPARATOR.join(texts)
    if "\\" in joined or '"' in joined:
        joined = joined.replace("\\", "\\\\").replace('"', '\\"')
    return '{"' + joined.replace(RECORD_SEPARATOR, '","') + '"}'


def whole_numbers(numbers: list[int]) -> str:
    """Return an integer array in PostgreSQL's text format."""
    return f"{{{str(numbers)[1:-1]}}}"


def _encoded(columns: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the rows of the columns in COPY's text format, CHUNK rows at a time."""
    texts = list(map(iter, columns))
    while rows := list(zip(*(_escaped(islice(column, CHUNK)) for column in texts), strict=True)):
        yield "\n".join(map("\t".join, rows)) + "\n"


def _escaped(texts: Iterable[str]) -> list[str]:
    """Return the values of a column in COPY's text format, escaped as one text and only if needed."""
    texts = list(texts)
    joined = RECORD_SEPARATOR.join(texts)
    if not any(raw in joined for raw, _ in ESCAPES):
        return texts
    for raw, escaped in ESCAPES:
        joined = joined.replace(raw, escaped)
    return joined.split(RECORD_SEPARATOR)
