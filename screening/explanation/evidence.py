"""The evidence for the reasons of a standing: the facts as they were when relied on, and their changes since.

Every reader takes a moment `at` and leaves out what the platform learned later. `relied_at` is the moment at which
the standing was determined.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db.models import Model

from accounts.models import Department
from blacklists.models.entries import BlacklistEntry
from foundation.web.dates import chinese_date, shown_text
from matching.rules import MATCH_TYPES, RuleApplied, rule_text
from roster.models.enterprises import Certification, Enterprise
from roster.models.submissions import RosterRemoval, RosterRow, RosterSubmission
from screening.explanation.decisions import DECIDED_BY, DecisionStep, person, steps_of
from screening.models.hits import ScreeningHit
from screening.models.revocations import Revocation, names_of_measures
from screening.models.screenings import Screening
from screening.models.suspensions import Suspension
from spreadsheets.columns import BLACKLIST_COLUMNS, ROSTER_COLUMNS
from uploads.models import FileRow, FileSubmission

CERTIFICATION_FIELDS = ("office", "certified_on", "until")
ENTRY_FIELDS = tuple(column.key for column in BLACKLIST_COLUMNS)
FILE = ("uploaded_by__department", "confirmed_by__department")


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One field: its key in data, its title on the page, and its value (None: empty)."""

    key: str
    title: str
    value: str | date | None

    @property
    def text(self) -> str:
        """The value as a page shows it."""
        return shown_text(self.value or "") if not isinstance(self.value, date) else chinese_date(self.value)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of an uploaded file with its cells.

    Without `row`, the whole file is the source: it no longer names the subject. `raw` is the row as uploaded.
    """

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
    cells: tuple[FieldValue, ...] = ()
    raw: tuple[str, ...] = ()

    @property
    def is_roster(self) -> bool:
        return self.kind == RosterSubmission._meta.model_name

    def __str__(self) -> str:
        return f"{self.filename}第{self.row}行" if self.row else self.filename


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A change of a field after it was relied on, the moment when the platform learned it, and its source."""

    key: str
    title: str
    before: str | date | None
    after: str | date | None
    known_at: datetime
    source: SourceRow


@dataclass(frozen=True, slots=True)
class CertificationEvidence:
    """高级认证 and the roster row that it comes from.

    For an enterprise that left: the roster that no longer names it (`closed_by`) and the reason given.
    """

    id: int
    values: tuple[FieldValue, ...]
    source: SourceRow
    closed_by: SourceRow | None
    removal_reason: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class ScreeningEvidence:
    """交叉比对: one screening, its cause, and its size."""

    id: int
    trigger: str
    label: str
    cause: str
    finished_at: datetime | None
    enterprise_count: int
    entry_count: int
    hit_count: int


@dataclass(frozen=True, slots=True)
class RuleEvidence:
    """A matching rule that applied: its code, its sentence and its weight."""

    rule: str
    text: str
    weight: int


@dataclass(frozen=True, slots=True)
class HitEvidence:
    """比对命中: how enterprise and entry match, and the decisions since, in order."""

    id: int
    match_type: str
    label: str
    score: int
    rules: tuple[RuleEvidence, ...]
    screening: ScreeningEvidence
    steps: tuple[DecisionStep, ...]


@dataclass(frozen=True, slots=True)
class EntryEvidence:
    """“黑名单”条目 and the row of the import that it comes from."""

    id: int
    blacklist: str
    label: str
    values: tuple[FieldValue, ...]
    source: SourceRow
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class RevocationEvidence:
    """取消资格 and its restoration, where the platform knew it.

    `label` is the category in Chinese, `measures` the names of those to stop, () for all.
    """

    id: int
    office: str
    document_number: str
    category: str
    label: str
    reason: str
    measures: tuple[str, ...]
    effective_on: date
    by: str
    at: datetime
    restored_on: date | None
    restore_document: str
    restore_reason: str
    restored_by: str
    restored_at: datetime | None

    def covers(self, day: date) -> bool:
        """Whether the revocation was in force on the day."""
        return self.effective_on <= day and (self.restored_on is None or day < self.restored_on)


@dataclass(frozen=True, slots=True)
class SuspensionEvidence:
    """暂停资格 and its lifting, where the platform knew it."""

    id: int
    office: str
    document_number: str
    reason: str
    effective_on: date
    by: str
    at: datetime
    lifted_on: date | None
    lift_document: str
    lift_reason: str
    lifted_by: str
    lifted_at: datetime | None


Events = dict[int, list[Any]]


def events_of(model: type[Model], ids: Collection[int], *, at: datetime, related: Sequence[str] = ()) -> Events:
    """Return object id → its versions known at the moment, the oldest first; its first version if none was known."""
    events = model._meta.get_field("events").related_model._default_manager
    all_events: Events = defaultdict(list)
    for event in events.filter(pgh_obj_id__in=ids).select_related(*related).order_by("pgh_id"):
        all_events[event.pgh_obj_id].append(event)
    return {pk: [e for e in versions if e.pgh_created_at <= at] or versions[:1] for pk, versions in all_events.items()}


def version_at(versions: Sequence[Any], moment: datetime) -> int:
    """Return the index of the version in force at the moment; 0 where there was none."""
    return max((place for place, event in enumerate(versions) if event.pgh_created_at <= moment), default=0)


def _values(model: type[Model], version: Any, keys: Sequence[str]) -> tuple[FieldValue, ...]:
    return tuple(FieldValue(key, str(model._meta.get_field(key).verbose_name), _value(version, key)) for key in keys)


def _value(version: Any, key: str) -> str | date | None:
    value = getattr(version, key)
    if isinstance(value, Department):
        return value.name_on(version.pgh_created_at)
    return str(value) if isinstance(value, Model) else value


def _source_file(submission: FileSubmission, **row: Any) -> SourceRow:
    return SourceRow(
        kind=str(submission._meta.model_name),
        id=submission.pk,
        filename=submission.filename,
        sha256=submission.sha256,
        mode=submission.mode,
        as_of=submission.as_of,
        uploaded_by=person(submission.uploaded_by, submission.uploaded_at),
        uploaded_at=submission.uploaded_at,
        confirmed_by=person(submission.confirmed_by, submission.confirmed_at),
        confirmed_at=submission.confirmed_at,
        **row,
    )


def _source_row(row: FileRow) -> SourceRow:
    """Return the row with its cleaned cells; of a blacklist row also the raw text.

    The raw text of a roster row is left out, because it may hold internal notes of the customs office. Evidence of
    blacklist entries is read only for people who may see the screening.
    """
    columns = ROSTER_COLUMNS if isinstance(row, RosterRow) else BLACKLIST_COLUMNS
    cells = tuple(FieldValue(column.key, column.title, getattr(row, column.key)) for column in columns)
    raw = () if isinstance(row, RosterRow) else tuple(row.raw)
    return _source_file(row.submission, row=row.line, cells=cells, raw=raw)


def _source(version: Any, ending: str) -> SourceRow:
    """Return the source of a version: its row, or the file that ended it. `ending` is the name of that foreign key."""
    file = getattr(version, ending)
    return _source_file(file) if file else _source_row(version.row)


def _changes(model: type[Model], versions: Sequence[Any], keys: Sequence[str], ending: str) -> Iterator[FieldChange]:
    """Yield the changes of fields between versions. If no field differs, one change that names the new source."""
    for before, after in pairwise(versions):
        known_at, origin = after.pgh_created_at, _source(after, ending)
        old, new = _values(model, before, keys), _values(model, after, keys)
        differing = [(was, now) for was, now in zip(old, new, strict=True) if was.value != now.value]
        for was, now in differing:
            yield FieldChange(now.key, now.title, was.value, now.value, known_at, origin)
        if not differing and before.row_id != after.row_id:
            yield FieldChange("row", "依据", str(_source(before, ending)), str(origin), known_at, origin)


def certifications(ids: Collection[int], *, relied_at: datetime, at: datetime) -> dict[int, CertificationEvidence]:
    """Return id → the certification when it was relied on, and its changes since."""
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
            values=_values(Certification, event, CERTIFICATION_FIELDS),
            source=_source_row(event.row),
            closed_by=_source_file(event.closed_by) if event.closed_by else None,
            removal_reason=reasons.get((event.closed_by_id, event.enterprise.uscc), ""),
            changes=tuple(_changes(Certification, versions[place:], CERTIFICATION_FIELDS, "closed_by")),
        )
    return found


def screenings(ids: Collection[int]) -> dict[int, ScreeningEvidence]:
    """Return id → the screening."""
    found = Screening.objects.filter(pk__in=ids).select_related("submission", "blacklist_import", "repeats")
    return {screening.pk: _screening_evidence(screening) for screening in found}


def _screening_evidence(screening: Screening) -> ScreeningEvidence:
    return ScreeningEvidence(
        id=screening.pk,
        trigger=screening.trigger,
        label=screening.get_trigger_display(),
        cause=str(screening.cause or ""),
        finished_at=screening.finished_at,
        enterprise_count=screening.enterprise_count,
        entry_count=screening.entry_count,
        hit_count=screening.hit_count,
    )


def _rule_evidence(reason: RuleApplied) -> RuleEvidence:
    return RuleEvidence(reason["rule"], rule_text(reason), reason["weight"])


def hits(ids: Collection[int], *, relied_at: datetime, at: datetime) -> dict[int, HitEvidence]:
    """Return id → the match when it was relied on, and the decisions up to `at`."""
    related = ("screening__submission", "screening__blacklist_import", *DECIDED_BY)
    found = {}
    for pk, versions in events_of(ScreeningHit, ids, at=at, related=related).items():
        hit = versions[version_at(versions, relied_at)]
        found[pk] = HitEvidence(
            id=pk,
            match_type=hit.match_type,
            label=MATCH_TYPES[hit.match_type].label,
            score=hit.score,
            rules=tuple(map(_rule_evidence, hit.reasons)),
            screening=_screening_evidence(hit.screening),
            steps=tuple(steps_of(versions)),
        )
    return found


def entries(ids: Collection[int], *, relied_at: datetime, at: datetime) -> dict[int, EntryEvidence]:
    """Return id → the entry when it was relied on, and its changes since."""
    files = [f"{path}__{who}" for path in ("row__submission", "ended_by") for who in FILE]
    found = {}
    for pk, versions in events_of(BlacklistEntry, ids, at=at, related=("blacklist", *files)).items():
        place = version_at(versions, relied_at)
        entry = versions[place]
        found[pk] = EntryEvidence(
            id=pk,
            blacklist=entry.blacklist.code,
            label=entry.blacklist.name,
            values=_values(BlacklistEntry, entry, ENTRY_FIELDS),
            source=_source_row(entry.row),
            changes=tuple(_changes(BlacklistEntry, versions[place:], ENTRY_FIELDS, "ended_by")),
        )
    return found


def revocations(enterprise: Enterprise, *, at: datetime) -> dict[int, RevocationEvidence]:
    """Return id → each revocation of the enterprise that was known at `at`, with its restoration if that was known."""
    who = ("office", "revoked_by__department", "restored_by__department")
    known = list(
        Revocation.objects.filter(enterprise=enterprise, revoked_at__lte=at).select_related(*who).order_by("pk")
    )
    names = names_of_measures(known)
    return {revocation.pk: _revocation_evidence(revocation, names[revocation.pk], at) for revocation in known}


def _revocation_evidence(revocation: Revocation, measures: list[str], at: datetime) -> RevocationEvidence:
    restored = revocation.restored_at is not None and revocation.restored_at <= at
    return RevocationEvidence(
        id=revocation.pk,
        office=revocation.office.name_on(revocation.effective_on),
        document_number=revocation.document_number,
        category=revocation.category,
        label=revocation.get_category_display(),
        reason=revocation.reason,
        measures=tuple(measures),
        effective_on=revocation.effective_on,
        by=person(revocation.revoked_by, revocation.revoked_at),
        at=revocation.revoked_at,
        restored_on=revocation.restored_on if restored else None,
        restore_document=revocation.restore_document if restored else "",
        restore_reason=revocation.restore_reason if restored else "",
        restored_by=person(revocation.restored_by, revocation.restored_at) if restored else "",
        restored_at=revocation.restored_at if restored else None,
    )


def suspensions(ids: Collection[int], *, at: datetime) -> dict[int, SuspensionEvidence]:
    """Return id → the suspension, with its end if the platform knew it at `at`."""
    if not ids:
        return {}
    who = ("office", "suspended_by__department", "lifted_by__department", "replaced_by")
    return {
        each.pk: _suspension_evidence(each, at) for each in Suspension.objects.filter(pk__in=ids).select_related(*who)
    }


def _suspension_evidence(suspension: Suspension, at: datetime) -> SuspensionEvidence:
    """Return the evidence; the document of a revocation that took the place of the suspension is that of its end."""
    ended = suspension.lifted_at is not None and suspension.lifted_at <= at
    revocation = suspension.replaced_by
    return SuspensionEvidence(
        id=suspension.pk,
        office=suspension.office.name_on(suspension.effective_on),
        document_number=suspension.document_number,
        reason=suspension.reason,
        effective_on=suspension.effective_on,
        by=person(suspension.suspended_by, suspension.suspended_at),
        at=suspension.suspended_at,
        lifted_on=suspension.lifted_on if ended else None,
        lift_document=(revocation.document_number if revocation else suspension.lift_document) if ended else "",
        lift_reason=("改为取消资格" if revocation else suspension.lift_reason) if ended else "",
        lifted_by=person(suspension.lifted_by, suspension.lifted_at) if ended else "",
        lifted_at=suspension.lifted_at if ended else None,
    )
