"""The difference between a file and the roster in force."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

Kind = Literal["joining", "leaving", "changed", "unchanged"]


class Firm(NamedTuple):
    """What a roster says of one firm; `certified_on` in ISO."""

    uscc: str
    name: str
    customs_code: str
    certified_on: str
    address: str
    registration_number: str = ""


class Difference(NamedTuple):
    """What a file changes: for each of its firms, in its order, the kind and the firm before (None where new); and
    the firms that leave."""

    kinds: list[Kind]
    before: list[Firm | None]
    leaving: list[Firm]


def compare(
    firms: Iterable[Firm], in_force: Mapping[str, Firm], *, whole: bool, unsure: Sequence[Firm] = ()
) -> Difference:
    """What the firms change in the roster in force (USCC → firm); only a whole roster makes firms leave.

    `unsure` are those of rows with mistakes: they change nothing yet, and do not leave either.
    """
    kinds: list[Kind] = []
    before = []
    named = {firm.uscc for firm in unsure}
    codes = {firm.customs_code for firm in unsure}
    for firm in firms:
        known = in_force.get(firm.uscc)
        kinds.append("joining" if known is None else "unchanged" if known == firm else "changed")
        before.append(known)
        named.add(firm.uscc)
    gone = (firm for uscc, firm in in_force.items() if uscc not in named and firm.customs_code not in codes)
    leaving = list(gone) if whole else []
    return Difference(kinds, before, leaving)
