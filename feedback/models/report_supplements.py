"""补充: what a department adds to its violation report while it is open. Append-only."""

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.models import User
from feedback.models.event_triggers import SUPPLEMENT_EVENTS
from feedback.models.reports import ViolationReport


class ReportSupplement(models.Model):
    """线索的补充: further facts of an open report; the report itself stays as it was. Evidence refers to it."""

    report = models.ForeignKey(
        ViolationReport, verbose_name="失信线索", on_delete=models.PROTECT, related_name="supplements"
    )
    facts = models.TextField("补充情况")
    added_by = models.ForeignKey(User, verbose_name="补充人", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("补充时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "失信线索的补充"
        ordering = ("pk",)
        constraints = [models.CheckConstraint(condition=Q(facts__regex=r"\S"), name="supplement_has_facts")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="supplements_open_report",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM feedback_violationreport WHERE id = NEW.report_id AND state = 'open'
                    ) THEN
                        RAISE EXCEPTION 'only an open report is supplemented';
                    END IF;
                    RETURN NEW;
                """,
            ),
            *SUPPLEMENT_EVENTS,
        ]

    def __str__(self) -> str:
        return f"{self.report}的补充"
