"""The record of what people did."""

import pgtrigger
from django.db import models


def _said(value: object) -> str:
    """A value of an entry's detail as its reader wants it; a pair is what was and what is."""
    if isinstance(value, dict):
        return "，".join(f"{key}：{_said(inner)}" for key, inner in value.items()) or "无"
    if isinstance(value, list):
        is_pair = len(value) == 2 and not any(isinstance(inner, dict | list) for inner in value)
        return (" → " if is_pair else "；").join(map(_said, value)) or "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    return "无" if value in (None, "") else str(value)


class AuditEvent(models.Model):
    """Who did what, when, to what. Written in the same transaction as the act; never changed."""

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    # No foreign keys: the log outlives the rows that it tells of.
    actor_id = models.BigIntegerField("操作人编号", null=True)
    actor_username = models.CharField("操作人用户名", max_length=50, blank=True)
    actor_name = models.CharField("操作人", max_length=50, blank=True)
    actor_department = models.CharField("操作人的成员单位", max_length=50, blank=True)
    verb = models.CharField("操作", max_length=50)
    target_type = models.CharField("对象类别", max_length=100)
    target_id = models.CharField("对象编号", max_length=50)
    target_label = models.CharField("对象", max_length=200)
    detail = models.JSONField("详情", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "审计日志"
        ordering = ("-pk",)
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.verb}：{self.target_label}"

    @property
    def said(self) -> list[tuple[str, str]]:
        """The detail in words."""
        return [(key, _said(value)) for key, value in self.detail.items()]
