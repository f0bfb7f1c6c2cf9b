"""The items of the home page. `waiting(user)` in the work_items.py of each app returns those of the app.

Most are a `Kind`, whose rows are counted together with those of all other kinds, because every page of the desk has the
numbers in its bar.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, DateField, DateTimeField, Min, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One kind of work that waits for a person: its name in Chinese, how many, and the address of the list.

    `since` is the day from which the first of them waits, `due_on` the earliest term, and `late_count` how many are
    past theirs; None and 0 where the kind has none.
    """

    label: str
    count: int
    url: str
    since: date | None = None
    due_on: date | None = None
    late_count: int = 0

    @property
    def days_waiting(self) -> int:
        """The days since the first of them waits; 0 for one of today, or without a known day."""
        return max((timezone.localdate() - self.since).days, 0) if self.since else 0

    @property
    def days_late(self) -> int:
        """The days since the earliest term; 0 while it has not passed."""
        return max((timezone.localdate() - self.due_on).days, 0) if self.due_on else 0


@dataclass(frozen=True)
class Kind:
    """A kind of work: its rows, and the names of the fields of the days that WorkItem has."""

    label: str
    url: str
    rows: QuerySet[Any]
    since: str
    due_on: str = ""


def count_work(work: Iterable[WorkItem | Kind]) -> list[WorkItem]:
    """Return the items, those of the kinds in their places, with one query for all kinds."""
    listed = list(work)
    queries = [_figures(place, kind) for place, kind in enumerate(listed) if isinstance(kind, Kind)]
    figures = {place: row for place, *row in queries[0].union(*queries[1:], all=True)} if queries else {}
    return [
        _item(each, *figures.get(place, ())) if isinstance(each, Kind) else each for place, each in enumerate(listed)
    ]


def _figures(place: int, kind: Kind) -> QuerySet[Any, Any]:
    """Return a query of one row: the place of the kind, and what `_item` takes of it.

    The columns of all kinds have the same types. A day from which work waits is its midnight in UTC, which is a moment
    of that day in China.
    """
    due_on = Min(kind.due_on or Cast(Value(None), DateField()))
    figures = {
        "how_many": Count("pk"),
        "first_since": Cast(Min(kind.since), DateTimeField()),
        "first_due_on": due_on,
        "how_many_late": _count_late(kind.due_on) if kind.due_on else Value(0),
    }
    one_row: QuerySet[Any, Any] = kind.rows.order_by().values(place=Value(place)).annotate(**figures)
    return one_row.values_list("place", *figures)


def _count_late(due_on: str) -> Count:
    return Count("pk", filter=Q(**{f"{due_on}__lt": timezone.localdate()}))


def _item(
    kind: Kind, count: int = 0, since: datetime | None = None, due_on: date | None = None, late_count: int = 0
) -> WorkItem:
    """Return the item of the kind; a kind whose query can have no row has no figures."""
    return WorkItem(kind.label, count, kind.url, timezone.localdate(since) if since else None, due_on, late_count)


def overdue_first(items: Iterable[WorkItem]) -> list[WorkItem]:
    """Return the items, the longest overdue first, then by the day from which their first work waits.

    Those without a known day come last.
    """
    return sorted(items, key=lambda item: (-item.days_late, item.since or date.max))


def list_url(name: str, **query: object) -> str:
    """Return the address of a list with these filters."""
    return f"{reverse(name)}?{urlencode(query)}"
