"""The forms of Django admin for the acts on a measure, for a new plan, and for a measure that is added to one."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from accounts.models import Department
from foundation.denials import denial_of
from foundation.web.forms import PastDayField, day_input, fill
from free_text.forms import FreeTextarea, FreeTextField
from free_text.tables import TypedTableForm, first_problems, table_field
from incentives.models import (
    ActionPlan,
    Beneficiary,
    EffectKind,
    Measure,
    MeasureChange,
    MeasureContent,
    MeasureKind,
    MeasureVersion,
    NewMeasure,
    PlanChange,
    Section,
)
from incentives.plan_table import COLUMNS, read_table, section_parts
from incentives.policies import check_change, check_new_plan, check_plan_change, coming_change
from incentives.states import MeasureAct, PlanAct


def _text(name: str, *, model: type[Model] = MeasureVersion, **attributes: Any) -> FreeTextField:
    """Return the field for a text of the version, or of another model."""
    field = model._meta.get_field(name)
    options = {"max_length": field.max_length, "required": not field.blank, "help_text": field.help_text}
    return FreeTextField(**{"label": field.verbose_name, **options, **attributes})


class MeasuresOnForm(forms.Form):
    """The day of which a program asks for the measures: today unless it states one."""

    on = forms.DateField(required=False, error_messages={"invalid": "日期应写作2026-07-10。"})

    def clean_on(self) -> date:
        return self.cleaned_data["on"] or timezone.localdate()


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


class MeasureContentForm(forms.Form):
    """The content of a measure: everything that the law may change of it. The sub-items are typed one a line."""

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
    effects = forms.MultipleChoiceField(
        label="效果指标",
        choices=EffectKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=MeasureVersion._meta.get_field("effects").help_text,
    )
    beneficiary = forms.ChoiceField(label="受益人", choices=Beneficiary.choices, widget=forms.RadioSelect)
    departments = forms.ModelMultipleChoiceField(
        Department.objects.active(), label="责任单位", to_field_name="code", widget=forms.CheckboxSelectMultiple
    )

    def clean_sub_items(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["sub_items"].splitlines() if line.strip()]

    @property
    def content(self) -> MeasureContent:
        data = self.cleaned_data
        fields = {field: data[field] for field in MeasureContent.__annotations__ if field != "departments"}
        return MeasureContent(**fields, departments=[department.code for department in data["departments"]])


class AmendmentForm(MeasureContentForm, DayForm):
    """An amendment from a day on."""

    field_order = ("legal_basis", "in_force_from")

    def initial_content(self) -> dict[str, Any]:
        return {**self.newest.content, "sub_items": "\n".join(self.newest.sub_items)}


FORMS: dict[MeasureAct, type[ActForm]] = {
    MeasureAct.AMEND: AmendmentForm,
    MeasureAct.SUSPEND: DayForm,
    MeasureAct.RESUME: DayForm,
    MeasureAct.ABOLISH: DayForm,
    MeasureAct.WITHDRAW: WithdrawalForm,
}


class PlanChangeForm(forms.Form):
    """A change of a plan. The first time the form is valid, it shows a preview; it is proposed as it was previewed.

    `plan` and `change` are what a valid form proposes; the forms below set them in `clean`.
    """

    # The digest of the preview, and the button that proposes what it shows; the other button shows the preview.
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    propose = forms.BooleanField(required=False, widget=forms.HiddenInput)

    change: PlanChange

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        self.plan = plan
        super().__init__(*args, **kwargs)

    @property
    def is_to_propose(self) -> bool:
        """Whether the valid form was sent to propose what its preview showed."""
        data = self.cleaned_data
        return bool(data["propose"] and data["version"] == self._digest())

    def check_and_preview(self, *checks: Callable[[], None]) -> None:
        """Add why a check refuses the change; otherwise note which preview the form comes back with."""
        for check in checks:
            if message := denial_of(check):
                self.add_error(None, message)
        if not self.errors and not self.is_to_propose:
            fill(self, version=self._digest())

    def _digest(self) -> str:
        content = [self.plan.document_number, self.plan.title, self.plan.short_name, self.change]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


class NewPlanForm(TypedTableForm, PlanChangeForm):
    """A new plan with its measures, which come from a file, or are typed or copied into the table."""

    document_number = _text("document_number", model=ActionPlan)
    title = _text("title", model=ActionPlan)
    short_name = ActionPlan._meta.get_field("short_name").formfield(required=True)
    issued_by = _text("issued_by", model=ActionPlan)
    issued_on = PastDayField(label="印发日期")
    in_force_from = forms.DateField(label="施行日期", widget=day_input())
    file = forms.FileField(
        label="措施表",
        required=False,
        help_text=(
            f"Excel、WPS 工作簿或 CSV，各列为：{'、'.join(COLUMNS)}。内容会填入下面一栏，取代原有的内容，可在那里改正。"
        ),
    )
    table = table_field(label="措施", help_text="也可以从表格中复制过来，第一行是表头，每行一项措施。")

    field_order = ("document_number", "title", "short_name", "issued_by", "issued_on", "in_force_from", "file", "table")
    missing = "请选择措施表，或在这里填写措施。"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            self._read_plan(data)
        if not self.errors:
            self.check_and_preview(
                partial(check_new_plan, self.plan), partial(check_plan_change, self.plan, self.change)
            )
        return data

    def _read_plan(self, data: dict[str, Any]) -> None:
        fields = ("document_number", "title", "short_name", "issued_by", "issued_on", "in_force_from")
        self.plan = ActionPlan(**{field: data[field] for field in fields})
        names = dict(Department.objects.active().values_list("name", "code"))
        table = read_table(data["table"], departments=names, basis=data["document_number"])
        self.notes = [*self.notes, *table.notes]
        if table.problems:
            self.add_error("table", ValidationError(first_problems(table.problems)))
        self.change = PlanChange(
            act=PlanAct.ISSUE,
            in_force_from=data["in_force_from"].isoformat(),
            legal_basis=data["document_number"],
            measures=table.measures,
        )


class NewMeasureForm(MeasureContentForm, PlanChangeForm):
    """One measure that a document adds to a plan from a day on."""

    legal_basis = _text("legal_basis", help_text="新增这项措施的文件名称及文号。")
    in_force_from = forms.DateField(label="自哪天起", widget=day_input())
    section = forms.ModelChoiceField(
        Section.objects.none(), label="类别", required=False, empty_label="新的类别（填在下面一栏）"
    )
    new_section = _text(
        "title", model=Section, label="新的类别", required=False, help_text="编号和标题，如“（十二）其他措施”。"
    )
    number = forms.IntegerField(label="序号", min_value=1, max_value=9999)

    field_order = ("legal_basis", "in_force_from", "section", "new_section", "number")

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, plan=plan, **kwargs)
        self.fields["section"].queryset = plan.sections.all()
        last = Measure.objects.filter(section__plan=plan).order_by("number").last()
        self.fields["number"].initial = last.number + 1 if last else 1

    def clean_new_section(self) -> str:
        text: str = self.cleaned_data["new_section"]
        if bool(text) == bool(self.cleaned_data.get("section")):
            raise ValidationError("请选择一个类别，或写明新的类别，二者取一。")
        if text and not all(section_parts(text)):
            raise ValidationError("请写明新的类别的编号和标题，如“（十二）其他措施”。")
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            measure = NewMeasure(
                section=data["new_section"] or str(data["section"]),
                number=data["number"],
                legal_basis=data["legal_basis"],
                content=self.content,
            )
            self.change = PlanChange(
                act=PlanAct.ADD,
                in_force_from=data["in_force_from"].isoformat(),
                legal_basis=data["legal_basis"],
                measures=[measure],
            )
            self.check_and_preview(partial(check_plan_change, self.plan, self.change))
        return data


class PlanActForm(PlanChangeForm):
    """An act on a plan and all its measures, by a document."""

    legal_basis = _text("legal_basis", help_text="文件名称及文号。")

    field_order = ("in_force_from", "legal_basis")

    def set_change(self, change: PlanChange) -> None:
        """Check and preview the change that the fields describe."""
        self.change = change
        self.check_and_preview(partial(check_plan_change, self.plan, change))


class PlanEndForm(PlanActForm):
    """The end of a plan, from a day on."""

    in_force_from = forms.DateField(
        label="自哪天起", widget=day_input(), help_text="全部措施同日废止；此前的实施和记录不变。"
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            day, basis = data["in_force_from"].isoformat(), data["legal_basis"]
            self.set_change(PlanChange(act=PlanAct.END, in_force_from=day, legal_basis=basis, measures=[]))
        return data


class PlanWithdrawalForm(PlanActForm):
    """The withdrawal of the newest approved change of a plan before its day."""

    legal_basis = _text("legal_basis", label="撤回的依据或理由", help_text="")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            coming = coming_change(self.plan)
            self.set_change(
                PlanChange(
                    act=PlanAct.WITHDRAW,
                    in_force_from=coming.change["in_force_from"] if coming else timezone.localdate().isoformat(),
                    legal_basis=data["legal_basis"],
                    measures=[],
                    withdrawn=coming.pk if coming else 0,
                )
            )
        return data


PLAN_FORMS: dict[PlanAct, type[PlanActForm]] = {PlanAct.END: PlanEndForm, PlanAct.WITHDRAW: PlanWithdrawalForm}
