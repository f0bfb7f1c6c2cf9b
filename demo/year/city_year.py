"""What the offices of the year share: people, clock, files, and what is done when."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from demo.city.enterprises import CityEnterprise
from demo.clock import Clock
from demo.year.days import YearDays
from feedback.actions.follow import notify_standing_changes
from roster.models import Enterprise
from screening.actions.finishing import run_screening
from screening.models import Screening

Act = Callable[[], object]
BEGIN = time(8, 40)


def run_screenings() -> None:
    """Run every waiting screening, as a worker would."""
    for pk in Screening.objects.unfinished().order_by("pk").values_list("pk", flat=True):
        run_screening(pk)


def upload_of(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def stored(enterprise: CityEnterprise) -> Enterprise:
    return Enterprise.objects.get(uscc=enterprise.uscc)


class CityYear:
    """`folder` takes the files that are sent. `plan` adds an act to a day; `move_to` sets the clock to a day."""

    def __init__(self, clock: Clock, days: YearDays, people: dict[str, User], folder: Path) -> None:
        self.clock = clock
        self.days = days
        self.people = people
        self.folder = folder
        self.rng = Random("一年")
        self.planned: dict[date, list[Act]] = defaultdict(list)

    def plan(self, day: date, act: Act) -> None:
        self.planned[day].append(act)

    def move_to(self, day: date, at: time) -> None:
        self.clock.move_to(datetime.combine(day, at))

    def do_planned(self, day: date) -> None:
        """Do the acts of the day one after the other, some minutes apart.

        After each one the platform notifies of what has changed, as its workers do within seconds.
        """
        for act in self.planned[day]:
            self.pass_minutes()
            act()
            run_screenings()
            notify_standing_changes()

    def pass_minutes(self) -> None:
        self.clock.move_to(self.clock.now + timedelta(minutes=self.rng.randint(2, 12), seconds=self.rng.randint(0, 59)))
