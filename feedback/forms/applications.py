"""Forms for applications of measures: logged, corrected, stopped, cancelled, acknowledged; and a rejected change."""

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator

from feedback.forms.fields import EvidenceField, reason_field
from feedback.models import MeasureApplication
from feedback.policies import ApplicationChoices, check_beneficiary, check_condition, check_kind, check_sub_item
from foundation.denials import denial_of
from foundation.web.dates import chinese_date
from foundation.web.forms import PastDayField, VersionForm
from free_text.forms import FreeTextarea, FreeTextField
from incentives.models import Beneficiary, Measure, MeasureKind, MeasureVersion

CHOICES = tuple(field.name for field in dataclasses.fields(ApplicationChoices))


def choice_fields(versions: Iterable[MeasureVersion]) -> dict[str, forms.Field]:
    """Return a field for each choice that one of the versions leaves; its help names their measures."""
    kinds = [version for version in versions if len(version.kinds) > 1]
    sub_items = [version for version in versions if version.sub_items]
    conditions = [version for version in versions if version.condition]
    either = [version for version in versions if version.beneficiary == Beneficiary.EITHER]
    fields: dict[str, forms.Field] = {}
    if kinds:
        allowed = {kind for version in kinds for kind in version.kinds}
        choices = [("", "请选择"), *(choice for choice in MeasureKind.choices if choice[0] in allowed)]
        fields["kind"] = forms.ChoiceField(
            label="类型",
            choices=choices,
            required=False,
            help_text=f"{_numbers(kinds)}须选择。持续适用的，企业失去资格时须停止。",
        )
    if sub_items:
        groups = [
            (
                str(version),
                [(number, f"（{number}）{text}") for number, text in enumerate(version.sub_items, 1)],
            )
            for version in sub_items
        ]
        fields["sub_item"] = forms.TypedChoiceField(
            label="分项",
            choices=[("", "请选择"), *groups],
            coerce=int,
            empty_value=0,
            required=False,
            help_text=f"{_numbers(sub_items)}须选择。",
        )
    if conditions:
        listed = "；".join(f"{version.in_sentence}：{version.condition}" for version in conditions)
        fields["condition_met"] = forms.BooleanField(
            label="已核实企业符合适用条件", required=False, help_text=f"{listed}。"
        )
    if either:
        fields["benefits_person"] = forms.TypedChoiceField(
            label="受益人",
            choices=[("enterprise", "企业"), ("person", "自然人")],
            coerce=lambda value: value == "person",
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            help_text=f"{_numbers(either)}须选择。授予自然人的，不作为公开案例。",
        )
    return fields


def _numbers(versions: Iterable[MeasureVersion]) -> str:
    """The numbers of the measures by plan, such as 第7、13项."""
    by_plan: dict[str, list[str]] = {}
    for version in versions:
        by_plan.setdefault(version.measure.plan_name, []).append(str(version.measure.number))
    return "、".join(f"{plan_name}第{'、'.join(numbers)}项" for plan_name, numbers in by_plan.items())


def choices_of(data: dict[str, Any]) -> ApplicationChoices:
    """Return the choices in cleaned data, whose form may lack some of the fields."""
    return ApplicationChoices(**{name: data[name] for name in CHOICES if name in data})


def add_choice_errors(form: forms.Form, version: MeasureVersion | None) -> None:
    """Add the refusal of each choice that the version does not leave to its field.

    A refusal for which the form has no field is added to the form. Without a version, nothing is checked.
    """
    if version is None:
        return
    choices = choices_of(form.cleaned_data)
    for field, check in (
        ("kind", partial(check_kind, version, choices.kind)),
        ("sub_item", partial(check_sub_item, version, choices.sub_item)),
        ("condition_met", partial(check_condition, version, choices.condition_met)),
        ("benefits_person", partial(check_beneficiary, version, choices.benefits_person)),
    ):
        if message := denial_of(check):
            form.add_error(field if field in form.fields else None, message)


class ContentForm(forms.Form):
    """The content of an application: day, description and evidence, and the choices that the measure leaves."""

    applied_on = PastDayField(label="实施日期")
    description = FreeTextField(
        label="实施情况",
        widget=FreeTextarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="做了什么、效果如何。不写自然人的姓名与身份信息。",
        error_messages={"required": "请写明做了什么。"},
    )
    evidence = EvidenceField()

    field_order = ("measure", "kind", "sub_item", "condition_met", "benefits_person")

    def __init__(self, *args: Any, versions: Sequence[MeasureVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_choices(versions)

    def offer_choices(self, versions: Sequence[MeasureVersion]) -> None:
        """Set the fields of choices: one for each choice that one of these versions leaves."""
        for name in CHOICES:
            self.fields.pop(name, None)
        self.fields.update(choice_fields(versions))
        self.order_fields(self.field_order)

    def choices(self) -> ApplicationChoices:
        """The choices of a valid form."""
        return choices_of(self.cleaned_data)


class NamedMeasureForm(forms.Form):
    """The measure that an address names."""

    measure = forms.IntegerField(required=False)


class ApplicationForm(ContentForm):
    """An application of a measure."""

    # The field accepts every measure, so that the policy can deny one of another department with its message.
    measure = forms.ModelChoiceField(
        label="激励措施", queryset=Measure.objects.all(), error_messages={"required": "请选择激励措施。"}
    )

    def __init__(self, *args: Any, versions: Sequence[MeasureVersion], **kwargs: Any) -> None:
        """Offer the measures of these versions, with a field for each choice that one of them leaves."""
        super().__init__(*args, versions=versions, **kwargs)
        self.fields["measure"].choices = [
            ("", "请选择"),
            *(
                (version.measure_id, f"{version}{version.status_note}：{Truncator(version.wording).chars(60)}")
                for version in versions
            ),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        measure, applied_on = data.get("measure"), data.get("applied_on")
        add_choice_errors(self, measure.version_on(applied_on) if measure and applied_on else None)
        return data


class CorrectionForm(ContentForm):
    """The corrected content of an application, and the reason. Its fields are those of the version of the typed day."""

    reason = reason_field()

    def __init__(self, *args: Any, application: MeasureApplication, **kwargs: Any) -> None:
        self.application = application
        initial = {
            "kind": application.kind,
            "sub_item": application.sub_item,
            "condition_met": application.condition_met,
            "benefits_person": "person" if application.benefits_person else "enterprise",
            "applied_on": application.applied_on,
            "description": application.description,
        }
        super().__init__(*args, versions=[application.version], initial=initial, **kwargs)
        self.fields["evidence"].help_text = "不选则保留原有材料。" + self.fields["evidence"].help_text
        if self.is_bound and (version := self._version()):
            self.offer_choices([version])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        add_choice_errors(self, self._version())
        return data

    def _version(self) -> MeasureVersion | None:
        """Return the version of the measure on the typed day; None for an invalid day and where none is in force."""
        text = self.data.get("applied_on", "")
        try:
            day = self.fields["applied_on"].to_python(text)
        except ValidationError:
            return None
        if day == self.application.applied_on:
            return self.application.version
        return self.application.measure.version_on(day) if day else None


class ChangeRejectionForm(VersionForm):
    """The reason why a proposed change of a measure is rejected, or taken back by who proposed it."""

    reason = reason_field()


class StopForm(forms.Form):
    """The day on which a running measure was stopped, and the reason."""

    stopped_on = PastDayField(label="停止日期")
    reason = reason_field()

    def __init__(self, *args: Any, application: MeasureApplication, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application = application

    def clean_stopped_on(self) -> date:
        stopped_on: date = self.cleaned_data["stopped_on"]
        if stopped_on < self.application.applied_on:
            raise ValidationError(f"停止日期早于实施日期{chinese_date(self.application.applied_on)}。")
        return stopped_on


class CancellationForm(forms.Form):
    """The reason why an application is cancelled."""

    reason = reason_field(help_text="如重复登记、企业选错。")


class AcknowledgementForm(forms.Form):
    """An optional note to the acknowledgement of a corrected standing."""

    note = FreeTextField(
        label="说明", required=False, widget=FreeTextarea(attrs={"rows": 2}), max_length=1000, help_text="可不填。"
    )
