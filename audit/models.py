"""The record of what people and programs did."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from audit.types import SENSITIVE, EventKind, EventType
from foundation.web.dates import chinese_date


class AuditEvent(models.Model):
    """One act: actor, type, target, time and address. Written in the transaction of the act and never changed.

    The event has no foreign keys, so that it outlives the rows that it names. Actor and target are stored as their
    key and the name that they had at the time. `enterprise_id` is the enterprise that the target is or belongs to.
    A look-up of several enterprises and a failed sign-in to no account have no target.
    """

    at = models.DateTimeField("时间", auto_now_add=True)
    type = models.CharField("操作", max_length=50, choices=EventType.choices)
    kind = models.CharField("类别", max_length=10, choices=EventKind.choices)
    actor_id = models.BigIntegerField("操作人编号", null=True, help_text="为空即平台自动进行。")
    actor_username = models.CharField("用户名", max_length=50, blank=True)
    actor_name = models.CharField("操作人", max_length=50, blank=True)
    actor_department = models.CharField("操作人的成员单位", max_length=50, blank=True)
    target_label = models.CharField(
        "对象类别", max_length=100, blank=True, help_text="模型，如 roster.RosterSubmission。"
    )
    target_key = models.CharField("对象编号", max_length=50, blank=True)
    target_text = models.CharField("对象", max_length=200, blank=True)
    enterprise_id = models.BigIntegerField("企业编号", null=True)
    purpose = models.CharField("查询用途", max_length=50, blank=True, help_text="查看、下载前所填写的。")
    data = models.JSONField("详情", default=dict, help_text="英文键；显示时由 audit/wording.py 转为中文。")
    changes = models.JSONField("变更", default=dict, help_text="字段 → [原值, 新值]。")
    address = models.GenericIPAddressField("来源地址", null=True)
    request_id = models.CharField("请求编号", max_length=32, blank=True)
    transaction_id = models.BigIntegerField("事务编号", help_text="由数据库填写，见 audit/transactions.py。")

    class Meta:
        verbose_name = verbose_name_plural = "审计日志"
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(type__in=EventType.values), name="audit_event_type_known"),
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="audit_event_kind_known"),
        ]
        # One for each question of the auditor, each ending with the moment: benchmarks/audit.py has what they answer.
        indexes = [
            models.Index(fields=["at"], name="audit_by_moment"),
            models.Index(fields=["kind", "at"], name="audit_by_kind"),
            models.Index(fields=["at"], condition=Q(kind__in=SENSITIVE), name="audit_sensitive"),
            models.Index(fields=["actor_id", "at"], name="audit_by_actor"),
            models.Index(fields=["actor_id", "kind", "at"], name="audit_by_actor_and_kind"),
            models.Index(
                fields=["enterprise_id", "at"],
                condition=Q(enterprise_id__isnull=False),
                name="audit_by_enterprise",
            ),
            models.Index(
                fields=["enterprise_id", "kind", "at"],
                condition=Q(enterprise_id__isnull=False),
                name="audit_by_enterprise_and_kind",
            ),
            models.Index(fields=["target_key", "target_label", "at"], name="audit_by_target"),
            models.Index(fields=["at"], condition=~Q(purpose=""), name="audit_with_purpose"),
            models.Index(fields=["transaction_id"], name="audit_by_transaction"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="transaction_number",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="NEW.transaction_id := audit_transaction(pg_current_xact_id()); RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()}：{self.target_text}"


class AuditBatch(models.Model):
    """A link of the chain over the audit log: the events of the transactions `from` to before `until` (audit/chain.py).

    Written once and never changed.
    """

    closed_at = models.DateTimeField("封存时间", auto_now_add=True)
    transactions_from = models.BigIntegerField("自事务", unique=True)
    transactions_until = models.BigIntegerField("至事务", help_text="不含。")
    event_count = models.PositiveIntegerField("记录数")
    root = models.CharField("各条记录的校验值", max_length=64, help_text="SHA-256树的根。")
    head = models.CharField("链上校验值", max_length=64, unique=True, help_text="本批与前一批校验值的SHA-256。")

    class Meta:
        verbose_name = verbose_name_plural = "审计日志封存批次"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(transactions_until__gt=models.F("transactions_from")), name="audit_batch_range"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        moment = timezone.localtime(self.closed_at)
        return f"第{self.pk}批（{chinese_date(moment)}{moment:%H:%M}封存，{self.event_count}条）"
