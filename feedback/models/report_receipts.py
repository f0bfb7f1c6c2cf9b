"""签收: a violation report goes to 市发展改革委 and both customs offices, each of which receives it (plan §3)."""

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.models import Department, User
from feedback.models.reports import ViolationReport
from feedback.states import ReportState
from foundation.postgres.composed import Parameter
from foundation.postgres.states import ended_immutable


class ReportReceiptQuerySet(models.QuerySet["ReportReceipt"]):
    def open(self) -> "ReportReceiptQuerySet":
        """Those that nobody of their departments has received; nobody receives a withdrawn report."""
        return self.filter(received_at__isnull=True).exclude(report__state=ReportState.WITHDRAWN)

    def to_receive(self, department: Department | Parameter | None) -> "ReportReceiptQuerySet":
        """The open ones of the department, without reports that it has to decide: who decides receives them."""
        to_decide = ViolationReport.objects.to_decide(department)
        return self.open().filter(department=department).exclude(report__in=to_decide.values("pk"))


def with_receipts(reports: models.QuerySet) -> models.QuerySet:
    """Prefetch the receipts of reports, in the order of their departments."""
    return reports.prefetch_related(
        models.Prefetch("receipts", ReportReceipt.objects.select_related("department", "received_by"))
    )


def receipts_text(report: ViolationReport) -> str:
    """Return which recipient has received the report, and which has not; `with_receipts` has prefetched them."""
    return "、".join(
        f"{each.department_name}{'已签收' if each.received_at else '未签收'}" for each in report.receipts.all()
    )


class ReportReceipt(models.Model):
    """线索的签收: one report that was sent to one recipient, with who received it, and when."""

    report = models.ForeignKey(
        ViolationReport, verbose_name="失信线索", on_delete=models.PROTECT, related_name="receipts"
    )
    department = models.ForeignKey(Department, verbose_name="签收单位", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("送达时间", auto_now_add=True)
    received_by = models.ForeignKey(User, verbose_name="签收人", null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField("签收时间", null=True)

    objects = ReportReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "失信线索的签收"
        ordering = ("report", "department__order")
        constraints = [
            models.UniqueConstraint(fields=["report", "department"], name="report_receipt_once"),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, received_by__isnull=True)
                | Q(received_at__isnull=False, received_by__isnull=False),
                name="report_receipt_has_its_person",
            ),
        ]
        triggers = [
            ended_immutable(pgtrigger.Q(old__received_at__isnull=False)),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.department_name}：{self.report}"

    @property
    def department_name(self) -> str:
        """The name of the recipient when it received the report, or when the report was sent."""
        return self.department.name_on(self.received_at or self.sent_at)
