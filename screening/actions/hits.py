"""Save the hits that a comparison found, and mark those that no longer match (docs/screening.md).

A chunk of a screening has found pairs of an enterprise and an entry that match. Between finding and writing, rosters
and imports may have changed either side, and other chunks may write about the same enterprises. An example:

    pair                          hit in the database      scored again       result
    enterprise 1 ↔ entry 7        none                     name, 88 points    added
    enterprise 2 ↔ entry 7        name, 70 points          name, 94 points    changed
    enterprise 3 ↔ entry 7        name, 70 points          no match           removed: is_current is False

A decision on a changed hit becomes void if the match type, the identity of a side or the content of the entry changed
(`fingerprint_of`), and stays if only the score changed.

`save_hits` takes these steps in the caller's transaction, in the order of `screening.actions.locks`:

1. Lock the blacklists FOR KEY SHARE. Without it, a blacklist could be switched to excluding after this transaction
   determined its standings and before they are visible to the switch: an enterprise would stay eligible.
2. Take the found pairs and the pairs of existing hits between the two sides. Without the latter, hits that no longer
   match would stay current.
3. Lock the entries. Without it, an import could change an entry whose old content is about to be written as a hit.
4. Lock the enterprises FOR KEY SHARE. Without it, a roster could rename an enterprise meanwhile. The lock is shared, so
   that chunks with the same enterprises do not wait for one another. Decisions wait for it.
5. Read and lock the existing hits. A hit that was read before step 4 might lack a decision made meanwhile, and writing
   the hit would erase it.
6. Score all pairs again, with both sides as they are now; a pair of which no text changed keeps its score. Both sides
   stay so until the transaction ends.
7. Write what differs: added hits by COPY, changed ones in bulk. Pending approvals of hits whose sides changed are
   superseded: they were proposed for other facts.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from approvals.actions import supersede
from blacklists.models import BlacklistEntry
from foundation.postgres.copy import copy_new
from matching.scoring import Match
from roster.models import Enterprise
from screening.actions.candidates import Pair, PairScores
from screening.actions.locks import lock_blacklists_shared, lock_enterprises_shared, lock_entries
from screening.models import MatchPolicy, ScreenedPeriod, Screening, ScreeningHit, Standing
from screening.models.hits import DECISION_FIELDS, TERM_FIELDS
from screening.models.screenings import HIT_CHANGES
from screening.models.standings import StandingQuerySet
from screening.states import Decision, StandingState
from workdays.terms import Term, elapsed_term

HIT_FIELDS = (
    *("screening", "is_current", "needs_decision", "match_type", "score", "reasons", "fingerprint"),
    *TERM_FIELDS,
    *DECISION_FIELDS,
)


@dataclass
class HitChanges:
    """The hits to write, the enterprises they concern, and the number of hits by kind of change (HIT_CHANGES)."""

    added: list[ScreeningHit] = field(default_factory=list)
    changed: list[ScreeningHit] = field(default_factory=list)
    superseded: list[int] = field(default_factory=list)
    enterprises: set[int] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(HIT_CHANGES, 0)))

    def update(self, hit: ScreeningHit, match: Match, *, fingerprint: str, term: Term) -> None:
        """Write the match to the hit, which may be new."""
        self._count("changed" if hit.pk else "added", hit)
        self._count_need(_needed_decision(hit), match.needs_decision)
        (self.changed if hit.pk else self.added).append(hit)
        approval_id = hit.approval_id
        _update_from_match(hit, match, fingerprint, term=term)
        if approval_id and hit.approval_id is None:
            self.superseded.append(approval_id)

    def remove(self, hit: ScreeningHit) -> None:
        """Mark the hit as no longer matching."""
        self._count("removed", hit)
        self._count_need(hit.needs_decision, False)
        self.changed.append(hit)
        hit.is_current = False

    def write(self) -> None:
        copy_new(ScreeningHit, self.added)
        ScreeningHit.objects.bulk_update(self.changed, HIT_FIELDS, batch_size=1000)
        supersede(approval_ids=self.superseded)

    def _count(self, kind: str, hit: ScreeningHit) -> None:
        self.enterprises.add(hit.enterprise_id)
        self.counts[kind] += 1

    def _count_need(self, before: bool, after: bool) -> None:
        if before != after:
            self.counts["needs_decision" if after else "no_longer_needs_decision"] += 1


def save_number_matches(screening: Screening, found: set[Pair]) -> HitChanges:
    """Write the matches by number that the confirmation of a file found; return what changed.

    They count in the transaction that confirms the file; matches by name wait for the screening. The caller has locked
    the enterprises. Entries are read without a lock: the transaction of an import has locked or added its own; if an
    entry that a roster's enterprise matches changes meanwhile, the screening compares it again.
    """
    entries = {entry.pk: entry for entry in BlacklistEntry.objects.filter(pk__any_of={entry for _, entry in found})}
    _, changes = _save_pairs(screening, found, entries)
    return changes


def save_hits(
    screening: Screening,
    found: set[Pair],
    *,
    enterprises: QuerySet[Enterprise],
    entries: QuerySet[BlacklistEntry],
    scores: PairScores | None = None,
) -> tuple[list[Match], HitChanges]:
    """Write the matches among the found pairs and the existing hits between the two sides (steps above).

    `scores` has scored the found pairs before. Returns the matches and what changed. Call it inside a transaction.
    """
    lock_blacklists_shared()
    existing = ScreeningHit.objects.filter(enterprise__in=enterprises, entry__in=entries)
    pairs = found | set(existing.values_list("enterprise_id", "entry_id"))
    return _save_pairs(screening, pairs, lock_entries({entry for _, entry in pairs}), scores)


def _save_pairs(
    screening: Screening, pairs: set[Pair], entries: Mapping[int, BlacklistEntry], scores: PairScores | None = None
) -> tuple[list[Match], HitChanges]:
    """Score the pairs with both sides as they are now, and write what differs (steps 4 to 7)."""
    if not pairs:
        return [], HitChanges()
    locked_enterprises = lock_enterprises_shared({enterprise for enterprise, _ in pairs})
    hits = _locked_hits(pairs)
    matches = list((scores or PairScores(screening.thresholds)).score(sorted(pairs)))
    terms = _terms(set(locked_enterprises))
    changes = HitChanges()
    for match in matches:
        hit = hits.pop((match.left, match.right), None) or ScreeningHit(enterprise_id=match.left, entry_id=match.right)
        fingerprint = fingerprint_of(locked_enterprises[match.left], entries[match.right])
        if not _is_unchanged(hit, match, fingerprint):
            hit.screening = screening
            term = term_for(entries[match.right], terms[match.left])
            changes.update(hit, match, fingerprint=fingerprint, term=term)
    for hit in hits.values():
        if hit.is_current:
            changes.remove(hit)
    changes.write()
    return matches, changes


def _locked_hits(pairs: set[Pair]) -> dict[Pair, ScreeningHit]:
    """Lock and return the hits of these pairs."""
    hits = ScreeningHit.objects.filter(
        enterprise_id__any_of={enterprise for enterprise, _ in pairs}, entry_id__any_of={entry for _, entry in pairs}
    )
    locked = {(hit.enterprise_id, hit.entry_id): hit for hit in hits.order_by("pk").select_for_update(of=("self",))}
    return {pair: hit for pair, hit in locked.items() if pair in pairs}


def _terms(enterprises: set[int]) -> dict[int, Term]:
    """Return enterprise → the term of its new possible matches; without a term, one that has passed."""
    today = timezone.localdate()
    term = _whole_term(today)
    in_term = set(
        _standings_with_term().filter(enterprise_id__any_of=enterprises).values_list("enterprise_id", flat=True)
    )
    return {pk: term if pk in in_term else elapsed_term(today) for pk in enterprises}


def _whole_term(after: date) -> Term:
    return Term(after, MatchPolicy.current().term_working_days)


def _standings_with_term() -> StandingQuerySet:
    """Return the current standings of enterprises that keep their standing for the term of the match policy.

    These are the eligible ones, and those that were screened before and are unscreened now, because a later screening
    failed or an excluding blacklist has no file.
    """
    was_screened = ScreenedPeriod.objects.filter(
        certification__enterprise=OuterRef("enterprise"), certification__until__isnull=True, is_complete=True
    )
    unscreened = Q(Exists(was_screened), state=StandingState.UNSCREENED)
    return Standing.objects.current().filter(Q(state=StandingState.ELIGIBLE) | unscreened)


def _is_unchanged(hit: ScreeningHit, match: Match, fingerprint: str) -> bool:
    stored = (hit.fingerprint, hit.match_type, hit.score, hit.needs_decision, hit.reasons)
    computed = (fingerprint, match.match_type, match.score, match.needs_decision, list(match.reasons))
    return hit.is_current and stored == computed


def fingerprint_of(enterprise: Enterprise, entry: BlacklistEntry) -> str:
    """Return a digest of the facts on which a decision rests: the identity of both sides and the content of the entry.

    Names are normalised: a difference of width, blanks or brackets changes nothing.
    """
    content = (
        enterprise.uscc,
        enterprise.name_key,
        entry.name_key,
        entry.uscc,
        entry.org_code,
        entry.document_number,
        entry.authority,
        entry.basis,
        str(entry.listed_on),
        *filter(None, (entry.customs_code, entry.registration_number, entry.other_names)),
    )
    return hashlib.sha256("\n".join(content).encode()).hexdigest()


def start_deadlines(hits: QuerySet[ScreeningHit]) -> None:
    """Set the deadline of those hits whose enterprises keep their standing to the whole term, counted from today."""
    eligible = _standings_with_term().values("enterprise_id")
    today = timezone.localdate()
    term = _whole_term(today)
    # The term of an entry that is listed in the future begins with its listing.
    hits.filter(enterprise__in=eligible).exclude(entry__listed_on__gt=today).update(
        term_after=term.after, term_working_days=term.working_days, due_on=term.due_on
    )


def term_for(entry: BlacklistEntry, term: Term) -> Term:
    """Return the term; for an entry that is listed in the future, the whole term counted from its listing.

    The entry has no effect before its listing, so a term from today could end before the decision matters.
    """
    if entry.listed_on is None or entry.listed_on <= timezone.localdate():
        return term
    return _whole_term(entry.listed_on)


def _needed_decision(hit: ScreeningHit) -> bool:
    return bool(hit.pk and hit.is_current and hit.needs_decision)


def _update_from_match(hit: ScreeningHit, match: Match, fingerprint: str, *, term: Term) -> None:
    """Set the hit to the match. A decision is void when a side or the match type changed."""
    needed_decision = _needed_decision(hit)
    # A decision on one match type does not cover another one, such as a number that is equal now.
    is_other = hit.fingerprint != fingerprint or hit.match_type != match.match_type
    starts = is_other or (match.needs_decision and not needed_decision)
    # Repeated changes of an entry do not postpone the deadline.
    waits = needed_decision and hit.decision == Decision.UNDECIDED
    if starts and not (waits and hit.due_on <= term.due_on):
        hit.set_term(term)
    if is_other:
        hit.reopen(by=None, reason="")
    hit.is_current, hit.needs_decision, hit.fingerprint = True, match.needs_decision, fingerprint
    hit.match_type, hit.score, hit.reasons = match.match_type, match.score, list(match.reasons)
