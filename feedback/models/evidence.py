"""Evidence (证明材料): files that departments attach to applications and reports."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from feedback.models.applications import MeasureApplication
from feedback.models.changes import ApplicationChange
from feedback.models.report_supplements import ReportSupplement
from feedback.models.reports import ViolationReport
from foundation.postgres.states import ended_immutable


def evidence_name(evidence: "Evidence", filename: str) -> str:
    """Return the path under which the storage keeps evidence: a folder for each month.

    The storage appends a suffix where the path exists already. `filename` of the row is what the user gave.
    """
    return f"evidence/{timezone.localdate():%Y/%m}/evidence"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def for_user(self, user: User) -> "EvidenceQuerySet":
        """The evidence of applications and reports that the user may see. None of it is ever public."""
        applications = MeasureApplication.objects.for_user(user)
        reports = ViolationReport.objects.for_user(user)
        return self.filter(Q(application__in=applications) | Q(report__in=reports))

    def attached(self) -> "EvidenceQuerySet":
        """The evidence that no correction has removed."""
        return self.filter(removed_with__isnull=True)


class Evidence(models.Model):
    """证明材料: one file of an application or a report. The file stays, also where a correction removes it.

    `added_with` is the change of an application, and `supplement` that of a report, by which it was added later; both
    are None for what was attached from the start.
    """

    application = models.ForeignKey(
        MeasureApplication, verbose_name="措施实施", null=True, on_delete=models.PROTECT, related_name="evidence"
    )
    report = models.ForeignKey(
        ViolationReport, verbose_name="失信线索", null=True, on_delete=models.PROTECT, related_name="evidence"
    )
    supplement = models.ForeignKey(
        ReportSupplement, verbose_name="随补充增加", null=True, on_delete=models.PROTECT, related_name="evidence"
    )
    file = models.FileField("文件", upload_to=evidence_name)
    filename = models.CharField("文件名", max_length=200)
    added_with = models.ForeignKey(
        ApplicationChange, verbose_name="随更正增加", null=True, on_delete=models.PROTECT, related_name="added_evidence"
    )
    removed_with = models.ForeignKey(
        ApplicationChange, verbose_name="随更正删去", null=True, on_delete=models.PROTECT, related_name="+"
    )
    added_by = models.ForeignKey(User, verbose_name="附件人", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("附件时间", auto_now_add=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "证明材料"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(application__isnull=True) ^ Q(report__isnull=True), name="evidence_of_one_record"
            ),
            models.CheckConstraint(condition=~Q(file="") & ~Q(filename=""), name="evidence_has_file"),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="evidence_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["removed_with"]),
            ),
            ended_immutable(pgtrigger.Q(old__removed_with__isnull=False)),
            pgtrigger.Trigger(
                name="changed_with_the_application",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (
                        SELECT FROM feedback_applicationchange c
                        WHERE c.id IN (NEW.added_with_id, NEW.removed_with_id)
                            AND (c.application_id IS DISTINCT FROM NEW.application_id
                                OR c.act NOT IN ('corrected', 'supplemented'))
                    ) THEN
                        RAISE EXCEPTION 'evidence is added and removed by a correction of its application';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="supplements_its_report",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NEW.supplement_id IS NOT NULL AND NOT EXISTS (
                        SELECT FROM feedback_reportsupplement
                        WHERE id = NEW.supplement_id AND report_id = NEW.report_id
                    ) THEN
                        RAISE EXCEPTION 'evidence of a supplement belongs to its report';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def record(self) -> MeasureApplication | ViolationReport:
        """The record that the evidence belongs to."""
        record = self.application or self.report
        assert record is not None
        return record

    def is_before(self, change: ApplicationChange) -> bool:
        """Whether the application had the evidence before the change."""
        added, removed = self.added_with_id or 0, self.removed_with_id
        return added < change.pk and (removed is None or removed >= change.pk)


def with_evidence(records: models.QuerySet) -> models.QuerySet:
    """Prefetch the attached evidence of applications or reports as `attached`."""
    return records.prefetch_related(models.Prefetch("evidence", Evidence.objects.attached(), to_attr="attached"))


def with_supplements(reports: models.QuerySet) -> models.QuerySet:
    """Prefetch the evidence sent with each report as `first_evidence`, and its supplements with theirs."""
    first = models.Prefetch("evidence", Evidence.objects.filter(supplement__isnull=True), to_attr="first_evidence")
    supplements = ReportSupplement.objects.select_related("added_by").prefetch_related("evidence")
    return reports.prefetch_related(first, models.Prefetch("supplements", supplements))


def evidence_text(record: MeasureApplication | ViolationReport) -> str:
    """Return the names of the files of a record, which `with_evidence` prefetched."""
    return "、".join(file.filename for file in record.attached)
