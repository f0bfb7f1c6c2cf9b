"""Keeping what a comparison found, and marking what no longer matches (domain: standing)."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from approvals.actions import supersede
from blacklists.models import BlacklistEntry
from foundation.postgres.copy import copy_new
from matching.scoring import Match
from roster.models import Enterprise
from screening.actions.candidates import Pair, score_pairs
from screening.models import MatchPolicy, Screening, ScreeningHit, Standing
from screening.models.hits import DECISION_FIELDS
from screening.models.screenings import CHANGE_LABELS
from screening.states import Decision
from workdays.terms import add_working_days, elapsed_deadline

# Whoever switches what a list does locks it FOR UPDATE and is waited for, or waits; whoever brings entries does not.
KEEP_LISTS = "SELECT FROM blacklists_blacklist ORDER BY id FOR KEY SHARE"
KEEP_ENTERPRISES = "SELECT FROM roster_enterprise WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"
SIDES_CHANGED = "双方资料已变化"
HIT_FIELDS = (
    "screening",
    "is_current",
    "needs_decision",
    "match_type",
    "score",
    "reasons",
    "fingerprint",
    "due_on",
    *DECISION_FIELDS,
)


@dataclass
class Changes:
    """What a comparison changed: the enterprises whose hits changed, and how many hits of each kind."""

    enterprises: set[int] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(CHANGE_LABELS, 0)))

    def add(self, kind: str, hit: ScreeningHit) -> None:
        self.enterprises.add(hit.enterprise_id)
        self.counts[kind] += 1

    def count_question(self, before: bool, after: bool) -> None:
        if before != after:
            self.counts["needs_decision" if after else "no_longer_needs_decision"] += 1


def save_hits(
    screening: Screening,
    found: set[Pair],
    *,
    enterprises: QuerySet[Enterprise],
    entries: QuerySet[BlacklistEntry],
) -> tuple[list[Match], Changes]:
    """Write what was found between the two sides and mark what no longer matches, in the caller's transaction.

    The pairs are judged once more under lock, so that what changed since they were found is not overlooked: nobody
    else is at the entries; the enterprises stay what they are, and other chunks may be at them as well. An
    eligible enterprise
    keeps its standing while a possible match is undecided, for the term of the match policy.
    """
    _keep_lists()
    today = timezone.localdate()
    in_term = add_working_days(today, MatchPolicy.current().term_working_days)
    hits = ScreeningHit.objects.filter(enterprise__in=enterprises, entry__in=entries)
    pairs = found | set(hits.values_list("enterprise_id", "entry_id"))
    # Lists, then entries, then enterprises, then hits: everybody locks in this order.
    locked_entries = _locked_entries({entry for _, entry in pairs})
    kept_enterprises = _kept_enterprises({enterprise for enterprise, _ in pairs})
    known = _known(pairs)
    matches = list(score_pairs(sorted(pairs), screening.thresholds))
    eligible = _eligible(set(kept_enterprises))
    changes = Changes()
    new: list[ScreeningHit] = []
    changed: list[ScreeningHit] = []
    superseded: list[int] = []
    for match in matches:
        hit = known.pop((match.left, match.right), None) or ScreeningHit(enterprise_id=match.left, entry_id=match.right)
        fingerprint = fingerprint_of(kept_enterprises[match.left], locked_entries[match.right])
        if hit.is_current and _said(hit) == (
            fingerprint,
            match.match_type,
            match.score,
            match.needs_decision,
            list(match.reasons),
        ):
            continue
        changes.add("changed" if hit.pk else "new", hit)
        changes.count_question(_was_asked(hit), match.needs_decision)
        (changed if hit.pk else new).append(hit)
        hit.screening = screening
        approval_id = hit.approval_id
        _update_from_match(
            hit, match, fingerprint, due_on=in_term if match.left in eligible else elapsed_deadline(today)
        )
        if approval_id and hit.approval_id is None:
            superseded.append(approval_id)
    gone = [hit for hit in known.values() if hit.is_current]
    for hit in gone:
        hit.is_current = False
        changes.add("gone", hit)
        changes.count_question(hit.needs_decision, False)
    copy_new(ScreeningHit, new)
    ScreeningHit.objects.bulk_update([*changed, *gone], HIT_FIELDS, batch_size=1000)
    supersede(approval_ids=superseded, reason=SIDES_CHANGED)
    return matches, changes


def _keep_lists() -> None:
    """The lists, which nobody switches before this transaction ends: standings are determined by what they do."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP_LISTS)


def _locked_entries(pks: set[int]) -> dict[int, BlacklistEntry]:
    entries = BlacklistEntry.objects.defer("blocking_keys").filter(pk__any_of=pks)
    return {entry.pk: entry for entry in entries.order_by("pk").select_for_update(no_key=True)}


def _kept_enterprises(pks: set[int]) -> dict[int, Enterprise]:
    """The enterprises, which nobody renames before this transaction ends: a roster locks a enterprise FOR UPDATE
    before it does.
    """
    with connection.cursor() as cursor:
        cursor.execute(KEEP_ENTERPRISES, [sorted(pks)])
    return {
        enterprise.pk: enterprise
        for enterprise in Enterprise.objects.defer("blocking_keys", "bigrams").filter(pk__any_of=pks)
    }


def _known(pairs: set[Pair]) -> dict[Pair, ScreeningHit]:
    """The hits of these pairs, as whoever was at them a moment ago left them."""
    entries = {entry for _, entry in pairs}
    hits = ScreeningHit.objects.filter(
        enterprise_id__any_of={enterprise for enterprise, _ in pairs}, entry_id__any_of=entries
    )
    known = {(hit.enterprise_id, hit.entry_id): hit for hit in hits.order_by("pk").select_for_update()}
    return {pair: hit for pair, hit in known.items() if pair in pairs}


def _eligible(enterprises: set[int]) -> set[int]:
    eligible = Standing.objects.current().eligible().filter(enterprise_id__any_of=enterprises)
    return set(eligible.values_list("enterprise_id", flat=True))


def _said(hit: ScreeningHit) -> tuple[object, ...]:
    return (hit.fingerprint, hit.match_type, hit.score, hit.needs_decision, hit.reasons)


def fingerprint_of(enterprise: Enterprise, entry: BlacklistEntry) -> str:
    """What a decision is made on: who the two are and what the entry says."""
    said = (
        enterprise.uscc,
        enterprise.name,
        entry.name,
        entry.uscc,
        entry.org_code,
        entry.document_number,
        entry.authority,
        entry.basis,
        str(entry.listed_on),
        *filter(None, (entry.customs_code, entry.registration_number)),
    )
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def start_deadlines(hits: QuerySet[ScreeningHit]) -> None:
    """An eligible enterprise has the whole term for these hits before it waits: they ask only from now on."""
    eligible = Standing.objects.current().eligible().values("enterprise_id")
    due_on = add_working_days(timezone.localdate(), MatchPolicy.current().term_working_days)
    hits.filter(enterprise__in=eligible).update(due_on=due_on)


def _was_asked(hit: ScreeningHit) -> bool:
    return bool(hit.pk and hit.is_current and hit.needs_decision)


def _update_from_match(hit: ScreeningHit, match: Match, fingerprint: str, *, due_on: date) -> None:
    """Have the hit say what the match says; a new question, or an old one whose sides changed, is asked anew."""
    was_asked = _was_asked(hit)
    # An enterprise's number that has become the entry's own is more than the names that were decided on.
    is_other = hit.fingerprint != fingerprint or hit.match_type != match.match_type
    if was_asked and hit.decision == Decision.UNDECIDED:
        # Whoever changes an entry again and again does not put off the end of the term.
        due_on = min(due_on, hit.due_on)
    if is_other or (match.needs_decision and not was_asked):
        hit.due_on = due_on
    if is_other:
        hit.reopen(by=None, reason=SIDES_CHANGED if hit.pk else "")
    hit.is_current, hit.needs_decision, hit.fingerprint = True, match.needs_decision, fingerprint
    hit.match_type, hit.score, hit.reasons = match.match_type, match.score, list(match.reasons)
