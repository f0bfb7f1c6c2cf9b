"""Forms for decisions on hits: to decide one or several, to reject a proposed decision, and to reopen a decision."""

from collections.abc import Iterable, Mapping

from django import forms

from foundation.web.forms import KeysField
from free_text.forms import FreeTextarea, FreeTextField, FreeTextInput
from screening.models import ScreeningHit
from screening.states import CONCLUSIONS, Decision


class ChosenHitsForm(forms.Form):
    """The hits that are ticked, or with `filtered` all hits of the filter that wait for a decision."""

    hit = KeysField(required=False)
    filtered = forms.BooleanField(required=False, widget=forms.HiddenInput)


class HitVersionsForm(forms.Form):
    """The versions of hits that the page showed, as hidden fields `version-KEY`."""

    def __init__(self, hits: Iterable[ScreeningHit], data: Mapping[str, str]) -> None:
        super().__init__(data)
        self.keys = [hit.pk for hit in hits]
        for pk in self.keys:
            self.fields[f"version-{pk}"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def expected_versions(self) -> dict[int, str]:
        """Return hit → the version that the page showed; "" for none."""
        self.full_clean()
        return {pk: self.cleaned_data.get(f"version-{pk}", "") for pk in self.keys}


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
