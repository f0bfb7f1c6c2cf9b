"""The standing of an enterprise on a day and its evidence, as the platform knew it at a moment (bitemporal).

This only reads. Rows and versions are added, never changed, so the same query always has the same answer, once the
transactions of its moment have ended. One exception: the contents of a blacklist entry are withheld from readers who
may not see the screening as soon as the enterprise's standing no longer rests on the entry.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Max, Min
from django.utils import timezone

from blacklists.models import Blacklist, BlacklistImport
from foundation.web.dates import chinese_date
from roster.models import RosterSubmission
from roster.models.enterprises import Enterprise
from screening.explanation.evidence import (
    CertificationEvidence,
    EntryEvidence,
    HitEvidence,
    RevocationEvidence,
    ScreeningEvidence,
    SuspensionEvidence,
    certifications,
    entries,
    events_of,
    hits,
    revocations,
    screenings,
    suspensions,
    version_at,
)
from screening.models.standings import Standing, StandingHolds
from screening.reasons import ReasonCode, ReasonParams, StandingReason
from screening.wording import reason_text

# The kinds of evidence that a reason is explained by.
EVIDENCE = ("certification", "revocation", "suspension", "screening", "hit", "entry")
NOT_KNOWN = "截至所问时刻，平台上没有该企业列入名单的记录。"
NOT_RECORDED = "平台自{first}起有{subject}记录，{day}无记录，当日情况请向主管海关核实。"
LATER_THAN_KNOWN = "所查日期晚于信息截至的时间：以下是平台当时记录的资格，至所查日期可能已有变化。"


@dataclass(frozen=True, slots=True)
class StandingQuery:
    """The day, the moment whose knowledge counts, and whether the reader may see the screening."""

    on: date
    known_at: datetime
    sees_screening: bool


@dataclass(frozen=True, slots=True)
class EnterpriseSnapshot:
    """The enterprise as it was on the day; `name_since` is its later name, "" where that is the same."""

    uscc: str
    name: str
    customs_code: str
    address: str
    name_since: str


@dataclass(frozen=True, slots=True)
class StandingSnapshot:
    """A standing with its ends as known at the moment; `in_force` marks the standing on the day of the query.

    `superseded_at`: when a fact that became known later replaced the row; None where none did.
    `texts` are its reasons in Chinese, one string for each.
    """

    id: int
    state: str
    label: str
    since: date
    until: date | None
    known_at: datetime
    end_known_at: datetime | None
    superseded_at: datetime | None
    in_force: bool
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReasonDetail:
    """One reason with its evidence.

    `params` is None where the contents of a blacklist entry are withheld. `withheld`: there is evidence that the
    reader may not see.
    """

    code: str
    label: str
    text: str
    params: ReasonParams | None
    withheld: bool = False
    certification: CertificationEvidence | None = None
    revocation: RevocationEvidence | None = None
    suspension: SuspensionEvidence | None = None
    screening: ScreeningEvidence | None = None
    hit: HitEvidence | None = None
    entry: EntryEvidence | None = None


@dataclass(frozen=True, slots=True)
class BlacklistSnapshot:
    """An excluding blacklist, with the day of its newest file confirmed by the moment; None where it had none."""

    name: str
    as_of: date | None
    is_declared_unused: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to a StandingQuery; `blacklists` are those with which every enterprise has to be compared.

    `standing`, `state` and `label` are None where the enterprise was on no roster on the day. `standings` has every
    row recorded by the moment in the order of its record, superseded ones included. `is_before_records`: the day is
    before the first record of the enterprise, so that nothing is known of it.
    """

    enterprise: EnterpriseSnapshot
    on: date
    known_at: datetime
    state: str | None
    label: str | None
    message: str
    standing: StandingSnapshot | None
    reasons: tuple[ReasonDetail, ...]
    notes: tuple[str, ...]
    standings: tuple[StandingSnapshot, ...]
    blacklists: tuple[BlacklistSnapshot, ...]
    is_before_records: bool

    @property
    def standing_id(self) -> int | None:
        """The key of the standing; None without one."""
        return self.standing.id if self.standing else None


def explain(enterprise: Enterprise, query: StandingQuery) -> Explanation:
    """Answer the query. The number of database queries does not grow with the reasons."""
    at = query.known_at
    # By way of the enterprise, so that each row has it without another query.
    rows = list(enterprise.standings.recorded(at=at).annotate(holds=StandingHolds(query.on, at)).order_by("pk"))
    current = next((row for row in rows if row.holds), None)
    standings = tuple(_standing(row, query, in_force=row is current) for row in rows)
    reasons = _reasons(enterprise, current, query) if current else []
    first = _first_day(standings, at)
    is_before_records = current is None and first is not None and query.on < first
    return Explanation(
        enterprise=_enterprise(enterprise, query),
        on=query.on,
        known_at=at,
        state=current.state if current else None,
        label=current.get_state_display() if current else None,
        message=_message(query.on, current, first=first if is_before_records else None, has_records=bool(standings)),
        standing=next((standing for standing in standings if standing.in_force), None),
        reasons=tuple(reasons),
        notes=tuple(_notes(rows, query, current)),
        standings=standings,
        blacklists=tuple(_blacklists(at)),
        is_before_records=is_before_records,
    )


def _first_day(standings: tuple[StandingSnapshot, ...], at: datetime) -> date | None:
    """Return the first day of which the platform has a record of the enterprise, as known at the moment.

    Of an enterprise without one, the day on which the first roster was confirmed; None where none was.
    """
    if days := [row.since for row in standings if row.superseded_at is None]:
        return min(days)
    return first_roster_day(at)


def first_roster_day(at: datetime) -> date | None:
    """Return the day on which the first roster was confirmed until the moment; None where none was."""
    confirmed = RosterSubmission.objects.confirmed().filter(confirmed_at__lte=at)
    first: datetime | None = confirmed.aggregate(first=Min("confirmed_at"))["first"]
    return timezone.localdate(first) if first else None


def _blacklists(at: datetime) -> Iterator[BlacklistSnapshot]:
    """The blacklists that excluded at the moment, as known then."""
    confirmed = BlacklistImport.objects.confirmed().filter(confirmed_at__lte=at).order_by()
    newest = dict(confirmed.values("blacklist").annotate(newest=Max("as_of")).values_list("blacklist", "newest"))
    versions = Blacklist._meta.get_field("events").related_model._default_manager.filter(pgh_created_at__lte=at)
    for version in versions.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id"):
        if version.excludes:
            as_of = newest.get(version.pgh_obj_id)
            is_unused = as_of is None and version.unused_declared_at is not None
            yield BlacklistSnapshot(version.name, as_of, is_unused)


def _message(day: date, current: Standing | None, *, first: date | None, has_records: bool) -> str:
    """Return the answer; `first` is the first day with a record where the day is before it."""
    if current:
        return f"{chinese_date(day)}，该企业的激励资格为“{current.get_state_display()}”。"
    if first:
        subject = "该企业的" if has_records else ""
        return NOT_RECORDED.format(first=chinese_date(first), subject=subject, day=chinese_date(day))
    return NOT_KNOWN


def _standing(row: Any, query: StandingQuery, *, in_force: bool) -> StandingSnapshot:
    """Return the snapshot of `row`, a Standing annotated by `recorded`."""
    return StandingSnapshot(
        id=row.pk,
        state=row.state,
        label=row.get_state_display(),
        since=row.since,
        until=row.until_as_known,
        known_at=row.known_at,
        end_known_at=row.end_as_known,
        superseded_at=row.superseded_as_known,
        in_force=in_force,
        texts=tuple(map(reason_text, row.reasons_for(sees_screening=query.sees_screening))),
    )


def _enterprise(enterprise: Enterprise, query: StandingQuery) -> EnterpriseSnapshot:
    """Return the names known at the end of the day. Names have no valid time, only a transaction time."""
    versions = events_of(Enterprise, [enterprise.pk], at=query.known_at)[enterprise.pk]
    end_of_day = timezone.make_aware(datetime.combine(query.on, time.max))
    then, newest = versions[version_at(versions, end_of_day)], versions[-1]
    return EnterpriseSnapshot(
        uscc=then.uscc,
        name=then.name,
        customs_code=then.customs_code,
        address=then.address,
        name_since=newest.name if newest.name != then.name else "",
    )


def _reasons(enterprise: Enterprise, current: Standing, query: StandingQuery) -> list[ReasonDetail]:
    reasons = current.reasons_for(sees_screening=query.sees_screening)
    moments = {"relied_at": current.known_at, "at": query.known_at}
    found: dict[str, dict[int, Any]] = {
        "certification": certifications(_ids(reasons, "certification"), **moments),
        "revocation": revocations(enterprise, at=query.known_at),
        "suspension": suspensions(_ids(reasons, "suspension"), at=query.known_at),
    }
    if query.sees_screening:
        found["screening"] = screenings(_ids(reasons, "screening"))
        found["hit"] = hits(_ids(reasons, "hit"), **moments)
        found["entry"] = entries(_ids(reasons, "entry"), **moments)
    return [_reason_detail(reason, found) for reason in reasons]


def _ids(reasons: list[StandingReason], kind: str) -> set[int]:
    """Return the primary keys of one kind of evidence for the reasons."""
    evidence: list[Any] = [reason["evidence"] for reason in reasons]
    return {ids[kind] for ids in evidence if kind in ids}


def _reason_detail(reason: StandingReason, found: dict[str, dict[int, Any]]) -> ReasonDetail:
    """Return the reason with its evidence. `found`: kind → id → evidence, for the kinds that the reader may see."""
    ids: Any = reason["evidence"]
    return ReasonDetail(
        code=reason["code"],
        label=ReasonCode(reason["code"]).label,
        text=reason_text(reason),
        params=reason["params"],
        withheld=any(kind in ids and kind not in found for kind in EVIDENCE),
        **{kind: rows.get(ids.get(kind, 0)) for kind, rows in found.items()},
    )


def _notes(rows: Iterable[Standing], query: StandingQuery, current: Standing | None) -> Iterator[str]:
    """Yield notes on the answer as Chinese sentences: the state that was recorded for the day before a correction.

    `rows` are the standings that were recorded by the moment of the query, in the order of their record.
    """
    if query.on > timezone.localdate(query.known_at):
        yield LATER_THAN_KNOWN
    for row in rows:
        moment = _corrected_at(row, query.on) if row.since <= query.on else None
        if moment and moment <= query.known_at and (current is None or row.state != current.state):
            day = chinese_date(timezone.localdate(moment))
            yield f"平台于{day}得知其他事实之前，当日的资格记为“{row.get_state_display()}”，其后已更正。"


def _corrected_at(row: Standing, day: date) -> datetime | None:
    """Return the moment, after the day, at which a late fact replaced the row for that day; None where none did."""
    is_superseded = row.until is None or row.until > day
    moment = row.known_until if is_superseded else row.end_known_at
    return moment if moment and timezone.localdate(moment) > day else None
