"""The working days of the demo's year."""

from datetime import date, timedelta

from workdays.years import is_working_day

ONE_DAY = timedelta(days=1)
MONTHS = 12


class YearDays:
    """The working days from a year before `today` to the day before it, in twelve parts of equal length.

    `given_off` is a day of the last two weeks on which nobody works, although the calendar of its year says otherwise:
    the system administrator enters it (demo.year.administration).
    """

    def __init__(self, today: date) -> None:
        self.today = today
        self.all = [today - ONE_DAY * number for number in range(365, 0, -1)]
        self.working = [day for day in self.all if is_working_day(day)]
        self.given_off = self.working.pop(-8)

    @property
    def first(self) -> date:
        return self.working[0]

    def of_month(self, month: int, number: int = 0) -> date:
        """Return the working day with this number in a month, both counted from 0; a month has 20 of them or more."""
        return self.working[month * len(self.working) // MONTHS + number]

    def before_today(self, number: int) -> date:
        """Return the working day so many working days before today."""
        return self.working[-number]
