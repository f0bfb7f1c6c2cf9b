"""Forms for applications, violation reports and answers to stop advice."""

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from accounts.models import Department
from feedback.models import MeasureApplication, StopAdvice
from feedback.policies import (
    ApplicationChoices,
    check_another_matter,
    check_beneficiary,
    check_condition,
    check_kind,
    check_sub_item,
)
from feedback.states import AdviceState, Severity
from foundation.denials import denial_of
from foundation.web.dates import chinese_date
from foundation.web.forms import KeysField, PastDayField, VersionForm, check_scanned
from free_text.forms import FreeTextarea, FreeTextField
from incentives.models import Beneficiary, Measure, MeasureKind, MeasureVersion
from roster.models import Enterprise
from screening.forms.revocations import RevocationForm
from screening.models import Revocation
from uploads.unread_texts import attachment_holds_resident_id

# The first bytes of allowed evidence → how its name must end: PDF, PNG, JPEG, and zip, the container of Office
# documents and OFD (GB/T 33190).
EVIDENCE_ENDINGS = {
    b"%PDF": (".pdf",),
    b"\x89PNG": (".png",),
    b"\xff\xd8\xff": (".jpg", ".jpeg"),
    b"PK\x03\x04": (".docx", ".xlsx", ".pptx", ".ofd"),
}


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


class EvidenceField(forms.FileField):
    """One file of evidence: a PDF, a picture or an Office document, without numbers of identity documents."""

    def __init__(self) -> None:
        super().__init__(
            label="证明材料",
            required=False,
            help_text="一份，PDF、图片、OFD 或 Office 文档。",
            error_messages={"empty": "这个文件是空的（0 字节），请重新选择。"},
        )

    def clean(self, data: Any, initial: Any = None) -> UploadedFile | None:
        evidence = super().clean(data, initial)
        if not evidence:
            return None
        if evidence.size > settings.UPLOAD_MAX_BYTES:
            limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
            raise ValidationError(f"文件超过{limit}MB的上限，请压缩后重新选择。")
        head = evidence.read(8)
        evidence.seek(0)
        endings = next((endings for first, endings in EVIDENCE_ENDINGS.items() if head.startswith(first)), ())
        if not endings:
            raise ValidationError("证明材料须为 PDF、图片（PNG、JPEG）、OFD 或 Office 文档（按内容识别）。")
        if not str(evidence.name).lower().endswith(endings):
            raise ValidationError(f"按内容，这个文件的名称应以{'、'.join(endings)}结尾，请改名后重新选择。")
        check_scanned(evidence)
        try:
            holds_number = attachment_holds_resident_id(evidence.file)
        except ValueError as error:
            raise ValidationError("这个文件已损坏或设有密码，打不开，请另存后重新选择。") from error
        if holds_number:
            raise ValidationError(
                "这个文件中有居民身份证号（正文、批注或文件属性）；系统不保存个人证件号码，请删去后重新选择。"
            )
        evidence.seek(0)
        return evidence


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
            *((version.measure_id, f"{version}{version.status_note}：{version.wording[:60]}") for version in versions),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        measure, applied_on = data.get("measure"), data.get("applied_on")
        add_choice_errors(self, measure.version_on(applied_on) if measure and applied_on else None)
        return data


def reason_field(help_text: str = "") -> FreeTextField:
    """Return the field for the reason of a change."""
    return FreeTextField(
        label="理由",
        widget=FreeTextarea(attrs={"rows": 2}),
        max_length=1000,
        help_text=help_text,
        error_messages={"required": "请填写理由。"},
    )


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


class ReportForm(forms.Form):
    """A violation: when it was found, and the facts."""

    found_on = PastDayField(label="发现日期")
    facts = FreeTextField(
        label="违法失信情况",
        widget=FreeTextarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="什么行为、依据什么材料、已作何处理。",
        error_messages={"required": "请写明违法失信情况。"},
    )
    severity = forms.ChoiceField(label="严重程度", required=False, choices=[("", "尚未认定"), *Severity.choices])
    document_number = FreeTextField(
        label="文号", required=False, max_length=100, help_text="行政处罚决定书等材料的文号，没有的不填。"
    )
    evidence = EvidenceField()

    def __init__(self, *args: Any, enterprise: Enterprise, department: Department, **kwargs: Any) -> None:
        """Ask whether this is another matter, where the department reported the enterprise lately."""
        super().__init__(*args, **kwargs)
        question = denial_of(partial(check_another_matter, enterprise, department, is_another=False))
        if question:
            self.fields["is_another"] = forms.BooleanField(
                label="不是同一件事",
                help_text=question,
                error_messages={"required": "是同一件事的，不必再报送；不是的，请勾选。"},
            )


class ReportDecisionForm(RevocationForm):
    """The decision of the competent customs office on a report.

    Only a revocation needs a document and a day. Where the enterprise is revoked already, the report joins that
    decision instead.
    """

    REVOKE, KEEP, JOIN = "revoke", "keep", "join"

    decision = forms.ChoiceField(
        label="处理结论", widget=forms.RadioSelect, error_messages={"required": "请选择处理结论。"}
    )

    field_order = ("decision", "reason", "document_number", "effective_on")

    def __init__(self, *args: Any, revocation: Revocation | None, **kwargs: Any) -> None:
        """`revocation` is the one in force. What was typed to revoke before it came into force stays in the form."""
        super().__init__(*args, **kwargs)
        revokes = revocation is None or self.data.get("decision") == self.REVOKE
        self.fields["decision"].choices = [
            *([(self.REVOKE, "取消资格")] if revokes else []),
            *([(self.JOIN, "并入已有的取消资格决定")] if revocation else []),
            (self.KEEP, "不予取消"),
        ]
        self.fields["reason"].label = "理由"
        if revocation:
            self.fields["reason"].help_text = f"并入{revocation.document_number}的，可以不填。"
        for name in ("document_number", "effective_on"):
            self.fields[name].help_text = "选择“取消资格”时填写。"
        if not revokes:
            del self.fields["document_number"], self.fields["effective_on"]
        for name in self.fields.keys() - {"decision"}:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        decision = data.get("decision")
        if decision == self.KEEP and "reason" not in self.errors and not data.get("reason"):
            self.add_error("reason", "请写明理由。")
        if decision == self.REVOKE:
            for name in ("reason", "document_number", "effective_on"):
                if name not in self.errors and not data.get(name):
                    self.add_error(name, self.fields[name].error_messages["required"])
        return data


class AnswerForm(forms.Form):
    """The answer to stop advice: stopped on a day, or continued with a reason."""

    decision = forms.ChoiceField(
        label="答复",
        choices=[(state.value, AdviceState(state).label) for state in (AdviceState.STOPPED, AdviceState.KEPT)],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择停止或继续适用。"},
    )
    stopped_on = PastDayField(label="停止日期", required=False, help_text="选择“已停止”时填写。")
    answer = FreeTextField(
        label="说明",
        required=False,
        widget=FreeTextarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="选择“继续适用”的，请说明理由。",
    )

    def __init__(self, *args: Any, advice: StopAdvice | None = None, **kwargs: Any) -> None:
        """Take the advice whose days the form checks; None for an answer to several."""
        super().__init__(*args, **kwargs)
        self.advice = advice

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        decision, stopped_on = data.get("decision"), data.get("stopped_on")
        if decision == AdviceState.KEPT and not data.get("answer"):
            self.add_error("answer", "选择“继续适用”的，请说明理由。")
        if decision == AdviceState.STOPPED and "stopped_on" not in self.errors:
            if not stopped_on:
                self.add_error("stopped_on", "请填写停止日期。")
            elif self.advice and stopped_on < self.advice.application.applied_on:
                self.add_error(
                    "stopped_on", f"停止日期早于实施日期{chinese_date(self.advice.application.applied_on)}。"
                )
        return data


class AnswerCorrectionForm(AnswerForm):
    """The corrected answer, and the reason of the correction."""

    reason = reason_field()

    def __init__(self, *args: Any, advice: StopAdvice, **kwargs: Any) -> None:
        initial = {"decision": advice.state, "stopped_on": advice.stopped_on, "answer": advice.answer}
        super().__init__(*args, advice=advice, initial=initial, **kwargs)
        self.fields["reason"].label = "更正的理由"
        self.fields["answer"].help_text += "改变答复的，请一并改正说明。"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("decision") == AdviceState.KEPT:
            data["stopped_on"] = None
        return data


class ChosenAdviceForm(forms.Form):
    """The advice that is ticked."""

    advice = KeysField(required=False)


class ChosenNoticesForm(forms.Form):
    """The notices that are ticked, or with `everything` all up to the newest one that the page showed."""

    notice = KeysField(required=False)
    everything = forms.BooleanField(required=False, widget=forms.HiddenInput)
    newest = forms.IntegerField(required=False, widget=forms.HiddenInput)
