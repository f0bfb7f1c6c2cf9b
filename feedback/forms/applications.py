"""Forms for applications of measures: logged, corrected, stopped, cancelled, acknowledged."""

import dataclasses
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from feedback.forms.fields import EvidenceField, reason_field
from feedback.models import Evidence, MeasureApplication
from feedback.policies import (
    ApplicationChoices,
    ApplicationDetails,
    check_beneficiary,
    check_competition,
    check_condition,
    check_figures,
    check_kind,
    check_sub_item,
)
from foundation.denials import denial_of
from foundation.web.dates import chinese_date
from foundation.web.forms import KeysField, PastDayField, day_input
from free_text.forms import FreeTextarea, FreeTextField
from incentives.models import Beneficiary, EffectKind, Measure, MeasureKind, MeasureVersion
from roster.models import Enterprise

DETAILS = tuple(field.name for field in dataclasses.fields(ApplicationDetails))
CHOICES = tuple(field.name for field in dataclasses.fields(ApplicationChoices))


def choice_fields(version: MeasureVersion) -> dict[str, forms.Field]:
    """Return a field for each choice that the version leaves."""
    fields: dict[str, forms.Field] = {}
    if len(version.kinds) > 1:
        kinds = [choice for choice in MeasureKind.choices if choice[0] in version.kinds]
        fields["kind"] = forms.ChoiceField(
            label="类型",
            choices=[("", "请选择"), *kinds],
            required=False,
            help_text="持续适用的，企业失去资格时须停止。",
        )
    if version.sub_items:
        sub_items = [(number, f"（{number}）{text}") for number, text in enumerate(version.sub_items, 1)]
        fields["sub_item"] = forms.TypedChoiceField(
            label="分项",
            choices=[("", "请选择"), *sub_items],
            coerce=int,
            empty_value=0,
            required=False,
        )
    if version.condition:
        fields["condition_met"] = forms.BooleanField(
            label="已核实企业符合适用条件", required=False, help_text=f"适用条件：{version.condition}。"
        )
    if version.beneficiary == Beneficiary.EITHER:
        fields["benefits_person"] = forms.TypedChoiceField(
            label="受益人",
            choices=[("enterprise", "企业"), ("person", "自然人")],
            coerce=lambda value: value == "person",
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            help_text="授予自然人的，不作为公开案例。",
        )
    return {**fields, **detail_fields(version)}


def detail_fields(version: MeasureVersion) -> dict[str, forms.Field]:
    """Return a field for each detail that applications of the version may state beside the usual ones."""
    fields: dict[str, forms.Field] = {}
    if version.kinds != [MeasureKind.STANDING]:
        fields["applied_until"] = forms.DateField(
            label="实施至", required=False, widget=day_input(), help_text="历时多日的，填最后一天；当日办结的不填。"
        )
    if MeasureKind.TIE_BREAK in version.kinds:
        fields["competition"] = FreeTextField(
            label="竞争事项",
            required=False,
            max_length=200,
            help_text="在哪项评审、出让或备案中与其他企业同等条件下优先，如“2026年度专项资金评审”。",
        )
    for effect in EffectKind:
        if effect in version.effects:
            fields[effect.value] = figure_field(effect)
    return fields


def figure_field(effect: EffectKind) -> forms.Field:
    """Return the field of a figure: an amount in yuan, or a whole number."""
    shared: dict[str, Any] = {"label": effect.label, "required": False, "min_value": 0, "help_text": "可不填。"}
    if effect == EffectKind.AMOUNT:
        return forms.DecimalField(max_digits=14, decimal_places=2, **shared)
    return forms.IntegerField(max_value=1_000_000, **shared)


def choices_of(data: dict[str, Any]) -> ApplicationChoices:
    """Return the choices in cleaned data, whose form may lack some of the fields."""
    return ApplicationChoices(**{name: data[name] for name in CHOICES if name in data})


def details_of(data: dict[str, Any]) -> ApplicationDetails:
    """Return the details in cleaned data, whose form may lack some of the fields."""
    return ApplicationDetails(**{name: data[name] for name in DETAILS if name in data})


def add_choice_errors(form: forms.Form, version: MeasureVersion | None) -> None:
    """Add the refusal of each choice that the version does not leave to its field.

    A refusal for which the form has no field is added to the form. Without a version, nothing is checked.
    """
    if version is None:
        return
    choices, details = choices_of(form.cleaned_data), details_of(form.cleaned_data)
    for field, check in (
        ("kind", partial(check_kind, version, choices.kind)),
        ("sub_item", partial(check_sub_item, version, choices.sub_item)),
        ("condition_met", partial(check_condition, version, choices.condition_met)),
        ("benefits_person", partial(check_beneficiary, version, choices.benefits_person)),
        ("competition", partial(check_competition, version, choices.kind or version.kinds[0], details.competition)),
        (None, partial(check_figures, version, details)),
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
    business_number = FreeTextField(
        label="业务编号", required=False, max_length=60, help_text="本单位业务系统中的编号，可不填。"
    )
    contact = FreeTextField(
        label="联系方式", required=False, max_length=100, help_text="承办科室及办公电话，可不填；不写个人手机号码。"
    )
    evidence = EvidenceField()

    field_order = (
        *("measure", "kind", "sub_item", "condition_met", "benefits_person", "applied_on", "backfill_reason"),
        "applied_until",
        *("description", "competition", *EffectKind.values),
    )

    def offer_choices(self, version: MeasureVersion | None) -> None:
        """Add a field for each choice that the version leaves."""
        self.fields.update(choice_fields(version) if version else {})
        self.order_fields(self.field_order)

    def offer_choices_of_day(self, version: MeasureVersion) -> MeasureVersion:
        """Add the fields of the version of the typed day, if the measure had one; return it, or this version."""
        self.offer_choices(version)
        day = self.typed_day()
        on_day = version.measure.version_on(day) if day else None
        if on_day:
            self.offer_choices(on_day)
        return on_day or version

    def offer_backfill(self, enterprise: Enterprise) -> None:
        """Add the field for the reason of a day of which the platform knows nothing, once such a day is typed."""
        day = self.typed_day()
        is_unknown = day is not None and not enterprise.standings.standing_on(day).exists()
        if is_unknown or self.data.get("backfill_reason"):
            self.fields["backfill_reason"] = FreeTextField(
                label="补登理由",
                required=False,
                max_length=500,
                help_text="当日平台还没有该企业的记录、当时确已实施的，写明依据，如“2025年已适用，当时平台未启用”。补登的不视为经平台核验。",
            )
            self.order_fields(self.field_order)

    def typed_day(self) -> date | None:
        """The day that was typed; None for none and for an invalid one."""
        try:
            return self.fields["applied_on"].to_python(self.data.get("applied_on", ""))  # type: ignore[no-any-return]
        except ValidationError:
            return None

    def choices(self) -> ApplicationChoices:
        """The choices of a valid form."""
        return choices_of(self.cleaned_data)

    def details(self) -> ApplicationDetails:
        """The details of a valid form."""
        return details_of(self.cleaned_data)


class NamedMeasureForm(forms.Form):
    """The measure that an address names."""

    measure = forms.IntegerField(required=False)


class ApplicationForm(ContentForm):
    """An application of a measure.

    `version` is that of the chosen measure, on the typed day if it was in force; None until one is chosen.
    """

    # The field accepts every measure, so that the policy can deny one of another department with its message.
    measure = forms.ModelChoiceField(
        label="激励措施", queryset=Measure.objects.all(), error_messages={"required": "请选择激励措施。"}
    )

    def __init__(self, *args: Any, versions: Sequence[MeasureVersion], enterprise: Enterprise, **kwargs: Any) -> None:
        """Offer the measures of these versions, and the choices that the chosen one leaves."""
        super().__init__(*args, **kwargs)
        self.offer_backfill(enterprise)
        measure = self.fields["measure"]
        measure.choices = [
            ("", "请选择"),
            *((version.measure_id, f"{version}{version.status_note}") for version in versions),
        ]
        chosen = str(self["measure"].value())
        self.version = next((version for version in versions if str(version.measure_id) == chosen), None)
        if self.version:
            measure.widget = measure.hidden_widget()
            self.version = self.offer_choices_of_day(self.version)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        measure, applied_on = data.get("measure"), data.get("applied_on")
        add_choice_errors(self, measure.version_on(applied_on) if measure and applied_on else None)
        return data


class SeveralApplicationsForm(ContentForm):
    """One application of a measure for each of several enterprises, all with this content.

    A business number and evidence belong to one application, and are added on its page afterwards.
    """

    def __init__(self, *args: Any, version: MeasureVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for own in ("business_number", "evidence"):
            del self.fields[own]
        self.version = self.offer_choices_of_day(version)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        add_choice_errors(self, self.version)
        return data


class ChosenEnterprisesForm(forms.Form):
    """The ticked enterprises, or with `filtered` all of the list as it is filtered."""

    enterprise = KeysField(required=False)
    filtered = forms.BooleanField(required=False, widget=forms.HiddenInput)


class CorrectionForm(ContentForm):
    """The corrected content of an application, and the reason. Its fields are those of the version of the typed day."""

    evidence = EvidenceField(help_text="增加的材料；不选则不增加。")
    removed = forms.ModelMultipleChoiceField(
        Evidence.objects.none(),
        label="删去原有材料",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="勾选的不再列出，仍保留在更正记录中。",
    )
    reason = reason_field()
    # The content that the page showed.
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, application: MeasureApplication, **kwargs: Any) -> None:
        self.application = application
        initial = {
            "version": application.content_version,
            "kind": application.kind,
            "sub_item": application.sub_item,
            "condition_met": application.condition_met,
            "benefits_person": "person" if application.benefits_person else "enterprise",
            "applied_on": application.applied_on,
            "description": application.description,
            **{name: getattr(application, name) for name in DETAILS},
        }
        super().__init__(*args, initial=initial, **kwargs)
        attached = application.evidence.attached()
        if attached:
            self.fields["removed"].queryset = attached
        else:
            del self.fields["removed"]
        self.offer_choices(self._version() or application.version)
        self.offer_backfill(application.enterprise)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        add_choice_errors(self, self._version())
        return data

    def _version(self) -> MeasureVersion | None:
        """Return the version of the measure on the typed day; None for an invalid day and where none is in force."""
        day = self.typed_day()
        if day == self.application.applied_on:
            return self.application.version
        return self.application.measure.version_on(day) if day else None


class SupplementForm(forms.Form):
    """More material for an application. Its fields have the names that they have in the form of a new one."""

    description = FreeTextField(
        label="补充说明",
        widget=FreeTextarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="补充了什么材料，办理有何进展。",
        error_messages={"required": "请写明补充的情况。"},
    )
    evidence = EvidenceField(help_text="")


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
