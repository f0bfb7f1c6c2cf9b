"""Violation reports (失信线索)."""

from datetime import date, timedelta

import pgtrigger
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import Department, User
from feedback.models.applications import DepartmentQuerySet
from feedback.models.event_triggers import REPORT_EVENTS
from feedback.states import REPORT_TRANSITIONS, ReportState, Severity
from foundation.numbers import business_number
from foundation.postgres.composed import Parameter
from foundation.postgres.states import ended_immutable, keep_transitions, state_field, states_known
from foundation.web.dates import chinese_date
from roster.models import Certification, Enterprise
from screening.models import Revocation, Suspension
from workdays.site_settings import site_settings
from workdays.terms import explain_term


class ViolationReportQuerySet(DepartmentQuerySet):
    def open(self) -> "ViolationReportQuerySet":
        return self.filter(state=ReportState.OPEN)

    def overdue(self, *, on: date) -> "ViolationReportQuerySet":
        """Open reports that the competent office should have decided before the day."""
        return self.open().filter(due_on__lt=on)

    def to_decide(self, office: Department | Parameter | None) -> "ViolationReportQuerySet":
        """Open reports that this customs office has to decide: the office that certified the enterprise last."""
        return self.with_competent_office().open().filter(competent=office)

    def with_competent_office(self) -> "ViolationReportQuerySet":
        """Annotate the office that certified the enterprise last: `competent`, its key, and `competent_office`."""
        newest = Certification.objects.filter(enterprise=OuterRef("enterprise")).order_by("-pk")
        return self.annotate(
            competent=Subquery(newest.values("office")[:1]),
            competent_office=Subquery(newest.values("office__name")[:1]),
        )

    def lately(self, enterprise: Enterprise, department: Department) -> "ViolationReportQuerySet":
        """The reports of the department about the enterprise about which another one asks, the newest first.

        A withdrawn report asks about nothing.
        """
        since = timezone.now() - timedelta(days=site_settings().report_again_days)
        lately = self.filter(enterprise=enterprise, department=department, reported_at__gte=since)
        return lately.exclude(state=ReportState.WITHDRAWN).order_by("-pk")


# The states of a report that nobody has decided.
UNDECIDED = (ReportState.OPEN, ReportState.WITHDRAWN)
# A report is decided by a decision about its own enterprise.
OF_ITS_ENTERPRISE = """
    IF EXISTS (
            SELECT FROM screening_revocation WHERE id = NEW.revocation_id AND enterprise_id <> NEW.enterprise_id
        ) OR EXISTS (
            SELECT FROM screening_suspension WHERE id = NEW.suspension_id AND enterprise_id <> NEW.enterprise_id
        )
    THEN
        RAISE EXCEPTION 'report_decided_for_its_enterprise: the decision is about another enterprise'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_decided_for_its_enterprise';
    END IF;
    RETURN NEW;
"""


class ViolationReport(models.Model):
    """失信线索: a department reports a violation to 市发展改革委 and both customs offices (plan §3).

    The competent office decides it by `due_on`, `working_days` after the day of the report. `revocation` or
    `suspension` is the decision that was made on the report, or that it joined.
    """

    enterprise = models.ForeignKey(
        Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="violation_reports"
    )
    department = models.ForeignKey(
        Department, verbose_name="报送单位", on_delete=models.PROTECT, related_name="violation_reports"
    )
    in_charge = models.ForeignKey(
        Department,
        verbose_name="承办单位",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="得知处理结果的单位；机构变动后可能不是报送单位。",
    )
    found_on = models.DateField("发现日期")
    facts = models.TextField("违法失信情况")
    severity = models.CharField(
        "严重程度", max_length=20, choices=Severity.choices, blank=True, help_text="为空即尚未认定。"
    )
    document_number = models.CharField("文号", max_length=100, blank=True, help_text="行政处罚决定书等材料的文号。")
    reported_by = models.ForeignKey(User, verbose_name="报送人", on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField("报送时间", auto_now_add=True)
    working_days = models.PositiveSmallIntegerField("期限的工作日数")
    due_on = models.DateField("处理期限")
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
    suspension = models.ForeignKey(
        Suspension,
        verbose_name="暂停资格",
        null=True,
        on_delete=models.PROTECT,
        related_name="violation_reports",
    )

    withdrawn_by = models.ForeignKey(User, verbose_name="撤回人", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawal_reason = models.TextField("撤回理由", blank=True)

    objects = ViolationReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "失信线索"
        ordering = ("-pk",)
        constraints = [
            states_known("state", ReportState, name="report_state_known"),
            models.CheckConstraint(condition=Q(severity__in=["", *Severity.values]), name="report_severity_known"),
            models.CheckConstraint(
                condition=Q(state__in=UNDECIDED, decided_by__isnull=True, decided_at__isnull=True, decision_reason="")
                | (
                    ~Q(state__in=UNDECIDED)
                    & Q(decided_by__isnull=False, decided_at__isnull=False, decision_reason__regex=r"\S")
                ),
                name="report_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.SUSPENDED, suspension__isnull=False, revocation__isnull=True)
                | Q(state=ReportState.REVOKED, revocation__isnull=False, suspension__isnull=True)
                | Q(state=ReportState.JOINED) & (Q(revocation__isnull=False) ^ Q(suspension__isnull=False))
                | Q(
                    state__in=[*UNDECIDED, ReportState.UNFOUNDED, ReportState.WARNED],
                    revocation__isnull=True,
                    suspension__isnull=True,
                ),
                name="report_has_its_decision",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ReportState.WITHDRAWN,
                    withdrawn_by__isnull=False,
                    withdrawn_at__isnull=False,
                    withdrawal_reason__regex=r"\S",
                )
                | ~Q(state=ReportState.WITHDRAWN)
                & Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True, withdrawal_reason=""),
                name="report_withdrawn_with_reason",
            ),
        ]
        triggers = [
            keep_transitions("state", REPORT_TRANSITIONS, name="report_transition"),
            ended_immutable(~pgtrigger.Q(old__state=ReportState.OPEN)),
            pgtrigger.Trigger(
                name="report_decided_for_its_enterprise",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=OF_ITS_ENTERPRISE,
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            *REPORT_EVENTS,
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}（{self.department_name}，{chinese_date(self.found_on)}）"

    @property
    def number(self) -> str:
        """The number by which people name it."""
        return business_number(self.pk, self.reported_at)

    @property
    def department_name(self) -> str:
        """The name of the department when it reported."""
        return self.department.name_on(self.reported_at)

    @property
    def version(self) -> str:
        """A text that identifies what was reported; after each supplement it differs."""
        return f"{self.pk}-{max((each.pk for each in self.supplements.all()), default=0)}"

    @property
    def is_open(self) -> bool:
        return self.state == ReportState.OPEN

    @property
    def is_decided(self) -> bool:
        return self.state not in UNDECIDED

    @property
    def decision(self) -> Revocation | Suspension | None:
        """The decision about the enterprise that was made on the report, or that it joined; None of other outcomes."""
        return self.revocation or self.suspension

    @property
    def outcome_text(self) -> str:
        """The outcome, with the document of the decision and the day from which it has effect."""
        if self.decision is None:
            return self.get_state_display()
        day = chinese_date(self.decision.effective_on)
        return f"{self.get_state_display()}（{self.decision.document_number}，自{day}起）"

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_on < timezone.localdate()

    @property
    def term_explanation(self) -> str:
        """The explanation of how the term of the decision was counted."""
        return explain_term(timezone.localdate(self.reported_at), self.due_on)
