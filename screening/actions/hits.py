"""Keeping what a comparison found, and marking what no longer matches (domain: standing)."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from blacklists.models import BlacklistEntry
from foundation.postgres.copy import copy_new
from matching.scoring import Match
from roster.models import Enterprise
from screening.actions.candidates import Pair, judge_pairs
from screening.models import MatchPolicy, Screening, ScreeningHit, Standing
from screening.models.hits import ANSWER
from screening.models.screenings import CHANGE_LABELS
from screening.states import Decision
from workdays.terms import add_working_days, no_term

# Whoever switches what a list does locks it FOR UPDATE and is waited for, or waits; whoever brings entries does not.
KEEP_LISTS = "SELECT FROM blacklists_blacklist ORDER BY id FOR KEY SHARE"
KEEP_FIRMS = "SELECT FROM roster_enterprise WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"
HIT_FIELDS = ("screening", "holds", "asked", "rung", "score", "reasons", "fingerprint", "due_on", *ANSWER)


@dataclass
class Changes:
    """What a comparison changed: the firms whose hits changed, and how many hits of each kind."""

    firms: set[int] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(CHANGE_LABELS, 0)))

    def add(self, kind: str, hit: ScreeningHit) -> None:
        self.firms.add(hit.enterprise_id)
        self.counts[kind] += 1

    def count_question(self, before: bool, after: bool) -> None:
        if before != after:
            self.counts["asked" if after else "unasked"] += 1


def save_hits(
    screening: Screening,
    found: set[Pair],
    *,
    firms: QuerySet[Enterprise],
    entries: QuerySet[BlacklistEntry],
) -> tuple[list[Match], Changes]:
    """Write what was found between the two sides and mark what no longer matches, in the caller's transaction.

    The pairs are judged once more under lock, so that what changed since they were found is not overlooked: nobody
    else is at the entries; the firms stay what they are, and other chunks may be at them as well. An eligible firm
    keeps its standing while a possible match is undecided, for the term of the match policy.
    """
    _keep_lists()
    today = timezone.localdate()
    in_term = add_working_days(today, MatchPolicy.current().term_working_days)
    hits = ScreeningHit.objects.filter(enterprise__in=firms, entry__in=entries)
    pairs = found | set(hits.values_list("enterprise_id", "entry_id"))
    # Lists, then entries, then firms, then hits: everybody locks in this order.
    locked_entries = _locked_entries({entry for _, entry in pairs})
    kept_firms = _kept_firms({firm for firm, _ in pairs})
    known = _known(pairs)
    matches = list(judge_pairs(sorted(pairs), screening.thresholds))
    eligible = _eligible(set(kept_firms))
    changes = Changes()
    new: list[ScreeningHit] = []
    changed: list[ScreeningHit] = []
    for match in matches:
        hit = known.pop((match.left, match.right), None) or ScreeningHit(enterprise_id=match.left, entry_id=match.right)
        fingerprint = fingerprint_of(kept_firms[match.left], locked_entries[match.right])
        if hit.holds and _said(hit) == (fingerprint, match.rung, match.score, match.asked, list(match.reasons)):
            continue
        changes.add("changed" if hit.pk else "new", hit)
        changes.count_question(_was_asked(hit), match.asked)
        (changed if hit.pk else new).append(hit)
        hit.screening = screening
        _restate(hit, match, fingerprint, due_on=in_term if match.left in eligible else no_term(today))
    gone = [hit for hit in known.values() if hit.holds]
    for hit in gone:
        hit.holds = False
        changes.add("gone", hit)
        changes.count_question(hit.asked, False)
    copy_new(ScreeningHit, new)
    ScreeningHit.objects.bulk_update([*changed, *gone], HIT_FIELDS, batch_size=1000)
    return matches, changes


def _keep_lists() -> None:
    """The lists, which nobody switches before this transaction ends: standings are determined by what they do."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP_LISTS)


def _locked_entries(pks: set[int]) -> dict[int, BlacklistEntry]:
    entries = BlacklistEntry.objects.defer("match_keys").filter(pk__any_of=pks)
    return {entry.pk: entry for entry in entries.order_by("pk").select_for_update(no_key=True)}


def _kept_firms(pks: set[int]) -> dict[int, Enterprise]:
    """The firms, which nobody renames before this transaction ends: a roster locks a firm FOR UPDATE before it does."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP_FIRMS, [sorted(pks)])
    return {firm.pk: firm for firm in Enterprise.objects.defer("match_keys", "bigrams").filter(pk__any_of=pks)}


def _known(pairs: set[Pair]) -> dict[Pair, ScreeningHit]:
    """The hits of these pairs, as whoever was at them a moment ago left them."""
    entries = {entry for _, entry in pairs}
    hits = ScreeningHit.objects.filter(enterprise_id__any_of={firm for firm, _ in pairs}, entry_id__any_of=entries)
    known = {(hit.enterprise_id, hit.entry_id): hit for hit in hits.order_by("pk").select_for_update()}
    return {pair: hit for pair, hit in known.items() if pair in pairs}


def _eligible(firms: set[int]) -> set[int]:
    eligible = Standing.objects.current().eligible().filter(enterprise_id__any_of=firms)
    return set(eligible.values_list("enterprise_id", flat=True))


def _said(hit: ScreeningHit) -> tuple[object, ...]:
    return (hit.fingerprint, hit.rung, hit.score, hit.asked, hit.reasons)


def fingerprint_of(firm: Enterprise, entry: BlacklistEntry) -> str:
    """What a decision is made on: who the two are and what the entry says."""
    said = (
        firm.uscc,
        firm.name,
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


def give_terms(hits: QuerySet[ScreeningHit]) -> None:
    """An eligible firm has the whole term for these hits before it waits: they ask only from now on."""
    eligible = Standing.objects.current().eligible().values("enterprise_id")
    due_on = add_working_days(timezone.localdate(), MatchPolicy.current().term_working_days)
    hits.filter(enterprise__in=eligible).update(due_on=due_on)


def _was_asked(hit: ScreeningHit) -> bool:
    return bool(hit.pk and hit.holds and hit.asked)


def _restate(hit: ScreeningHit, match: Match, fingerprint: str, *, due_on: date) -> None:
    """Have the hit say what the match says; a new question, or an old one whose sides changed, is asked anew."""
    was_asked = _was_asked(hit)
    # A firm's number that has become the entry's own is more than the names that were decided on.
    is_other = hit.fingerprint != fingerprint or hit.rung != match.rung
    if was_asked and hit.decision == Decision.UNDECIDED:
        # Whoever changes an entry again and again does not put off the end of the term.
        due_on = min(due_on, hit.due_on)
    if is_other or (match.asked and not was_asked):
        hit.due_on = due_on
    if is_other:
        hit.ask_again(by=None, reason="双方资料已变化" if hit.pk else "")
    hit.holds, hit.asked, hit.fingerprint = True, match.asked, fingerprint
    hit.rung, hit.score, hit.reasons = match.rung, match.score, list(match.reasons)
