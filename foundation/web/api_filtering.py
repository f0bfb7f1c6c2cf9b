"""The rows of a list that the parameters of a request choose."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request

from foundation.web.lists import KnownParametersForm, ListFilter


def rows_of(shown: ListFilter, request: Request, *parameters: str) -> QuerySet[Any]:
    """Return the rows that the filter chooses. Raises ValidationError for another parameter, or for a wrong value."""
    known = KnownParametersForm(request.query_params, filtered_by=parameters)
    if not known.is_valid():
        raise serializers.ValidationError(known.non_field_errors())
    if not shown.is_valid():
        raise serializers.ValidationError(shown.errors)
    return shown.qs
