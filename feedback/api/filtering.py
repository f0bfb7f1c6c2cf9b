"""The rows that the parameters of a list choose."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request

from foundation.web.lists import KnownParametersForm, ListFilter


def rows_of(shown: ListFilter, request: Request, *parameters: str) -> QuerySet[Any]:
    """Return the rows of the filter, of which a program may state these parameters; raise ValidationError."""
    known = KnownParametersForm(request.query_params, filtered_by=parameters)
    if not known.is_valid():
        raise serializers.ValidationError(known.non_field_errors())
    if not shown.is_valid():
        raise serializers.ValidationError(shown.errors)
    return shown.qs
