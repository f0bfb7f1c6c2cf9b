"""The evidence behind the reasons of a standing: what a fact said when it was relied on, and what changed since.

What is asked is always bounded by a moment: nothing that the platform learned after it is told.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db.models import Model

from blacklists.models.entries import BlacklistEntry
from matching.rules import MATCH_TYPES
from roster.models.enterprises import Certification, Enterprise
from roster.models.submissions import RosterRemoval, RosterRow, RosterSubmission
from screening.explanation.decisions import ANSWERED_BY, Step, person, steps_of
from screening.models.hits import ScreeningHit
from screening.models.revocations import Revocation
from screening.models.screenings import Screening
from spreadsheets.columns import BLACKLIST_COLUMNS, ROSTER_COLUMNS
from uploads.models import FileRow, FileSubmission

CERTIFICATION_SAID = ("office", "certified_on", "until")
ENTRY_SAID = tuple(column.key for column in BLACKLIST_COLUMNS)
FILE = ("uploaded_by__department", "confirmed_by__department")


@dataclass(frozen=True, slots=True)
class Said:
    """One field: its name in data, its title on the page, and what stood there (None: nothing)."""

    key: str
    title: str
    value: str | date | None


@dataclass(frozen=True, slots=True)
class Source:
    """A row of a file, with its cells as they stood; without a row, the file as a whole said it by its silence."""

    kind: str
    id: int
    filename: str
    sha256: str
    mode: str
    as_of: date
    uploaded_by: str
    uploaded_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    row: int | None = None
    cells: tuple[Said, ...] = ()
    raw: tuple[str, ...] = ()

    @property
    def is_roster(self) -> bool:
        return self.kind == RosterSubmission._meta.model_name

    def __str__(self) -> str:
        return f"{self.filename}第{self.row}行" if self.row else self.filename


@dataclass(frozen=True, slots=True)
class Change:
    """A field that changed after it was relied on: when the platform learned it, and from where."""

    key: str
    title: str
    before: str | date | None
    after: str | date | None
    known_at: datetime
    source: Source


@dataclass(frozen=True, slots=True)
class CertificationEvidence:
    """高级认证 and the row of the roster that said so; for an enterprise that left, the roster that dropped it and
    why.
    """

    id: int
    said: tuple[Said, ...]
    source: Source
    closed_by: Source | None
    removal_reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ScreeningEvidence:
    """交叉比对: one run, what made it necessary, and what it compared."""

    id: int
    trigger: str
    label: str
    cause: str
    finished_at: datetime | None
    enterprise_count: int
    entry_count: int
    hit_count: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that fired: its code, in words, and its weight; hits of before the rules had codes have words only."""

    rule: str
    text: str
    weight: int | None


@dataclass(frozen=True, slots=True)
class HitEvidence:
    """比对命中: how the two matched; the steps are what was decided since, in order."""

    id: int
    match_type: str
    label: str
    score: int
    rules: tuple[Rule, ...]
    screening: ScreeningEvidence
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class EntryEvidence:
    """“黑名单”条目 and the row that it came from."""

    id: int
    blacklist: str
    label: str
    said: tuple[Said, ...]
    source: Source
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class RevocationEvidence:
    """取消资格 and, once the platform knew it, its restoration."""

    id: int
    office: str
    document_number: str
    reason: str
    effective_on: date
    by: str
    at: datetime
    restored_on: date | None
    restore_document: str
    restore_reason: str
    restored_by: str
    restored_at: datetime | None

    def covers(self, day: date) -> bool:
        return self.effective_on <= day and (self.restored_on is None or day < self.restored_on)


Events = dict[int, list[Any]]


def events_of(model: type[Model], ids: Collection[int], *, at: datetime, related: Sequence[str] = ()) -> Events:
    """Each thing's versions that the platform had at the moment, oldest first; of one younger than that, the first."""
    events = model._meta.get_field("events").related_model._default_manager
    all_events: Events = defaultdict(list)
    for event in events.filter(pgh_obj_id__in=ids).select_related(*related).order_by("pgh_id"):
        all_events[event.pgh_obj_id].append(event)
    return {pk: [e for e in versions if e.pgh_created_at <= at] or versions[:1] for pk, versions in all_events.items()}


def version_at(versions: Sequence[Any], moment: datetime) -> int:
    """The place of the version in force at the moment; of none, the first."""
    return max((place for place, event in enumerate(versions) if event.pgh_created_at <= moment), default=0)


def _said(model: type[Model], thing: Any, keys: Sequence[str]) -> tuple[Said, ...]:
    return tuple(Said(key, str(model._meta.get_field(key).verbose_name), _value(thing, key)) for key in keys)


def _value(thing: Any, key: str) -> str | date | None:
    value = getattr(thing, key)
    return str(value) if isinstance(value, Model) else value


def _file(submission: FileSubmission, **row: Any) -> Source:
    return Source(
        kind=str(submission._meta.model_name),
        id=submission.pk,
        filename=submission.filename,
        sha256=submission.sha256,
        mode=submission.mode,
        as_of=submission.as_of,
        uploaded_by=person(submission.uploaded_by),
        uploaded_at=submission.uploaded_at,
        confirmed_by=person(submission.confirmed_by),
        confirmed_at=submission.confirmed_at,
        **row,
    )


def _row(row: FileRow) -> Source:
    """The row as it was understood; as it stood only of a blacklist's, which whoever may not see them never gets.

    A roster's row may hold what an office wrote for itself, such as whom to ring up: who may see the file opens it.
    """
    columns = ROSTER_COLUMNS if isinstance(row, RosterRow) else BLACKLIST_COLUMNS
    cells = tuple(Said(column.key, column.title, getattr(row, column.key)) for column in columns)
    return _file(row.submission, row=row.line, cells=cells, raw=() if isinstance(row, RosterRow) else tuple(row.raw))


def _source(version: Any, ending: str) -> Source:
    """Where a version came from: its row, or the file that ended it by no longer naming it."""
    file = getattr(version, ending)
    return _file(file) if file else _row(version.row)


def _changes(model: type[Model], versions: Sequence[Any], keys: Sequence[str], ending: str) -> Iterator[Change]:
    """What differs between each version and the next; where only the file does, that."""
    for before, after in pairwise(versions):
        known_at, origin = after.pgh_created_at, _source(after, ending)
        old, new = _said(model, before, keys), _said(model, after, keys)
        differing = [(was, now) for was, now in zip(old, new, strict=True) if was.value != now.value]
        for was, now in differing:
            yield Change(now.key, now.title, was.value, now.value, known_at, origin)
        if not differing and before.row_id != after.row_id:
            yield Change("row", "依据", str(_source(before, ending)), str(origin), known_at, origin)


def certifications(ids: Collection[int], *, relied_at: datetime, at: datetime) -> dict[int, CertificationEvidence]:
    """id → what each certification said when it was relied on, and since."""
    files = [f"{path}__{who}" for path in ("row__submission", "closed_by") for who in FILE]
    events = events_of(Certification, ids, at=at, related=("office", "enterprise", *files))
    known = [event for versions in events.values() for event in versions]
    removals = RosterRemoval.objects.filter(
        submission_id__in={event.closed_by_id for event in known} - {None},
        uscc__in={event.enterprise.uscc for event in known},
    )
    reasons = {(removal.submission_id, removal.uscc): removal.reason for removal in removals}
    found = {}
    for pk, versions in events.items():
        place = version_at(versions, relied_at)
        event = versions[place]
        found[pk] = CertificationEvidence(
            id=pk,
            said=_said(Certification, event, CERTIFICATION_SAID),
            source=_row(event.row),
            closed_by=_file(event.closed_by) if event.closed_by else None,
            removal_reason=reasons.get((event.closed_by_id, event.enterprise.uscc), ""),
            changes=tuple(_changes(Certification, versions[place:], CERTIFICATION_SAID, "closed_by")),
        )
    return found


def screenings(ids: Collection[int]) -> dict[int, ScreeningEvidence]:
    """id → the run."""
    runs = Screening.objects.filter(pk__in=ids).select_related("submission", "blacklist_import", "repeats")
    return {run.pk: _screening(run) for run in runs}


def _screening(run: Screening) -> ScreeningEvidence:
    return ScreeningEvidence(
        id=run.pk,
        trigger=run.trigger,
        label=run.get_trigger_display(),
        cause=str(run.cause or ""),
        finished_at=run.finished_at,
        enterprise_count=run.enterprise_count,
        entry_count=run.entry_count,
        hit_count=run.hit_count,
    )


def _rule(reason: Any) -> Rule:
    if isinstance(reason, str):
        return Rule("", reason, None)
    return Rule(reason["rule"], reason["text"], reason["weight"])


def hits(ids: Collection[int], *, relied_at: datetime, at: datetime) -> dict[int, HitEvidence]:
    """id → how the two matched when it was relied on, and what was decided up to the moment."""
    related = ("screening__submission", "screening__blacklist_import", *ANSWERED_BY)
    found = {}
    for pk, versions in events_of(ScreeningHit, ids, at=at, related=related).items():
        hit = versions[version_at(versions, relied_at)]
        found[pk] = HitEvidence(
            id=pk,
            match_type=hit.match_type,
            label=MATCH_TYPES[hit.match_type].label,
            score=hit.score,
            rules=tuple(map(_rule, hit.reasons)),
            screening=_screening(hit.screening),
            steps=tuple(steps_of(versions)),
        )
    return found


def entries(ids: Collection[int], *, relied_at: datetime, at: datetime) -> dict[int, EntryEvidence]:
    """id → what each entry said when it was relied on, and since."""
    files = [f"{path}__{who}" for path in ("row__submission", "ended_by") for who in FILE]
    found = {}
    for pk, versions in events_of(BlacklistEntry, ids, at=at, related=("blacklist", *files)).items():
        place = version_at(versions, relied_at)
        entry = versions[place]
        found[pk] = EntryEvidence(
            id=pk,
            blacklist=entry.blacklist.code,
            label=entry.blacklist.name,
            said=_said(BlacklistEntry, entry, ENTRY_SAID),
            source=_row(entry.row),
            changes=tuple(_changes(BlacklistEntry, versions[place:], ENTRY_SAID, "ended_by")),
        )
    return found


def revocations(enterprise: Enterprise, *, at: datetime) -> dict[int, RevocationEvidence]:
    """The enterprise's revocations that the platform knew at the moment, with restorations likewise."""
    who = ("office", "revoked_by__department", "restored_by__department")
    known = Revocation.objects.filter(enterprise=enterprise, revoked_at__lte=at).select_related(*who)
    return {revocation.pk: _revocation(revocation, at) for revocation in known.order_by("pk")}


def _revocation(revocation: Revocation, at: datetime) -> RevocationEvidence:
    restored = revocation.restored_at is not None and revocation.restored_at <= at
    return RevocationEvidence(
        id=revocation.pk,
        office=str(revocation.office),
        document_number=revocation.document_number,
        reason=revocation.reason,
        effective_on=revocation.effective_on,
        by=person(revocation.revoked_by),
        at=revocation.revoked_at,
        restored_on=revocation.restored_on if restored else None,
        restore_document=revocation.restore_document if restored else "",
        restore_reason=revocation.restore_reason if restored else "",
        restored_by=person(revocation.restored_by) if restored else "",
        restored_at=revocation.restored_at if restored else None,
    )
