"""Which pairs are found, by which rung, and which are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roster.crosscheck.index import Party, match_sides

FIRM = Party(1, "U1", "O1", "甲公司")


@pytest.mark.parametrize(
    ("entry", "rung"),
    [
        (Party(9, "U1", "O1", "甲公司"), "uscc"),
        (Party(9, "U1", "", "改过的名称"), "uscc"),
        (Party(9, "", "O1", "改过的名称"), "org_code"),
        (Party(9, "U2", "O1", "甲公司"), "org_code"),
        (Party(9, "", "", "甲公司"), "name"),
        (Party(9, "U2", "O2", "甲公司"), None),
        (Party(9, "", "O2", "甲公司"), None),
        (Party(9, "", "", "乙公司"), None),
        (Party(9, "", "", ""), None),
    ],
)
def test_the_highest_rung_decides(entry: Party, rung: str | None) -> None:
    found = list(match_sides([FIRM], [entry]))
    assert [match.rung for match in found] == ([rung] if rung else [])
    assert all(match.reasons for match in found)


codes = st.sampled_from(["", "A", "B", "C"])
parties = st.lists(st.tuples(codes, codes, codes), max_size=8).map(
    lambda said: [Party(pk, *codes) for pk, codes in enumerate(said)]
)


def same(firm: Party, entry: Party) -> bool:
    """The ladder, written as a person would say it."""
    if firm.uscc and firm.uscc == entry.uscc:
        return True
    if firm.org_code and firm.org_code == entry.org_code:
        return True
    return not (entry.uscc or entry.org_code) and bool(entry.name_key) and firm.name_key == entry.name_key


@given(firms=parties, entries=parties)
def test_every_pair_is_found_once_and_no_other(firms: list[Party], entries: list[Party]) -> None:
    found = [(match.left, match.right) for match in match_sides(firms, entries)]
    assert len(found) == len(set(found))
    assert set(found) == {(firm.pk, entry.pk) for firm in firms for entry in entries if same(firm, entry)}
