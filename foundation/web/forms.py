"""Form fields that several apps use."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone


def day_input() -> forms.DateInput:
    """A date field with the browser's own calendar."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PastDayField(forms.DateField):
    """A day that is not in the future; today unless told otherwise."""

    def __init__(self, **kwargs):
        super().__init__(widget=day_input(), initial=timezone.localdate, **kwargs)

    def clean(self, value):
        day = super().clean(value)
        if day and day > timezone.localdate():
            raise ValidationError("日期不能晚于今天。")
        return day
