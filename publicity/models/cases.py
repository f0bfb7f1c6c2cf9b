"""联合激励案例: what the public reads of an application (plan §4)."""

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.models import User
from feedback.models import MeasureApplication
from publicity.models.publications import WITHDRAWN_WITH_REASON, Publication, Withdrawable


class IncentiveCaseQuerySet(models.QuerySet["IncentiveCase"]):
    def visible(self) -> "IncentiveCaseQuerySet":
        """Published cases whose enterprise is visible now and whose application may be public."""
        enterprises = Publication.objects.visible().values("enterprise_id")
        applications = MeasureApplication.objects.publishable().filter(enterprise__in=enterprises)
        return self.filter(published_at__isnull=False, application__in=applications)

    def with_subject(self) -> "IncentiveCaseQuerySet":
        """Fetch with each case what a public page says of its application."""
        return self.select_related(
            "application__enterprise", "application__department", "application__version__measure"
        )


class IncentiveCase(Withdrawable):
    """联合激励案例: a public account of one application.

    A case that was taken down is not published any more; `withdrawn_at` and its fields stay when it is published again.
    """

    application = models.ForeignKey(
        MeasureApplication, verbose_name="措施实施", on_delete=models.PROTECT, related_name="cases"
    )
    title = models.CharField("标题", max_length=100)
    body = models.TextField("内容", help_text="不写自然人的姓名与身份信息。")
    written_by = models.ForeignKey(User, verbose_name="编写人", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField("编写时间", auto_now_add=True)
    published_at = models.DateTimeField("公布时间", null=True)

    objects = IncentiveCaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "联合激励案例"
        ordering = ("-published_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(body=""), name="case_has_title_and_body"),
            models.CheckConstraint(condition=WITHDRAWN_WITH_REASON, name="case_withdrawn_with_reason"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="public_case_is_publishable",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF NEW.published_at IS NOT NULL AND EXISTS (
                        SELECT 1 FROM feedback_measureapplication
                        WHERE id = NEW.application_id
                            AND (benefits_person OR cancelled_at IS NOT NULL OR standing_id IS NULL)
                    ) AND (
                        TG_OP = 'INSERT'
                        OR (OLD.published_at, OLD.application_id)
                        IS DISTINCT FROM (NEW.published_at, NEW.application_id)
                    ) THEN
                        RAISE EXCEPTION 'the application is cancelled, unchecked or benefits a natural person';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_withdrawn(self) -> bool:
        """Whether the case was taken down and not published again."""
        return self.withdrawn_at is not None and self.published_at is None

    @property
    def enterprise_id(self) -> int:
        return self.application.enterprise_id
