"""Forms for publishing enterprises and writing cases."""

from typing import Any

from django import forms

from accounts.models import Department
from feedback.models import MeasureApplication
from foundation.web.context_processors import LARGE
from free_text.forms import FreeTextarea, FreeTextField, FreeTextInput
from publicity.models import IncentiveCase, WithdrawalReason
from roster.models import Enterprise
from screening.models import Standing


class DepartmentForm(forms.Form):
    """The department whose measures are shown."""

    department = forms.ModelChoiceField(
        Department.objects.all(),
        label="单位",
        to_field_name="code",
        required=False,
        error_messages={"invalid_choice": "没有这个成员单位。"},
    )


class ShownForm(forms.Form):
    """Which enterprises are listed: those that can be published, are published, or were withdrawn."""

    shown = forms.ChoiceField(
        label="显示",
        choices=[("publishable", "待公布"), ("published", "已公布"), ("withdrawn", "已撤下")],
        required=False,
    )


class TypeSizeForm(forms.Form):
    """The size of type that the reader chose, and the page to return to."""

    size = forms.ChoiceField(choices=[("normal", "标准字号"), (LARGE, "大字版")], required=False)
    next = forms.CharField(required=False)


class PublishForm(forms.Form):
    """The enterprises selected for publication, or everybody that can be published."""

    everybody = forms.BooleanField(required=False)

    enterprises = forms.ModelMultipleChoiceField(
        queryset=Enterprise.objects.all(),
        required=False,
        error_messages={"invalid_choice": "有企业不存在，请刷新后重新勾选。"},
    )


class WithdrawalForm(forms.Form):
    """Why an enterprise or a case is taken off the public pages."""

    withdrawal_reason = forms.ChoiceField(
        label="撤下原因",
        choices=[("", "请选择"), *WithdrawalReason.choices],
        error_messages={"required": "请选择撤下原因。"},
    )
    withdrawal_note = FreeTextField(
        label="说明",
        widget=FreeTextarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="写明事由，以后重新公布时可以查看，公众看不到。",
        error_messages={"required": "请写明撤下的事由。"},
    )


class CaseSubjectForm(forms.Form):
    """What a new case is about: one application, or the applications of the enterprises that a look-up finds."""

    application = forms.IntegerField(required=False, widget=forms.HiddenInput)
    enterprise = forms.CharField(label="企业名称或代码", required=False)


class ApplicationField(forms.ModelChoiceField):
    """A choice of applications; those that are marked as typical say so."""

    def label_from_instance(self, application: MeasureApplication) -> str:
        return f"【典型】{application}" if application.is_typical else str(application)


class CaseForm(forms.ModelForm):
    """A case and its application: of an eligible enterprise, not cancelled, and benefiting no natural person.

    The applications that are marked as typical come first.
    """

    class Meta:
        model = IncentiveCase
        fields = ("application", "title", "body")
        field_classes = {"application": ApplicationField, "title": FreeTextField, "body": FreeTextField}
        widgets = {"title": FreeTextInput, "body": FreeTextarea(attrs={"rows": 10})}

    def __init__(self, *args: Any, enterprise: str = "", **kwargs: Any) -> None:
        """`enterprise`: a text by which enterprises are looked up; only their applications are offered."""
        super().__init__(*args, **kwargs)
        applications = (
            MeasureApplication.objects.publishable()
            .filter(enterprise__in=Standing.objects.current().eligible().values("enterprise_id"))
            .select_related("enterprise", "version__measure", "department")
            .distinct()
            .with_typical()
            .order_by("-is_typical", "-pk")
        )
        if enterprise:
            applications = applications.filter(enterprise__in=Enterprise.objects.search(enterprise))
        self.fields["application"].queryset = applications
        self.fields["application"].empty_label = "请选择"

    @property
    def content(self) -> dict[str, Any]:
        """The application and the texts of a valid form."""
        return {field: self.cleaned_data[field] for field in self._meta.fields}
