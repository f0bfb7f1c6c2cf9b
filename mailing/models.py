"""消息邮箱: mailboxes of departments, the mails to them, and which notices each mail is about."""

from uuid import uuid4

import pgtrigger
from django.db import models
from django.db.models import Count, Max, Q
from django.utils import timezone

from accounts.models import Department, User
from feedback.models import Notice
from foundation.postgres.states import ended_immutable, keep_transitions, state_field, states_known
from mailing.states import MAIL_TRANSITIONS, Fault, Frequency, MailState


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    def active(self) -> "MailboxQuerySet":
        """Those of departments that exist to which mails are sent."""
        return self.exclude(frequency=Frequency.NEVER).filter(department__closed_on=None)

    def with_figures(self) -> "MailboxQuerySet":
        """Annotate when a mail was sent last, and how many mails failed."""
        return self.annotate(
            last_sent_at=Max("mails__tried_at", filter=Q(mails__state=MailState.SENT)),
            failed_count=Count("mails", filter=Q(mails__state=MailState.FAILED)),
        )


class Mailbox(models.Model):
    """消息邮箱: the mail address of an office, not of a person, which is mailed the notices of a department.

    Notices sent from `since` on are mailed.
    """

    department = models.ForeignKey(Department, verbose_name="成员单位", on_delete=models.PROTECT, related_name="+")
    address = models.EmailField("邮箱", unique=True, help_text="单位的公务邮箱，不是个人的邮箱。")
    frequency = models.CharField(
        "发送",
        max_length=10,
        choices=Frequency.choices,
        default=Frequency.DAILY,
        help_text="工作日8时汇总发送此前的新消息；须答复、须处理的消息即时发送。",
    )
    since = models.DateTimeField("自何时起的消息", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        User, verbose_name="设置人", on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = MailboxQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息邮箱"
        ordering = ("department", "pk")

    def __str__(self) -> str:
        return self.address


class MailQuerySet(models.QuerySet["Mail"]):
    def due(self) -> "MailQuerySet":
        """Those to send now, to active mailboxes."""
        waiting = self.filter(state=MailState.WAITING, next_at__lte=timezone.now())
        return waiting.exclude(mailbox__frequency=Frequency.NEVER).filter(mailbox__department__closed_on=None)

    def failed(self) -> "MailQuerySet":
        return self.filter(state=MailState.FAILED)

    def with_fault(self) -> "MailQuerySet":
        """Those that failed, and those that wait after a failed attempt."""
        return self.exclude(state=MailState.SENT).exclude(fault="")


class Mail(models.Model):
    """邮件: one mail to one mailbox about one or several notices. The row is the queue (docs/adr/0004).

    `digest_of` is the day of a daily digest, None of a mail that is sent at once. `message_id` is the same in every
    attempt. The last attempt has set `fault` ("" after a success) and `answer`, the sentence of the mail server.
    """

    mailbox = models.ForeignKey(Mailbox, verbose_name="邮箱", on_delete=models.PROTECT, related_name="mails")
    digest_of = models.DateField("汇总日期", null=True)
    message_id = models.UUIDField("编号", default=uuid4, unique=True, editable=False)
    state = state_field("状态", MailState, MailState.WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    created_at = models.DateTimeField("产生时间", default=timezone.now)
    next_at = models.DateTimeField("下次发送", default=timezone.now)
    tried_at = models.DateTimeField("最近一次发送", null=True)
    fault = models.CharField("未能发送的原因", max_length=20, choices=Fault.choices, blank=True)
    answer = models.CharField("邮件服务器的答复", max_length=300, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "邮件"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "digest_of"], name="mail_digest_once"),
            states_known("state", MailState, name="mail_state_known"),
        ]
        triggers = [
            keep_transitions("state", MAIL_TRANSITIONS, name="mail_transition"),
            ended_immutable(pgtrigger.Q(old__state=MailState.SENT)),
        ]

    def __str__(self) -> str:
        return f"{self.mailbox}，{timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"


class MailedNotice(models.Model):
    """A notice of which a mail tells a mailbox; each mailbox is told once."""

    mailbox = models.ForeignKey(Mailbox, verbose_name="邮箱", on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, verbose_name="消息", on_delete=models.PROTECT, related_name="mailed")
    mail = models.ForeignKey(Mail, verbose_name="邮件", on_delete=models.PROTECT, related_name="mailed")

    class Meta:
        verbose_name = verbose_name_plural = "邮件所涉的消息"
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "notice"], name="notice_mailed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mailbox}：{self.notice}"
