"""The JSON of a measure (docs/api.md). Field names are part of the API."""

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from incentives.models import Beneficiary, EffectKind, MeasureKind, MeasureVersion

MEASURE = {
    "plan": "济某某〔2026〕1号",
    "number": 31,
    "name": "第31项",
    "short_title": "增值税发票比照A级纳税人",
    "wording": "增值税发票领域比照纳税信用 A 级纳税人办理。",
    "sub_items": [],
    "condition": "一般纳税人",
    "kinds": ["standing"],
    "effects": [],
    "beneficiary": "enterprise",
    "departments": [{"code": "tax", "name": "市税务局"}],
    "legal_basis": "济某某〔2026〕1号",
    "in_force_from": "2019-07-10",
}


class ResponsibleSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField(help_text="当天的名称。")


@extend_schema_serializer(examples=[OpenApiExample("第31项", value=MEASURE)])
class MeasureSerializer(serializers.Serializer):
    """A version of a measure; the context has the `day`."""

    plan = serializers.CharField(source="measure.section.plan.document_number", help_text="行动计划的文号。")
    number = serializers.IntegerField(source="measure.number", help_text="在行动计划中的序号。")
    name = serializers.CharField(source="measure.__str__", help_text="页面上的写法，如“第31项”。")
    short_title = serializers.CharField()
    wording = serializers.CharField()
    sub_items = serializers.ListField(child=serializers.CharField())
    condition = serializers.CharField(allow_blank=True)
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=MeasureKind.choices))
    effects = serializers.ListField(child=serializers.ChoiceField(choices=EffectKind.choices))
    beneficiary = serializers.ChoiceField(choices=Beneficiary.choices)
    departments = serializers.SerializerMethodField(help_text="责任单位。")
    legal_basis = serializers.CharField()
    in_force_from = serializers.DateField()

    @extend_schema_field(ResponsibleSerializer(many=True))
    def get_departments(self, version: MeasureVersion) -> list[dict[str, str]]:
        day = self.context["day"]
        return [{"code": each.code, "name": each.name_on(day)} for each in version.departments.all()]
