"""The log of certificates in the database: adding an entry, its roots and proofs."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.conf import settings
from django.db import connection
from django.db.models import Q

from certificates.models import Checkpoint as StoredCheckpoint
from certificates.models import CosigningKey, EntryKind, LogEntry, LogNode
from certificates.proofs import tlog
from certificates.proofs.checkpoints import Checkpoint, CosigningRequest, InclusionProof
from certificates.proofs.notes import Note, sign
from certificates.proofs.statements import entry_of
from certificates.proofs.tiles import Tile, bundle
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


def signed_checkpoint(size: int, *extensions: str) -> Note:
    """Return the checkpoint of the log at the size, signed now."""
    (root,) = range_hashes([(0, size)])
    return sign(str(Checkpoint(settings.LOG_ORIGIN, size, root, extensions)), signing_keys())


def prove_inclusion(index: int) -> InclusionProof:
    """Return the proof that the log has the entry, by the newest cosigned checkpoint.

    An entry that is newer than every cosigned checkpoint is proved by a checkpoint that is signed now.
    """
    cosigned = StoredCheckpoint.objects.cosigned().with_cosignatures().filter(size__gt=index).last()
    size = cosigned.size if cosigned else tree_size()
    note = cosigned.cosigned_note if cosigned else signed_checkpoint(size)
    return InclusionProof(index, range_hashes(tlog.inclusion_ranges(index, size)), note)


def last_cosigned(key: CosigningKey) -> StoredCheckpoint | None:
    """Return the last checkpoint that the key cosigned; for a key in the portal, that any key of its office did."""
    keys = CosigningKey.objects.filter(department=key.department) if key.sealed_key else [key]
    return StoredCheckpoint.objects.filter(cosignatures__key__in=keys).last()


def request_to_cosign(checkpoint: StoredCheckpoint, key: CosigningKey) -> CosigningRequest:
    """Return the checkpoint with the proof that the log begins with what the key cosigned last."""
    last = last_cosigned(key)
    old = last.size if last else 0
    hashes = range_hashes(tlog.consistency_ranges(old, checkpoint.size))
    return CosigningRequest(old, hashes, Note.parse(checkpoint.note))


def content_of_tile(tile: Tile) -> bytes | None:
    """Return the hashes or entries of the tile; None where the log has not all of them."""
    places = Q(index__gte=tile.first, index__lt=tile.end)
    if tile.level is None:
        parts = [bytes(entry.entry) for entry in LogEntry.objects.filter(places).order_by("index")]
    else:
        parts = [bytes(node.hash) for node in LogNode.objects.filter(places, level=tile.level).order_by("index")]
    if len(parts) < tile.end - tile.first:
        return None
    return bundle(parts) if tile.level is None else b"".join(parts)


def _hashes(nodes: Iterable[tlog.Node]) -> dict[tlog.Node, bytes]:
    wanted = [Q(level=level, index=index) for level, index in nodes]
    if not wanted:
        return {}
    found = LogNode.objects.filter(Q(*wanted, _connector=Q.OR)).values_list("level", "index", "hash")
    return {(level, index): bytes(hash) for level, index, hash in found}
