"""What an enterprise was on a day, and why, as the platform knew it at a moment: two times kept apart (domain:
standing).

Reading only. Rows and versions are added, never changed: once the transactions of its moment are done, the same
question has the same answer for ever. Only what an entry says is left out for whoever may not see the cross-check, once
the enterprise's standing does not rest on it any more.
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
from screening.states import StandingState

REASON_LABELS = {
    "certification": "高级认证",
    "screening": "交叉比对",
    "blocking": "列入“黑名单”",
    "question": "疑似命中，尚未核实",
    "hint": "提示，不影响资格",
    "revocation": "取消资格",
    "unscreened": "尚未比对",
}
# The ids that a reason carries, and what each is explained by.
EVIDENCE = ("certification", "revocation", "screening", "hit", "entry")
NOT_KNOWN = "截至所问时刻，平台上没有该企业列入名单的记录。"
NOT_ON_THE_DAY = "当日不在名单上。"
BEYOND = "所问之日晚于平台所知截至的时刻：以下是平台当时所知的资格，至所问之日未必没有变化。"


@dataclass(frozen=True, slots=True)
class StandingQuery:
    """On which day, as known at which moment, and whether the asker may see what the cross-check knows."""

    on: date
    known_at: datetime
    sees_screening: bool


@dataclass(frozen=True, slots=True)
class EnterpriseSnapshot:
    """The enterprise as it was called on the day; `name_since` is its name at the moment where that is another."""

    uscc: str
    name: str
    customs_code: str
    address: str
    name_since: str


@dataclass(frozen=True, slots=True)
class StandingSnapshot:
    """A row of the enterprise's standings with its end as then known; `holds` on the day that was asked about."""

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
    """One reason with what it rests on; `withheld` where the asker may know the sentence only."""

    kind: str
    label: str
    text: str
    withheld: bool = False
    certification: CertificationEvidence | None = None
    revocation: RevocationEvidence | None = None
    screening: ScreeningEvidence | None = None
    hit: HitEvidence | None = None
    entry: EntryEvidence | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer. `standing` is None and `state` with it where the enterprise was on no roster on that day."""

    enterprise: EnterpriseSnapshot
    on: date
    known_at: datetime
    state: str | None
    label: str | None
    message: str
    standing: StandingSnapshot | None
    reasons: tuple[ReasonDetail, ...]
    notes: tuple[str, ...]
    rows: tuple[StandingSnapshot, ...]


def explain(enterprise: Enterprise, question: StandingQuery) -> Explanation:
    """Answer the question, in a number of queries that does not grow with the reasons."""
    at = question.known_at
    # Of the enterprise itself, so that each row knows its enterprise.
    known = enterprise.standings.as_known(at=at)
    current = known.on(question.on).first()
    rows = tuple(_row(row, question, in_force=row == current) for row in known.order_by("pk"))
    revoked = revocations(enterprise, at=at)
    reasons = _reasons(current, question, revoked) if current else []
    return Explanation(
        enterprise=_enterprise(enterprise, question),
        on=question.on,
        known_at=at,
        state=current.state if current else None,
        label=current.get_state_display() if current else None,
        message=_sentence(question.on, current, rows),
        standing=next((row for row in rows if row.in_force), None),
        reasons=tuple(reasons),
        notes=tuple(_notes(current, question, reasons, revoked.values())),
        rows=rows,
    )


def _sentence(day: date, current: Standing | None, rows: tuple[StandingSnapshot, ...]) -> str:
    if current:
        return f"{chinese_date(day)}，该企业的激励资格为“{current.get_state_display()}”。"
    return NOT_ON_THE_DAY if rows else NOT_KNOWN


def _row(row: Any, question: StandingQuery, *, in_force: bool) -> StandingSnapshot:
    return StandingSnapshot(
        id=row.pk,
        state=row.state,
        label=row.get_state_display(),
        since=row.since,
        until=row.known_until,
        known_at=row.known_at,
        end_known_at=row.known_end,
        in_force=in_force,
        texts=tuple(reason["text"] for reason in row.reasons_for(sees_screening=question.sees_screening)),
    )


def _enterprise(enterprise: Enterprise, question: StandingQuery) -> EnterpriseSnapshot:
    """Its names have the time only at which they were learned; the day's is the one known when the day ended."""
    versions = events_of(Enterprise, [enterprise.pk], at=question.known_at)[enterprise.pk]
    end_of_day = timezone.make_aware(datetime.combine(question.on, time.max))
    then, newest = versions[version_at(versions, end_of_day)], versions[-1]
    return EnterpriseSnapshot(
        uscc=then.uscc,
        name=then.name,
        customs_code=then.customs_code,
        address=then.address,
        name_since=newest.name if newest.name != then.name else "",
    )


def _reasons(current: Standing, question: StandingQuery, revoked: dict[int, RevocationEvidence]) -> list[ReasonDetail]:
    reasons = current.reasons_for(sees_screening=question.sees_screening)
    ids = {kind: {reason[kind] for reason in reasons if reason.get(kind)} for kind in EVIDENCE}
    moments = {"relied_at": current.known_at, "at": question.known_at}
    found: dict[str, dict[int, Any]] = {
        "certification": certifications(ids["certification"], **moments),
        "revocation": revoked,
    }
    if question.sees_screening:
        found["screening"] = screenings(ids["screening"])
        found["hit"] = hits(ids["hit"], **moments)
        found["entry"] = entries(ids["entry"], **moments)
    return [
        ReasonDetail(
            kind=reason["kind"],
            label=REASON_LABELS.get(reason["kind"], ""),
            text=reason["text"],
            withheld=any(kind in reason and kind not in found for kind in EVIDENCE),
            **{kind: things.get(reason.get(kind, 0)) for kind, things in found.items()},
        )
        for reason in reasons
    ]


def _notes(
    current: Standing | None,
    question: StandingQuery,
    reasons: list[ReasonDetail],
    revoked: Iterable[RevocationEvidence],
) -> Iterator[str]:
    """What the reader must know besides: facts learned so late that other rows had followed those of the day."""
    if question.on > timezone.localdate(question.known_at):
        yield BEYOND
    if current is None or current.state == StandingState.LAPSED:
        return
    if current.state != StandingState.REVOKED:
        for revocation in revoked:
            if revocation.covers(question.on):
                what = f"{revocation.office}取消资格的决定（{revocation.document_number}）"
                yield _late(what, f"自{chinese_date(revocation.effective_on)}起取消", revocation.at)
    for reason in reasons:
        restored = reason.revocation
        if restored and restored.restored_on and restored.restored_at and restored.restored_on <= question.on:
            what = f"{restored.office}恢复资格的决定（{restored.restore_document}）"
            yield _late(what, f"自{chinese_date(restored.restored_on)}起恢复", restored.restored_at)
        for change in reason.certification.changes if reason.certification else ():
            if change.key == "until" and isinstance(change.after, date) and change.after <= question.on:
                yield _late(f"名单（{change.source}）", f"该企业自{chinese_date(change.after)}起退出", change.known_at)


def _late(what: str, said: str, known_at: datetime) -> str:
    learned = chinese_date(timezone.localdate(known_at))
    return f"另有{what}载明{said}；平台于{learned}得知，当日的资格记录未予追溯。"
