"""The filter of a file's problems."""

from collections.abc import Mapping

import django_filters

from spreadsheets.checks import RULES, SEVERITY_LABELS
from uploads.models import FileSubmission


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
