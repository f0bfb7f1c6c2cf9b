"""The forms by which open work is assigned to a clerk (交办), one piece or several at once."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import User
from feedback.assignment_policies import version_of
from feedback.models.assignments import Assignable
from foundation.web.forms import KeysField, fill
from free_text.forms import FreeTextarea, FreeTextField
from staffing.forms import ClerkField


class AssigneeForm(forms.Form):
    """Which clerk of the department does the work, and a note for the clerk."""

    assignee = ClerkField(label="经办人", empty_label="请选择", error_messages={"required": "请选择经办人。"})
    note = FreeTextField(
        label="说明",
        required=False,
        widget=FreeTextarea(attrs={"rows": 2}),
        max_length=500,
        help_text="可不填。转交时写明已办到哪一步，便于接手。",
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].offer(by)


class AssignmentForm(AssigneeForm):
    """The same for one piece of work."""

    # The assignment that the page showed.
    version = forms.CharField(required=False, widget=forms.HiddenInput)


class ChosenWorkForm(forms.Form):
    """The work that is ticked, by the field of an assignment that refers to its kind."""

    advice = KeysField(required=False)
    inquiry = KeysField(required=False)
    report = KeysField(required=False)


class SeveralAssignmentForm(AssigneeForm):
    """The same for several pieces of work, with the assignments that the page showed as hidden fields `version-KEY`."""

    def __init__(self, *args: Any, works: Sequence[Assignable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {work.pk: version_of(work) for work in works}
        for pk, version in self.versions.items():
            self.fields[f"version-{pk}"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=version, max_length=20
            )

    def show_present_versions(self) -> None:
        """Let a bound form state the assignments as they are now."""
        fill(self, **{f"version-{pk}": version for pk, version in self.versions.items()})

    @property
    def expected_versions(self) -> dict[int, str]:
        """Key of the work → the key of the assignment that the page showed, "" for none, of a valid form."""
        return {pk: self.cleaned_data[f"version-{pk}"] for pk in self.versions}
