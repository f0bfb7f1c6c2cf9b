"""Serializer fields that several API views use."""

from datetime import date

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class PastDateField(serializers.DateField):
    """A day in ISO form that is not in the future; the API's counterpart of `forms.PastDayField`."""

    default_error_messages = {"invalid": "日期应写作2026-07-10。", "future": "日期不能晚于今天。"}

    def to_internal_value(self, value: object) -> date:
        day: date = super().to_internal_value(value)
        if day > timezone.localdate():
            self.fail("future")
        return day


@extend_schema_field(OpenApiTypes.BINARY)
class UploadField(serializers.FileField):
    """A file in a multipart form, which the schema describes as bytes."""
