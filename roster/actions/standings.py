"""Determining standings: whatever fact changed, this one function draws the consequence."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from roster.crosscheck.determination import Facts, HitFact, Reason, determine
from roster.crosscheck.rules import RUNGS
from roster.models import Certification, Enterprise, Revocation, Screening, ScreeningHit, Standing

# Sent after commit when rows were written, so that whoever follows standings need not wait for its sweep.
standings_written = Signal()


def _certification_reason(certification: Certification) -> Reason:
    if certification.until is None:
        text = f"{certification.office}认定为高级认证企业（认证日期{certification.certified_on:%Y-%m-%d}）"
        submission: int | None = certification.row.submission_id
    else:
        text = f"{certification.office}的名单不再包含该企业（自{certification.until:%Y-%m-%d}）"
        submission = certification.closed_by_id
    return Reason(kind="certification", text=text, certification=certification.pk, submission=submission)


def _revocation_reason(revocation: Revocation) -> Reason:
    text = f"{revocation.office}取消资格：{revocation.reason}（{revocation.document_number}）"
    return Reason(kind="revocation", text=text, revocation=revocation.pk)


def _hit_fact(hit: ScreeningHit, today: date, owed: set[int]) -> HitFact:
    """`owed` are the imports not compared yet: what they ended goes on counting until what they brought is known."""
    entry = hit.entry
    document = f"，文号{entry.document_number}" if entry.document_number else ""
    return HitFact(
        pk=hit.pk,
        entry=entry.pk,
        text=f"“{entry.blacklist.name}”条目“{entry.name}”{document}：{RUNGS[hit.rung].label}",
        counts_by_itself=RUNGS[hit.rung].counts,
        excludes=entry.blacklist.excludes,
        live=entry.is_live(on=today) or entry.ended_by_id in owed,
        decision=hit.decision,
        over_term=hit.is_over_term(on=today),
    )


def _facts(enterprise_ids: list[int], today: date) -> dict[int, Facts]:
    certifications = {
        c.enterprise_id: c
        for c in Certification.objects.filter(enterprise__in=enterprise_ids)
        .select_related("office", "row")
        .order_by("pk")
    }
    revocations = {
        r.enterprise_id: r
        for r in Revocation.objects.open().filter(enterprise__in=enterprise_ids).select_related("office")
    }
    owed = set(
        Screening.objects.not_done()
        .filter(blacklist_import__isnull=False)
        .values_list("blacklist_import_id", flat=True)
    )
    hits: dict[int, list[HitFact]] = {}
    for hit in (
        ScreeningHit.objects.filter(enterprise__in=enterprise_ids, holds=True)
        .select_related("entry__blacklist")
        .order_by("pk")
    ):
        hits.setdefault(hit.enterprise_id, []).append(_hit_fact(hit, today, owed))
    failed = Screening.objects.failed().exists()
    facts = {}
    for pk, certification in certifications.items():
        revocation = revocations.get(pk)
        facts[pk] = Facts(
            certification=_certification_reason(certification),
            left_on=certification.until,
            screening=certification.screened_by_id,
            comparison_failed=failed,
            revocation=_revocation_reason(revocation) if revocation else None,
            revoked_on=revocation.effective_on if revocation else None,
            hits=tuple(hits.get(pk, ())),
        )
    return facts


def _next_standing(enterprise_id: int, facts: Facts, current: Standing | None, today: date) -> Standing | None:
    """The row that follows the current one, unsaved; None where nothing changed."""
    state, reasons, since = determine(facts)
    if current and (current.state, current.reasons) == (state, reasons):
        return None
    earliest = current.since if current else date.min
    return Standing(
        enterprise_id=enterprise_id,
        previous=current,
        state=state,
        reasons=reasons,
        since=max(since or today, earliest),
    )


@transaction.atomic
def reassess(*, enterprise_ids: Iterable[int]) -> int:
    """Determine the standing of these firms anew and write what changed; return how many rows were written.

    Called in the transaction of the fact that changed. Firms that were never certified have no standing.
    """
    # Locked in one order, so that two facts about one firm are weighed one after the other.
    ids = list(
        Enterprise.objects.filter(pk__in=list(enterprise_ids))
        .order_by("pk")
        .select_for_update()
        .values_list("pk", flat=True)
    )
    today = timezone.localdate()
    current = {s.enterprise_id: s for s in Standing.objects.current().filter(enterprise__in=ids)}
    facts = _facts(ids, today)
    following = [
        standing for pk in ids if pk in facts and (standing := _next_standing(pk, facts[pk], current.get(pk), today))
    ]
    ended = [standing.previous for standing in following if standing.previous]
    for standing, previous in ((s, s.previous) for s in following if s.previous):
        previous.until = standing.since
        previous.end_known_at = timezone.now()
    Standing.objects.bulk_update(ended, ["until", "end_known_at"], batch_size=1000)
    Standing.objects.bulk_create(following, batch_size=1000)
    if following:
        transaction.on_commit(lambda: standings_written.send(sender=Standing), robust=True)
    return len(following)
