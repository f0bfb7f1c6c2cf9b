"""Objections (异议): requests of enterprises and citizens to correct what is published."""

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from foundation.encryption import decrypt, encrypt
from foundation.numbers import business_number
from foundation.postgres.states import keep_transitions, state_field, states_known
from publicity.models.cases import IncentiveCase
from publicity.states import OBJECTION_TRANSITIONS, Channel, ObjectionState, Subject
from roster.models import Enterprise
from workdays.terms import explain_term

# The columns that no longer change once the objection is answered; those of the objector are erased later.
ANSWER = ("due_on", "state", "answer", "document_number", "answered_by_id", "answered_at")


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def for_user(self, user: User) -> "ObjectionQuerySet":
        """All of them for the credit desk; for a customs office those that it is in charge of."""
        return self if user.role == Role.CREDIT else self.filter(in_charge=user.department)

    def waiting(self) -> "ObjectionQuerySet":
        return self.filter(state=ObjectionState.WAITING)

    def overdue(self) -> "ObjectionQuerySet":
        """Those not answered within their term."""
        return self.waiting().filter(due_on__lt=timezone.localdate())

    def expired(self) -> "ObjectionQuerySet":
        """Those whose objector is to be erased: answered OBJECTOR_DAYS ago."""
        answered_by = timezone.now() - timedelta(days=settings.OBJECTOR_DAYS)
        return self.filter(erased_at=None, answered_at__lte=answered_by)


class Objection(models.Model):
    """异议: what somebody objects to, as the credit desk records it from a call, a visit or a letter.

    Name and contact of the objector are encrypted, shown to the credit desk and the office in charge, and erased some
    time after the answer. `enterprise_name` is the name as it was stated, also of an enterprise that the platform does
    not know.
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
    sealed_name = models.TextField("加密的异议人", blank=True, help_text="密钥不在数据库中。")
    sealed_contact = models.TextField("加密的联系方式", blank=True, help_text="密钥不在数据库中。")
    erased_at = models.DateTimeField("异议人信息删除时间", null=True)
    in_charge = models.ForeignKey(Department, verbose_name="承办单位", on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField("收到日期")
    working_days = models.PositiveSmallIntegerField("期限的工作日数")
    due_on = models.DateField("答复期限")
    recorded_by = models.ForeignKey(User, verbose_name="代录人", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("代录时间", auto_now_add=True)
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
                condition=Q(channel__in=Channel.values, subject__in=Subject.values), name="objection_choices_known"
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
    def is_waiting(self) -> bool:
        return self.state == ObjectionState.WAITING

    @property
    def is_overdue(self) -> bool:
        return self.is_waiting and self.due_on < timezone.localdate()

    @property
    def term_text(self) -> str:
        """How the term was counted."""
        return explain_term(self.received_on, self.due_on)
