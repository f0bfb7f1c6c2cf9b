"""Whether the as-of day of a roster is older than that of known rosters, or than the habit of its customs office."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from statistics import median

from spreadsheets.problems import Problem, problem_of_file

# The intervals between so many rosters are the habit of an office; fewer intervals than LEAST_INTERVALS are none.
ROSTERS_COMPARED = 6
LEAST_INTERVALS = 2
# A roster is old for its office from so many intervals on, and never within the first days.
INTERVALS_LATE = 2
DAYS_NEVER_LATE = 7


def check_age(as_of: date, *, today: date, newest: date | None, earlier: Sequence[date]) -> Iterator[Problem]:
    """Report a roster that is older than the newest confirmed one, or much older than the office's rosters usually are.

    `newest` is the as-of day of the newest confirmed roster of the office, `earlier` those of its confirmed rosters of
    the same mode, in any order. An office usually has a newer roster after the median interval between its last ones.
    """
    if newest is None:
        return
    if as_of < newest:
        yield problem_of_file("older_than_roster", {"as_of": as_of.isoformat(), "newest": newest.isoformat()})
        return
    compared = sorted(set(earlier))[-ROSTERS_COMPARED:]
    intervals = [(later - day).days for day, later in pairwise(compared)]
    if len(intervals) < LEAST_INTERVALS:
        return
    interval, age = round(median(intervals)), (today - as_of).days
    if age > max(INTERVALS_LATE * interval, DAYS_NEVER_LATE):
        days = {"as_of": as_of.isoformat(), "newest": newest.isoformat()}
        yield problem_of_file("old_for_office", {**days, "age": age, "interval": interval})
