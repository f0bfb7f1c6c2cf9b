"""The JSON of suspensions (暂停资格) and of their end."""

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from feedback.serializers.enterprises import DepartmentSerializer, NamedEnterpriseSerializer

SUSPENSION = {
    "id": 2,
    "enterprise": {"uscc": "91370102MAYMLALA6B", "name": "济南某某进出口有限公司"},
    "office": {"code": "quancheng-customs", "name": "泉城海关"},
    "reason": "涉嫌走私，立案调查",
    "document_number": "泉关企管〔2026〕9号",
    "effective_on": "2026-07-10",
    "suspended_at": "2026-07-10T10:02:11.482913+08:00",
    "lifted_on": None,
    "lift_reason": "",
    "lift_document": "",
    "lifted_at": None,
    "revocation": None,
    "changed_at": "2026-07-10T10:02:11.482913+08:00",
}


@extend_schema_serializer(examples=[OpenApiExample("暂停中", value=SUSPENSION)])
class SuspensionDecisionSerializer(serializers.Serializer):
    """A suspension and its end."""

    id = serializers.IntegerField()
    enterprise = NamedEnterpriseSerializer()
    office = DepartmentSerializer(help_text="决定的海关。")
    reason = serializers.CharField(help_text="暂停原因。")
    document_number = serializers.CharField(help_text="决定文号。")
    effective_on = serializers.DateField(help_text="自哪一天起暂停。")
    suspended_at = serializers.DateTimeField(help_text="暂停的录入时间。")
    lifted_on = serializers.DateField(allow_null=True, help_text="自哪一天起解除；仍在暂停的为空。")
    lift_reason = serializers.CharField(allow_blank=True, help_text="解除原因；改为取消资格的为空。")
    lift_document = serializers.CharField(allow_blank=True, help_text="解除文号；改为取消资格的为空。")
    lifted_at = serializers.DateTimeField(allow_null=True, help_text="解除的录入时间。")
    revocation = serializers.IntegerField(
        source="replaced_by_id", allow_null=True, help_text="改为取消资格的，取消资格的编号。"
    )
    changed_at = serializers.DateTimeField(help_text="最近的录入时间：已解除的，即解除的录入时间。")
