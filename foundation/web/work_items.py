"""The items of the home page. `waiting(user)` in the work_items.py of each app returns those of the app."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Min, Q, QuerySet
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
    """A kind of work: which rows of a query it has, and the fields of the days that WorkItem names."""

    label: str
    url: str
    since: str
    due_on: str = ""
    condition: Q | None = None


def items_of(rows: QuerySet[Any], *kinds: Kind) -> list[WorkItem]:
    """Return the item of each kind of work among the rows, from one query."""
    figures: dict[str, Any] = {}
    for number, kind in enumerate(kinds):
        figures |= {f"{name}_{number}": figure for name, figure in _figures(kind).items()}
    found = rows.order_by().aggregate(**figures)
    return [
        WorkItem(
            label=kind.label,
            count=found[f"count_{number}"],
            url=kind.url,
            since=_day(found[f"since_{number}"]),
            due_on=_day(found.get(f"due_{number}")),
            late_count=found.get(f"late_{number}", 0),
        )
        for number, kind in enumerate(kinds)
    ]


def _figures(kind: Kind) -> dict[str, Any]:
    """The aggregates of a kind."""
    is_counted = kind.condition
    figures = {"count": Count("pk", filter=is_counted), "since": Min(kind.since, filter=is_counted)}
    if kind.due_on:
        is_late = Q(**{f"{kind.due_on}__lt": timezone.localdate()})
        figures["due"] = Min(kind.due_on, filter=is_counted)
        figures["late"] = Count("pk", filter=is_counted & is_late if is_counted else is_late)
    return figures


def _day(moment: date | datetime | None) -> date | None:
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment


def oldest_first(items: Sequence[WorkItem]) -> list[WorkItem]:
    """Return the items by the day from which their first work waits; those without a known day last."""
    return sorted(items, key=lambda item: item.since or date.max)


def list_url(name: str, **query: object) -> str:
    """Return the address of a list with these filters."""
    return f"{reverse(name)}?{urlencode(query)}"
