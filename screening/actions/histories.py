"""Read the facts that decide standings, for many enterprises in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Min
from django.utils import timezone

from blacklists.models import Blacklist, BlacklistImport
from blacklists.models.entries import days_in_force
from matching.rules import MATCH_TYPES
from roster.models import Certification, Transfer
from screening.models import Revocation, ScreenedPeriod, Screening, ScreeningHit
from screening.reasons import EntryParams, Evidence, ReasonCode, RemovedParams, StandingReason
from screening.states import Decision
from screening.timeline import (
    CertificationFact,
    ExclusionChange,
    History,
    HitVersion,
    MissingFact,
    RevocationFact,
    ScreenedFact,
    Span,
)

DayOf = Callable[[datetime], date]
CERTIFICATION_COLUMNS = (
    *("enterprise_id", "pk", "office__name", "certified_on", "until"),
    *("opened_by_id", "opened_by__confirmed_at", "closed_by_id"),
)
VERSION_COLUMNS = ("pgh_obj_id", "pgh_created_at", "is_current", "match_type", "needs_decision", "decision", "due_on")
ENTRY_COLUMNS = ("name", "document_number", "listed_on", "expires_on", "removed_on", "ended_by_id", "blacklist_id")


class Move(NamedTuple):
    """The transfer of a certification: its day, office and day of certification before, and the receiving roster."""

    day: date
    from_office: str
    certified_on_before: date
    submission: int


class ListFacts(NamedTuple):
    """Blacklist → its name, and blacklist → when it excluded. `pending_imports`: imports that are not compared yet."""

    names: dict[int, str]
    exclusions: dict[int, tuple[ExclusionChange, ...]]
    pending_imports: set[int]


def histories(enterprise_ids: list[int]) -> dict[int, History]:
    """Return enterprise → its history as known now; enterprises that were never certified are left out."""
    ids = set(enterprise_ids)
    day_of = cache(timezone.localdate)
    certifications = _certifications(ids, day_of)
    screened = _screened(ids)
    revocations = _revocations(ids)
    hits = _hit_versions(ids, day_of)
    missing = tuple(_missing(day_of))
    return {
        pk: History(
            tuple(facts),
            tuple(screened.get(pk, ())),
            tuple(revocations.get(pk, ())),
            tuple(hits.get(pk, ())),
            missing,
        )
        for pk, facts in certifications.items()
    }


def _certifications(ids: set[int], day_of: DayOf) -> dict[int, list[CertificationFact]]:
    found: dict[int, list[CertificationFact]] = defaultdict(list)
    certifications = Certification.objects.filter(enterprise_id__any_of=ids).order_by("pk")
    moves = _moves(ids, day_of)
    for enterprise, pk, office, certified_on, until, opened_by, opened_at, closed_by in certifications.values_list(
        *CERTIFICATION_COLUMNS
    ):
        removed = None
        if until:
            removed = StandingReason(
                code=ReasonCode.REMOVED_FROM_ROSTER,
                params=RemovedParams(office=office, until=until.isoformat()),
                evidence=Evidence(certification=pk, submission=closed_by),
            )
        # Before each transfer the certification was one of the former office.
        moved = moves.get(pk, [])
        days = [day_of(opened_at), *(move.day for move in moved)]
        certified = [(move.from_office, move.certified_on_before) for move in moved] + [(office, certified_on)]
        submissions = [opened_by, *(move.submission for move in moved)]
        for since, (by_office, on), submission in zip(days, certified, submissions, strict=True):
            reason: StandingReason = {
                "code": ReasonCode.CERTIFIED,
                "params": {"office": by_office, "certified_on": on.isoformat()},
                "evidence": {"certification": pk, "submission": submission},
            }
            found[enterprise].append(CertificationFact(pk, since, until, reason, removed))
    return found


def _moves(ids: set[int], day_of: DayOf) -> dict[int, list[Move]]:
    """Return certification → its transfers, in their order."""
    found: dict[int, list[Move]] = defaultdict(list)
    done = Transfer.objects.done().filter(certification__enterprise_id__any_of=ids).order_by("settled_at", "pk")
    columns = ("certification_id", "settled_at", "from_office__name", "certified_on_before", "row__submission_id")
    for certification, settled_at, *values in done.values_list(*columns):
        found[certification].append(Move(day_of(settled_at), *values))
    return found


def _screened(ids: set[int]) -> dict[int, list[ScreenedFact]]:
    found: dict[int, list[ScreenedFact]] = defaultdict(list)
    periods = ScreenedPeriod.objects.filter(certification__enterprise_id__any_of=ids).order_by("pk")
    columns = ("certification__enterprise_id", "certification_id", "screening_id", "is_complete", "since", "until")
    for enterprise, certification, screening, is_complete, since, until in periods.values_list(*columns):
        found[enterprise].append(ScreenedFact(certification, screening, is_complete, Span(since, until)))
    return found


def _revocations(ids: set[int]) -> dict[int, list[RevocationFact]]:
    found: dict[int, list[RevocationFact]] = defaultdict(list)
    for revocation in Revocation.objects.filter(enterprise_id__any_of=ids).select_related("office").order_by("pk"):
        span = Span(revocation.effective_on, revocation.restored_on)
        found[revocation.enterprise_id].append(RevocationFact(span, _revocation_reason(revocation)))
    return found


def _revocation_reason(revocation: Revocation) -> StandingReason:
    return {
        "code": ReasonCode.REVOKED,
        "params": {
            "office": str(revocation.office),
            "reason": revocation.reason,
            "document_number": revocation.document_number,
        },
        "evidence": {"revocation": revocation.pk},
    }


def _hit_versions(ids: set[int], day_of: DayOf) -> dict[int, list[HitVersion]]:
    """Return enterprise → the versions of its hits, the oldest first, from the events that database triggers write."""
    found: dict[int, list[HitVersion]] = defaultdict(list)
    events = ScreeningHit._meta.get_field("events").related_model._default_manager
    entry = tuple(f"pgh_obj__entry__{column}" for column in ENTRY_COLUMNS)
    rows = events.filter(pgh_obj__enterprise_id__any_of=ids).order_by("pgh_obj_id", "pgh_id")
    columns = (*VERSION_COLUMNS, "pgh_obj__enterprise_id", "pgh_obj__entry_id", *entry)
    lists = ListFacts(
        names=dict(Blacklist.objects.values_list("pk", "name")),
        exclusions=_exclusions(day_of),
        pending_imports=set(Screening.objects.without_first_completion().values_list("blacklist_import_id", flat=True)),
    )
    for _, versions in groupby(rows.values_list(*columns), key=itemgetter(0)):
        for enterprise, version in _versions(list(versions), lists, day_of):
            found[enterprise].append(version)
    return found


def _exclusions(day_of: DayOf) -> dict[int, tuple[ExclusionChange, ...]]:
    """Return blacklist → the changes of its setting `excludes`; the first setting holds for all earlier days."""
    changes: dict[int, list[ExclusionChange]] = defaultdict(list)
    events = Blacklist._meta.get_field("events").related_model._default_manager
    for pk, at, excludes in events.order_by("pgh_id").values_list("pgh_obj_id", "pgh_created_at", "excludes"):
        if not changes[pk] or changes[pk][-1].excludes != excludes:
            changes[pk].append(ExclusionChange(day_of(at) if changes[pk] else date.min, excludes))
    return {pk: tuple(known) for pk, known in changes.items()}


def _missing(day_of: DayOf) -> Iterator[MissingFact]:
    """The days on which an excluding blacklist had neither a confirmed file nor a declaration that it is unused.

    The first setting of a blacklist counts for all earlier days.
    """
    confirmed = BlacklistImport.objects.confirmed().order_by().values("blacklist").annotate(first=Min("confirmed_at"))
    first_files = {pk: day_of(at) for pk, at in confirmed.values_list("blacklist", "first")}
    events = Blacklist._meta.get_field("events").related_model._default_manager.order_by("pgh_obj_id", "pgh_id")
    columns = ("pgh_obj_id", "name", "pgh_created_at", "excludes", "unused_declared_at")
    for pk, versions in groupby(events.values_list(*columns), key=itemgetter(0)):
        rows = list(versions)
        days = [date.min, *(day_of(row[2]) for row in rows[1:]), date.max]
        for (_, name, _, excludes, declared_at), since, until in zip(rows, days, days[1:], strict=False):
            end = min(until, first_files.get(pk, date.max))
            if excludes and declared_at is None and since < end:
                yield MissingFact(name, Span(since, end if end < date.max else None))


def _versions(rows: list[tuple[Any, ...]], lists: ListFacts, day_of: DayOf) -> Iterator[tuple[int, HitVersion]]:
    """Yield the versions of one hit with its enterprise; a version that was replaced on its first day is left out."""
    found_on = day_of(rows[0][1])
    days = [day_of(row[1]) for row in rows]
    for place, (row, since) in enumerate(zip(rows, days, strict=True)):
        pk, _, is_current, match_type, needs_decision, decision, due_on, enterprise, entry, *entry_values = row
        until = days[place + 1] if place + 1 < len(rows) else None
        if not is_current or until == since:
            continue
        name, document, listed_on, expires_on, removed_on, ended_by, blacklist = entry_values
        # An entry that a pending import ended counts until that import has been compared, because entries of the import
        # may replace it.
        ends_on = None if ended_by in lists.pending_imports else removed_on
        counts = MATCH_TYPES[match_type].counts
        # An equal number was equal before the hit was found, so its first version covers all earlier days. A possible
        # match has effect from the day on which it was found.
        is_first = counts and all(earlier == since for earlier in days[:place])
        params = EntryParams(
            blacklist=lists.names[blacklist],
            name=name,
            document_number=document,
            match_type=match_type,
            is_confirmed=decision == Decision.CONFIRMED,
        )
        yield (
            enterprise,
            HitVersion(
                pk=pk,
                entry=entry,
                params=params,
                span=Span(date.min if is_first else since, until),
                live=_live(listed_on, expires_on, ends_on),
                found_on=found_on,
                counts_by_itself=counts,
                needs_decision=needs_decision,
                decision=decision,
                due_on=due_on,
                exclusion=lists.exclusions[blacklist],
            ),
        )


def _live(listed_on: date | None, expires_on: date | None, removed_on: date | None) -> Span:
    """Return the days on which an entry counts."""
    first, after = days_in_force(listed_on, expires_on, removed_on)
    return Span(first or date.min, after)
