"""The action plan and its measures. The wording is in versions, and old versions are never edited (plan §5)."""

from datetime import date, timedelta

import pgtrigger
from django.contrib import admin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from accounts.models import Department
from foundation.postgres.states import ended_immutable
from foundation.web.dates import chinese_date

# An amendment that comes into force within so many days is shown to the system administrator.
SOON_DAYS = 30


class ActionPlan(models.Model):
    """行动计划: the policy document that the measures come from."""

    document_number = models.CharField("文号", max_length=50, unique=True)
    title = models.CharField("标题", max_length=200)
    issued_by = models.CharField("印发机关", max_length=100)
    issued_on = models.DateField("印发日期")
    parts = models.JSONField("正文", default=list, help_text="各部分的标题与段落，照录原文。")

    class Meta:
        verbose_name = verbose_name_plural = "行动计划"
        ordering = ("-issued_on",)

    def __str__(self) -> str:
        return f"{self.title}（{self.document_number}）"


class Section(models.Model):
    """One of the 11 groups of measures in part 四 of the plan."""

    plan = models.ForeignKey(ActionPlan, verbose_name="行动计划", on_delete=models.PROTECT, related_name="sections")
    number = models.PositiveSmallIntegerField("序号")
    label = models.CharField("编号", max_length=10)
    title = models.CharField("标题", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "措施类别"
        ordering = ("plan", "number")
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="section_once")]

    def __str__(self) -> str:
        return f"{self.label}{self.title}"


class MeasureQuerySet(models.QuerySet["Measure"]):
    def of_department(self, department: Department | None) -> "MeasureQuerySet":
        """The measures that the department is responsible for."""
        return self.filter(departments=department)


class Beneficiary(models.TextChoices):
    """Whom a measure benefits. Where both are possible, the department chooses when it logs an application."""

    ENTERPRISE = "enterprise", "企业"
    PERSON = "person", "自然人"
    EITHER = "either", "企业或自然人"


class Measure(models.Model):
    """激励措施: one of the 39 measures of the plan."""

    section = models.ForeignKey(Section, verbose_name="类别", on_delete=models.PROTECT, related_name="measures")
    number = models.PositiveSmallIntegerField("序号")
    short_title = models.CharField(
        "简称", max_length=16, help_text="不超过16个字，与序号一并显示，如“第31项　增值税发票比照A级纳税人”。"
    )
    departments = models.ManyToManyField(Department, verbose_name="责任单位", related_name="measures")
    beneficiary = models.CharField(
        "受益人",
        max_length=20,
        choices=Beneficiary.choices,
        default=Beneficiary.ENTERPRISE,
        help_text="受益人是自然人的，其个人信息一律不公开（第35、37项；第39项授予个人的）。",
    )

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "激励措施"
        ordering = ("section__plan", "number")
        constraints = [
            models.CheckConstraint(condition=Q(beneficiary__in=Beneficiary.values), name="measure_beneficiary_known"),
            models.CheckConstraint(condition=Q(short_title__regex=r"\S"), name="measure_has_short_title"),
        ]
        triggers = [
            # A unique constraint cannot include the plan, which needs a join. Writers wait for the lock of its row.
            pgtrigger.Trigger(
                name="number_once_in_plan",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                declare=[("own_plan", "bigint")],
                func="""
                    SELECT p.id INTO own_plan
                    FROM incentives_section s JOIN incentives_actionplan p ON p.id = s.plan_id
                    WHERE s.id = NEW.section_id FOR UPDATE OF p;
                    IF EXISTS (
                        SELECT 1 FROM incentives_measure m JOIN incentives_section s ON s.id = m.section_id
                        WHERE s.plan_id = own_plan AND m.number = NEW.number AND m.id <> NEW.id
                    ) THEN
                        RAISE EXCEPTION 'the plan already has a measure %', NEW.number
                            USING ERRCODE = 'unique_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}项　{self.short_title}"

    @property
    def in_sentence(self) -> str:
        """Number and short title as a sentence writes them."""
        return f"第{self.number}项（{self.short_title}）"

    def version_on(self, day: date) -> "MeasureVersion | None":
        """The wording in force on the day."""
        return self.versions.in_force(on=day).first()


class MeasureVersionQuerySet(models.QuerySet["MeasureVersion"]):
    def in_force(self, *, on: date) -> "MeasureVersionQuerySet":
        return self.filter(Q(in_force_until__isnull=True) | Q(in_force_until__gt=on), in_force_from__lte=on)

    def starting_soon(self, *, on: date) -> "MeasureVersionQuerySet":
        """The amendments that come into force within 30 days after the day."""
        return self.filter(in_force_from__gt=on, in_force_from__lte=on + timedelta(days=SOON_DAYS))


class MeasureKind(models.TextChoices):
    """How a measure works. Only a standing measure has to be stopped when the enterprise loses its standing.

    Priority is what the plan words as 优先考虑 without the condition 同等条件下, which is the tie-break.
    """

    STANDING = "standing", "持续适用"
    ONE_OFF = "one_off", "按次办理"
    PRIORITY = "priority", "优先考虑"
    TIE_BREAK = "tie_break", "同等条件下优先"


class MeasureVersion(models.Model):
    """One wording of a measure, in force from a day (included) until a day (not included).

    Where it allows several kinds or has sub-items, an application chooses one; where it has a condition, the
    department confirms that the enterprise meets it. Once written, a version is immutable, except that its end is set
    once.
    """

    Kind = MeasureKind

    measure = models.ForeignKey(Measure, verbose_name="激励措施", on_delete=models.PROTECT, related_name="versions")
    kinds = ArrayField(
        models.CharField(max_length=20, choices=Kind.choices),
        verbose_name="类型",
        help_text="可选多种，登记时选定其一。持续适用的，企业失去资格时须停止；其他的，以后不再适用即可。",
    )
    wording = models.TextField("措施文本")
    sub_items = ArrayField(models.TextField(), verbose_name="分项", default=list, blank=True)
    condition = models.CharField(
        "适用条件", max_length=200, blank=True, help_text="照录文本中的条件，登记时须确认企业符合；没有则留空。"
    )
    legal_basis = models.CharField("依据", max_length=300)
    in_force_from = models.DateField("施行日期")
    in_force_until = models.DateField("失效日期", null=True, editable=False)

    objects = MeasureVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "措施文本"
        ordering = ("measure", "-in_force_from")
        constraints = [
            models.CheckConstraint(
                condition=Q(wording__regex=r"\S", legal_basis__regex=r"\S"), name="version_has_text_and_basis"
            ),
            models.CheckConstraint(
                condition=Q(kinds__contained_by=MeasureKind.values, kinds__len__gt=0), name="version_kinds_known"
            ),
            models.CheckConstraint(
                condition=Q(in_force_until__isnull=True) | Q(in_force_until__gt=F("in_force_from")),
                name="version_ends_after_start",
            ),
            # A measure's id as a range of one makes this work with core GiST alone (docs/adr/0001).
            ExclusionConstraint(
                name="version_no_overlap",
                expressions=[
                    (
                        Func(
                            F("measure_id"),
                            F("measure_id"),
                            Value("[]"),
                            function="int8range",
                            output_field=models.BigIntegerField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func("in_force_from", "in_force_until", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="version_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["in_force_until"]),
            ),
            ended_immutable(pgtrigger.Q(old__in_force_until__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.measure}（自{chinese_date(self.in_force_from)}起）"

    @property
    @admin.display(description="施行至")
    def last_day_text(self) -> str:
        """The last day in force in Chinese, 至今 while the end is open."""
        return chinese_date(self.in_force_until - timedelta(days=1)) if self.in_force_until else "至今"

    @property
    def kinds_text(self) -> str:
        """The kinds in Chinese, such as 持续适用或按次办理."""
        return "或".join(MeasureKind(kind).label for kind in self.kinds)
