"""Planted look-ups: what a clerk types for an enterprise, by kind."""

from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

from benchmarks.lookup_data import customs_code_of
from benchmarks.screening_data import COMMON, uscc_of
from matching.names import parse
from matching.pinyin import syllables_of
from matching.similar import Resemblance, resemblance
from spreadsheets.identifiers import org_code_of
from spreadsheets.industries import INDUSTRIES

# The share of characters that are not typed by their usual reading, where they have another.
OTHER_READING = 0.2


class Planted(NamedTuple):
    """What is typed, and the number of the enterprise that is meant."""

    kind: str
    typed: str
    target: int


class Planter:
    """Types what finds an enterprise; "" where its name is not made for it."""

    def __init__(self, present: Sequence[str], former: Sequence[str], rng: Random) -> None:
        self.present, self.former, self.rng = present, former, rng

    def core(self, number: int) -> str:
        return parse(self.present[number]).core

    def beginning(self, number: int, fewest: int = 4) -> str:
        """The stem, and as much behind it as a clerk may type."""
        core = self.core(number)
        return core[: self.rng.randint(fewest, max(fewest, len(core)))]

    def part(self, number: int) -> str:
        name = parse(self.present[number])
        if self.rng.random() < 0.3:
            return "".join(name.place) + self.beginning(number, 2)
        start = self.rng.randrange(max(1, len(name.core) - 3))
        return name.core[start : start + self.rng.randint(3, 6)]

    def code(self, number: int) -> str:
        uscc, customs_code = uscc_of(number), customs_code_of(number)
        return self.rng.choice([uscc, uscc.lower(), customs_code, f"AEOCN{customs_code}", org_code_of(uscc)])

    def former_name(self, number: int) -> str:
        core = parse(self.former[number]).core if self.former[number] else ""
        return core[: self.rng.randint(3, 6)]

    def parts(self, number: int) -> str:
        core = self.core(number)
        sizes = [size for size in range(2, 7) if core[-size:] in INDUSTRIES and len(core) - size > 1]
        if not sizes:
            return ""
        industry = core[-max(sizes) :]
        stem = core.removesuffix(industry)
        return self.rng.choice([f"{industry}{stem}", f"{industry} {stem}", f"{stem}{industry[-2:]}有限"])

    def slip(self, number: int) -> str:
        typed = self.beginning(number, 5)
        place = self.rng.randrange(len(typed))
        change: Callable[[str, int], str] = self.rng.choice(
            [self.wrong, self.sounds_alike, self.missing, self.too_many]
        )
        return change(typed, place) if len(typed) > 4 else ""

    def wrong(self, typed: str, place: int) -> str:
        return typed[:place] + self.rng.choice(COMMON) + typed[place + 1 :]

    def sounds_alike(self, typed: str, place: int) -> str:
        alike = [
            each for each in COMMON if resemblance(each, typed[place]) == Resemblance.SOUND and each != typed[place]
        ]
        return typed[:place] + self.rng.choice(alike or COMMON) + typed[place + 1 :]

    def missing(self, typed: str, place: int) -> str:
        return typed[:place] + typed[place + 1 :]

    def too_many(self, typed: str, place: int) -> str:
        return typed[:place] + self.rng.choice(COMMON) + typed[place:]

    def swapped(self, number: int) -> str:
        typed = self.beginning(number)
        place = self.rng.randrange(len(typed) - 1) if len(typed) > 3 else 0
        return typed[:place] + typed[place : place + 2][::-1] + typed[place + 2 :] if len(typed) > 3 else ""

    def initials(self, number: int) -> str:
        return "".join(syllable[0] for syllable in self._read(number, self.rng.randint(4, 7)))

    def pinyin(self, number: int) -> str:
        return "".join(self._read(number, self.rng.randint(3, 4)))

    def _read(self, number: int, count: int) -> list[str]:
        """A reading of each of the core's first characters; of one in five, any that it has."""
        syllables = [syllables_of(character) for character in self.core(number)[:count]]
        return [self.rng.choice(each) if self.rng.random() < OTHER_READING else each[0] for each in syllables if each]


# Kind → how many are planted, and the share of them that the portal has to find among the first five.
KINDS = {
    "part": (900, 1.0),
    "code": (500, 1.0),
    "former_name": (700, 1.0),
    "parts": (600, 0.98),
    "slip": (1100, 0.98),
    "swapped": (400, 0.98),
    "initials": (400, 0.97),
    "pinyin": (400, 0.97),
}


def plant(present: Sequence[str], former: Sequence[str]) -> list[Planted]:
    """Return the look-ups of all kinds; what was typed is no part of the name where it should have a slip."""
    planter = Planter(present, former, Random(21))
    planted = []
    for kind, (count, _) in KINDS.items():
        typed_of = getattr(planter, kind)
        found: dict[str, Planted] = {}
        while len(found) < count:
            number = planter.rng.randrange(len(present))
            if typed := typed_of(number):
                found[typed] = Planted(kind, typed, number)
        planted += found.values()
    return planted
