"""Finding pairs that may be the same entity: what each side is looked up by, derived a whole column at a time.

Two parties share a key if a number of theirs is the same or their names may be: the same after normalising, or, of the
same branch, their cores of EDITABLE characters or more within one edit or made of the same characters, or shorter
cores equal. They may share one otherwise: whoever finds the pair judges it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise, zip_longest

import numpy as np
from numpy.typing import NDArray

from matching.names import EDITABLE, Name, parse
from matching.rules import Thresholds
from matching.scoring import Match, Party, score_pair

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]
Packed = NDArray[np.int64]
PK = (1 << 32) - 1
# A byte each: 16 MB.
TABLE_BITS = 24

# More than any enterprise is called: one character may stand for fifteen (ﷺ), and every character costs a key.
LONGEST_CORE = 200
# The hash of a text is the sum of its characters' values, each times BASE to the power of its place, modulo 2 to the
# power of 64: what it is without one of them follows from the sums before and behind. BASE is odd: it has an inverse.
BASE = 0x9E3779B97F4A7C15
INVERSE = np.uint64(pow(BASE, -1, 1 << 64))
# Finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
SHIFTS, FACTORS = (np.uint64(30), np.uint64(27)), (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
# Each kind of key begins elsewhere, so that it meets its own kind only.
WHOLE, CORE, SHORT_CORE, IN_ORDER, ORG_CODE, CUSTOMS_CODE, REGISTRATION_NUMBER = map(np.uint64, range(1, 8))
NO_NAME = parse("")


@dataclass(frozen=True)
class Keys:
    """Keys of so many rows, in no order: which row each is of, and the key, a signed integer of 32 bits."""

    count: int
    rows: Places
    values: NDArray[np.int32]

    def lists(self) -> Iterator[list[int]]:
        """The keys of each row."""
        values = self.values[np.argsort(self.rows, kind="stable")].tolist()
        ends = np.cumsum(np.bincount(self.rows, minlength=self.count)).tolist()
        return (values[start:end] for start, end in pairwise([0, *ends]))


def blocking_keys(
    names: Sequence[Name],
    org_codes: Sequence[str],
    customs_codes: Sequence[str],
    registration_numbers: Sequence[str],
) -> Keys:
    """What each row of the columns is looked up by.

    `names` come from names.parse_all; "" stands for a number that is not known, or known to be wrong. A USCC is looked
    up by the organisation code in it.
    """
    found = [
        *_keys_of_names(names),
        _keys_of_texts(ORG_CODE, org_codes),
        _keys_of_texts(CUSTOMS_CODE, customs_codes),
        _keys_of_texts(REGISTRATION_NUMBER, registration_numbers),
    ]
    rows = np.concatenate([rows for rows, _ in found])
    keys = np.concatenate([keys for _, keys in found])
    return Keys(len(names), rows, keys.astype(np.uint32).view(np.int32))


def match_sides(
    enterprises: Iterable[Party], entries: Iterable[Party], thresholds: Thresholds | None = None
) -> Iterator[Match]:
    """Every pair of an enterprise (left) and an entry (right) that may be the same, in order; both sides in memory."""
    sides = [{party.pk: party for party in side} for side in (enterprises, entries)]
    left, right = (_packed(side.values()) for side in sides)
    for enterprise, entry in sorted(BlockingIndex(left).pairs_with(right)):
        if match := score_pair(sides[0][enterprise], sides[1][entry], thresholds or Thresholds()):
            yield match


def _packed(parties: Iterable[Party]) -> Packed:
    pairs = [(party.pk, key) for party in parties for key in blocking_keys_of(party)]
    pks, keys = np.array(pairs, np.int64).reshape(-1, 2).T
    return pack(pks, keys)


def pack(pks: NDArray[np.int64], keys: NDArray[np.int64]) -> Packed:
    """Each key and the primary key of whom it belongs to, in one number."""
    return (keys << 32) + pks


class BlockingIndex:
    """One side of a comparison, the smaller one, by its keys: `packed` has every party with every key of it."""

    def __init__(self, packed: Packed) -> None:
        packed = np.sort(packed)
        self.keys, self.pks = packed >> 32, packed & PK
        # How keys begin: most of the other side's meet nothing, and a table says so quicker than a search.
        self.beginnings = np.zeros(1 << TABLE_BITS, bool)
        self.beginnings[packed >> (64 - TABLE_BITS)] = True

    def pairs_with(self, packed: Packed) -> set[tuple[int, int]]:
        """Primary keys of two parties, this side's first, for all that share a key."""
        packed = np.sort(packed[self.beginnings[packed >> (64 - TABLE_BITS)]])
        keys = packed >> 32
        starts, ends = (np.searchsorted(self.keys, keys, side) for side in ("left", "right"))
        counts = ends - starts
        # Of each on the other side, the places on this one from its start to its end, one after the other.
        places = np.arange(counts.sum()) + np.repeat(starts - np.cumsum(counts) + counts, counts)
        others = np.repeat(packed & PK, counts)
        return set(zip(self.pks[places].tolist(), others.tolist(), strict=True))


def blocking_keys_of(party: Party) -> list[int]:
    """What one party is looked up by, of all its names and numbers: distinct, sorted."""
    said = zip_longest(party.names, [party.org_code], party.customs_codes, party.registration_numbers)
    rows = [(name or NO_NAME, *(number or "" for number in numbers)) for name, *numbers in said]
    return sorted(set(blocking_keys(*zip(*rows, strict=True)).values.tolist()))


def _keys_of_texts(kind: np.uint64, texts: Sequence[str]) -> tuple[Places, Hashes]:
    """Which rows have a text, and its key."""
    rows = list(compress(range(len(texts)), texts))
    return np.array(rows, np.int64), _keys(kind, _Texts(list(compress(texts, texts))).hashes())


def _keys_of_names(names: Sequence[Name]) -> Iterator[tuple[Places, Hashes]]:
    """Row and key: of the whole name, for without its brackets it may come apart elsewhere; of the core, without each
    of its characters, and of these in any order; a branch apart."""
    yield _keys_of_texts(WHOLE, [name.key for name in names])
    branches = _mixed(_Texts([name.branch for name in names]).hashes())
    sizes = [len(name.core) for name in names]
    others = [row for row, size in enumerate(sizes) if size and not EDITABLE <= size <= LONGEST_CORE]
    whole = _Texts([names[row].core for row in others]).hashes()
    yield np.array(others, np.int64), _keys(SHORT_CORE, whole + branches[others])
    editable = [row for row, size in enumerate(sizes) if EDITABLE <= size <= LONGEST_CORE]
    cores = _Texts([names[row].core for row in editable])
    rows, branches = np.array(editable, np.int64), branches[editable]
    yield rows, _keys(CORE, cores.hashes() + branches)
    yield rows, _keys(IN_ORDER, cores.hashes_in_any_order() + branches)
    texts, shorter = cores.hashes_without_one()
    yield rows[texts], _keys(CORE, shorter + branches[texts])


class _Texts:
    """A column of texts, one character after the other: `text` says to which text each belongs."""

    def __init__(self, texts: Sequence[str]) -> None:
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
        self.text = np.repeat(np.arange(len(texts)), lengths)
        self.ends: Places = np.cumsum(lengths)
        self.starts: Places = self.ends - lengths
        self.values = _mixed(codes.astype(np.uint64))
        places = np.arange(len(codes)) - self.starts[self.text]
        powers: Hashes = np.cumprod(np.full(lengths.max(initial=0) + 1, BASE, np.uint64), dtype=np.uint64)
        self.weighed = self.values * powers[places]
        self.before = _sums(self.weighed)

    def hashes(self) -> Hashes:
        """One a text; 0 of an empty one."""
        return self.before[self.ends] - self.before[self.starts]

    def hashes_in_any_order(self) -> Hashes:
        """One a text, the same for the same characters however they stand."""
        sums = _sums(_mixed(self.values))
        return sums[self.ends] - sums[self.starts]

    def hashes_without_one(self) -> tuple[Places, Hashes]:
        """Of each text what it is without one of its characters, and which text; of equal neighbours one is enough."""
        before = self.before[:-1] - self.before[self.starts][self.text]
        behind = self.hashes()[self.text] - before - self.weighed
        differs = np.ones(len(self.text), bool)
        differs[1:] = (self.values[1:] != self.values[:-1]) | (self.text[1:] != self.text[:-1])
        return self.text[differs], (before + behind * INVERSE)[differs]


def _sums(values: Hashes) -> Hashes:
    """The sum of what stands before each place, and of all."""
    return np.concatenate([np.zeros(1, np.uint64), np.cumsum(values)])


def _mixed(values: Hashes) -> Hashes:
    for shift, factor in zip(SHIFTS, FACTORS, strict=True):
        values = (values ^ (values >> shift)) * factor
    mixed: Hashes = values ^ (values >> np.uint64(31))
    return mixed


def _keys(kind: np.uint64, hashes: Hashes) -> Hashes:
    """32 bits of the hash, of this kind."""
    keys: Hashes = _mixed(hashes + kind) >> np.uint64(32)
    return keys
