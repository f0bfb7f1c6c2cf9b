"""The JSON of revocations (取消资格) and restorations (恢复资格)."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from feedback.serializers.enterprises import DepartmentSerializer, NamedEnterpriseSerializer
from screening.models import Revocation
from screening.states import RevocationCategory

REVOCATION = {
    "id": 3,
    "enterprise": {"uscc": "91370102MAYMLALA6B", "name": "济南某某进出口有限公司"},
    "office": {"code": "quancheng-customs", "name": "泉城海关"},
    "category": "smuggling",
    "label": "走私犯罪或者走私行为",
    "reason": "夹藏未申报货物",
    "document_number": "泉关企管〔2026〕8号",
    "effective_on": "2026-07-10",
    "measures": [{"plan": "济某某〔2026〕1号", "number": 31}],
    "revoked_at": "2026-07-10T10:02:11.482913+08:00",
    "restored_on": None,
    "restore_reason": "",
    "restore_document": "",
    "restored_at": None,
    "changed_at": "2026-07-10T10:02:11.482913+08:00",
}


class NamedMeasureSerializer(serializers.Serializer):
    """A measure by its plan and number."""

    plan = serializers.CharField(source="section.plan.document_number", help_text="行动计划的文号。")
    number = serializers.IntegerField(help_text="措施在行动计划中的序号。")


@extend_schema_serializer(examples=[OpenApiExample("取消中", value=REVOCATION)])
class RevocationDecisionSerializer(serializers.Serializer):
    """A revocation and its restoration; the context has all `measures` by their keys."""

    id = serializers.IntegerField()
    enterprise = NamedEnterpriseSerializer()
    office = DepartmentSerializer(help_text="决定的海关。")
    category = serializers.ChoiceField(choices=RevocationCategory.choices, help_text="原因类别的代码。")
    label = serializers.CharField(source="get_category_display", help_text="原因类别的名称。")
    reason = serializers.CharField(help_text="取消原因。")
    document_number = serializers.CharField(help_text="决定文号。")
    effective_on = serializers.DateField(help_text="自哪一天起取消。")
    measures = serializers.SerializerMethodField(help_text="建议停止的措施；空即正在适用的全部措施。")
    revoked_at = serializers.DateTimeField(help_text="取消的录入时间。")
    restored_on = serializers.DateField(allow_null=True, help_text="自哪一天起恢复；没有恢复的为空。")
    restore_reason = serializers.CharField(allow_blank=True, help_text="恢复原因。")
    restore_document = serializers.CharField(allow_blank=True, help_text="恢复文号。")
    restored_at = serializers.DateTimeField(allow_null=True, help_text="恢复的录入时间。")
    changed_at = serializers.DateTimeField(help_text="最近的录入时间：已恢复的，即恢复的录入时间。")

    @extend_schema_field(NamedMeasureSerializer(many=True))
    def get_measures(self, revocation: Revocation) -> list[dict[str, Any]]:
        named = [self.context["measures"][key] for key in revocation.measures or ()]
        return NamedMeasureSerializer(named, many=True).data
