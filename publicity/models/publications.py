"""The content of the public site (plan §2): published enterprises and cases, and the age of the data."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Exists, Max, OuterRef, Prefetch, Q

from accounts.models import User
from blacklists.models import Blacklist
from feedback.models import MeasureApplication
from foundation.postgres.states import ended_immutable
from roster.models import Certification, Enterprise, RosterSubmission
from screening.models import Standing
from screening.models.standings import current_standings


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
    """Return the standings of the enterprises that are eligible now and were never published.

    An enterprise that was taken off the public list is published again by an act of its own.
    """
    published = Publication.objects.values("enterprise_id")
    return Standing.objects.current().eligible().exclude(enterprise__in=published)


def office_and_standing(path: str = "") -> list[Prefetch]:
    """Return the prefetches of what a list shows of an enterprise: its `open_certifications` and current standing.

    `path` leads from the row to its enterprise, such as `enterprise__`.
    """
    certified = Certification.objects.open().select_related("office")
    return [
        Prefetch(f"{path}certifications", queryset=certified, to_attr="open_certifications"),
        current_standings(f"{path}standings"),
    ]


class WithdrawalReason(models.TextChoices):
    """Why an enterprise or a case is taken off the public pages."""

    REQUESTED = "requested", "企业申请"
    WRONG = "wrong", "公布内容有误"
    DOUBTED = "doubted", "情况待核实"
    OTHER = "other", "其他"


class Withdrawable(models.Model):
    """What may be taken off the public pages (撤下): when, by whom and why this was done last."""

    withdrawn_at = models.DateTimeField("撤下时间", null=True)
    withdrawn_by = models.ForeignKey(User, verbose_name="撤下人", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawal_reason = models.CharField("撤下原因", max_length=20, choices=WithdrawalReason.choices, blank=True)
    withdrawal_note = models.TextField("撤下说明", blank=True)

    class Meta:
        abstract = True


# What the table of each Withdrawable guarantees.
WITHDRAWN_WITH_REASON = Q(
    withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason="", withdrawal_note=""
) | Q(
    ~Q(withdrawal_note=""),
    withdrawn_at__isnull=False,
    withdrawn_by__isnull=False,
    withdrawal_reason__in=WithdrawalReason.values,
)


class PublicationQuerySet(models.QuerySet["Publication"]):
    def in_force(self) -> "PublicationQuerySet":
        """Publications that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def withdrawn(self) -> "PublicationQuerySet":
        """The last publication of each enterprise that was withdrawn and not published again."""
        later = Publication.objects.filter(enterprise=OuterRef("enterprise"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later), withdrawn_at__isnull=False)

    def visible(self) -> "PublicationQuerySet":
        """Publications of enterprises that are eligible now; a lost standing hides the enterprise at once."""
        return self.in_force().filter(enterprise__in=Standing.objects.current().eligible().values("enterprise_id"))


class Publication(Withdrawable):
    """名单公布: the publication of an enterprise by 市发展改革委; one row each time."""

    enterprise = models.ForeignKey(
        Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="publications"
    )
    published_by = models.ForeignKey(User, verbose_name="公布人", on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField("公布时间", auto_now_add=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名单公布"
        ordering = ("enterprise__sort_key", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(withdrawn_at__isnull=True), name="published_once"
            ),
            models.CheckConstraint(condition=WITHDRAWN_WITH_REASON, name="publication_withdrawn_with_reason"),
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
