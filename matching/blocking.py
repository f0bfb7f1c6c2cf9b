"""Find pairs that may be the same entity by blocking keys, a column of rows at a time.

Comparing 100,000 enterprises with 1,000,000 entries pair by pair would take 10¹¹ comparisons. Instead each party gets a
few blocking keys, and only pairs that share a key are scored. Two parties share a key if a number of theirs is equal,
or if their normalised names are equal, or if, for the same branch, their cores are within one edit or consist of the
same characters (cores shorter than EDITABLE characters: only if equal, or but for one rare character). A branch shares
keys with its enterprise, too. They may share a key by chance; `score_pair` rejects such a pair.

An example with three rows. The keys of each are the whole name, the whole core, the core without each of its four
characters, and the characters of the core in any order:

    core        without one character             shares a key with
    泺岬机械     岬机械, 泺机械, 泺岬械, 泺岬机       rows 2 and 3
    泺岬机戒     岬机戒, 泺机戒, 泺岬戒, 泺岬机       row 1 by 泺岬机: one character differs
    机械泺岬     械泺岬, 机泺岬, 机械岬, 机械泺       row 1 by its characters in any order

1. Hash each character (`_mixed`). The hash of a text is the sum of its characters' hashes, each multiplied by BASE to
   the power of its position, modulo 2⁶⁴: a polynomial rolling hash.
2. Take cumulative sums over the whole column. The hash of any text is then a difference of two sums. Without them,
   every text would be hashed in a loop.
3. Derive the hash without character i from the sums before and behind i. What is behind moves one position forward, so
   it is multiplied by the inverse of BASE. BASE is odd and so has an inverse. Without it, n hashes of n characters
   would cost n² steps.
4. The hash in any order is the sum of the characters' hashes, mixed once more and without the powers. Without it, names
   with their words swapped would share no key.
5. Add the branch and the kind of key, mix and keep 32 bits. Without the kind, a customs code would share a key with a
   registration number of the same digits.
6. `BlockingIndex` sorts the keys of one side, each with its party in one int64, and finds the keys of the other side by
   binary search. A bit table of the first TABLE_BITS bits drops most of them before the search.

Keys are stored with enterprises and entries. If their derivation changes, all rows need new keys.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise

import numpy as np
from numpy.typing import NDArray

from matching.glyphs import LOST, RARE
from matching.names import EDITABLE, Name, core_without_rare, parse

Hashes = NDArray[np.uint64]
Positions = NDArray[np.int64]
Packed = NDArray[np.int64]
PK = (1 << 32) - 1
# Leading bits of a key that index the table of BlockingIndex: a byte for each value, 16 MB.
TABLE_BITS = 24

# Longer than any name. Every character costs a key, and normalising may turn one character into fifteen (ﷺ).
LONGEST_CORE = 200
# Base of the polynomial hash, and its inverse modulo 2⁶⁴.
BASE = 0x9E3779B97F4A7C15
INVERSE = np.uint64(pow(BASE, -1, 1 << 64))
# Finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
SHIFTS, FACTORS = (np.uint64(30), np.uint64(27)), (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
# Kinds of keys. Keys of different kinds are different, except by chance.
WHOLE, CORE, SHORT_CORE, IN_ANY_ORDER, ORG_CODE, CUSTOMS_CODE, REGISTRATION_NUMBER = map(np.uint64, range(1, 8))
NO_NAME = parse("")


@dataclass(frozen=True)
class Keys:
    """The keys of `count` rows, unordered: `rows` has the row of each key, `values` the key as a signed int32."""

    count: int
    rows: Positions
    values: NDArray[np.int32]

    def lists(self) -> Iterator[list[int]]:
        """The keys of each row, row by row."""
        values = self.values[np.argsort(self.rows, kind="stable")].tolist()
        ends = np.cumsum(np.bincount(self.rows, minlength=self.count)).tolist()
        return (values[start:end] for start, end in pairwise([0, *ends]))


def blocking_keys(
    names: Sequence[Name],
    org_codes: Sequence[str],
    customs_codes: Sequence[str],
    registration_numbers: Sequence[str],
    *,
    further: Sequence[tuple[int, Name]] = (),
) -> Keys:
    """The blocking keys of the rows of four columns of equal length.

    `names` come from names.parse_all; `further` are further names, each with the index of its row. "" stands for a
    number that is unknown or known to be wrong. A USCC has no key of its own; the organisation code in it has.
    """
    owners = np.array([row for row, _ in further], np.int64)
    parts = [
        *_keys_of_names(names),
        *((owners[rows], keys) for rows, keys in _keys_of_names([name for _, name in further])),
        _keys_of_texts(ORG_CODE, org_codes),
        _keys_of_texts(CUSTOMS_CODE, customs_codes),
        _keys_of_texts(REGISTRATION_NUMBER, registration_numbers),
    ]
    rows = np.concatenate([rows for rows, _ in parts])
    keys = np.concatenate([keys for _, keys in parts])
    return Keys(len(names), rows, keys.astype(np.uint32).view(np.int32))


def number_keys(org_codes: Sequence[str], customs_codes: Sequence[str], registration_numbers: Sequence[str]) -> Keys:
    """The blocking keys of the numbers alone, of the rows of three columns of equal length."""
    return blocking_keys([NO_NAME] * len(org_codes), org_codes, customs_codes, registration_numbers)


def pack(pks: NDArray[np.int64], keys: NDArray[np.int64]) -> Packed:
    """Return each key in the upper 32 bits of a number, with the primary key of its party in the lower 32 bits."""
    return (keys << 32) + pks


class BlockingIndex:
    """The keys of one side of a comparison, preferably the smaller one: a packed number for each key of each party."""

    def __init__(self, packed: Packed) -> None:
        packed = np.sort(packed)
        self.keys, self.pks = packed >> 32, packed & PK
        # Indexed by the leading bits of a key; negative keys index from the end.
        self.prefixes = np.zeros(1 << TABLE_BITS, bool)
        self.prefixes[packed >> (64 - TABLE_BITS)] = True

    def pairs_with(self, packed: Packed) -> set[tuple[int, int]]:
        """The pairs that share a key, as primary keys of this side and of the other side."""
        packed = np.sort(packed[self.prefixes[packed >> (64 - TABLE_BITS)]])
        keys = packed >> 32
        starts, ends = (np.searchsorted(self.keys, keys, side) for side in ("left", "right"))
        counts = ends - starts
        # For each key of the other side, the positions from its start to its end on this side, one after another.
        positions = np.arange(counts.sum()) + np.repeat(starts - np.cumsum(counts) + counts, counts)
        others = np.repeat(packed & PK, counts)
        return set(zip(self.pks[positions].tolist(), others.tolist(), strict=True))


def _keys_of_texts(kind: np.uint64, texts: Sequence[str]) -> tuple[Positions, Hashes]:
    """The rows with a text, and the key of each."""
    rows = list(compress(range(len(texts)), texts))
    return np.array(rows, np.int64), _keys(kind, _Texts(list(compress(texts, texts))).hashes())


def _keys_of_names(names: Sequence[Name]) -> Iterator[tuple[Positions, Hashes]]:
    """Yield the rows and keys of names, kind by kind.

    The whole name has a key, because a name without its brackets may be split at another position. The core has keys
    as it is, without each of its characters, and in any order; each is combined with the branch.
    """
    yield _keys_of_texts(WHOLE, [name.key for name in names])
    yield from _keys_of_cores(names)
    others = [row for row, name in enumerate(names) if name.branch or len(name.core) <= EDITABLE]
    for found in (_parents(names, others), _without_rare(names, others)):
        rows = np.array([row for row, _ in found], np.int64)
        for places, keys in _keys_of_cores([name for _, name in found]):
            yield rows[places], keys


def _parents(names: Sequence[Name], rows: Sequence[int]) -> list[tuple[int, Name]]:
    """The enterprises of those rows that are branches."""
    return [(row, names[row]._replace(branch="")) for row in rows if names[row].branch]


def _without_rare(names: Sequence[Name], rows: Sequence[int]) -> list[tuple[int, Name]]:
    """The short names that have a rare character, without it."""
    short = [(row, names[row]) for row in rows if len(names[row].core) <= EDITABLE]
    rare = [(row, name) for row, name in short if LOST in name.core or RARE.search(name.key)]
    found = [(row, name._replace(core=core_without_rare(name.key))) for row, name in rare]
    return found + [(row, name._replace(branch="")) for row, name in found if name.branch]


def _keys_of_cores(names: Sequence[Name]) -> Iterator[tuple[Positions, Hashes]]:
    """Yield the rows and keys of the cores and branches of names, kind by kind."""
    branches = _mixed(_Texts([name.branch for name in names]).hashes())
    sizes = [len(name.core) for name in names]
    others = [row for row, size in enumerate(sizes) if size and not EDITABLE <= size <= LONGEST_CORE]
    whole = _Texts([names[row].core for row in others]).hashes()
    yield np.array(others, np.int64), _keys(SHORT_CORE, whole + branches[others])
    editable = [row for row, size in enumerate(sizes) if EDITABLE <= size <= LONGEST_CORE]
    cores = _Texts([names[row].core for row in editable])
    rows, branches = np.array(editable, np.int64), branches[editable]
    yield rows, _keys(CORE, cores.hashes() + branches)
    yield rows, _keys(IN_ANY_ORDER, cores.hashes_in_any_order() + branches)
    texts, shorter = cores.hashes_without_one()
    yield rows[texts], _keys(CORE, shorter + branches[texts])


class _Texts:
    """A column of texts as one array of characters; `text` is the number of the text of each character."""

    def __init__(self, texts: Sequence[str]) -> None:
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
        self.text = np.repeat(np.arange(len(texts)), lengths)
        self.ends: Positions = np.cumsum(lengths)
        self.starts: Positions = self.ends - lengths
        self.values = _mixed(codes.astype(np.uint64))
        positions = np.arange(len(codes)) - self.starts[self.text]
        powers: Hashes = np.cumprod(np.full(lengths.max(initial=0) + 1, BASE, np.uint64), dtype=np.uint64)
        self.weighted = self.values * powers[positions]
        self.before = _sums(self.weighted)

    def hashes(self) -> Hashes:
        """The hash of each text; 0 for an empty one."""
        return self.before[self.ends] - self.before[self.starts]

    def hashes_in_any_order(self) -> Hashes:
        """The hash of the characters of each text, the same in any order."""
        sums = _sums(_mixed(self.values))
        return sums[self.ends] - sums[self.starts]

    def hashes_without_one(self) -> tuple[Positions, Hashes]:
        """The hashes of each text without one of its characters, and the text of each; equal neighbours count once."""
        before = self.before[:-1] - self.before[self.starts][self.text]
        after = self.hashes()[self.text] - before - self.weighted
        differs = np.ones(len(self.text), bool)
        differs[1:] = (self.values[1:] != self.values[:-1]) | (self.text[1:] != self.text[:-1])
        return self.text[differs], (before + after * INVERSE)[differs]


def _sums(values: Hashes) -> Hashes:
    """The sum of the values before each position, and of all values."""
    return np.concatenate([np.zeros(1, np.uint64), np.cumsum(values)])


def _mixed(values: Hashes) -> Hashes:
    """Mix 64-bit values so that every bit depends on every other (SplitMix64)."""
    for shift, factor in zip(SHIFTS, FACTORS, strict=True):
        values = (values ^ (values >> shift)) * factor
    mixed: Hashes = values ^ (values >> np.uint64(31))
    return mixed


def _keys(kind: np.uint64, hashes: Hashes) -> Hashes:
    """The upper 32 bits of the hashes, mixed with the kind."""
    keys: Hashes = _mixed(hashes + kind) >> np.uint64(32)
    return keys
