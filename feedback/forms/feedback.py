"""Forms of what is fed back: received applications, inquiries and typical marks."""

from django import forms

from feedback.forms.fields import reason_field
from foundation.web.forms import KeysField
from free_text.forms import FreeTextarea, FreeTextField


class ChosenReceiptsForm(forms.Form):
    """The receipts that are ticked, or with `everything` all of the filter up to the newest one that was shown."""

    receipt = KeysField(required=False)
    everything = forms.BooleanField(required=False, widget=forms.HiddenInput)
    newest = forms.IntegerField(required=False, widget=forms.HiddenInput)


class QuestionForm(forms.Form):
    """A question about an application."""

    question = FreeTextField(
        label="询问",
        widget=FreeTextarea(attrs={"rows": 4}),
        max_length=1000,
        error_messages={"required": "请写明要询问的内容。"},
    )


class InquiryAnswerForm(forms.Form):
    """The answer to an inquiry."""

    answer = FreeTextField(
        label="答复",
        widget=FreeTextarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="登记的内容有误的，请先更正该项，再在这里说明。",
        error_messages={"required": "请填写答复。"},
    )


class TypicalForm(forms.Form):
    """Why an application is typical."""

    reason = reason_field("何以典型：成效、可推广的做法等，供编写案例时参考。")
