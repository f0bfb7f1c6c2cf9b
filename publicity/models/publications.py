"""The list on the public site (plan §2): published enterprises, and the age of the data."""

import secrets
from datetime import date, datetime
from functools import cache

import pgtrigger
from django.db import models
from django.db.models import F, Max, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import JSONObject

from accounts.models import User
from blacklists.models import Blacklist
from publicity.models.bulletins import Bulletin
from publicity.models.holds import Hold
from roster.models import Certification, Enterprise, RosterSubmission
from roster.models.enterprises import EnterpriseQuerySet
from screening.models import Standing
from screening.models.standings import current_standings
from screening.states import StandingState

# What the public sees of an enterprise and a bulletin names where it changed: key in `Publication.fields` → label.
PUBLIC_FIELDS = {
    "name": "企业名称",
    "uscc": "统一社会信用代码",
    "customs_code": "海关注册编码",
    "office": "主管海关",
    "certified_on": "认证日期",
}
# A public number has so many of these characters, none of which is easily taken for another: 60 random bits.
NUMBER_LENGTH, NUMBER_CHARACTERS = 12, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# An enterprise that waits for its comparison is hidden meanwhile. Any other state but that of an incentive object is a
# loss: what was published then is not visible again with the next change of state.
LOSS_ENDS_PUBLICATION = f"""
    UPDATE publicity_publication SET ended_at = added.known_at
        FROM added
        WHERE publicity_publication.enterprise_id = added.enterprise_id
            AND added.until IS NULL AND added.known_until IS NULL
            AND added.state NOT IN ('{StandingState.ELIGIBLE}', '{StandingState.UNSCREENED}')
            AND publicity_publication.withdrawn_at IS NULL AND publicity_publication.ended_at IS NULL;
    RETURN NULL;
"""  # noqa: S608 the states are those of screening/states.py


def new_number() -> str:
    """Return a random public number, which says nothing of the enterprise and of its place among others."""
    return "".join(secrets.choice(NUMBER_CHARACTERS) for _ in range(NUMBER_LENGTH))


def data_as_of() -> date | None:
    """Return the day of the oldest data that determines the public list; None without any.

    The data is the newest confirmed roster of each customs office and the newest confirmed data of each excluding
    blacklist.
    """
    newest_rosters = RosterSubmission.objects.confirmed().order_by().values("office").annotate(newest=Max("as_of"))
    newest_lists = Blacklist.objects.filter(excludes=True).with_newest().exclude(newest=None)
    days = [*newest_rosters.values_list("newest", flat=True), *newest_lists.values_list("newest", flat=True)]
    return min(days, default=None)


def public_enterprises() -> EnterpriseQuerySet:
    """Return the enterprises that are published and eligible now."""
    return _public().all()


# Django takes longer to build this query than PostgreSQL to answer it, so it is built once.
@cache
def _public() -> EnterpriseQuerySet:
    return Enterprise.objects.filter(pk__in=Publication.objects.visible().values("enterprise"))


def publishable_standings() -> models.QuerySet[Standing]:
    """Return the standings of the enterprises that are eligible now, not public and not held: those that join next."""
    public = Publication.objects.in_force().values("enterprise_id")
    held = Hold.objects.in_force().values("enterprise_id")
    return Standing.objects.current().eligible().exclude(enterprise__in=public).exclude(enterprise__in=held)


def public_fields(path: str = "") -> JSONObject:
    """Return the expression of PUBLIC_FIELDS as they are now; `path` leads from the row to its enterprise."""
    enterprise = OuterRef(f"{path}pk")
    certified = Certification.objects.open().filter(enterprise=enterprise)
    return JSONObject(
        name=F(f"{path}name"),
        uscc=F(f"{path}uscc"),
        customs_code=F(f"{path}customs_code"),
        office=Subquery(certified.values("office__name")),
        certified_on=Subquery(certified.values("certified_on")),
    )


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
        """Publications that were not withdrawn and not ended by the loss of the standing."""
        return self.filter(withdrawn_at__isnull=True, ended_at__isnull=True)

    def left(self) -> "PublicationQuerySet":
        """Publications that are over and that no bulletin counts yet among those that left."""
        return self.exclude(withdrawn_at__isnull=True, ended_at__isnull=True).filter(left_with__isnull=True)

    def visible(self) -> "PublicationQuerySet":
        """Publications of enterprises that are eligible now; a lost standing hides the enterprise at once."""
        return self.in_force().filter(enterprise__in=Standing.objects.current().eligible().values("enterprise_id"))

    def changed(self) -> "PublicationQuerySet":
        """The visible ones whose public fields are not those of the last bulletin, with `fields_now`."""
        return self.visible().annotate(fields_now=public_fields("enterprise__")).exclude(fields=F("fields_now"))


class Publication(Withdrawable):
    """The publication of an enterprise by a bulletin; one row each time.

    It is over when the enterprise is taken off the list (`withdrawn_at`) or loses its standing: the trigger
    loss_ends_publication then writes `ended_at`, the moment from which the loss was known. `fields` are PUBLIC_FIELDS
    as the last bulletin had them. `left_with` is the bulletin that counts it among those that left. `number` (公布编号)
    stands for it in open data, also after it is over, where nothing else of the enterprise does. The credit desk notes
    once that it asked search engines to delete the pages that are gone.
    """

    number = models.CharField("公布编号", max_length=NUMBER_LENGTH, unique=True, default=new_number, editable=False)
    enterprise = models.ForeignKey(
        Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="publications"
    )
    bulletin = models.ForeignKey(
        Bulletin, verbose_name="名单公布", on_delete=models.PROTECT, related_name="publications"
    )
    published_at = models.DateTimeField("公布时间")
    fields = models.JSONField("公布的内容")
    ended_at = models.DateTimeField("失去资格的记录时间", null=True)
    left_with = models.ForeignKey(
        Bulletin, verbose_name="计入移出的公布", null=True, on_delete=models.PROTECT, related_name="left"
    )
    removal_submitted_at = models.DateTimeField("向搜索引擎提交删除的登记时间", null=True)
    removal_submitted_by = models.ForeignKey(
        User, verbose_name="提交删除的登记人", null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公布的企业"
        ordering = ("enterprise__sort_key", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(withdrawn_at__isnull=True, ended_at__isnull=True),
                name="published_once",
            ),
            models.CheckConstraint(condition=WITHDRAWN_WITH_REASON, name="publication_withdrawn_with_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(ended_at__isnull=True), name="publication_over_once"
            ),
            models.CheckConstraint(
                condition=Q(left_with__isnull=True) | Q(withdrawn_at__isnull=False) | Q(ended_at__isnull=False),
                name="publication_left_when_over",
            ),
            models.CheckConstraint(
                condition=Q(removal_submitted_at__isnull=True, removal_submitted_by__isnull=True)
                | Q(removal_submitted_at__isnull=False, removal_submitted_by__isnull=False)
                & (Q(withdrawn_at__isnull=False) | Q(ended_at__isnull=False)),
                name="publication_removal_when_over",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="ended_immutable",
                operation=pgtrigger.UpdateOf(
                    *("fields", "ended_at", "withdrawn_at", "withdrawn_by_id", "withdrawal_reason", "withdrawal_note")
                ),
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False) | pgtrigger.Q(old__ended_at__isnull=False),
            ),
            pgtrigger.Protect(
                name="left_once",
                operation=pgtrigger.UpdateOf("left_with_id"),
                condition=pgtrigger.Q(old__left_with__isnull=False),
            ),
            pgtrigger.Protect(
                name="removal_submitted_once",
                operation=pgtrigger.UpdateOf("removal_submitted_at", "removal_submitted_by_id"),
                condition=pgtrigger.Q(old__removal_submitted_at__isnull=False),
            ),
            pgtrigger.Trigger(
                name="held_is_not_published",
                level=pgtrigger.Statement,
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                referencing=pgtrigger.Referencing(new="added"),
                func="""
                    IF EXISTS (
                        SELECT FROM added JOIN publicity_hold held ON held.enterprise_id = added.enterprise_id
                        WHERE held.lifted_at IS NULL
                    ) THEN
                        RAISE EXCEPTION 'the enterprise is held';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}"

    @property
    def left_at(self) -> datetime | None:
        """The moment from which the public did not see it any more; None for one in force."""
        return self.withdrawn_at or self.ended_at

    @property
    def differences(self) -> dict[str, list[str]]:
        """The public fields that changed since the last bulletin (PublicationQuerySet.changed): before and now."""
        now: dict[str, str] = self.fields_now  # type: ignore[attr-defined]
        return {key: [self.fields[key], now[key]] for key in now if self.fields[key] != now[key]}


class PublishedChange(models.Model):
    """A change of public fields that a bulletin names: `changes` is a key of PUBLIC_FIELDS → text before and after."""

    bulletin = models.ForeignKey(Bulletin, verbose_name="名单公布", on_delete=models.PROTECT, related_name="changes")
    publication = models.ForeignKey(
        Publication, verbose_name="公布的企业", on_delete=models.PROTECT, related_name="changes"
    )
    changes = models.JSONField("变更")

    class Meta:
        verbose_name = verbose_name_plural = "公布的变更"
        ordering = ("publication__enterprise__sort_key", "pk")
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "publication"], name="change_published_once"),
            models.CheckConstraint(condition=~Q(changes={}), name="published_change_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin}：{self.publication}"


class PublishedStanding(Standing):
    """The standing whose loss ends a publication. A proxy, because the trigger writes a table of this package."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "公布所依据的激励资格"
        triggers = [
            pgtrigger.Trigger(
                name="loss_ends_publication",
                level=pgtrigger.Statement,
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                referencing=pgtrigger.Referencing(new="added"),
                func=LOSS_ENDS_PUBLICATION,
            )
        ]
