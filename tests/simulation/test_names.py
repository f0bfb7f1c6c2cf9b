"""The names of the simulation are equal or far apart, so that its model needs no rules of matching."""

from itertools import combinations

from matching.names import parse_all
from matching.rules import Thresholds
from matching.scoring import Party, score_pair
from tests.simulation.names import CHARACTERS, ENTERPRISES, STRANGERS


def test_names_are_equal_or_far_apart() -> None:
    assert len(set(CHARACTERS)) == len(CHARACTERS)
    names = [*(name for enterprise in ENTERPRISES for name in enterprise.names), *STRANGERS]
    parties = [Party(pk=number, names=(name,)) for number, name in enumerate(parse_all(names))]
    assert len(set(names)) == len(names) >= 30
    assert not [pair for pair in combinations(parties, 2) if score_pair(*pair, Thresholds())]
    assert all(score_pair(party, party, Thresholds()) for party in parties)
