"""统计报告: the figures of a period as they were counted, edition by edition."""

from datetime import timedelta

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from foundation.postgres.states import ended_immutable
from reports.periods import Days, Period, PeriodKind
from roster.models import Enterprise
from webhooks.states import EventKind
from webhooks.triggers import on_insert

# The dashboard says that its figures are old after so many minutes; beat has them counted every quarter of an hour.
OUTDATED_MINUTES = 60


class PeriodReportQuerySet(models.QuerySet["PeriodReport"]):
    def of(self, period: Period) -> "PeriodReportQuerySet":
        """The editions of the report on the period, the newest first."""
        return self.filter(kind=period.kind, first_day=period.first).order_by("-edition")

    def newest_editions(self) -> "PeriodReportQuerySet":
        """The newest edition of each report."""
        newest = self.model.objects.filter(kind=models.OuterRef("kind"), first_day=models.OuterRef("first_day"))
        return self.filter(edition=models.Subquery(newest.order_by("-edition").values("edition")[:1]))


class PeriodReport(models.Model):
    """统计报告: one edition of the report on a month, quarter or year. Append-only.

    `figures` are what was counted at `made_at`, with the names of departments and measures of the last day of the
    period (`contents.ReportFigures`). A correction is a further edition with its reason. The platform makes the first
    edition on its day (`made_by` is empty), or somebody does before.
    """

    kind = models.CharField("类别", max_length=10, choices=PeriodKind.choices)
    first_day = models.DateField("期间首日")
    edition = models.PositiveSmallIntegerField("版次")
    reason = models.TextField("更正理由", blank=True)
    figures = models.JSONField("数字")
    made_by = models.ForeignKey(
        User,
        verbose_name="生成人",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="为空即平台按期生成。",
    )
    made_at = models.DateTimeField("生成时间", auto_now_add=True)

    objects = PeriodReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "统计报告"
        ordering = ("-first_day", "kind", "-edition")
        constraints = [
            models.UniqueConstraint(fields=["kind", "first_day", "edition"], name="period_report_edition_once"),
            models.CheckConstraint(condition=Q(kind__in=PeriodKind.values), name="period_report_kind_known"),
            models.CheckConstraint(
                condition=Q(edition=1, reason="") | Q(edition__gt=1, reason__regex=r"\S", made_by__isnull=False),
                name="period_report_corrected_with_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            on_insert(
                EventKind.PERIOD_REPORT,
                data={
                    "id": "written.id",
                    "kind": "written.kind",
                    "first_day": "written.first_day",
                    "edition": "written.edition",
                },
                subject="'period report ' || written.kind || ' ' || written.first_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}{self.get_kind_display()}第{self.edition}版"

    def get_absolute_url(self) -> str:
        return reverse("reports:period_report_detail", args=[self.pk])

    @property
    def period(self) -> Period:
        return Period(PeriodKind(self.kind), self.first_day)

    @property
    def days(self) -> Days:
        return self.period.days


class PeriodReportRequestQuerySet(models.QuerySet["PeriodReportRequest"]):
    def waiting(self) -> "PeriodReportRequestQuerySet":
        """Those that a worker has yet to make."""
        return self.filter(ended_at__isnull=True)

    def given_up(self) -> "PeriodReportRequestQuerySet":
        """Those that were given up, and whose edition nobody has made since."""
        made = PeriodReport.objects.filter(
            kind=models.OuterRef("kind"), first_day=models.OuterRef("first_day"), edition=models.OuterRef("edition")
        )
        return self.filter(~models.Exists(made), ended_at__isnull=False, report__isnull=True)


class PeriodReportRequest(models.Model):
    """报告的生成: one edition that somebody asked for, and that a worker makes; the row is the queue (docs/adr/0004).

    `reason` is that of a correction. A request that has ended without a `report` was given up.
    """

    kind = models.CharField("类别", max_length=10, choices=PeriodKind.choices)
    first_day = models.DateField("期间首日")
    edition = models.PositiveSmallIntegerField("版次")
    reason = models.TextField("更正理由", blank=True)
    requested_by = models.ForeignKey(User, verbose_name="提出人", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField("提出时间", auto_now_add=True)
    attempts = models.PositiveSmallIntegerField("处理次数", default=0)
    report = models.ForeignKey(
        PeriodReport, verbose_name="统计报告", null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField("结束时间", null=True, help_text="为空即尚未生成。")

    objects = PeriodReportRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "统计报告的生成"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "first_day", "edition"],
                condition=Q(ended_at__isnull=True),
                name="period_report_requested_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=PeriodKind.values), name="requested_report_kind_known"),
            models.CheckConstraint(
                condition=Q(edition=1, reason="") | Q(edition__gt=1, reason__regex=r"\S"),
                name="requested_correction_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(report__isnull=True) | Q(ended_at__isnull=False), name="requested_report_made_at_the_end"
            ),
        ]
        triggers = [
            ended_immutable(pgtrigger.Q(old__ended_at__isnull=False)),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.period}{self.get_kind_display()}第{self.edition}版"

    def get_absolute_url(self) -> str:
        """The page that waits for the report."""
        return reverse("reports:period_report_request", args=[self.pk])

    @property
    def period(self) -> Period:
        return Period(PeriodKind(self.kind), self.first_day)

    @property
    def is_waiting(self) -> bool:
        return self.ended_at is None


class ReportedEnterprise(models.Model):
    """One enterprise of an edition: it was eligible on the last day of the period, or had a measure in it. Append-only.

    `applied_count` are its applications of the period, `total_count` those until its last day.
    """

    report = models.ForeignKey(
        PeriodReport, verbose_name="统计报告", on_delete=models.PROTECT, related_name="enterprises", db_index=False
    )
    enterprise = models.ForeignKey(Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="+")
    is_eligible = models.BooleanField("期末为联合激励对象")
    applied_count = models.PositiveIntegerField("本期实施")
    total_count = models.PositiveIntegerField("累计实施")

    class Meta:
        verbose_name = verbose_name_plural = "统计报告的企业"
        ordering = ("-applied_count", "pk")
        constraints = [models.UniqueConstraint(fields=["report", "enterprise"], name="reported_enterprise_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.enterprise}"


class DashboardFigures(models.Model):
    """数据看板: what the dashboard shows, in the only row; each count takes the place of the one before.

    `figures` are `reports.figures.dashboard.BoardFigures`.
    """

    figures = models.JSONField("数字")
    counted_at = models.DateTimeField("统计时间")

    class Meta:
        verbose_name = verbose_name_plural = "看板数字"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="dashboard_figures_once")]

    def __str__(self) -> str:
        return f"{self.counted_at}"

    @property
    def minutes_old(self) -> int:
        return int((timezone.now() - self.counted_at) / timedelta(minutes=1))

    @property
    def age_text(self) -> str:
        """How old the figures are: 刚刚, 12分钟前, 3小时前."""
        if self.minutes_old < 1:
            return "刚刚"
        return f"{self.minutes_old}分钟前" if self.minutes_old < 60 else f"{self.minutes_old // 60}小时前"

    @property
    def is_outdated(self) -> bool:
        """Whether the task that counts has failed several times, so that the lists may have other numbers."""
        return self.minutes_old >= OUTDATED_MINUTES
