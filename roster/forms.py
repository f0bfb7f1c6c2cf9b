"""Forms of the roster pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from accounts.models import Department, User
from accounts.permissions import Role
from foundation.web.forms import PastDayField, day_input
from free_text.forms import FreeTextarea, FreeTextField, FreeTextInput
from roster.models import RosterRemoval
from roster.models.submissions import CHANGE_LABELS
from roster.policies import RosterConfirmation
from uploads.attachments import IS_EMPTY, clean_attachment

REASON = "reason-"
RULES_ENDINGS = (".pdf", ".ofd", ".docx", ".doc", ".wps")


class ConfirmForm(forms.Form):
    """The answers of the officer who confirms a roster; field `reason-USCC` has the reason of a removed enterprise."""

    problems_verified = forms.BooleanField(required=False)
    removed_count = forms.IntegerField(required=False, error_messages={"invalid": "退出的家数请填写数字。"})

    def __init__(self, removals: Sequence[RosterRemoval], data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.usccs = [removal.uscc for removal in removals]
        for removal in removals:
            label = f"{removal.name}的退出原因"
            attributes = {"class": "cell-input", "aria-label": label}
            self.fields[f"{REASON}{removal.uscc}"] = _leaving_reason(label, attributes)
        self.fields["reason_for_rest"] = _leaving_reason("其余企业的退出原因", {})

    def reason_of(self, removal: RosterRemoval) -> forms.BoundField:
        """The field for the reason of the removed enterprise."""
        return self[f"{REASON}{removal.uscc}"]

    def confirmation(self) -> RosterConfirmation:
        """Return the answers, with one reason for each removed enterprise."""
        rest = self.cleaned_data["reason_for_rest"]
        return RosterConfirmation(
            reasons={uscc: self.cleaned_data[f"{REASON}{uscc}"] or rest for uscc in self.usccs},
            problems_verified=self.cleaned_data["problems_verified"],
            removed_count=self.cleaned_data["removed_count"],
        )


def _leaving_reason(label: str, attributes: Mapping[str, str]) -> FreeTextField:
    """Return the field for a reason why an enterprise leaves the roster; the page offers usual reasons."""
    return FreeTextField(
        label=label,
        required=False,
        max_length=200,
        widget=FreeTextInput(attrs={"list": "reasons", **attributes}),
        error_messages={"max_length": "退出原因不超过200字。"},
    )


BY_FILE, BY_NAME = "file", "name"


class ChangesForm(forms.Form):
    """The kind of change of which a submission shows the enterprises."""

    kind = forms.ChoiceField(choices=[*CHANGE_LABELS.items()], required=False)


class TransferReasonForm(forms.Form):
    """The reason to decline or to withdraw a transfer."""

    reason = FreeTextField(
        label="理由",
        widget=FreeTextarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "请写明理由。", "max_length": "理由不超过1000字。"},
    )


class RosterDayForm(forms.Form):
    """Office and day of a roster, its order, and the day to compare it with."""

    office = forms.ModelChoiceField(
        label="海关", queryset=Department.objects.filter(is_customs=True), empty_label=None, required=False
    )
    day = PastDayField(label="日期")
    until = PastDayField(label="与哪一天比较", required=False, help_text="留空即只看当天的名单。")
    order = forms.ChoiceField(
        label="排序",
        choices=[("", "收录先后"), (BY_FILE, "文件中的先后"), (BY_NAME, "企业名称（拼音）")],
        required=False,
    )
    review_passed = forms.BooleanField(label="只看下次复核日期已过的", required=False)

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


class RulesForm(forms.Form):
    """名单管理办法: the document with its title, number and days."""

    title = FreeTextField(
        label="名称",
        max_length=200,
        help_text="文件的全称，不必加书名号。",
        error_messages={"required": "请填写办法的名称。"},
    )
    document_number = FreeTextField(label="文号", max_length=100, error_messages={"required": "请填写文号。"})
    issued_on = PastDayField(label="印发日期")
    in_force_from = forms.DateField(
        label="施行日期",
        widget=day_input(),
        error_messages={"required": "请填写自哪一天起施行。", "invalid": "请填写日期，如2026-07-01。"},
    )
    file = forms.FileField(
        label="文件",
        help_text="PDF、OFD或Word文档，公众可以下载；请不要附有个人信息的材料。",
        widget=forms.FileInput(attrs={"accept": ",".join(RULES_ENDINGS)}),
        error_messages={"required": "请选择办法的文件。", "empty": IS_EMPTY},
    )

    def clean_title(self) -> str:
        title = str(self.cleaned_data["title"]).strip("《》")
        if not title:
            raise ValidationError("请填写办法的名称。")
        return title

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if not str(upload.name).lower().endswith(RULES_ENDINGS):
            raise ValidationError("办法须为PDF、OFD或Word文档，请另存后重新选择。")
        return clean_attachment(upload)


class RulesWithdrawalForm(forms.Form):
    """The reason to withdraw rules."""

    reason = FreeTextField(
        label="撤下理由",
        widget=FreeTextarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "请写明撤下的理由。"},
    )
