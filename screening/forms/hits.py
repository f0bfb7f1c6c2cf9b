"""Forms for decisions on hits: to decide one or several, to reject a proposed decision, and to reopen a decision."""

from django import forms

from free_text.forms import FreeTextarea, FreeTextField, FreeTextInput
from screening.states import CONCLUSIONS, Decision


class DecisionForm(forms.Form):
    """The decision whether the enterprise and the entry of a hit are the same entity, with its reason."""

    decision = forms.ChoiceField(
        label="结论",
        choices=[(d.value, Decision(d).label) for d in CONCLUSIONS],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择结论。"},
    )
    reason = FreeTextField(
        label="理由",
        widget=FreeTextarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="根据什么材料得出这一结论，如核对了裁判文书所载地址和法定代表机构。",
        error_messages={"required": "请写明理由。"},
    )


class BulkDecisionForm(DecisionForm):
    """One decision with one reason for several hits. The page offers recent reasons."""

    reason = FreeTextField(
        label="理由",
        widget=FreeTextInput(attrs={"list": "reasons", "autocomplete": "off"}),
        max_length=1000,
        help_text="对所列各条均适用的理由；将逐条记入档案。",
        error_messages={"required": "请写明理由。"},
    )


class HitReasonForm(forms.Form):
    """The reason for which a decision is reopened or a proposed decision is rejected."""

    reason = FreeTextField(
        label="缘由",
        widget=FreeTextarea(attrs={"rows": 2}),
        max_length=1000,
        error_messages={"required": "请写明缘由。", "max_length": "缘由不超过1000字。"},
    )
