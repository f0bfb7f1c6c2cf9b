"""The entries of blacklists.

The day of removal is the first day on which an entry no longer counts. The last day of its term (有效期止) belongs to
the term, which ends at 24:00 (民法典第二百零三条第二款): with 有效期止 10 July it counts on 10 July and no longer on
11 July. A term of months begins on the day after the listing and ends on the corresponding day of the last month, or
on its last day where there is none (第二百零一条第一款、第二百零二条): listed on 10 July 2023 for 36 months, it counts
until 10 July 2026, included. The extension to the next working day (第二百零三条第一款) does not apply: nothing has to
be done on the last day, and it would prolong a disadvantage.
"""

from datetime import date, timedelta

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from blacklists.models.blacklists import Blacklist
from blacklists.models.imports import BlacklistImport, BlacklistRow
from matching.pinyin import LONGEST_KEY


def days_in_force(
    listed_on: date | None, expires_on: date | None, removed_on: date | None
) -> tuple[date | None, date | None]:
    """Return the first day on which an entry counts and the first day on which it no longer does; None: unlimited.

    The last day of its term belongs to the term (民法典第二百零三条); on the day of its removal it no longer counts.
    """
    after_term = expires_on + timedelta(days=1) if expires_on else None
    return listed_on, min(filter(None, (removed_on, after_term)), default=None)


class BlacklistEntryQuerySet(models.QuerySet["BlacklistEntry"]):
    def not_ended(self, *, on: date) -> "BlacklistEntryQuerySet":
        """Entries that are live on the day or later."""
        return self.filter(
            Q(removed_on__isnull=True) | Q(removed_on__gt=on),
            Q(expires_on__isnull=True) | Q(expires_on__gte=on),
        )

    def affected_by(self, blacklist_import: BlacklistImport) -> "BlacklistEntryQuerySet":
        """Entries that the import added, changed or ended."""
        return self.filter(Q(last_import=blacklist_import) | Q(ended_by=blacklist_import))

    def ended(self, *, on: date) -> "BlacklistEntryQuerySet":
        """Entries removed by the day, or expired before it."""
        return self.filter(Q(removed_on__lte=on) | Q(expires_on__lt=on))


@pghistory.track(exclude=["last_import", "blocking_keys", "sort_key"])
class BlacklistEntry(models.Model):
    """One entity on one blacklist. Removals and corrections are kept as history; no row is deleted."""

    blacklist = models.ForeignKey(Blacklist, verbose_name="领域", on_delete=models.PROTECT, related_name="entries")
    key = models.CharField(
        "条目标识", max_length=420, help_text="组织机构代码（无则规范化名称）与文号；无来源编号的，同一领域内唯一。"
    )
    source_id = models.CharField("来源编号", max_length=100, blank=True, help_text="来源单位对这条记录的编号。")
    name = models.CharField("主体名称", max_length=200)
    other_names = models.TextField("曾用名", blank=True, help_text="名称中或“曾用名”一栏写明的其他名称，以顿号分隔。")
    name_key = models.CharField("规范化名称", max_length=200, db_index=True)
    sort_key = models.CharField("排序键", max_length=LONGEST_KEY, db_collation="C", blank=True, editable=False)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True, db_index=True)
    org_code = models.CharField("组织机构代码", max_length=9, blank=True, db_index=True)
    registration_number = models.CharField("工商注册号", max_length=30, blank=True)
    tax_number = models.CharField("纳税人识别号", max_length=20, blank=True)
    customs_code = models.CharField("海关注册编码", max_length=10, blank=True)
    blocking_keys = ArrayField(
        models.IntegerField(),
        default=list,
        verbose_name="比对键",
        editable=False,
        help_text="名称、代码的键；与企业有相同的键，才可能是同一主体。",
    )
    document_number = models.CharField("文号或案号", max_length=200, blank=True)
    authority = models.CharField("认定部门", max_length=200, blank=True)
    basis = models.TextField("事由", blank=True)
    listed_on = models.DateField("列入日期", null=True)
    expires_on = models.DateField("有效期止", null=True)
    removed_on = models.DateField("移出日期", null=True)
    states_expiry = models.BooleanField(
        "载明有效期", default=False, help_text="来源载明了有效期止；否则按领域的条目有效期推算。"
    )
    row = models.ForeignKey(BlacklistRow, verbose_name="依据的行", on_delete=models.PROTECT, related_name="entries")
    last_import = models.ForeignKey(
        BlacklistImport,
        verbose_name="最近一次新增或变更它的导入",
        on_delete=models.PROTECT,
        related_name="entries",
    )
    ended_by = models.ForeignKey(
        BlacklistImport,
        verbose_name="不再列出它的导入",
        null=True,
        on_delete=models.PROTECT,
        related_name="ended_entries",
        help_text="在该次导入比对完成之前，条目仍然有效。",
    )

    objects = BlacklistEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "“黑名单”条目"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["blacklist", "key"], condition=Q(source_id=""), name="blacklist_entry_once"
            ),
            models.UniqueConstraint(
                fields=["blacklist", "source_id"], condition=~Q(source_id=""), name="blacklist_source_id_once"
            ),
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True) | Q(listed_on__isnull=True) | Q(removed_on__gte=F("listed_on")),
                name="blacklist_removed_after_listed",
            ),
            models.CheckConstraint(condition=Q(name_key="") | ~Q(sort_key=""), name="blacklist_entry_sorted"),
        ]
        indexes = [
            models.Index(fields=["blacklist", "key"], name="blacklist_entry_by_key"),
            models.Index(fields=["sort_key", "id"], name="blacklist_entry_sort_key"),
            models.Index(
                fields=["registration_number"], condition=~Q(registration_number=""), name="blacklist_by_registration"
            ),
            GinIndex(fields=["blocking_keys"], name="blacklist_entry_match_keys"),
            models.Index(fields=["customs_code"], condition=~Q(customs_code=""), name="blacklist_by_customs_code"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.blacklist}）"

    def has_ended(self, *, on: date) -> bool:
        """Whether the entry was removed by the day, or expired before it."""
        _, after = days_in_force(self.listed_on, self.expires_on, self.removed_on)
        return after is not None and after <= on

    def is_live(self, *, on: date) -> bool:
        """Whether the entry counts on the day: listed and not ended."""
        started = self.listed_on is None or self.listed_on <= on
        return started and not self.has_ended(on=on)

    @property
    def has_no_end(self) -> bool:
        """Whether the source states that the entry has no last day (长期)."""
        return self.states_expiry and self.expires_on is None

    @property
    def is_live_today(self) -> bool:
        return self.is_live(on=timezone.localdate())
