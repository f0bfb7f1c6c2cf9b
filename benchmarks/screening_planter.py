"""Names of fictional enterprises from which pairs are planted.

Each has a unique stem of uncommon characters, so that no real enterprise is named. Some industry words are known to
`matching`, others are not.
"""

from dataclasses import dataclass
from random import Random

from benchmarks.screening_words import CHARACTERS, FORMS, HOMES, SLIPS, TRADES


@dataclass(frozen=True)
class RosterEnterprise:
    """The parts of one fictional name."""

    place: str
    stem: str
    trade: str
    form: str

    @property
    def name(self) -> str:
        return f"{self.place}{self.stem}{self.trade}{self.form}"


class Planter:
    """A generator of names with unique stems."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.taken: set[str] = set()

    def pick(self, choices: tuple[str, ...] | str) -> str:
        return self.rng.choice(choices)

    def stem(self, lengths: tuple[int, ...] = (2, 3, 3, 3, 3, 4)) -> str:
        while True:
            stem = "".join(self.rng.sample(CHARACTERS, self.rng.choice(lengths)))
            if stem not in self.taken:
                self.taken.add(stem)
                return stem

    def enterprise(self, *, at_least: int = 4) -> RosterEnterprise:
        """Return an enterprise whose stem and trade together have at least this number of characters."""
        while True:
            enterprise = RosterEnterprise(self.pick(HOMES), self.stem(), self.pick(TRADES), self.pick(FORMS))
            if len(enterprise.stem + enterprise.trade) >= at_least:
                return enterprise

    def slip(self, text: str, at: int) -> str:
        """Return the text with another character at the index."""
        other = self.pick(SLIPS.replace(text[at], ""))
        return text[:at] + other + text[at + 1 :]


Pair = tuple[tuple[str, ...], str]


def edited(plant: Planter, enterprise: RosterEnterprise, core: str) -> Pair:
    """Return the enterprise and an entry with another core."""
    return (enterprise.name,), f"{enterprise.place}{core}{enterprise.form}"
