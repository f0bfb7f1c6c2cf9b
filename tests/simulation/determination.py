"""What follows from the facts of the model: what is screened, and the timeline of an enterprise.

Written from the rules of the domain, docs/screening.md and the docstring of screening/timeline.py:

- Removal from a roster, revocation, suspension, the end of either, listing and end of an entry hold from the day that
  they name.
- Screenings, decisions, passed terms and switches of a blacklist hold from the day on which they happen.
- An equal number was true before it was found, unless it is dismissed now; an equal name is a possible match from
  the day on which it was found.
- A possible match that is open again, because its entry counts again, was not open in between.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from tests.simulation.facts import ONE_DAY, Certification, Enterprise, Entry, Facts, Hit, Screening, Version

Entries = frozenset[tuple[str, str]]
NO_ENTRIES: Entries = frozenset()


class Period(NamedTuple):
    """From `since` on, this state; `entries` are the pairs of reason code and source number that the reasons name."""

    since: date
    state: str
    entries: Entries


Timeline = tuple[Period, ...]


def state_in(timeline: Timeline, day: date) -> str:
    """The state of the day in the timeline, "" for a day before it."""
    return next((period.state for period in reversed(timeline) if period.since <= day), "")


def timeline(facts: Facts, enterprise: Enterprise, today: date) -> Timeline:
    """The timeline from the first record until today, as known now: each day is determined by itself."""
    return tuple(_periods(facts, enterprise, today))


def _periods(facts: Facts, enterprise: Enterprise, today: date) -> Iterator[Period]:
    hits = list(facts.hits_of(enterprise))
    last: tuple[str, Entries] | None = None
    day = enterprise.certifications[0].since
    while day <= today:
        found = _determine(facts, enterprise, hits, day)
        if found != last:
            yield Period(day, *found)
        last = found
        day += ONE_DAY


def _determine(facts: Facts, enterprise: Enterprise, hits: Iterable[Hit], day: date) -> tuple[str, Entries]:
    """The state of the day, and the entries that it rests on."""
    certification = [known for known in enterprise.certifications if known.since <= day][-1]
    if certification.removed_on and certification.removed_on <= day:
        return "lapsed", NO_ENTRIES
    live = [
        (hit, version)
        for hit in hits
        if (version := hit.on(day)) and version.is_current and _is_live(facts, hit.entry, day)
        if not _is_possible_match(version) or hit.entry.was_open_on(day)
    ]
    excluding = [(hit, version) for hit, version in live if _excludes(facts, hit.entry.blacklist, day)]
    blocking = _entries("blacklisted", ((hit, version) for hit, version in excluding if _blocks(version)))
    if any(known.covers(day) for known in enterprise.revocations):
        return "revoked", blocking
    if blocking:
        return "blocked", blocking
    outcomes = [outcome for since, outcome in certification.screened if since <= day]
    if not outcomes or not outcomes[-1]:
        return "unscreened", NO_ENTRIES
    # Before it was found, a match neither asks nor hints.
    found = [(hit, version) for hit, version in live if hit.found_on <= day]
    possible_matches = [
        (hit, version) for hit, version in found if (hit, version) in excluding and _is_possible_match(version)
    ]
    possible = _entries("possible_match", possible_matches)
    is_suspended = any(known.covers(day) for known in enterprise.suspensions)
    if is_suspended or any(version.due_on < day for _, version in possible_matches):
        return "pending", possible
    hints = [pair for pair in found if pair not in excluding and pair[1].decision != "dismissed"]
    return "eligible", possible | _entries("hint", hints)


def _entries(code: str, pairs: Iterable[tuple[Hit, Version]]) -> Entries:
    return frozenset((code, hit.entry.record.source_id) for hit, _ in pairs)


def _blocks(version: Version) -> bool:
    return version.decision == "confirmed" or (version.counts and version.decision == "undecided")


def _is_possible_match(version: Version) -> bool:
    return version.decision == "undecided" and not version.counts


def _is_live(facts: Facts, entry: Entry, day: date) -> bool:
    return facts.effective(entry).counts_on(day)


def _excludes(facts: Facts, blacklist: str, day: date) -> bool:
    return [excludes for since, excludes in facts.excludes[blacklist] if since <= day][-1]


def _compares(facts: Facts, screening: Screening, certification: Certification) -> bool:
    """Whether the screening of a roster compares the certification under the identity that it had at that time."""
    if screening.subject == certification.identified_by:
        return True
    identified = [
        known.requested_at
        for known in facts.screenings
        if known.trigger == "roster" and known.subject == certification.identified_by
    ]
    finished = screening.finished_at
    return screening.subject == certification.roster and finished is not None and finished < min(identified)


def is_screened(facts: Facts, certification: Certification, today: date) -> bool | None:
    """Whether it is compared with every excluding blacklist up to its newest confirmed file; None: as before.

    False: a screening that concerns it has failed.
    """
    own = [known for known in facts.screenings if known.trigger == "roster" and _compares(facts, known, certification)]
    everything = [
        known
        for known in facts.screenings
        if known.compares.trigger == "everything" and not known.is_trial and _is_after(known, certification.recorded_at)
    ]
    done = [
        known.started_at
        for known in (*own, *everything)
        if known.state == "done" and known.started_at and known.started_at >= _received(certification, known)
    ]
    newest = max(done, default=None)
    files = [
        pending
        for pending in facts.pending_files()
        if facts.is_excluding(facts.blacklist_of(pending))
        and (newest is None or facts.files[pending.subject].confirmed_at > newest)
        and not _is_followed(facts, pending)
        and _has_entries(facts, pending, today)
    ]
    failed = [known for known in own if known.has_failed and known.requested_at >= _received(certification, known)]
    if any(newest is None or newest < known.requested_at for known in failed):
        return False
    if newest and any(pending.has_failed for pending in files):
        return False
    if files:
        return None
    return True if newest else None


def _received(certification: Certification, screening: Screening) -> datetime:
    """When the certification came to the roster of the screening by a transfer: earlier ones did not compare it."""
    is_roster = screening.trigger == "roster"
    return certification.received.get(screening.subject, datetime.min) if is_roster else datetime.min


def _is_after(screening: Screening, moment: datetime | None) -> bool:
    return screening.started_at is not None and moment is not None and screening.started_at > moment


def _has_entries(facts: Facts, pending: Screening, today: date) -> bool:
    """Whether entries of the file are in force."""
    own = (entry.record.removed_on for entry in facts.entries.values() if entry.file == pending.subject)
    return any(removed_on is None or removed_on > today for removed_on in own)


def _is_followed(facts: Facts, failed: Screening) -> bool:
    """Whether a later file of the same blacklist was compared after this one failed; it covers both."""
    return failed.has_failed and any(
        known.trigger == "file"
        and known.state == "done"
        and facts.blacklist_of(known) == facts.blacklist_of(failed)
        and _is_after(known, failed.finished_at)
        for known in facts.screenings
    )
