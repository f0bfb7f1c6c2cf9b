"""The notices and stop advice that follow a report or a changed standing."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Max, Prefetch, Q
from django.utils import timezone

from accounts.models import Department, User
from feedback.models.applications import (
    DepartmentQuerySet,
    MeasureApplication,
    columns_of,
)
from feedback.models.event_triggers import ADVICE_EVENTS, NOTICE_EVENTS
from feedback.models.reports import ViolationReport
from feedback.states import (
    ADVICE_TRANSITIONS,
    ANSWERED,
    DIGESTS,
    TO_ACKNOWLEDGE,
    TO_RECIPIENTS,
    AdviceState,
    NoticeKind,
)
from foundation.numbers import business_number
from foundation.postgres.states import ended_immutable, keep_transitions, state_field, states_known
from incentives.models import MeasureVersion
from roster.models import Enterprise
from screening.models import Revocation, Standing
from screening.models.standings import with_current_standing
from screening.reasons import ReasonCode
from workdays.site_settings import site_settings
from workdays.terms import add_working_days, explain_term


def in_short(first: str, count: int) -> str:
    """Return the first of so many enterprises, and how many there are where it is not the only one."""
    return f"{first}等{count}家企业" if count > 1 else first


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


class Announcement(models.Model):
    """通报: changes of the standings of one or many enterprises, of one kind, sent to every department (plan §3)."""

    kind = models.CharField("类别", max_length=20, choices=NoticeKind.choices)
    first_enterprise = models.CharField("首家企业", max_length=200)
    enterprise_count = models.PositiveIntegerField("企业数")
    announced_at = models.DateTimeField("通报时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "通报"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=Q(enterprise_count__gt=0), name="announcement_has_enterprises"),
        ]

    def __str__(self) -> str:
        return in_short(self.first_enterprise, self.enterprise_count)


class StandingChange(models.Model):
    """One enterprise of an announcement, with its new standing. `params` are ChangeParams.

    `number` counts the enterprises of the announcement from 1. `office` certified the enterprise.
    """

    announcement = models.ForeignKey(
        Announcement, verbose_name="通报", on_delete=models.PROTECT, related_name="changes", db_index=False
    )
    number = models.PositiveIntegerField("序号")
    enterprise = models.ForeignKey(
        Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="standing_changes"
    )
    standing = models.OneToOneField(Standing, verbose_name="激励资格", on_delete=models.PROTECT, related_name="change")
    office = models.ForeignKey(
        Department, verbose_name="主管海关", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    params = models.JSONField("内容参数")

    class Meta:
        verbose_name = verbose_name_plural = "资格变动"
        ordering = ("announcement", "number")
        constraints = [
            models.UniqueConstraint(fields=["announcement", "number"], name="change_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}"


ABOUT_REPORTS = (*TO_RECIPIENTS, NoticeKind.REPORT_DECIDED)
# The notices whose parameters say all that they are about.
BY_PARAMS = (NoticeKind.TERM, NoticeKind.REMINDER, NoticeKind.REORGANISATION, *DIGESTS)


class Notice(models.Model):
    """消息: what one department is notified of, by `kind`; an announcement or a digest may name several enterprises.

    `params` are ReportParams of a report and of what follows it, MeasureParams of a change of a measure,
    PlanParams of a change of a plan, TermParams of terms that were counted again, ReminderParams of a reminder,
    ReorganisationParams of a reorganisation, and DigestParams of a digest. `covers_from` is the first day of the week
    or month of a digest.
    """

    department = models.ForeignKey(
        Department, verbose_name="接收单位", on_delete=models.PROTECT, related_name="notices"
    )
    kind = models.CharField("类别", max_length=20, choices=NoticeKind.choices)
    announcement = models.ForeignKey(
        Announcement, verbose_name="通报", null=True, on_delete=models.PROTECT, related_name="notices"
    )
    report = models.ForeignKey(
        ViolationReport, verbose_name="失信线索", null=True, on_delete=models.PROTECT, related_name="notices"
    )
    version = models.ForeignKey(
        MeasureVersion, verbose_name="措施文本", null=True, on_delete=models.PROTECT, related_name="+"
    )
    params = models.JSONField("内容参数", default=dict)
    covers_from = models.DateField("期间首日", null=True)
    sent_at = models.DateTimeField("发出时间", auto_now_add=True)
    read_by = models.ForeignKey(User, verbose_name="阅读人", null=True, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField("阅读时间", null=True)
    acknowledged_by = models.ForeignKey(
        User, verbose_name="知悉人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    acknowledged_at = models.DateTimeField("知悉时间", null=True)
    # Annotations of feedback.models.receipts.with_answers.
    advised: int
    to_answer: int
    answer_due_on: date

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["announcement", "department"], name="notice_of_announcement_once"),
            # A report may be supplemented several times.
            models.UniqueConstraint(
                fields=["report", "department", "kind"],
                condition=~Q(kind=NoticeKind.REPORT_SUPPLEMENTED),
                name="notice_of_report_once",
            ),
            models.UniqueConstraint(fields=["covers_from", "department", "kind"], name="notice_of_digest_once"),
            models.CheckConstraint(
                condition=Q(kind__in=DIGESTS, covers_from__isnull=False)
                | (~Q(kind__in=DIGESTS) & Q(covers_from__isnull=True)),
                name="notice_of_digest_has_period",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=ABOUT_REPORTS, report__isnull=False, announcement__isnull=True, version__isnull=True
                )
                | Q(kind=NoticeKind.MEASURE, version__isnull=False, announcement__isnull=True, report__isnull=True)
                | Q(kind__in=BY_PARAMS, version__isnull=True, announcement__isnull=True, report__isnull=True)
                | (
                    ~Q(kind__in=(*ABOUT_REPORTS, NoticeKind.MEASURE, *BY_PARAMS))
                    & Q(announcement__isnull=False, report__isnull=True, version__isnull=True)
                ),
                name="notice_has_its_subject",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True) | Q(kind__in=TO_ACKNOWLEDGE, read_at__isnull=False),
                name="notice_acknowledged_after_reading",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="reading_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__read_at__isnull=False)
                & (
                    pgtrigger.Q(old__read_at__df=pgtrigger.F("new__read_at"))
                    | pgtrigger.Q(old__read_by__df=pgtrigger.F("new__read_by"))
                ),
            ),
            ended_immutable(pgtrigger.Q(old__acknowledged_at__isnull=False)),
            *NOTICE_EVENTS,
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.subject}"

    @property
    def subject(self) -> str:
        """Return what the notice is about: a plan, measures, a department, an enterprise, or the first of several."""
        if self.version:
            return self.params.get("title") or str(self.version)
        if self.announcement:
            return str(self.announcement)
        if self.kind == NoticeKind.OPPORTUNITIES:
            return f"{len(self.params['measures'])}项措施"
        if self.kind == NoticeKind.NEWCOMERS:
            return in_short(self.params["enterprises"][0], self.params["count"])
        return str(self.params.get("enterprise") or self.params["department"] or self.params["name"])

    @property
    def enterprise(self) -> Enterprise:
        """Return the enterprise of a report, or the first of an announcement."""
        return self.announcement.changes.all()[0].enterprise if self.announcement else self.report.enterprise

    @property
    def is_to_acknowledge(self) -> bool:
        """Whether it asks for an acknowledgement that nobody has given."""
        return self.kind in TO_ACKNOWLEDGE and self.acknowledged_at is None

    @property
    def read_due_on(self) -> date:
        """The last day of the term for reading it."""
        return add_working_days(timezone.localdate(self.sent_at), site_settings().notice_read_term)


def changes_with_standing(changes: models.QuerySet[StandingChange]) -> models.QuerySet[StandingChange]:
    """Return the changes with what their texts need, in the order of the announcement."""
    enterprises = with_current_standing(Enterprise.objects.all())
    return (
        changes.order_by("number")
        .select_related("standing", "enterprise")
        .prefetch_related(Prefetch("standing__enterprise", queryset=enterprises))
    )


# The columns of an answer, and those that never change.
ANSWER = ("state", "answer", "answered_by_id", "answered_at")
ISSUED = ("department_id", "application_id", "standing_id", "issued_at", "working_days", "due_on")


class StopAdviceQuerySet(DepartmentQuerySet):
    in_charge = "application__in_charge"

    def open(self) -> "StopAdviceQuerySet":
        return self.filter(state=AdviceState.OPEN)

    def of_revocation(self, revocation: Revocation) -> "StopAdviceQuerySet":
        """The advice that a revocation has caused."""
        caused = [{"code": ReasonCode.REVOKED, "evidence": {"revocation": revocation.pk}}]
        return self.filter(application__enterprise=revocation.enterprise, standing__reasons__contains=caused)

    def overdue(self, *, on: date) -> "StopAdviceQuerySet":
        return self.open().filter(due_on__lt=on)


class StopAdvice(models.Model):
    """停用建议: advice to a department to stop one application of a measure (plan §3).

    The platform issues it when the enterprise of the application loses its standing. The department answers it by
    `due_on`, `working_days` after the day of issue.
    """

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
    working_days = models.PositiveSmallIntegerField("期限的工作日数")
    due_on = models.DateField("答复期限")
    state = state_field("状态", AdviceState, AdviceState.OPEN)
    answered_by = models.ForeignKey(User, verbose_name="答复人", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True)
    answer = models.TextField("答复说明", blank=True)

    objects = StopAdviceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "停用建议"
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
            ended_immutable(pgtrigger.Q(old__state__in=[AdviceState.LIFTED, AdviceState.WITHDRAWN])),
            pgtrigger.Trigger(
                name="answer_changed_only_as_recorded",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__state__in=ANSWERED),
                func=f"""
                    IF NEW IS NOT DISTINCT FROM OLD THEN
                        RETURN NEW;
                    END IF;
                    IF {columns_of("OLD", ISSUED)} IS DISTINCT FROM {columns_of("NEW", ISSUED)} THEN
                        RAISE EXCEPTION 'an answer is corrected or undone, and nothing else';
                    END IF;
                    IF NOT EXISTS (
                        SELECT FROM feedback_answerchange c
                        WHERE c.id = (SELECT max(id) FROM feedback_answerchange WHERE advice_id = OLD.id)
                            AND {columns_of("c", ANSWER)} IS NOT DISTINCT FROM {columns_of("OLD", ANSWER)}
                            AND c.act = CASE NEW.state WHEN 'open' THEN 'undone' ELSE 'corrected' END
                    ) THEN
                        RAISE EXCEPTION 'a change of an answer is recorded before it is made';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="term_changed_only_as_recorded",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__due_on__df=pgtrigger.F("new__due_on")),
                func="""
                    IF NOT EXISTS (
                        SELECT FROM feedback_termchange c
                        WHERE c.id = (SELECT max(id) FROM feedback_termchange WHERE advice_id = OLD.id)
                            AND c.due_on_before = OLD.due_on AND c.due_on = NEW.due_on
                    ) THEN
                        RAISE EXCEPTION 'a change of a term is recorded before it is made';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            *ADVICE_EVENTS,
        ]

    def __str__(self) -> str:
        return f"{self.application}"

    @property
    def number(self) -> str:
        """The number by which people name it."""
        return business_number(self.pk, self.issued_at)

    @property
    def department_name(self) -> str:
        """The name of the department when it received the advice."""
        return self.department.name_on(self.issued_at)

    @property
    def enterprise_id(self) -> int:
        return self.application.enterprise_id

    @property
    def is_open(self) -> bool:
        return self.state == AdviceState.OPEN

    @property
    def answer_version(self) -> str:
        """A text that identifies the answer; after any change of it the text differs."""
        return str(self.changes.aggregate(newest=Max("pk"))["newest"] or "")

    @property
    def is_answered(self) -> bool:
        return self.state in ANSWERED

    @property
    def stopped_on(self) -> date | None:
        """The day of the answer 已停止; None of any other."""
        return self.application.stopped_on if self.state == AdviceState.STOPPED else None

    @property
    def former_due_on(self) -> date | None:
        """The last day of the term as it was issued; None where it is the same now."""
        first = next(iter(self.term_changes.all()), None)
        return first.due_on_before if first and first.due_on_before != self.due_on else None

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_on < timezone.localdate()

    @property
    def term_explanation(self) -> str:
        """The explanation of how the term of the answer was counted."""
        return explain_term(timezone.localdate(self.issued_at), self.due_on)
