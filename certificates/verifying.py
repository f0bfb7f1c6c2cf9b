"""Verify the log in the database against its own hashes and the signed checkpoints."""

from collections.abc import Iterator

from certificates.models import Certificate, Checkpoint, EntryKind, LogEntry
from certificates.proofs import checkpoints, tlog
from certificates.proofs.notes import BadSignatureError, Note
from certificates.proofs.statements import Statement, entry_of
from certificates.signing import published_keys


def verify_log() -> Iterator[str]:
    """Yield a sentence for each fault: an entry that was removed, changed or dated back, a checkpoint that differs."""
    signed: dict[int, list[Checkpoint]] = {}
    for checkpoint in Checkpoint.objects.all():
        signed.setdefault(checkpoint.size, []).append(checkpoint)
        if fault := _fault_of_signature(checkpoint):
            yield fault
    tree, recorded_at = tlog.Frontier(), None
    for entry in LogEntry.objects.iterator():
        if entry.index != tree.size:
            until = f"至第{entry.index}项" if entry.index > tree.size + 1 else ""
            yield f"第{tree.size + 1}项{until}被删除。"
            return
        if bytes(entry.entry) != entry_of(bytes(entry.salt), number=entry.number, kind=entry.kind, day=entry.day):
            yield f"{entry}的内容与校验值不符，已被改动。"
        if recorded_at and entry.recorded_at < recorded_at:
            yield f"{entry}的记录时间早于前一项，是倒填的。"
        yield from _differing(signed.pop(tree.size, []), tree)
        tree.add(tlog.leaf_hash(bytes(entry.entry)))
        recorded_at = entry.recorded_at
    yield from _differing(signed.pop(tree.size, []), tree)
    for rows in signed.values():
        yield from (f"{row}时有{row.size}项，现在只有{tree.size}项：有记录被删除。" for row in rows)
    yield from _faults_of_certificates()


def _fault_of_signature(checkpoint: Checkpoint) -> str:
    try:
        return "" if Note.parse(checkpoint.note).signers(published_keys().issuer) else f"{checkpoint}没有平台的签名。"
    except BadSignatureError:
        return f"{checkpoint}的内容与签名不符，已被改动。"


def _differing(rows: list[Checkpoint], tree: tlog.Frontier) -> Iterator[str]:
    """Yield the checkpoints whose root is not that of the tree."""
    for row in rows:
        stated = checkpoints.Checkpoint.parse(Note.parse(row.note).text)
        if (stated.size, stated.root) != (tree.size, tree.root()):
            yield f"{row}的前{row.size}项与当时签署的不同：有记录被改动、插入或调换。"


def _faults_of_certificates() -> Iterator[str]:
    for certificate in Certificate.objects.select_related("entry", "enterprise").iterator():
        number, statement = Statement.parse(Note.parse(certificate.note).text)
        if (number, statement.day) != (certificate.entry.number, certificate.day):
            yield f"{certificate.entry}与{certificate}的内容不符。"
    entries = LogEntry.objects.filter(kind=EntryKind.ELIGIBLE, certificate=None)
    yield from (f"{entry}没有对应的证明。" for entry in entries)
