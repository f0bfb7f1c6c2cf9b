"""Forms for violation reports and their decision."""

from functools import partial
from typing import Any

from django import forms

from accounts.models import Department
from feedback.forms.fields import EvidenceField
from feedback.policies import check_another_matter
from feedback.states import Severity
from foundation.denials import denial_of
from foundation.web.forms import PastDayField
from free_text.forms import FreeTextarea, FreeTextField
from roster.models import Enterprise
from screening.forms.revocations import RevocationForm
from screening.models import Revocation


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

    Only a revocation needs a category, a document and a day. Where the enterprise is revoked already, the report joins
    that decision instead.
    """

    REVOKE, KEEP, JOIN = "revoke", "keep", "join"

    decision = forms.ChoiceField(
        label="处理结论", widget=forms.RadioSelect, error_messages={"required": "请选择处理结论。"}
    )

    field_order = ("decision", "category", "reason", "document_number", "effective_on", "measures")

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
        for name in ("category", "document_number", "effective_on"):
            self.fields[name].help_text = "选择“取消资格”时填写。"
        if not revokes:
            for name in ("category", "document_number", "effective_on", "measures"):
                del self.fields[name]
        for name in self.fields.keys() - {"decision"}:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        decision = data.get("decision")
        if decision == self.KEEP and "reason" not in self.errors and not data.get("reason"):
            self.add_error("reason", "请写明理由。")
        if decision == self.REVOKE:
            for name in ("category", "reason", "document_number", "effective_on"):
                if name not in self.errors and not data.get(name):
                    self.add_error(name, self.fields[name].error_messages["required"])
        return data
