"""Which lists the reader of the dashboard may open."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.urls import resolve

from accounts.access import access_of
from accounts.models import User
from reports.counted import Counted
from reports.figures.dashboard import MonthFigures, SpanFigures
from reports.periods import Days


@dataclass(frozen=True)
class Reader:
    """Who reads the dashboard. `is_linked` is False on the big screen, where nobody opens a list."""

    user: User
    is_linked: bool = True

    @property
    def sees_all(self) -> bool:
        return self.user.sees_all_feedback

    @property
    def may_open_blacklists(self) -> bool:
        return self.is_linked and self.user.has_perm("blacklists.view_blacklist")

    def may_open(self, url: str) -> bool:
        return self.user.has_perm(access_of(resolve(urlsplit(url).path)))

    def is_of(self, department: int) -> bool:
        return department == self.user.department_id

    def count_for_all(self, number: int, url: str) -> Counted:
        """Return the number with the address of a list that has the rows of all departments for this reader."""
        return Counted(number, url if self.is_linked else "")

    def count(self, number: int, url: str) -> Counted:
        """Return the number with the address of a list of which a department sees its own rows only."""
        return self.count_for_all(number, url if self.sees_all else "")

    def count_of(self, department: int, number: int, url: str) -> Counted:
        """Return the number of a department with the address of its rows."""
        return self.count_for_all(number, url if self.sees_all or self.is_of(department) else "")


def days_of(figures: SpanFigures | MonthFigures) -> Days:
    """Return the days of stored figures."""
    return Days(date.fromisoformat(figures["first"]), date.fromisoformat(figures["last"]))
