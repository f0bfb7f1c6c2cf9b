"""Forms for violation reports and their decision."""

from functools import partial
from typing import Any

from django import forms

from accounts.models import Department
from feedback.forms.application_tables import digest_of
from feedback.forms.fields import EvidenceField
from feedback.report_policies import PARTS_OF, check_another_matter, missing_parts, possible_outcomes
from feedback.states import OUTCOMES, ReportState, Severity
from foundation.denials import denial_of
from foundation.web.forms import PastDayField, fill
from free_text.forms import FreeTextarea, FreeTextField
from roster.models import Enterprise
from screening.forms.revocations import RevocationForm
from screening.states import RevocationCategory

# Field → the outcomes that have it, for its help text.
HAVE = {"category": "取消资格", "document_number": "暂停资格”“取消资格", "effective_on": "暂停资格”“取消资格"}


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


class ReportSupplementForm(forms.Form):
    """Further facts and evidence of a report."""

    facts = FreeTextField(
        label="补充情况",
        widget=FreeTextarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="补充了什么材料，核查有何进展。",
        error_messages={"required": "请写明补充的情况。"},
    )
    evidence = EvidenceField()


class ReportWithdrawalForm(forms.Form):
    """The reason why a report is withdrawn."""

    reason = FreeTextField(
        label="撤回理由",
        widget=FreeTextarea(attrs={"rows": 2}),
        max_length=1000,
        help_text="如企业选错、经复核不构成违法失信。",
        error_messages={"required": "请写明撤回理由。"},
    )


class ReportDecisionForm(RevocationForm):
    """The decision of the competent customs office on a report; it is sent once to be checked, and then to be made.

    Only the parts that the chosen outcome has count.
    """

    outcome = forms.ChoiceField(
        label="处理结论", widget=forms.RadioSelect, error_messages={"required": "请选择处理结论。"}
    )
    # The version of the report that the page showed.
    report_version = forms.CharField(required=False, widget=forms.HiddenInput)
    # The digest of the decision that was checked, and the button that makes it.
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    checked = forms.BooleanField(required=False, widget=forms.HiddenInput)

    field_order = ("outcome", "category", "reason", "document_number", "effective_on", "measures")

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        """Offer what is possible now, and what was chosen while it was: the act says why it is not any more."""
        super().__init__(*args, **kwargs)
        possible = possible_outcomes(enterprise)
        offered = [each for each in OUTCOMES if each in possible or each == self.data.get("outcome")]
        self.fields["outcome"].choices = [(each.value, OUTCOMES[each]) for each in offered]
        parts = {name for outcome in offered for name in PARTS_OF[outcome]}
        for name in set(PARTS_OF[ReportState.REVOKED]) - parts:
            del self.fields[name]
        for name in parts:
            self.fields[name].required = False
        self.fields["reason"].label = "处理意见"
        if ReportState.JOINED in possible:
            self.fields["reason"].help_text = "并入已有决定的，可以不填。"
        if "effective_on" in parts:
            self.fields["effective_on"].label = "生效日期"
        for name in HAVE.keys() & parts:
            self.fields[name].help_text = f"选择“{HAVE[name]}”时填写。"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("outcome"):
            for name, message in missing_parts(ReportState(data["outcome"]), data).items():
                if name not in self.errors:
                    self.add_error(name, message)
        if not self.errors:
            fill(self, version=digest_of(str(self.decision)))
        return data

    @property
    def decision(self) -> dict[str, Any]:
        """The outcome with its parts, as decide_report takes them, of a valid form."""
        data = self.cleaned_data
        outcome = ReportState(data["outcome"])
        parts = {name: data[name] for name in PARTS_OF[outcome]}
        if "measures" in parts:
            parts["measures"] = list(parts["measures"])
        return {"outcome": outcome, **parts}

    @property
    def labels(self) -> dict[str, str]:
        """The names of the outcome and of the category, "" without one, of a valid form."""
        decision = self.decision
        category = decision.get("category")
        return {
            "outcome": OUTCOMES[decision["outcome"]],
            "category": RevocationCategory(category).label if category else "",
        }

    @property
    def is_checked(self) -> bool:
        """Whether the valid form was sent to make the decision that was checked."""
        data = self.cleaned_data
        return bool(data["checked"] and data["version"] == digest_of(str(self.decision)))
