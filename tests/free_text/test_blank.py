"""A text of characters that are not seen counts as empty, in forms and in the API."""

import pytest
from django import forms
from rest_framework import serializers

from free_text.forms import FreeTextField
from free_text.serializers import FreeTextField as ApiTextField

BLANK = ["\u200b", " \u3000 ", "\ufeff\u2060", "\u3164\u2800", "\u202e\u00ad", "\U000e0041"]


@pytest.mark.parametrize("text", BLANK)
def test_text_that_is_not_seen_is_missing(text: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        FreeTextField(label="理由").clean(text)
    assert refused.value.code == "required"
    assert FreeTextField(label="理由", required=False).clean(text) == ""
    with pytest.raises(serializers.ValidationError):
        ApiTextField(label="理由").run_validation(text)


def test_text_with_a_joiner_is_kept() -> None:
    assert FreeTextField(label="理由").clean("核\u200b对") == "核\u200b对"
