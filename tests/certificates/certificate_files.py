"""Certificates made without a database: the keys of a fictional portal, a log in memory, and the files of holders."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from certificates.proofs import tlog
from certificates.proofs.checkpoints import Checkpoint, CosigningRequest, InclusionProof
from certificates.proofs.files import CertificateFile, Cosigner, Custody, PublishedKeys
from certificates.proofs.keys import SignatureType, SigningKey
from certificates.proofs.notes import Note, sign
from certificates.proofs.statements import Statement
from certificates.proofs.status_list import BLOCK, Status, StatusList, pack

ORIGIN = "aeo.example.gov.cn/certificates/log"
ADDRESS = f"https://{ORIGIN}/status"
KEY = SigningKey(ORIGIN, SignatureType.ED25519, bytes(range(32)))
SM2_KEY = SigningKey(ORIGIN, SignatureType.SM2, bytes(range(32)))
COSIGNING_KEY = SigningKey("quancheng.example.gov.cn", SignatureType.COSIGNATURE, bytes(range(1, 33)))
KEYS = PublishedKeys((KEY.verifier,), (Cosigner("泉城海关", Custody.OWN, COSIGNING_KEY.verifier),))
NOW = datetime(2026, 7, 20, 9, 30, tzinfo=UTC)
LISTED = Status(0)
SALT = b"salt of 16 bytes"


class MemoryLog:
    """A log whose nodes are in memory."""

    def __init__(self, entries: Iterable[bytes] = ()) -> None:
        self.size = 0
        self.nodes: dict[tlog.Node, bytes] = {}
        for entry in entries:
            self.append(entry)

    def append(self, entry: bytes) -> int:
        """Add the entry and return its index."""
        self.nodes |= tlog.new_nodes(self.size, tlog.leaf_hash(entry), self.nodes)
        self.size += 1
        return self.size - 1

    def hashes(self, ranges: Sequence[tlog.Range]) -> tuple[bytes, ...]:
        return tuple(tlog.range_hash(leaves, self.nodes) for leaves in ranges)

    def root(self, size: int) -> bytes:
        return tlog.range_hash((0, size), self.nodes)

    def checkpoint(self, *keys: SigningKey, size: int | None = None) -> Note:
        """Return the checkpoint of the size, signed by the keys."""
        size = self.size if size is None else size
        return sign(str(Checkpoint(ORIGIN, size, self.root(size))), keys or [KEY])

    def proof(self, index: int, note: Note | None = None) -> InclusionProof:
        note = note or self.checkpoint()
        size = Checkpoint.parse(note.text).size
        return InclusionProof(index, self.hashes(tlog.inclusion_ranges(index, size)), note)

    def request(self, old: int, note: Note | None = None) -> CosigningRequest:
        """Return the request to cosign the log, as it follows that of the old size."""
        return CosigningRequest(old, self.hashes(tlog.consistency_ranges(old, self.size)), note or self.checkpoint())


STATEMENT = Statement(
    day=date(2026, 7, 10),
    enterprise="济南泺岬机械有限公司",
    uscc="91370100MA3C00000X",
    issuer="济南市发展和改革委员会",
    issued_at=datetime(2026, 7, 15, 10, 0, tzinfo=UTC),
    status_index=70_007,
    status_list=ADDRESS,
)


def status_note(status: Status = LISTED, *, at: datetime = NOW, key: SigningKey = KEY, size: int = BLOCK) -> Note:
    """Return the signed list of a moment, in which the certificate has the status."""
    statuses = {STATEMENT.status_index: status} if size else {}
    bits = pack(statuses, size=size)
    listed = StatusList(ADDRESS, STATEMENT.issuer, at, at + timedelta(days=7), bits)
    return sign(listed.text(), [key])


def log_with(statement: Statement = STATEMENT) -> MemoryLog:
    """Return a log with the entry of the statement at index 2, of five."""
    others = [bytes([number]) * 32 for number in range(4)]
    return MemoryLog([*others[:2], statement.entry(SALT), *others[2:]])


def certificate_file(
    statement: Statement = STATEMENT,
    *,
    key: SigningKey = KEY,
    proof: InclusionProof | None = None,
    status_list: Note | None = None,
) -> CertificateFile:
    """Return the file of the statement, which is in a log of five."""
    return CertificateFile(
        certificate=sign(statement.text(SALT), [key]),
        salt=SALT,
        proof=proof or log_with(statement).proof(2),
        status_list=status_list or status_note(key=key),
    )
