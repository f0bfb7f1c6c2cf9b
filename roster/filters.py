"""Filters of the roster's lists."""

import django_filters
from django.db.models import QuerySet

from roster.models import BlacklistEntry, RosterSubmission, ScreeningHit
from roster.models.files import Mode
from roster.states import DECISION_LABELS, SUBMISSION_LABELS


def _choices(labels: dict[str, str]) -> list[tuple[str, str]]:
    return [(str(state), label) for state, label in labels.items()]


class SubmissionFilter(django_filters.FilterSet):
    """By state and by mode."""

    status = django_filters.ChoiceFilter(label="状态", choices=_choices(SUBMISSION_LABELS), empty_label="全部")
    mode = django_filters.ChoiceFilter(label="方式", choices=Mode.choices, empty_label="全部")

    class Meta:
        model = RosterSubmission
        fields = ("status", "mode")


class EntryFilter(django_filters.FilterSet):
    """By name or by identifier."""

    text = django_filters.CharFilter(label="名称或代码", method="find")

    class Meta:
        model = BlacklistEntry
        fields = ("text",)

    def find(self, entries: QuerySet, name: str, value: str) -> QuerySet:
        value = value.strip()
        return entries.filter(name__icontains=value) | entries.filter(uscc=value) | entries.filter(org_code=value)


class HitFilter(django_filters.FilterSet):
    """By decision and by firm."""

    decision = django_filters.ChoiceFilter(label="核实结论", choices=_choices(DECISION_LABELS), empty_label="全部")
    firm = django_filters.CharFilter(label="企业名称", field_name="enterprise__name", lookup_expr="icontains")

    class Meta:
        model = ScreeningHit
        fields = ("decision", "firm")
