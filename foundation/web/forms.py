"""Form fields that several apps use."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone


def day_input() -> forms.DateInput:
    """Return the widget of a date field: the browser's date picker."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PastDayField(forms.DateField):
    """A day that is not in the future; its initial value is today."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=day_input(), initial=timezone.localdate, **kwargs)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and day > timezone.localdate():
            raise ValidationError("日期不能晚于今天。")
        return day
