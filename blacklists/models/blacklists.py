"""其他领域严重失信“黑名单”: the blacklists and their effect (plan §3)."""

from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Max, Q
from django.db.models.functions import Greatest, TruncDate

from accounts.models import User
from approvals.models import Approval
from approvals.triggers import approved
from foundation.postgres.composed import Parameter
from uploads.states import SubmissionState
from workdays.site_settings import site_settings


class SwitchProposal(TypedDict):
    """The `change` of an approval of a blacklist: its new effect, and the document and paragraph of its legal basis."""

    excludes: bool
    document: str
    paragraph: str


class TermProposal(TypedDict):
    """The `change` of an approval of a blacklist: the shorter or first term of its entries, in months."""

    entry_months: int


# A key of a proposal → the field that it changes.
PROPOSED_FIELDS = {
    "excludes": "excludes",
    "document": "exclusion_document",
    "paragraph": "exclusion_paragraph",
    "entry_months": "entry_months",
}
# The update removes the approval that the row pointed to, so that no approval is used twice.
SWITCHED_BY_TWO = f"""
    IF NEW.approval_id IS NOT NULL OR NOT EXISTS (
        {approved("OLD.approval_id", "blacklists.Blacklist")}
            AND (change ->> 'excludes')::boolean = NEW.excludes
            AND change ->> 'document' = NEW.exclusion_document AND change ->> 'paragraph' = NEW.exclusion_paragraph
    ) THEN
        RAISE EXCEPTION 'blacklist_switched_by_two: another user approves whether a blacklist excludes, and by what law'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'blacklist_switched_by_two';
    END IF;
    RETURN NEW;
"""
IS_SHORTENED = pgtrigger.Q(new__entry_months__isnull=False) & (
    pgtrigger.Q(old__entry_months__isnull=True) | pgtrigger.Q(new__entry_months__lt=pgtrigger.F("old__entry_months"))
)
# A shorter term ends entries whose rows state no expiry, today or on a later day.
SHORTENED_BY_TWO = f"""
    IF EXISTS (SELECT FROM blacklists_blacklistentry WHERE blacklist_id = NEW.id AND NOT states_expiry)
        AND (NEW.approval_id IS NOT NULL OR NOT EXISTS (
            {approved("OLD.approval_id", "blacklists.Blacklist")}
                AND (change ->> 'entry_months')::integer = NEW.entry_months
        ))
    THEN
        RAISE EXCEPTION 'blacklist_term_shortened_by_two: another user approves a term that ends entries earlier'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'blacklist_term_shortened_by_two';
    END IF;
    RETURN NEW;
"""


class BlacklistQuerySet(models.QuerySet["Blacklist"]):
    def with_newest(self) -> "BlacklistQuerySet":
        """Annotate `newest`, the as-of day of the newest confirmed data; None without any.

        A successful pull without new data confirms the blacklist as of the day of the pull. Django leaves the usual
        order out of a query with aggregates, so it is given here.
        """
        confirmed = Q(imports__status=SubmissionState.CONFIRMED)
        pulled = Max(
            TruncDate("feeds__last_success_at"), filter=Q(feeds__last_import__status=SubmissionState.CONFIRMED)
        )
        return self.annotate(newest=Greatest(Max("imports__as_of", filter=confirmed), pulled)).order_by("pk")

    def with_proposal_to_approve(self, user: User | Parameter) -> "BlacklistQuerySet":
        """Blacklists whose switch or term another user proposed and this user may approve."""
        return self.filter(approval__isnull=False).exclude(approval__proposed_by=user)

    def without_data(self) -> "BlacklistQuerySet":
        """Blacklists without any confirmed file."""
        return self.exclude(imports__status=SubmissionState.CONFIRMED)

    def missing(self) -> "BlacklistQuerySet":
        """Excluding blacklists with neither data nor a declaration, which keep everybody from being screened."""
        return self.without_data().filter(excludes=True, unused_declared_at=None)

    def stale(self, *, on: date) -> "list[Blacklist]":
        """Blacklists whose data on the day is older than their update habit."""
        return [blacklist for blacklist in self.with_newest() if blacklist.is_stale(on=on)]


@pghistory.track(exclude=["approval"])
class Blacklist(models.Model):
    """The blacklist of one sector. Only a statutory one excludes enterprises (国办发〔2020〕49号)."""

    code = models.SlugField("代码", unique=True)
    name = models.CharField("名称", max_length=100, unique=True)
    authority = models.CharField("认定部门", max_length=100)
    excludes = models.BooleanField(
        "排除", default=False, help_text="命中即暂不纳入；否则仅作提示，不影响资格。改变须经两人。"
    )
    legal_basis = models.CharField("设列依据", max_length=300, blank=True)
    exclusion_document = models.CharField(
        "暂不纳入所依据的文件", max_length=300, blank=True, help_text="命中即暂不纳入的，须载明；仅作提示的，为空。"
    )
    exclusion_paragraph = models.CharField("暂不纳入所依据的条款", max_length=100, blank=True)
    update_days = models.PositiveSmallIntegerField(
        "更新周期（天）", null=True, blank=True, help_text="超过这些天没有新数据即提示过期；留空为没有约定。"
    )
    entry_months = models.PositiveSmallIntegerField(
        "条目有效期（月）",
        null=True,
        blank=True,
        help_text="条目自己没有载明有效期的，列入满这些月即到期；留空为一直有效，直到移出。缩短须经两人。",
    )

    unused_reason = models.TextField("尚未启用的缘由", blank=True)
    unused_declared_by = models.ForeignKey(
        User, verbose_name="声明尚未启用的人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    unused_declared_at = models.DateTimeField(
        "声明尚未启用的时间", null=True, help_text="首份名单确认之前有效：不要求与该领域比对。"
    )
    approval = models.OneToOneField(
        Approval,
        verbose_name="双人复核",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="待复核的效力变更。",
    )

    objects = BlacklistQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "“黑名单”领域"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(excludes=True) & ~Q(exclusion_document="") & ~Q(exclusion_paragraph="")
                | Q(excludes=False, exclusion_document="", exclusion_paragraph=""),
                name="blacklist_excludes_by_a_paragraph",
            ),
            models.CheckConstraint(
                condition=Q(update_days__isnull=True) | Q(update_days__gt=0), name="blacklist_update_days_positive"
            ),
            models.CheckConstraint(
                condition=Q(entry_months__isnull=True) | Q(entry_months__gt=0), name="blacklist_entry_months_positive"
            ),
            models.CheckConstraint(
                condition=Q(unused_declared_at__isnull=True, unused_declared_by__isnull=True, unused_reason="")
                | Q(unused_declared_at__isnull=False, unused_declared_by__isnull=False) & ~Q(unused_reason=""),
                name="blacklist_unused_by_whom_and_why",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="blacklist_switched_by_two",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange("excludes", "exclusion_document", "exclusion_paragraph"),
                func=SWITCHED_BY_TWO,
            ),
            pgtrigger.Trigger(
                name="blacklist_term_shortened_by_two",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=IS_SHORTENED,
                func=SHORTENED_BY_TWO,
            ),
        ]

    if TYPE_CHECKING:
        newest: date | None
        entries: models.Manager[Any]
        imports: models.Manager[Any]

    def __str__(self) -> str:
        return self.name

    @property
    def exclusion_basis(self) -> str:
        """The document and the paragraph by which the blacklist excludes; "" for a hint list."""
        return f"{self.exclusion_document}{self.exclusion_paragraph}"

    def is_shortened_by(self, entry_months: int | None) -> bool:
        """Whether this term would end entries earlier: a shorter or first one, while rows state no expiry."""
        is_shorter = entry_months is not None and (self.entry_months is None or entry_months < self.entry_months)
        return is_shorter and self.entries.filter(states_expiry=False).exists()

    @property
    def update_habit(self) -> int | None:
        """In how many days new data is due; None: not agreed. Excluding blacklists always have a habit."""
        return self.update_days or (site_settings().blacklist_update_days if self.excludes else None)

    @property
    def is_declared_unused(self) -> bool:
        """Whether the blacklist is declared not yet in use, until its first file is confirmed.

        Requires `with_newest`.
        """
        return self.unused_declared_at is not None and self.newest is None

    @property
    def is_missing(self) -> bool:
        """Whether it keeps everybody from being screened: it excludes, without data or declaration.

        Requires `with_newest`.
        """
        return self.excludes and self.newest is None and self.unused_declared_at is None

    def is_stale(self, *, on: date) -> bool:
        """Whether the newest data is older on the day than the update habit. Requires `with_newest`."""
        if self.update_habit is None or self.is_declared_unused:
            return False
        return self.newest is None or (on - self.newest).days > self.update_habit
