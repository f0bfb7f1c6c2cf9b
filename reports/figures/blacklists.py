"""How old the data of the blacklists is."""

from dataclasses import dataclass
from datetime import date

from blacklists.models import Blacklist


@dataclass(frozen=True)
class BlacklistAge:
    """A blacklist, the day of its newest data, how many days ago that was, and whether new data is overdue.

    A blacklist without data has neither day nor age.
    """

    key: int
    name: str
    newest: date | None
    days: int | None
    is_stale: bool


def blacklist_ages(*, on: date) -> list[BlacklistAge]:
    """Return the age of each blacklist on the day."""
    return [
        BlacklistAge(
            blacklist.pk,
            blacklist.name,
            blacklist.newest,
            (on - blacklist.newest).days if blacklist.newest else None,
            blacklist.is_stale(on=on),
        )
        for blacklist in Blacklist.objects.with_newest()
    ]
