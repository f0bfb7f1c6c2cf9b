"""The periods of reports: calendar months, quarters and years."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import TextChoices

from workdays.terms import add_working_days

ONE_DAY = timedelta(days=1)


class Days(NamedTuple):
    """The first and the last day of a period."""

    first: date
    last: date


class PeriodKind(TextChoices):
    """How long the period of a report is, by the name of the report."""

    MONTH = "month", "月报"
    QUARTER = "quarter", "季报"
    YEAR = "year", "年报"


MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


@dataclass(frozen=True)
class Period:
    """A month, quarter or year of the calendar, which begins on the day `first`."""

    kind: PeriodKind
    first: date

    @classmethod
    def of(cls, kind: PeriodKind, day: date) -> "Period":
        """Return the period of the kind that has the day."""
        months = MONTHS[kind]
        return cls(kind, date(day.year, (day.month - 1) // months * months + 1, 1))

    @property
    def following(self) -> "Period":
        """The period of the same kind after this one."""
        return self.of(self.kind, self.first + timedelta(days=31 * MONTHS[self.kind]))

    @property
    def preceding(self) -> "Period":
        """The period of the same kind before this one."""
        return self.of(self.kind, self.first - ONE_DAY)

    @property
    def last(self) -> date:
        return self.following.first - ONE_DAY

    @property
    def days(self) -> Days:
        return Days(self.first, self.last)

    @property
    def made_on(self) -> date:
        """The day on which its report is made: the first working day after it."""
        return add_working_days(self.last, 1)

    def __str__(self) -> str:
        """Name the period as a title does: 2026年7月, 2026年第3季度, 2026年."""
        year = f"{self.first.year}年"
        if self.kind == PeriodKind.MONTH:
            return f"{year}{self.first.month}月"
        return f"{year}第{(self.first.month + 2) // 3}季度" if self.kind == PeriodKind.QUARTER else year
