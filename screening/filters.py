"""Filters of the lists of screenings and hits."""

from typing import ClassVar

import django_filters
from django.db.models import QuerySet

from accounts.models import Department
from blacklists.models import Blacklist
from foundation.web.lists import ChipFilter, ListFilter, PeriodFilter, only_filter, order_by
from matching.rules import MATCH_TYPES
from roster.filters import EnterpriseFilter
from screening.models import Revocation, Screening, ScreeningChunk, ScreeningHit, Suspension
from screening.models.hits import Wait
from screening.models.screenings import Trigger
from screening.states import Decision, RevocationCategory, ScreeningState


class ScreeningFilter(ListFilter):
    """Filter screenings by trigger, state, trial or not, failure and time."""

    trigger = django_filters.ChoiceFilter(label="起因", choices=Trigger.choices, empty_label="全部")
    state = ChipFilter("状态", ScreeningState.choices)
    is_trial = django_filters.ChoiceFilter(
        label="试算", choices=[("False", "正式比对"), ("True", "试算")], empty_label="全部"
    )
    failed = only_filter("失败", "只看失败后尚未成功的", "only_failed")
    overdue = only_filter("逾期", "只看逾期未完成的", "only_overdue")
    period = PeriodFilter("created_at")

    order = order_by(enterprise_count="企业", entry_count="条目", hit_count="命中", started_at="开始")

    class Meta:
        model = Screening
        fields = ("trigger", "state", "is_trial", "failed", "overdue", "period", "order")

    def only_failed(self, screenings: QuerySet, name: str, value: bool) -> QuerySet:
        return screenings.with_failure() if value else screenings

    def only_overdue(self, screenings: QuerySet, name: str, value: bool) -> QuerySet:
        return screenings.overdue() if value else screenings


class ChunkFilter(ListFilter):
    """Filter chunks by state."""

    state = django_filters.ChoiceFilter(label="状态", choices=ScreeningState.choices, empty_label="全部")

    order = order_by(number="序号", hit_count="命中", attempts="处理次数")

    class Meta:
        model = ScreeningChunk
        fields = ("state", "order")


class HitFilter(ListFilter):
    """Filter hits by what they wait for, whether for this user, blacklist, match type, decision and enterprise."""

    permissions: ClassVar = {"mine": "screening.decide_screeninghit"}

    waits = django_filters.ChoiceFilter(label="等待", choices=Wait.choices, empty_label="全部", method="find_waiting")
    mine = only_filter("等谁", "只看等我处理的", "only_mine")
    blacklist = django_filters.ModelChoiceFilter(
        label="领域",
        field_name="entry__blacklist",
        queryset=Blacklist.objects.all(),
        to_field_name="code",
        empty_label="全部",
    )
    match_type = django_filters.ChoiceFilter(
        label="匹配方式",
        choices=[(match_type, terms.label) for match_type, terms in MATCH_TYPES.items()],
        empty_label="全部",
    )
    decision = django_filters.ChoiceFilter(label="核实结论", choices=Decision.choices, empty_label="全部")
    enterprise = EnterpriseFilter()

    order = order_by(due_on="核实期限", enterprise__sort_key="企业名称")

    class Meta:
        model = ScreeningHit
        fields = ("waits", "mine", "blacklist", "match_type", "decision", "enterprise", "order")

    def find_waiting(self, hits: QuerySet, name: str, value: str) -> QuerySet:
        return hits.waiting(value)

    def only_mine(self, hits: QuerySet, name: str, value: bool) -> QuerySet:
        return hits.awaiting(self.request.user) if value else hits


class RevocationFilter(ListFilter):
    """Filter revocations by state, category, customs office, enterprise and the time of their record."""

    IN_FORCE, RESTORED = "in_force", "restored"

    state = django_filters.ChoiceFilter(
        label="状态", choices=[(IN_FORCE, "取消中"), (RESTORED, "已恢复")], empty_label="全部", method="of_state"
    )
    category = django_filters.ChoiceFilter(label="原因类别", choices=RevocationCategory.choices, empty_label="全部")
    office = django_filters.ModelChoiceFilter(
        label="主管海关", queryset=Department.objects.filter(is_customs=True), to_field_name="code", empty_label="全部"
    )
    enterprise = EnterpriseFilter()
    period = PeriodFilter("revoked_at")

    order = order_by(enterprise__sort_key="企业", effective_on="取消日期", restored_on="恢复日期")

    class Meta:
        model = Revocation
        fields = ("state", "category", "office", "enterprise", "period", "order")

    def of_state(self, revocations: QuerySet, name: str, value: str) -> QuerySet:
        return revocations.filter(restored_on__isnull=value == self.IN_FORCE)


class SuspensionFilter(ListFilter):
    """Filter suspensions by state, customs office and enterprise, for programs."""

    IN_FORCE, ENDED = "in_force", "ended"

    state = django_filters.ChoiceFilter(choices=[(IN_FORCE, "暂停中"), (ENDED, "已结束")], method="of_state")
    office = django_filters.ModelChoiceFilter(queryset=Department.objects.filter(is_customs=True), to_field_name="code")
    enterprise = EnterpriseFilter()

    class Meta:
        model = Suspension
        fields = ("state", "office", "enterprise")

    def of_state(self, suspensions: QuerySet, name: str, value: str) -> QuerySet:
        return suspensions.filter(lifted_on__isnull=value == self.IN_FORCE)
