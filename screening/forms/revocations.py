"""Forms for revoking and restoring the qualification."""

from typing import Any

from django import forms

from foundation.web.forms import PastDayField
from free_text.forms import FreeTextarea, FreeTextField
from incentives.models import Measure
from screening.policies import measures_to_stop
from screening.states import RevocationCategory


class MeasuresField(forms.ModelMultipleChoiceField):
    """The measures that a revocation may name, with their titles of today."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, measure: Measure) -> str:
        return "".join(map(str, measure.of_the_day))


class RevocationForm(forms.Form):
    """取消资格: the reason with its category, the document number, the day, and the measures to stop."""

    category = forms.ChoiceField(
        label="原因类别",
        choices=[("", "请选择"), *RevocationCategory.choices],
        error_messages={"required": "请选择原因类别。"},
    )
    reason = FreeTextField(
        label="取消原因",
        widget=FreeTextarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "请写明取消原因。"},
    )
    document_number = FreeTextField(label="决定文号", max_length=100, error_messages={"required": "请填写决定文号。"})
    effective_on = PastDayField(label="取消日期")
    measures = MeasuresField(
        Measure.objects.none(),
        label="只停止下列措施",
        required=False,
        help_text="不勾选的，建议停止正在适用的全部措施，包括以后补登的；勾选的，只建议停止所勾选的，其余继续适用。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measures"].queryset = measures_to_stop()


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
