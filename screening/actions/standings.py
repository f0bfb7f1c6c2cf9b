"""Determining standings: whatever fact changed, this one function draws the consequence."""

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
from roster.models import Certification, Enterprise
from screening.determination import Facts, HitFact, Reason, determine
from screening.models import Revocation, Screening, ScreeningHit, Standing
from screening.states import Decision, StandingState

# What of a hit, its entry and its list decides.
HIT_SAYS = (
    *("enterprise_id", "match_type", "needs_decision", "decision", "due_on", "entry__name", "entry__document_number"),
    *("entry__listed_on", "entry__expires_on", "entry__removed_on", "entry__ended_by_id"),
    *("entry__blacklist__name", "entry__blacklist__excludes"),
)


class CertificationFact(NamedTuple):
    """What of a certification decides; the newest one of an enterprise counts."""

    enterprise: int
    pk: int
    office: str
    certified_on: date
    until: date | None
    submission: int
    closed_by: int | None
    screening: int | None

    @property
    def reason(self) -> Reason:
        if self.until is None:
            text = f"{self.office}认定为高级认证企业（认证日期{self.certified_on.isoformat()}）"
            submission: int | None = self.submission
        else:
            text = f"{self.office}的名单不再包含该企业（自{self.until.isoformat()}）"
            submission = self.closed_by
        return Reason(kind="certification", text=text, certification=self.pk, submission=submission)


def _certifications(enterprise_ids: list[int]) -> dict[int, CertificationFact]:
    """Enterprise → its newest certification."""
    newest = Certification.objects.filter(enterprise_id__any_of=set(enterprise_ids)).order_by("pk")
    said = ("enterprise_id", "pk", "office__name", "certified_on", "until", "row__submission_id", "closed_by_id")
    facts = map(CertificationFact._make, newest.values_list(*said, "screened__screening_id"))
    return {fact.enterprise: fact for fact in facts}


def _revocation_reason(revocation: Revocation) -> Reason:
    text = f"{revocation.office}取消资格：{revocation.reason}（{revocation.document_number}）"
    return Reason(kind="revocation", text=text, revocation=revocation.pk)


def _hit_fact(hit: ScreeningHit, today: date, owed: set[int]) -> HitFact:
    """`owed` are the imports not compared yet: what they ended goes on counting until what they brought is known."""
    entry = hit.entry
    confirmed = "，经核实为同一主体" if hit.decision == Decision.CONFIRMED else ""
    document = f"，文号{entry.document_number}" if entry.document_number else ""
    return HitFact(
        pk=hit.pk,
        entry=entry.pk,
        text=f"“{entry.blacklist.name}”条目“{entry.name}”{document}：{MATCH_TYPES[hit.match_type].label}{confirmed}",
        counts_by_itself=MATCH_TYPES[hit.match_type].counts,
        excludes=entry.blacklist.excludes,
        live=entry.is_live(on=today) or entry.ended_by_id in owed,
        decision=hit.decision,
        over_term=hit.is_over_term(on=today),
        needs_decision=hit.needs_decision,
    )


def _facts(enterprise_ids: list[int], today: date) -> dict[int, Facts]:
    revocations = {
        r.enterprise_id: r
        for r in Revocation.objects.open().filter(enterprise_id__any_of=set(enterprise_ids)).select_related("office")
    }
    owed = set(Screening.objects.without_first_completion().values_list("blacklist_import_id", flat=True))
    hits: dict[int, list[HitFact]] = {}
    for hit in (
        ScreeningHit.objects.filter(enterprise_id__any_of=set(enterprise_ids), is_current=True)
        .select_related("entry__blacklist")
        .only(*HIT_SAYS)
        .order_by("pk")
    ):
        hits.setdefault(hit.enterprise_id, []).append(_hit_fact(hit, today, owed))
    # A repeat owes nothing: what it compares again was compared.
    failed = Screening.objects.failed().filter(repeats__isnull=True).exists()
    facts = {}
    for pk, certification in _certifications(enterprise_ids).items():
        revocation = revocations.get(pk)
        facts[pk] = Facts(
            certification=certification.reason,
            left_on=certification.until,
            screening=certification.screening,
            comparison_failed=failed,
            revocation=_revocation_reason(revocation) if revocation else None,
            revoked_on=revocation.effective_on if revocation else None,
            hits=tuple(hits.get(pk, ())),
        )
    return facts


def preview_states(*, hits: Iterable[ScreeningHit], decision: str) -> dict[int, StandingState]:
    """Enterprise → the state that would follow if all these hits were decided so today."""
    enterprises = {hit.pk: hit.enterprise_id for hit in hits}
    known = _facts(sorted(set(enterprises.values())), timezone.localdate())
    return {enterprise: determine(facts.deciding(enterprises, decision)).state for enterprise, facts in known.items()}


class Following(NamedTuple):
    """A standing that follows the enterprise's current one, None for the first."""

    enterprise: int
    previous: Standing | None
    state: StandingState
    reasons: list[Reason]
    since: date


def _following(enterprise: int, facts: Facts, current: Standing | None, today: date) -> Following | None:
    """What follows the current standing; None where nothing changed."""
    state, reasons, since = determine(facts)
    if current and (current.state, current.reasons) == (state, reasons):
        return None
    earliest = current.since if current else date.min
    return Following(enterprise, current, state, reasons, max(since or today, earliest))


def lock_enterprises(enterprise_ids: Iterable[int], *, no_key: bool = False) -> list[int]:
    """Keep these enterprises, so that two facts about one enterprise are weighed one after the other; the
    enterprises in order.

    Everybody locks in one order: lists, entries, enterprises, hits and certifications, and the enterprises all at
    once. Without
    `no_key` runs that are at the enterprises are waited for as well.
    """
    enterprises = Enterprise.objects.filter(pk__any_of=set(enterprise_ids)).order_by("pk")
    return list(enterprises.select_for_update(no_key=no_key).values_list("pk", flat=True))


@transaction.atomic
def reassess(*, enterprise_ids: Iterable[int]) -> int:
    """Determine the standing of these enterprises anew and write what changed; return how many rows were written.

    Called in the transaction of the fact that changed. Enterprises that were never certified have no standing.
    """
    ids = lock_enterprises(enterprise_ids, no_key=True)
    # One moment for the day that decides and for what the rows say of it, whenever midnight passes.
    now = timezone.now()
    today = timezone.localdate(now)
    current = {s.enterprise_id: s for s in Standing.objects.current().filter(enterprise_id__any_of=set(ids))}
    facts = _facts(ids, today)
    following = [after for pk in ids if pk in facts and (after := _following(pk, facts[pk], current.get(pk), today))]
    if following:
        _write(following, now)
        for task in settings.STANDING_FOLLOWERS:
            enqueue(task)
    return len(following)


def _write(following: list[Following], now: datetime) -> None:
    """End the current standings and write those that follow."""
    # Most end on one day: a statement a day, and not a thousand enterprises at a time.
    ended: dict[date, set[int]] = defaultdict(set)
    for after in following:
        if after.previous:
            ended[after.since].add(after.previous.pk)
    for day, pks in ended.items():
        Standing.objects.filter(pk__any_of=pks).update(until=day, end_known_at=now)
    copy_columns(
        Standing,
        {
            "enterprise": (str(after.enterprise) for after in following),
            "previous": (str(after.previous.pk) if after.previous else NULL for after in following),
            "state": (after.state.value for after in following),
            "reasons": (json.dumps(after.reasons, ensure_ascii=False) for after in following),
            "since": (after.since.isoformat() for after in following),
            "known_at": repeat(now.isoformat(), len(following)),
        },
    )
