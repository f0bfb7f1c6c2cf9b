"""Tiles of the log (c2sp.org/tlog-tiles): runs of at most 256 hashes of one level, or of 256 entries."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from certificates.proofs.encoding import FormatError

WIDTH = 256
# The levels of the tree from one level of tiles to the next: a hash of a tile is over the 2**8 hashes of a tile below.
HEIGHT = 8
ENTRIES = "entries"
# Level 0 to 63, index in parts of three digits, and of a partial tile its width, 1 to 255; each has one spelling.
PATH = re.compile(
    rf"({ENTRIES}|[1-5]?\d|6[0-3])/(?!x000/)((?:x\d{{3}}/){{0,4}}\d{{3}})(?:\.p/([1-9]\d?|1\d\d|2[0-4]\d|25[0-5]))?",
    re.ASCII,
)


@dataclass(frozen=True)
class Tile:
    """The hashes from `first` to before `end` of a level of the tree (certificates/proofs/tlog.py), or the entries.

    `level` is None for entries.
    """

    level: int | None
    first: int
    end: int

    @classmethod
    def parse(cls, path: str) -> "Tile":
        """Return the tile of the path behind «tile/». Raises FormatError."""
        match = PATH.fullmatch(path)
        if not match:
            raise FormatError("no tile")
        level = None if match[1] == ENTRIES else HEIGHT * int(match[1])
        first = WIDTH * int(re.sub("[x/]", "", match[2]))
        return cls(level, first, first + int(match[3] or WIDTH))


def bundle(entries: Iterable[bytes]) -> bytes:
    """Return the entries, each behind its length in two bytes."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)
