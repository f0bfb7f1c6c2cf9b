"""比对命中: the pairs that screenings found, what each waits for, and its decision (plan §3)."""

import hashlib
from datetime import date
from functools import reduce
from operator import or_
from typing import TypedDict

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import User
from approvals.models import Approval
from foundation.postgres.composed import Parameter
from foundation.postgres.states import keep_transitions, state_field
from matching.rules import MATCH_TYPES
from screening.models.screenings import Screening
from screening.states import DECISION_TRANSITIONS, Decision
from workdays.terms import Term

IS_UNDECIDED = Q(is_current=True, decision=Decision.UNDECIDED, entry__blacklist__excludes=True)
# Match types that block the enterprise without a decision.
COUNTING = [match_type for match_type, terms in MATCH_TYPES.items() if terms.counts]
IS_POSSIBLE_MATCH = IS_UNDECIDED & Q(needs_decision=True) & ~Q(match_type__in=COUNTING)
NEEDS_NUMBER_REVIEW = IS_UNDECIDED & Q(needs_decision=True, match_type__in=COUNTING)
HAS_PROPOSAL = Q(is_current=True, decision=Decision.UNDECIDED, approval__isnull=False)


class DecisionProposal(TypedDict):
    """The `change` of an approval of a hit."""

    decision: str


class Wait(models.TextChoices):
    """What a hit waits for.

    DECISION: a possible match waits for its decision. BLOCKING: its deadline has passed, so that it takes the standing
    from the enterprise, which is pending. APPROVAL: another user has to approve the proposed decision. NUMBER_REVIEW: a
    match by a customs code or registration number counts already, and a person has to review it.
    """

    DECISION = "decision", "待核实"
    BLOCKING = "blocking", "企业资格待定"
    APPROVAL = "approval", "待第二人复核"
    NUMBER_REVIEW = "number_review", "待复核"


def waits_for(wait: str, *, on: date) -> Q:
    """Return the condition for hits that wait for this on the day. Hits on ended entries wait for nothing."""
    not_ended = ~Q(entry__removed_on__lte=on) & ~Q(entry__expires_on__lt=on)
    conditions = {
        Wait.DECISION: IS_POSSIBLE_MATCH & ~HAS_PROPOSAL,
        Wait.BLOCKING: IS_POSSIBLE_MATCH & Q(due_on__lt=on),
        Wait.APPROVAL: HAS_PROPOSAL,
        Wait.NUMBER_REVIEW: NEEDS_NUMBER_REVIEW & ~HAS_PROPOSAL,
    }
    return conditions[Wait(wait)] & not_ended


def waits_for_user(wait: str, user: User | Parameter, *, on: date) -> Q:
    """Return the condition for hits that wait for this on the day and that the user may deal with.

    A proposal waits for another user than its own.
    """
    waits = waits_for(wait, on=on)
    return waits & ~Q(approval__proposed_by=user) if wait == Wait.APPROVAL else waits


class ScreeningHitQuerySet(models.QuerySet["ScreeningHit"]):
    def with_date_passed(self, *, on: date) -> "ScreeningHitQuerySet":
        """Current hits whose effect changed on a day that passed since the enterprise was last assessed.

        Such a date is the day after the deadline of a possible match, the day on which the entry begins or is removed,
        or the day after the last day of its term. A dismissed hit has no effect on any day.
        """
        since = TruncDate("enterprise__standings__known_at")
        current = {"enterprise__standings__until__isnull": True, "enterprise__standings__known_until__isnull": True}
        hits = self.filter(is_current=True, **current).exclude(decision=Decision.DISMISSED).annotate(assessed_on=since)
        overdue = IS_POSSIBLE_MATCH & Q(due_on__gte=F("assessed_on"), due_on__lt=on)
        expired = Q(entry__expires_on__gte=F("assessed_on"), entry__expires_on__lt=on)
        begun = Q(entry__listed_on__gt=F("assessed_on"), entry__listed_on__lte=on)
        removed = Q(entry__removed_on__gt=F("assessed_on"), entry__removed_on__lte=on)
        return hits.filter(overdue | expired | begun | removed)

    def waiting(self, wait: str) -> "ScreeningHitQuerySet":
        return self.filter(waits_for(wait, on=timezone.localdate()))

    def awaiting(self, user: User) -> "ScreeningHitQuerySet":
        """Hits that wait for this user: decisions, reviews, and proposals of other users."""
        today = timezone.localdate()
        waits = (waits_for_user(wait, user, on=today) for wait in (Wait.DECISION, Wait.NUMBER_REVIEW, Wait.APPROVAL))
        return self.filter(reduce(or_, waits))

    def waiting_counts(self) -> dict[str, int]:
        """Count the hits that wait for each thing, in one query."""
        today = timezone.localdate()
        counts = self.aggregate(
            **{f"count_{wait}": Count("pk", filter=waits_for(wait, on=today)) for wait in Wait.values}
        )
        return {wait: counts[f"count_{wait}"] for wait in Wait.values}

    def urgent_first(self) -> "ScreeningHitQuerySet":
        """Hits to decide or approve by deadline, then hits to review, then the others with the newest first."""
        today = timezone.localdate()
        to_decide = waits_for(Wait.DECISION, on=today) | waits_for(Wait.APPROVAL, on=today)
        urgency = Case(
            When(to_decide, then=Value(0)),
            When(waits_for(Wait.NUMBER_REVIEW, on=today), then=Value(1)),
            default=Value(2),
        )
        return self.annotate(urgency=urgency, deadline=Case(When(to_decide, then=F("due_on")))).order_by(
            "urgency", F("deadline").asc(nulls_last=True), "-pk"
        )

    def recent_reasons(self, count: int = 8) -> list[str]:
        """Return the reasons of the last decisions, without duplicates."""
        last = self.exclude(decision_reason="").order_by("-decided_at").values_list("decision_reason", flat=True)
        return list(dict.fromkeys(last[: count * 10]))[:count]


# The fields of a decision; reopening empties them.
TERM_FIELDS = ("term_after", "term_working_days", "due_on")
DECISION_FIELDS = (
    "decision",
    "decided_by",
    "decided_at",
    "decision_reason",
    "approval",
    "reopened_by",
    "reopen_reason",
)
# A hit with an approval is either proposed or decided exactly as another user approved it.
APPROVED_BY_OTHER_USER = """
    IF NOT EXISTS (
        SELECT FROM approvals_approval
        WHERE id = NEW.approval_id AND subject_type = 'screening.ScreeningHit' AND subject_key = NEW.id::text
            AND CASE NEW.decision
                WHEN 'undecided' THEN state = 'pending'
                ELSE state = 'approved' AND decided_by_id = NEW.decided_by_id AND change ->> 'decision' = NEW.decision
            END
    ) THEN
        RAISE EXCEPTION 'hit_approved_by_other_user: the decision is not the one that another user approved'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hit_approved_by_other_user';
    END IF;
    RETURN NEW;
"""


@pghistory.track(
    fields=[
        "screening",
        "is_current",
        "needs_decision",
        "match_type",
        "score",
        "reasons",
        "fingerprint",
        "due_on",
        "decision",
        "decided_by",
        "decision_reason",
        "approval",
        "reopened_by",
        "reopen_reason",
    ],
    model_name="ScreeningHitEvent",
)
class ScreeningHit(models.Model):
    """One enterprise and one entry that may be the same entity: their match, and the decision with its author.

    A pair has one row. `is_current` is False while the pair does not match; the decision is kept meanwhile.
    """

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
    reasons = models.JSONField("理由", default=list, help_text="各条规则：rule、params、weight。")
    needs_decision = models.BooleanField("提请核实", default=False, help_text="须有人核实或复核；否则只是记录。")
    is_current = models.BooleanField("仍然匹配", default=True)
    fingerprint = models.CharField("双方内容", max_length=64, help_text="任一方内容改变，原来的核实结论即失效。")
    due_on = models.DateField(
        "核实期限", help_text="期限的最后一日；期满仍未核实，企业转为待核实。已过的，企业在核实之前为待核实。"
    )
    term_after = models.DateField("期限自次日起算")
    term_working_days = models.PositiveSmallIntegerField("期限的工作日数", help_text="0即没有期限。")
    decision = state_field("核实结论", Decision, Decision.UNDECIDED)
    decided_by = models.ForeignKey(User, verbose_name="核实人", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("核实时间", null=True)
    decision_reason = models.TextField("核实理由", blank=True)
    approval = models.OneToOneField(
        Approval,
        verbose_name="双人复核",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="待复核的结论，或经复核同意的现结论。",
    )
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
        ]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(is_current=True, decision=Decision.UNDECIDED), name="hit_waiting_by_term"
            ),
        ]
        triggers = [
            keep_transitions("decision", DECISION_TRANSITIONS, name="hit_decision_transition"),
            pgtrigger.Trigger(
                name="hit_approved_by_other_user",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__approval__isnull=False),
                func=APPROVED_BY_OTHER_USER,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} ↔ {self.entry}"

    @property
    def counts(self) -> bool:
        """Whether the match type blocks without a decision; a decision can then only lift the block."""
        return self.match_type in COUNTING

    @property
    def is_undecided(self) -> bool:
        return self.is_current and self.decision == Decision.UNDECIDED

    @property
    def has_proposal(self) -> bool:
        """Whether a decision is proposed and another user has still to approve it."""
        return self.is_undecided and self.approval_id is not None

    @property
    def proposed_decision(self) -> Decision | None:
        """The decision that was proposed for approval, pending or approved."""
        return Decision(self.approval.change["decision"]) if self.approval else None

    @property
    def proposed_by(self) -> User | None:
        return self.approval.proposed_by if self.approval else None

    @property
    def wait(self) -> Wait | None:
        """The value of Wait for today, by the rule of `waits_for`; None where the hit waits for nothing."""
        today = timezone.localdate()
        if not self.is_undecided or self.entry.has_ended(on=today):
            return None
        if self.has_proposal:
            return Wait.APPROVAL
        if not (self.needs_decision and self.entry.blacklist.excludes):
            return None
        if self.counts:
            return Wait.NUMBER_REVIEW
        return Wait.DECISION if self.has_term_left else Wait.BLOCKING

    def reopen(self, *, by: User | None, reason: str) -> None:
        """Empty the decision and store the user and the reason; without a user, a side has changed.

        The caller saves DECISION_FIELDS and closes a pending approval.
        """
        self.decision = Decision.UNDECIDED
        self.decided_by = self.decided_at = self.approval = None
        self.decision_reason = ""
        self.reopened_by, self.reopen_reason = by, reason

    @property
    def version(self) -> str:
        """A digest of the data of the hit that pages show: both sides, the match, its effect and its decision."""
        state = (
            *(self.fingerprint, self.match_type, self.score, self.entry.blacklist.excludes),
            *(self.approval_id, self.decision, self.decided_at, self.reopen_reason),
        )
        return hashlib.sha256(repr(state).encode()).hexdigest()

    def set_term(self, term: Term) -> None:
        """Set the term with its last day. The caller saves TERM_FIELDS."""
        self.term_after, self.term_working_days = term
        self.due_on = term.due_on

    @property
    def has_term_left(self) -> bool:
        """Whether today is not after the deadline."""
        return self.due_on >= timezone.localdate()

    @property
    def has_deadline(self) -> bool:
        """Whether the deadline matters: a possible match makes the enterprise pending when it passes."""
        return bool(self.wait and self.needs_decision and not self.counts and self.entry.blacklist.excludes)
