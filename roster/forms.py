"""Forms of the roster pages."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Department, User
from accounts.permissions import Role
from foundation.web.forms import PastDayField
from free_text.forms import FreeTextarea, FreeTextField
from roster.models import RosterSubmission
from roster.policies import RosterConfirmation

REASON = "reason-"


class ConfirmForm(forms.Form):
    """The answers of the officer who confirms a roster; field `reason-USCC` has the reason of a removed enterprise."""

    questions_answered = forms.BooleanField(required=False)
    removed_count = forms.IntegerField(required=False)
    reason_for_rest = forms.CharField(required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        reasons = {
            name.removeprefix(REASON): str(text).strip() for name, text in self.data.items() if name.startswith(REASON)
        }
        if any(len(reason) > 200 for reason in reasons.values()):
            raise ValidationError("退出原因不超过200字。")
        return {**self.cleaned_data, "reasons": reasons}

    def confirmation(self, submission: RosterSubmission) -> RosterConfirmation:
        """Return the answers, with one reason for each removed enterprise of the submission."""
        rest = self.cleaned_data["reason_for_rest"].strip()
        reasons = self.cleaned_data["reasons"]
        usccs = submission.removals.values_list("uscc", flat=True)
        return RosterConfirmation(
            reasons={uscc: reasons.get(uscc) or rest for uscc in usccs},
            questions_answered=self.cleaned_data["questions_answered"],
            removed_count=self.cleaned_data["removed_count"],
        )


class TransferReasonForm(forms.Form):
    """The reason to decline or to withdraw a transfer."""

    reason = FreeTextField(
        label="理由",
        widget=FreeTextarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "请写明理由。"},
    )


class RosterDayForm(forms.Form):
    """Office and day of a roster, and the day to compare it with."""

    office = forms.ModelChoiceField(
        label="海关", queryset=Department.objects.filter(is_customs=True), empty_label=None, required=False
    )
    day = PastDayField(label="日期")
    until = PastDayField(label="与哪一天比较", required=False, help_text="留空即只看当天的名单。")

    def __init__(self, user: User, data: Mapping[str, str] | None) -> None:
        super().__init__(data)
        if user.role == Role.CUSTOMS:
            self.fields["office"].queryset = Department.objects.filter(pk=user.department_id)
        self.fields["until"].initial = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["office"] = data.get("office") or self.fields["office"].queryset.first()
        if data.get("day") and data.get("until") and data["until"] < data["day"]:
            raise ValidationError("比较的日期不能早于前一个日期。")
        return data
