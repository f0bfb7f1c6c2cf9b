"""Deadlines in working days."""

from datetime import date, timedelta


def add_working_days(day: date, count: int) -> date:
    """The day that is `count` working days (Monday to Friday) after `day`."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            count -= 1
    return day


def elapsed_deadline(day: date) -> date:
    """A deadline that has just passed on `day`: the day before it."""
    return day - timedelta(days=1)
