"""Records the order in which transactions lock rows, and names those that leave the common order.

The order is the one of screening/actions/locks.py. A statement locks the rows that it selects FOR UPDATE, FOR NO KEY
UPDATE or FOR KEY SHARE, and those that it updates or deletes. An inserted row keeps the rows to which its foreign keys
refer, at the end of the transaction; that waits only for FOR UPDATE, and only foreign keys that are never empty count.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection
from psycopg2.sql import Composable

OFFICES, BLACKLISTS, ENTRIES = "accounts_department", "blacklists_blacklist", "blacklists_blacklistentry"
WORKED_ON = (
    *("roster_rostersubmission", "roster_transfer", "blacklists_blacklistfeed", "blacklists_blacklistimport"),
    *("screening_screening", "screening_screeningchunk", "screening_matchpolicy", "feedback_violationreport"),
    "incentives_measure",
)
LAST = (
    *("screening_screeninghit", "roster_certification", "screening_revocation", "screening_standing"),
    *("feedback_measureapplication", "feedback_stopadvice"),
    *("feedback_applicationreceipt", "feedback_departmentmonth"),
)
RANKS = {
    OFFICES: 0,
    **dict.fromkeys(WORKED_ON, 1),
    BLACKLISTS: 2,
    ENTRIES: 3,
    "roster_enterprise": 4,
    **dict.fromkeys(LAST, 5),
}
"""The places of tables in the order. An approval has none: nobody locks it without its subject."""
GUARDED_BY_OFFICES = ("roster_rostersubmission", "roster_transfer")
LOCKS = re.compile(r"\bFOR (UPDATE|NO KEY UPDATE|KEY SHARE)\b")
TABLE = re.compile(r'\b(?:FROM|UPDATE|INTO)\s+(?:ONLY\s+)?"?([a-z_]+)"?(?:\s+(?:AS\s+)?"?([a-z_]+)"?)?', re.IGNORECASE)
OF = re.compile(r'\bFOR (?:NO KEY )?UPDATE OF "([a-z_]+)"')
ONE_ROW = re.compile(r'"id" = |\bLIMIT (1|21)\b')


class Lock(NamedTuple):
    """A lock of rows of one table.

    `origin` is how it came about: a statement, a row of the transaction's own, or a foreign key at the end.
    """

    table: str
    strength: str
    sql: str
    origin: str = "statement"


Transaction = list[Lock]


@contextmanager
def recorded_locks() -> Iterator[list[Transaction]]:
    """Yield the transactions of the block, each as its locks in their order.

    The test itself runs in a transaction: a transaction of the portal is an outermost savepoint.
    """
    transactions: list[Transaction] = []
    savepoints: list[str] = []
    current: Transaction = []

    def record(execute: Callable[..., Any], sql: str | Composable, params: Any, many: bool, context: Any) -> Any:
        text = sql if isinstance(sql, str) else sql.as_string(context["cursor"].cursor)
        word, *rest = text.split(None, 2)
        if word == "SAVEPOINT":
            savepoints.append(rest[0])
        elif word in ("RELEASE", "ROLLBACK") and savepoints:
            savepoints.pop()
            if not savepoints:
                transactions.append(sorted(current, key=lambda lock: lock.origin == "foreign key"))
                current.clear()
        elif savepoints:
            current.extend(_locks_of(text))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        yield transactions


def out_of_order(transactions: list[Transaction]) -> list[str]:
    """Describe the transactions that lock a table after one that comes later in the order."""
    strongly = {lock.table for locks in transactions for lock in locks if lock.strength == "UPDATE"}
    found = {}
    for locks in transactions:
        first: dict[str, Lock] = {}
        for lock in locks:
            waits_for_nobody = lock.origin == "foreign key" and lock.table not in strongly
            if lock.table in first or lock.table not in RANKS or waits_for_nobody:
                continue
            later = [table for table in first if RANKS[table] > RANKS[lock.table]]
            if later and lock.origin != "own row" and not _is_excepted(lock, first, later):
                found[lock.table, *later] = f"{lock.table} after {', '.join(later)}: {lock.sql[:200]}"
            first[lock.table] = lock
    return list(found.values())


def unordered(transactions: list[Transaction]) -> list[str]:
    """Return the statements that lock several rows of one table without an order."""
    statements = {lock.sql for locks in transactions for lock in locks if LOCKS.search(lock.sql)}
    return [sql[:300] for sql in statements if "ORDER BY" not in sql and not ONE_ROW.search(sql)]


def _is_excepted(lock: Lock, first: dict[str, Lock], later: list[str]) -> bool:
    """Whether the order has this exception.

    All blacklists are kept after the entries of a locked one; the customs offices guard submissions and transfers.
    """
    is_kept = lock.table == BLACKLISTS and lock.strength == "KEY SHARE" and later == [ENTRIES]
    return is_kept or (lock.table in GUARDED_BY_OFFICES and OFFICES in first)


def _locks_of(sql: str) -> Transaction:
    models = {model._meta.db_table: model for model in apps.get_models()}
    named = [(table, alias) for table, alias in TABLE.findall(sql) if table in models]
    if not named:
        return []
    table, _ = named[0]
    word = sql.split(None, 1)[0].upper()
    if strength := LOCKS.search(sql):
        of = OF.search(sql)
        selected = [name for name, alias in named if not of or of[1] in (name, alias)][:1]
        changed = re.findall(r"\bUPDATE ([a-z_]+) AS", sql)
        return [Lock(name, strength[1], sql) for name in selected] + [Lock(name, "NO KEY", sql) for name in changed]
    if word == "INSERT":
        fields = models[table]._meta.concrete_fields
        kept = {
            field.related_model for field in fields if field.related_model and field.db_constraint and not field.null
        }
        foreign = [Lock(model._meta.db_table, "KEY SHARE", sql, "foreign key") for model in kept]
        return [Lock(table, "NO KEY", sql, "own row"), *foreign]
    if word in ("UPDATE", "DELETE"):
        return [Lock(table, "NO KEY" if word == "UPDATE" else "UPDATE", sql)]
    return []
