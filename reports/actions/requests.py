"""Reports on demand: somebody asks for an edition, and a worker makes it; the row is the queue (docs/adr/0004)."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from foundation.jobs.enqueue import enqueue
from foundation.jobs.leases import MAX_ATTEMPTS, advisory_lock
from reports.actions.period_reports import MAKING, correct_report, make_report
from reports.models import PeriodReport, PeriodReportRequest
from reports.periods import Period
from reports.policies import check_may_correct, check_may_make, check_reason_of_request


@transaction.atomic
def request_report(*, period: Period, by: User) -> PeriodReportRequest:
    """Have a worker make the first edition of the report on the period. Raises ActionDenied.

    Where it is asked for already, that request is returned.
    """
    check_may_make(period)
    return _request(period, edition=1, reason="", by=by)


@transaction.atomic
def request_correction(*, report: PeriodReport, reason: str, by: User) -> PeriodReportRequest:
    """Have a worker make the next edition of the report. Raises ActionDenied, also where another reason is in work."""
    check_may_correct(report)
    request = _request(report.period, edition=report.edition + 1, reason=reason, by=by)
    check_reason_of_request(request, reason)
    return request


def _request(period: Period, *, edition: int, reason: str, by: User) -> PeriodReportRequest:
    request, is_new = PeriodReportRequest.objects.get_or_create(
        kind=period.kind,
        first_day=period.first,
        edition=edition,
        ended_at=None,
        defaults={"reason": reason, "requested_by": by},
    )
    if is_new:
        record(EventType.PERIOD_REPORT_REQUESTED, target=request, data={"reason": reason} if reason else {}, by=by)
        enqueue("reports.tasks.make_requested_report", request.pk)
    return request


def make_requested_report(pk: int) -> None:
    """Make the edition of a waiting request, or take the one that was made meanwhile; give up after MAX_ATTEMPTS.

    The attempt is counted first, so that a report which ends its worker is given up. Nothing happens while another
    worker makes reports: the next sweep sends the request again.
    """
    with advisory_lock(MAKING) as acquired:
        request = PeriodReportRequest.objects.waiting().filter(pk=pk).first() if acquired else None
        if request is None:
            return
        request.attempts += 1
        request.save(update_fields=["attempts"])
        with transaction.atomic():
            _end(request, _edition_of(request) if request.attempts <= MAX_ATTEMPTS else None)


def _edition_of(request: PeriodReportRequest) -> PeriodReport:
    """Return the edition that is asked for, which is made where there is none."""
    editions = PeriodReport.objects.of(request.period)
    if made := editions.filter(edition=request.edition).first():
        return made
    if request.edition == 1:
        return make_report(period=request.period, by=request.requested_by)
    return correct_report(report=editions[0], reason=request.reason, by=request.requested_by)


def _end(request: PeriodReportRequest, report: PeriodReport | None) -> None:
    request.report, request.ended_at = report, timezone.now()
    request.save(update_fields=["report", "ended_at"])
