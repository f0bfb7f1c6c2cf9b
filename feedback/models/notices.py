"""Violation reports, and the notices and stop advice that follow a report or a changed standing."""

from datetime import date
from typing import NotRequired, TypedDict

import pgtrigger
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import Department, User
from feedback.models.applications import DepartmentQuerySet, MeasureApplication
from feedback.states import ADVICE_TRANSITIONS, REPORT_TRANSITIONS, AdviceState, NoticeKind, ReportState
from foundation.postgres.states import keep_transitions, state_field, states_known
from foundation.web.dates import chinese_date
from roster.models import Certification, Enterprise
from screening.models import Revocation, Standing
from workdays.terms import explain_term


class ViolationReportQuerySet(DepartmentQuerySet):
    def to_decide(self, office: Department | None) -> "ViolationReportQuerySet":
        """Open reports that this customs office has to decide: the office that certified the enterprise last."""
        newest = Certification.objects.filter(enterprise=OuterRef("enterprise")).order_by("-pk")
        competent = self.annotate(competent=Subquery(newest.values("office")[:1]))
        return competent.filter(state=ReportState.OPEN, competent=office)


class ViolationReport(models.Model):
    """失信线索: a department reports a violation to 市发展改革委 and both customs offices (plan §3)."""

    enterprise = models.ForeignKey(
        Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="violation_reports"
    )
    department = models.ForeignKey(
        Department, verbose_name="报送单位", on_delete=models.PROTECT, related_name="violation_reports"
    )
    found_on = models.DateField("发现日期")
    facts = models.TextField("违法失信情况")
    reported_by = models.ForeignKey(User, verbose_name="报送人", on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField("报送时间", auto_now_add=True)
    state = state_field("状态", ReportState, ReportState.OPEN)
    decided_by = models.ForeignKey(User, verbose_name="处理人", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("处理时间", null=True)
    decision_reason = models.TextField("处理意见", blank=True)
    revocation = models.ForeignKey(
        Revocation,
        verbose_name="取消资格",
        null=True,
        on_delete=models.PROTECT,
        related_name="violation_reports",
    )

    objects = ViolationReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "失信线索"
        ordering = ("-pk",)
        constraints = [
            states_known("state", ReportState, name="report_state_known"),
            models.CheckConstraint(
                condition=Q(state=ReportState.OPEN, decided_by__isnull=True)
                | (~Q(state=ReportState.OPEN) & Q(decided_by__isnull=False) & ~Q(decision_reason="")),
                name="report_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.REVOKED) | Q(revocation__isnull=False),
                name="report_revoked_by_revocation",
            ),
        ]
        triggers = [
            keep_transitions("state", REPORT_TRANSITIONS, name="report_transition"),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}（{self.department}，{chinese_date(self.found_on)}）"

    @property
    def is_open(self) -> bool:
        return self.state == ReportState.OPEN


class ProcessedStanding(models.Model):
    """A standing whose notices and advice have been sent.

    One row for each standing, because standings may commit in another order than their keys.
    """

    standing = models.OneToOneField(Standing, primary_key=True, on_delete=models.PROTECT, related_name="processed")
    processed_at = models.DateTimeField("处理时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "资格变动的处理"

    def __str__(self) -> str:
        return str(self.standing)


class NoticeParams(TypedDict):
    """The data of a notice beside its standing or report: names as they were when it was sent."""

    enterprise: str
    uscc: str
    reported_by: NotRequired[str]


class Notice(models.Model):
    """消息: a notice to one department. `kind` is the code of its wording, `params` are NoticeParams."""

    department = models.ForeignKey(
        Department, verbose_name="接收单位", on_delete=models.PROTECT, related_name="notices"
    )
    kind = models.CharField("类别", max_length=20, choices=NoticeKind.choices)
    enterprise = models.ForeignKey(Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="notices")
    params = models.JSONField("内容参数")
    standing = models.ForeignKey(
        Standing, verbose_name="资格变动", null=True, on_delete=models.PROTECT, related_name="notices"
    )
    report = models.ForeignKey(
        ViolationReport, verbose_name="失信线索", null=True, on_delete=models.PROTECT, related_name="notices"
    )
    sent_at = models.DateTimeField("发出时间", auto_now_add=True)
    read_by = models.ForeignKey(User, verbose_name="阅读人", null=True, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField("阅读时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["standing", "department"], name="notice_of_standing_once"),
            models.UniqueConstraint(fields=["report", "department"], name="notice_of_report_once"),
            models.CheckConstraint(
                condition=Q(kind=NoticeKind.REPORT, report__isnull=False, standing__isnull=True)
                | Q(kind__in=[NoticeKind.LOST, NoticeKind.RESTORED], standing__isnull=False, report__isnull=True),
                name="notice_has_its_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.enterprise}"


class StopAdviceQuerySet(DepartmentQuerySet):
    def open(self) -> "StopAdviceQuerySet":
        return self.filter(state=AdviceState.OPEN)

    def overdue(self, *, on: date) -> "StopAdviceQuerySet":
        return self.open().filter(due_on__lt=on)


class StopAdvice(models.Model):
    """停止建议: advice to a department to stop one application, because the standing was lost (plan §3)."""

    department = models.ForeignKey(
        Department, verbose_name="接收单位", on_delete=models.PROTECT, related_name="stop_advice"
    )
    application = models.ForeignKey(
        MeasureApplication, verbose_name="措施实施", on_delete=models.PROTECT, related_name="stop_advice"
    )
    standing = models.ForeignKey(
        Standing, verbose_name="资格变动", on_delete=models.PROTECT, related_name="stop_advice"
    )
    issued_at = models.DateTimeField("发出时间", auto_now_add=True)
    due_on = models.DateField("答复期限")
    state = state_field("状态", AdviceState, AdviceState.OPEN)
    answered_by = models.ForeignKey(User, verbose_name="答复人", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True)
    answer = models.TextField("答复说明", blank=True)

    objects = StopAdviceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "停止建议"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(state=AdviceState.OPEN), name="advice_open_once"
            ),
            # Advice about an application that was corrected not to run is given again if it runs after all.
            models.UniqueConstraint(
                fields=["standing", "application"], condition=~Q(state=AdviceState.WITHDRAWN), name="advice_once"
            ),
            states_known("state", AdviceState, name="advice_state_known"),
            models.CheckConstraint(
                condition=~Q(state=AdviceState.KEPT) | ~Q(answer=""), name="advice_kept_with_reason"
            ),
        ]
        triggers = [
            keep_transitions("state", ADVICE_TRANSITIONS, name="advice_transition"),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.application}"

    @property
    def is_open(self) -> bool:
        return self.state == AdviceState.OPEN

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_on < timezone.localdate()

    @property
    def term_explanation(self) -> str:
        """The explanation of how the term of the answer was counted."""
        return explain_term(timezone.localdate(self.issued_at), self.due_on)
