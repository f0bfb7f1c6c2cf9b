"""企业移交: an enterprise moves from the roster of one customs office to that of the other."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.models import Department, User
from accounts.permissions import Role
from foundation.numbers import business_number
from foundation.postgres.states import keep_transitions, state_field, states_known
from foundation.web.dates import shown_text
from roster.difference import RosterEnterprise
from roster.models.enterprises import Certification, Enterprise
from roster.models.submissions import RosterRow, RosterSubmission
from roster.states import TRANSFER_TRANSITIONS, TransferState
from spreadsheets.columns import ROSTER_TITLES
from uploads.models import Mode


class TransferQuerySet(models.QuerySet["Transfer"]):
    def for_user(self, user: User) -> "TransferQuerySet":
        """Transfers that the user may see: for customs officers those from and to their office, for others all."""
        if user.role == Role.CUSTOMS:
            return self.filter(Q(from_office=user.department) | Q(to_office=user.department))
        return self

    def waiting(self) -> "TransferQuerySet":
        return self.filter(state=TransferState.WAITING)

    def done(self) -> "TransferQuerySet":
        return self.filter(state=TransferState.DONE)

    def newest_settled(self) -> "Transfer | None":
        return self.exclude(state=TransferState.WAITING).order_by("settled_at", "pk").last()

    def not_named(self, submission: RosterSubmission) -> "TransferQuerySet":
        """Transfers of enterprises that a whole roster does not name; none for a roster of changes."""
        if submission.mode != Mode.FULL:
            return self.none()
        return self.exclude(certification__enterprise__uscc__in=submission.rows.values("uscc"))

    def released_by(self, submission: RosterSubmission) -> "TransferQuerySet":
        """Waiting transfers that the confirmation of this roster completes: the former office drops the enterprise."""
        return self.waiting().filter(from_office=submission.office_id).not_named(submission)

    def abandoned_by(self, submission: RosterSubmission) -> "TransferQuerySet":
        """Waiting transfers that the confirmation of this roster withdraws: the receiving office drops the row."""
        return self.waiting().filter(to_office=submission.office_id).not_named(submission)


class Transfer(models.Model):
    """企业移交: the request to transfer an enterprise to the roster of the other office, which agrees or declines.

    The consent changes the office of the certification, so the enterprise keeps its standing.
    """

    certification = models.ForeignKey(
        Certification, verbose_name="高级认证", on_delete=models.PROTECT, related_name="transfers"
    )
    from_office = models.ForeignKey(
        Department, verbose_name="移出海关", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    to_office = models.ForeignKey(
        Department, verbose_name="移入海关", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    row = models.ForeignKey(
        RosterRow,
        verbose_name="移入海关的名单行",
        on_delete=models.PROTECT,
        related_name="transfers",
        help_text="移入海关最近一次载有该企业的名单。",
    )
    state = state_field("状态", TransferState, TransferState.WAITING)
    requested_by = models.ForeignKey(User, verbose_name="提出人", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField("提出时间", auto_now_add=True)
    settled_by = models.ForeignKey(User, verbose_name="办理人", null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField("办理时间", null=True)
    settled_with = models.ForeignKey(
        RosterSubmission,
        verbose_name="随其办结的报送",
        null=True,
        on_delete=models.PROTECT,
        related_name="settled_transfers",
        help_text="不再载有该企业的名单；在页面上办理的没有。",
    )
    reason = models.TextField("理由", blank=True)
    certified_on_before = models.DateField("移交前的认证日期", null=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "企业移交"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["certification"], condition=Q(state=TransferState.WAITING), name="transfer_waiting_once"
            ),
            states_known("state", TransferState, name="transfer_state_known"),
            models.CheckConstraint(condition=~Q(from_office=F("to_office")), name="transfer_between_two_offices"),
            models.CheckConstraint(
                condition=Q(state=TransferState.WAITING, settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(state=TransferState.WAITING) & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="transfer_settled_by_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[TransferState.DECLINED, TransferState.WITHDRAWN])
                | ~Q(reason="")
                | Q(settled_with__isnull=False),
                name="transfer_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=TransferState.DONE) | Q(certified_on_before__isnull=False),
                name="transfer_done_keeps_day",
            ),
        ]
        triggers = [
            keep_transitions("state", TRANSFER_TRANSITIONS, name="transfer_state_moves"),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}（{self.from_office}至{self.to_office}）"

    @property
    def number(self) -> str:
        """The number by which people name it."""
        return business_number(self.pk, self.requested_at)

    @property
    def enterprise_id(self) -> int:
        return self.certification.enterprise_id

    @property
    def enterprise(self) -> Enterprise:
        enterprise: Any = self.certification.enterprise
        return enterprise

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """Title, text now and text in the receiving row, of each field that differs."""
        now = {
            **{key: getattr(self.enterprise, key) for key in RosterEnterprise._fields if key != "certified_on"},
            "certified_on": self.certification.certified_on.isoformat(),
        }
        return [
            (title, shown_text(now[key]), shown_text(getattr(self.row, key)))
            for key, title in ROSTER_TITLES.items()
            if key in now and now[key] != getattr(self.row, key)
        ]

    @property
    def is_waiting(self) -> bool:
        return self.state == TransferState.WAITING
