"""The forms for suspending the qualification, and for lifting the suspension."""

from django import forms

from foundation.web.forms import PastDayField
from free_text.forms import FreeTextarea, FreeTextField


class SuspensionForm(forms.Form):
    """暂停资格: the reason, the document number and the day."""

    reason = FreeTextField(
        label="暂停原因",
        widget=FreeTextarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "请写明暂停原因。"},
    )
    document_number = FreeTextField(label="决定文号", max_length=100, error_messages={"required": "请填写决定文号。"})
    effective_on = PastDayField(label="暂停日期")


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
