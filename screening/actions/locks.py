"""The order in which rows are locked. Every transaction that locks several kinds of rows keeps to it.

1. what is worked on: the customs offices (`roster.actions.locks`, before a roster submission or a transfer), then the
   row of the screening or chunk, match policy, feed, import, roster submission, transfer, violation report or measure
2. blacklists, by key
3. entries, by key
4. enterprises, by key and in one statement
5. hits, by key; certifications, revocations and standings; applications of measures, then stop advice,
   then receipts of applications, then months of departments
6. approvals

Two transactions that lock in this order never wait for each other in a circle. Out of order they may deadlock. Two
examples:

- Two keys of one kind: a screening that has locked enterprise 1 waits for enterprise 2, while a decision that has
  locked enterprise 2 waits for enterprise 1.
- Two kinds: a decision that has locked a hit waits for its enterprise, while a confirmed roster that has locked the
  enterprise waits for the hit.

PostgreSQL ends one of the two with an error, and its work is lost. A kind may be left out. A transaction leaves the
order in four cases only:

- It locks rows again that it has locked before, more strongly: a chunk locks enterprises FOR KEY SHARE, then their
  hits, and then the same enterprises FOR NO KEY UPDATE to write standings.
- It locks all blacklists FOR KEY SHARE after it has locked entries: the confirmation of an import, which has locked its
  own blacklist before them. A change of another blacklist waits for none of these entries.
- It locks the approval of a blacklist, of the match policy or of an import before what comes later. Every transaction
  locks the subject first, so no other one can hold or await the approval.
- It locks submissions and transfers after enterprises while it holds the locks of their customs offices. Every
  transaction locks the office first, so no other one can hold or await these rows.

Nobody waits for rows that the transaction itself inserted. But an insert takes FOR KEY SHARE on every row to which it
refers: at the end of the transaction or, after `check_keys_at_once`, at once. So if any transaction locks such a row
FOR UPDATE, lock it before the insert.

`tests/lock_order.py` records the locks of every POST and of the workers behind it, and checks this order. If PostgreSQL
ends a transaction nevertheless, it is run once more (`foundation.postgres.conflicts`).

The strength of a lock decides which transactions it waits for:

- FOR UPDATE waits for every other lock. Use it to change what other transactions rely on: the identity of an enterprise
  (a confirmed roster), the effect of a blacklist (its settings), a decision.
- FOR NO KEY UPDATE waits for other writers, not for transactions that only insert rows which refer to the row. Use it
  to write standings, and to write hits on entries.
- FOR KEY SHARE waits only for FOR UPDATE, and makes it wait. Screenings use it, so that enterprises and blacklists
  cannot change and screenings do not wait for one another.
"""

from collections.abc import Iterable

from django.db import connection

from blacklists.models import BlacklistEntry
from roster.models import Enterprise

LOCK_BLACKLISTS_SHARED = "SELECT FROM blacklists_blacklist ORDER BY id FOR KEY SHARE"
LOCK_ENTERPRISES_SHARED = "SELECT FROM roster_enterprise WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"


def lock_blacklists_shared() -> None:
    """Lock all blacklists FOR KEY SHARE: until the transaction ends no settings change; imports go on."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_BLACKLISTS_SHARED)


def lock_entries(pks: set[int]) -> dict[int, BlacklistEntry]:
    """Lock entries against other writers; return them by key."""
    entries = BlacklistEntry.objects.defer("blocking_keys").filter(pk__any_of=pks)
    locked = entries.order_by("pk").select_for_update(of=("self",), no_key=True)
    return {entry.pk: entry for entry in locked}


def lock_enterprises_shared(pks: set[int]) -> dict[int, Enterprise]:
    """Lock enterprises FOR KEY SHARE; return them by key, with USCC and comparable name only.

    Until the transaction ends no name or number changes: a confirmed roster locks an enterprise FOR UPDATE before it
    renames it.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK_ENTERPRISES_SHARED, [sorted(pks)])
    enterprises = Enterprise.objects.only("uscc", "name_key").filter(pk__any_of=pks)
    return {enterprise.pk: enterprise for enterprise in enterprises}


def lock_enterprises(enterprise_ids: Iterable[int], *, no_key: bool = False) -> list[int]:
    """Lock enterprises until the transaction ends, so that one fact at a time is assessed; return the sorted keys.

    With `no_key` the lock does not wait for screenings that have locked the enterprises FOR KEY SHARE; without it, it
    does.
    """
    enterprises = Enterprise.objects.filter(pk__any_of=set(enterprise_ids)).order_by("pk")
    return list(enterprises.select_for_update(of=("self",), no_key=no_key).values_list("pk", flat=True))
