"""The form of Django admin for an amendment."""

from typing import Any

from django import forms

from foundation.denials import ActionDenied
from free_text.forms import FreeTextarea, FreeTextField, FreeTextInput
from incentives.models import MeasureContent, MeasureKind, MeasureVersion
from incentives.policies import check_may_amend


class AmendmentForm(forms.ModelForm):
    """A new version of a measure; the sub-items are typed one a line, and the kinds are ticked."""

    sub_items = FreeTextField(
        label="分项", required=False, widget=FreeTextarea(attrs={"rows": 4}), help_text="每行一项，没有则留空。"
    )

    kinds = forms.MultipleChoiceField(
        label="类型",
        choices=MeasureKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=MeasureVersion._meta.get_field("kinds").help_text,
    )

    class Meta:
        model = MeasureVersion
        fields = (
            *("measure", "short_title", "wording", "sub_items", "condition", "kinds", "beneficiary"),
            *("departments", "legal_basis", "in_force_from"),
        )
        field_classes = dict.fromkeys(("wording", "condition", "legal_basis"), FreeTextField)
        widgets = {
            # The script of `filter_horizontal` has English texts that Django does not translate.
            "departments": forms.CheckboxSelectMultiple,
            "wording": FreeTextarea(attrs={"class": "vLargeTextField", "rows": 10}),
            "condition": FreeTextInput(attrs={"class": "vTextField"}),
            "legal_basis": FreeTextInput(attrs={"class": "vTextField"}),
        }

    def clean_sub_items(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["sub_items"].splitlines() if line.strip()]

    @property
    def content(self) -> MeasureContent:
        """The content of a valid form."""
        data = self.cleaned_data
        fields = {field: data[field] for field in MeasureContent.__annotations__ if field != "departments"}
        return MeasureContent(**fields, departments=[department.code for department in data["departments"]])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            newest = data["measure"].versions.latest("in_force_from")
            try:
                check_may_amend(
                    newest, self.content, legal_basis=data["legal_basis"], in_force_from=data["in_force_from"]
                )
            except ActionDenied as denied:
                self.add_error(None, denied.message)
        return data
