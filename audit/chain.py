"""The chain over the audit log: batches of events with a hash over each, and over the batch before it (docs/adr/0015).

A task closes the events of the last minute into a batch, never the act that records an event, so that no act waits for
another. A batch has the events of a range of transaction numbers, in the order of their ids; it has the root of the
SHA-256 tree over them (RFC 6962) and a head, which is the hash of the previous head and of the batch. A row that is
changed, removed or inserted later has another root; whoever writes the batches anew has other heads than those that
people have written down.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from audit.models import AuditBatch, AuditEvent
from foundation.jobs.leases import advisory_lock

LOCK = "audit.chain"
# The number of the oldest transaction that still runs, or the next one: what smaller numbers wrote is visible now, or
# never will be. A transaction is left out only if its lock shows that it runs in another database of the cluster.
OLDEST_RUNNING = """
    WITH elsewhere AS (
        SELECT transactionid FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock' AND granted AND datname <> current_database()
    ), running AS (
        SELECT number FROM pg_snapshot_xip(pg_current_snapshot()) number
        WHERE number::xid NOT IN (SELECT transactionid FROM elsewhere)
    )
    SELECT audit_transaction(coalesce(
        (SELECT number FROM running ORDER BY number LIMIT 1), pg_snapshot_xmax(pg_current_snapshot())
    ))
"""
FIELDS = (
    *("id", "at", "type", "kind", "actor_id", "actor_username", "actor_name", "actor_department", "target_label"),
    *("target_key", "target_text", "enterprise_id", "purpose", "data", "changes", "address", "request_id"),
    "transaction_id",
)
NO_HEAD = "0" * 64


def close_batch() -> AuditBatch | None:
    """Close the committed events that are in no batch yet; None where there are none, or another worker does it.

    The events are those of all transactions that had ended, beginning after the last batch. An event of a transaction
    that still runs is left to a later batch, with everything that began after it.
    """
    with advisory_lock(LOCK) as acquired:
        return _close() if acquired else None


@transaction.atomic
def _close() -> AuditBatch | None:
    last = AuditBatch.objects.last()
    begin = last.transactions_until if last else 0
    with connection.cursor() as cursor:
        cursor.execute(OLDEST_RUNNING)
        (until,) = cursor.fetchone()
    leaves = _leaves(begin, until)
    if not leaves:
        return None
    batch = AuditBatch(transactions_from=begin, transactions_until=until, event_count=len(leaves), root=_root(leaves))
    batch.head = head_of(batch, last.head if last else NO_HEAD)
    batch.save()
    return batch


def verify() -> Iterator[str]:
    """Yield a sentence for each batch that does not agree with its events or with the batch before it."""
    expected_from, previous, closed = 0, NO_HEAD, 0
    for batch in AuditBatch.objects.iterator():
        if batch.transactions_from != expected_from:
            yield f"{batch}与前一批之间缺少批次。"
        if batch.head != head_of(batch, previous):
            yield f"{batch}的校验值与前一批的不相衔接。"
        leaves = _leaves(batch.transactions_from, batch.transactions_until)
        if fault := _fault(batch, leaves):
            yield f"{batch}{fault}"
        expected_from, previous, closed = batch.transactions_until, batch.head, closed + len(leaves)
    found = AuditEvent.objects.filter(transaction_id__lt=expected_from).count()
    if found != closed:
        yield f"有{abs(found - closed)}条记录与各批的范围不符：是事后加入的，或者所属的批次被删除或改写。"


def _fault(batch: AuditBatch, leaves: list[bytes]) -> str:
    """What became of the events of the batch, as the end of a sentence; "" where they are as they were."""
    difference = len(leaves) - batch.event_count
    if difference:
        return f"当时有{batch.event_count}条记录，现{'多' if difference > 0 else '少'}{abs(difference)}条。"
    return "" if _root(leaves) == batch.root else "有记录被改动，与当时的内容不同。"


def head_of(batch: AuditBatch, previous: str) -> str:
    """Return the head of the batch after the previous head."""
    content = [previous, batch.transactions_from, batch.transactions_until, batch.event_count, batch.root]
    return sha256(json.dumps(content).encode()).hexdigest()


def _leaves(begin: int, until: int) -> list[bytes]:
    """Return the hash of each event of the transactions from `begin` to before `until`, in the order of the ids."""
    events = AuditEvent.objects.filter(transaction_id__gte=begin, transaction_id__lt=until).order_by("pk")
    return [leaf_of(event) for event in events.values_list(*FIELDS).iterator()]


def leaf_of(event: Iterable[Any]) -> bytes:
    """Return the hash of an event, of which the values of FIELDS are given."""
    content = json.dumps(list(event), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_text)
    return sha256(b"\x00" + content.encode()).digest()


def _text(value: Any) -> str:
    """The moment of an event, which the database keeps to the microsecond, in UTC."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _root(leaves: list[bytes]) -> str:
    """Return the root of the tree over the hashes, of which there is at least one, as hexadecimal digits."""
    level = leaves
    while len(level) > 1:
        pairs = [sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(level) - len(level) % 2 :]
    return level[0].hex()
