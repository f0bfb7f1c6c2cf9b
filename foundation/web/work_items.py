"""The items of the home page. `waiting(user)` in the work_items.py of each app returns those of the app.

Most are a `Kind`, whose rows are counted together with those of all other kinds, because every page of the desk has the
numbers in its bar.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from foundation.postgres.composed import Parameter, fill

# One row for a kind of work: its place, how many wait, the first day of each sort, and how many are late. A day from
# which work waits is its midnight in UTC, which is a moment of that day in China.
COUNT = "(SELECT %s, count(*), min(since_day)::timestamptz, NULL::date, 0 FROM ({rows}) work)"
COUNT_WITH_TERM = """
    (SELECT %s, count(*), min(since_day)::timestamptz, min(due_day), count(*) FILTER (WHERE due_day < %s)
    FROM ({rows}) work)
"""


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One kind of work that waits for a person: its name in Chinese, how many, and the address of the list.

    `since` is the day from which the first of them waits, `due_on` the earliest term, and `late_count` how many are
    past theirs; None and 0 where the kind has none. `is_own`: it was given to this person.
    """

    label: str
    count: int
    url: str
    since: date | None = None
    due_on: date | None = None
    late_count: int = 0
    is_own: bool = False

    @property
    def days_waiting(self) -> int:
        """The days since the first of them waits; 0 for one of today, or without a known day."""
        return max((timezone.localdate() - self.since).days, 0) if self.since else 0

    @property
    def days_late(self) -> int:
        """The days since the earliest term; 0 while it has not passed."""
        return max((timezone.localdate() - self.due_on).days, 0) if self.due_on else 0


class Rows(NamedTuple):
    """Rows whose query is composed once a day in each process, because every page counts them.

    `compose` returns the query. It takes a Parameter for each of the values, which are keys of the person and of the
    department, and then `given`. Besides these the query depends on nothing but the day.
    """

    compose: Callable[..., QuerySet[Any]]
    values: tuple[int | None, ...] = ()
    given: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of work: its rows, and the names of the fields of the days that WorkItem has."""

    label: str
    url: str
    rows: QuerySet[Any] | Rows
    since: str
    due_on: str = ""
    is_own: bool = False


def count_work(work: Iterable[WorkItem | Kind]) -> list[WorkItem]:
    """Return the items, those of the kinds in their places, with one query for all kinds."""
    listed = list(work)
    figures = _figures({place: kind for place, kind in enumerate(listed) if isinstance(kind, Kind)})
    return [
        _item(each, *figures.get(place, ())) if isinstance(each, Kind) else each for place, each in enumerate(listed)
    ]


def _figures(kinds: Mapping[int, Kind]) -> dict[int, tuple[Any, ...]]:
    """Return what `_item` takes of each kind, by its place; a kind whose query can have no row has none.

    The rows are the portal's own queries. Their count is SQL text, because Django takes twice as long to compose it.
    """
    today, texts, parameters = timezone.localdate(), [], []
    for place, kind in kinds.items():
        if isinstance(kind.rows, Rows):
            compose, values, given = kind.rows
            count = _count_once(compose, len(values), given, kind.since, kind.due_on, today)
        else:
            count, values = _count(kind.rows, kind.since, kind.due_on, today), ()
        if count:
            texts.append(count[0])
            parameters += [place, *fill(count[1], values)]
    if not texts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(texts), parameters)
        return {place: tuple(figures) for place, *figures in cursor.fetchall()}


@lru_cache(maxsize=256)
def _count_once(
    compose: Callable[..., QuerySet[Any]], count: int, given: tuple[Any, ...], since: str, due_on: str, today: date
) -> tuple[str, tuple[Any, ...]] | None:
    """Return what `_count` does of the rows that `compose` returns for so many values."""
    return _count(compose(*map(Parameter, range(count)), *given), since, due_on, today)


def _count(rows: QuerySet[Any], since: str, due_on: str, today: date) -> tuple[str, tuple[Any, ...]] | None:
    """Return the text and the parameters of the row for these, without its place; None where there can be no row."""
    days = {"since_day": F(since), **({"due_day": F(due_on)} if due_on else {})}
    try:
        text, parameters = rows.order_by().values(**days).query.sql_with_params()
    except EmptyResultSet:
        return None
    count = COUNT_WITH_TERM if due_on else COUNT
    return count.format(rows=text), (*([today] if due_on else []), *parameters)


def _item(
    kind: Kind, count: int = 0, since: datetime | None = None, due_on: date | None = None, late_count: int = 0
) -> WorkItem:
    """Return the item of the kind, by default of one without rows."""
    day = timezone.localdate(since) if since else None
    return WorkItem(kind.label, count, kind.url, day, due_on, late_count, kind.is_own)


def overdue_first(items: Iterable[WorkItem]) -> list[WorkItem]:
    """Return the items, those given to the person first. Of each part, the longest overdue are first.

    Equally late ones stand by the day from which their first work waits, those without a known day last.
    """
    return sorted(items, key=lambda item: (not item.is_own, -item.days_late, item.since or date.max))


def list_url(name: str, **query: object) -> str:
    """Return the address of a list with these filters."""
    return f"{reverse(name)}?{urlencode(query)}"
