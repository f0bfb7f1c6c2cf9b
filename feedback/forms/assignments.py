"""The form by which open work is assigned to a clerk (交办)."""

from typing import Any

from django import forms

from accounts.models import User
from free_text.forms import FreeTextarea, FreeTextField
from staffing.forms import ClerkField


class AssignmentForm(forms.Form):
    """Which clerk of the department does the work, and a note for the clerk."""

    assignee = ClerkField(label="经办人", empty_label="请选择", error_messages={"required": "请选择经办人。"})
    note = FreeTextField(
        label="说明",
        required=False,
        widget=FreeTextarea(attrs={"rows": 2}),
        max_length=500,
        help_text="可不填。转交时写明已办到哪一步，便于接手。",
    )
    # The assignment that the page showed.
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].offer(by)
