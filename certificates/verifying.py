"""Verify the log in the database against its own hashes and the signed checkpoints."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils import timezone

from audit.chain import NO_HEAD
from audit.models import AuditBatch
from certificates.actions.publications import MOMENTS
from certificates.models import Certificate, Checkpoint, EntryKind, LogEntry
from certificates.proofs import tlog
from certificates.proofs.checkpoints import day_line
from certificates.proofs.files import PublishedKeys
from certificates.proofs.notes import BadSignatureError, Note
from certificates.proofs.statements import Statement, entry_of
from certificates.signing import published_keys
from publicity.models import Publication


def verify_log() -> Iterator[str]:
    """Yield a sentence for each fault: an entry that was removed, changed or dated back, a checkpoint that differs."""
    signed: dict[int, list[Checkpoint]] = {}
    keys = published_keys()
    for checkpoint in Checkpoint.objects.with_cosignatures():
        signed.setdefault(checkpoint.size, []).append(checkpoint)
        yield from _faults_of_signatures(checkpoint, keys)
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
    yield from _faults_of_publications()
    yield from faults_of_audit_heads()


def faults_of_audit_heads() -> Iterator[str]:
    """Yield a sentence for each checkpoint whose head is not on the chain over the audit log (audit/chain.py)."""
    on_chain = AuditBatch.objects.filter(head=OuterRef("audit_head"))
    for checkpoint in Checkpoint.objects.filter(~Exists(on_chain)).exclude(audit_head=NO_HEAD):
        yield f"链上没有{checkpoint}所写的校验值{checkpoint.audit_head}：那时以前的审计日志被改写或删除。"


def _faults_of_signatures(checkpoint: Checkpoint, keys: PublishedKeys) -> Iterator[str]:
    note = checkpoint.cosigned_note
    try:
        if not note.signers(keys.issuer):
            yield f"{checkpoint}没有平台的签名。"
    except BadSignatureError:
        yield f"{checkpoint}的内容与签名不符，已被改动。"
        return
    for cosignature in checkpoint.cosignatures.all():
        try:
            signers = note.signers([cosignature.key.cosigner.key])
        except BadSignatureError:
            signers = []
        if not signers:
            yield f"{cosignature}与检查点的内容不符。"
    if checkpoint.content.extensions != (day_line(checkpoint.day, checkpoint.audit_head),):
        yield f"{checkpoint}的日期或审计日志的校验值与签署的不同，已被改动。"


def _differing(rows: list[Checkpoint], tree: tlog.Frontier) -> Iterator[str]:
    """Yield the checkpoints whose root is not that of the tree."""
    for row in rows:
        stated = row.content
        if (stated.size, stated.root) != (tree.size, tree.root()):
            yield f"{row}的前{row.size}项与当时签署的不同：有记录被改动、插入或调换。"


def _faults_of_certificates() -> Iterator[str]:
    for certificate in Certificate.objects.select_related("entry", "enterprise").iterator():
        number, statement = Statement.parse(Note.parse(certificate.note).text)
        if (number, statement.day) != (certificate.entry.number, certificate.day):
            yield f"{certificate.entry}与{certificate}的内容不符。"
    entries = LogEntry.objects.filter(kind=EntryKind.ELIGIBLE, certificate=None)
    yield from (f"{entry}没有对应的证明。" for entry in entries)


def _faults_of_publications() -> Iterator[str]:
    for kind, field in MOMENTS.items():
        moments = Publication.objects.exclude(**{field: None}).values_list("pk", field)
        days = {str(pk): timezone.localdate(moment) for pk, moment in moments}
        for entry in LogEntry.objects.filter(kind=kind):
            if days.get(entry.number) != entry.day:
                yield f"{entry}与名单公布的记录不符：{kind.label}的记录被删除或改动。"
