"""Hash columns of texts to 32-bit keys, without a loop over the characters.

1. Hash each character (`mixed`). The hash of a text is the sum of its characters' hashes, each multiplied by BASE to
   the power of its position, modulo 2⁶⁴: a polynomial rolling hash.
2. Take cumulative sums over the whole column. The hash of any text is then a difference of two sums. Without them,
   every text would be hashed in a loop.
3. Derive the hash without character i from the sums before and behind i. What is behind moves one position forward, so
   it is multiplied by the inverse of BASE. BASE is odd and so has an inverse. Without it, n hashes of n characters
   would cost n² steps.
4. The hash in any order is the sum of the characters' hashes, mixed once more and without the powers. Without it, names
   with their words swapped would share no key.
5. Add the kind of the key, mix and keep 32 bits. Without the kind, a customs code would share a key with a registration
   number of the same digits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Positions = NDArray[np.int64]
Part = tuple[Positions, Hashes]
"""The rows of some keys, and the keys."""
# Base of the polynomial hash, and its inverse modulo 2⁶⁴.
BASE = 0x9E3779B97F4A7C15
INVERSE = np.uint64(pow(BASE, -1, 1 << 64))
# Finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
SHIFTS, FACTORS = (np.uint64(30), np.uint64(27)), (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


@dataclass(frozen=True)
class Keys:
    """The keys of `count` rows, unordered: `rows` has the row of each key, `values` the key as a signed int32."""

    count: int
    rows: Positions
    values: NDArray[np.int32]

    @classmethod
    def of_parts(cls, count: int, parts: Sequence[Part]) -> "Keys":
        """Return the keys of all parts."""
        rows = np.concatenate([rows for rows, _ in parts])
        keys = np.concatenate([keys for _, keys in parts])
        return cls(count, rows, keys.astype(np.uint32).view(np.int32))

    def lists(self) -> Iterator[list[int]]:
        """The keys of each row, row by row."""
        values = self.values[np.argsort(self.rows, kind="stable")].tolist()
        ends = np.cumsum(np.bincount(self.rows, minlength=self.count)).tolist()
        return (values[start:end] for start, end in pairwise([0, *ends]))


class Texts:
    """A column of texts as one array of characters; `text` is the number of the text of each character."""

    def __init__(self, texts: Sequence[str]) -> None:
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
        self.text = np.repeat(np.arange(len(texts)), lengths)
        self.lengths: Positions = lengths
        self.ends: Positions = np.cumsum(lengths)
        self.starts: Positions = self.ends - lengths
        self.values = mixed(codes.astype(np.uint64))
        self.positions: Positions = np.arange(len(codes)) - self.starts[self.text]
        powers: Hashes = np.cumprod(np.full(lengths.max(initial=0) + 1, BASE, np.uint64), dtype=np.uint64)
        self.weighted = self.values * powers[self.positions]
        self.before = _sums(self.weighted)

    def hashes(self) -> Hashes:
        """The hash of each text; 0 for an empty one."""
        return self.before[self.ends] - self.before[self.starts]

    def hashes_in_any_order(self) -> Hashes:
        """The hash of the characters of each text, the same in any order."""
        sums = _sums(mixed(self.values))
        return sums[self.ends] - sums[self.starts]

    def hashes_without_one(self) -> Part:
        """The hashes of each text without one of its characters, and the text of each; equal neighbours count once."""
        before = self.before[:-1] - self.before[self.starts][self.text]
        after = self.hashes()[self.text] - before - self.weighted
        differs = np.ones(len(self.text), bool)
        differs[1:] = (self.values[1:] != self.values[:-1]) | (self.text[1:] != self.text[:-1])
        return self.text[differs], (before + after * INVERSE)[differs]

    def hashes_of_beginnings(self, length: int) -> Part:
        """The hashes of the first `length` characters of the texts that have so many, and the text of each."""
        rows = np.flatnonzero(self.lengths >= length)
        starts = self.starts[rows]
        return rows, self.before[starts + length] - self.before[starts]

    def hashes_of_pairs(self) -> Part:
        """The hashes of each two neighbouring characters, each as a text of its own, and the text of each."""
        first = np.flatnonzero(self.text[1:] == self.text[:-1])
        return self.text[first], (self.values[first] + self.values[first + 1] * np.uint64(BASE)) * np.uint64(BASE)


def keys_of(kind: np.uint64, hashes: Hashes) -> Hashes:
    """The upper 32 bits of the hashes, mixed with the kind."""
    keys: Hashes = mixed(hashes + kind) >> np.uint64(32)
    return keys


def mixed(values: Hashes) -> Hashes:
    """Mix 64-bit values so that every bit depends on every other (SplitMix64)."""
    for shift, factor in zip(SHIFTS, FACTORS, strict=True):
        values = (values ^ (values >> shift)) * factor
    mixed_values: Hashes = values ^ (values >> np.uint64(31))
    return mixed_values


def _sums(values: Hashes) -> Hashes:
    """The sum of the values before each position, and of all values."""
    return np.concatenate([np.zeros(1, np.uint64), np.cumsum(values)])
