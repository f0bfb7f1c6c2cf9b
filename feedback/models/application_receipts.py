"""签收: what departments apply is fed back to 市发展改革委 and both customs offices, each of which receives it."""

import pgtrigger
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from accounts.models import Department, User
from feedback.models.applications import MeasureApplication
from feedback.models.changes import ApplicationChange
from feedback.states import ApplicationAct, ReceiptState
from foundation.postgres.states import ended_immutable


class ApplicationReceiptQuerySet(models.QuerySet["ApplicationReceipt"]):
    def open(self) -> "ApplicationReceiptQuerySet":
        """Those that are to be received; nobody has to receive an application that was cancelled."""
        return self.filter(received_at__isnull=True, application__cancelled_at__isnull=True)

    def newest(self) -> "ApplicationReceiptQuerySet":
        """The newest of each application and recipient, without what was cancelled before it was received."""
        later = ApplicationReceipt.objects.filter(
            application=OuterRef("application"), department=OuterRef("department"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later), Q(received_at__isnull=False) | Q(application__cancelled_at__isnull=True))

    def with_state(self) -> "ApplicationReceiptQuerySet":
        """Annotate `state`, a ReceiptState, and `is_changed_since`: an act on the application followed the receipt."""
        later = ApplicationChange.objects.filter(
            application=OuterRef("application"), changed_at__gt=OuterRef("received_at")
        ).exclude(act=ApplicationAct.HANDED_OVER)
        return self.annotate(
            state=Case(
                When(received_at__isnull=True, then=Value(ReceiptState.OPEN.value)),
                default=Value(ReceiptState.RECEIVED.value),
            ),
            is_changed_since=Exists(later),
        )


class ApplicationReceipt(models.Model):
    """签收: one application that was fed back to one recipient, with who received it, and when.

    A correction of its content is fed back again to who has received it: `correction` is that change, None of the
    application as it was logged. What follows otherwise (a stop, evidence, a cancellation) is only marked.
    """

    application = models.ForeignKey(
        MeasureApplication, verbose_name="措施实施", on_delete=models.PROTECT, related_name="receipts"
    )
    department = models.ForeignKey(Department, verbose_name="签收单位", on_delete=models.PROTECT, related_name="+")
    correction = models.ForeignKey(
        ApplicationChange, verbose_name="更正", null=True, on_delete=models.PROTECT, related_name="+"
    )
    fed_back_at = models.DateTimeField("反馈时间", auto_now_add=True)
    received_by = models.ForeignKey(User, verbose_name="签收人", null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField("签收时间", null=True)

    objects = ApplicationReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "实施情况的签收"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["application", "department", "correction"], nulls_distinct=False, name="receipt_once"
            ),
            models.UniqueConstraint(
                fields=["application", "department"], condition=Q(received_at__isnull=True), name="receipt_open_once"
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, received_by__isnull=True)
                | Q(received_at__isnull=False, received_by__isnull=False),
                name="receipt_has_its_person",
            ),
        ]
        indexes = [
            models.Index(fields=["department"], condition=Q(received_at__isnull=True), name="receipts_open"),
        ]
        triggers = [
            ended_immutable(pgtrigger.Q(old__received_at__isnull=False)),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.application}"

    @property
    def enterprise_id(self) -> int:
        return self.application.enterprise_id

    @property
    def department_name(self) -> str:
        """The name of the recipient when it received the application, or when it was fed back to it."""
        return self.department.name_on(self.received_at or self.fed_back_at)

    @property
    def note(self) -> str:
        """What followed the receipt, or what it follows; it needs `with_state`."""
        if self.received_at is None:
            return "签收后有更正，须再次签收" if self.correction_id else ""
        if self.application.cancelled_at:
            return "签收后已撤销"
        return "签收后有变动" if self.is_changed_since else ""
