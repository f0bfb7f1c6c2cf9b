"""Filters of the roster's lists."""

from collections.abc import Mapping

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.lists import only, order_by
from roster.crosscheck.rules import RUNGS
from roster.intake.checks import RULES, SEVERITY_LABELS
from roster.models import (
    Blacklist,
    BlacklistEntry,
    BlacklistFeed,
    BlacklistImport,
    FeedPull,
    RosterSubmission,
    Screening,
    ScreeningChunk,
    ScreeningHit,
)
from roster.models.feeds import Outcome
from roster.models.files import FileSubmission, Mode
from roster.models.hits import Wait
from roster.models.screenings import Trigger
from roster.states import DECISION_LABELS, SCREENING_LABELS, SUBMISSION_LABELS


def _choices(labels: dict[str, str]) -> list[tuple[str, str]]:
    return [(str(state), label) for state, label in labels.items()]


class SubmissionFilter(django_filters.FilterSet):
    """By state and by mode."""

    status = django_filters.ChoiceFilter(label="状态", choices=_choices(SUBMISSION_LABELS), empty_label="全部")
    mode = django_filters.ChoiceFilter(label="方式", choices=Mode.choices, empty_label="全部")

    order = order_by(as_of="截至日期", filename="文件名")

    class Meta:
        model = RosterSubmission
        fields = ("status", "mode", "order")


def problem_filter(data: Mapping[str, str], submission: FileSubmission) -> django_filters.FilterSet:
    """A filter of the file's problems by rule and by severity, with the rules that it met."""
    problems = submission.problems.all()
    met = set(problems.order_by().values_list("code", flat=True).distinct())
    rules = [(code, label) for code, label in RULES.items() if code in met]

    class ProblemFilter(django_filters.FilterSet):
        code = django_filters.ChoiceFilter(label="问题", choices=rules, empty_label="全部")
        severity = django_filters.ChoiceFilter(label="程度", choices=[*SEVERITY_LABELS.items()], empty_label="全部")

        class Meta:
            model = problems.model
            fields = ("code", "severity")

    return ProblemFilter(data, queryset=problems)


class EntryFilter(django_filters.FilterSet):
    """By name or by identifier, and whether the entry still counts."""

    text = django_filters.CharFilter(label="名称、代码或编号", method="find")
    state = django_filters.ChoiceFilter(
        label="状态", choices=[("live", "有效"), ("ended", "已移出或到期")], empty_label="全部", method="by_state"
    )

    order = order_by(listed_on="列入日期", name="主体名称")

    class Meta:
        model = BlacklistEntry
        fields = ("text", "state", "order")

    def find(self, entries: QuerySet, name: str, value: str) -> QuerySet:
        value = value.strip()
        found = Q(name__icontains=value)
        for field in ("uscc", "org_code", "registration_number", "tax_number", "customs_code", "source_id"):
            found |= Q(**{field: value})
        return entries.filter(found)

    def by_state(self, entries: QuerySet, name: str, value: str) -> QuerySet:
        today = timezone.localdate()
        return entries.not_ended(on=today) if value == "live" else entries.ended(on=today)


class ImportFilter(django_filters.FilterSet):
    """By sector and by state."""

    blacklist = django_filters.ModelChoiceFilter(label="领域", queryset=Blacklist.objects.all(), empty_label="全部")
    status = django_filters.ChoiceFilter(label="状态", choices=_choices(SUBMISSION_LABELS), empty_label="全部")

    class Meta:
        model = BlacklistImport
        fields = ("blacklist", "status")


class FeedFilter(django_filters.FilterSet):
    """By sector, and by whether it is on."""

    blacklist = django_filters.ModelChoiceFilter(label="领域", queryset=Blacklist.objects.all(), empty_label="全部")
    enabled = django_filters.ChoiceFilter(
        label="状态", choices=[("True", "启用"), ("False", "停用")], empty_label="全部"
    )

    order = order_by(last_good_at="最近成功", next_at="下次拉取")

    class Meta:
        model = BlacklistFeed
        fields = ("blacklist", "enabled", "order")


class PullFilter(django_filters.FilterSet):
    """By what came of it."""

    outcome = django_filters.ChoiceFilter(label="结果", choices=Outcome.choices, empty_label="全部")

    order = order_by(at="时间", seconds="用时")

    class Meta:
        model = FeedPull
        fields = ("outcome", "order")


class ScreeningFilter(django_filters.FilterSet):
    """By what made them necessary, by state, and trials or not."""

    trigger = django_filters.ChoiceFilter(label="起因", choices=Trigger.choices, empty_label="全部")
    state = django_filters.ChoiceFilter(label="状态", choices=_choices(SCREENING_LABELS), empty_label="全部")
    is_trial = django_filters.ChoiceFilter(
        label="试算", choices=[("False", "正式比对"), ("True", "试算")], empty_label="全部"
    )
    failed = only("失败", "只看失败后尚未成功的", "only_failed")

    order = order_by(started_at="开始时间", hit_count="命中", enterprise_count="企业")

    class Meta:
        model = Screening
        fields = ("trigger", "state", "is_trial", "failed", "order")

    def only_failed(self, screenings: QuerySet, name: str, value: bool) -> QuerySet:
        return screenings.failed() if value else screenings


class ChunkFilter(django_filters.FilterSet):
    """By state."""

    state = django_filters.ChoiceFilter(label="状态", choices=_choices(SCREENING_LABELS), empty_label="全部")

    order = order_by(number="序号", hit_count="命中", attempts="处理次数")

    class Meta:
        model = ScreeningChunk
        fields = ("state", "order")


class HitFilter(django_filters.FilterSet):
    """By what they wait for and whether for whoever asks, by sector, rung, decision and firm."""

    waits = django_filters.ChoiceFilter(label="等待", choices=Wait.choices, empty_label="全部", method="find_waiting")
    mine = only("等谁", "只看等我处理的", "only_mine")
    blacklist = django_filters.ModelChoiceFilter(
        label="领域",
        field_name="entry__blacklist",
        queryset=Blacklist.objects.all(),
        to_field_name="code",
        empty_label="全部",
    )
    rung = django_filters.ChoiceFilter(
        label="匹配方式", choices=[(rung, terms.label) for rung, terms in RUNGS.items()], empty_label="全部"
    )
    decision = django_filters.ChoiceFilter(label="核实结论", choices=_choices(DECISION_LABELS), empty_label="全部")
    firm = django_filters.CharFilter(label="企业名称", field_name="enterprise__name", lookup_expr="icontains")

    order = order_by(due_on="核实期限", enterprise__name="企业名称")

    class Meta:
        model = ScreeningHit
        fields = ("waits", "mine", "blacklist", "rung", "decision", "firm", "order")

    def find_waiting(self, hits: QuerySet, name: str, value: str) -> QuerySet:
        return hits.waiting(value)

    def only_mine(self, hits: QuerySet, name: str, value: bool) -> QuerySet:
        return hits.to_answer(self.request.user) if value else hits
