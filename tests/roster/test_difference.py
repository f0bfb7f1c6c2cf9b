"""The difference between a file and the roster in force."""

from hypothesis import given
from hypothesis import strategies as st

from roster.difference import RosterEnterprise, compare

enterprises = st.builds(
    RosterEnterprise,
    uscc=st.sampled_from([f"U{number}" for number in range(12)]),
    name=st.sampled_from(["甲公司", "乙公司"]),
    customs_code=st.sampled_from(["C1", "C2"]),
    certified_on=st.just("2020-03-02"),
    address=st.sampled_from(["", "济南"]),
)
rosters = st.lists(enterprises, unique_by=lambda enterprise: enterprise.uscc)


@given(before=rosters, after=rosters)
def test_difference_of_a_whole_roster_applied_gives_that_roster(
    before: list[RosterEnterprise], after: list[RosterEnterprise]
) -> None:
    in_force = {enterprise.uscc: enterprise for enterprise in before}
    difference = compare(after, dict(in_force), whole=True)
    for enterprise, kind, known in zip(after, difference.kinds, difference.before, strict=True):
        assert known == in_force.get(enterprise.uscc)
        assert (kind == "unchanged") == (known == enterprise)
        in_force[enterprise.uscc] = enterprise
    for enterprise in difference.removed:
        assert in_force.pop(enterprise.uscc) == enterprise
    assert in_force == {enterprise.uscc: enterprise for enterprise in after}


@given(before=rosters, after=rosters)
def test_difference_of_changes_removes_no_enterprise(
    before: list[RosterEnterprise], after: list[RosterEnterprise]
) -> None:
    assert not compare(after, {enterprise.uscc: enterprise for enterprise in before}, whole=False).removed


def test_enterprise_whose_row_has_errors_is_not_removed() -> None:
    """Its USCC or its customs code identifies it."""
    in_force = {uscc: RosterEnterprise(uscc, "甲公司", f"C{uscc}", "2020-03-02", "") for uscc in ("U1", "U2", "U3")}
    unsure = [in_force["U1"]._replace(customs_code="37"), in_force["U2"]._replace(uscc="U")]
    assert compare([], in_force, whole=True, unsure=unsure).removed == [in_force["U3"]]


def test_enterprise_with_another_name_is_changed() -> None:
    known = RosterEnterprise("U1", "甲公司", "C1", "2020-03-02", "济南")
    renamed = known._replace(name="乙公司")
    assert compare([renamed], {"U1": known}, whole=True).kinds == ["changed"]
