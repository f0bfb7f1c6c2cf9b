"""A simulated year: the portal and the model side by side, and what every act needs of them."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import TypeVar

from demo.clock import Clock
from feedback.models import StandingChange
from foundation.denials import ActionDenied
from roster.models import Enterprise
from screening.models import Screening, ScreeningHit
from tests.http_server import Upstream
from tests.simulation import facts
from tests.simulation.city import BLACKLISTS, LEAD, MEASURES, OFFICES, UNUSED, City
from tests.simulation.desk import Consequences
from tests.simulation.model import Model
from tests.simulation.names import ENTERPRISES

START = datetime(2026, 6, 29, 9, 0)
IDENTITIES = {identity.uscc: identity for identity in ENTERPRISES}
Item = TypeVar("Item")


class Differs(AssertionError):
    """The product differs from the model."""


class Year:
    """The portal (`city`) and the model, which do the same acts. `log` has one line for each act.

    The generator `rng` is of the seed and the number of the step, so that a step does the same whether or not others
    are left out.
    """

    def __init__(self, seed: int, clock: Clock, upstream: Upstream, *, has_two_workers: bool = True) -> None:
        self.seed = seed
        self.city = City(clock, upstream, has_two_workers=has_two_workers)
        self.model = Model(BLACKLISTS, UNUSED)
        self.model.now = self.city.now
        self.rng = Random(seed)
        self.log: list[str] = []
        # Number of a screening in the model → primary key.
        self.screenings: dict[int, int] = {}
        # The as-of days of the last files.
        self.roster_days = dict.fromkeys(OFFICES, START.date() - timedelta(days=20))
        self.file_days = dict.fromkeys(BLACKLISTS, START.date() - timedelta(days=20))
        self.records = 0
        self.follow_up = Consequences(self.model, [*self.city.clerks, *OFFICES, LEAD], MEASURES)
        # The primary keys of applications, reports and inquiries, by their numbers in the model.
        self.applications: list[int] = []
        self.reports: list[int] = []
        self.inquiries: list[int] = []

    @property
    def today(self) -> date:
        return self.city.today

    def step(self, number: int, draw: Callable[["Year"], Callable[["Year"], str]]) -> None:
        """Do one act that is possible now. `draw` chooses an act, which returns what it did, "" for nothing."""
        self.rng = Random(f"{self.seed}/{number}")
        self.tick()
        done = ""
        while not done:
            done = draw(self)(self)
        self.log.append(f"{number:>4} {self.city.now:%m-%d %H:%M:%S} {done}")
        if self.chance(0.8):
            self.follow()

    def follow(self) -> None:
        """Send the notices and the advice, as a worker does."""
        self.tick()
        self.city.follow()
        self.follow_up.follow()

    def tick(self) -> None:
        """Move both clocks on by a second."""
        self.move_to(self.city.later())

    def move_to(self, moment: datetime) -> None:
        is_new_day = moment.date() != self.today
        self.city.move_to(moment)
        self.model.now = moment
        if is_new_day:
            self.model.settle()
            self.follow_up.pass_day()

    def chance(self, of: float) -> bool:
        return self.rng.random() < of

    def some(self, items: Sequence[Item], most: int) -> list[Item]:
        """At most so many of the items."""
        return self.rng.sample(items, min(len(items), self.rng.randint(0, most)))

    def prefer(self, items: Sequence[Item], wanted: Callable[[Item], bool]) -> Item:
        """One of the items, mostly one that is wanted, so that acts concern what others have made."""
        chosen = [item for item in items if wanted(item)] if self.chance(0.6) else []
        return self.rng.choice(chosen or items)

    def days_ago(self, *choices: int) -> date:
        return self.today - timedelta(days=self.rng.choice(choices))

    def waiting(self) -> list[facts.Screening]:
        return [known for known in self.model.screenings if known.is_waiting]

    def note_requests(self, *requested: facts.Screening | None) -> None:
        """Remember the keys of the screenings that the product has just requested; it has requested no other."""
        expected = [screening.number for screening in requested if screening]
        new = Screening.objects.exclude(pk__in=self.screenings.values()).order_by("pk").values_list("pk", flat=True)
        if len(new) != len(expected):
            raise Differs(f"{len(new)} screenings requested, not {len(expected)}")
        self.screenings.update(zip(expected, new, strict=True))

    def run_at_once(self) -> None:
        """Mostly, workers do the waiting screenings at once."""
        if self.chance(0.7):
            self.run_waiting()

    def run_waiting(self) -> str:
        """Do every waiting screening, one after the other or by two workers in random order."""
        waiting = self.waiting()
        if not waiting:
            return ""
        numbers = [screening.number for screening in waiting]
        if self.chance(0.35) and self.city.has_two_workers:
            self.tick()
            self.city.run_by_two_workers([self.screenings[number] for number in numbers], self.rng)
            for screening in waiting:
                self.model.finish(screening)
            self.follow_up.follow_as_observed(announced_kinds())
            return f"screenings {numbers} by two workers"
        for screening in waiting:
            self.tick()
            self.city.run(self.screenings[screening.number])
            self.model.finish(screening)
        return f"screenings {numbers}"

    def attempt(self, act: Callable[[], object], *, may: bool, what: str) -> str:
        """Do the act, which must be refused exactly where the model expects it; return what happened."""
        denial = ""
        try:
            act()
        except ActionDenied as denied:
            denial = denied.message
        if bool(denial) == may:
            raise Differs(f"{what}: {denial or 'not refused'}")
        return f"{what}{'' if may else ' refused'}"


def announced_kinds() -> dict[str, list[str]]:
    """USCC → the kinds of what was announced of the enterprise, in their order."""
    kinds: dict[str, list[str]] = {}
    changes = StandingChange.objects.order_by("pk").values_list("enterprise__uscc", "announcement__kind")
    for uscc, kind in changes:
        kinds.setdefault(uscc, []).append(kind)
    return kinds


def serial_of(uscc: str) -> int:
    return IDENTITIES[uscc].serial


def stored(enterprise: facts.Enterprise) -> Enterprise:
    return Enterprise.objects.get(uscc=enterprise.uscc)


def stored_hit(hit: facts.Hit) -> ScreeningHit:
    return ScreeningHit.objects.get(enterprise__uscc=hit.enterprise.uscc, entry__source_id=hit.entry.record.source_id)
