"""Applications of measures (措施实施)."""

from collections.abc import Iterable
from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Case, Exists, F, Max, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from accounts.models import Department, User
from foundation.numbers import business_number
from foundation.postgres.composed import Parameter
from foundation.web.dates import chinese_date
from incentives.models import EffectKind, Measure, MeasureKind, MeasureVersion
from incentives.states import MeasureStatus
from roster.models import Enterprise
from screening.models import Standing
from screening.states import StandingState


class DepartmentQuerySet(models.QuerySet):
    """Querysets of rows of one department each; `in_charge` leads to the department that follows them now."""

    in_charge = "in_charge"

    def of_department(self, department: Department | None) -> "DepartmentQuerySet":
        """The rows of the department, and those that it is in charge of now."""
        return self.filter(Q(department=department) | Q(**{self.in_charge: department}))

    def in_charge_of(self, department: Department | Parameter | None) -> "DepartmentQuerySet":
        """The rows that the department is in charge of now."""
        return self.filter(**{self.in_charge: department})

    def for_user(self, user: User) -> "DepartmentQuerySet":
        """The rows that the user may see (plan §2, §3).

        市发展改革委, both customs offices and the auditor see all rows, any other department its own.
        """
        return self if user.sees_all_feedback else self.of_department(user.department)


class MeasureApplicationQuerySet(DepartmentQuerySet):
    def running(self) -> "MeasureApplicationQuerySet":
        """Applications of standing measures that have not been stopped. A lost standing must end them."""
        return self.filter(kind=MeasureKind.STANDING, stopped_on__isnull=True, cancelled_at__isnull=True)

    def of_abolished_measures(self, *, on: date) -> "MeasureApplicationQuerySet":
        """Running applications of measures that are abolished on the day, which their departments have to stop.

        Annotate `abolished_from`.
        """
        abolished = MeasureVersion.objects.on(on).filter(status=MeasureStatus.ABOLISHED)
        of_the_measure = abolished.filter(measure=OuterRef("measure"))
        return (
            self.running()
            .filter(measure__in=abolished.values("measure"))
            .annotate(abolished_from=Subquery(of_the_measure.values("in_force_from")))
        )

    def running_beside(
        self, *, enterprise: Enterprise, measure: Measure, department: Department, sub_item: int
    ) -> "MeasureApplicationQuerySet":
        """What runs where the department would log the same standing measure and sub-item again.

        The department logged it, and another one may be in charge now, or is in charge of it.
        """
        beside = Q(department=department) | Q(in_charge=department)
        return self.running().filter(beside, enterprise=enterprise, measure=measure, sub_item=sub_item)

    def with_number_of(self, application: "MeasureApplication") -> "MeasureApplicationQuerySet":
        """Other applications of the same department with its business number; none without one."""
        others = self.not_cancelled().filter(
            department=application.department, business_number=application.business_number
        )
        return others.exclude(pk=application.pk) if application.business_number else self.none()

    def not_cancelled(self) -> "MeasureApplicationQuerySet":
        return self.filter(cancelled_at__isnull=True)

    def publishable(self) -> "MeasureApplicationQuerySet":
        """Applications that may be in a public case: not cancelled, no natural person benefits, standing checked."""
        return self.not_cancelled().filter(benefits_person=False, standing__isnull=False)

    def typical(self) -> "MeasureApplicationQuerySet":
        """Applications that are marked as typical now."""
        return self.filter(typical_marks__marked_at__isnull=False, typical_marks__unmarked_at__isnull=True)

    def with_typical(self) -> "MeasureApplicationQuerySet":
        """Annotate `is_typical`: the application is marked as typical now."""
        return self.annotate(is_typical=Exists(MeasureApplication.objects.typical().filter(pk=OuterRef("pk"))))

    def backfilled(self) -> "MeasureApplicationQuerySet":
        """Applications of days of which the platform knew nothing; they never count as checked."""
        return self.not_cancelled().filter(standing__isnull=True)

    def with_corrections(self) -> "MeasureApplicationQuerySet":
        """Annotate `is_standing_corrected`: as known now, the enterprise was not eligible on the day, or the last day.

        It was eligible as known when the application was logged; a fact that arrived later corrected the standing of
        the day. The annotation is False for a cancelled application, and for one that was backfilled.
        """
        return self.annotate(is_standing_corrected=_is_standing_corrected())

    def standing_corrected(self) -> "MeasureApplicationQuerySet":
        """Applications whose standing of the day, or of the last day, was corrected after they were logged.

        Their own standing no longer holds on that day. Few standings ended before an application that names them, so
        these are found by indexes, and only their days are determined anew.
        """
        no_longer_holds_from = Case(
            When(standing__known_until__isnull=False, then=F("standing__since")), default=F("standing__until")
        )
        is_over = Q(standing__until__isnull=False) | Q(standing__known_until__isnull=False)
        goes_beyond = Q(applied_on__gte=no_longer_holds_from) | Q(applied_until__gte=no_longer_holds_from)
        outdated = self.filter(is_over, goes_beyond, standing__state=StandingState.ELIGIBLE)
        return outdated.filter(_is_standing_corrected())

    def to_acknowledge(self, department: Department | Parameter | None) -> "MeasureApplicationQuerySet":
        """Applications with a corrected standing that the department has not acknowledged as it is known now."""
        of_the_day = Standing.objects.standing_on(OuterRef("applied_on")).filter(enterprise=OuterRef("enterprise"))
        corrected = self.standing_corrected().alias(known_standing=Coalesce(Subquery(of_the_day.values("pk")[:1]), 0))
        acknowledged = CorrectionAcknowledgement.objects.annotate(known=Coalesce("standing", 0)).filter(
            application=OuterRef("pk"), department=department, known=OuterRef("known_standing")
        )
        return corrected.filter(~Exists(acknowledged))


def _is_standing_corrected() -> Q:
    """The condition of MeasureApplicationQuerySet.with_corrections."""
    eligible = Standing.objects.eligible().filter(enterprise=OuterRef("enterprise"))
    not_on_the_day = ~Exists(eligible.standing_on(OuterRef("applied_on")))
    not_until_the_end = Q(applied_until__isnull=False) & ~Exists(eligible.standing_on(OuterRef("applied_until")))
    return Q(cancelled_at__isnull=True, standing__isnull=False) & (not_on_the_day | not_until_the_end)


class ApplicationContent(models.Model):
    """The content that a department reports about an application of a measure.

    MeasureApplication has the present content, ApplicationChange the content before each change.
    """

    version = models.ForeignKey(
        MeasureVersion,
        verbose_name="措施文本",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="实施当日有效的文本，以后变动不影响。",
    )
    standing = models.ForeignKey(
        Standing,
        verbose_name="实施当日的激励资格",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="空即补登：平台当日没有该企业的记录。",
    )
    kind = models.CharField("类型", max_length=20, choices=MeasureKind.choices)
    sub_item = models.PositiveSmallIntegerField("分项", default=0, help_text="分项的序号；0即措施没有分项。")
    condition_met = models.BooleanField("符合适用条件", default=False)
    benefits_person = models.BooleanField("受益人是自然人", default=False, help_text="其个人信息一律不公开。")
    applied_on = models.DateField("实施日期")
    applied_until = models.DateField("实施至", null=True, help_text="历时多日的最后一天。")
    description = models.TextField("实施情况")
    competition = models.CharField("竞争事项", max_length=200, blank=True, help_text="同等条件下优先的评审、出让等。")
    business_number = models.CharField("业务编号", max_length=60, blank=True, help_text="本单位业务系统中的编号。")
    backfill_reason = models.TextField("补登理由", blank=True)
    contact = models.CharField("联系方式", max_length=100, blank=True, help_text="承办科室及办公电话。")
    days_saved = models.PositiveIntegerField("节省天数", null=True)
    amount = models.DecimalField("涉及金额（元）", max_digits=14, decimal_places=2, null=True)
    inspections_avoided = models.PositiveIntegerField("减少检查次数", null=True)
    stopped_on = models.DateField("停止日期", null=True)

    class Meta:
        abstract = True

    @property
    def is_backfilled(self) -> bool:
        """Whether the platform knew nothing of the enterprise on the day, so that nobody checked its standing."""
        return self.standing_id is None

    @property
    def effects_text(self) -> str:
        """The stated figures, such as 节省天数：3；涉及金额（元）：1,200.00."""
        stated = ((kind.label, getattr(self, kind.value)) for kind in EffectKind)
        return "；".join(f"{label}：{figure:,}" for label, figure in stated if figure is not None)

    @property
    def sub_item_text(self) -> str:
        """The chosen sub-item with its number; "" for a measure without sub-items."""
        return f"（{self.sub_item}）{self.version.sub_items[self.sub_item - 1]}" if self.sub_item else ""


CONTENT = tuple(field.name for field in ApplicationContent._meta.local_fields)
COLUMNS = tuple(field.column for field in ApplicationContent._meta.local_fields)


def columns_of(row: str, columns: Iterable[str] = COLUMNS) -> str:
    """The columns of the row in a trigger, as a tuple of SQL: (OLD.kind, OLD.sub_item)."""
    return f"({', '.join(f'{row}.{column}' for column in columns)})"


OF_THE_DAY = ("applied_on", "standing_id", "version_id")
FIXED = ("enterprise_id", "department_id", "measure_id", "logged_by_id", "logged_at")


class MeasureApplication(ApplicationContent):
    """措施实施: a department applied a measure to an enterprise. The row is the feedback that plan §2 demands."""

    enterprise = models.ForeignKey(
        Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="applications"
    )
    department = models.ForeignKey(
        Department, verbose_name="实施单位", on_delete=models.PROTECT, related_name="applications"
    )
    in_charge = models.ForeignKey(
        Department,
        verbose_name="承办单位",
        on_delete=models.PROTECT,
        related_name="applications_in_charge",
        help_text="现在更正、停止、答复的单位；机构变动后可能不是实施单位。",
    )
    measure = models.ForeignKey(Measure, verbose_name="激励措施", on_delete=models.PROTECT, related_name="applications")
    cancelled_at = models.DateTimeField("撤销时间", null=True)
    logged_by = models.ForeignKey(User, verbose_name="登记人", on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = MeasureApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "措施实施"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=~Q(description=""), name="application_has_description"),
            models.CheckConstraint(
                condition=Q(standing__isnull=True, backfill_reason__regex=r"\S")
                | Q(standing__isnull=False, backfill_reason=""),
                name="application_backfilled_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(stopped_on__isnull=True) | Q(stopped_on__gte=F("applied_on")),
                name="application_stops_after_start",
            ),
            models.CheckConstraint(
                condition=Q(applied_until__isnull=True)
                | (Q(applied_until__gte=F("applied_on")) & ~Q(kind=MeasureKind.STANDING)),
                name="application_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(competition="") | Q(kind=MeasureKind.TIE_BREAK), name="application_competes_in_tie_break"
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="application_amount_valid"
            ),
            models.UniqueConstraint(
                fields=["enterprise", "department", "measure", "sub_item"],
                condition=Q(kind=MeasureKind.STANDING, stopped_on__isnull=True, cancelled_at__isnull=True),
                name="application_running_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["measure"],
                condition=Q(kind=MeasureKind.STANDING, stopped_on__isnull=True, cancelled_at__isnull=True),
                name="applications_running",
            ),
            models.Index(fields=["standing", "applied_on"], name="applications_by_standing"),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                # An application that is logged, or moved to another day.
                name="eligible_on_that_day",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=f"""
                    IF TG_OP = 'UPDATE' AND {columns_of("OLD", OF_THE_DAY)} = {columns_of("NEW", OF_THE_DAY)} THEN
                        RETURN NEW;
                    END IF;
                    IF NEW.standing_id IS NULL THEN
                        IF EXISTS (
                            SELECT FROM screening_standing
                            WHERE enterprise_id = NEW.enterprise_id AND standing_holds(
                                since, until, end_known_at, known_at, known_until, NEW.applied_on, NULL
                            )
                        ) THEN
                            RAISE EXCEPTION 'the standing of the enterprise on that day is known';
                        END IF;
                    ELSIF NOT EXISTS (
                        SELECT 1 FROM screening_standing
                        WHERE id = NEW.standing_id AND enterprise_id = NEW.enterprise_id AND state = 'eligible'
                            AND standing_holds(
                                since, until, end_known_at, known_at, known_until, NEW.applied_on, NULL
                            )
                    ) THEN
                        RAISE EXCEPTION 'the enterprise is not eligible on that day';
                    END IF;
                    IF NEW.version_id IS DISTINCT FROM (
                        SELECT id FROM incentives_measureversion
                        WHERE measure_id = NEW.measure_id AND in_force_from <= NEW.applied_on AND withdrawal_id IS NULL
                        ORDER BY in_force_from DESC LIMIT 1
                    ) THEN
                        RAISE EXCEPTION 'the version of the measure is not that of the day';
                    END IF;
                    IF NOT EXISTS (
                        SELECT FROM incentives_measureversion v
                        JOIN incentives_measureversion_departments d ON d.measureversion_id = v.id
                        WHERE v.id = NEW.version_id AND v.status = 'in_force' AND d.department_id = NEW.department_id
                    ) THEN
                        RAISE EXCEPTION 'the measure is not in force for the department on that day';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="chosen_from_the_version",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM incentives_measureversion v
                        WHERE v.id = NEW.version_id AND NEW.kind = ANY (v.kinds)
                            AND NEW.sub_item BETWEEN LEAST(1, cardinality(v.sub_items)) AND cardinality(v.sub_items)
                            AND NEW.condition_met = (v.condition <> '')
                            AND (v.beneficiary <> 'enterprise' OR NOT NEW.benefits_person)
                            AND (v.beneficiary <> 'person' OR NEW.benefits_person)
                            AND (NEW.days_saved IS NULL OR 'days_saved' = ANY (v.effects))
                            AND (NEW.amount IS NULL OR 'amount' = ANY (v.effects))
                            AND (NEW.inspections_avoided IS NULL OR 'inspections_avoided' = ANY (v.effects))
                    ) THEN
                        RAISE EXCEPTION 'the version does not allow this kind, sub-item, beneficiary or figure';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="changed_only_as_recorded",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func=f"""
                    IF NEW IS NOT DISTINCT FROM OLD THEN
                        RETURN NEW;
                    END IF;
                    IF {columns_of("OLD", FIXED)} IS DISTINCT FROM {columns_of("NEW", FIXED)}
                        OR OLD.cancelled_at IS NOT NULL
                    THEN
                        RAISE EXCEPTION 'an application is corrected, stopped, cancelled or handed over only';
                    END IF;
                    IF OLD.in_charge_id <> NEW.in_charge_id
                        AND ({columns_of("OLD")} IS DISTINCT FROM {columns_of("NEW")} OR NEW.cancelled_at IS NOT NULL)
                    THEN
                        RAISE EXCEPTION 'an application is handed over as it is';
                    END IF;
                    IF NOT EXISTS (
                        SELECT FROM feedback_applicationchange c
                        WHERE c.id = (
                            SELECT max(id) FROM feedback_applicationchange WHERE application_id = OLD.id
                        )
                        AND {columns_of("c")} IS NOT DISTINCT FROM {columns_of("OLD")}
                        AND c.act = CASE
                            WHEN NEW.in_charge_id <> OLD.in_charge_id THEN 'handed_over'
                            WHEN NEW.cancelled_at IS NOT NULL THEN 'cancelled'
                            WHEN NEW.stopped_on IS NOT DISTINCT FROM OLD.stopped_on THEN 'corrected'
                            WHEN OLD.stopped_on IS NULL THEN 'stopped'
                            ELSE 'stop_corrected'
                        END
                    ) THEN
                        RAISE EXCEPTION 'a change of an application is recorded before it is made';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.enterprise}：{self.version.in_sentence}（{self.department_name}，{chinese_date(self.applied_on)}）"
        )

    @property
    def content_version(self) -> str:
        """A text that identifies the content; after any change of it the text differs."""
        return str(self.changes.aggregate(newest=Max("pk"))["newest"] or "")

    @property
    def number(self) -> str:
        """The number by which people name it."""
        return business_number(self.pk, self.logged_at)

    @property
    def standing_note(self) -> str:
        """What is to be known of the standing of the day; it needs `with_corrections`."""
        if self.is_backfilled:
            return "补登，未经平台核验"
        return "当日资格后经更正" if self.is_standing_corrected else ""

    def repeat_notices(self) -> list[str]:
        """Return what to tell where the department has used the business number, or logged the same day, before."""
        others = MeasureApplication.objects.with_number_of(self).select_related("enterprise", "version__measure")
        notices = [
            f"业务编号{self.business_number}已用于{other.number}（{other.enterprise}，{other.version}），请核对"
            for other in others[:1]
        ]
        same = MeasureApplication.objects.not_cancelled().filter(
            enterprise=self.enterprise, department=self.department, measure=self.measure, applied_on=self.applied_on
        )
        if other := same.filter(sub_item=self.sub_item).exclude(pk=self.pk).first():
            notices.append(f"该企业同日已登记过这项措施（{other.number}），请核对")
        return notices

    @property
    def department_name(self) -> str:
        """The name of the department on the day of the application."""
        return self.department.name_on(self.applied_on)

    @property
    def is_running(self) -> bool:
        return self.kind == MeasureKind.STANDING and self.stopped_on is None and self.cancelled_at is None


class CorrectionAcknowledgement(models.Model):
    """知悉: a department has taken note that the standing on the day of an application was corrected. Append-only.

    It holds for the standing that it names, None for a day without one. A further correction is acknowledged again.
    """

    application = models.ForeignKey(
        MeasureApplication, verbose_name="措施实施", on_delete=models.PROTECT, related_name="acknowledgements"
    )
    department = models.ForeignKey(Department, verbose_name="知悉单位", on_delete=models.PROTECT, related_name="+")
    standing = models.ForeignKey(
        Standing, verbose_name="更正后的当日资格", null=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField("说明", blank=True)
    acknowledged_by = models.ForeignKey(User, verbose_name="知悉人", on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField("知悉时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "当日资格更正的知悉"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["application", "department", "standing"],
                nulls_distinct=False,
                name="correction_acknowledged_once",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.application}：{self.department_name}已知悉"

    @property
    def department_name(self) -> str:
        """The name of the department when it acknowledged."""
        return self.department.name_on(self.acknowledged_at)
