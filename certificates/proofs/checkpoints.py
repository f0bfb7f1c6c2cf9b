"""Checkpoints of the log, proofs by them, and what a cosigner is given to check (C2SP)."""

from dataclasses import dataclass
from datetime import date

from certificates.proofs import tlog
from certificates.proofs.encoding import FormatError, read_hash, read_size, to_base64
from certificates.proofs.notes import Note

PROOF_HEADER = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63


@dataclass(frozen=True)
class Checkpoint:
    """The log at one size (c2sp.org/tlog-checkpoint). That of a day has one extension: its `day_line`."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Return the checkpoint of a note's text. Raises FormatError."""
        *lines, end = text.split("\n")
        if len(lines) < 3 or not all(lines) or end:
            raise FormatError("no checkpoint")
        return cls(lines[0], read_size(lines[1]), read_hash(lines[2]), tuple(lines[3:]))

    def __str__(self) -> str:
        return "".join(f"{line}\n" for line in (self.origin, self.size, to_base64(self.root), *self.extensions))


def day_line(day: date, audit_head: str) -> str:
    """Return the extension of a day's checkpoint: the day, and the head of the chain over the audit log."""
    return f"day {day.isoformat()} audit {audit_head}"


@dataclass(frozen=True)
class InclusionProof:
    """That an entry is in the log of a signed checkpoint (c2sp.org/tlog-proof)."""

    index: int
    hashes: tuple[bytes, ...]
    note: Note

    @classmethod
    def parse(cls, content: str) -> "InclusionProof":
        """Return the proof. Raises FormatError."""
        head, separator, note = content.partition("\n\n")
        lines = head.split("\n")
        if not separator or len(lines) < 2 or lines[0] != PROOF_HEADER or not lines[1].startswith("index "):
            raise FormatError("no proof of inclusion")
        index = read_size(lines[1].removeprefix("index "))
        return cls(index, _read_hashes(lines[2:]), Note.parse(note))

    def __str__(self) -> str:
        return f"{PROOF_HEADER}\nindex {self.index}\n{_lines(self.hashes)}\n{self.note}"

    @property
    def checkpoint(self) -> Checkpoint:
        """The checkpoint of the note. Raises FormatError."""
        return Checkpoint.parse(self.note.text)

    def holds(self, entry: bytes) -> bool:
        """Whether the entry is at the index in the tree of the checkpoint. Raises FormatError."""
        checkpoint = self.checkpoint
        return tlog.is_included(
            leaf=tlog.leaf_hash(entry),
            index=self.index,
            size=checkpoint.size,
            proof=self.hashes,
            root=checkpoint.root,
        )


@dataclass(frozen=True)
class CosigningRequest:
    """A signed checkpoint, and the proof that the log of an old size is its beginning (c2sp.org/tlog-witness)."""

    old: int
    hashes: tuple[bytes, ...]
    note: Note

    @classmethod
    def parse(cls, content: str) -> "CosigningRequest":
        """Return the request. Raises FormatError."""
        head, separator, note = content.partition("\n\n")
        lines = head.split("\n")
        if not separator or not lines[0].startswith("old "):
            raise FormatError("no request to cosign")
        return cls(read_size(lines[0].removeprefix("old ")), _read_hashes(lines[1:]), Note.parse(note))

    def __str__(self) -> str:
        return f"old {self.old}\n{_lines(self.hashes)}\n{self.note}"

    @property
    def checkpoint(self) -> Checkpoint:
        """The checkpoint of the note. Raises FormatError."""
        return Checkpoint.parse(self.note.text)

    def continues(self, old_root: bytes) -> bool:
        """Whether the log of the checkpoint begins with the log of the old size and root. Raises FormatError."""
        checkpoint = self.checkpoint
        return tlog.is_consistent(
            old=self.old, old_root=old_root, size=checkpoint.size, root=checkpoint.root, proof=self.hashes
        )


def _read_hashes(lines: list[str]) -> tuple[bytes, ...]:
    if len(lines) > MOST_HASHES:
        raise FormatError("too many hashes")
    return tuple(map(read_hash, lines))


def _lines(hashes: tuple[bytes, ...]) -> str:
    return "".join(f"{to_base64(each)}\n" for each in hashes)
