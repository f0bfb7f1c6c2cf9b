"""The standing of an enterprise on a day and its evidence, as the platform knew it at a moment (bitemporal).

This only reads. Rows and versions are added, never changed, so the same query always has the same answer, once the
transactions of its moment have ended. One exception: the contents of a blacklist entry are withheld from readers who
may not see the screening as soon as the enterprise's standing no longer rests on the entry.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from foundation.web.dates import chinese_date
from roster.models.enterprises import Enterprise
from screening.explanation.evidence import (
    CertificationEvidence,
    EntryEvidence,
    HitEvidence,
    RevocationEvidence,
    ScreeningEvidence,
    certifications,
    entries,
    events_of,
    hits,
    revocations,
    screenings,
    version_at,
)
from screening.models.standings import Standing
from screening.reasons import ReasonCode, ReasonParams, StandingReason
from screening.states import StandingState
from screening.wording import reason_text

# The kinds of evidence that a reason is explained by.
EVIDENCE = ("certification", "revocation", "screening", "hit", "entry")
NOT_KNOWN = "截至所问时刻，平台上没有该企业列入名单的记录。"
NOT_ON_THE_DAY = "当日不在名单上。"
LATER_THAN_KNOWN = "所问之日晚于平台所知截至的时刻：以下是平台当时所知的资格，至所问之日未必没有变化。"


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
    """A standing with its end as known at the moment; `in_force` marks the standing on the day of the query.

    `texts` are its reasons in Chinese, one string for each.
    """

    id: int
    state: str
    label: str
    since: date
    until: date | None
    known_at: datetime
    end_known_at: datetime | None
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
    screening: ScreeningEvidence | None = None
    hit: HitEvidence | None = None
    entry: EntryEvidence | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to a StandingQuery.

    `standing`, `state` and `label` are None where the enterprise was on no roster on the day. `standings` has every
    row known at the moment, the oldest first.
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


def explain(enterprise: Enterprise, query: StandingQuery) -> Explanation:
    """Answer the query. The number of database queries does not grow with the reasons."""
    at = query.known_at
    # By way of the enterprise, so that each row has it without another query.
    known = enterprise.standings.as_known(at=at)
    current = known.on(query.on).first()
    standings = tuple(_standing(row, query, in_force=row == current) for row in known.order_by("pk"))
    revoked = revocations(enterprise, at=at)
    reasons = _reasons(current, query, revoked) if current else []
    return Explanation(
        enterprise=_enterprise(enterprise, query),
        on=query.on,
        known_at=at,
        state=current.state if current else None,
        label=current.get_state_display() if current else None,
        message=_message(query.on, current, standings),
        standing=next((standing for standing in standings if standing.in_force), None),
        reasons=tuple(reasons),
        notes=tuple(_notes(current, query, reasons, revoked.values())),
        standings=standings,
    )


def _message(day: date, current: Standing | None, standings: tuple[StandingSnapshot, ...]) -> str:
    if current:
        return f"{chinese_date(day)}，该企业的激励资格为“{current.get_state_display()}”。"
    return NOT_ON_THE_DAY if standings else NOT_KNOWN


def _standing(row: Any, query: StandingQuery, *, in_force: bool) -> StandingSnapshot:
    """`row` is a Standing annotated by `as_known`."""
    return StandingSnapshot(
        id=row.pk,
        state=row.state,
        label=row.get_state_display(),
        since=row.since,
        until=row.known_until,
        known_at=row.known_at,
        end_known_at=row.known_end,
        in_force=in_force,
        texts=tuple(map(reason_text, row.reasons_for(sees_screening=query.sees_screening))),
    )


def _enterprise(enterprise: Enterprise, query: StandingQuery) -> EnterpriseSnapshot:
    """The names known at the end of the day. Names have no valid time, only the time when they were learned."""
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


def _reasons(current: Standing, query: StandingQuery, revoked: dict[int, RevocationEvidence]) -> list[ReasonDetail]:
    reasons = current.reasons_for(sees_screening=query.sees_screening)
    moments = {"relied_at": current.known_at, "at": query.known_at}
    found: dict[str, dict[int, Any]] = {
        "certification": certifications(_ids(reasons, "certification"), **moments),
        "revocation": revoked,
    }
    if query.sees_screening:
        found["screening"] = screenings(_ids(reasons, "screening"))
        found["hit"] = hits(_ids(reasons, "hit"), **moments)
        found["entry"] = entries(_ids(reasons, "entry"), **moments)
    return [_reason_detail(reason, found) for reason in reasons]


def _ids(reasons: list[StandingReason], kind: str) -> set[int]:
    """The rows of one kind of evidence that the reasons rest on."""
    evidence: list[Any] = [reason["evidence"] for reason in reasons]
    return {ids[kind] for ids in evidence if kind in ids}


def _reason_detail(reason: StandingReason, found: dict[str, dict[int, Any]]) -> ReasonDetail:
    """`found`: kind of evidence → id → evidence, for the kinds that the reader may see."""
    ids: Any = reason["evidence"]
    return ReasonDetail(
        code=reason["code"],
        label=ReasonCode(reason["code"]).label,
        text=reason_text(reason),
        params=reason["params"],
        withheld=any(kind in ids and kind not in found for kind in EVIDENCE),
        **{kind: rows.get(ids.get(kind, 0)) for kind, rows in found.items()},
    )


def _notes(
    current: Standing | None,
    query: StandingQuery,
    reasons: list[ReasonDetail],
    revoked: Iterable[RevocationEvidence],
) -> Iterator[str]:
    """Facts that apply to the day and were learned after later standings had been written, as sentences."""
    if query.on > timezone.localdate(query.known_at):
        yield LATER_THAN_KNOWN
    if current is None or current.state == StandingState.LAPSED:
        return
    if current.state != StandingState.REVOKED:
        yield from _late_revocations(query.on, revoked)
    for reason in reasons:
        yield from _late_restoration(query.on, reason.revocation)
        yield from _late_removals(query.on, reason.certification)


def _late_revocations(day: date, revoked: Iterable[RevocationEvidence]) -> Iterator[str]:
    for revocation in revoked:
        if revocation.covers(day):
            document = f"{revocation.office}取消资格的决定（{revocation.document_number}）"
            yield _late(document, f"自{chinese_date(revocation.effective_on)}起取消", revocation.at)


def _late_restoration(day: date, revocation: RevocationEvidence | None) -> Iterator[str]:
    if revocation and revocation.restored_on and revocation.restored_at and revocation.restored_on <= day:
        document = f"{revocation.office}恢复资格的决定（{revocation.restore_document}）"
        yield _late(document, f"自{chinese_date(revocation.restored_on)}起恢复", revocation.restored_at)


def _late_removals(day: date, certification: CertificationEvidence | None) -> Iterator[str]:
    for change in certification.changes if certification else ():
        if change.key == "until" and isinstance(change.after, date) and change.after <= day:
            effect = f"该企业自{chinese_date(change.after)}起退出"
            yield _late(f"名单（{change.source}）", effect, change.known_at)


def _late(document: str, effect: str, known_at: datetime) -> str:
    learned_on = chinese_date(timezone.localdate(known_at))
    return f"另有{document}载明{effect}；平台于{learned_on}得知，当日的资格记录未予追溯。"
