"""Request screenings and reassess standings after facts that `roster` and `blacklists` announce.

This is the only listener of their signals. Each receiver runs inside the transaction of the fact: an exception here
rolls the fact back. Enterprises are locked by the sender or here, in the order of `screening.actions.locks`.
"""

from collections.abc import Iterable
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from blacklists.models import Blacklist, BlacklistEntry, BlacklistImport
from blacklists.signals import blacklist_changed, confirmation_requested, entries_changed, entries_staged
from roster.models import Certification, Enterprise, RosterSubmission
from roster.signals import enterprises_transferred, roster_confirmed
from screening.actions.affected_hits import affected_by_switch
from screening.actions.candidates import Pair, number_matches_of_enterprises, number_matches_of_entries
from screening.actions.ends import supersede_proposed_ends
from screening.actions.hits import save_number_matches, start_deadlines
from screening.actions.import_impact import preview_impact, reason_for_approval
from screening.actions.locks import lock_blacklists_shared, lock_enterprises
from screening.actions.screened_periods import certified_enterprises, open_certifications_of, record_screened
from screening.actions.screenings import reassess_and_compare
from screening.actions.standings import reassess
from screening.models import MatchPolicy, Screening, ScreeningHit
from screening.models.screenings import Trigger


@receiver(roster_confirmed)
def on_roster_confirmed(
    *,
    submission: RosterSubmission,
    added: set[int],
    changed: set[int],
    removed: set[int],
    reidentified: set[int],
    **kwargs: Any,
) -> None:
    """Reassess the added, changed and removed enterprises; request a screening of those added or reidentified.

    An enterprise with another name keeps its standing until it has been compared again. An enterprise whose number
    equals an entry's is blocked in the same transaction.
    """
    if added or reidentified:
        _request_screening(submission, added | reidentified, reassessed=added | changed, first=added)
        reassess(enterprise_ids=removed)
    else:
        reassess(enterprise_ids=changed | removed)


@receiver(enterprises_transferred)
def on_enterprises_transferred(
    *, submission: RosterSubmission, enterprises: set[int], reidentified: set[int], **kwargs: Any
) -> None:
    """Reassess transferred enterprises; those with another name or number are screened with the receiving roster.

    What the former office proposed about their revocations and suspensions is closed: the present one is competent.
    """
    supersede_proposed_ends(enterprises)
    if reidentified:
        _request_screening(submission, reidentified, reassessed=enterprises)
    else:
        reassess(enterprise_ids=enterprises)


def _request_screening(
    submission: RosterSubmission, compared: set[int], *, reassessed: set[int], first: Iterable[int] = ()
) -> None:
    """Request the screening of a roster, and count the entries with the number of an enterprise at once.

    Reassess the enterprises of `reassessed` and store what changed as the first impact of the screening.
    """
    screening = Screening.objects.request(trigger=Trigger.ROSTER, submission=submission)
    enterprises = Enterprise.objects.filter(pk__any_of=compared)
    entries = BlacklistEntry.objects.not_ended(on=timezone.localdate())
    found = number_matches_of_enterprises(enterprises, entries, MatchPolicy.current().thresholds)
    matches = save_number_matches(screening, found)
    screening.impact = {**matches.counts, "standings": reassess_and_compare(reassessed, first=first)}
    screening.save(update_fields=["impact"])


@receiver(entries_changed)
def on_entries_changed(*, blacklist_import: BlacklistImport, needs_screening: bool, **kwargs: Any) -> None:
    """Request the screening of new and changed entries; reassess the enterprises that had or have a hit on one of them.

    Entries with the number of an enterprise count at once. Where an earlier file of the blacklist failed, a screening
    is requested in any case, because it compares the entries of the failed file as well. The first file of a blacklist
    without which nobody was screened concerns every certified enterprise.
    """
    found = _number_matches_of(blacklist_import) if needs_screening else set()
    affected = BlacklistEntry.objects.affected_by(blacklist_import)
    # Former hits as well: the dates of an entry also decide earlier days, when it may have matched another enterprise.
    named = ScreeningHit.objects.filter(entry__in=affected).values_list("enterprise_id", flat=True)
    # All enterprises are locked in one statement, after the blacklists (screening.actions.locks).
    lock_blacklists_shared()
    was_missing = _was_missing(blacklist_import)
    everybody = certified_enterprises() if was_missing else set()
    enterprises = lock_enterprises({enterprise for enterprise, _ in found}.union(named, everybody))
    # An overdue match of an eligible enterprise was not open, so its entry had ended; now that the entry counts again,
    # the match gets a new term. It begins before anything is reassessed, while the enterprise is still eligible.
    start_deadlines(
        ScreeningHit.objects.filter(
            is_current=True, entry__last_import=blacklist_import, due_on__lt=timezone.localdate()
        )
    )
    failed = Screening.objects.with_failure().without_first_completion()
    if needs_screening or failed.filter(blacklist_import__blacklist=blacklist_import.blacklist_id).exists():
        screening = Screening.objects.request(trigger=Trigger.BLACKLIST, blacklist_import=blacklist_import)
        matches = save_number_matches(screening, found)
        screening.impact = {**matches.counts, "standings": reassess_and_compare(matches.enterprises)}
        screening.save(update_fields=["impact"])
    if was_missing:
        record_screened(open_certifications_of(enterprises))
    reassess(enterprise_ids=enterprises)


@receiver(entries_staged)
def on_entries_staged(*, blacklist_import: BlacklistImport, **kwargs: Any) -> None:
    """Preview which certified enterprises the import blocks or frees; its page shows them before the confirmation."""
    preview_impact(blacklist_import)


@receiver(confirmation_requested)
def on_confirmation_requested(*, blacklist_import: BlacklistImport, **kwargs: Any) -> str:
    """Answer why a second user has to approve the confirmation of an import, by the match policy."""
    return reason_for_approval(blacklist_import)


def _was_missing(blacklist_import: BlacklistImport) -> bool:
    """Whether the blacklist kept everybody from being screened until this first file of it."""
    blacklist = blacklist_import.blacklist
    confirmed = BlacklistImport.objects.confirmed().filter(blacklist=blacklist).exclude(pk=blacklist_import.pk)
    return blacklist.excludes and blacklist.unused_declared_at is None and not confirmed.exists()


def _number_matches_of(blacklist_import: BlacklistImport) -> set[Pair]:
    """Find the pairs of a certified enterprise and an entry of the import that match by a number."""
    entries = BlacklistEntry.objects.filter(last_import=blacklist_import)
    certified = Enterprise.objects.filter(pk__in=Certification.objects.open().values("enterprise_id"))
    return number_matches_of_entries(entries, certified, MatchPolicy.current().thresholds)


@receiver(blacklist_changed)
def on_blacklist_changed(*, blacklist: Blacklist, fields: set[str], revived: set[int], by: User, **kwargs: Any) -> None:
    """Reassess the enterprises that a change of a blacklist concerns.

    - A changed effect, or the declaration that the blacklist is not yet in use, decides who is screened: it concerns
      every certified enterprise.
    - A changed effect or entry term concerns the enterprises with a hit on the blacklist. Possible matches on a
      blacklist that now excludes, and those on entries that count again, get the whole term.
    - Entries that count again are compared again.
    """
    revived_entries = BlacklistEntry.objects.filter(pk__any_of=revived)
    for import_id in revived_entries.order_by().values_list("last_import", flat=True).distinct():
        Screening.objects.request(trigger=Trigger.BLACKLIST, blacklist_import_id=import_id)
    decides_screened = bool(fields & {"excludes", "unused_declared_at"})
    changes_hits = bool(fields & {"excludes", "entry_months"})
    hits = ScreeningHit.objects.filter(entry__blacklist=blacklist)
    concerned = certified_enterprises() if decides_screened else set()
    if changes_hits:
        concerned.update(hits.values_list("enterprise_id", flat=True))
    # All enterprises are locked in one statement (screening.actions.locks).
    enterprises = lock_enterprises(concerned)
    if decides_screened:
        record_screened(open_certifications_of(enterprises))
    if changes_hits:
        now_excludes = "excludes" in fields and blacklist.excludes
        current = hits.filter(is_current=True)
        start_deadlines(current if now_excludes else current.filter(entry__pk__any_of=revived))
    reassess(enterprise_ids=enterprises)
    if "excludes" in fields:
        affected = affected_by_switch(blacklist)
        data = {"hits": affected.hits, "enterprises": affected.enterprises}
        record(EventType.BLACKLIST_SWITCH_APPLIED, target=blacklist, data=data, by=by)
