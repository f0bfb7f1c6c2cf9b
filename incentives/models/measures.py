"""The measures of the plans. The wording is in versions, and old versions are never edited (plan §5)."""

from datetime import date, timedelta

import pgtrigger
from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery

from accounts.models import Department, User
from approvals.models import Approval
from approvals.triggers import approved
from foundation.postgres.roles import APPLICATION
from foundation.postgres.states import ended_immutable, state_field, states_known
from foundation.web.dates import chinese_date
from incentives.models.contents import Beneficiary, EffectKind, MeasureContent, MeasureKind
from incentives.models.plans import Section
from incentives.states import MeasureAct, MeasureStatus, PlanAct

# An amendment that comes into force within so many days is shown to the system administrator.
SOON_DAYS = 30
ACT_LABELS = dict((*PlanAct.choices, *MeasureAct.choices))


class MeasureQuerySet(models.QuerySet["Measure"]):
    def of_department(self, department: Department | None) -> "MeasureQuerySet":
        """The measures that the department is or was responsible for."""
        own = MeasureVersion.objects.filter(measure=OuterRef("pk"), departments=department)
        return self.filter(Exists(own))

    def to_approve(self, user: User) -> "MeasureQuerySet":
        """The measures of which somebody else proposed a change that waits for approval."""
        return self.filter(approval__isnull=False).exclude(approval__proposed_by=user)

    def begun(self, *, on: date) -> "MeasureQuerySet":
        """The measures with a version on the day, the only one in `of_the_day`."""
        versions = MeasureVersion.objects.on(on)
        return self.filter(Exists(versions.filter(measure=OuterRef("pk")))).prefetch_related(
            Prefetch("versions", versions, to_attr="of_the_day")
        )

    def standing(self) -> "MeasureQuerySet":
        """The measures of which a version may be applied as a standing one, which runs until it is stopped."""
        versions = MeasureVersion.objects.valid().filter(kinds__contains=[MeasureKind.STANDING])
        return self.filter(Exists(versions.filter(measure=OuterRef("pk"))))

    def not_withdrawn(self) -> "MeasureQuerySet":
        """The measures that have a version which was not withdrawn."""
        return self.filter(Exists(MeasureVersion.objects.valid().filter(measure=OuterRef("pk"))))

    def with_valid_versions(self) -> "MeasureQuerySet":
        """Prefetch `valid_versions`: those that were not withdrawn, the newest first, which may not have begun."""
        valid = MeasureVersion.objects.valid().order_by("-in_force_from")
        return self.prefetch_related(Prefetch("versions", valid, to_attr="valid_versions"))


class Measure(models.Model):
    """激励措施: one measure of a plan. Everything that the law may change of it is in its versions.

    `plan_name` is the short name of its plan, which a trigger copies, so that its name needs no join.
    """

    section = models.ForeignKey(Section, verbose_name="类别", on_delete=models.PROTECT, related_name="measures")
    plan_name = models.CharField("计划简称", max_length=12, blank=True, editable=False)
    number = models.PositiveSmallIntegerField("序号")
    approval = models.ForeignKey(
        Approval, verbose_name="待复核的变动", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "激励措施"
        ordering = ("plan_name", "number")
        triggers = [
            # A unique constraint cannot include the plan, which needs a join. Writers wait for the lock of its row.
            pgtrigger.Trigger(
                name="number_once_in_plan",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                declare=[("own_plan", "incentives_actionplan")],
                func="""
                    SELECT p.* INTO own_plan
                    FROM incentives_section s JOIN incentives_actionplan p ON p.id = s.plan_id
                    WHERE s.id = NEW.section_id FOR UPDATE OF p;
                    IF EXISTS (
                        SELECT 1 FROM incentives_measure m JOIN incentives_section s ON s.id = m.section_id
                        WHERE s.plan_id = own_plan.id AND m.number = NEW.number AND m.id <> NEW.id
                    ) THEN
                        RAISE EXCEPTION 'the plan already has a measure %', NEW.number
                            USING ERRCODE = 'unique_violation';
                    END IF;
                    NEW.plan_name := own_plan.short_name;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_name}第{self.number}项"

    @property
    def anchor(self) -> str:
        """The place of the measure on the public page of measures."""
        return f"measure-{self.pk}-of-plan" if self.plan_name else f"measure-{self.number}"

    @property
    def newest(self) -> "MeasureVersion":
        """The newest version that was not withdrawn, which may not have begun; one withdrawn where all were."""
        versions = self.versions.select_related("approval", "withdrawal")
        return versions.order_by(F("withdrawal").desc(nulls_first=True), "-in_force_from")[0]

    def version_on(self, day: date) -> "MeasureVersion | None":
        """The version on the day."""
        return self.versions.on(day).first()


def _is_newest_of(versions: "MeasureVersionQuerySet", day: date) -> Q:
    """Return the condition that a version has begun by the day, and none of these of its measure has begun since."""
    later = versions.valid().filter(
        measure=OuterRef("measure"), in_force_from__lte=day, in_force_from__gt=OuterRef("in_force_from")
    )
    return ~Exists(later) & Q(in_force_from__lte=day, withdrawal__isnull=True)


class MeasureVersionQuerySet(models.QuerySet["MeasureVersion"]):
    def valid(self) -> "MeasureVersionQuerySet":
        """The versions that were not withdrawn before their day."""
        return self.filter(withdrawal__isnull=True)

    def on(self, day: date) -> "MeasureVersionQuerySet":
        """The version of each measure on the day, in force or not: the newest that has begun."""
        return self.filter(_is_newest_of(MeasureVersion.objects.all(), day))

    def in_force(self, *, on: date) -> "MeasureVersionQuerySet":
        """The versions on the day of the measures that are neither suspended nor abolished."""
        return self.on(on).filter(status=MeasureStatus.IN_FORCE)

    def coming(self, *, after: date) -> "MeasureVersionQuerySet":
        """The versions that begin after the day, the next one first."""
        return self.valid().filter(in_force_from__gt=after).select_related("approval").order_by("in_force_from")

    def last_of_department(self, department: Department | None, *, on: date) -> "MeasureVersionQuerySet":
        """The newest version until the day of each measure for which the department is or was responsible."""
        own = MeasureVersion.objects.filter(departments=department)
        return self.filter(_is_newest_of(own, on), departments=department).select_related("measure").order_by("measure")

    def with_ends(self) -> "MeasureVersionQuerySet":
        """Annotate `in_force_until`: the day of the next version of the measure, None for the newest."""
        later = (
            MeasureVersion.objects.valid()
            .filter(measure=OuterRef("measure"), in_force_from__gt=OuterRef("in_force_from"))
            .order_by("in_force_from")
        )
        return self.annotate(in_force_until=Subquery(later.values("in_force_from")[:1]))

    def starting_soon(self, *, on: date) -> "MeasureVersionQuerySet":
        """The amendments that come into force within 30 days after the day."""
        return self.coming(after=on).filter(in_force_from__lte=on + timedelta(days=SOON_DAYS))


class MeasureVersion(models.Model):
    """What a measure is from a day on, until the day of its next version (plan §5).

    A version is immutable, except that it is withdrawn once, before its day. A second administrator approved every
    version, but for the first ones of the reference data: with the plan the first of a measure, and its abolition where
    the plan ends, the others one by one.

    Where it allows several kinds or has sub-items, an application chooses one; where it has a condition, the
    department confirms that the enterprise meets it.
    """

    Kind = MeasureKind

    measure = models.ForeignKey(Measure, verbose_name="激励措施", on_delete=models.PROTECT, related_name="versions")
    short_title = models.CharField(
        "简称", max_length=16, help_text="不超过16个字，与序号一并显示，如“第31项　增值税发票比照A级纳税人”。"
    )
    departments = models.ManyToManyField(Department, verbose_name="责任单位", related_name="measure_versions")
    beneficiary = models.CharField(
        "受益人",
        max_length=20,
        choices=Beneficiary.choices,
        default=Beneficiary.ENTERPRISE,
        help_text="受益人是自然人的，其个人信息一律不公开。",
    )
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
    effects = ArrayField(
        models.CharField(max_length=20, choices=EffectKind.choices),
        verbose_name="效果指标",
        default=list,
        blank=True,
        help_text="登记时可以填写的数字，可不选。",
    )
    legal_basis = models.CharField("依据", max_length=300)
    in_force_from = models.DateField("施行日期")
    status = state_field("状态", MeasureStatus, MeasureStatus.IN_FORCE)
    approval = models.ForeignKey(Approval, verbose_name="复核", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawal = models.ForeignKey(
        Approval, verbose_name="撤回的复核", null=True, on_delete=models.PROTECT, related_name="+"
    )

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
            models.CheckConstraint(condition=Q(effects__contained_by=EffectKind.values), name="version_effects_known"),
            models.CheckConstraint(condition=Q(beneficiary__in=Beneficiary.values), name="version_beneficiary_known"),
            models.CheckConstraint(condition=Q(short_title__regex=r"\S"), name="version_has_short_title"),
            states_known("status", MeasureStatus, name="version_status_known"),
            models.UniqueConstraint(
                fields=["measure", "in_force_from"], condition=Q(withdrawal__isnull=True), name="version_once_a_day"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="version_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["withdrawal"]),
            ),
            ended_immutable(pgtrigger.Q(old__withdrawal__isnull=False)),
            pgtrigger.Trigger(
                name="approved_by_another_user",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("own_plan", "bigint")],
                func=f"""
                    SELECT s.plan_id INTO own_plan FROM incentives_measure m
                    JOIN incentives_section s ON s.id = m.section_id WHERE m.id = NEW.measure_id;
                    IF EXISTS (
                        SELECT FROM incentives_measureversion
                        WHERE measure_id = NEW.measure_id AND withdrawal_id IS NULL
                    ) THEN
                        IF NOT EXISTS (
                            {approved("NEW.approval_id", "incentives.Measure", "NEW.measure_id")}
                        ) AND NOT EXISTS (
                            {approved("NEW.approval_id", "incentives.ActionPlan", "own_plan")}
                                AND change->>'act' = 'end' AND NEW.status = 'abolished'
                        ) THEN
                            RAISE EXCEPTION 'a change of a measure is approved by another user';
                        END IF;
                    ELSIF NEW.approval_id IS NOT NULL THEN
                        IF NOT EXISTS (
                            {approved("NEW.approval_id", "incentives.ActionPlan", "own_plan")}
                        ) THEN
                            RAISE EXCEPTION 'a new measure is approved by another user';
                        END IF;
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="only_reference_unapproved",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition(f"current_user = '{APPLICATION}' AND NEW.approval_id IS NULL"),
            ),
            pgtrigger.Trigger(
                name="withdrawal_approved_by_another_user",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__withdrawal__isnull=False),
                declare=[("own_plan", "bigint")],
                func=f"""
                    SELECT s.plan_id INTO own_plan FROM incentives_measure m
                    JOIN incentives_section s ON s.id = m.section_id WHERE m.id = NEW.measure_id;
                    IF NOT EXISTS (
                        {approved("NEW.withdrawal_id", "incentives.Measure", "NEW.measure_id")}
                            AND change->>'act' = 'withdraw'
                    ) AND NOT EXISTS (
                        {approved("NEW.withdrawal_id", "incentives.ActionPlan", "own_plan")}
                            AND change->>'act' = 'withdraw'
                    ) THEN
                        RAISE EXCEPTION 'the withdrawal of a version is approved by another user';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}　{self.short_title}"

    @property
    def status_note(self) -> str:
        """Since when the measure is suspended or abolished, to stand behind its title; "" while it is in force."""
        return "" if self.is_in_force else f"（自{chinese_date(self.in_force_from)}起{self.get_status_display()}）"

    @property
    def in_sentence(self) -> str:
        """Number and short title as a sentence writes them."""
        return f"{self.measure}（{self.short_title}）"

    @property
    def content(self) -> MeasureContent:
        return MeasureContent(
            short_title=self.short_title,
            departments=[department.code for department in self.departments.all()],
            beneficiary=self.beneficiary,
            kinds=self.kinds,
            wording=self.wording,
            sub_items=self.sub_items,
            condition=self.condition,
            effects=self.effects,
        )

    @property
    @admin.display(description="施行至")
    def last_day_text(self) -> str:
        """The last day in force in Chinese, 至今 for the newest version. It needs `with_ends`."""
        return chinese_date(self.in_force_until - timedelta(days=1)) if self.in_force_until else "至今"

    @property
    def act_label(self) -> str:
        """The act that wrote the version; the first version was issued with its plan, or added to it."""
        return ACT_LABELS[self.approval.change["act"]] if self.approval else str(PlanAct.ISSUE.label)

    @property
    def is_amendment(self) -> bool:
        """Whether the version changed the measure, which it is the first version of otherwise."""
        return self.approval is not None and self.approval.subject_type == Measure._meta.label

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawal_id is not None

    @property
    def is_in_force(self) -> bool:
        return self.status == MeasureStatus.IN_FORCE

    @property
    def responsible(self) -> str:
        """The names of the responsible departments as pages show them today."""
        return "、".join(department.shown_name for department in self.departments.all())

    def responsible_on(self, day: date) -> str:
        """Return the names that the responsible departments had on the day, or at the moment."""
        return "、".join(department.name_on(day) for department in self.departments.all())

    @property
    def kinds_text(self) -> str:
        """The kinds in Chinese, such as 持续适用或按次办理."""
        return "或".join(MeasureKind(kind).label for kind in self.kinds)

    @property
    def effects_text(self) -> str:
        """The figures of the effect in Chinese, such as 节省天数、涉及金额（元）."""
        return "、".join(EffectKind(effect).label for effect in self.effects)
