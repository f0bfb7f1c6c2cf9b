"""The record of what people and programs did."""

import pgtrigger
from django.db import models
from django.db.models import Q

from audit.types import EventType


class AuditEvent(models.Model):
    """One act: actor, type, target, time and address. Written in the transaction of the act and never changed.

    The event has no foreign keys, so that it outlives the rows that it names. Actor and target are stored as their
    key and the name that they had at the time.
    """

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    type = models.CharField("操作", max_length=50, choices=EventType.choices)
    actor_id = models.BigIntegerField("操作人编号", null=True, help_text="为空即平台自动进行。")
    actor_username = models.CharField("用户名", max_length=50, blank=True)
    actor_name = models.CharField("操作人", max_length=50, blank=True)
    actor_department = models.CharField("操作人的成员单位", max_length=50, blank=True)
    target_label = models.CharField("对象类别", max_length=100, help_text="模型，如 roster.RosterSubmission。")
    target_key = models.CharField("对象编号", max_length=50)
    target_text = models.CharField("对象", max_length=200)
    data = models.JSONField("详情", default=dict, help_text="英文键；显示时由 audit/wording.py 转为中文。")
    changes = models.JSONField("变更", default=dict, help_text="字段 → [原值, 新值]。")
    address = models.GenericIPAddressField("来源地址", null=True)
    request_id = models.CharField("请求编号", max_length=32, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审计日志"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=Q(type__in=EventType.values), name="audit_event_type_known"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()}：{self.target_text}"
