"""Forms for writing cases (联合激励案例)."""

from typing import Any

from django import forms

from feedback.models import MeasureApplication
from free_text.forms import FreeTextarea, FreeTextField, FreeTextInput
from publicity.models import IncentiveCase
from roster.models import Enterprise
from screening.models import Standing


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
