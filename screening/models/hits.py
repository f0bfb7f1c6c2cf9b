"""比对命中: the pairs that runs found, what they wait for, and what was decided of them (plan §3)."""

import hashlib
from datetime import date
from functools import reduce
from operator import or_

import pghistory
from django.db import models
from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import User
from foundation.postgres.states import keep_transitions, state_field
from matching.rules import MATCH_TYPES
from screening.models.screenings import Screening
from screening.states import CONCLUSIONS, DECISION_TRANSITIONS, Decision

IS_UNDECIDED = Q(is_current=True, decision=Decision.UNDECIDED, entry__blacklist__excludes=True)
COUNTING = [match_type for match_type, terms in MATCH_TYPES.items() if terms.counts]
IS_QUESTION = IS_UNDECIDED & Q(needs_decision=True) & ~Q(match_type__in=COUNTING)
ASKS_REVIEW = IS_UNDECIDED & Q(needs_decision=True, match_type__in=COUNTING)
HAS_PROPOSAL = Q(is_current=True, decision=Decision.UNDECIDED) & ~Q(proposed_decision="")


class Wait(models.TextChoices):
    """What a hit waits for."""

    DECISION = "decision", "待核实"
    BLOCKING = "blocking", "企业资格待定"
    SECOND = "second", "待第二人复核"
    REVIEW = "review", "待复核"


def waits_for(wait: str, *, on: date) -> Q:
    """The hits that wait for this on the day; nobody is asked about an entry that has ended, nor about a hint."""
    not_ended = ~Q(entry__removed_on__lte=on) & ~Q(entry__expires_on__lte=on)
    asked = {
        Wait.DECISION: IS_QUESTION & ~HAS_PROPOSAL,
        Wait.BLOCKING: IS_QUESTION & Q(due_on__lt=on),
        Wait.SECOND: HAS_PROPOSAL,
        Wait.REVIEW: ASKS_REVIEW & ~HAS_PROPOSAL,
    }
    return asked[Wait(wait)] & not_ended


class ScreeningHitQuerySet(models.QuerySet["ScreeningHit"]):
    def to_decide(self) -> "ScreeningHitQuerySet":
        """Possible matches that wait for the credit administrator, proposed for agreement or not."""
        today = timezone.localdate()
        return self.filter(waits_for(Wait.DECISION, on=today) | waits_for(Wait.SECOND, on=today) & IS_QUESTION)

    def with_date_passed(self, *, on: date) -> "ScreeningHitQuerySet":
        """Hits that a day between the enterprise's standing and this one says something new of: a term over, an
        entry begun
        or ended."""
        since = TruncDate("enterprise__standings__known_at")
        hits = self.filter(is_current=True, enterprise__standings__until__isnull=True).annotate(assessed_on=since)
        days = ("entry__listed_on", "entry__expires_on", "entry__removed_on")
        term_over = Q(due_on__gte=F("assessed_on"), due_on__lt=on)
        with_date_passed = (Q(**{f"{day}__gt": F("assessed_on"), f"{day}__lte": on}) for day in days)
        return hits.filter(reduce(or_, with_date_passed, term_over))

    def waiting(self, wait: str) -> "ScreeningHitQuerySet":
        return self.filter(waits_for(wait, on=timezone.localdate()))

    def awaiting(self, user: User) -> "ScreeningHitQuerySet":
        """What waits for this person: questions, reviews, and what somebody else proposed."""
        today = timezone.localdate()
        asked = waits_for(Wait.DECISION, on=today) | waits_for(Wait.REVIEW, on=today)
        return self.filter(asked | waits_for(Wait.SECOND, on=today) & ~Q(proposed_by=user))

    def waiting_counts(self) -> dict[str, int]:
        """How many hits wait for each thing, in one query."""
        today = timezone.localdate()
        counted = self.aggregate(
            **{f"count_{wait}": Count("pk", filter=waits_for(wait, on=today)) for wait in Wait.values}
        )
        return {wait: counted[f"count_{wait}"] for wait in Wait.values}

    def urgent_first(self) -> "ScreeningHitQuerySet":
        """Questions by their term, then what asks for review, then the rest with the newest first."""
        today = timezone.localdate()
        asked = waits_for(Wait.DECISION, on=today) | waits_for(Wait.SECOND, on=today)
        urgency = Case(
            When(asked, then=Value(0)), When(waits_for(Wait.REVIEW, on=today), then=Value(1)), default=Value(2)
        )
        return self.annotate(urgency=urgency, asked_until=Case(When(asked, then=F("due_on")))).order_by(
            "urgency", F("asked_until").asc(nulls_last=True), "-pk"
        )

    def recent_reasons(self, count: int = 8) -> list[str]:
        """The reasons given last, each once."""
        last = self.exclude(decision_reason="").order_by("-decided_at").values_list("decision_reason", flat=True)
        return list(dict.fromkeys(last[: count * 10]))[:count]


# What the answer to a hit consists of; asking it anew empties it.
ANSWER = (
    "decision",
    "decided_by",
    "decided_at",
    "decision_reason",
    "proposed_decision",
    "proposed_by",
    "proposed_at",
    "proposed_reason",
    "reopened_by",
    "reopen_reason",
)


@pghistory.track(
    fields=[
        "screening",
        "is_current",
        "needs_decision",
        "match_type",
        "score",
        "reasons",
        "fingerprint",
        "decision",
        "decided_by",
        "decision_reason",
        "proposed_decision",
        "proposed_by",
        "proposed_reason",
        "reopened_by",
        "reopen_reason",
    ],
    model_name="ScreeningHitEvent",
)
class ScreeningHit(models.Model):
    """One enterprise and one entry that may be the same entity: how it matched, and who decided what."""

    enterprise = models.ForeignKey(
        "roster.Enterprise", verbose_name="企业", on_delete=models.PROTECT, related_name="hits"
    )
    entry = models.ForeignKey(
        "blacklists.BlacklistEntry", verbose_name="条目", on_delete=models.PROTECT, related_name="hits"
    )
    screening = models.ForeignKey(Screening, verbose_name="发现它的比对", on_delete=models.PROTECT, related_name="hits")
    match_type = models.CharField(
        "匹配方式", max_length=20, choices=[(match_type, terms.label) for match_type, terms in MATCH_TYPES.items()]
    )
    score = models.PositiveSmallIntegerField("分值")
    reasons = models.JSONField("理由", default=list, help_text="各条规则：rule、text、weight。")
    needs_decision = models.BooleanField("提请核实", default=False, help_text="须有人核实或复核；否则只是记录。")
    is_current = models.BooleanField("仍然匹配", default=True)
    fingerprint = models.CharField("双方内容", max_length=64, help_text="任一方内容改变，原来的核实结论即失效。")
    due_on = models.DateField(
        "核实期限", help_text="期限的最后一日；期满仍未核实，企业转为待核实。已过的，企业在核实之前为待核实。"
    )
    decision = state_field("核实结论", Decision, Decision.UNDECIDED)
    decided_by = models.ForeignKey(User, verbose_name="核实人", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("核实时间", null=True)
    decision_reason = models.TextField("核实理由", blank=True)
    proposed_decision = models.CharField(
        "拟定结论", max_length=20, blank=True, choices=[(d.value, Decision(d).label) for d in CONCLUSIONS]
    )
    proposed_by = models.ForeignKey(User, verbose_name="提出人", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出时间", null=True)
    proposed_reason = models.TextField("提出理由", blank=True)
    reopened_by = models.ForeignKey(
        User, verbose_name="退回或重开人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reopen_reason = models.TextField("重新核实的缘由", blank=True)

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
            models.CheckConstraint(
                condition=Q(
                    proposed_decision="", proposed_by__isnull=True, proposed_at__isnull=True, proposed_reason=""
                )
                | (
                    Q(
                        proposed_decision__in=[d.value for d in CONCLUSIONS],
                        proposed_by__isnull=False,
                        proposed_at__isnull=False,
                    )
                    & ~Q(proposed_reason="")
                ),
                name="hit_proposed_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True)
                | Q(decided_by__isnull=True)
                | (~Q(decided_by=F("proposed_by")) & Q(decision=F("proposed_decision"))),
                name="hit_agreed_by_another",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(is_current=True, decision=Decision.UNDECIDED), name="hit_waiting_by_term"
            ),
        ]
        triggers = [keep_transitions("decision", DECISION_TRANSITIONS, name="hit_decision_moves")]

    def __str__(self) -> str:
        return f"{self.enterprise} ↔ {self.entry}"

    @property
    def counts(self) -> bool:
        """Whether its rung counts by itself, so that deciding it can only lift it."""
        return MATCH_TYPES[self.match_type].counts

    @property
    def is_undecided(self) -> bool:
        return self.is_current and self.decision == Decision.UNDECIDED

    @property
    def has_proposal(self) -> bool:
        """Whether somebody has answered it and a second person has still to agree."""
        return self.is_undecided and self.proposed_decision != ""

    @property
    def wait(self) -> Wait | None:
        """What it waits for today, as `waits_for` says of many."""
        today = timezone.localdate()
        if not self.is_undecided or self.entry.has_ended(on=today):
            return None
        if self.has_proposal:
            return Wait.SECOND
        if not (self.needs_decision and self.entry.blacklist.excludes):
            return None
        if self.counts:
            return Wait.REVIEW
        return Wait.DECISION if self.has_term_left else Wait.BLOCKING

    def reopen(self, *, by: User | None, reason: str) -> None:
        """Empty the answer, with the reason why; the caller saves ANSWER."""
        self.decision = Decision.UNDECIDED
        self.decided_by = self.decided_at = self.proposed_by = self.proposed_at = None
        self.decision_reason = self.proposed_decision = self.proposed_reason = ""
        self.reopened_by, self.reopen_reason = by, reason

    @property
    def version(self) -> str:
        """Which state a person is shown of both sides, of how they match and what that means, and of the answer."""
        said = (
            *(self.fingerprint, self.match_type, self.score, self.entry.blacklist.excludes),
            *(self.proposed_at, self.decision, self.decided_at, self.reopen_reason),
        )
        return hashlib.sha256(repr(said).encode()).hexdigest()

    @property
    def has_term_left(self) -> bool:
        return not self.is_over_term(on=timezone.localdate())

    @property
    def has_deadline(self) -> bool:
        """Whether the enterprise's standing waits for its answer, now or when its term is over: of a question, no
        more.
        """
        return bool(self.wait and self.needs_decision and not self.counts and self.entry.blacklist.excludes)

    def is_over_term(self, *, on: date) -> bool:
        """The last day of the term belongs to it."""
        return self.due_on < on
