"""Forms of the match policy."""

from django import forms

from free_text.forms import FreeTextarea, FreeTextField
from screening.models import MatchPolicy


def basis_field() -> FreeTextField:
    """Return the required field for the reason of a change of the policy."""
    return FreeTextField(
        label="修改依据",
        widget=FreeTextarea(attrs={"rows": 2}),
        max_length=1000,
        help_text="如内部规程、会议纪要。",
        error_messages={"required": "请写明修改依据。", "max_length": "依据不超过1000字。"},
    )


class ThresholdField(forms.IntegerField):
    """A score from 0 to 100."""

    default_error_messages = {
        "required": "请填写分值。",
        "invalid": "请填写0至100之间的整数。",
        "min_value": "分值不能低于0。",
        "max_value": "分值不能高于100。",
    }

    def __init__(self, **kwargs):
        super().__init__(min_value=0, max_value=100, **kwargs)


class MatchPolicyForm(forms.ModelForm):
    """Which decisions need approval, and the term; thresholds are changed after a trial (ThresholdsForm)."""

    reason = basis_field()

    class Meta:
        model = MatchPolicy
        fields = ("approval_rule", "term_working_days")
        widgets = {"approval_rule": forms.RadioSelect}


class ThresholdsForm(forms.Form):
    """Other thresholds, to be tried."""

    review_threshold = ThresholdField(
        label="提请核实的分值",
        help_text="名称命中达到该分值的，提请核实；不到的只记录。名称完全相同为95分，高于95则任何名称命中都不再提请核实。",
    )
    ignore_below = ThresholdField(label="不记录的分值", help_text="低于该分值的，不作为命中；不得高于提请核实的分值。")


class ApplyThresholdsForm(forms.Form):
    """Why the thresholds that were tried are put into force."""

    reason = basis_field()
