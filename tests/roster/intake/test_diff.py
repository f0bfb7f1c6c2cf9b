"""The difference between a file and the roster in force."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from roster.intake.diff import Firm, compare
from roster.intake.rows import Row

firms = st.builds(
    Firm,
    uscc=st.sampled_from([f"U{number}" for number in range(12)]),
    name=st.sampled_from(["甲公司", "乙公司"]),
    customs_code=st.sampled_from(["C1", "C2"]),
    certified_on=st.just("2020-03-02"),
    address=st.sampled_from(["", "济南"]),
)
rosters = st.lists(firms, unique_by=lambda firm: firm.uscc)


def rows_of(roster: list[Firm]) -> list[Row]:
    return [Row(line, firm.as_dict(), {}) for line, firm in enumerate(roster, start=2)]


@given(before=rosters, after=rosters)
def test_putting_a_whole_rosters_changes_into_force_gives_that_roster(before: list[Firm], after: list[Firm]) -> None:
    in_force = {firm.uscc: firm for firm in before}
    for change in compare(rows_of(after), in_force, whole=True):
        assert change.before == in_force.get(change.uscc)
        if change.after:
            in_force[change.uscc] = change.after
        else:
            del in_force[change.uscc]
    assert in_force == {firm.uscc: firm for firm in after}


@given(before=rosters, after=rosters)
def test_changes_alone_make_nobody_leave(before: list[Firm], after: list[Firm]) -> None:
    in_force = {firm.uscc: firm for firm in before}
    assert all(change.kind != "leaving" for change in compare(rows_of(after), in_force, whole=False))


def test_what_differs_is_named_and_a_missing_column_keeps_what_is_known() -> None:
    known = Firm("U1", "甲公司", "C1", "2020-03-02", "济南")
    row = Row(2, {"uscc": "U1", "name": "乙公司", "customs_code": "C1", "certified_on": "2020-03-02"}, {})
    (change,) = compare([row], {"U1": known}, whole=True)
    assert (change.kind, change.fields, change.line) == ("changed", ("name",), 2)
    assert change.after == replace(known, name="乙公司")
