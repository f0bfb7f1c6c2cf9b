"""Preview which certified enterprises an import blocks or frees, before it is confirmed.

Entries block without a decision by equal numbers, found as the confirmation finds them (candidates.py, score_pair), and
by decisions that stay valid. Entries that match by name are compared after the confirmation.
"""

from collections.abc import Collection, Mapping
from operator import attrgetter

from blacklists.actions.entries import missing_among, staged_content, staged_numbers
from blacklists.models import BlacklistEntry, BlacklistImport
from matching.scoring import Match, score_pair
from roster.models import Certification, Enterprise
from screening.actions.candidates import (
    PARTY_FIELDS,
    Pair,
    enterprise_parties,
    enterprise_texts,
    entry_parties,
    pairs_with_number,
)
from screening.actions.hits import fingerprint_of
from screening.models import ImportImpact, MatchPolicy, ScreeningHit
from screening.models.hits import COUNTING
from screening.models.impacts import Change
from screening.states import Decision


def preview_impact(blacklist_import: BlacklistImport) -> None:
    """Replace the stored impact of an import whose entries are staged."""
    hits = current_hits(blacklist_import)
    before = blocked_by(hits)
    after = _blocked_after(hits)
    changes = dict.fromkeys(after - before, Change.BLOCKED) | dict.fromkeys(before - after, Change.FREED)
    blacklist_import.impacts.all().delete()
    ImportImpact.objects.bulk_create(
        ImportImpact(blacklist_import=blacklist_import, enterprise_id=enterprise, change=change)
        for enterprise, change in sorted(changes.items())
    )


def current_hits(blacklist_import: BlacklistImport) -> list[ScreeningHit]:
    """Return the current hits of certified enterprises on the blacklist, with both sides."""
    hits = ScreeningHit.objects.filter(is_current=True, entry__blacklist=blacklist_import.blacklist_id)
    certified = Certification.objects.open().values("enterprise_id")
    return list(hits.filter(enterprise__in=certified).select_related("enterprise", "entry"))


def blocked_by(hits: Collection[ScreeningHit]) -> set[int]:
    """Return the enterprises that these hits block today, provided that their blacklist excludes."""
    return {hit.enterprise_id for hit in hits if _is_certain(hit) and hit.entry.is_live_today}


def _is_certain(hit: ScreeningHit) -> bool:
    decision = Decision(hit.decision)
    return decision is Decision.CONFIRMED or (hit.match_type in COUNTING and decision is not Decision.DISMISSED)


def _blocked_after(hits: Collection[ScreeningHit]) -> set[int]:
    """Return the enterprises that the blacklist blocks when the staged entries are applied."""
    known = {hit.entry_id for hit in hits}
    certified = Enterprise.objects.filter(pk__in=Certification.objects.open().values("enterprise_id"))
    pairs = pairs_with_number(staged_numbers(), certified)
    staged = staged_content(rows={row for _, row in pairs}, entries=known)
    changed = {entry.pk: entry for entry in staged.values() if entry.pk}
    untouched = [hit for hit in hits if hit.entry_id not in changed.keys() | missing_among(known)]
    confirmed = [hit for hit in hits if hit.entry_id in changed and hit.decision == Decision.CONFIRMED]
    hit_of = {(hit.enterprise_id, hit.entry_id): hit for hit in hits}
    matches = [
        match.left
        for match in _matches_by_number(pairs, staged)
        if staged[match.right].is_live_today
        and not _stays_dismissed(hit_of.get((match.left, staged[match.right].pk)), match, staged[match.right])
    ]
    stay = [
        hit.enterprise_id
        for hit in confirmed
        if changed[hit.entry_id].is_live_today and _has_fingerprint(hit, changed[hit.entry_id])
    ]
    return blocked_by(untouched).union(matches, stay)


def _matches_by_number(pairs: set[Pair], staged: Mapping[int, BlacklistEntry]) -> list[Match]:
    """Return the matches of an enterprise (left) and a row (right) that count by themselves."""
    enterprises = enterprise_parties(enterprise_texts({enterprise for enterprise, _ in pairs}))
    texts_of = attrgetter(*PARTY_FIELDS)
    entries = entry_parties({row: texts_of(entry) for row, entry in staged.items()})
    thresholds = MatchPolicy.current().thresholds
    found = (score_pair(enterprises[enterprise], entries[row], thresholds) for enterprise, row in pairs)
    return [match for match in found if match and match.match_type in COUNTING]


def _stays_dismissed(hit: ScreeningHit | None, match: Match, entry: BlacklistEntry) -> bool:
    """Return whether the hit was dismissed, and nothing on which the decision rests changes."""
    if hit is None or hit.decision != Decision.DISMISSED:
        return False
    return hit.match_type == match.match_type and _has_fingerprint(hit, entry)


def _has_fingerprint(hit: ScreeningHit, entry: BlacklistEntry) -> bool:
    return hit.fingerprint == fingerprint_of(hit.enterprise, entry)
