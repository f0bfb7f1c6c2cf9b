"""Preview which certified enterprises an import blocks or frees, before it is confirmed.

An entry blocks by an equal number, found as the confirmation finds it (candidates.py, score_pair), or by a confirmed
decision that stays valid. Entries that match by name are compared after the confirmation; until then a possible match
counts as kept if its entry still names the same subject.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from operator import attrgetter

from blacklists.actions.entries import missing_among, staged_content, staged_numbers
from blacklists.models import BlacklistEntry, BlacklistImport
from blacklists.models.entries import days_in_force
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

NamedPair = tuple[int, BlacklistEntry]
"""An enterprise and an entry, present or staged, that names it."""
Ends = dict[int, date]
"""Enterprise → the first day on which the last of its entries has ended; date.max where one has no end."""
IDENTITY = attrgetter(*PARTY_FIELDS)


def preview_impact(blacklist_import: BlacklistImport) -> None:
    """Replace the stored impact of an import whose entries are staged.

    WEAKENED: the last entry that blocks the enterprise ends earlier than before; or its last possible match does, and
    no entry blocks it for as long.
    """
    hits = current_hits(blacklist_import)
    certain_after, possible_after = _pairs_after(hits)
    before, after = _ends(_pairs_where(hits, _is_certain)), _ends(certain_after)
    possible, named_after = _ends(_pairs_where(hits, _is_possible)), _ends([*certain_after, *possible_after])
    weakened = _shortened(before, after) | _shortened(possible, named_after)
    changes = {
        **dict.fromkeys(after.keys() - before.keys(), Change.BLOCKED),
        **dict.fromkeys(weakened if blacklist_import.blacklist.excludes else (), Change.WEAKENED),
        **dict.fromkeys(before.keys() - after.keys(), Change.FREED),
    }
    blacklist_import.impacts.all().delete()
    ImportImpact.objects.bulk_create(
        ImportImpact(blacklist_import=blacklist_import, enterprise_id=enterprise, change=change)
        for enterprise, change in sorted(changes.items())
    )


def reason_for_approval(blacklist_import: BlacklistImport) -> str:
    """Preview the impact anew, and return why a second user has to approve the confirmation; "" where none has to.

    A file by which the hits of an enterprise end has the consequence of a dismissal. So it needs a second user where
    the match policy requires one for a dismissal.
    """
    if not blacklist_import.blacklist.excludes or not MatchPolicy.current().requires_approval_of(Decision.DISMISSED):
        return ""
    preview_impact(blacklist_import)
    impacts = ImportImpact.objects.filter(blacklist_import=blacklist_import)
    count = impacts.exclude(change=Change.BLOCKED).count()
    return f"确认后{count}家在册企业不再被命中，或其命中将提前终止、可能不再成立" if count else ""


def current_hits(blacklist_import: BlacklistImport) -> list[ScreeningHit]:
    """Return the current hits of certified enterprises on the blacklist, with enterprise and entry."""
    hits = ScreeningHit.objects.filter(is_current=True, entry__blacklist=blacklist_import.blacklist_id)
    certified = Certification.objects.open().values("enterprise_id")
    return list(hits.filter(enterprise__in=certified).select_related("enterprise", "entry"))


def _pairs_where(hits: Iterable[ScreeningHit], condition: Callable[[ScreeningHit], bool]) -> list[NamedPair]:
    return [(hit.enterprise_id, hit.entry) for hit in hits if condition(hit)]


def _ends(pairs: Iterable[NamedPair]) -> Ends:
    """Return until when the entries in force today name each enterprise."""
    ends: Ends = {}
    for enterprise, entry in pairs:
        if entry.is_live_today:
            _, after = days_in_force(None, entry.expires_on, entry.removed_on)
            ends[enterprise] = max(after or date.max, ends.get(enterprise, date.min))
    return ends


def _shortened(before: Ends, after: Ends) -> set[int]:
    return {enterprise for enterprise, end in before.items() if after.get(enterprise, date.min) < end}


def _is_certain(hit: ScreeningHit) -> bool:
    decision = Decision(hit.decision)
    return decision is Decision.CONFIRMED or (hit.match_type in COUNTING and decision is not Decision.DISMISSED)


def _is_possible(hit: ScreeningHit) -> bool:
    is_open = hit.decision == Decision.UNDECIDED and hit.needs_decision
    return is_open and hit.match_type not in COUNTING


def _pairs_after(hits: Collection[ScreeningHit]) -> tuple[list[NamedPair], list[NamedPair]]:
    """Return what blocks enterprises, and the possible matches, when the staged entries are applied."""
    known = {hit.entry_id for hit in hits}
    certified = Enterprise.objects.filter(pk__in=Certification.objects.open().values("enterprise_id"))
    pairs = pairs_with_number(staged_numbers(), certified)
    staged = staged_content(rows={row for _, row in pairs}, entries=known)
    changed = {entry.pk: entry for entry in staged.values() if entry.pk}
    untouched = [hit for hit in hits if hit.entry_id not in changed.keys() | missing_among(known)]
    on_changed = [(hit, changed[hit.entry_id]) for hit in hits if hit.entry_id in changed]
    hit_of = {(hit.enterprise_id, hit.entry_id): hit for hit in hits}
    certain = [
        *_pairs_where(untouched, _is_certain),
        *(
            (match.left, staged[match.right])
            for match in _matches_by_number(pairs, staged)
            if not _stays_dismissed(hit_of.get((match.left, staged[match.right].pk)), match, staged[match.right])
        ),
        *(
            (hit.enterprise_id, entry)
            for hit, entry in on_changed
            if hit.decision == Decision.CONFIRMED and _has_fingerprint(hit, entry)
        ),
    ]
    same = [(hit.enterprise_id, e) for hit, e in on_changed if _is_possible(hit) and IDENTITY(hit.entry) == IDENTITY(e)]
    return certain, [*_pairs_where(untouched, _is_possible), *same]


def _matches_by_number(pairs: set[Pair], staged: Mapping[int, BlacklistEntry]) -> list[Match]:
    """Return the matches of an enterprise (left) and a row (right) that count by themselves."""
    enterprises = enterprise_parties(enterprise_texts({enterprise for enterprise, _ in pairs}))
    entries = entry_parties({row: IDENTITY(entry) for row, entry in staged.items()})
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
