"""The filter of lists of work by which clerk does it (交办)."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from feedback.models.assignments import by_assignee
from feedback.states import Whose


class AssigneeFilter(django_filters.ChoiceFilter):  # type: ignore[misc]
    """Shows the rows that the reader does by name, that nobody does, or that the reader does not."""

    def __init__(self) -> None:
        super().__init__(label="经办人", choices=Whose.choices, empty_label="全部")

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = by_assignee(qs, value, self.parent.request.user) if value else qs
        return found
