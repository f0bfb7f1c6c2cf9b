"""Finding the pairs that may be the same entity: one side indexed in memory, the other streamed past it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from roster.crosscheck.rules import RUNGS


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a comparison; "" for what is not known. `name_key` is the normalised name."""

    pk: int
    uscc: str
    org_code: str
    name_key: str

    @property
    def has_identifier(self) -> bool:
        return bool(self.uscc or self.org_code)


@dataclass(frozen=True, slots=True)
class Match:
    """A pair by the highest rung on which it stands; `left` and `right` are primary keys, `reasons` sentences."""

    left: int
    right: int
    rung: str
    score: int
    reasons: tuple[str, ...]


def _match(left: Party, right: Party, rung: str, reason: str) -> Match:
    return Match(left.pk, right.pk, rung, RUNGS[rung].score, (reason,))


class PartyIndex:
    """Firms by USCC, by organisation code and by normalised name."""

    def __init__(self, firms: Iterable[Party]) -> None:
        self._by_uscc: dict[str, list[Party]] = defaultdict(list)
        self._by_org_code: dict[str, list[Party]] = defaultdict(list)
        self._by_name: dict[str, list[Party]] = defaultdict(list)
        for firm in firms:
            self._by_uscc[firm.uscc].append(firm)
            self._by_org_code[firm.org_code].append(firm)
            self._by_name[firm.name_key].append(firm)

    def matches(self, entry: Party) -> Iterator[Match]:
        """The firms that the entry may be, each once, by the highest rung.

        A name is asked only where the entry carries no identifier: the same name with another code is another firm.
        """
        found = set()
        if entry.uscc:
            for firm in self._by_uscc.get(entry.uscc, ()):
                found.add(firm.pk)
                yield _match(firm, entry, "uscc", f"双方统一社会信用代码均为{entry.uscc}")
        if entry.org_code:
            for firm in self._by_org_code.get(entry.org_code, ()):
                if firm.pk not in found:
                    yield _match(firm, entry, "org_code", f"双方组织机构代码均为{entry.org_code}")
        if not entry.has_identifier and entry.name_key:
            for firm in self._by_name.get(entry.name_key, ()):
                yield _match(firm, entry, "name", f"名单未载代码；双方名称规范化后均为“{entry.name_key}”")


def match_sides(firms: Iterable[Party], entries: Iterable[Party]) -> Iterator[Match]:
    """Every pair of a firm (left) and an entry (right) that may be the same; the entries are streamed."""
    index = PartyIndex(firms)
    for entry in entries:
        yield from index.matches(entry)
