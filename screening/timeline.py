"""Compute the timeline of one enterprise from its recorded facts: a pure function (plan §1, §3; docs/adr/0012).

A timeline states the state of the enterprise and its reasons for each day since the first record. It is computed from
facts with valid time, so a fact that becomes known late changes days of the past. An example, known on 10 July:
certified and screened on 1 July, revoked with effect from 3 July.

    days                     state
    1 July and 2 July        eligible
    from 3 July              revoked

Acts of the portal hold from the day they were recorded: a completed screening, a decision, a blacklist that starts to
exclude. Other facts hold from the day they name: a removal from the roster, a revocation and its restoration, a
suspension and its lifting, the listing and the end of an entry. A possible match is overdue from the day after its
deadline.

An equal number means that enterprise and entry are the same entity. A hit that has matched by an equal number since it
was found therefore blocks from the listing of its entry, unless its newest decision is a dismissal: then it blocks on
no day before it was found. A hit that became a match by number later blocks from the day of that change on, and a
possible match blocks from its confirmation on. When a possible match is open again, it changes no earlier day
(`screening.actions.hit_histories`).

`timeline` takes these steps:

1. Collect the days on which any fact or stored period begins or ends, and today. Between two of them nothing changes.
2. Determine the standing (`determination.determine`) on each of these days.
3. Keep the stored reasons of past days: where the stored row of a day has the same state and evidence, its reasons
   stay, so that a later change of a parameter, such as a name, adds no row for the past. Today's reasons are the new
   ones.
4. Join neighbouring periods with the same state and reasons.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from screening.determination import Facts, HitFact, determine
from screening.reasons import EntryParams, StandingReason
from screening.states import Decision, StandingState


class Span(NamedTuple):
    """Days from `since` on, before `until`; `until` is None while it is open."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    @property
    def days(self) -> Iterator[date]:
        yield self.since
        if self.until is not None:
            yield self.until


@dataclass(frozen=True, slots=True)
class CertificationFact:
    """A certification from the day of its record, or of its transfer to another office, on.

    `removed_on` is the first day off the roster, None while open.
    """

    pk: int
    since: date
    removed_on: date | None
    certified: StandingReason
    removed: StandingReason | None


@dataclass(frozen=True, slots=True)
class ScreenedFact:
    """A period in which a certification is screened, or in which its screening has failed."""

    certification: int
    screening: int
    is_complete: bool
    span: Span


@dataclass(frozen=True, slots=True)
class MissingFact:
    """The days on which an excluding blacklist had no file and was not declared unused."""

    blacklist: str
    span: Span


@dataclass(frozen=True, slots=True)
class RevocationFact:
    """A revocation, and the reason that states its restoration where it was restored."""

    span: Span
    reason: StandingReason
    restored: StandingReason | None = None


@dataclass(frozen=True, slots=True)
class SuspensionFact:
    """A suspension, and the reason that states its lifting; None while in force or where a revocation ended it."""

    span: Span
    reason: StandingReason
    lifted: StandingReason | None = None


@dataclass(frozen=True, slots=True)
class ExclusionChange:
    """From `since` on, the blacklist excludes or does not."""

    since: date
    excludes: bool


@dataclass(frozen=True, slots=True)
class HitVersion:
    """A hit between two changes of it.

    `span`: the days on which this version was in force. `live`: the days on which the entry counts; of a possible
    match, by every version of the entry known since.
    `found_on`: the day on which a screening found the hit; before it the hit is neither a possible match nor a hint.
    """

    pk: int
    entry: int
    params: EntryParams
    span: Span
    live: Span
    found_on: date
    counts_by_itself: bool
    needs_decision: bool
    decision: str
    due_on: date
    exclusion: tuple[ExclusionChange, ...]

    @property
    def days(self) -> Iterator[date]:
        yield from self.span.days
        yield from self.live.days
        yield from (change.since for change in self.exclusion)
        yield self.found_on
        if self.decision == Decision.UNDECIDED and not self.counts_by_itself:
            yield self.due_on + timedelta(days=1)

    def fact_on(self, day: date) -> HitFact | None:
        """Return the hit on the day; None where this version was not in force or has no effect yet."""
        if not self.span.covers(day):
            return None
        fact = HitFact(
            pk=self.pk,
            entry=self.entry,
            params=self.params,
            counts_by_itself=self.counts_by_itself,
            excludes=_excludes(self.exclusion, day),
            live=self.live.covers(day),
            decision=self.decision,
            is_overdue=self.due_on < day,
            needs_decision=self.needs_decision,
        )
        return fact if day >= self.found_on or fact.blocks else None


def _excludes(exclusion: Sequence[ExclusionChange], day: date) -> bool:
    return [change.excludes for change in exclusion if change.since <= day][-1]


@dataclass(frozen=True, slots=True)
class History:
    """Everything that has decided the standing of one enterprise, as known now; each in the order of its record."""

    certifications: tuple[CertificationFact, ...]
    screened: tuple[ScreenedFact, ...] = ()
    revocations: tuple[RevocationFact, ...] = ()
    hits: tuple[HitVersion, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    suspensions: tuple[SuspensionFact, ...] = ()

    @property
    def first_day(self) -> date:
        """The day of the first record. The platform has no facts about earlier days."""
        return min(certification.since for certification in self.certifications)

    def changes(self) -> set[date]:
        """Return the days on which any fact begins or ends, except missing blacklists while a screening is complete."""
        days = {certification.since for certification in self.certifications}
        days.update(c.removed_on for c in self.certifications if c.removed_on)
        for dated in (*self.screened, *self.revocations, *self.suspensions):
            days.update(dated.span.days)
        for version in self.hits:
            days.update(version.days)
        # Which blacklists are missing matters on days without a screening only.
        complete = [period.span for period in self.screened if period.is_complete]
        missing = {day for fact in self.missing for day in fact.span.days}
        days.update(day for day in missing if not any(span.covers(day) for span in complete))
        return days

    def on(self, day: date) -> Facts:
        """Return the facts of one day, which is not before the first record."""
        certification = [known for known in self.certifications if known.since <= day][-1]
        screened = [
            period for period in self.screened if period.certification == certification.pk and period.span.covers(day)
        ]
        revocation = next((known for known in self.revocations if known.span.covers(day)), None)
        suspension = next((known for known in self.suspensions if known.span.covers(day)), None)
        days = Span(certification.since, day + timedelta(days=1))
        restored = [known.restored for known in self.revocations if known.restored and _ended_in(days, known.span)]
        lifted = [known.lifted for known in self.suspensions if known.lifted and _ended_in(days, known.span)]
        hits = [fact for version in self.hits if (fact := version.fact_on(day))]
        is_removed = certification.removed_on is not None and certification.removed_on <= day
        return Facts(
            certification=certification.removed if is_removed and certification.removed else certification.certified,
            is_removed=is_removed,
            screening=screened[-1].screening if screened else None,
            screening_failed=bool(screened) and not screened[-1].is_complete,
            missing=tuple(fact.blacklist for fact in self.missing if fact.span.covers(day)),
            revocation=revocation.reason if revocation else None,
            restoration=restored[-1] if restored else None,
            suspension=suspension.reason if suspension else None,
            lifting=lifted[-1] if lifted else None,
            hits=tuple(hits),
        )


def _ended_in(days: Span, span: Span) -> bool:
    """Whether the span ended on one of the days."""
    return span.until is not None and days.covers(span.until)


class Period(NamedTuple):
    """One state with its reasons, from `since` on, before `until` (None: open)."""

    since: date
    until: date | None
    state: str
    reasons: list[StandingReason]

    @property
    def basis(self) -> tuple[object, ...]:
        """State and evidence, without the parameters of the reasons."""
        return self.state, [(reason["code"], reason["evidence"]) for reason in self.reasons]


def timeline(history: History, *, today: date, known: Sequence[Period] = ()) -> list[Period]:
    """Return the periods of the enterprise up to today, the last one open (steps above). `known`: the stored ones."""
    first = history.first_day
    if first == today and not known:
        return list(_determined(history, [today]))
    starts = {day for day in history.changes() | {row.since for row in known} if first <= day <= today}
    starts |= {first, today}
    return list(_joined(_kept(_determined(history, starts), known, today)))


def _determined(history: History, starts: Iterable[date]) -> Iterator[Period]:
    for since, until in pairwise([*sorted(starts), None]):
        assert since is not None
        state, reasons = determine(history.on(since))
        yield Period(since, until, StandingState(state).value, reasons)


def _kept(periods: Iterable[Period], known: Sequence[Period], today: date) -> Iterator[Period]:
    """Yield the periods; those before today keep the stored reasons where state and evidence are the same."""
    for period in periods:
        stored = next((row for row in known if Span(row.since, row.until).covers(period.since)), None)
        if stored and period.since < today and stored.basis == period.basis:
            yield period._replace(reasons=stored.reasons)
        else:
            yield period


def _joined(periods: Iterable[Period]) -> Iterator[Period]:
    current: Period | None = None
    for period in periods:
        if current and (current.state, current.reasons) == (period.state, period.reasons):
            current = current._replace(until=period.until)
        else:
            if current:
                yield current
            current = period
    if current:
        yield current
