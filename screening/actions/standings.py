"""Write standings: every action that changes a fact calls `reassess` for the enterprises it concerns.

`reassess` reads the facts of all these enterprises in a fixed number of queries (`screening.actions.histories`), makes
the timeline of each (`screening.timeline`), and writes only the rows that differ from the stored timeline.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from itertools import repeat

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from foundation.jobs.enqueue import enqueue
from foundation.postgres.clock import read_clock
from foundation.postgres.composed import Parameter, Row, composed_once
from foundation.postgres.copy import NULL, copy_columns
from foundation.postgres.lookups import as_lines
from screening.actions.histories import histories
from screening.actions.locks import lock_enterprises
from screening.determination import determine
from screening.models import ScreeningHit, Standing
from screening.states import Decision, StandingState
from screening.timeline import Period, timeline

# One encoder for all: json.dumps would create one for each row.
AS_JSON = json.JSONEncoder(ensure_ascii=False).encode


def preview_states(
    *, hits: Iterable[ScreeningHit], decisions: Iterable[Decision]
) -> dict[Decision, dict[int, StandingState]]:
    """Return decision → enterprise → the state that would follow if all these hits were decided so today."""
    enterprises = {hit.pk: hit.enterprise_id for hit in hits}
    today = timezone.localdate()
    facts = {pk: history.on(today) for pk, history in histories(sorted(set(enterprises.values()))).items()}
    return {
        decision: {pk: determine(known.with_decision(enterprises, decision)).state for pk, known in facts.items()}
        for decision in decisions
    }


def preview_effect(*, hits: Iterable[ScreeningHit], excludes: bool) -> dict[int, tuple[StandingState, StandingState]]:
    """Return enterprise → its state today, and the state that follows this effect of the blacklist of these hits."""
    enterprises = {hit.pk: hit.enterprise_id for hit in hits}
    today = timezone.localdate()
    facts = {pk: history.on(today) for pk, history in histories(sorted(set(enterprises.values()))).items()}
    return {
        pk: (determine(known).state, determine(known.with_effect(enterprises, excludes=excludes)).state)
        for pk, known in facts.items()
    }


class TimelineChanges:
    """The differences between stored timelines and new ones.

    `ended`: a day → the rows that end on it. `superseded`: the rows that a late fact replaced. `added`: enterprise
    and new period. `enterprises`: whose timeline differs. `states`: each enterprise → its current state before, None
    for no standing, and after.
    """

    def __init__(self) -> None:
        self.ended: dict[date, set[int]] = defaultdict(set)
        self.superseded: set[int] = set()
        self.added: list[tuple[int, Period]] = []
        self.enterprises: set[int] = set()
        self.states: dict[int, tuple[str | None, str]] = {}

    def compare(self, enterprise: int, stored: dict[int, Period], periods: list[Period]) -> None:
        """Add the differences of one enterprise. `stored`: primary key → the known row.

        The open row is ended in place where only its end is new. Any other row that the timeline does not contain is
        superseded.
        """
        known = list(stored.values())
        self.states[enterprise] = (known[-1].state if known else None, periods[-1].state)
        if known == periods:
            return
        self.enterprises.add(enterprise)
        new = {period.since: period for period in periods}
        for pk, row in stored.items():
            period = new.get(row.since)
            if period == row:
                del new[row.since]
            elif period and row.until is None and period._replace(until=None) == row and period.until:
                self.ended[period.until].add(pk)
                del new[row.since]
            else:
                self.superseded.add(pk)
        self.added += ((enterprise, period) for period in new.values())

    def write(self, now: datetime) -> None:
        """End, supersede and add rows, as known from now on."""
        for day, pks in self.ended.items():
            Standing.objects.filter(pk__any_of=pks).update(until=day, end_known_at=now)
        Standing.objects.filter(pk__any_of=self.superseded).update(known_until=now)
        moment = now.isoformat()
        copy_columns(
            Standing,
            {
                "enterprise": (str(enterprise) for enterprise, _ in self.added),
                "state": (period.state for _, period in self.added),
                "reasons": (AS_JSON(period.reasons) for _, period in self.added),
                "since": (period.since.isoformat() for _, period in self.added),
                "until": (period.until.isoformat() if period.until else NULL for _, period in self.added),
                "end_known_at": (moment if period.until else NULL for _, period in self.added),
                "known_at": repeat(moment, len(self.added)),
            },
        )


def reassess(*, enterprise_ids: Iterable[int]) -> int:
    """Determine the timelines of these enterprises again and write what differs; return the number of new rows.

    Call it in the transaction of the fact that changed. Enterprises that were never certified have no standing.
    """
    return len(reassess_with_changes(enterprise_ids=enterprise_ids).added)


@transaction.atomic
def reassess_with_changes(*, enterprise_ids: Iterable[int]) -> TimelineChanges:
    """Determine the timelines of these enterprises again, write what differs, and return it (see reassess)."""
    ids = lock_enterprises(enterprise_ids, no_key=True)
    if not ids:
        return TimelineChanges()
    # One reading of the clock gives both the day and the moment in the rows, so that they agree at midnight. It is the
    # database's clock, which accepts no other moment.
    now = read_clock()
    changes = _changes(ids, today=timezone.localdate(now))
    if changes.enterprises:
        changes.write(now)
        for task in settings.STANDING_FOLLOWERS:
            enqueue(task)
    return changes


def differing_timelines(*, enterprise_ids: Iterable[int]) -> set[int]:
    """The enterprises whose stored timeline differs from the one determined anew today; writes and locks nothing."""
    return _changes(list(enterprise_ids), today=timezone.localdate()).enterprises


def _changes(ids: list[int], *, today: date) -> TimelineChanges:
    """Determine the timelines of these enterprises anew and compare them with the stored ones."""
    stored = _stored(ids)
    changes = TimelineChanges()
    for pk, history in histories(ids).items():
        known = stored.get(pk, {})
        changes.compare(pk, known, timeline(history, today=today, known=list(known.values())))
    return changes


@composed_once
def _known_rows(ids: Parameter) -> QuerySet[Standing, Row]:
    rows = Standing.objects.known().filter(enterprise_id__any_of=ids).order_by("since")
    return rows.values_list("enterprise_id", "pk", *Period._fields)


def _stored(ids: list[int]) -> dict[int, dict[int, Period]]:
    """Return enterprise → primary key → known row, the oldest day first."""
    stored: dict[int, dict[int, Period]] = defaultdict(dict)
    for enterprise, pk, *values in _known_rows(as_lines(set(ids))):
        stored[enterprise][pk] = Period(*values)
    return stored
