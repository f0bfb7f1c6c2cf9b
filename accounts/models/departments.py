"""The departments that signed the plan, and those of later reorganisations."""

from datetime import date, datetime, timedelta

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.department_names import Names

# Pages state the former name of a department for so many days after its new name.
FORMER_NAME_SHOWN = timedelta(days=365)


class DepartmentManager(models.Manager["Department"]):
    def active(self) -> "models.QuerySet[Department]":
        """The departments that were not closed."""
        return self.filter(closed_on__isnull=True)

    def recipients(self) -> "models.QuerySet[Department]":
        """Those of them that receive every feedback (Department.sees_all_feedback)."""
        return self.active().filter(Q(is_lead=True) | Q(is_customs=True))


class Department(models.Model):
    """成员单位: a signatory of the plan (its first paragraph), or one of a later reorganisation.

    Its former names, the oldest first, are in the row itself: a list shows the name of any day without a further query.
    """

    code = models.SlugField("代码", unique=True)
    name = models.CharField("名称", max_length=50, unique=True)
    order = models.PositiveSmallIntegerField("顺序", unique=True, help_text="文件列举的先后")
    is_customs = models.BooleanField("海关", default=False, help_text="报送名单、取消资格的单位")
    customs_code_prefixes = ArrayField(
        models.CharField(max_length=5),
        verbose_name="海关注册编码前缀",
        default=list,
        blank=True,
        help_text="该海关核发的编码的前四或五位，以逗号分隔；名单中出现其他海关的前缀时提请核实。",
    )
    asks_purpose = models.BooleanField(
        "查询须填用途", default=False, help_text="勾选后，该单位的账号查询企业前须填写用途，记入审计日志；即时生效。"
    )
    is_lead = models.BooleanField("牵头单位", default=False, help_text="接收全部反馈、对外公布的单位")

    former_names = models.JSONField("曾用名", default=list, editable=False)
    established_on = models.DateField("设立日期", null=True, editable=False, help_text="为空即文件列举的单位。")
    closed_on = models.DateField("撤销日期", null=True, editable=False, help_text="自该日起不再办理业务。")

    objects = DepartmentManager()

    class Meta:
        verbose_name = verbose_name_plural = "成员单位"
        ordering = ("order",)
        constraints = [
            models.UniqueConstraint(fields=["is_lead"], condition=Q(is_lead=True), name="one_department_leads"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="former_names_kept",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange("name", "former_names"),
                func="""
                    IF NEW.name = OLD.name
                        OR NEW.former_names - -1 IS DISTINCT FROM OLD.former_names
                        OR NEW.former_names -> -1 ->> 'name' IS DISTINCT FROM OLD.name
                        OR (NEW.former_names -> -1 ->> 'until')::date <= (OLD.former_names -> -1 ->> 'until')::date
                    THEN
                        RAISE EXCEPTION 'a department keeps each former name with the day of the next one';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="closed_without_accounts",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__closed_on__isnull=False),
                func="""
                    IF EXISTS (SELECT FROM accounts_user WHERE department_id = NEW.id AND is_active) THEN
                        RAISE EXCEPTION 'a closed department has no active account';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def name_on(self, day: date) -> str:
        """Return the name on the day, or at the moment."""
        day = timezone.localdate(day) if isinstance(day, datetime) else day
        return Names(self.name, self.former_names).on(day)

    @property
    def shown_name(self) -> str:
        """The name, that it was closed, and for a year after it changed the one before: 市数据局（原市大数据局）."""
        if self.closed_on:
            return f"{self.name}（已撤销）"
        if not self.former_names:
            return self.name
        former = self.former_names[-1]
        is_recent = timezone.localdate() - date.fromisoformat(former["until"]) < FORMER_NAME_SHOWN
        return f"{self.name}（原{former['name']}）" if is_recent else self.name

    @property
    def sees_all_feedback(self) -> bool:
        """Whether the department receives every feedback: 市发展改革委 and both customs offices do (plan §2, §3)."""
        return self.is_lead or self.is_customs
