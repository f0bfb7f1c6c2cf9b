"""The forms of Django admin for departments and the acts on them."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.department_acts import DepartmentAct
from accounts.models import Department, User
from feedback.models import MeasureApplication
from foundation.denials import denial_of
from foundation.web.forms import day_input
from free_text.forms import FreeTextField
from incentives.models import Measure
from reorganisations.holdings import accounts_of, measures_of
from reorganisations.models import Content, Reorganisation
from reorganisations.policies import check_may_propose

CUSTOMS_CODE_PREFIX = re.compile(r"\d{4,5}")


def _text(label: str, max_length: int, help_text: str = "") -> FreeTextField:
    return FreeTextField(label=label, max_length=max_length, help_text=help_text)


class DepartmentForm(forms.ModelForm):
    """What of a department is changed at once: the prefixes of the codes that a customs office issues, and whether the
    department asks for the purpose of look-ups.
    """

    class Meta:
        model = Department
        fields = ("customs_code_prefixes", "asks_purpose")

    def clean_customs_code_prefixes(self) -> list[str]:
        """Require four or five digits each; of no two offices may one begin with the other."""
        prefixes: list[str] = self.cleaned_data["customs_code_prefixes"]
        if prefixes and not self.instance.is_customs:
            raise ValidationError(f"{self.instance}不是海关，不核发海关注册编码，请留空。")
        if wrong := [prefix for prefix in prefixes if not CUSTOMS_CODE_PREFIX.fullmatch(prefix)]:
            raise ValidationError(f"{'、'.join(wrong)}不是四位或五位数字，请改正。")
        for office in Department.objects.filter(is_customs=True).exclude(pk=self.instance.pk):
            for prefix in prefixes:
                if shared := next((own for own in office.customs_code_prefixes if _overlap(own, prefix)), None):
                    raise ValidationError(f"前缀{prefix}与{office}的{shared}重叠，同一编码不能属于两个海关，请核对。")
        return prefixes


def _overlap(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


class ReorganisationForm(forms.Form):
    """An act on a department from a day on, by a document."""

    # The button that proposes the act; the other one shows the preview.
    propose = forms.BooleanField(required=False, widget=forms.HiddenInput)
    day = forms.DateField(label="自哪天起", widget=day_input(), help_text="当天零时起施行；此前的记录不变。")
    document_number = _text("依据", 200, "文件名称及文号。")

    def __init__(self, *args: Any, act: DepartmentAct, department: Department | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act, self.department = act, department

    @property
    def content(self) -> Content:
        return Content()

    @property
    def reorganisation(self) -> Reorganisation:
        """The reorganisation that a valid form proposes."""
        return Reorganisation(
            act=self.act,
            department=self.department,
            target=self.cleaned_data.get("target"),
            day=self.cleaned_data["day"],
            document_number=self.cleaned_data["document_number"],
            content=self.content,
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and (message := denial_of(lambda: check_may_propose(self.reorganisation))):
            self.add_error(None, message)
        return data


class RenameForm(ReorganisationForm):
    """Another name."""

    name = _text("新名称", 50)

    @property
    def content(self) -> Content:
        return Content(name=self.cleaned_data["name"])


class EstablishmentForm(ReorganisationForm):
    """A new department, which comes last in every list."""

    name = _text("名称", 50)
    code = forms.SlugField(
        label="代码",
        max_length=50,
        help_text="英文字母、数字和连字符，如data-bureau；设立后不能更改。",
    )

    @property
    def content(self) -> Content:
        return Content(name=self.cleaned_data["name"], code=self.cleaned_data["code"])


class TargetForm(ReorganisationForm):
    """An act in favour of another department: a merger."""

    target = forms.ModelChoiceField(Department.objects.active(), label="承接单位", empty_label="请选择")


class MeasuresField(forms.ModelMultipleChoiceField):
    """Measures as they are today, with the number of applications that run."""

    def label_from_instance(self, measure: Measure) -> str:
        return f"{''.join(map(str, measure.of_the_day))}（正在适用{measure.running}项）"


class PartsForm(ReorganisationForm):
    """What of a department goes to another one: measures with their applications, accounts, open work."""

    measures = MeasuresField(
        Measure.objects.none(),
        label="措施",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="措施实施和停用建议随措施划转。",
    )
    accounts = forms.ModelMultipleChoiceField(
        User.objects.none(), label="账号", required=False, widget=forms.CheckboxSelectMultiple
    )
    work = forms.BooleanField(label="待处理的失信线索和未读消息", required=False)

    def __init__(self, *args: Any, department: Department, **kwargs: Any) -> None:
        super().__init__(*args, department=department, **kwargs)
        running = MeasureApplication.objects.running().in_charge_of(department).filter(measure=OuterRef("pk"))
        count = Subquery(running.order_by().values("measure").values_list(Count("pk")))
        measures = measures_of(department).begun(on=timezone.localdate())
        self.fields["measures"].queryset = measures.annotate(running=Coalesce(count, 0))
        self.fields["accounts"].queryset = accounts_of(department)

    @property
    def parts(self) -> Content:
        data = self.cleaned_data
        return Content(
            measures=[measure.pk for measure in data["measures"]],
            accounts=[user.pk for user in data["accounts"]],
            work=data["work"],
        )


class TransferForm(PartsForm, TargetForm):
    """A part of a department goes to another one."""

    field_order = ("day", "document_number", "target")

    @property
    def content(self) -> Content:
        return self.parts


class SplitForm(PartsForm, EstablishmentForm):
    """A part of a department becomes a new one."""

    field_order = ("day", "document_number", "name", "code")

    @property
    def content(self) -> Content:
        return {**super().content, **self.parts}


FORMS: dict[DepartmentAct, type[ReorganisationForm]] = {
    DepartmentAct.RENAME: RenameForm,
    DepartmentAct.TRANSFER: TransferForm,
    DepartmentAct.SPLIT: SplitForm,
    DepartmentAct.MERGE: TargetForm,
    DepartmentAct.CLOSE: ReorganisationForm,
    DepartmentAct.ESTABLISH: EstablishmentForm,
}
