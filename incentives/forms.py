"""The forms of Django admin for the acts on a measure."""

from typing import Any

from django import forms

from accounts.models import Department
from foundation.denials import denial_of
from foundation.web.forms import day_input
from free_text.forms import FreeTextarea, FreeTextField
from incentives.models import Beneficiary, MeasureChange, MeasureContent, MeasureKind, MeasureVersion
from incentives.policies import check_change
from incentives.states import MeasureAct


def _text(name: str, **attributes: Any) -> FreeTextField:
    """Return the field for a text of the version."""
    field = MeasureVersion._meta.get_field(name)
    options = {"max_length": field.max_length, "required": not field.blank, "help_text": field.help_text}
    return FreeTextField(**{"label": field.verbose_name, **options, **attributes})


class ActForm(forms.Form):
    """An act on a measure by a document. It starts from the newest version, which stays where no field changes it."""

    version = forms.CharField(widget=forms.HiddenInput)
    # The button that proposes the act; the other one shows the preview.
    propose = forms.BooleanField(required=False, widget=forms.HiddenInput)
    legal_basis = _text("legal_basis", help_text="文件名称及文号。")

    def __init__(self, *args: Any, act: MeasureAct, newest: MeasureVersion, **kwargs: Any) -> None:
        self.act, self.newest = act, newest
        super().__init__(*args, initial={"version": newest.pk, **self.initial_content()}, **kwargs)

    def initial_content(self) -> dict[str, Any]:
        return {}

    @property
    def content(self) -> MeasureContent:
        """The content that the measure has after the act."""
        return self.newest.content

    @property
    def change(self) -> MeasureChange:
        """The change that a valid form proposes."""
        data = self.cleaned_data
        day = data.get("in_force_from", self.newest.in_force_from)
        return MeasureChange(
            act=self.act, in_force_from=day.isoformat(), legal_basis=data["legal_basis"], content=self.content
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and (message := denial_of(lambda: check_change(self.newest, self.change))):
            self.add_error(None, message)
        return data


class WithdrawalForm(ActForm):
    """The withdrawal of a change before its day."""

    legal_basis = _text("legal_basis", label="撤回的依据或理由", help_text="")


class DayForm(ActForm):
    """An act from a day on: suspension, resumption, abolition."""

    in_force_from = forms.DateField(
        label="自哪天起", widget=day_input(), help_text="此前仍按现行文本；早于今天的，其间已登记的保留原文本。"
    )


class AmendmentForm(DayForm):
    """An amendment: everything that the law may change of a measure. The sub-items are typed one a line."""

    short_title = MeasureVersion._meta.get_field("short_title").formfield()
    wording = _text("wording", widget=FreeTextarea(attrs={"rows": 8}))
    sub_items = _text(
        "wording",
        label="分项",
        required=False,
        widget=FreeTextarea(attrs={"rows": 4}),
        help_text="每行一项，没有则留空。",
    )
    condition = _text("condition")
    kinds = forms.MultipleChoiceField(
        label="类型",
        choices=MeasureKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=MeasureVersion._meta.get_field("kinds").help_text,
    )
    beneficiary = forms.ChoiceField(label="受益人", choices=Beneficiary.choices, widget=forms.RadioSelect)
    departments = forms.ModelMultipleChoiceField(
        Department.objects.all(), label="责任单位", to_field_name="code", widget=forms.CheckboxSelectMultiple
    )

    def initial_content(self) -> dict[str, Any]:
        return {**self.newest.content, "sub_items": "\n".join(self.newest.sub_items)}

    def clean_sub_items(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["sub_items"].splitlines() if line.strip()]

    @property
    def content(self) -> MeasureContent:
        data = self.cleaned_data
        fields = {field: data[field] for field in MeasureContent.__annotations__ if field != "departments"}
        return MeasureContent(**fields, departments=[department.code for department in data["departments"]])


FORMS: dict[MeasureAct, type[ActForm]] = {
    MeasureAct.AMEND: AmendmentForm,
    MeasureAct.SUSPEND: DayForm,
    MeasureAct.RESUME: DayForm,
    MeasureAct.ABOLISH: DayForm,
    MeasureAct.WITHDRAW: WithdrawalForm,
}
