"""The product and the model agree through simulated years; `make simulate` runs more of them (docs/testing.md)."""

import os

import pytest

from tests.depth import FULL, sample
from tests.simulation.runs import run_year

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = int(os.environ.get("FIRST", "0"))
SEEDS = range(FIRST, int(os.environ["SEEDS"])) if "SEEDS" in os.environ else sample(range(20), every=10)
STEPS = 200 if FULL or "SEEDS" in os.environ else 60


@pytest.mark.parametrize("seed", SEEDS)
def test_product_agrees_with_the_model(seed: int) -> None:
    assert len(run_year(seed, STEPS).log) == STEPS
