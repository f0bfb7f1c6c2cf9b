"""Read the facts that decide standings, for many enterprises in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.department_names import Names
from blacklists.models import Blacklist, BlacklistImport
from foundation.numbers import business_number
from foundation.postgres.composed import Parameter, Row, composed_once
from foundation.postgres.lookups import as_lines
from roster.models import Certification, RosterRemoval, Transfer
from screening.actions.hit_histories import DayOf, hit_versions
from screening.models import Revocation, ScreenedPeriod, Suspension
from screening.models.revocations import names_of_measures
from screening.reasons import (
    Evidence,
    ReasonCode,
    RemovedParams,
    RestoredParams,
    RevokedParams,
    StandingReason,
    SuspendedParams,
    SuspensionLiftedParams,
)
from screening.timeline import (
    CertificationFact,
    History,
    MissingFact,
    RevocationFact,
    ScreenedFact,
    Span,
    SuspensionFact,
)

CERTIFICATION_COLUMNS = (
    *("enterprise_id", "pk", "certified_on", "until", "opened_by_id", "opened_by__confirmed_at", "closed_by_id"),
    "closed_by__uploaded_at",
    *("removal_reason", "office__name", "office__former_names"),
)


class Move(NamedTuple):
    """The transfer of a certification: its day, office and day of certification before, and the receiving roster."""

    day: date
    from_office: Names
    certified_on_before: date
    submission: int


def histories(enterprise_ids: list[int]) -> dict[int, History]:
    """Return enterprise → its history as known now; enterprises that were never certified are left out."""
    ids, day_of = as_lines(set(enterprise_ids)), cache(timezone.localdate)
    certifications = _certifications(ids, day_of)
    screened = _screened(ids)
    revocations = _revocations(ids)
    suspensions = _suspensions(ids)
    hits = hit_versions(ids, day_of)
    missing = tuple(_missing(day_of))
    return {
        pk: History(
            tuple(facts),
            tuple(screened.get(pk, ())),
            tuple(revocations.get(pk, ())),
            tuple(hits.get(pk, ())),
            missing,
            tuple(suspensions.get(pk, ())),
        )
        for pk, facts in certifications.items()
    }


@composed_once
def _certification_rows(ids: Parameter) -> QuerySet[Certification, Row]:
    removals = RosterRemoval.objects.filter(submission=OuterRef("closed_by"), uscc=OuterRef("enterprise__uscc"))
    return (
        Certification.objects.filter(enterprise_id__any_of=ids)
        .annotate(removal_reason=Subquery(removals.values("reason")[:1]))
        .order_by("pk")
        .values_list(*CERTIFICATION_COLUMNS)
    )


def _certifications(ids: str, day_of: DayOf) -> dict[int, list[CertificationFact]]:
    found: dict[int, list[CertificationFact]] = defaultdict(list)
    moves, rows = _moves(ids, day_of), _certification_rows(ids)
    for enterprise, pk, certified_on, until, opened_by, opened_at, closed_by, closing, removal_reason, *names in rows:
        office, removed = Names(*names), None
        if until:
            removed = StandingReason(
                code=ReasonCode.REMOVED_FROM_ROSTER,
                params=RemovedParams(
                    office=office.on(until),
                    until=until.isoformat(),
                    reason=removal_reason or "",
                    number=business_number(closed_by, closing),
                ),
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
                "params": {"office": by_office.on(since), "certified_on": on.isoformat()},
                "evidence": {"certification": pk, "submission": submission},
            }
            found[enterprise].append(CertificationFact(pk, since, until, reason, removed))
    return found


@composed_once
def _move_rows(ids: Parameter) -> QuerySet[Transfer, Row]:
    done = Transfer.objects.done().filter(certification__enterprise_id__any_of=ids).order_by("settled_at", "pk")
    return done.values_list(
        *("certification_id", "settled_at", "from_office__name", "from_office__former_names"),
        *("certified_on_before", "row__submission_id"),
    )


def _moves(ids: str, day_of: DayOf) -> dict[int, list[Move]]:
    """Return certification → its transfers, in their order."""
    found: dict[int, list[Move]] = defaultdict(list)
    for certification, settled_at, name, former_names, *values in _move_rows(ids):
        found[certification].append(Move(day_of(settled_at), Names(name, former_names), *values))
    return found


@composed_once
def _screened_rows(ids: Parameter) -> QuerySet[ScreenedPeriod, Row]:
    periods = ScreenedPeriod.objects.filter(certification__enterprise_id__any_of=ids).order_by("pk")
    return periods.values_list(
        *("certification__enterprise_id", "certification_id", "screening_id", "is_complete", "since", "until")
    )


def _screened(ids: str) -> dict[int, list[ScreenedFact]]:
    found: dict[int, list[ScreenedFact]] = defaultdict(list)
    for enterprise, certification, screening, is_complete, since, until in _screened_rows(ids):
        found[enterprise].append(ScreenedFact(certification, screening, is_complete, Span(since, until)))
    return found


@composed_once
def _revocation_keys(ids: Parameter) -> QuerySet[Revocation, Row]:
    return Revocation.objects.filter(enterprise_id__any_of=ids).values_list("pk")


def _revocations(ids: str) -> dict[int, list[RevocationFact]]:
    found: dict[int, list[RevocationFact]] = defaultdict(list)
    # Most enterprises have none.
    if not (keys := [pk for (pk,) in _revocation_keys(ids)]):
        return found
    revocations = list(Revocation.objects.filter(pk__any_of=keys).select_related("office", "rules").order_by("pk"))
    names = names_of_measures(revocations)
    for revocation in revocations:
        span = Span(revocation.effective_on, revocation.restored_on)
        found[revocation.enterprise_id].append(
            RevocationFact(span, _revocation_reason(revocation, names[revocation.pk]), _restoration_reason(revocation))
        )
    return found


def _revocation_reason(revocation: Revocation, measures: list[str]) -> StandingReason:
    params = RevokedParams(
        office=revocation.office.name_on(revocation.effective_on),
        category=revocation.category,
        reason=revocation.reason,
        document_number=revocation.document_number,
        measures=measures,
    )
    if revocation.rules:
        params["rules"] = str(revocation.rules)
    return {"code": ReasonCode.REVOKED, "params": params, "evidence": {"revocation": revocation.pk}}


def _restoration_reason(revocation: Revocation) -> StandingReason | None:
    if revocation.restored_on is None:
        return None
    return {
        "code": ReasonCode.RESTORED,
        "params": RestoredParams(
            office=revocation.office.name_on(revocation.restored_on),
            restored_on=revocation.restored_on.isoformat(),
            reason=revocation.restore_reason,
            document_number=revocation.restore_document,
        ),
        "evidence": {"revocation": revocation.pk},
    }


@composed_once
def _suspension_keys(ids: Parameter) -> QuerySet[Suspension, Row]:
    return Suspension.objects.filter(enterprise_id__any_of=ids).values_list("pk")


def _suspensions(ids: str) -> dict[int, list[SuspensionFact]]:
    found: dict[int, list[SuspensionFact]] = defaultdict(list)
    if not (keys := [pk for (pk,) in _suspension_keys(ids)]):
        return found
    for suspension in Suspension.objects.filter(pk__any_of=keys).select_related("office").order_by("pk"):
        span = Span(suspension.effective_on, suspension.lifted_on)
        found[suspension.enterprise_id].append(
            SuspensionFact(span, _suspension_reason(suspension), _lifting_reason(suspension))
        )
    return found


def _suspension_reason(suspension: Suspension) -> StandingReason:
    return {
        "code": ReasonCode.SUSPENDED,
        "params": SuspendedParams(
            office=suspension.office.name_on(suspension.effective_on),
            reason=suspension.reason,
            document_number=suspension.document_number,
        ),
        "evidence": {"suspension": suspension.pk},
    }


def _lifting_reason(suspension: Suspension) -> StandingReason | None:
    if suspension.lifted_on is None or suspension.replaced_by_id:
        return None
    return {
        "code": ReasonCode.SUSPENSION_LIFTED,
        "params": SuspensionLiftedParams(
            office=suspension.office.name_on(suspension.lifted_on),
            lifted_on=suspension.lifted_on.isoformat(),
            reason=suspension.lift_reason,
            document_number=suspension.lift_document,
        ),
        "evidence": {"suspension": suspension.pk},
    }


@composed_once
def _first_files() -> QuerySet[BlacklistImport, Row]:
    """The blacklists with a confirmed file, and when their first one was confirmed."""
    confirmed = BlacklistImport.objects.confirmed().order_by().values("blacklist").annotate(first=Min("confirmed_at"))
    rows: QuerySet[BlacklistImport, Row] = confirmed.values_list("blacklist", "first")
    return rows


@composed_once
def _blacklist_versions() -> QuerySet[Any, Row]:
    """The versions of all blacklists, the oldest of each first."""
    events = Blacklist._meta.get_field("events").related_model._default_manager.order_by("pgh_obj_id", "pgh_id")
    return events.values_list("pgh_obj_id", "name", "pgh_created_at", "excludes", "unused_declared_at")


def _missing(day_of: DayOf) -> Iterator[MissingFact]:
    """The days on which an excluding blacklist had neither a confirmed file nor a declaration that it is unused.

    The first setting of a blacklist counts for all earlier days.
    """
    first_files = {pk: day_of(at) for pk, at in _first_files()}
    for pk, versions in groupby(_blacklist_versions(), key=itemgetter(0)):
        rows = list(versions)
        days = [date.min, *(day_of(row[2]) for row in rows[1:]), date.max]
        for (_, name, _, excludes, declared_at), since, until in zip(rows, days, days[1:], strict=False):
            end = min(until, first_files.get(pk, date.max))
            if excludes and declared_at is None and since < end:
                yield MissingFact(name, Span(since, end if end < date.max else None))
