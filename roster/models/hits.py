"""比对命中: the pairs that runs found, and what was decided of them (plan §3)."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import Q

from accounts.models import User
from roster.crosscheck.rules import RUNGS
from roster.models.columns import keep_transitions, state_field
from roster.models.screenings import Screening
from roster.states import DECISION_LABELS, DECISION_TRANSITIONS, Decision

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


@pghistory.track(fields=["holds", "rung", "decision", "decided_by", "decision_reason", "fingerprint"])
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
    reasons = models.JSONField("理由", default=list, help_text="各条规则：rule、text、weight。")
    is_asked = models.BooleanField("提请核实", default=True, help_text="名称相近而不满分值的，只记录，不提请核实。")
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
