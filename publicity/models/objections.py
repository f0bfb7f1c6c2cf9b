"""Objections (异议): requests of enterprises and citizens to correct what is published."""

from datetime import datetime, timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from foundation.encryption import decrypt, encrypt
from foundation.numbers import business_number
from foundation.postgres.states import keep_transitions, state_field, states_known
from publicity.models.cases import IncentiveCase
from publicity.states import ABOUT_ENTRY, OBJECTION_TRANSITIONS, Channel, ObjectionState, ObjectorKind, Subject
from roster.models import Enterprise
from workdays.terms import explain_term

# The columns that no longer change once the objection is answered; those of the objector are erased later.
ANSWER = (
    *("due_on", "state", "answer", "document_number", "answered_by_id", "answered_at"),
    *("marked_by_id", "marked_at", "opinion", "opinion_by_id", "opinion_at"),
)


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def for_user(self, user: User) -> "ObjectionQuerySet":
        """All of them for the credit desk; for a customs office those that it answers or is asked about."""
        department = user.department
        return self if user.role == Role.CREDIT else self.filter(Q(in_charge=department) | Q(office=department))

    def answerable_by(self, user: User) -> "ObjectionQuerySet":
        """All of them for the credit desk; for a customs office those that it is in charge of."""
        return self if user.role == Role.CREDIT else self.filter(in_charge=user.department)

    def waiting(self) -> "ObjectionQuerySet":
        return self.filter(state=ObjectionState.WAITING)

    def overdue(self) -> "ObjectionQuerySet":
        """Those not answered within their term."""
        return self.waiting().filter(due_on__lt=timezone.localdate())

    def without_opinion(self) -> "ObjectionQuerySet":
        """Those that wait, about an enterprise of a customs office that neither answers them nor has said anything."""
        return self.waiting().filter(office__isnull=False, opinion="").exclude(office=F("in_charge"))

    def marked(self) -> "ObjectionQuerySet":
        """Those that are marked in public beside their enterprises."""
        return self.waiting().filter(marked_at__isnull=False)

    def filed_today(self) -> "ObjectionQuerySet":
        """Those filed on the public site today."""
        return self.filter(channel=Channel.ONLINE, recorded_at__gte=start_of_today())

    def expired(self) -> "ObjectionQuerySet":
        """Those whose objector is to be erased: answered OBJECTOR_DAYS ago."""
        answered_by = timezone.now() - timedelta(days=settings.OBJECTOR_DAYS)
        return self.filter(erased_at=None, answered_at__lte=answered_by)


def start_of_today() -> datetime:
    """Return the first moment of today, in the time of the portal."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def marked_since(enterprise: OuterRef) -> Subquery:
    """Return the expression of the moment from which an objection is marked beside the enterprise; None without one."""
    marked = Objection.objects.marked().filter(enterprise=enterprise).order_by("marked_at")
    return Subquery(marked.values("marked_at")[:1])


class Objection(models.Model):
    """异议: what somebody objects to, filed on the public site or recorded by the credit desk.

    Name and contact of the objector are encrypted, shown to the credit desk and the offices concerned, and erased with
    the files of evidence some time after the answer. `enterprise_name` is the name as it was stated, also of an
    enterprise that the platform does not know. `office` is the customs office of the enterprise, which answers or is
    asked for its opinion. `code_sha256` is the hash of the code by which the objector follows it (查询码).
    """

    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    subject = models.CharField("反映事项", max_length=20, choices=Subject.choices)
    enterprise = models.ForeignKey(
        Enterprise, verbose_name="企业", null=True, on_delete=models.PROTECT, related_name="objections"
    )
    enterprise_name = models.CharField("反映的企业", max_length=100, blank=True)
    case = models.ForeignKey(
        IncentiveCase, verbose_name="所涉案例", null=True, on_delete=models.PROTECT, related_name="objections"
    )
    body = models.TextField("异议内容")
    objector_kind = models.CharField("异议人类别", max_length=10, choices=ObjectorKind.choices)
    sealed_name = models.TextField("加密的异议人", blank=True, help_text="密钥不在数据库中。")
    sealed_contact = models.TextField("加密的联系方式", blank=True, help_text="密钥不在数据库中。")
    erased_at = models.DateTimeField("异议人信息删除时间", null=True)
    in_charge = models.ForeignKey(Department, verbose_name="承办单位", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(
        Department, verbose_name="主管海关", null=True, on_delete=models.PROTECT, related_name="+"
    )
    code_sha256 = models.CharField("查询码的散列值", max_length=64, unique=True)
    received_on = models.DateField("收到日期")
    working_days = models.PositiveSmallIntegerField("期限的工作日数")
    due_on = models.DateField("答复期限")
    recorded_by = models.ForeignKey(User, verbose_name="代录人", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    marked_by = models.ForeignKey(User, verbose_name="标注人", null=True, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField("标注时间", null=True)
    opinion = models.TextField("主管海关的意见", blank=True)
    opinion_by = models.ForeignKey(
        User, verbose_name="提出意见的人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    opinion_at = models.DateTimeField("提出意见的时间", null=True)
    state = state_field("状态", ObjectionState, ObjectionState.WAITING)
    answer = models.TextField("答复", blank=True)
    document_number = models.CharField("依据文件", max_length=100, blank=True)
    answered_by = models.ForeignKey(User, verbose_name="答复人", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "异议"
        ordering = ("-pk",)
        constraints = [
            states_known("state", ObjectionState, name="objection_state_known"),
            models.CheckConstraint(
                condition=Q(
                    channel__in=Channel.values, subject__in=Subject.values, objector_kind__in=ObjectorKind.values
                ),
                name="objection_choices_known",
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.ONLINE) ^ Q(recorded_by__isnull=False), name="objection_recorded_or_filed"
            ),
            models.CheckConstraint(
                condition=Q(marked_by=None, marked_at=None)
                | Q(
                    marked_by__isnull=False, marked_at__isnull=False, enterprise__isnull=False, subject__in=ABOUT_ENTRY
                ),
                name="objection_marked_beside_an_enterprise",
            ),
            models.CheckConstraint(
                condition=Q(opinion="", opinion_by=None, opinion_at=None)
                | ~Q(opinion="") & Q(opinion_by__isnull=False, opinion_at__isnull=False),
                name="objection_opinion_in_words",
            ),
            models.CheckConstraint(
                condition=Q(state=ObjectionState.WAITING, answer="", answered_by=None, answered_at=None)
                | (
                    ~Q(state=ObjectionState.WAITING)
                    & ~Q(answer="")
                    & Q(answered_by__isnull=False, answered_at__isnull=False)
                ),
                name="objection_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) & ~Q(sealed_name="") & ~Q(sealed_contact="")
                | Q(erased_at__isnull=False, answered_at__isnull=False, sealed_name="", sealed_contact=""),
                name="objector_erased_after_the_answer",
            ),
        ]
        triggers = [
            keep_transitions("state", OBJECTION_TRANSITIONS, name="objection_transition"),
            pgtrigger.Protect(
                name="ended_immutable",
                operation=pgtrigger.UpdateOf(*ANSWER),
                condition=~pgtrigger.Q(old__state=ObjectionState.WAITING),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.number}（{self.get_subject_display()}）"

    @property
    def number(self) -> str:
        """The number that the objector is told."""
        return business_number(self.pk, self.recorded_at)

    @property
    def objector_name(self) -> str:
        """The name of the objector; "" once it is erased. Raises UndecipherableError."""
        return decrypt(self.sealed_name)

    @objector_name.setter
    def objector_name(self, name: str) -> None:
        self.sealed_name = encrypt(name)

    @property
    def objector_contact(self) -> str:
        """How the objector is reached; "" once it is erased. Raises UndecipherableError."""
        return decrypt(self.sealed_contact)

    @objector_contact.setter
    def objector_contact(self, contact: str) -> None:
        self.sealed_contact = encrypt(contact)

    @property
    def about(self) -> str:
        """What it is about, as its objector stated it."""
        stated = str(self.case) if self.case else self.enterprise_name
        return f"{self.get_subject_display()}：{stated}" if stated else self.get_subject_display()

    @property
    def is_about_entry(self) -> bool:
        """Whether it is about what the public list states of an enterprise that the platform knows."""
        return self.enterprise_id is not None and self.subject in ABOUT_ENTRY

    @property
    def is_waiting(self) -> bool:
        return self.state == ObjectionState.WAITING

    @property
    def is_overdue(self) -> bool:
        return self.is_waiting and self.due_on < timezone.localdate()

    @property
    def term_text(self) -> str:
        """How the term was counted."""
        return explain_term(self.received_on, self.due_on)
