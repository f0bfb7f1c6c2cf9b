"""Forms for answers to stop advice, and for what is ticked in the lists of advice and notices."""

from typing import Any

from django import forms

from feedback.forms.fields import reason_field
from feedback.models import StopAdvice
from feedback.states import AdviceState
from foundation.web.dates import chinese_date
from foundation.web.forms import KeysField, PastDayField
from free_text.forms import FreeTextarea, FreeTextField


class AnswerForm(forms.Form):
    """The answer to stop advice: stopped on a day, or continued with a reason."""

    decision = forms.ChoiceField(
        label="答复",
        choices=[(state.value, AdviceState(state).label) for state in (AdviceState.STOPPED, AdviceState.KEPT)],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择停止或继续适用。"},
    )
    stopped_on = PastDayField(label="停止日期", required=False, help_text="选择“已停止”时填写。")
    answer = FreeTextField(
        label="说明",
        required=False,
        widget=FreeTextarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="选择“继续适用”的，请说明理由。",
    )

    def __init__(self, *args: Any, advice: StopAdvice | None = None, **kwargs: Any) -> None:
        """Take the advice whose days the form checks; None for an answer to several."""
        super().__init__(*args, **kwargs)
        self.advice = advice

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        decision, stopped_on = data.get("decision"), data.get("stopped_on")
        if decision == AdviceState.KEPT and not data.get("answer"):
            self.add_error("answer", "选择“继续适用”的，请说明理由。")
        if decision == AdviceState.STOPPED and "stopped_on" not in self.errors:
            if not stopped_on:
                self.add_error("stopped_on", "请填写停止日期。")
            elif self.advice and stopped_on < self.advice.application.applied_on:
                self.add_error(
                    "stopped_on", f"停止日期早于实施日期{chinese_date(self.advice.application.applied_on)}。"
                )
        return data


class AnswerCorrectionForm(AnswerForm):
    """The corrected answer, and the reason of the correction."""

    reason = reason_field()
    # The answer that the page showed.
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, advice: StopAdvice, **kwargs: Any) -> None:
        initial = {
            "version": advice.answer_version,
            "decision": advice.state,
            "stopped_on": advice.stopped_on,
            "answer": advice.answer,
        }
        super().__init__(*args, advice=advice, initial=initial, **kwargs)
        self.fields["reason"].label = "更正的理由"
        self.fields["answer"].help_text += "改变答复的，请一并改正说明。"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("decision") == AdviceState.KEPT:
            data["stopped_on"] = None
        return data


class ChosenAdviceForm(forms.Form):
    """The advice that is ticked."""

    advice = KeysField(required=False)


class ChosenNoticesForm(forms.Form):
    """The notices that are ticked, or with `everything` all up to the newest one that the page showed."""

    notice = KeysField(required=False)
    everything = forms.BooleanField(required=False, widget=forms.HiddenInput)
    newest = forms.IntegerField(required=False, widget=forms.HiddenInput)
