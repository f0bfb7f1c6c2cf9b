"""The planted pairs: their number, recall and precision reach the goals and equal those in docs/screening.md."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.screening_planted import Planted, planted_pairs
from benchmarks.screening_quality import figures, matches, table
from matching.rules import RULES
from matching.scoring import Match

DOC = Path(__file__).parents[2] / "docs" / "screening.md"


@pytest.fixture(scope="module")
def pairs() -> list[Planted]:
    return planted_pairs()


@pytest.fixture(scope="module")
def found(pairs: list[Planted]) -> list[Match]:
    return matches(pairs)


def test_planted_set_is_large_and_reproducible(pairs: list[Planted]) -> None:
    count = Counter(pair.same for pair in pairs)
    assert min(count[True], count[False]) >= 2000
    assert len({pair.kind for pair in pairs if pair.same}) >= 12
    assert pairs == planted_pairs()


def test_recall_reaches_every_goal(pairs: list[Planted], found: list[Match]) -> None:
    assert [figure.name for figure in figures(pairs, found) if not figure.ok] == []


def test_document_shows_current_table_and_weights(pairs: list[Planted], found: list[Match]) -> None:
    page = DOC.read_text()
    assert "\n".join(table(pairs, found)) in page
    assert all(f"{figure.name} {figure.value:.3f}" in page for figure in figures(pairs, found)[:3])
    assert all(f"| `{code}` | {rule.weight} |" in page for code, rule in RULES.items())
