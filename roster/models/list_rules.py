"""名单管理办法: the documents by which a customs office manages its list of joint-incentive targets (plan §3)."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Case, Q, Value, When
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, User
from foundation.postgres.states import ended_immutable
from roster.states import RulesStatus


def rules_name(rules: "ListRules", filename: str) -> str:
    """Return the path under which the storage keeps the document; `filename` of the row is what the user gave."""
    return f"rules/{timezone.localdate():%Y/%m}/rules"


class ListRulesQuerySet(models.QuerySet["ListRules"]):
    def valid(self) -> "ListRulesQuerySet":
        """The rules that were not withdrawn as uploaded by mistake."""
        return self.filter(withdrawn_at__isnull=True)

    def in_force(self, *, on: date) -> "ListRulesQuerySet":
        """The newest valid rules of each office that began by the day."""
        begun = self.valid().filter(in_force_from__lte=on)
        return begun.order_by("office_id", "-in_force_from").distinct("office_id")

    def of_office(self, office: Department, *, on: date) -> "ListRules | None":
        """Return the rules of the office that are in force on the day."""
        return self.in_force(on=on).filter(office=office).first()

    def with_status(self, *, on: date) -> "ListRulesQuerySet":
        """Annotate `status`: the RulesStatus on the day."""
        current = ListRules.objects.in_force(on=on).values("pk")
        return self.annotate(
            status=Case(
                When(withdrawn_at__isnull=False, then=Value(RulesStatus.WITHDRAWN)),
                When(in_force_from__gt=on, then=Value(RulesStatus.PLANNED)),
                When(pk__in=current, then=Value(RulesStatus.IN_FORCE)),
                default=Value(RulesStatus.FORMER),
            )
        )


class ListRules(models.Model):
    """名单管理办法: one document of a customs office, in force until the office's next one begins.

    What was uploaded by mistake is withdrawn with a reason, and stays on record.
    """

    office = models.ForeignKey(Department, verbose_name="海关", on_delete=models.PROTECT, related_name="list_rules")
    title = models.CharField("名称", max_length=200)
    document_number = models.CharField("文号", max_length=100)
    issued_on = models.DateField("印发日期")
    in_force_from = models.DateField("施行日期")
    file = models.FileField("文件", upload_to=rules_name)
    filename = models.CharField("文件名", max_length=200)
    uploaded_by = models.ForeignKey(User, verbose_name="上传人", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    withdrawn_by = models.ForeignKey(User, verbose_name="撤下人", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("撤下时间", null=True)
    withdrawal_reason = models.TextField("撤下理由", blank=True)

    # Annotated by `with_status`.
    status: str

    objects = ListRulesQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名单管理办法"
        ordering = ("-in_force_from", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "in_force_from"],
                condition=Q(withdrawn_at__isnull=True),
                name="rules_of_one_day_once",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(document_number="") & ~Q(file="") & ~Q(filename=""),
                name="rules_with_number_and_file",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawal_reason="")),
                name="rules_withdrawn_with_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            ended_immutable(pgtrigger.Q(old__withdrawn_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"《{self.title}》（{self.document_number}）"

    def get_absolute_url(self) -> str:
        return reverse("roster:rules_detail", args=[self.pk])

    def get_status_display(self) -> str:
        return RulesStatus(self.status).label
