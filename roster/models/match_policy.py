"""比对规则: what the credit administrator sets about possible matches (plan §3; domain ladder)."""

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from roster.crosscheck.rules import Thresholds
from roster.states import CONCLUSIONS, DECISION_LABELS, Decision


class SecondPerson(models.TextChoices):
    """Which decisions hold only once a second person has agreed."""

    NONE = "none", "不需要：一人核实即生效"
    CONFIRMATIONS = "confirmations", "核实为同一主体的，须第二人复核"
    ALL = "all", "全部结论都须第二人复核"


def usual_term() -> int:
    return settings.POSSIBLE_MATCH_TERM_WORKING_DAYS


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
        default=usual_term,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="联合激励对象出现疑似命中的，期限内保留资格，期满仍未核实转为待核实。对此后新出现的疑似命中生效。",
    )
    ask_from = models.PositiveSmallIntegerField(
        "提请核实的分值", default=Thresholds().ask, help_text="达到该分值的，提请核实；不到的只记录。"
    )
    ignore_below = models.PositiveSmallIntegerField(
        "不记录的分值", default=Thresholds().ignore, help_text="低于该分值的，不作为命中。"
    )
    changed_by = models.ForeignKey(User, verbose_name="修改人", null=True, on_delete=models.PROTECT, related_name="+")
    change_reason = models.TextField("修改依据", blank=True)

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
                condition=Q(ask_from__lte=100, ignore_below__lte=F("ask_from")), name="match_policy_thresholds_in_order"
            ),
        ]

    def __str__(self) -> str:
        return "比对规则"

    @classmethod
    def current(cls) -> "MatchPolicy":
        """The row in force; the usual values, unsaved, while nobody has set any."""
        return cls.objects.select_related("changed_by").first() or cls()

    @classmethod
    def locked(cls) -> "MatchPolicy":
        """The row in force, made where nobody has set any, kept from changing until the transaction ends."""
        cls.objects.get_or_create()
        return cls.objects.select_for_update().get()

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(ask=self.ask_from, ignore=self.ignore_below)

    def asks_second_for(self, decision: str) -> bool:
        """Whether such a decision holds only with a second person's agreement."""
        return self.second_person == SecondPerson.ALL or (
            self.second_person == SecondPerson.CONFIRMATIONS and decision == Decision.CONFIRMED
        )

    @property
    def seconded(self) -> list[str]:
        """The decisions that ask for a second person, in words."""
        return [DECISION_LABELS[decision] for decision in CONCLUSIONS if self.asks_second_for(decision)]
