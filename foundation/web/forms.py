"""Form fields that several apps use."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from foundation.virus_scanner import SCAN_FAULTS, scan

NOT_TYPED = "csrfmiddlewaretoken"


class SearchForm(forms.Form):
    """The text for which a list is searched."""

    q = forms.CharField(label="搜索", required=False)


class VersionForm(forms.Form):
    """The version that the page showed, as a hidden field."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)


class KeysField(forms.Field):
    """Primary keys, each of a field with the same name: a list of int. What is no key is left out."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: list[str] | None) -> list[int]:
        return [int(text) for text in value or () if text.isdecimal() and len(text) < 16]


def parameters(form: forms.Form) -> dict[str, Any]:
    """Return the values of the form's fields, for parameters of which a wrong one counts as missing."""
    form.full_clean()
    return {name: form.cleaned_data.get(name) for name in form.fields}


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


def check_scanned(upload: UploadedFile) -> None:
    """Raise ValidationError unless the virus scanner takes the upload; its code is the ScanFault."""
    fault = scan(upload.chunks())
    upload.seek(0)
    if fault:
        raise ValidationError(SCAN_FAULTS[fault], code=fault)


def fill(form: forms.BaseForm, **texts: str) -> None:
    """Show these texts in the fields of the form when it comes back, in place of what was sent."""
    sent: Any = form.data
    filled = sent.copy()
    for name, text in texts.items():
        filled[name] = text
    form.data = filled


class FilledFromFile(forms.Form):
    """A form in which an uploaded file fills a field once.

    What is corrected in the field afterwards stays, although the form keeps the file.
    """

    # The digest of the file that filled the field.
    filled_from = forms.CharField(required=False, widget=forms.HiddenInput)

    def fill_once(self, upload: UploadedFile, read: Callable[[], Mapping[str, str]]) -> None:
        """Show the texts that `read` takes from the file, unless the same file filled the form before."""
        digest = hashlib.sha256(b"".join(upload.chunks())).hexdigest()
        if digest != self.data.get("filled_from"):
            fill(self, filled_from=digest, **read())
