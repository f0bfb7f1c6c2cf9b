"""月度确认: each department confirms what it logged for a month; a month without applications is 零报告."""

from datetime import date, timedelta

import pgtrigger
from django.db import models
from django.db.models import Max, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import Department, User
from feedback.models.applications import DepartmentQuerySet, MeasureApplication, MeasureApplicationQuerySet
from feedback.models.event_triggers import CONFIRMATION_EVENTS, MONTH_EVENTS
from feedback.states import MONTH_TRANSITIONS, UNCONFIRMED, MonthState
from foundation.postgres.states import keep_transitions, state_field, states_known
from workdays.terms import explain_term


def month_of(day: date) -> date:
    """Return the first day of the month of the day."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """Return the first day of the following month."""
    return month_of(month + timedelta(days=31))


class DepartmentMonthQuerySet(DepartmentQuerySet):
    def over(self, *, on: date) -> "DepartmentMonthQuerySet":
        return self.filter(month__lt=month_of(on))

    def pending(self, *, on: date) -> "DepartmentMonthQuerySet":
        """Months over on the day that a department has to confirm; a closed department has to confirm none."""
        return self.over(on=on).filter(state__in=UNCONFIRMED, in_charge__closed_on__isnull=True)

    def overdue(self, *, on: date) -> "DepartmentMonthQuerySet":
        return self.pending(on=on).filter(due_on__lt=on)

    def with_confirmation(self) -> "DepartmentMonthQuerySet":
        """Annotate of the newest confirmation `application_count`, `measure_count`, `edition` and `confirmed_at`.

        They are None of a month that was never confirmed.
        """
        newest = MonthConfirmation.objects.filter(month=OuterRef("pk")).order_by("-edition")
        fields = ("application_count", "measure_count", "edition", "confirmed_at")
        return self.annotate(**{field: Subquery(newest.values(field)[:1]) for field in fields})


class DepartmentMonth(models.Model):
    """单位月份: what one department logged for one month, which the department in charge confirms by `due_on`.

    The term counts `working_days` from the end of the month, or from when a department that was established afterwards
    was asked. What is logged, corrected or cancelled afterwards for a
    day of a confirmed month makes it CHANGED, with a new term from then on; `changes_since` counts these acts.
    """

    department = models.ForeignKey(Department, verbose_name="实施单位", on_delete=models.PROTECT, related_name="months")
    in_charge = models.ForeignKey(
        Department,
        verbose_name="确认单位",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="现在确认的单位；机构变动后可能不是实施单位。",
    )
    month = models.DateField("月份", help_text="该月的第一天。")
    state = state_field("状态", MonthState, MonthState.OPEN)
    waiting_since = models.DateTimeField(
        "起算时间", help_text="要求确认之时，一般即该月结束；确认后有变动的，即首次变动之时。"
    )
    working_days = models.PositiveSmallIntegerField("期限的工作日数")
    due_on = models.DateField("确认期限")
    changes_since = models.PositiveIntegerField("确认后的变动", default=0)

    objects = DepartmentMonthQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "月度确认"
        ordering = ("-month", "department__order")
        constraints = [
            models.UniqueConstraint(fields=["department", "month"], name="department_month_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="month_is_its_first_day"),
            states_known("state", MonthState, name="month_state_known"),
            models.CheckConstraint(
                condition=Q(state=MonthState.CHANGED, changes_since__gt=0)
                | (~Q(state=MonthState.CHANGED) & Q(changes_since=0)),
                name="month_changed_by_acts",
            ),
        ]
        triggers = [
            keep_transitions("state", MONTH_TRANSITIONS, name="month_transition"),
            pgtrigger.Trigger(
                name="changed_only_as_recorded",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF (OLD.department_id, OLD.month) IS DISTINCT FROM (NEW.department_id, NEW.month) THEN
                        RAISE EXCEPTION 'a month stays that of its department';
                    END IF;
                    IF NEW.state = 'confirmed' AND OLD.state <> 'confirmed' AND NOT EXISTS (
                        SELECT FROM feedback_monthconfirmation
                        WHERE month_id = OLD.id AND confirmed_at >= OLD.waiting_since
                    ) THEN
                        RAISE EXCEPTION 'a confirmation is recorded before the month is confirmed';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            *MONTH_EVENTS,
        ]

    def __str__(self) -> str:
        return f"{self.department_name}{self.name}"

    @property
    def name(self) -> str:
        """The month, such as 2026年10月."""
        return f"{self.month.year}年{self.month.month}月"

    @property
    def last_day(self) -> date:
        return next_month(self.month) - timedelta(days=1)

    @property
    def department_name(self) -> str:
        """The name of the department at the end of the month."""
        return self.department.name_on(self.last_day)

    @property
    def is_over(self) -> bool:
        return self.last_day < timezone.localdate()

    @property
    def is_pending(self) -> bool:
        return self.state in UNCONFIRMED and self.is_over and self.in_charge.closed_on is None

    @property
    def is_overdue(self) -> bool:
        return self.is_pending and self.due_on < timezone.localdate()

    @property
    def shown_state(self) -> str:
        """The state in Chinese: 零报告 of a confirmed month without applications; it needs `with_confirmation`."""
        if self.state == MonthState.CONFIRMED:
            return "已确认" if self.application_count else "零报告"
        if self.state == MonthState.CHANGED:
            return f"确认后又有{self.changes_since}项变动"
        if not self.is_over:
            return "尚未结束"
        if not self.is_pending:
            return "未确认，单位已撤销"
        return "逾期未确认" if self.is_overdue else "待确认"

    @property
    def term_after(self) -> date:
        """The day after which the term is counted: the one before the month was asked for, or of the first change."""
        since = timezone.localdate(self.waiting_since)
        return since - timedelta(days=1) if self.state == MonthState.OPEN else since

    @property
    def term_explanation(self) -> str:
        """The explanation of how the term was counted."""
        return explain_term(self.term_after, self.due_on)

    @property
    def applications(self) -> MeasureApplicationQuerySet:
        """What the department applied in the month, without what was cancelled."""
        of_the_month = MeasureApplication.objects.filter(
            department=self.department_id, applied_on__range=(self.month, self.last_day)
        )
        return of_the_month.not_cancelled()

    @property
    def version(self) -> str:
        """A text that identifies what would be confirmed now; after any change of it the text differs."""
        figures = self.applications.order_by().aggregate(
            applications=models.Count("pk", distinct=True), newest=Max("pk"), changed=Max("changes__pk")
        )
        return "-".join(str(figure or 0) for figure in figures.values())


class MonthConfirmation(models.Model):
    """确认: one edition of the confirmation of a month, with what it was about. Append-only."""

    month = models.ForeignKey(
        DepartmentMonth, verbose_name="单位月份", on_delete=models.PROTECT, related_name="confirmations"
    )
    edition = models.PositiveSmallIntegerField("版次")
    application_count = models.PositiveIntegerField("措施实施项数")
    measure_count = models.PositiveIntegerField("措施数")
    confirmed_by = models.ForeignKey(User, verbose_name="确认人", on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField("确认时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "月度确认的版次"
        ordering = ("month", "edition")
        constraints = [
            models.UniqueConstraint(fields=["month", "edition"], name="month_edition_once"),
            models.CheckConstraint(
                condition=Q(application_count=0, measure_count=0)
                | Q(application_count__gte=models.F("measure_count"), measure_count__gt=0),
                name="month_counts_agree",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            *CONFIRMATION_EVENTS,
        ]

    def __str__(self) -> str:
        return f"{self.month}第{self.edition}版"
