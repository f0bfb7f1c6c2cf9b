"""The field of a serializer for every text that people type into another system."""

from typing import Any

from rest_framework import serializers

from free_text.guard import PersonalNumberFound, check_typed_text, is_blank

NEEDED_KEY = "numbers_needed"


class NumbersNeededField(serializers.BooleanField):
    """Whether the phone numbers, card numbers and names in the texts of a body are needed; its name is NEEDED_KEY."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default=False, help_text="文中的手机号码、银行卡号、自然人的姓名是否确需保留。", **kwargs)


class FreeTextField(serializers.CharField):
    """A text that people type; the counterpart of `forms.FreeTextField`. The body states needed numbers once."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Validate the text; one of characters that are not seen counts as empty."""
        return super().run_validation("" if isinstance(data, str) and is_blank(data) else data)

    def to_internal_value(self, data: object) -> str:
        text: str = super().to_internal_value(data)
        try:
            check_typed_text(text, label=str(self.label), is_needed=self._is_needed(), answer=f"将{NEEDED_KEY}设为true")
        except PersonalNumberFound as found:
            raise serializers.ValidationError(found.message, code=found.code) from found
        return text

    def _is_needed(self) -> bool:
        """Whether the body states that its numbers are needed."""
        needed = self.root.initial_data.get(NEEDED_KEY)
        return isinstance(needed, str | int) and needed in serializers.BooleanField.TRUE_VALUES
