"""Write standings: every action that changes a fact calls `reassess` for the enterprises it concerns.

`reassess` reads the facts of all these enterprises in a few queries, lets `determination.determine` decide for each,
and writes a new row where state or reasons differ from the current row.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from itertools import repeat
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from foundation.jobs.enqueue import enqueue
from foundation.postgres.copy import NULL, copy_columns
from matching.rules import MATCH_TYPES
from roster.models import Certification
from screening.actions.locks import lock_enterprises
from screening.determination import Facts, HitFact, determine
from screening.models import Revocation, Screening, ScreeningHit, Standing
from screening.reasons import (
    EntryParams,
    Evidence,
    ReasonCode,
    RemovedParams,
    StandingReason,
)
from screening.states import Decision, StandingState

# The columns of a hit, its entry and its blacklist that decide a standing or appear in its reasons.
HIT_COLUMNS = (
    *("enterprise_id", "match_type", "needs_decision", "decision", "due_on", "entry__name", "entry__document_number"),
    *("entry__listed_on", "entry__expires_on", "entry__removed_on", "entry__ended_by_id"),
    *("entry__blacklist__name", "entry__blacklist__excludes"),
)


class CertificationFact(NamedTuple):
    """The columns of a certification that decide a standing; the newest one of an enterprise counts.

    `submission` is the roster that certified the enterprise, `closed_by` the one that no longer names it.
    `screening` is the screening that compared it first.
    """

    enterprise: int
    pk: int
    office: str
    certified_on: date
    until: date | None
    submission: int
    closed_by: int | None
    screening: int | None

    @property
    def reason(self) -> StandingReason:
        if self.until is None:
            return {
                "code": ReasonCode.CERTIFIED,
                "params": {"office": self.office, "certified_on": self.certified_on.isoformat()},
                "evidence": {"certification": self.pk, "submission": self.submission},
            }
        evidence: Evidence = {"certification": self.pk}
        if self.closed_by is not None:
            evidence["submission"] = self.closed_by
        params: RemovedParams = {"office": self.office, "until": self.until.isoformat()}
        return {"code": ReasonCode.REMOVED_FROM_ROSTER, "params": params, "evidence": evidence}


def _certifications(enterprise_ids: list[int]) -> dict[int, CertificationFact]:
    """Enterprise → its newest certification."""
    newest = Certification.objects.filter(enterprise_id__any_of=set(enterprise_ids)).order_by("pk")
    columns = ("enterprise_id", "pk", "office__name", "certified_on", "until", "row__submission_id", "closed_by_id")
    facts = map(CertificationFact._make, newest.values_list(*columns, "screened__screening_id"))
    return {fact.enterprise: fact for fact in facts}


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


def _hit_fact(hit: ScreeningHit, today: date, pending_imports: set[int]) -> HitFact:
    """The facts of one hit.

    An entry that a pending import ended counts until that import has been compared: until then nobody knows which
    entries replace it.
    """
    entry = hit.entry
    match_type = MATCH_TYPES[hit.match_type]
    return HitFact(
        pk=hit.pk,
        entry=entry.pk,
        params=EntryParams(
            blacklist=entry.blacklist.name,
            name=entry.name,
            document_number=entry.document_number,
            match_type=hit.match_type,
            is_confirmed=hit.decision == Decision.CONFIRMED,
        ),
        counts_by_itself=match_type.counts,
        excludes=entry.blacklist.excludes,
        live=entry.is_live(on=today) or entry.ended_by_id in pending_imports,
        decision=hit.decision,
        is_overdue=hit.is_over_term(on=today),
        needs_decision=hit.needs_decision,
    )


def _hits(enterprise_ids: list[int], today: date) -> dict[int, list[HitFact]]:
    """Enterprise → the facts of its current hits, the oldest first."""
    pending_imports = set(Screening.objects.without_first_completion().values_list("blacklist_import_id", flat=True))
    hits: dict[int, list[HitFact]] = defaultdict(list)
    current = ScreeningHit.objects.filter(enterprise_id__any_of=set(enterprise_ids), is_current=True)
    for hit in current.select_related("entry__blacklist").only(*HIT_COLUMNS).order_by("pk"):
        hits[hit.enterprise_id].append(_hit_fact(hit, today, pending_imports))
    return hits


def _facts(enterprise_ids: list[int], today: date) -> dict[int, Facts]:
    """Enterprise → the facts that decide its standing today; enterprises that were never certified are left out."""
    in_force = Revocation.objects.open().filter(enterprise_id__any_of=set(enterprise_ids)).select_related("office")
    revocations = {revocation.enterprise_id: revocation for revocation in in_force}
    hits = _hits(enterprise_ids, today)
    # A failed repetition leaves nothing unscreened: its scope was compared before.
    screening_failed = Screening.objects.failed().filter(repeats__isnull=True).exists()
    facts = {}
    for pk, certification in _certifications(enterprise_ids).items():
        revocation = revocations.get(pk)
        facts[pk] = Facts(
            certification=certification.reason,
            removed_on=certification.until,
            screening=certification.screening,
            screening_failed=screening_failed,
            revocation=_revocation_reason(revocation) if revocation else None,
            revoked_on=revocation.effective_on if revocation else None,
            hits=tuple(hits.get(pk, ())),
        )
    return facts


def preview_states(*, hits: Iterable[ScreeningHit], decision: str) -> dict[int, StandingState]:
    """Enterprise → the state that would follow if all these hits were decided so today."""
    enterprises = {hit.pk: hit.enterprise_id for hit in hits}
    facts = _facts(sorted(set(enterprises.values())), timezone.localdate())
    return {pk: determine(known.with_decision(enterprises, decision)).state for pk, known in facts.items()}


class NewStanding(NamedTuple):
    """A standing to be written; `previous` is the current one that it ends, None for the enterprise's first."""

    enterprise: int
    previous: Standing | None
    state: StandingState
    reasons: list[StandingReason]
    since: date


def _new_standing(enterprise: int, facts: Facts, current: Standing | None, today: date) -> NewStanding | None:
    """The standing that follows the current one; None where state and reasons are the same."""
    state, reasons, since = determine(facts)
    if current and (current.state, current.reasons) == (state, reasons):
        return None
    earliest = current.since if current else date.min
    return NewStanding(enterprise, current, state, reasons, max(since or today, earliest))


@transaction.atomic
def reassess(*, enterprise_ids: Iterable[int]) -> int:
    """Determine the standing of these enterprises again and write the changed ones; return the number of new rows.

    Call it in the transaction of the fact that changed. Enterprises that were never certified have no standing.
    """
    ids = lock_enterprises(enterprise_ids, no_key=True)
    # The day that decides and the moment in the rows are of one reading of the clock, so midnight cannot part them.
    now = timezone.now()
    today = timezone.localdate(now)
    current = {s.enterprise_id: s for s in Standing.objects.current().filter(enterprise_id__any_of=set(ids))}
    facts = _facts(ids, today)
    new = [row for pk in ids if pk in facts and (row := _new_standing(pk, facts[pk], current.get(pk), today))]
    if new:
        _write(new, now)
        for task in settings.STANDING_FOLLOWERS:
            enqueue(task)
    return len(new)


def _write(new: list[NewStanding], now: datetime) -> None:
    """End the current standings and write those that follow them."""
    # Most end on one day: one statement for each day.
    ended: dict[date, set[int]] = defaultdict(set)
    for row in new:
        if row.previous:
            ended[row.since].add(row.previous.pk)
    for day, pks in ended.items():
        Standing.objects.filter(pk__any_of=pks).update(until=day, end_known_at=now)
    copy_columns(
        Standing,
        {
            "enterprise": (str(row.enterprise) for row in new),
            "previous": (str(row.previous.pk) if row.previous else NULL for row in new),
            "state": (row.state.value for row in new),
            "reasons": (json.dumps(row.reasons, ensure_ascii=False) for row in new),
            "since": (row.since.isoformat() for row in new),
            "known_at": repeat(now.isoformat(), len(new)),
        },
    )
