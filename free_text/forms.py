"""The form field for every text that people type, and its widgets. Django admin uses the same."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from free_text.guard import NEEDED, PersonalNumberFound, check_typed_text, is_blank
from free_text.numbers import needed_or_not


class TypedText(str):
    """A text as it was posted, and whether the person ticked that its numbers and names of persons are needed."""

    is_needed = False


class AsksWhetherNeeded(forms.Widget):
    """A text input that shows a tick box below a text with phone or card numbers, or names of persons."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        text = super().value_from_datadict(data, files, name)
        if text is None:
            return None
        typed = TypedText(text)
        typed.is_needed = f"{name}-needed" in data
        return typed

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        shown = super().render(name, value, attrs, renderer)
        if not needed_or_not(str(value or "")):
            return shown
        return format_html(
            '{}<label class="needed"><input type="checkbox" name="{}-needed"{}> {}</label>',
            *(shown, name, " checked" if getattr(value, "is_needed", False) else "", NEEDED),
        )


class FreeTextInput(AsksWhetherNeeded, forms.TextInput):
    """One line of text."""


class FreeTextarea(AsksWhetherNeeded, forms.Textarea):
    """Several lines of text."""


class FreeTextField(forms.CharField):
    """A text that people type.

    It refuses numbers of identity documents, and asks whether numbers of phones and cards, and names, are needed. A
    text of characters that are not seen counts as empty. The message names the field by its label. Its widget is
    FreeTextInput or FreeTextarea.
    """

    widget = FreeTextInput

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return self.empty_value if is_blank(str(text or "")) else text

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            check_typed_text(str(value or ""), label=str(self.label), is_needed=getattr(value, "is_needed", False))
        except PersonalNumberFound as found:
            raise ValidationError(found.message, code=found.code) from found
        return text


class FreeSlugField(FreeTextField, forms.SlugField):
    """A code of letters, digits and hyphens that people choose."""
