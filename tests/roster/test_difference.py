"""The difference between a file and the roster in force."""

from hypothesis import given
from hypothesis import strategies as st

from roster.difference import Firm, compare

firms = st.builds(
    Firm,
    uscc=st.sampled_from([f"U{number}" for number in range(12)]),
    name=st.sampled_from(["甲公司", "乙公司"]),
    customs_code=st.sampled_from(["C1", "C2"]),
    certified_on=st.just("2020-03-02"),
    address=st.sampled_from(["", "济南"]),
)
rosters = st.lists(firms, unique_by=lambda firm: firm.uscc)


@given(before=rosters, after=rosters)
def test_putting_a_whole_rosters_changes_into_force_gives_that_roster(before: list[Firm], after: list[Firm]) -> None:
    in_force = {firm.uscc: firm for firm in before}
    difference = compare(after, dict(in_force), whole=True)
    for firm, kind, known in zip(after, difference.kinds, difference.before, strict=True):
        assert known == in_force.get(firm.uscc)
        assert (kind == "unchanged") == (known == firm)
        in_force[firm.uscc] = firm
    for firm in difference.leaving:
        assert in_force.pop(firm.uscc) == firm
    assert in_force == {firm.uscc: firm for firm in after}


@given(before=rosters, after=rosters)
def test_changes_alone_make_nobody_leave(before: list[Firm], after: list[Firm]) -> None:
    assert not compare(after, {firm.uscc: firm for firm in before}, whole=False).leaving


def test_a_firm_whose_row_has_mistakes_does_not_leave() -> None:
    """It is there; which firm it is, its USCC or its customs code says."""
    in_force = {uscc: Firm(uscc, "甲公司", f"C{uscc}", "2020-03-02", "") for uscc in ("U1", "U2", "U3")}
    unsure = [in_force["U1"]._replace(customs_code="37"), in_force["U2"]._replace(uscc="U")]
    assert compare([], in_force, whole=True, unsure=unsure).leaving == [in_force["U3"]]


def test_a_firm_that_differs_in_anything_is_changed() -> None:
    known = Firm("U1", "甲公司", "C1", "2020-03-02", "济南")
    renamed = known._replace(name="乙公司")
    assert compare([renamed], {"U1": known}, whole=True).kinds == ["changed"]
