"""The form for lifting a suspension of the qualification."""

from django import forms

from foundation.web.forms import PastDayField
from free_text.forms import FreeTextarea, FreeTextField


class LiftingForm(forms.Form):
    """解除暂停: the reason, the document number and the day."""

    reason = FreeTextField(
        label="解除原因",
        widget=FreeTextarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "请写明解除原因。"},
    )
    document_number = FreeTextField(label="解除文号", max_length=100, error_messages={"required": "请填写解除文号。"})
    lifted_on = PastDayField(label="解除日期")
