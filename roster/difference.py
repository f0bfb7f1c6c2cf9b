"""The difference between a file and the roster in force."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

Kind = Literal["added", "removed", "changed", "unchanged"]


class RosterEnterprise(NamedTuple):
    """What a roster says of one enterprise; `certified_on` in ISO."""

    uscc: str
    name: str
    customs_code: str
    certified_on: str
    address: str
    registration_number: str = ""


class Difference(NamedTuple):
    """What a file changes: for each of its enterprises, in its order, the kind and the enterprise before (None
    where new); and
    the enterprises that leave."""

    kinds: list[Kind]
    before: list[RosterEnterprise | None]
    removed: list[RosterEnterprise]


def compare(
    enterprises: Iterable[RosterEnterprise],
    in_force: Mapping[str, RosterEnterprise],
    *,
    whole: bool,
    unsure: Sequence[RosterEnterprise] = (),
) -> Difference:
    """What the enterprises change in the roster in force (USCC → enterprise); only a whole roster makes
    enterprises leave.

    `unsure` are those of rows with mistakes: they change nothing yet, and do not leave either.
    """
    kinds: list[Kind] = []
    before = []
    named = {enterprise.uscc for enterprise in unsure}
    codes = {enterprise.customs_code for enterprise in unsure}
    for enterprise in enterprises:
        known = in_force.get(enterprise.uscc)
        kinds.append("added" if known is None else "unchanged" if known == enterprise else "changed")
        before.append(known)
        named.add(enterprise.uscc)
    gone = (
        enterprise
        for uscc, enterprise in in_force.items()
        if uscc not in named and enterprise.customs_code not in codes
    )
    removal = list(gone) if whole else []
    return Difference(kinds, before, removal)
