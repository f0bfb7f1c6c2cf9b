"""The form by which open work is assigned to a clerk (交办)."""

from typing import Any

from django import forms

from accounts.models import Department, User
from free_text.forms import FreeTextarea, FreeTextField


class ClerkField(forms.ModelChoiceField):
    """A choice of users, with their user names: two may have the same name."""

    def label_from_instance(self, user: User) -> str:
        return f"{user}（{user.username}）"


class AssignmentForm(forms.Form):
    """Which clerk of the department does the work, and a note for the clerk."""

    assignee = ClerkField(
        label="经办人",
        queryset=User.objects.none(),
        empty_label="请选择",
        error_messages={
            "required": "请选择经办人。",
            "invalid_choice": "所选的不是本单位在用的账号，请重新选择。",
        },
    )
    note = FreeTextField(
        label="说明",
        required=False,
        widget=FreeTextarea(attrs={"rows": 2}),
        max_length=500,
        help_text="可不填。转交时写明已办到哪一步，便于接手。",
    )
    # The assignment that the page showed.
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, department: Department, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = User.objects.clerks_of(department)
