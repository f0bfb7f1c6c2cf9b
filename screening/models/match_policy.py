"""比对规则: what the credit administrator sets about possible matches (plan §3; domain ladder)."""

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from matching.rules import Thresholds
from screening.states import CONCLUSIONS, Decision


class SecondPerson(models.TextChoices):
    """Which decisions hold only once a second person has agreed."""

    NONE = "none", "不需要：一人核实即生效"
    CONFIRMATIONS = "confirmations", "核实为同一主体的，须第二人复核"
    ALL = "all", "全部结论都须第二人复核"


class Act(models.TextChoices):
    """What was last done to the policy."""

    CHANGED = "changed", "修改"
    PROPOSED = "proposed", "提出修改"
    AGREED = "agreed", "复核同意"
    RETURNED = "returned", "退回拟定的修改"


# A change that waits for a second person; none is open where these are empty.
PROPOSAL = {
    "proposed_second_person": "",
    "proposed_term_working_days": None,
    "proposed_by": None,
    "proposed_at": None,
    "proposed_reason": "",
}
# Fewer decisions ask for a second person; and nobody else proposed that.
LOOSENED = pgtrigger.Q(old__second_person=SecondPerson.ALL) & ~pgtrigger.Q(
    new__second_person=SecondPerson.ALL
) | pgtrigger.Q(old__second_person=SecondPerson.CONFIRMATIONS, new__second_person=SecondPerson.NONE)
ALONE = (
    pgtrigger.Q(old__proposed_by__isnull=True)
    | pgtrigger.Q(new__changed_by__isnull=True)
    | pgtrigger.Q(old__proposed_by=pgtrigger.F("new__changed_by"))
    | ~pgtrigger.Q(old__proposed_second_person=pgtrigger.F("new__second_person"))
)


# Working days to decide a possible match, until the credit administrator sets the policy.
DEFAULT_TERM_WORKING_DAYS = 5


@pghistory.track(exclude=["id"])
class MatchPolicy(models.Model):
    """How possible matches are asked and decided: one row; its earlier versions are kept as events."""

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE, editable=False)
    second_person = models.CharField(
        "第二人复核", max_length=20, choices=SecondPerson.choices, default=SecondPerson.NONE
    )
    term_working_days = models.PositiveSmallIntegerField(
        "核实期限（工作日）",
        default=DEFAULT_TERM_WORKING_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="联合激励对象出现疑似命中的，期限内保留资格，期满仍未核实转为待核实。对此后新出现的疑似命中生效。",
    )
    review_threshold = models.PositiveSmallIntegerField(
        "提请核实的分值", default=Thresholds().review, help_text="达到该分值的，提请核实；不到的只记录。"
    )
    ignore_below = models.PositiveSmallIntegerField(
        "不记录的分值", default=Thresholds().ignore, help_text="低于该分值的，不作为命中。"
    )
    act = models.CharField("事项", max_length=10, choices=Act.choices, default=Act.CHANGED)
    changed_by = models.ForeignKey(User, verbose_name="经办人", null=True, on_delete=models.PROTECT, related_name="+")
    change_reason = models.TextField("依据", blank=True)
    proposed_second_person = models.CharField(
        "拟定的第二人复核", max_length=20, choices=SecondPerson.choices, blank=True
    )
    proposed_term_working_days = models.PositiveSmallIntegerField("拟定的核实期限（工作日）", null=True)
    proposed_by = models.ForeignKey(User, verbose_name="提出人", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出时间", null=True)
    proposed_reason = models.TextField("提出依据", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "比对规则"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="match_policy_is_one"),
            models.CheckConstraint(
                condition=Q(second_person__in=SecondPerson.values), name="match_policy_second_known"
            ),
            models.CheckConstraint(
                condition=Q(term_working_days__gte=1, term_working_days__lte=60), name="match_policy_term_in_bounds"
            ),
            models.CheckConstraint(
                condition=Q(review_threshold__lte=100, ignore_below__lte=F("review_threshold")),
                name="match_policy_thresholds_in_order",
            ),
            models.CheckConstraint(condition=Q(act__in=Act.values), name="match_policy_act_known"),
            models.CheckConstraint(
                condition=Q(
                    proposed_second_person="",
                    proposed_term_working_days__isnull=True,
                    proposed_by__isnull=True,
                    proposed_at__isnull=True,
                    proposed_reason="",
                )
                | Q(
                    proposed_second_person__in=SecondPerson.values,
                    proposed_term_working_days__gte=1,
                    proposed_term_working_days__lte=60,
                    proposed_by__isnull=False,
                    proposed_at__isnull=False,
                )
                & ~Q(proposed_reason=""),
                name="match_policy_proposed_with_reason",
            ),
        ]
        triggers = [
            # Without the row nobody would ask for a second person.
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="second_person_loosened_by_two", operation=pgtrigger.Update, condition=LOOSENED & ALONE
            ),
        ]

    def __str__(self) -> str:
        return "比对规则"

    @classmethod
    def current(cls) -> "MatchPolicy":
        """The row in force; the usual values, unsaved, while nobody has set any."""
        return cls.objects.select_related("changed_by", "proposed_by").first() or cls()

    @classmethod
    def locked(cls) -> "MatchPolicy":
        """The row in force, made where nobody has set any, kept from changing until the transaction ends."""
        cls.objects.get_or_create()
        return cls.objects.select_for_update().get()

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(review=self.review_threshold, ignore=self.ignore_below)

    def asks_second_for(self, decision: str) -> bool:
        """Whether such a decision holds only with a second person's agreement."""
        return self.second_person == SecondPerson.ALL or (
            self.second_person == SecondPerson.CONFIRMATIONS and decision == Decision.CONFIRMED
        )

    @property
    def asks_second(self) -> bool:
        """Whether any decision asks for a second person; then whatever loosens the policy does, too."""
        return self.second_person != SecondPerson.NONE

    def is_loosened_by(self, second_person: str, term_working_days: int) -> bool:
        """Whether fewer decisions would ask for a second person, or questions could stay open for longer."""
        strictness = SecondPerson.values.index
        return strictness(second_person) < strictness(self.second_person) or term_working_days > self.term_working_days

    @property
    def has_proposal(self) -> bool:
        """Whether somebody proposed a change and a second person has still to agree."""
        return self.proposed_by_id is not None

    def waits_for(self, user: User) -> bool:
        """Whether a proposed change waits for this person, who did not propose it."""
        return self.has_proposal and self.proposed_by_id != user.pk

    def propose(self, *, second_person: str, term_working_days: int, reason: str, by: User) -> None:
        """Hold a change until a second person agrees; the caller saves."""
        self.proposed_second_person, self.proposed_term_working_days = second_person, term_working_days
        self.proposed_by, self.proposed_at, self.proposed_reason = by, timezone.now(), reason
        self.note(Act.PROPOSED, reason=reason, by=by)

    def close_proposal(self) -> None:
        """Nothing is proposed any more; the caller saves."""
        for field, empty in PROPOSAL.items():
            setattr(self, field, empty)

    def note(self, act: Act, *, reason: str, by: User) -> None:
        """What is done, by whom and why; the caller saves."""
        self.act, self.change_reason, self.changed_by = act, reason, by

    @property
    def seconded(self) -> list[str]:
        """The decisions that ask for a second person, in words."""
        return [Decision(decision).label for decision in CONCLUSIONS if self.asks_second_for(decision)]
