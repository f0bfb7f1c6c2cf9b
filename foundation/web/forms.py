"""Form fields that several apps use."""

import hashlib
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone

from foundation.virus_scanner import SCAN_FAULTS, scan

FORM_ID = "form_id"
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


class FormIdField(forms.CharField):
    """A hidden identifier, another one each time the form is opened. Name the field FORM_ID; see submission_key."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, initial=uuid4)


def submission_key(request: HttpRequest) -> UUID | None:
    """Return the key of what the request posts: the same for the same content of a form that was opened once.

    A double click or a repeated request has the same key. What is typed into a form that is opened again, or changed
    after going back to it, has another one. None without an identifier.
    """
    if not request.POST.get(FORM_ID):
        return None
    texts = [(name, texts) for name, texts in request.POST.lists() if name != NOT_TYPED]
    files = [(name, file.name, file.size) for name in request.FILES for file in request.FILES.getlist(name)]
    content = (request.user.pk, request.path, sorted(texts), sorted(files))
    return UUID(bytes=hashlib.sha256(repr(content).encode()).digest()[:16])
