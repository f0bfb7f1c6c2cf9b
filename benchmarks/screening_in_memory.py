"""Compare two sides in memory, without a database."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest

import numpy as np

from matching.blocking import NO_NAME, BlockingIndex, Packed, blocking_keys, pack
from matching.rules import Thresholds
from matching.scoring import Match, Party, score_pair


def match_sides(
    enterprises: Iterable[Party], entries: Iterable[Party], thresholds: Thresholds | None = None
) -> Iterator[Match]:
    """Yield the match of every pair of an enterprise (left) and an entry (right), sorted by their keys."""
    sides = [{party.pk: party for party in side} for side in (enterprises, entries)]
    left, right = (_packed_keys(side.values()) for side in sides)
    for enterprise, entry in sorted(BlockingIndex(left).pairs_with(right)):
        if match := score_pair(sides[0][enterprise], sides[1][entry], thresholds or Thresholds()):
            yield match


def blocking_keys_of(party: Party) -> list[int]:
    """The blocking keys of all names and numbers of one party, distinct and sorted."""
    columns = zip_longest(party.names, [party.org_code], party.customs_codes, party.registration_numbers)
    rows = [(name or NO_NAME, *(number or "" for number in numbers)) for name, *numbers in columns]
    return sorted(set(blocking_keys(*zip(*rows, strict=True)).values.tolist()))


def _packed_keys(parties: Iterable[Party]) -> Packed:
    pairs = [(party.pk, key) for party in parties for key in blocking_keys_of(party)]
    pks, keys = np.array(pairs, np.int64).reshape(-1, 2).T
    return pack(pks, keys)
