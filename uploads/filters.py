"""The filter of a file's problems."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import QuerySet

from spreadsheets.problems import PROBLEM_CODES, RULES, SEVERITY_LABELS, codes_of
from uploads.models import FileSubmission


def problem_filter(data: Mapping[str, str], submission: FileSubmission) -> django_filters.FilterSet:
    """Return a filter of the file's problems by rule and severity, with the rules that the file broke."""
    problems = submission.problems.all()
    codes = problems.order_by().values_list("code", flat=True).distinct()
    broken = {PROBLEM_CODES[code].rule for code in codes}
    rules = [(rule, label) for rule, label in RULES.items() if rule in broken]

    class ProblemFilter(django_filters.FilterSet):
        rule = django_filters.ChoiceFilter(label="问题", choices=rules, empty_label="全部", method="by_rule")
        severity = django_filters.ChoiceFilter(label="程度", choices=[*SEVERITY_LABELS.items()], empty_label="全部")

        class Meta:
            model = problems.model
            fields = ("rule", "severity")

        def by_rule(self, queryset: QuerySet[Any], name: str, rule: str) -> QuerySet[Any]:
            return queryset.filter(code__in=codes_of(rule))

    return ProblemFilter(data, queryset=problems)
