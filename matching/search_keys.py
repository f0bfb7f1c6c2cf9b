"""The keys by which people look an enterprise up, stored with it and indexed: 32-bit integers.

A look-up computes the keys of what was typed, reads the enterprises that have them, and compares their names in full
(`matching/look_up.py`); so a key may be shared by chance. The keys of 济南泺岬澜机械有限公司, whose core is 泺岬澜机械:

    PAIR            two neighbouring characters of the name: 济南, 南泺, 泺岬, 岬澜, 澜机, 机械, 械有
    BEGINNING       the core's first one to four characters: 泺, 泺岬, 泺岬澜, 泺岬澜机
    SLIP            the core's first three and four characters without one of them: 岬澜, 泺澜, 泺岬; 岬澜机, 泺澜机,
                    泺岬机, 泺岬澜
    CORE_INITIALS   the initials of the core's first two, three and four characters: LJ, LJL, LJLJ
    NAME_INITIALS   those of the name's first four, five and six characters: JNLJ, JNLJL, JNLJLJ

- A name has all pairs of each part of it, so a part is found wherever it stands. The pairs of the usual legal forms
  (有限, 限公, 公司) are left out: nearly every name has them.
- Two texts within one slip of each other, in their first four characters, share a text: each as it is or without one
  of its characters (symmetric deletion). A wrong character (泺甲澜机) shares 泺澜机, a missing one (泺澜机) itself, one
  too many (泺岬甲澜机) 泺岬澜机, and two swapped ones (岬泺澜机) share 岬澜机.
- A character with several readings (长: C, Z) has the initials of each, one such character at a time.

Keys are stored with enterprises. If their derivation changes, all rows need new keys.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from matching.hashes import Keys, Part, Texts, keys_of
from matching.names import Name
from matching.pinyin import initials_by_rank

PAIR, BEGINNING, SLIP, CORE_INITIALS, NAME_INITIALS = map(np.uint64, range(101, 106))
# The most characters of a beginning that has a key, and the lengths in which a slip is found.
LONGEST_BEGINNING = 4
SLIP_LENGTHS = (3, 4)
CORE_LENGTHS, NAME_LENGTHS = (2, 3, 4), (4, 5, 6)
COMMON_PAIRS = frozenset(
    first + second for form in ("有限公司", "有限责任公司", "股份有限公司") for first, second in pairwise(form)
)


def search_keys(names: Sequence[Name]) -> Keys:
    """The keys of the names, row by row; a key may be there twice."""
    return Keys.of_parts(len(names), list(_parts(names)))


def keys_of_texts(kind: np.uint64, texts: Sequence[str]) -> list[int]:
    """The key of the kind of each text."""
    values: list[int] = keys_of(kind, Texts(texts).hashes()).astype(np.uint32).view(np.int32).tolist()
    return values


def pair_keys(key: str) -> list[int]:
    """The keys of the pairs of a normalised text that distinguish names; a text of one character has none."""
    pairs = {first + second for first, second in pairwise(key)} - COMMON_PAIRS
    return keys_of_texts(PAIR, sorted(pairs))


def slip_keys(typed: str) -> list[int]:
    """The keys that a name shares whose core begins with the text, but for one slip. It has three or more characters.

    Of a text of three characters they are shared by names with two equal characters, of a longer one with three.
    """
    three, four, five = typed[:3], typed[:4], typed[:5]
    texts = {three, four, *_without_one(four), *(_without_one(five) if len(five) == 5 else ())}
    return [key for kind in (BEGINNING, SLIP) for key in keys_of_texts(kind, sorted(texts))]


def beginning_keys(texts: Sequence[str]) -> list[int]:
    """The key of each text, of one to LONGEST_BEGINNING characters, that the cores have which begin with it."""
    return keys_of_texts(BEGINNING, texts)


def _without_one(text: str) -> Iterator[str]:
    return (text[:place] + text[place + 1 :] for place in range(len(text)))


def _parts(names: Sequence[Name]) -> Iterator[Part]:
    """Yield the rows and keys of the names, kind by kind."""
    rows, pairs = Texts([name.key for name in names]).hashes_of_pairs()
    keys = keys_of(PAIR, pairs)
    distinguishing = ~np.isin(keys, np.array(keys_of_texts(PAIR, sorted(COMMON_PAIRS)), np.int32).view(np.uint32))
    yield rows[distinguishing], keys[distinguishing]
    beginnings = Texts([name.core[:LONGEST_BEGINNING] for name in names])
    for length in range(1, LONGEST_BEGINNING + 1):
        rows, hashes = beginnings.hashes_of_beginnings(length)
        yield rows, keys_of(BEGINNING, hashes)
    for length in SLIP_LENGTHS:
        long = [row for row, name in enumerate(names) if len(name.core) >= length]
        texts, hashes = Texts([names[row].core[:length] for row in long]).hashes_without_one()
        yield np.array(long, np.int64)[texts], keys_of(SLIP, hashes)
    yield from _initials(CORE_INITIALS, [name.core for name in names], CORE_LENGTHS)
    yield from _initials(NAME_INITIALS, [name.key for name in names], NAME_LENGTHS)


def _initials(kind: np.uint64, texts: Sequence[str], lengths: Sequence[int]) -> Iterator[Part]:
    """Yield the rows and keys of the initials of the texts' beginnings.

    The hash of a text in which one character has another reading differs from that of its usual reading by the
    difference of this character's hashes.
    """
    usual, *others = (Texts(written) for written in initials_by_rank([text[: lengths[-1]] for text in texts]))
    for length in lengths:
        rows, hashes = usual.hashes_of_beginnings(length)
        yield rows, keys_of(kind, hashes)
        for other in others:
            differs = np.flatnonzero(
                (other.values != usual.values) & (usual.positions < length) & (usual.lengths[usual.text] >= length)
            )
            rows, starts = usual.text[differs], usual.starts[usual.text[differs]]
            hashes = usual.before[starts + length] - usual.before[starts]
            yield rows, keys_of(kind, hashes + other.weighted[differs] - usual.weighted[differs])
