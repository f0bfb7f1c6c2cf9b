"""Fictional enterprises for benchmarks/lookup.py, written by COPY. Every third had another name before."""

import os
from collections.abc import Sequence
from itertools import repeat

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.screening_data import HOMES, derived_keys, make_names, uscc_of
from foundation.postgres.copy import copy_columns, copy_into, whole_numbers
from matching.names import parse_all
from matching.pinyin import sort_keys
from matching.search_keys import search_keys
from roster.models import Enterprise

ENTERPRISES = int(os.environ.get("ENTERPRISES", "1000000"))
PART = 50_000
PUT_ASIDE = """
    CREATE TEMP TABLE put_aside AS SELECT indexname, indexdef FROM pg_indexes
    WHERE tablename = 'roster_enterprise' AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""


def present_names() -> list[str]:
    return make_names(ENTERPRISES, HOMES, seed=19)


def former_names() -> list[str]:
    """Return the former name of each enterprise, "" for two of three."""
    names = make_names(len(range(0, ENTERPRISES, 3)), HOMES, seed=20)
    return [names[number // 3] if number % 3 == 0 else "" for number in range(ENTERPRISES)]


def customs_code_of(number: int) -> str:
    return f"370{number:07d}"


def load(present: Sequence[str], former: Sequence[str]) -> None:
    """Replace the enterprises by these, with primary keys from 1 on, and create the indexes behind them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute("TRUNCATE roster_enterprise, roster_enterpriseevent RESTART IDENTITY CASCADE")
        cursor.execute(PUT_ASIDE)
        cursor.execute("SELECT indexname, indexdef FROM put_aside")
        indexes = cursor.fetchall()
        cursor.execute(f"DROP INDEX {', '.join(name for name, _ in indexes)}")
        for start in range(0, len(present), PART):
            _copy(start, present[start : start + PART], former[start : start + PART])
        for _, definition in indexes:
            cursor.execute(definition)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE roster_enterprise, roster_enterpriseevent")


def _copy(start: int, present: Sequence[str], former: Sequence[str]) -> None:
    names, before = parse_all(present), parse_all(former)
    numbers = range(start, start + len(present))
    usccs, codes = [uscc_of(number) for number in numbers], [customs_code_of(number) for number in numbers]
    empty = [""] * len(present)
    keys = [search_keys(each).lists() for each in (names, before)]
    blocking = [derived_keys(usccs, codes, each).lists() for each in (names, before)]
    copy_columns(
        Enterprise,
        {
            "id": [str(number + 1) for number in numbers],
            "uscc": usccs,
            "name": present,
            "name_key": [name.key for name in names],
            "former_keys": [name.key for name in before],
            "sort_key": sort_keys([name.key for name in names]),
            "search_keys": [whole_numbers([*new, *old]) for new, old in zip(*keys, strict=True)],
            "customs_code": codes,
            **dict.fromkeys(("address", "registration_number"), empty),
            "blocking_keys": [whole_numbers([*new, *old]) for new, old in zip(*blocking, strict=True)],
        },
    )
    for label, written in (
        ("insert", [old or new for old, new in zip(former, present, strict=True)]),
        ("update", present),
    ):
        rows = [row for row in range(len(present)) if label == "insert" or former[row]]
        copy_into(
            "roster_enterpriseevent",
            {
                "pgh_obj_id": [str(start + row + 1) for row in rows],
                "pgh_label": repeat(label, len(rows)),
                "pgh_created_at": repeat(timezone.now().isoformat(), len(rows)),
                "uscc": [usccs[row] for row in rows],
                "name": [written[row] for row in rows],
                "customs_code": [codes[row] for row in rows],
                **dict.fromkeys(("address", "registration_number"), [""] * len(rows)),
            },
        )
