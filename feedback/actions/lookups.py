"""Look-ups of many (批量查询): ask, answer in a worker, choose among near enterprises, erase what was typed.

A worker answers a look-up in parts, each in one transaction, so that a look-up whose worker died goes on where it
stopped. Nothing is locked but the row of the look-up.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import User
from audit.recording import record, record_read
from audit.types import EventType
from feedback.actions.lookup_matching import answer_lines
from feedback.asked_lines import AskedLine
from feedback.lookup_policies import check_may_choose
from feedback.models import LookupBatch, LookupLine
from feedback.states import LookupMatch, LookupState
from foundation.collector import without_collector
from foundation.jobs.enqueue import enqueue
from foundation.jobs.leases import MAX_ATTEMPTS, advisory_lock
from foundation.postgres.clock import read_clock
from screening.actions.receipts import IssuedReceipt, record_batch
from screening.models import Standing
from screening.states import StandingState
from uploads.policies import check_day_since_aeo

# Lines that are answered in one transaction.
PART = 25_000


@transaction.atomic
def ask_for_many(*, lines: Sequence[AskedLine], day: date, title: str, by: User) -> LookupBatch:
    """Store the lines and send them to a worker; the standing asked for is that on the day. Raises ActionDenied."""
    check_day_since_aeo(day, label="查询的日期")
    batch = LookupBatch.objects.create(
        department=by.own_department, requested_by=by, title=title, day=day, asked=lines, line_count=len(lines)
    )
    record(EventType.LOOKUP_ASKED, target=batch, data={"rows": len(lines), "day": day}, by=by)
    enqueue("feedback.tasks.answer_lookup", batch.pk)
    return batch


def answer_lookup(pk: int) -> None:
    """Answer what is not answered yet of a waiting look-up; it is given up after three attempts without an end."""
    with advisory_lock(f"{LookupBatch._meta.label}:{pk}") as acquired:
        batch = _start_attempt(pk) if acquired else None
        if batch is None:
            return
        with without_collector():
            while batch.answered_count < batch.line_count:
                _answer_part(batch)
        with transaction.atomic():
            _count_answers(batch)
            batch.state, batch.asked = LookupState.ANSWERED, []
            batch.save(update_fields=["state", "asked"])


@transaction.atomic
def _start_attempt(pk: int) -> LookupBatch | None:
    """Count one more attempt at a waiting look-up; None for one that is not waiting, or is given up."""
    batch = LookupBatch.objects.waiting().select_for_update(of=("self",)).filter(pk=pk).first()
    if batch is None:
        return None
    batch.attempts += 1
    if batch.attempts > MAX_ATTEMPTS:
        batch.state = LookupState.GIVEN_UP
        batch.save(update_fields=["state"])
        return None
    batch.known_at = batch.known_at or read_clock()
    batch.save(update_fields=["attempts", "known_at"])
    return batch


@transaction.atomic
def _answer_part(batch: LookupBatch) -> None:
    part = batch.asked[batch.answered_count : batch.answered_count + PART]
    answer_lines(batch, [AskedLine(*line) for line in part])
    batch.answered_count += len(part)
    batch.save(update_fields=["answered_count"])


def _count_answers(batch: LookupBatch) -> None:
    eligible = Count("pk", filter=Q(standing__state=StandingState.ELIGIBLE))
    counts = batch.lines.aggregate(found=Count("enterprise"), eligible=eligible)
    batch.found_count, batch.eligible_count = counts["found"], counts["eligible"]
    batch.save(update_fields=["found_count", "eligible_count"])


@transaction.atomic
def choose_candidates(*, batch: LookupBatch, chosen: Mapping[int, int | None], by: User) -> int:
    """Answer lines by the enterprise that a person chose, and return how many were.

    `chosen` is the key of a line → that of one of its candidates, None for none of them. Raises ActionDenied for
    another enterprise.
    """
    batch = LookupBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    standings = Standing.objects.standing_on(batch.day, batch.known_at)
    lines = list(batch.lines.to_choose().filter(pk__in=chosen).order_by("pk"))
    for line in lines:
        enterprise = chosen[line.pk]
        check_may_choose(line, enterprise)
        if enterprise:
            line.match, line.enterprise_id = LookupMatch.CHOSEN, enterprise
            line.standing = standings.filter(enterprise=enterprise).first()
        line.candidates = []
        line.save(update_fields=["match", "enterprise", "standing", "candidates"])
    _count_answers(batch)
    record(EventType.LOOKUP_CHOSEN, target=batch, data={"lines": [line.number for line in lines]}, by=by)
    return len(lines)


def record_viewed(*, batch: LookupBatch, is_whole: bool, by: User) -> IssuedReceipt | None:
    """Record that the answers are looked at; where no part of them was chosen, return the receipt of all of them."""
    if not is_whole:
        record_read(EventType.LOOKUP_VIEWED, target=batch, data={"rows": batch.line_count}, by=by)
        return None
    assert batch.known_at
    return record_batch(
        EventType.LOOKUP_VIEWED,
        batch=batch,
        number=batch.number,
        line_count=batch.line_count,
        on=batch.day,
        known_at=batch.known_at,
        standings=batch.lines.filter(standing__isnull=False).values_list("standing", flat=True),
        by=by,
    )


@transaction.atomic
def erase_texts() -> None:
    """Erase the typed texts whose retention has ended."""
    expired = list(LookupBatch.objects.expired().values_list("pk", flat=True))
    LookupLine.objects.filter(batch__in=expired).update(text="")
    LookupBatch.objects.filter(pk__in=expired).update(texts_erased_at=timezone.now(), asked=[])
