"""The JSON of the public API: the fields of the data sets (publicity/open_data/fields.py), one definition for all."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from publicity.open_data.fields import (
    CASE_FIELDS,
    CHANGE_FIELDS,
    ENTERPRISE_FIELDS,
    LEFT,
    MEASURE_FIELDS,
    STATISTIC_FIELDS,
    Field,
)

ENTERPRISE = {
    "number": "7M2K9QX4WD5T",
    "name": "济南某某进出口有限公司",
    "uscc": "91370100MA3TEST00X",
    "customs_code": "3701619103",
    "aeo_code": "AEOCN3701619103",
    "office": "泉城海关",
    "certified_on": "2024-03-15",
    "since": "2024-03-20",
    "published_on": "2024-04-01",
    "batch": "2024年第3号",
}
GONE = {"day": "2026-11-30", "change": LEFT, "number": "7M2K9QX4WD5T"} | {
    field.key: None for field in ENTERPRISE_FIELDS if field.key != "number"
}
CASE = {
    "case": 1,
    "title": "退税快了",
    "body": "底气足了。",
    "enterprise": "济南某某进出口有限公司",
    "uscc": "91370100MA3TEST00X",
    "department": "市税务局",
    "measure": "增值税发票比照A级纳税人",
    "published_on": "2026-11-30",
}
MEASURE = {
    "plan": "济某某〔2026〕1号",
    "measure": 31,
    "section": "税务管理",
    "title": "增值税发票比照A级纳税人",
    "wording": "增值税发票领域比照纳税信用 A 级纳税人办理。",
    "condition": "一般纳税人",
    "kinds": "持续适用",
    "departments": "市税务局",
    "legal_basis": "济某某〔2026〕1号",
    "in_force_from": "2019-07-10",
}
STATISTIC = {"indicator": "公布的企业", "group": "泉城海关", "value": 1, "unit": "家"}


def _made_from(name: str, fields: Sequence[Field], example: dict[str, Any]) -> type[serializers.Serializer]:
    """Return the serializer of a data set's rows."""
    made = type(name, (serializers.Serializer,), {field.key: _field(field) for field in fields})
    described: type[serializers.Serializer] = extend_schema_serializer(
        examples=[OpenApiExample("一行", value=example)]
    )(made)
    return described


def _field(field: Field) -> serializers.Field:
    stated: dict[str, Any] = {"help_text": field.description, "allow_null": field.may_be_null}
    if field.choices:
        return serializers.ChoiceField(choices=field.choices, **stated)
    if field.type == "date":
        return serializers.DateField(**stated)
    if field.type == "integer":
        return serializers.IntegerField(**stated)
    return serializers.CharField(allow_blank=True, **stated)


PublicEnterprise = _made_from("PublicEnterprise", ENTERPRISE_FIELDS, ENTERPRISE)
PublicChange = _made_from("PublicChange", CHANGE_FIELDS, GONE)
PublicCase = _made_from("PublicCase", CASE_FIELDS, CASE)
PublicMeasure = _made_from("PublicMeasure", MEASURE_FIELDS, MEASURE)
PublicStatistic = _made_from("PublicStatistic", STATISTIC_FIELDS, STATISTIC)


@extend_schema_serializer(examples=[OpenApiExample("今天", value={"as_of": "2026-11-30", "results": [MEASURE]})])
class PublicMeasures(serializers.Serializer):
    as_of = serializers.DateField(help_text="施行的日期：今天。")
    results = PublicMeasure(many=True)


@extend_schema_serializer(examples=[OpenApiExample("今天", value={"as_of": "2026-11-30", "results": [STATISTIC]})])
class PublicStatistics(serializers.Serializer):
    as_of = serializers.DateField(help_text="统计的日期：今天。")
    results = PublicStatistic(many=True)
