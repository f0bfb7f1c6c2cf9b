"""The spans of time of the dashboard. Each of them ends on the day of the count, or before."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import TextChoices

from foundation.web.lists import Period as ListPeriod
from foundation.web.lists import days_of
from reports.periods import ONE_DAY, Days

MONTHS_SHOWN = 12


class Span(TextChoices):
    """A span that the dashboard is read for."""

    THIS_MONTH = "this_month", "本月"
    LAST_MONTH = "last_month", "上月"
    THIS_YEAR = "this_year", "今年"
    LAST_MONTHS = "last_12_months", "近12个月"

    def days(self, today: date) -> Days:
        """Return the first and the last day of the span; the last one of a span that still runs is today."""
        if self == Span.LAST_MONTHS:
            return Days(months_until(today)[0].first, today)
        return Days(*days_of(ListPeriod(self.value), today))


@dataclass(frozen=True)
class ChosenSpan:
    """What the dashboard is read for: a given span, or days of the reader's own instead."""

    given: Span = Span.THIS_YEAR
    own_days: Days | None = None

    @property
    def label(self) -> str:
        return "所选时段" if self.own_days else str(self.given.label)

    @property
    def query(self) -> str:
        """The parameters by which a page shows the span."""
        days = self.own_days
        return urlencode({"since": days.first, "until": days.last} if days else {"period": self.given.value})


def months_until(today: date) -> list[Days]:
    """Return the days of the last twelve months, the present one, until today, at the end."""
    months = [Days(today.replace(day=1), today)]
    while len(months) < MONTHS_SHOWN:
        last = months[0].first - ONE_DAY
        months.insert(0, Days(last.replace(day=1), last))
    return months


def year_before(days: Days) -> Days:
    """Return the same days of the year before, of days in one month; a whole month is compared with a whole month."""
    year, month = days.first.year - 1, days.first.month
    is_whole = days.last.day == monthrange(days.last.year, month)[1]
    length = monthrange(year, month)[1]
    return Days(days.first.replace(year=year), date(year, month, length if is_whole else min(days.last.day, length)))
