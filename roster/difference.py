"""The difference between a file and the roster in force."""

from collections.abc import Container, Mapping, Sequence
from typing import Literal, NamedTuple

Kind = Literal["added", "removed", "changed", "unchanged", "transfer"]


class RosterEnterprise(NamedTuple):
    """One enterprise on a roster; `certified_on` is an ISO date."""

    uscc: str
    name: str
    customs_code: str
    certified_on: str
    address: str
    registration_number: str = ""


class Difference(NamedTuple):
    """The changes that a file makes to the roster in force.

    `kinds` and `before` have one item per enterprise of the file, in its order; `before` is the enterprise on the
    roster in force, None for one that is not on it. `removed` are the enterprises that the file removes.
    """

    kinds: list[Kind]
    before: list[RosterEnterprise | None]
    removed: list[RosterEnterprise]


def compare(
    enterprises: Sequence[RosterEnterprise],
    in_force: Mapping[str, RosterEnterprise],
    *,
    whole: bool,
    unsure: Sequence[RosterEnterprise] = (),
    elsewhere: Container[str] = (),
    leaving: Container[str] = (),
) -> Difference:
    """Compare the enterprises of a file with the roster in force (USCC → enterprise).

    Only a whole roster removes enterprises. `unsure` are the enterprises of rows with errors: they change nothing, and
    are not removed either. `elsewhere` are the USCCs of enterprises on the roster of another office: the file requests
    their transfer. `leaving` are the USCCs of enterprises whose transfer another office requests: without a row in the
    file they are transferred, not removed.
    """
    before = [in_force.get(enterprise.uscc) for enterprise in enterprises]
    kinds = [_kind(enterprise, known, elsewhere) for enterprise, known in zip(enterprises, before, strict=True)]
    if not whole:
        return Difference(kinds, before, [])
    named = {enterprise.uscc for enterprise in (*enterprises, *unsure)}
    codes = {enterprise.customs_code for enterprise in unsure}
    removed = [
        enterprise
        for uscc, enterprise in in_force.items()
        if uscc not in named and enterprise.customs_code not in codes and uscc not in leaving
    ]
    return Difference(kinds, before, removed)


def _kind(enterprise: RosterEnterprise, known: RosterEnterprise | None, elsewhere: Container[str]) -> Kind:
    if known is not None:
        return "unchanged" if known == enterprise else "changed"
    return "transfer" if enterprise.uscc in elsewhere else "added"
