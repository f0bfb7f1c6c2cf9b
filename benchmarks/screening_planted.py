"""Planted pairs of an enterprise and a blacklist entry: variants of one name, and names of two different enterprises.

The pairs are the same in every run.
"""

from dataclasses import dataclass

from benchmarks.screening_near_misses import NEAR_MISSES
from benchmarks.screening_planter import Planter
from benchmarks.screening_variants import BEYOND, VARIANTS

EACH = 150


@dataclass(frozen=True)
class Planted:
    """One pair; `names` are the enterprise's names, the current one first.

    `promised`: whether the pair, if it is of one enterprise, must require a decision.
    """

    kind: str
    names: tuple[str, ...]
    entry: str
    same: bool
    promised: bool


def planted_pairs(seed: int = 4) -> list[Planted]:
    """Return every planted pair, grouped by kind."""
    plant = Planter(seed)
    found = []
    for kind, make in VARIANTS.items():
        found += [Planted(kind, *make(plant), same=True, promised=True) for _ in range(EACH)]
    for kind, (make, count) in BEYOND.items():
        found += [Planted(kind, *make(plant), same=True, promised=False) for _ in range(count)]
    for kind, (make, count) in NEAR_MISSES.items():
        found += [Planted(kind, *make(plant), same=False, promised=False) for _ in range(count)]
    return found
