"""Read the hits of many enterprises as the timeline needs them: their versions, with the days on which they count.

The versions come from the events that database triggers write (docs/adr/0012). Two rules decide about the days before
a version was known:

- An equal number was equal before the hit was found. For the days before, the newest decision applies: a dismissed hit
  blocks on none of them, any other blocks from the listing of its entry.
- A possible match is open on a day if every version of its entry known since that day, the newest included, is in force
  on that day. So it changes no earlier day when its ended entry is listed again. An example:

    known from    entry                      possible match open
    2 July        listed on 1 July           from 2 July
    13 July       removed on 11 July         from 2 July until 10 July
    20 July       listed on 1 July           from 2 July until 10 July, and from 20 July
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Min, Q, QuerySet

from blacklists.models import Blacklist, BlacklistEntry
from blacklists.models.entries import days_in_force
from foundation.postgres.composed import Parameter, Row, composed_once
from matching.rules import MATCH_TYPES
from screening.models import Screening, ScreeningHit
from screening.reasons import EntryParams
from screening.states import Decision, ScreeningState
from screening.timeline import ExclusionChange, HitVersion, Span

DayOf = Callable[[datetime], date]
VERSION_COLUMNS = ("pgh_obj_id", "pgh_created_at", "is_current", "match_type", "needs_decision", "decision", "due_on")
ENTRY_COLUMNS = ("name", "document_number", "listed_on", "expires_on", "removed_on", "ended_by_id", "blacklist_id")


class FormerEntry(NamedTuple):
    """What was known about an entry until the day `until`: it is live on the days of `live`."""

    until: date
    live: Span


class CommonFacts(NamedTuple):
    """What several hits have in common.

    `names`, `exclusions`: blacklist → its name, and when it excluded. `pending_imports`: imports that are not compared
    yet. `former_entries`: entry → what was known before, the oldest first; of the entries of possible
    matches.
    """

    names: dict[int, str]
    exclusions: dict[int, tuple[ExclusionChange, ...]]
    pending_imports: set[int]
    former_entries: dict[int, list[FormerEntry]]


@composed_once
def _version_rows(enterprise_ids: Parameter) -> QuerySet[Any, Row]:
    events = ScreeningHit._meta.get_field("events").related_model._default_manager
    entry_columns = tuple(f"pgh_obj__entry__{column}" for column in ENTRY_COLUMNS)
    columns = (*VERSION_COLUMNS, "pgh_obj__enterprise_id", "pgh_obj__entry_id", *entry_columns)
    hits = events.filter(pgh_obj__enterprise_id__any_of=enterprise_ids)
    return hits.order_by("pgh_obj_id", "pgh_id").values_list(*columns)


def hit_versions(enterprise_ids: str, day_of: DayOf) -> dict[int, list[HitVersion]]:
    """Return enterprise → the versions of its hits, the oldest first; `enterprise_ids` are lines (as_lines)."""
    found: dict[int, list[HitVersion]] = defaultdict(list)
    rows = _version_rows(enterprise_ids)
    if not rows:
        return found
    possible_matches = {
        entry
        for _, _, _, match_type, needs_decision, decision, _, _, entry, *_ in rows
        if _is_possible_match(match_type, decision, needs_decision=needs_decision)
    }
    common = CommonFacts(
        names=dict(Blacklist.objects.values_list("pk", "name")),
        exclusions=_exclusions(day_of),
        pending_imports=set(Screening.objects.without_first_completion().values_list("blacklist_import_id", flat=True)),
        former_entries=_former_entries(possible_matches, day_of),
    )
    for _, versions in groupby(rows, key=itemgetter(0)):
        for enterprise, version in _versions(list(versions), common, day_of):
            found[enterprise].append(version)
    return found


def _is_possible_match(match_type: str, decision: str, *, needs_decision: bool) -> bool:
    return needs_decision and not MATCH_TYPES[match_type].counts and decision == Decision.UNDECIDED


def _exclusions(day_of: DayOf) -> dict[int, tuple[ExclusionChange, ...]]:
    """Return blacklist → the changes of its setting `excludes`; the first setting holds for all earlier days."""
    changes: dict[int, list[ExclusionChange]] = defaultdict(list)
    events = Blacklist._meta.get_field("events").related_model._default_manager
    for pk, at, excludes in events.order_by("pgh_id").values_list("pgh_obj_id", "pgh_created_at", "excludes"):
        if not changes[pk] or changes[pk][-1].excludes != excludes:
            changes[pk].append(ExclusionChange(day_of(at) if changes[pk] else date.min, excludes))
    return {pk: tuple(known) for pk, known in changes.items()}


def _former_entries(entry_ids: set[int], day_of: DayOf) -> dict[int, list[FormerEntry]]:
    """Return entry → what was known about its days before; what was replaced on its first day is left out.

    The days of each are those on which the entry is live by this and by all later knowledge but the newest.
    """
    events = BlacklistEntry._meta.get_field("events").related_model._default_manager
    columns = ("pgh_obj_id", "pgh_created_at", "listed_on", "expires_on", "removed_on", "ended_by_id")
    rows = list(events.filter(pgh_obj_id__any_of=entry_ids).order_by("pgh_obj_id", "pgh_id").values_list(*columns))
    replaced = [(row, following[1]) for row, following in pairwise(rows) if row[0] == following[0]]
    compared_at = _compared_at({row[5] for row, _ in replaced if row[5]})
    found: dict[int, list[FormerEntry]] = defaultdict(list)
    for (pk, known_at, listed_on, expires_on, removed_on, ended_by), until in reversed(replaced):
        if day_of(known_at) == day_of(until):
            continue
        # The end counted as soon as the import without the entry had been compared; at once where it was not screened.
        has_ended = ended_by not in compared_at or (compared_at[ended_by] or until) < until
        live = _live(listed_on, expires_on, removed_on if has_ended else None)
        found[pk].insert(0, FormerEntry(day_of(until), _intersection(live, found[pk][0].live) if found[pk] else live))
    return found


def _compared_at(import_ids: set[int]) -> dict[int, datetime | None]:
    """Return screened import → the moment at which it was first compared, None for not yet.

    An import without new or changed entries is not screened.
    """
    screenings = Screening.objects.filter(blacklist_import_id__any_of=import_ids).order_by()
    first = screenings.values("blacklist_import_id").annotate(
        first=Min("finished_at", filter=Q(state=ScreeningState.DONE))
    )
    return dict(first.values_list("blacklist_import_id", "first"))


def _versions(rows: list[tuple[Any, ...]], common: CommonFacts, day_of: DayOf) -> Iterator[tuple[int, HitVersion]]:
    """Yield the versions of one hit with its enterprise; a version that was replaced on its first day is left out."""
    found_on = day_of(rows[0][1])
    days = [day_of(row[1]) for row in rows]
    newest_decision = rows[-1][5]
    for place, (row, since) in enumerate(zip(rows, days, strict=True)):
        pk, _, is_current, match_type, needs_decision, decision, due_on, enterprise, entry, *entry_values = row
        until = days[place + 1] if place + 1 < len(rows) else None
        if not is_current or until == since:
            continue
        name, document, listed_on, expires_on, removed_on, ended_by, blacklist = entry_values
        # An entry that a pending import ended counts until that import has been compared, because entries of the import
        # may replace it.
        ends_on = None if ended_by in common.pending_imports else removed_on
        params = EntryParams(
            blacklist=common.names[blacklist],
            name=name,
            document_number=document,
            match_type=match_type,
            is_confirmed=decision == Decision.CONFIRMED,
        )
        version = HitVersion(
            pk=pk,
            entry=entry,
            params=params,
            span=Span(since, until),
            live=_live(listed_on, expires_on, ends_on),
            found_on=found_on,
            counts_by_itself=MATCH_TYPES[match_type].counts,
            needs_decision=needs_decision,
            decision=decision,
            due_on=due_on,
            exclusion=common.exclusions[blacklist],
        )
        if version.counts_by_itself and since == found_on:
            yield enterprise, _before_found(version, newest_decision)
        if _is_possible_match(match_type, decision, needs_decision=needs_decision):
            for part in _parts_as_known(version, common.former_entries.get(entry, ())):
                yield enterprise, part
        else:
            yield enterprise, version


def _before_found(version: HitVersion, newest_decision: str) -> HitVersion:
    """The version that holds on the days before a match by number was found."""
    params: EntryParams = {**version.params, "is_confirmed": newest_decision == Decision.CONFIRMED}
    span = Span(date.min, version.found_on)
    return replace(version, params=params, span=span, decision=newest_decision)


def _parts_as_known(version: HitVersion, former_entries: Iterable[FormerEntry]) -> Iterator[HitVersion]:
    """Yield a possible match in parts, each with the days of its entry as they were known ever since."""
    since, until = version.span
    for former in former_entries:
        if former.until > since and (until is None or since < until):
            end = min(former.until, until or former.until)
            yield replace(version, span=Span(since, end), live=_intersection(version.live, former.live))
            since = end
    if until is None or since < until:
        yield replace(version, span=Span(since, until))


def _live(listed_on: date | None, expires_on: date | None, removed_on: date | None) -> Span:
    """Return the days on which an entry counts."""
    first, after = days_in_force(listed_on, expires_on, removed_on)
    return Span(first or date.min, after)


def _intersection(one: Span, other: Span) -> Span:
    """Return the days of both; none if it ends before it begins."""
    return Span(max(one.since, other.since), min(filter(None, (one.until, other.until)), default=None))
