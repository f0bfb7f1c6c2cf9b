"""How old the rosters and the blacklists are."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from reports.figures.dashboard import BoardFigures


@dataclass(frozen=True)
class Age:
    """A list, the day of its newest data, how many days ago that was, and in how many days new data is due.

    What is not known or not agreed is None. `url` is "" where the reader may not open the list.
    """

    name: str
    url: str
    newest: date | None
    days: int | None
    habit: int | None = None
    is_stale: bool = False

    @property
    def days_late(self) -> int:
        """The days since new data was due; 0 before, and where no data has ever come."""
        return max(self.days - self.habit, 0) if self.days is not None and self.habit is not None else 0


def roster_ages(figures: BoardFigures) -> list[Age]:
    names = {each["key"]: each["name"] for each in figures["departments"]}
    return [Age(names[each["office"]], "", _day(each["newest"]), each["days"]) for each in figures["rosters"]]


def blacklist_ages(figures: BoardFigures, *, may_open: bool) -> list[Age]:
    """Return the ages of the blacklists; `may_open`: with the addresses of their pages."""
    return [
        Age(
            each["name"],
            reverse("blacklists:blacklist_detail", args=[each["code"]]) if may_open else "",
            _day(each["newest"]),
            each["days"],
            each["habit"],
            each["is_stale"],
        )
        for each in figures["blacklists"]
    ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
