"""外出: the days on which a person is absent, and who stands in."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from foundation.postgres.composed import Parameter
from foundation.postgres.states import ended_immutable
from foundation.web.dates import chinese_date


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def not_over(self) -> "AbsenceQuerySet":
        """Those of today and later that nobody has ended."""
        return self.filter(ended_at__isnull=True, until__gte=timezone.localdate())

    def of_today(self) -> "AbsenceQuerySet":
        """Those by which people are absent now."""
        return self.not_over().filter(since__lte=timezone.localdate())

    def between(self, since: date, until: date) -> "AbsenceQuerySet":
        """Those that nobody has ended with a day of this period."""
        return self.filter(ended_at__isnull=True, since__lte=until, until__gte=since)

    def stood_in_by(self, user: User | Parameter) -> "AbsenceQuerySet":
        """Those of colleagues for whom the user stands in now."""
        return self.of_today().filter(stand_in=user, user__department=F("stand_in__department"))


class Absence(models.Model):
    """外出: a person is absent from a day until a day, both included; a colleague may stand in.

    It ends by itself after its last day, or earlier when somebody of the department ends it. It has no reason: the
    portal need not know it.
    """

    user = models.ForeignKey(User, verbose_name="外出人", on_delete=models.PROTECT, related_name="absences")
    since = models.DateField("开始日期")
    until = models.DateField("结束日期")
    stand_in = models.ForeignKey(
        User, verbose_name="代办人", null=True, on_delete=models.PROTECT, related_name="stood_in_absences"
    )
    entered_by = models.ForeignKey(User, verbose_name="登记人", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("登记时间", auto_now_add=True)
    ended_by = models.ForeignKey(User, verbose_name="结束人", null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField("提前结束时间", null=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "外出"
        ordering = ("-since", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="absence_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(stand_in=F("user")), name="absence_stood_in_by_another"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="absence_ended_by_somebody",
            ),
        ]
        triggers = [
            # Who enters an absence locks the account, so that two do not overlap.
            pgtrigger.Trigger(
                name="absences_apart",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (
                        SELECT FROM staffing_absence
                        WHERE user_id = NEW.user_id AND ended_at IS NULL
                            AND since <= NEW.until AND until >= NEW.since
                    ) THEN
                        RAISE EXCEPTION 'absences of one person do not overlap';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.ReadOnly(name="content_immutable", exclude=["ended_by", "ended_at"]),
            ended_immutable(pgtrigger.Q(old__ended_at__isnull=False)),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.user}，{self.days}"

    @property
    def days(self) -> str:
        """The days, such as 2026年7月9日至2026年7月12日."""
        first = chinese_date(self.since)
        return first if self.since == self.until else f"{first}至{chinese_date(self.until)}"

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None or self.until < timezone.localdate()

    @property
    def is_of_today(self) -> bool:
        """Whether the person is absent now."""
        return not self.is_over and self.since <= timezone.localdate()

    @property
    def state(self) -> str:
        """In words, whether it is to come, holds now, or is over."""
        if self.ended_at:
            return f"已于{chinese_date(timezone.localdate(self.ended_at))}提前结束"
        if self.is_over:
            return "已结束"
        return "外出中" if self.is_of_today else "未开始"


def absence_of_today(user: User) -> Absence | None:
    """Return the absence of the user that holds now. Lists prefetch `absences__stand_in` of their users."""
    return next((absence for absence in user.absences.all() if absence.is_of_today), None)


def absence_text(user: User) -> str:
    """Return until when the user is absent, and who stands in; "" for one who is not absent."""
    absence = absence_of_today(user)
    if absence is None:
        return ""
    stand_in = f"，由{absence.stand_in}代办" if absence.stand_in else ""
    return f"（外出至{chinese_date(absence.until)}{stand_in}）"
