"""Send violation reports to 市发展改革委 and both customs offices, which receive them (签收; plan §3)."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Department, User
from audit.recording import record
from audit.types import EventType
from feedback.models import ReportReceipt, ViolationReport
from feedback.report_policies import check_may_receive_report


def send_report(report: ViolationReport) -> None:
    """Send a new report to each recipient but the department that reported."""
    recipients = Department.objects.recipients().exclude(pk=report.department_id)
    ReportReceipt.objects.bulk_create(ReportReceipt(report=report, department=recipient) for recipient in recipients)


@transaction.atomic
def receive_report(*, report: ViolationReport, by: User) -> ReportReceipt:
    """Receive a report for the user's department, once. Raises ActionDenied."""
    receipt = lock_receipt(report, by)
    check_may_receive_report(receipt, by)
    assert receipt is not None
    return mark_received(receipt, by)


def lock_receipt(report: ViolationReport, by: User) -> ReportReceipt | None:
    """Return the receipt of the user's department, locked; None where the report was not sent to it."""
    receipts = ReportReceipt.objects.select_for_update(of=("self",), no_key=True)
    return receipts.filter(report=report, department=by.department).first()


def mark_received(receipt: ReportReceipt, by: User) -> ReportReceipt:
    """Record that the user's department has the report."""
    receipt.received_by, receipt.received_at = by, timezone.now()
    receipt.save(update_fields=["received_by", "received_at"])
    record(EventType.REPORT_RECEIVED, target=receipt.report, by=by)
    return receipt


def hand_over_report_receipts(*, source: Department, target: Department) -> None:
    """Let another recipient receive what a closed department has not, but what it has or reported itself."""
    had = ReportReceipt.objects.filter(department=target).values("report")
    moved = ReportReceipt.objects.open().filter(department=source).exclude(report__in=had)
    moved.exclude(report__department=target).update(department=target)
