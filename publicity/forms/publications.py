"""Forms for publishing enterprises, and for taking what is public off the public pages."""

from typing import Any

from django import forms

from accounts.models import Department
from foundation.web.context_processors import LARGE
from foundation.web.forms import PastDayField, VersionForm
from free_text.forms import FreeTextarea, FreeTextField
from publicity.models import WithdrawalReason
from roster.models import Enterprise


class DepartmentForm(forms.Form):
    """The department whose measures are shown."""

    department = forms.ModelChoiceField(
        Department.objects.all(),
        label="单位",
        to_field_name="code",
        required=False,
        error_messages={"invalid_choice": "没有这个成员单位。"},
    )


class ShownForm(forms.Form):
    """Which enterprises of the desk are listed: a part of what changed since the last bulletin, or the public ones."""

    shown = forms.ChoiceField(
        label="显示",
        choices=[
            ("joining", "新增"),
            ("changed", "变更"),
            ("left", "已自动移出"),
            ("held", "暂不公布"),
            ("published", "已公布"),
        ],
        required=False,
    )


class DayForm(forms.Form):
    """A day that is not in the future; without one, today."""

    day = PastDayField(label="日期", required=False)


class PartForm(forms.Form):
    """Which enterprises of a bulletin are listed."""

    shown = forms.ChoiceField(
        label="显示", choices=[("joined", "新增"), ("changed", "变更"), ("left", "移出")], required=False
    )


class TypeSizeForm(forms.Form):
    """The size of type that the reader chose, and the page to return to."""

    size = forms.ChoiceField(choices=[("normal", "标准字号"), (LARGE, "大字版")], required=False)
    next = forms.CharField(required=False)


class PublishForm(VersionForm):
    """A bulletin: its public note, and when it is published. `version` is that of the list that the page showed."""

    note = FreeTextField(
        label="公布说明",
        widget=FreeTextarea(attrs={"rows": 3}),
        max_length=500,
        help_text="随名单公开，公众可见。不写企业失去资格的情况。",
        error_messages={"required": "请填写公布说明。"},
    )
    publish_at = forms.DateTimeField(
        label="定时公布的时间",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="不填的，立即公布。定时公布的，填写30天以内的时间，如2026-07-10T09:00。",
        error_messages={"invalid": "请填写日期和时间，如2026-07-10T09:00。"},
    )

    @property
    def content(self) -> dict[str, Any]:
        """Note and time of a valid form."""
        return {"note": self.cleaned_data["note"], "publish_at": self.cleaned_data["publish_at"]}


class HoldForm(forms.Form):
    """The enterprises that are held back, and why."""

    enterprises = forms.ModelMultipleChoiceField(
        queryset=Enterprise.objects.all(),
        widget=forms.MultipleHiddenInput,
        error_messages={
            "required": "请先勾选暂不公布的企业。",
            "invalid_choice": "有企业不存在，请刷新后重新勾选。",
            "invalid_pk_value": "有企业不存在，请刷新后重新勾选。",
        },
    )
    reason = FreeTextField(
        label="暂不公布的理由",
        widget=FreeTextarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="写明事由和解除的条件，公众看不到。",
        error_messages={"required": "请写明暂不公布的理由。"},
    )


class WithdrawalForm(forms.Form):
    """Why an enterprise or a case is taken off the public pages."""

    withdrawal_reason = forms.ChoiceField(
        label="撤下原因",
        choices=[("", "请选择"), *WithdrawalReason.choices],
        error_messages={"required": "请选择撤下原因。"},
    )
    withdrawal_note = FreeTextField(
        label="说明",
        widget=FreeTextarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="写明事由，解除暂不公布时可以查看，公众看不到。",
        error_messages={"required": "请写明撤下的事由。"},
    )
