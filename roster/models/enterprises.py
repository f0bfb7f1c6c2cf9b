"""企业 and 高级认证: enterprises and their certifications by customs."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any, Literal

import pghistory
import pgtrigger
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject, TruncDate

from accounts.models import Department
from foundation.postgres.references import references_exist
from foundation.web.dates import chinese_date
from matching.names import normalise
from matching.pinyin import LONGEST_KEY
from matching.search_keys import pair_keys
from roster.models.submissions import RosterRow, RosterSubmission
from spreadsheets.columns import DETAILS
from spreadsheets.identifiers import clean_org_code, org_code_of

# An AEO code is the customs code behind these letters.
AEO = re.compile("AEO(?:CN)?")


def without_aeo(code: str) -> str:
    """Return the customs code in an AEO code; any other code as it is."""
    return AEO.sub("", code, count=1) if AEO.match(code) else code


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    def search(self, text: str) -> "EnterpriseQuerySet":
        """Find enterprises by a part of a name, now or before, or by a prefix of the USCC, customs code or AEO code."""
        key = normalise(text)
        if not key:
            return self.none()
        code = without_aeo(key)
        by_code = Q(uscc__startswith=code) | Q(customs_code__startswith=code) if code else Q()
        named = Q(name_key__contains=key) | Q(former_keys__contains=key)
        pairs = pair_keys(key)
        return self.filter(by_code | (Q(search_keys__contains=pairs) & named if pairs else named))

    def with_code(self, text: str) -> "EnterpriseQuerySet":
        """Find the enterprise with this USCC, customs code or AEO code, in any spelling: aeocn 37016-19103."""
        code = without_aeo(clean_org_code(text))
        return self.filter(Q(uscc=code) | Q(customs_code=code)) if code else self.none()

    def called(self, text: str) -> "EnterpriseQuerySet":
        """Find the enterprises with this name, as people compare names, or with this code in any spelling."""
        return self.filter(name_key=normalise(text)) | self.with_code(text)

    def with_former_names(self) -> "EnterpriseQuerySet":
        """Annotate `former_names`: the names that the enterprise had before, the newest first.

        Each is a mapping of the name as it was written and the day until which the portal knew it, in ISO 8601.
        """
        versions = Enterprise.events.rel.related_model.objects
        following = versions.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__gt=OuterRef("pgh_id")).order_by("pgh_id")
        last_versions = (
            versions.filter(pgh_obj=OuterRef("pk"))
            .exclude(name=OuterRef("name"))
            .annotate(next_name=Subquery(following.values("name")[:1]))
            .exclude(name=F("next_name"))
            .annotate(until=TruncDate(Subquery(following.values("pgh_created_at")[:1])))
            .order_by("-pgh_id")
        )
        return self.annotate(
            former_names=ArraySubquery(last_versions.values_list(JSONObject(name="name", until="until")))
        )

    def named(self, *, usccs: Iterable[str], customs_codes: Iterable[str]) -> "EnterpriseQuerySet":
        """Enterprises with one of these USCCs or customs codes. The argument may hold 100,000 codes."""
        # The codes are passed as sets, because Django searches each item of a list for expressions.
        by_uscc, codes = Q(uscc__among_many=set(usccs)), set(customs_codes) - {""}
        return self.filter(by_uscc | Q(customs_code__among_many=codes) if codes else by_uscc)


@pghistory.track(
    fields=["uscc", "name", "customs_code", "address", "registration_number"],
    model_name="EnterpriseEvent",
    obj_field=pghistory.ObjForeignKey(related_name="events", db_index=True),
)
class Enterprise(models.Model):
    """A legal entity, identified by its USCC (GB 32100-2015); its earlier names and codes are kept as events."""

    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True)
    name = models.CharField("企业名称", max_length=200)
    name_key = models.CharField("规范化名称", max_length=200, db_index=True, editable=False)
    former_keys = models.TextField(
        "曾用的规范化名称", blank=True, editable=False, help_text="每行一个；查询企业时也按曾用名查找。"
    )
    sort_key = models.CharField("排序键", max_length=LONGEST_KEY, db_collation="C", editable=False)
    search_keys = ArrayField(
        models.IntegerField(),
        verbose_name="查询键",
        editable=False,
        help_text="现用和曾用名称的键，查询企业时按键读取，再逐字比较（matching/search_keys.py）。",
    )
    customs_code = models.CharField("海关注册编码", max_length=10, blank=True, db_index=True)
    address = models.CharField("地址", max_length=300, blank=True)
    registration_number = models.CharField("工商注册号", max_length=30, blank=True)
    blocking_keys = ArrayField(
        models.IntegerField(),
        default=list,
        verbose_name="比对键",
        editable=False,
        help_text="现用和曾用的名称、编码的键；与“黑名单”条目有相同的键，才可能是同一主体。",
    )

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "企业"
        ordering = ("sort_key", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(uscc__regex=r"^[0-9A-HJ-NP-RTUWXY]{18}$"), name="enterprise_uscc_shape"),
            models.CheckConstraint(condition=~Q(name=""), name="enterprise_named"),
            models.CheckConstraint(condition=~Q(sort_key=""), name="enterprise_sorted"),
        ]
        indexes = [
            GinIndex(fields=["search_keys"], name="enterprise_search_keys"),
            # The lines of `former_keys`; most enterprises have none.
            GinIndex(
                models.Func(
                    F("former_keys"),
                    models.Value("\n"),
                    function="string_to_array",
                    output_field=ArrayField(models.TextField()),
                ),
                condition=~Q(former_keys=""),
                name="enterprise_former_keys",
            ),
            GinIndex(fields=["blocking_keys"], name="enterprise_match_keys"),
            models.Index(OpClass("uscc", name="text_pattern_ops"), name="enterprise_uscc_prefix"),
            models.Index(fields=["sort_key", "id"], name="enterprise_sort_key"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def org_code(self) -> str:
        """组织机构代码: characters 9–17 of the USCC (GB 32100-2015)."""
        return org_code_of(self.uscc)

    @property
    def aeo_code(self) -> str:
        """AEO编码: AEOCN and the customs code; empty while that is unknown."""
        return f"AEOCN{self.customs_code}" if self.customs_code else ""

    def former(self, field: Literal["name", "customs_code"]) -> list[str]:
        """Return earlier values of the name or of the customs code, the newest first."""
        kept = dict.fromkeys(version[field] for version in self._versions)
        return [text for text in kept if text and text != getattr(self, field)]

    @cached_property
    def _versions(self) -> list[dict[str, str]]:
        """The name and the customs code of each version, the newest first."""
        return list(self.events.order_by("-pgh_id").values("name", "customs_code"))

    @property
    def standing(self) -> Any:
        """The current standing (screening.Standing); None for an enterprise that was never on a roster.

        `screening.models.standings.with_current_standing` reads it for many enterprises in one query.
        """
        if not hasattr(self, "current_standings"):
            self.current_standings = list(self.standings.current())
        return self.current_standings[0] if self.current_standings else None


class CertificationQuerySet(models.QuerySet["Certification"]):
    def open(self) -> "CertificationQuerySet":
        return self.filter(until__isnull=True)

    def with_details(self) -> "CertificationQuerySet":
        """Certifications of which the row states one of the details (DETAILS)."""
        return self.exclude(**{f"row__{key}": "" for key in DETAILS})

    def review_passed(self, *, on: date) -> "CertificationQuerySet":
        """Certifications whose row states a day of the next review before the day."""
        return self.filter(row__review_due_on__regex=r"^\d{4}-\d{2}-\d{2}$", row__review_due_on__lt=on.isoformat())


# What all certifications of a roster reference alike. Submissions are never deleted, and an office with one neither.
SAME_IN_A_ROSTER = {
    "office_id": "accounts_department",
    "opened_by_id": "roster_rostersubmission",
    "identified_by_id": "roster_rostersubmission",
}


# A roster inserts up to 100,000 certifications in one statement, for which one trigger writes all events.
@pghistory.track(pghistory.InsertEvent(level=pghistory.Statement), pghistory.UpdateEvent())
class Certification(models.Model):
    """高级认证: the certification of one enterprise by one customs office (海关总署令第237号; plan §1).

    `certified_on` is the day that the roster states. `until` is the first day off the roster, None while it names the
    enterprise.
    """

    enterprise = models.ForeignKey(
        Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="certifications"
    )
    # The column has no index: the database would not use one on two offices.
    office = models.ForeignKey(
        Department,
        verbose_name="主管海关",
        on_delete=models.PROTECT,
        db_index=False,
        db_constraint=False,
        related_name="certifications",
    )
    certified_on = models.DateField("认证日期")
    until = models.DateField("退出日期", null=True)
    row = models.ForeignKey(
        RosterRow,
        verbose_name="依据的名单行",
        on_delete=models.PROTECT,
        related_name="certifications",
    )
    opened_by = models.ForeignKey(
        RosterSubmission,
        verbose_name="使其列入的报送",
        on_delete=models.PROTECT,
        db_index=False,
        db_constraint=False,
        related_name="opened_certifications",
    )
    identified_by = models.ForeignKey(
        RosterSubmission,
        verbose_name="载明现名称和编码的报送",
        on_delete=models.PROTECT,
        db_constraint=False,
        related_name="identified_certifications",
        help_text="名称、编码改变后，须重新比对。",
    )
    closed_by = models.ForeignKey(
        RosterSubmission,
        verbose_name="使其退出的报送",
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="closed_certifications",
    )

    objects = CertificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "高级认证"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(until__isnull=True), name="certification_open_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("certified_on")),
                name="certification_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, closed_by__isnull=True)
                | Q(until__isnull=False, closed_by__isnull=False),
                name="certification_closed_by_submission",
            ),
        ]
        triggers = [
            references_exist(SAME_IN_A_ROSTER, operation=operation)
            for operation in (pgtrigger.Insert, pgtrigger.Update)
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}（{self.office}，{chinese_date(self.certified_on)}）"
