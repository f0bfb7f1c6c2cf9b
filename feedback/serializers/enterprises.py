"""The JSON of enterprises."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from roster.models import Enterprise
from roster.wording import hit_text
from screening.states import StandingState

ENTERPRISE = {
    "uscc": "91370102MAYMLALA6B",
    "name": "济南某某进出口有限公司",
    "former_names": [{"name": "济南某某贸易有限公司", "until": "2025-11-30"}],
    "customs_code": "3701612345",
    "registration_number": "",
    "address": "济南市历下区某路1号",
    "office": {"code": "quancheng-customs", "name": "泉城海关"},
    "state": "eligible",
    "label": "联合激励对象",
    "state_since": "2020-03-02",
    "found_by": "因曾用名匹配",
    "standing": "https://portal.example/api/v1/enterprises/91370102MAYMLALA6B/standing/",
}


class DepartmentSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()


class FormerNameSerializer(serializers.Serializer):
    name = serializers.CharField()
    until = serializers.DateField(help_text="平台至这一天所知。")


@extend_schema_serializer(examples=[OpenApiExample("因曾用名查到", value=ENTERPRISE)])
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
        source="standing.state",
        choices=StandingState.choices,
        allow_null=True,
        help_text="现在的激励资格；从未在名单上的为空。",
    )
    label = serializers.SerializerMethodField(help_text="激励资格的中文写法。")
    state_since = serializers.DateField(source="standing.state_since", allow_null=True, help_text="现状起始日。")
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
        return enterprise.standing.get_state_display() if enterprise.standing else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_found_by(self, enterprise: Any) -> str | None:
        found = self.context.get("found")
        return hit_text(found.by_key[enterprise.pk], enterprise.former_names) if found else None


class NamedEnterpriseSerializer(serializers.ModelSerializer):
    class Meta:
        model = Enterprise
        fields = ("uscc", "name")
