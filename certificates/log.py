"""The log of certificates in the database: adding an entry, its roots and proofs."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.conf import settings
from django.db import connection
from django.db.models import Q

from certificates.models import EntryKind, LogEntry, LogNode
from certificates.proofs import tlog
from certificates.proofs.checkpoints import Checkpoint, InclusionProof
from certificates.proofs.notes import Note, sign
from certificates.proofs.statements import entry_of
from certificates.signing import signing_keys

# Held until the transaction ends: entries are numbered without gaps.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('certificates.log', 0))"


def append(*, kind: EntryKind, number: str, day: date, salt: bytes) -> LogEntry:
    """Add an entry at the end of the log, with the nodes that it completes. Others wait for the transaction to end."""
    lock_log()
    index = tree_size()
    content = entry_of(salt, number=number, kind=kind, day=day)
    entry = LogEntry.objects.create(index=index, kind=kind, number=number, day=day, salt=salt, entry=content)
    siblings = _hashes(tlog.siblings_of(index))
    nodes = tlog.new_nodes(index, tlog.leaf_hash(content), siblings)
    LogNode.objects.bulk_create(LogNode(level=level, index=place, hash=hash) for (level, place), hash in nodes)
    return entry


def lock_log() -> None:
    """Let nobody else add an entry until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)


def tree_size() -> int:
    """Return the number of entries."""
    last = LogEntry.objects.order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1


def range_hashes(ranges: Sequence[tlog.Range]) -> tuple[bytes, ...]:
    """Return the hash over each of the ranges."""
    hashes = _hashes(tlog.nodes_of_all(ranges))
    return tuple(tlog.range_hash(leaves, hashes) for leaves in ranges)


def signed_checkpoint(size: int) -> Note:
    """Return the checkpoint of the log at the size, signed now."""
    (root,) = range_hashes([(0, size)])
    return sign(str(Checkpoint(settings.LOG_ORIGIN, size, root)), signing_keys())


def prove_inclusion(index: int) -> InclusionProof:
    """Return the proof that the log, as it is now, has the entry."""
    size = tree_size()
    return InclusionProof(index, range_hashes(tlog.inclusion_ranges(index, size)), signed_checkpoint(size))


def _hashes(nodes: Iterable[tlog.Node]) -> dict[tlog.Node, bytes]:
    wanted = [Q(level=level, index=index) for level, index in nodes]
    if not wanted:
        return {}
    found = LogNode.objects.filter(Q(*wanted, _connector=Q.OR)).values_list("level", "index", "hash")
    return {(level, index): bytes(hash) for level, index, hash in found}
