"""The difference between a file and the roster in force."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Literal

from roster.intake.rows import Row

Kind = Literal["joining", "leaving", "changed", "unchanged"]


@dataclass(frozen=True)
class Firm:
    """What a roster says of one firm; `certified_on` in ISO."""

    uscc: str
    name: str
    customs_code: str
    certified_on: str
    address: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Change:
    """One firm before and after; `line` is its row's, None for a leaving firm; `fields` what differs."""

    kind: Kind
    uscc: str
    before: Firm | None
    after: Firm | None
    line: int | None
    fields: tuple[str, ...] = ()


def _said(row: Row, before: Firm | None) -> Firm:
    """What the row says. A column that the file does not have keeps what is known."""
    known = before.as_dict() if before else {}
    return Firm(**{f.name: row.cells.get(f.name, known.get(f.name, "")) for f in fields(Firm)})


def compare(rows: Iterable[Row], in_force: Mapping[str, Firm], *, whole: bool) -> list[Change]:
    """What the rows change in the roster in force (USCC → firm); only a whole roster makes firms leave."""
    changes = []
    named = set()
    for row in rows:
        uscc = row.cells["uscc"]
        named.add(uscc)
        before = in_force.get(uscc)
        after = _said(row, before)
        if before is None:
            changes.append(Change("joining", uscc, None, after, row.line))
            continue
        differing = tuple(f.name for f in fields(Firm) if getattr(before, f.name) != getattr(after, f.name))
        changes.append(Change("changed" if differing else "unchanged", uscc, before, after, row.line, differing))
    if whole:
        changes += [Change("leaving", uscc, firm, None, None) for uscc, firm in in_force.items() if uscc not in named]
    return changes
