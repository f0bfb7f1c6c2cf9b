"""Look-ups of many (批量查询): the names and codes that a department asked for at once, and the answers."""

from collections.abc import Collection
from datetime import timedelta

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from feedback.models.applications import MeasureApplication
from feedback.states import LOOKUP_TRANSITIONS, LookupMatch, LookupResult, LookupState
from foundation.numbers import business_number
from foundation.postgres.references import references_exist
from foundation.postgres.states import keep_transitions, state_field, states_known
from roster.models import Enterprise
from screening.models import Standing
from screening.models.standings import current_standings
from screening.states import StandingState

# Retention of what was typed. Which enterprises were found and what was answered about them is kept.
TEXT_RETENTION = timedelta(days=180)
# Lines of a look-up that a person changes on the page to ask again; more come from a file.
MOST_CHANGED = 2_000
NOT_READ = (LookupMatch.PERSON, LookupMatch.UNREADABLE)
# What a line references. None of it is ever deleted.
REFERENCED = {
    "batch_id": "feedback_lookupbatch",
    "enterprise_id": "roster_enterprise",
    "standing_id": "screening_standing",
}


class LookupBatchQuerySet(models.QuerySet["LookupBatch"]):
    def for_user(self, user: User) -> "LookupBatchQuerySet":
        """The look-ups that the user may see: those of the own department; all of them for the auditor."""
        return self if user.role == Role.AUDITOR else self.filter(department=user.department)

    def waiting(self) -> "LookupBatchQuerySet":
        """Those that wait for a worker, or whose worker died."""
        return self.filter(state=LookupState.WAITING)

    def with_enterprises(self, enterprises: Collection[int]) -> "LookupBatchQuerySet":
        """Those in which one of the enterprises was found."""
        lines = LookupLine.objects.filter(enterprise__in=enterprises)
        return self.filter(pk__in=lines.values("batch"))

    def expired(self) -> "LookupBatchQuerySet":
        """Those of which the typed texts are to be erased."""
        return self.exclude(state=LookupState.WAITING).filter(
            texts_erased_at__isnull=True, asked_at__lte=timezone.now() - TEXT_RETENTION
        )


class LookupBatch(models.Model):
    """批量查询: up to 50,000 names and codes, and the standing of each enterprise on one day.

    The row is the queue (docs/adr/0004). `asked` has the lines as AskedLine until all are answered; those of a look-up
    that was given up stay, so that it can be asked again. The answers are those of the moment `known_at`: each line
    names the standing that held on the day, as it was known then.
    """

    department = models.ForeignKey(Department, verbose_name="查询单位", on_delete=models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(User, verbose_name="查询人", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("查询时间", auto_now_add=True)
    title = models.CharField("名称", max_length=100, blank=True)
    day = models.DateField("查询哪一天的资格")
    state = state_field("状态", LookupState, LookupState.WAITING)
    attempts = models.PositiveSmallIntegerField("处理次数", default=0)
    asked = models.JSONField("待查询的内容", default=list)
    line_count = models.PositiveIntegerField("行数")
    answered_count = models.PositiveIntegerField("已查询的行数", default=0)
    found_count = models.PositiveIntegerField("找到的行数", default=0)
    eligible_count = models.PositiveIntegerField("可以适用的行数", default=0)
    known_at = models.DateTimeField("信息截至", null=True)
    texts_erased_at = models.DateTimeField("查询内容删除时间", null=True)

    objects = LookupBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "批量查询"
        ordering = ("-pk",)
        constraints = [
            states_known("state", LookupState, name="lookup_state_known"),
            models.CheckConstraint(
                condition=~Q(state=LookupState.ANSWERED) | Q(asked=[], known_at__isnull=False),
                name="lookup_answered_as_known",
            ),
        ]
        triggers = [
            keep_transitions("state", LOOKUP_TRANSITIONS, name="lookup_transition"),
        ]

    def __str__(self) -> str:
        return f"批量查询{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("feedback:lookup_progress" if self.is_waiting else "feedback:lookup_detail", args=[self.pk])

    @property
    def number(self) -> str:
        """The number by which people name it."""
        return business_number(self.pk, self.asked_at)

    @property
    def is_waiting(self) -> bool:
        return self.state == LookupState.WAITING

    @property
    def may_be_changed(self) -> bool:
        """Whether what was typed is still known, and short enough to be changed on the page."""
        return self.texts_erased_at is None and self.line_count <= MOST_CHANGED


class LookupLineQuerySet(models.QuerySet["LookupLine"]):
    def with_result(self) -> "LookupLineQuerySet":
        """Annotate `result`: what the answer means for the department (LookupResult)."""
        return self.annotate(
            result=Case(
                When(standing__state=StandingState.ELIGIBLE, then=Value(LookupResult.ELIGIBLE)),
                When(standing__isnull=False, then=Value(LookupResult.NOT_ELIGIBLE)),
                When(enterprise__isnull=False, then=Value(LookupResult.NO_RECORD)),
                When(match__in=NOT_READ, then=Value(LookupResult.NOT_READ)),
                When(candidates__len__gt=0, then=Value(LookupResult.CHOOSE)),
                default=Value(LookupResult.NOT_FOUND),
                output_field=models.CharField(choices=LookupResult.choices),
            )
        )

    def to_choose(self) -> "LookupLineQuerySet":
        """The lines for which one of the candidates may be chosen."""
        return self.filter(enterprise__isnull=True, candidates__len__gt=0)

    def with_answers(self, department: Department | None) -> "LookupLineQuerySet":
        """Fetch what the answers show, in a bounded number of queries.

        Annotate `first_line`, the first line of the same enterprise, and `first_day`, the first day of which there is a
        record of it. `enterprise.own_applications` are the applications of the department.
        """
        same = LookupLine.objects.filter(batch=OuterRef("batch"), enterprise=OuterRef("enterprise")).order_by("number")
        known = Standing.objects.known().filter(enterprise=OuterRef("enterprise")).order_by("since")
        own = MeasureApplication.objects.in_charge_of(department).not_cancelled().select_related("version__measure")
        return (
            self.select_related("enterprise", "standing")
            .annotate(first_line=Subquery(same.values("number")[:1]), first_day=Subquery(known.values("since")[:1]))
            .prefetch_related(
                current_standings("enterprise__standings"),
                "enterprise__certifications",
                models.Prefetch("enterprise__applications", queryset=own, to_attr="own_applications"),
            )
        )


class LookupLine(models.Model):
    """One line: what was asked, by what the enterprise was found, and its standing on the day.

    `candidates` are the keys of enterprises of which a person may choose one. `text` is empty for a line about a
    natural person, and once the retention of the texts has ended.
    """

    batch = models.ForeignKey(
        LookupBatch,
        verbose_name="批量查询",
        on_delete=models.PROTECT,
        related_name="lines",
        db_index=False,
        db_constraint=False,
    )
    number = models.PositiveIntegerField("行")
    text = models.CharField("查询内容", max_length=300, blank=True)
    match = models.CharField("匹配依据", max_length=20, choices=LookupMatch.choices)
    is_named_differently = models.BooleanField("名称与代码不一致", default=False)
    enterprise = models.ForeignKey(
        Enterprise,
        verbose_name="企业",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    standing = models.ForeignKey(
        Standing,
        verbose_name="当日资格",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    candidates = ArrayField(models.BigIntegerField(), verbose_name="相近的企业", default=list)

    objects = LookupLineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "批量查询的行"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="lookup_line_once"),
            models.CheckConstraint(condition=Q(match__in=LookupMatch.values), name="lookup_match_known"),
            models.CheckConstraint(
                condition=Q(standing__isnull=True) | Q(enterprise__isnull=False), name="lookup_standing_of_enterprise"
            ),
        ]
        indexes = [
            # For the auditor, who asks seldom. A B-tree took a third of the time of a long look-up, whose enterprises
            # stand in no order.
            BrinIndex(
                fields=["enterprise"],
                opclasses=["int8_bloom_ops"],
                pages_per_range=32,
                autosummarize=True,
                name="lookup_by_enterprise",
            ),
        ]
        triggers = [
            references_exist(REFERENCED, operation=operation, optional=("enterprise_id", "standing_id"))
            for operation in (pgtrigger.Insert, pgtrigger.Update)
        ]

    def __str__(self) -> str:
        return f"{self.batch}第{self.number}行"
