"""Forms for revoking and restoring the qualification."""

from django import forms

from foundation.web.forms import PastDayField
from free_text.forms import FreeTextarea, FreeTextField


class RevocationForm(forms.Form):
    """取消资格: the reason, the document number and the day."""

    reason = FreeTextField(
        label="取消原因",
        widget=FreeTextarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "请写明取消原因。"},
    )
    document_number = FreeTextField(label="决定文号", max_length=100, error_messages={"required": "请填写决定文号。"})
    effective_on = PastDayField(label="取消日期")


class RestorationForm(forms.Form):
    """恢复资格: the reason, the document number and the day."""

    reason = FreeTextField(
        label="恢复原因",
        widget=FreeTextarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "请写明恢复原因。"},
    )
    document_number = FreeTextField(label="恢复文号", max_length=100, error_messages={"required": "请填写恢复文号。"})
    restored_on = PastDayField(label="恢复日期")
