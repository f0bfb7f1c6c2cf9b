"""The quickest ways of many rows into PostgreSQL, COPY, and of arrays out of it: no model instance for each."""

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
# A control character that the reader drops from every file: it stands between what is escaped at one stroke.
BETWEEN = "\x1e"
# Arrays as they are sent in binary: a header of so many words, and of each item its length and itself.
HEADER = 5
ARRAYS = """
    SELECT string_agg(int4send(number::integer), ''), string_agg(int4send(cardinality(items)), ''),
        string_agg(array_send(items), '') FROM ({}) AS row (number, items) WHERE cardinality(items) > 0
"""
Numbers = NDArray[np.int64]
# What stands for no value.
NULL = "\x1d"
# COPY's text format: what would end a cell or a row, and what stands for no value.
ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"), (NULL, "\\N"))


def check_keys_at_once() -> None:
    """Check foreign keys with each statement, to the end of the transaction.

    Else each history trigger would look at all the checks that wait for the commit; called before any of them waits.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class _Stream:
    """What psycopg2's COPY reads from: the next chunk is made while the database takes the one before."""

    def __init__(self, chunks: Iterator[str], aside: ThreadPoolExecutor) -> None:
        self._chunks, self._aside = chunks, aside
        self._ahead = aside.submit(next, chunks, "")

    def read(self, size: int = -1) -> str:
        chunk = self._ahead.result()
        if chunk:
            self._ahead = self._aside.submit(next, self._chunks, "")
        return chunk


def copy_columns(model: type[models.Model], columns: Mapping[str, Iterable[str]]) -> None:
    """Write rows into the model's table: field → its text in each row, all of one length; NULL for none.

    Python's defaults do not apply: name every field that has none in the database.
    """
    column_of = {field.name: str(field.column) for field in model._meta.concrete_fields}
    copy_into(model._meta.db_table, {column_of[field]: texts for field, texts in columns.items()})


def copy_new(model: type[models.Model], instances: Sequence[models.Model]) -> None:
    """Write new instances as bulk_create does, several times as quickly; they are not told their primary keys."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    copy_columns(model, {field.name: [_as_text(field.value_from_object(one)) for one in instances] for field in fields})


def _as_text(value: object) -> str:
    """A field's value as PostgreSQL reads it."""
    if value is None:
        return NULL
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)


def delete_of(model: type[models.Model], submission: int) -> None:
    """Delete the model's rows of one submission, without reading them first as a queryset would."""
    statement = sql.SQL("DELETE FROM {} WHERE submission_id = %s").format(sql.Identifier(model._meta.db_table))
    with connection.cursor() as cursor:
        cursor.execute(statement, [submission])


def copy_into(table: str, columns: Mapping[str, Iterable[str]]) -> None:
    """The same for any table, column by column."""
    quote = connection.ops.quote_name
    target = f"{quote(table)} ({', '.join(map(quote, columns))})"
    rows = zip(*map(_escaped, columns.values()), strict=True)
    with connection.cursor() as cursor, ThreadPoolExecutor(1) as aside:
        cursor.copy_expert(f"COPY {target} FROM STDIN", _Stream(_encoded(rows), aside))


def fetch_arrays(query: str, parameters: Sequence[Any]) -> tuple[Numbers, Numbers, Numbers]:
    """Of the query's rows, which are a number and an array of integers: the numbers, the arrays' sizes, and what they
    hold, one after the other. Rows with an empty array are left out; no Python object is made of any."""
    with connection.cursor() as cursor:
        cursor.execute(ARRAYS.format(query), parameters)
        numbers, sizes, arrays = (np.frombuffer(sent or b"", ">i4").astype(np.int64) for sent in cursor.fetchone())
    begins = HEADER * np.arange(1, len(sizes) + 1)
    return numbers, sizes, arrays[np.repeat(begins, sizes) + 2 * np.arange(sizes.sum()) + 1]


def array(texts: Iterable[str]) -> str:
    """A text array as PostgreSQL reads it."""
    texts = list(texts)
    if not texts:
        return "{}"
    together = BETWEEN.join(texts)
    if "\\" in together or '"' in together:
        together = together.replace("\\", "\\\\").replace('"', '\\"')
    return '{"' + together.replace(BETWEEN, '","') + '"}'


def whole_numbers(numbers: list[int]) -> str:
    """An array of whole numbers as PostgreSQL reads it."""
    return f"{{{str(numbers)[1:-1]}}}"


def _encoded(rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    while chunk := list(islice(rows, CHUNK)):
        yield "\n".join(map("\t".join, chunk)) + "\n"


def _escaped(texts: Iterable[str]) -> list[str]:
    """The column's texts as COPY reads them, escaped at one stroke where there is anything to escape."""
    texts = list(texts)
    together = BETWEEN.join(texts)
    if not any(raw in together for raw, _ in ESCAPES):
        return texts
    for raw, said in ESCAPES:
        together = together.replace(raw, said)
    return together.split(BETWEEN)
