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

`matching/hashes.py` hashes the texts of a column. `BlockingIndex` sorts the keys of one side, each with its party in
one int64, and finds the keys of the other side by binary search. A bit table of the first TABLE_BITS bits drops most of
them before the search.

Keys are stored with enterprises and entries. If their derivation changes, all rows need new keys.
"""

from collections.abc import Iterator, Sequence
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from matching.glyphs import LOST, RARE
from matching.hashes import Keys, Part, Texts, keys_of, mixed
from matching.names import EDITABLE, Name, core_without_rare, parse

Packed = NDArray[np.int64]
PK = (1 << 32) - 1
# Leading bits of a key that index the table of BlockingIndex: a byte for each value, 16 MB.
TABLE_BITS = 24

# Longer than any name. Every character costs a key, and normalising may turn one character into fifteen (ﷺ).
LONGEST_CORE = 200
# Kinds of keys. Keys of different kinds are different, except by chance.
WHOLE, CORE, SHORT_CORE, IN_ANY_ORDER, ORG_CODE, CUSTOMS_CODE, REGISTRATION_NUMBER = map(np.uint64, range(1, 8))
NO_NAME = parse("")


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
    return Keys.of_parts(len(names), parts)


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


def _keys_of_texts(kind: np.uint64, texts: Sequence[str]) -> Part:
    """The rows with a text, and the key of each."""
    rows = list(compress(range(len(texts)), texts))
    return np.array(rows, np.int64), keys_of(kind, Texts(list(compress(texts, texts))).hashes())


def _keys_of_names(names: Sequence[Name]) -> Iterator[Part]:
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


def _keys_of_cores(names: Sequence[Name]) -> Iterator[Part]:
    """Yield the rows and keys of the cores and branches of names, kind by kind."""
    branches = mixed(Texts([name.branch for name in names]).hashes())
    sizes = [len(name.core) for name in names]
    others = [row for row, size in enumerate(sizes) if size and not EDITABLE <= size <= LONGEST_CORE]
    whole = Texts([names[row].core for row in others]).hashes()
    yield np.array(others, np.int64), keys_of(SHORT_CORE, whole + branches[others])
    editable = [row for row, size in enumerate(sizes) if EDITABLE <= size <= LONGEST_CORE]
    cores = Texts([names[row].core for row in editable])
    rows, branches = np.array(editable, np.int64), branches[editable]
    yield rows, keys_of(CORE, cores.hashes() + branches)
    yield rows, keys_of(IN_ANY_ORDER, cores.hashes_in_any_order() + branches)
    texts, shorter = cores.hashes_without_one()
    yield rows[texts], keys_of(CORE, shorter + branches[texts])
