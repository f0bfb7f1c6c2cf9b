"""交叉比对 and 比对命中: the runs, and the pairs they found (plan §3)."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import Q

from accounts.models import User
from roster.crosscheck.rules import RUNGS
from roster.models.columns import keep_transitions, state_field, states_known
from roster.states import (
    DECISION_LABELS,
    DECISION_TRANSITIONS,
    SCREENING_LABELS,
    SCREENING_TRANSITIONS,
    Decision,
    ScreeningState,
)


class Trigger(models.TextChoices):
    """What made a run necessary."""

    ROSTER = "roster", "名单确认"
    BLACKLIST = "blacklist", "“黑名单”导入"


class ScreeningQuerySet(models.QuerySet["Screening"]):
    def waiting(self) -> "ScreeningQuerySet":
        """Runs that a worker still has to do, or was doing when it died."""
        return self.filter(state__in=[ScreeningState.WAITING, ScreeningState.RUNNING])

    def not_done(self) -> "ScreeningQuerySet":
        """Runs whose comparison is still owed, whatever the reason."""
        return self.exclude(state=ScreeningState.DONE)

    def failed(self) -> "ScreeningQuerySet":
        """Runs that were given up and have not succeeded since, waiting for their retry or not."""
        return self.exclude(failure="")


class Screening(models.Model):
    """One run that compares enterprises with blacklist entries. The row is the queue (docs/adr/0004)."""

    trigger = models.CharField("起因", max_length=20, choices=Trigger.choices)
    submission = models.ForeignKey(
        "roster.RosterSubmission",
        verbose_name="名单报送",
        null=True,
        on_delete=models.PROTECT,
        related_name="screenings",
    )
    blacklist_import = models.ForeignKey(
        "roster.BlacklistImport",
        verbose_name="“黑名单”导入",
        null=True,
        on_delete=models.PROTECT,
        related_name="screenings",
    )
    state = state_field("状态", SCREENING_LABELS, ScreeningState.WAITING)
    attempts = models.PositiveSmallIntegerField("处理次数", default=0)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True)
    enterprise_count = models.PositiveIntegerField("企业数", default=0)
    entry_count = models.PositiveIntegerField("条目数", default=0)
    hit_count = models.PositiveIntegerField("命中数", default=0)
    failure = models.TextField("失败原因", blank=True)

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "交叉比对"
        ordering = ("-pk",)
        constraints = [
            states_known("state", SCREENING_LABELS, name="screening_state_known"),
            models.CheckConstraint(
                condition=Q(trigger=Trigger.ROSTER, submission__isnull=False, blacklist_import__isnull=True)
                | Q(trigger=Trigger.BLACKLIST, submission__isnull=True, blacklist_import__isnull=False),
                name="screening_has_its_cause",
            ),
        ]
        triggers = [keep_transitions("state", SCREENING_TRANSITIONS, name="screening_state_moves")]

    def __str__(self) -> str:
        return f"第{self.pk}次交叉比对"

    @property
    def cause(self) -> models.Model:
        """The file whose confirmation made it necessary."""
        return self.submission or self.blacklist_import

    @property
    def is_unfinished(self) -> bool:
        return self.state in (ScreeningState.WAITING, ScreeningState.RUNNING)


IS_QUESTION = Q(
    holds=True,
    decision=Decision.UNDECIDED,
    rung__in=[rung for rung, terms in RUNGS.items() if not terms.counts],
)


class ScreeningHitQuerySet(models.QuerySet["ScreeningHit"]):
    def to_decide(self) -> "ScreeningHitQuerySet":
        """Possible matches that wait for the credit administrator; a hint asks nothing."""
        return self.filter(IS_QUESTION, entry__blacklist__excludes=True)

    def questions_first(self) -> "ScreeningHitQuerySet":
        return self.annotate(is_question=IS_QUESTION).order_by("-is_question", "-pk")


@pghistory.track(
    fields=[
        "screening",
        "rung",
        "score",
        "reasons",
        "holds",
        "fingerprint",
        "decision",
        "decided_by",
        "decision_reason",
    ],
    model_name="ScreeningHitEvent",
)
class ScreeningHit(models.Model):
    """One enterprise and one entry that may be the same entity: how it matched, and who decided what."""

    enterprise = models.ForeignKey(
        "roster.Enterprise", verbose_name="企业", on_delete=models.PROTECT, related_name="hits"
    )
    entry = models.ForeignKey(
        "roster.BlacklistEntry", verbose_name="条目", on_delete=models.PROTECT, related_name="hits"
    )
    screening = models.ForeignKey(Screening, verbose_name="发现它的比对", on_delete=models.PROTECT, related_name="hits")
    rung = models.CharField("匹配方式", max_length=20, choices=[(rung, terms.label) for rung, terms in RUNGS.items()])
    score = models.PositiveSmallIntegerField("分值")
    reasons = models.JSONField("理由", default=list)
    holds = models.BooleanField("仍然匹配", default=True)
    fingerprint = models.CharField("双方内容", max_length=64, help_text="任一方内容改变，原来的核实结论即失效。")
    due_on = models.DateField("核实期限", help_text="期满仍未核实，企业转为待核实。")
    decision = state_field("核实结论", DECISION_LABELS, Decision.UNDECIDED)
    decided_by = models.ForeignKey(User, verbose_name="核实人", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("核实时间", null=True)
    decision_reason = models.TextField("核实理由", blank=True)

    objects = ScreeningHitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "比对命中"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "entry"], name="hit_once_for_a_pair"),
            models.CheckConstraint(
                condition=Q(decision=Decision.UNDECIDED)
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision_reason="")),
                name="hit_decided_with_reason",
            ),
        ]
        triggers = [keep_transitions("decision", DECISION_TRANSITIONS, name="hit_decision_moves")]

    def __str__(self) -> str:
        return f"{self.enterprise} ↔ {self.entry}"

    @property
    def asks(self) -> bool:
        """Whether a person is asked: the rung does not count by itself."""
        return not RUNGS[self.rung].counts

    @property
    def is_open_question(self) -> bool:
        return self.holds and self.asks and self.decision == Decision.UNDECIDED

    def is_over_term(self, *, on: date) -> bool:
        return self.due_on <= on
