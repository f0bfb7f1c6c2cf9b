"""The blocking keys of parties."""

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.screening_in_memory import blocking_keys_of
from matching.blocking import blocking_keys
from matching.glyphs import RARE
from matching.names import EDITABLE, Name, normalise, parse_all
from matching.scoring import Party
from tests.strategies import cores, edits, named

NAMES = ["济南泺岬澜机械有限公司", "泺岬（济南）贸易公司", "泺岬澜有限公司青岛分公司", "", "泺岬", "𠮷" * 201]


def keys(*names: Name) -> set[int]:
    return set(blocking_keys_of(Party(0, names=names)))


def test_keys_of_a_column_are_the_keys_of_its_rows() -> None:
    """A row has the same keys alone as among other rows; each key fits a database integer."""
    names = parse_all(NAMES)
    numbers = [["", "A", "", "B", "", ""], ["C", "", "", "C", "", ""], ["", "", "", "D", "E", ""]]
    together = blocking_keys(names, *numbers).lists()
    for row, (name, found) in enumerate(zip(names, together, strict=True)):
        (alone,) = blocking_keys([name], *([column[row]] for column in numbers)).lists()
        assert sorted(found) == sorted(alone)
        assert all(-(2**31) <= key < 2**31 for key in found)
    assert list(blocking_keys([], [], [], []).lists()) == []


def test_empty_party_has_no_keys() -> None:
    assert blocking_keys_of(Party(0)) == blocking_keys_of(Party(0, names=tuple(parse_all([""])))) == []


def test_golden_keys_do_not_change() -> None:
    """Keys are stored: a change of them needs a migration that derives all of them again."""
    names = tuple(parse_all(["济南泺岬澜湄有限公司青岛分公司", "泺岬"]))
    found = blocking_keys_of(Party(0, org_code="X", customs_codes=("X",), names=names))
    assert found[0:6] == [-2137971212, -1781599616, -1455136185, -1353738812, -1295728834, -1161107049]
    assert found[6:12] == [-1021110689, -740178117, -737191999, -648367088, -648126376, -493238317]
    assert found[12:18] == [-207048372, 218698362, 1533460856, 1616177579, 1750977016]


def test_same_number_of_other_kind_has_other_key() -> None:
    assert len({*blocking_keys_of(Party(0, "", "X", ("X",), ("X",)))}) == 3


@given(left=cores, right=cores)
def test_cores_within_one_edit_share_a_key_and_short_ones_only_if_equal(left: str, right: str) -> None:
    shared = bool(keys(named(left)) & keys(named(right)))
    if min(len(left), len(right)) < EDITABLE:
        # A short name shares a key with itself without its rare character, too.
        assert shared == (left == right) or RARE.search(left + right)
    elif edits(left, right) <= 1 or sorted(left) == sorted(right):
        assert shared


def test_branch_shares_keys_with_its_enterprise_and_has_own_ones() -> None:
    enterprise, branch, other = (keys(named("泺岬澜进出口", branch)) for branch in ("", "分公司", "青岛分公司"))
    assert enterprise & branch
    assert enterprise & other
    assert branch - other - enterprise


@given(name=st.text("泺岬澜济南杭州（）()有限公司分青岛", max_size=14))
def test_names_equal_after_normalising_share_a_key(name: str) -> None:
    bare = normalise(name)
    if bare:
        (one, other) = parse_all([name, bare])
        assert keys(one) & keys(other)


def test_name_that_grows_when_normalised_has_few_keys() -> None:
    (name,) = parse_all(["ﷺ" * 200])
    assert len(name.core) == 3_000
    assert len(keys(name)) <= 2
