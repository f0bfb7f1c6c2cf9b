"""推送接口: endpoints with their keys, the events, and the deliveries."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from foundation.encryption import decrypt, encrypt
from foundation.postgres.states import ended_immutable, keep_transitions, state_field, states_known
from screening.models import Revocation, Standing, Suspension
from webhooks.states import DELIVERY_TRANSITIONS, EVENT_KINDS, DeliveryState, EventKind
from webhooks.triggers import on_insert, on_update

# The roles that see the endpoints of every department.
SEE_ALL = (Role.SYSTEM, Role.AUDITOR)
# So many failed attempts take most of a day (PAUSES in actions/deliveries.py).
MANY_ATTEMPTS = 7
# Events of so many days are sent again where somebody asks for it.
REPLAY_DAYS = timedelta(days=90)
# How long a dead letter counts as stuck. It stays in the list of deliveries afterwards.
DEAD_SHOWN = timedelta(days=30)


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    def for_user(self, user: User) -> "EndpointQuerySet":
        """Those of the user's department; all of them for the system administrator and the auditor."""
        return self if user.role in SEE_ALL else self.filter(department=user.department_id)

    def active(self) -> "EndpointQuerySet":
        """The enabled endpoints of departments that exist: events are collected for them and sent."""
        return self.filter(enabled=True, department__closed_on=None)

    def due(self) -> "EndpointQuerySet":
        """Those that have a delivery to send now."""
        return self.filter(Exists(Delivery.objects.due().filter(endpoint=OuterRef("pk"))))

    def failing(self) -> "EndpointQuerySet":
        """Active endpoints with stuck deliveries; `failing_since` is when the first of these was created."""
        stuck = Delivery.objects.stuck().filter(endpoint=OuterRef("pk")).order_by().values("endpoint")
        first = Subquery(stuck.values(first=Min("created_at")))
        return self.active().annotate(failing_since=first).filter(failing_since__isnull=False)

    def with_figures(self) -> "EndpointQuerySet":
        """Annotate when something was delivered last, and how many deliveries wait and are dead letters."""
        states = {
            "waiting_count": Count("deliveries", filter=Q(deliveries__state=DeliveryState.WAITING)),
            "dead_count": Count("deliveries", filter=Q(deliveries__state=DeliveryState.DEAD)),
        }
        delivered = Q(deliveries__state=DeliveryState.DELIVERED)
        return self.annotate(last_delivered_at=Max("deliveries__tried_at", filter=delivered), **states)


class Endpoint(models.Model):
    """推送接口: an address of a department's system.

    `failures` counts the attempts without any answer, until one is answered or a person sends something. After such an
    attempt nothing is sent to it until `paused_until`.
    """

    department = models.ForeignKey(Department, verbose_name="成员单位", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("用于哪个系统", max_length=50)
    address = models.CharField("地址", max_length=500)
    kinds = ArrayField(
        models.CharField(max_length=20, choices=[(kind.value, kind.label) for kind in EVENT_KINDS]),
        verbose_name="推送的事件",
    )
    enabled = models.BooleanField("启用", default=True)
    failures = models.PositiveSmallIntegerField("连续没有应答的次数", default=0, editable=False)
    paused_until = models.DateTimeField("暂停至", null=True, editable=False)
    created_by = models.ForeignKey(User, verbose_name="设置人", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("设置时间", auto_now_add=True)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "推送接口"
        ordering = ("department", "pk")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("webhooks:endpoint_detail", args=[self.pk])

    @property
    def kind_labels(self) -> str:
        """The events that it wants, as labels."""
        if len(self.kinds) == len(EVENT_KINDS):
            return "全部"
        return "、".join(EventKind(kind).label for kind in self.kinds)

    @property
    def state(self) -> tuple[str, str]:
        """The state as CSS class and Chinese label."""
        return ("done", "启用") if self.is_active else ("withdrawn", "已停用")

    @property
    def is_active(self) -> bool:
        """Whether `EndpointQuerySet.active` has it: events are collected for it and sent."""
        return self.enabled and self.department.closed_on is None


class EndpointKeyQuerySet(models.QuerySet["EndpointKey"]):
    def valid(self) -> "EndpointKeyQuerySet":
        """Those that sign now, the newest first."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


class EndpointKey(models.Model):
    """A key that signs the deliveries to an endpoint. The newest key has no end. Its secret is shown once."""

    endpoint = models.ForeignKey(Endpoint, verbose_name="推送接口", on_delete=models.PROTECT, related_name="keys")
    key_id = models.CharField("密钥编号", max_length=8)
    sealed_secret = models.TextField("加密的密钥", help_text="加密所用的密钥不在数据库中。")
    created_at = models.DateTimeField("签发时间", auto_now_add=True)
    expires_at = models.DateTimeField("失效时间", null=True)

    objects = EndpointKeyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "推送接口的签名密钥"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["endpoint"], condition=Q(expires_at=None), name="webhook_key_newest_once"),
        ]

    def __str__(self) -> str:
        return self.key_id

    @property
    def secret(self) -> str:
        """The secret. Raises UndecipherableError."""
        return decrypt(self.sealed_secret)

    @secret.setter
    def secret(self, secret: str) -> None:
        self.sealed_secret = encrypt(secret)


class EventQuerySet(models.QuerySet["Event"]):
    def recorded(self) -> "EventQuerySet":
        """Those that have their number, and their deliveries."""
        return self.filter(number__isnull=False)

    def visible_to(self, department: Department | None) -> "EventQuerySet":
        """Those that the department may see."""
        concerns = Q(departments__contains=[department.pk]) if department else Q(pk__in=[])
        return self.filter(Q(departments=None) | concerns)


class Event(models.Model):
    """推送的事件: what has happened, with the `data` of its message. Only its number is written later.

    `subject` is what it is about: an enterprise by its code, or else a row, such as `month 12`. `departments` are the
    keys of those that may see it, None for all. `number` is its place in the order of all events,
    which the one worker that makes the deliveries gives it: an event with a lower number never appears later.
    """

    message_id = models.UUIDField("编号", db_default=RandomUUID(), unique=True, editable=False)
    kind = models.CharField("事件", max_length=20, choices=EventKind.choices)
    departments = ArrayField(models.BigIntegerField(), verbose_name="可以知悉的单位", null=True, help_text="空即全部。")
    subject = models.CharField("事项", max_length=40)
    data = models.JSONField("内容")
    occurred_at = models.DateTimeField("发生时间")
    number = models.BigIntegerField("序号", null=True, unique=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "推送的事件"
        ordering = ("number",)
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EVENT_KINDS), name="event_kind_known"),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(number=None), name="event_without_number")]
        triggers = [
            pgtrigger.ReadOnly(name="event_immutable", exclude=["number"]),
            ended_immutable(pgtrigger.Q(old__number__isnull=False)),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.message_id}）"

    def concerns(self, department: int) -> bool:
        """Whether the department with this key may see it."""
        return self.departments is None or department in self.departments

    @property
    def message(self) -> dict[str, Any]:
        """The body of each of its deliveries, which is its row in the API as well; no personal data."""
        return {
            "id": str(self.message_id),
            "type": self.kind,
            "timestamp": timezone.localtime(self.occurred_at).isoformat(),
            "number": self.number,
            "data": self.data,
        }


class FollowedStanding(models.Model):
    """A standing whose event is recorded, if the change means one (docs/adr/0005)."""

    standing = models.OneToOneField(
        Standing, primary_key=True, verbose_name="激励资格", on_delete=models.PROTECT, related_name="followed"
    )

    class Meta:
        verbose_name = verbose_name_plural = "已推送的激励资格"

    def __str__(self) -> str:
        return str(self.standing)


# What every event about the decision of a customs office says.
DECISION = {
    "id": "written.id",
    "uscc": "enterprise.uscc",
    "name": "enterprise.name",
    "office": "office.code",
}
OF_DECISION = (
    "JOIN roster_enterprise enterprise ON enterprise.id = written.enterprise_id"
    " JOIN accounts_department office ON office.id = written.office_id"
)


class RecordedRevocation(Revocation):
    """A revocation, with the triggers that record its events."""

    class Meta:
        proxy = True
        triggers = [
            on_insert(
                EventKind.REVOKED,
                data={
                    **DECISION,
                    "category": "written.category",
                    "effective_on": "written.effective_on",
                    "document_number": "written.document_number",
                },
                joins=OF_DECISION,
            ),
            on_update(
                EventKind.RESTORED,
                where="earlier.restored_on IS NULL AND written.restored_on IS NOT NULL",
                data={
                    **DECISION,
                    "restored_on": "written.restored_on",
                    "document_number": "written.restore_document",
                },
                joins=OF_DECISION,
            ),
        ]


class RecordedSuspension(Suspension):
    """A suspension, with the triggers that record its events."""

    class Meta:
        proxy = True
        triggers = [
            on_insert(
                EventKind.SUSPENDED,
                data={
                    **DECISION,
                    "effective_on": "written.effective_on",
                    "document_number": "written.document_number",
                },
                joins=OF_DECISION,
            ),
            on_update(
                EventKind.SUSPENSION_LIFTED,
                where="earlier.lifted_on IS NULL AND written.lifted_on IS NOT NULL",
                data={
                    **DECISION,
                    "lifted_on": "written.lifted_on",
                    "document_number": "written.lift_document",
                    "replaced_by": "written.replaced_by_id",
                },
                joins=OF_DECISION,
            ),
        ]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> "DeliveryQuerySet":
        return self.filter(state=DeliveryState.WAITING)

    def due(self) -> "DeliveryQuerySet":
        """Those to send now. One waits for those before it about the same subject to the same endpoint."""
        now = timezone.now()
        is_open = Q(endpoint__paused_until=None) | Q(endpoint__paused_until__lte=now)
        before = Delivery.objects.waiting().filter(
            endpoint=OuterRef("endpoint"),
            event__subject=OuterRef("event__subject"),
            event__number__lt=OuterRef("event__number"),
        )
        active = Endpoint.objects.active()
        return self.waiting().filter(is_open, ~Exists(before), endpoint__in=active, next_at__lte=now)

    def outdated(self) -> "DeliveryQuerySet":
        """Those that are not kept any longer: done, and created before the time from which events are sent again."""
        kept_from = timezone.now() - max(timedelta(days=settings.WEBHOOK_DELIVERY_DAYS), REPLAY_DAYS)
        return self.exclude(state=DeliveryState.WAITING).filter(created_at__lt=kept_from)

    def dead(self) -> "DeliveryQuerySet":
        return self.filter(state=DeliveryState.DEAD)

    def stuck(self) -> "DeliveryQuerySet":
        """Dead letters of the last weeks, and waiting deliveries that failed often. Tests are left out."""
        keeps_failing = Q(state=DeliveryState.WAITING, attempts__gte=MANY_ATTEMPTS)
        is_dead = Q(state=DeliveryState.DEAD, tried_at__gt=timezone.now() - DEAD_SHOWN)
        return self.filter(keeps_failing | is_dead).exclude(kind=EventKind.TEST)


class Delivery(models.Model):
    """投递: one event for one endpoint; a test has no event. The row is the queue (docs/adr/0004).

    `message_id` is that of the event, the same in every attempt. The last attempt has set `status` (of HTTP), `answer`
    (the beginning of the body, without personal data) and `reason` (the code and the parameters of a failure).
    """

    endpoint = models.ForeignKey(Endpoint, verbose_name="推送接口", on_delete=models.PROTECT, related_name="deliveries")
    event = models.ForeignKey(
        Event, verbose_name="推送的事件", null=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    kind = models.CharField("事件", max_length=20, choices=EventKind.choices)
    message_id = models.UUIDField("编号", default=uuid4, editable=False)
    state = state_field("状态", DeliveryState, DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    created_at = models.DateTimeField("产生时间", default=timezone.now)
    next_at = models.DateTimeField("下次投递", default=timezone.now)
    tried_at = models.DateTimeField("最近一次投递", null=True)
    status = models.PositiveSmallIntegerField("HTTP 状态", null=True)
    answer = models.CharField("应答", max_length=200, blank=True)
    reason = models.JSONField("未送达的原因", null=True, help_text="代码和参数。")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "投递"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="delivery_event_once"),
            models.UniqueConstraint(fields=["endpoint", "message_id"], name="delivery_message_once"),
            models.CheckConstraint(
                condition=Q(kind=EventKind.TEST, event=None) | ~Q(kind=EventKind.TEST) & Q(event__isnull=False),
                name="delivery_of_an_event_or_a_test",
            ),
            states_known("state", DeliveryState, name="delivery_state_known"),
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "next_at"],
                condition=Q(state__in=(DeliveryState.WAITING, DeliveryState.DEAD)),
                name="delivery_not_delivered",
            ),
        ]
        triggers = [keep_transitions("state", DELIVERY_TRANSITIONS, name="delivery_transition")]

    def __str__(self) -> str:
        return str(self.message_id)

    @property
    def message(self) -> dict[str, Any]:
        """The body: that of the event; a test has no data."""
        if self.event:
            return self.event.message
        moment = timezone.localtime(self.created_at).isoformat()
        return {"id": str(self.message_id), "type": self.kind, "timestamp": moment, "number": None, "data": {}}
