"""The JSON of the acts on violation reports (失信线索): a supplement, a withdrawal, a decision."""

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from feedback.forms.fields import EvidenceField
from feedback.report_policies import PARTS_OF
from feedback.serializers.applications import checked_evidence
from feedback.states import OUTCOMES, ReportState
from foundation.web.fields import PastDateField, UploadField
from free_text.serializers import FreeTextField, NumbersNeededField
from incentives.models import Measure
from screening.states import RevocationCategory

# Part of a decision that not every outcome has → its name in a message.
NAMES = {
    "document_number": "决定文号",
    "effective_on": "生效日期",
    "category": "原因类别",
    "plan": "行动计划的文号",
    "measures": "措施的序号",
}


class FurtherFactsSerializer(serializers.Serializer):
    """Further facts and evidence of a report, as multipart form."""

    facts = FreeTextField(
        label="补充情况",
        max_length=2000,
        error_messages={"required": "请写明补充的情况。", "blank": "请写明补充的情况。"},
        help_text="补充了什么材料，核查有何进展。",
    )
    evidence = serializers.ListField(
        child=UploadField(allow_empty_file=True), default=list, help_text=EvidenceField(help_text="").help_text
    )
    numbers_needed = NumbersNeededField()

    def validate_evidence(self, files: Sequence[UploadedFile]) -> list[UploadedFile]:
        return checked_evidence(files)


@extend_schema_serializer(examples=[OpenApiExample("撤回", value={"reason": "企业选错，另行报送"})])
class WithdrawalSerializer(serializers.Serializer):
    """Why a report is withdrawn."""

    reason = FreeTextField(
        label="撤回理由",
        max_length=1000,
        error_messages={"required": "请写明撤回理由。", "blank": "请写明撤回理由。"},
        help_text="撤回理由，保留在线索中。",
    )
    numbers_needed = NumbersNeededField()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "暂停资格",
            value={
                "version": "5-2",
                "outcome": "suspended",
                "reason": "立案核查期间暂停资格",
                "document_number": "泉关企管〔2026〕9号",
                "effective_on": "2026-07-15",
            },
        )
    ]
)
class OutcomeSerializer(serializers.Serializer):
    """The decision of the competent customs office: an outcome with no part that it does not have.

    What an outcome needs beside, the act says.
    """

    version = serializers.CharField(
        max_length=100,
        help_text="读取该线索时的 version；其后又有补充的，答复 409。",
        error_messages={"required": "请填写读取该线索时的 version。"},
    )
    outcome = serializers.ChoiceField(
        choices=[(state.value, label) for state, label in OUTCOMES.items()], help_text="处理结论。"
    )
    reason = FreeTextField(
        label="处理意见", max_length=1000, allow_blank=True, default="", help_text="处理意见；并入已有决定的可以不填。"
    )
    document_number = FreeTextField(
        label="决定文号", max_length=100, allow_blank=True, default="", help_text="暂停、取消资格的决定文号。"
    )
    effective_on = PastDateField(default=None, allow_null=True, help_text="暂停、取消资格的生效日期。")
    category = serializers.ChoiceField(
        choices=RevocationCategory.choices, allow_blank=True, default="", help_text="取消资格的原因类别。"
    )
    plan = serializers.CharField(max_length=100, allow_blank=True, default="", help_text="所列措施的行动计划的文号。")
    measures = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=1_000),
        default=list,
        max_length=100,
        help_text="取消资格只建议停止这些措施的，填其序号；空即正在适用的全部措施。",
    )
    numbers_needed = NumbersNeededField()

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        self._refuse_surplus_parts(data)
        numbers = set(data["measures"])
        named = Measure.objects.filter(section__plan__document_number=data.pop("plan"), number__in=numbers)
        measures = list(named.select_related("section__plan").order_by("number"))
        if len(measures) < len(numbers):
            raise serializers.ValidationError(
                {"measures": "没有这个文号的行动计划，或其中没有这些序号的措施，请核对。"}
            )
        return {**data, "measures": measures}

    def _refuse_surplus_parts(self, data: dict[str, Any]) -> None:
        """Raise ValidationError for what would have no effect; `plan` belongs to `measures`."""
        outcome = ReportState(data["outcome"])
        has = PARTS_OF[outcome]
        surplus = [name for name in NAMES if data[name] and ("measures" if name == "plan" else name) not in has]
        if surplus:
            raise serializers.ValidationError(
                {name: f"处理结论为“{OUTCOMES[outcome]}”的，没有{NAMES[name]}，请删去。" for name in surplus}
            )
        if data["plan"] and not data["measures"]:
            raise serializers.ValidationError({"plan": "填了行动计划的文号，没有填措施的序号；请补填，或删去文号。"})

    def decision(self) -> dict[str, Any]:
        """Return the arguments of the action."""
        data = {name: value for name, value in self.validated_data.items() if name != "numbers_needed"}
        outcome, version = ReportState(data.pop("outcome")), data.pop("version")
        return {**data, "outcome": outcome, "expected_version": version}
