"""The JSON of enterprises and applications (docs/api.md). Field names are part of the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from incentives.models import MeasureKind
from roster.models import Enterprise
from roster.wording import hit_text
from screening.states import StandingState


class DepartmentSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()


class FormerNameSerializer(serializers.Serializer):
    name = serializers.CharField()
    until = serializers.DateField(help_text="平台至这一天所知。")


class EnterpriseNowSerializer(serializers.Serializer):
    """An enterprise with its present state; the context has what a look-up `found`."""

    uscc = serializers.CharField(help_text="统一社会信用代码。")
    name = serializers.CharField()
    former_names = FormerNameSerializer(many=True, help_text="曾用名，新的在前。")
    customs_code = serializers.CharField(allow_blank=True, help_text="海关注册编码。")
    registration_number = serializers.CharField(allow_blank=True, help_text="工商注册号。")
    address = serializers.CharField(allow_blank=True)
    office = serializers.SerializerMethodField(help_text="主管海关；不在名单上的为空。")
    state = serializers.ChoiceField(
        choices=StandingState.choices, allow_null=True, help_text="现在的激励资格；从未在名单上的为空。"
    )
    label = serializers.SerializerMethodField(help_text="激励资格的中文写法。")
    state_since = serializers.DateField(allow_null=True, help_text="现状起始日。")
    found_by = serializers.SerializerMethodField(help_text="因什么查到，如“因曾用名匹配”；没有查询内容的为空。")
    standing = serializers.HyperlinkedIdentityField(
        view_name="screening_api:standing_detail", lookup_field="uscc", help_text="激励资格及其依据的地址。"
    )

    @extend_schema_field(DepartmentSerializer(allow_null=True))
    def get_office(self, enterprise: Any) -> dict[str, str] | None:
        offices = [certification.office for certification in enterprise.open_certifications]
        return {"code": offices[0].code, "name": offices[0].name} if offices else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_label(self, enterprise: Any) -> str | None:
        return str(StandingState(enterprise.state).label) if enterprise.state else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_found_by(self, enterprise: Any) -> str | None:
        found = self.context.get("found")
        return hit_text(found.by_key[enterprise.pk], enterprise.former_names) if found else None


class NamedEnterpriseSerializer(serializers.ModelSerializer):
    class Meta:
        model = Enterprise
        fields = ("uscc", "name")


class ApplicationSerializer(serializers.Serializer):
    """An application of a measure, with the names of its day."""

    number = serializers.CharField(help_text="编号，如 2026-000123。")
    enterprise = NamedEnterpriseSerializer()
    department = serializers.SerializerMethodField(help_text="实施单位，以实施当日的名称。")
    in_charge = DepartmentSerializer(help_text="现在的承办单位。")
    plan = serializers.CharField(source="measure.section.plan.document_number", help_text="行动计划的文号。")
    measure = serializers.IntegerField(source="measure.number", help_text="措施在行动计划中的序号。")
    wording = serializers.CharField(source="version.wording", help_text="措施当日的文本。")
    kind = serializers.ChoiceField(choices=MeasureKind.choices)
    sub_item = serializers.IntegerField(help_text="分项的序号；没有分项的为 0。")
    benefits_person = serializers.BooleanField(help_text="受益人是否自然人。")
    applied_on = serializers.DateField()
    description = serializers.CharField()
    stopped_on = serializers.DateField(allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True)
    is_standing_corrected = serializers.BooleanField(help_text="当日资格是否后经更正。")
    is_backfilled = serializers.BooleanField(help_text="是否补登：平台当日没有该企业的记录，未经核验。")
    logged_at = serializers.DateTimeField()

    @extend_schema_field(DepartmentSerializer)
    def get_department(self, application: Any) -> dict[str, str]:
        return {"code": application.department.code, "name": application.department_name}
