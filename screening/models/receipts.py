"""查询回执: what was looked up, when and by which department, and which standings the answer showed."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Department
from foundation.numbers import business_number
from roster.models import Enterprise
from screening.states import LookUpKind


class LookUpReceipt(models.Model):
    """One look-up. Whoever has its number and its check code sees what was asked and the same answer again.

    The answer is not copied: `standings` are the keys of the rows of Standing that it showed, in its order, and rows of
    Standing neither change nor go. The enterprise of each is named as the platform knew it at `known_at`.

    `on` is the day that was asked for. `text` is what enterprises were searched by, empty where it may be the name of a
    person, or the number of a look-up of many, which has `line_count` lines. The check code has 64 random bits and is
    stored as a hash.
    """

    issued_at = models.DateTimeField("查询时间", auto_now_add=True)
    kind = models.CharField("查询", max_length=20, choices=LookUpKind.choices)
    # Neither foreign key has an index: nothing finds a receipt by them, and the rows that they name are never deleted.
    enterprise = models.ForeignKey(
        Enterprise, verbose_name="企业", null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    text = models.CharField("查询内容", max_length=200, blank=True, help_text="可能是自然人姓名的不保存。")
    line_count = models.PositiveIntegerField("查询的行数", null=True, help_text="批量查询的。")
    on = models.DateField("所查日期")
    known_at = models.DateTimeField("信息截至")
    standings = ArrayField(models.BigIntegerField(), verbose_name="答复的激励资格", default=list)
    department = models.ForeignKey(
        Department, verbose_name="查询单位", null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    code_sha256 = models.CharField("校验码的SHA-256", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "查询回执"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LookUpKind.values), name="receipt_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=LookUpKind.ENTERPRISE, enterprise__isnull=False, text="")
                | (~Q(kind=LookUpKind.ENTERPRISE) & Q(enterprise__isnull=True)),
                name="receipt_of_an_enterprise_names_it",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return business_number(self.pk, self.issued_at)

    @property
    def department_name(self) -> str:
        """The name of the department at the time of the look-up; that of the platform for people without one."""
        return self.department.name_on(self.issued_at) if self.department else "平台"
