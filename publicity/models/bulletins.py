"""名单公布: the numbered publications of the list, from preparation and approval to the public."""

import pgtrigger
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from approvals.models import Approval
from approvals.states import ApprovalState
from approvals.triggers import approved_by_another_user
from foundation.postgres.states import ended_immutable, keep_transitions, state_field, states_known
from publicity.states import BULLETIN_TRANSITIONS, CLOSED_BULLETINS, OPEN_BULLETINS, BulletinState
from roster.models import Enterprise

# What a bulletin has once it is published, and not before.
COUNTS = ("joined_count", "changed_count", "left_count", "public_count")
OF_PUBLISHED = ("year", "number", "published_at", *COUNTS)
# The numbers of a year run from 1 without gaps, in the order of publication, by the calendar of Jinan.
NUMBERED_IN_ORDER = """
    IF NEW.year <> EXTRACT(YEAR FROM NEW.published_at AT TIME ZONE 'Asia/Shanghai')
        OR NEW.number <> (
            SELECT COALESCE(MAX(number), 0) + 1 FROM publicity_bulletin WHERE year = NEW.year AND id <> NEW.id
        )
        OR EXISTS (SELECT FROM publicity_bulletin WHERE published_at > NEW.published_at AND id <> NEW.id)
    THEN
        RAISE EXCEPTION 'bulletins are numbered in the order of publication';
    END IF;
    RETURN NEW;
"""
# Where the site settings ask for two people, what somebody prepares waits for the second.
PREPARED_FOR_APPROVAL = """
    IF (SELECT publication_approval FROM workdays_sitesettings ORDER BY version DESC LIMIT 1) THEN
        RAISE EXCEPTION 'another user approves the bulletin';
    END IF;
    RETURN NEW;
"""


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def open(self) -> "BulletinQuerySet":
        """The one that waits for its approval or its time, if any."""
        return self.filter(state__in=OPEN_BULLETINS)

    def published(self) -> "BulletinQuerySet":
        return self.filter(state=BulletinState.PUBLISHED)

    def due(self) -> "BulletinQuerySet":
        """The one whose time has come."""
        return self.filter(state=BulletinState.SCHEDULED, publish_at__lte=timezone.now())


class Bulletin(models.Model):
    """A publication of the list (名单公布第N号): which enterprises join, which have left, which changed.

    `chosen` are the enterprises that were shown to those who prepared and approved it. Those of them that can not be
    published at its time are left out. `prepared_by` is None where the platform publishes by itself. `note` is public.
    `public_count` is the number of enterprises that the public sees then.
    """

    year = models.PositiveSmallIntegerField("年份", null=True)
    number = models.PositiveIntegerField("编号", null=True)
    state = state_field("状态", BulletinState)
    note = models.TextField("公布说明")
    chosen = models.ManyToManyField(Enterprise, verbose_name="拟公布的企业", related_name="+")
    publish_at = models.DateTimeField("定时公布的时间", null=True)
    prepared_by = models.ForeignKey(User, verbose_name="编制人", null=True, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField("编制时间", auto_now_add=True)
    approval = models.OneToOneField(
        Approval, verbose_name="审批", null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField("公布时间", null=True)
    joined_count = models.PositiveIntegerField("新增家数", null=True)
    changed_count = models.PositiveIntegerField("变更家数", null=True)
    left_count = models.PositiveIntegerField("移出家数", null=True)
    public_count = models.PositiveIntegerField("公布后的家数", null=True)
    closed_by = models.ForeignKey(User, verbose_name="退回人", null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("退回时间", null=True)
    close_reason = models.TextField("退回理由", blank=True)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名单公布"
        ordering = ("-pk",)
        constraints = [
            states_known("state", BulletinState, name="bulletin_state_known"),
            models.UniqueConstraint(fields=["year", "number"], name="bulletin_numbered_once"),
            # The value is the same for all, so that only one is open.
            models.UniqueConstraint(
                Coalesce("year", Value(0)), condition=Q(state__in=OPEN_BULLETINS), name="bulletin_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state=BulletinState.PUBLISHED, **{f"{field}__isnull": False for field in OF_PUBLISHED})
                | ~Q(state=BulletinState.PUBLISHED) & Q(**{f"{field}__isnull": True for field in OF_PUBLISHED}),
                name="bulletin_numbered_when_published",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CLOSED_BULLETINS, closed_at__isnull=False) & ~Q(close_reason="")
                | ~Q(state__in=CLOSED_BULLETINS) & Q(closed_at__isnull=True, closed_by__isnull=True, close_reason=""),
                name="bulletin_closed_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=BulletinState.SCHEDULED) | Q(publish_at__isnull=False),
                name="bulletin_scheduled_for_a_time",
            ),
            models.CheckConstraint(
                condition=Q(prepared_by__isnull=False) | Q(state=BulletinState.PUBLISHED, publish_at__isnull=True),
                name="bulletin_prepared_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(note=""), name="bulletin_has_note"),
        ]
        triggers = [
            keep_transitions("state", BULLETIN_TRANSITIONS, name="bulletin_transition"),
            approved_by_another_user(
                "publicity.Bulletin",
                approval="NEW.approval_id",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=BulletinState.WAITING)
                & pgtrigger.Q(new__state__in=[BulletinState.SCHEDULED, BulletinState.PUBLISHED]),
            ),
            pgtrigger.Trigger(
                name="prepared_for_approval",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__prepared_by__isnull=False) & ~pgtrigger.Q(new__state=BulletinState.WAITING),
                func=PREPARED_FOR_APPROVAL,
            ),
            pgtrigger.Trigger(
                name="numbered_in_order",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__state=BulletinState.PUBLISHED),
                func=NUMBERED_IN_ORDER,
            ),
            ended_immutable(~pgtrigger.Q(old__state__in=OPEN_BULLETINS)),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.year}年第{self.number}号" if self.number else "拟公布的名单"

    @property
    def approved_by(self) -> User | None:
        """The second person who approved it; None without an approval or before it."""
        return self.approval.decided_by if self.approval and self.approval.state == ApprovalState.APPROVED else None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_BULLETINS

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for its approval."""
        return self.state == BulletinState.WAITING

    @property
    def is_published(self) -> bool:
        return self.state == BulletinState.PUBLISHED
