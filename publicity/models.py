"""The content of the public site (plan §2): published enterprises and cases, and the age of the data."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Max, Q

from accounts.models import User
from blacklists.models import Blacklist
from feedback.models import MeasureApplication
from foundation.postgres.states import ended_immutable
from roster.models import Enterprise, RosterSubmission
from screening.models import Standing


def data_as_of() -> date | None:
    """Return the day of the oldest data that determines the public list; None without any.

    The data is the newest confirmed roster of each customs office and the newest confirmed data of each excluding
    blacklist.
    """
    newest_rosters = RosterSubmission.objects.confirmed().order_by().values("office").annotate(newest=Max("as_of"))
    newest_lists = Blacklist.objects.filter(excludes=True).with_newest().exclude(newest=None)
    days = [*newest_rosters.values_list("newest", flat=True), *newest_lists.values_list("newest", flat=True)]
    return min(days, default=None)


def publishable_standings() -> models.QuerySet[Standing]:
    """Return the standings of the enterprises that are eligible now and not published."""
    published = Publication.objects.in_force().values("enterprise_id")
    return Standing.objects.current().eligible().exclude(enterprise__in=published)


class PublicationQuerySet(models.QuerySet["Publication"]):
    def in_force(self) -> "PublicationQuerySet":
        """Publications that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def visible(self) -> "PublicationQuerySet":
        """Publications of enterprises that are eligible now; a lost standing hides the enterprise at once."""
        return self.in_force().filter(enterprise__in=Standing.objects.current().eligible().values("enterprise_id"))


class Publication(models.Model):
    """名单公布: the publication of an enterprise by 市发展改革委."""

    enterprise = models.ForeignKey(
        Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="publications"
    )
    published_by = models.ForeignKey(User, verbose_name="公布人", on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField("公布时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True)
    withdrawn_by = models.ForeignKey(User, verbose_name="撤下人", null=True, on_delete=models.PROTECT, related_name="+")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名单公布"
        ordering = ("enterprise__sort_key", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(withdrawn_at__isnull=True), name="published_once"
            ),
        ]
        triggers = [ended_immutable(pgtrigger.Q(old__withdrawn_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.enterprise}"


class IncentiveCaseQuerySet(models.QuerySet["IncentiveCase"]):
    def visible(self) -> "IncentiveCaseQuerySet":
        """Published cases whose enterprise is visible now and whose application may be public."""
        enterprises = Publication.objects.visible().values("enterprise_id")
        applications = MeasureApplication.objects.publishable().filter(enterprise__in=enterprises)
        return self.filter(published_at__isnull=False, application__in=applications)


class IncentiveCase(models.Model):
    """联合激励案例: a public account of one application."""

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
        ]
        triggers = [
            pgtrigger.Trigger(
                name="public_case_is_publishable",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF NEW.published_at IS NOT NULL AND EXISTS (
                        SELECT 1 FROM feedback_measureapplication
                        WHERE id = NEW.application_id AND (benefits_person OR cancelled_at IS NOT NULL)
                    ) AND (
                        TG_OP = 'INSERT'
                        OR (OLD.published_at, OLD.application_id)
                        IS DISTINCT FROM (NEW.published_at, NEW.application_id)
                    ) THEN
                        RAISE EXCEPTION 'the application of a public case benefits a natural person or is cancelled';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.title
