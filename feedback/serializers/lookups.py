"""The JSON of look-ups of many (批量查询): what is asked, how far it is, and the answers."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from feedback.asked_lines import AskedLine, lines_of_texts
from feedback.forms.lookups import check_lines
from feedback.models import LookupBatch, LookupLine
from feedback.serializers.enterprises import NamedEnterpriseSerializer
from feedback.states import LookupMatch, LookupResult, LookupState
from foundation.web.fields import PastDateField
from free_text.serializers import FreeTextField, NumbersNeededField
from screening.states import StandingState

ASKED = {
    "lines": ["济南某某进出口有限公司", "91370102MAYMLALA6B", "济南某某机械有限公司\t3701612345"],
    "day": "2026-07-10",
    "title": "济税采〔2026〕18号项目投标人",
}
LOOKUP = {
    "id": 7,
    "url": "https://portal.example/api/v1/lookups/7/",
    "number": "2026-000007",
    "title": "济税采〔2026〕18号项目投标人",
    "day": "2026-07-10",
    "state": "answered",
    "label": "已完成",
    "line_count": 3,
    "answered_count": 3,
    "found_count": 2,
    "eligible_count": 2,
    "asked_at": "2026-07-10T10:02:11.482913+08:00",
    "known_at": "2026-07-10T10:02:12.004117+08:00",
    "lines": "https://portal.example/api/v1/lookups/7/lines/",
}
LINE = {
    "number": 1,
    "text": "济南某某进出口有限公司",
    "result": "eligible",
    "label": "可以适用",
    "match": "name",
    "enterprise": {"uscc": "91370102MAYMLALA6B", "name": "济南某某进出口有限公司"},
    "state": "eligible",
    "reason": "高级认证企业，泉城海关2020年3月2日认证",
    "applicable": "第31项",
    "applied": "第13项（持续中）",
    "note": "",
    "candidates": [],
}


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class LinesField(serializers.Field):
    """The names and codes that are asked for, one text each."""

    default_error_messages = {"not_texts": "应为文本的列表，每项一家企业的名称或代码。"}

    def to_internal_value(self, data: Any) -> list[AskedLine]:
        if not isinstance(data, list) or not all(isinstance(each, str) for each in data):
            self.fail("not_texts")
        lines = lines_of_texts(data)
        check_lines(lines)
        return lines


@extend_schema_serializer(examples=[OpenApiExample("三家企业", value=ASKED)])
class NewLookupSerializer(serializers.Serializer):
    """A look-up of many that is asked."""

    lines = LinesField(
        help_text="每项一家：名称、统一社会信用代码、海关注册编码或AEO编码；名称和代码都有的，以制表符隔开。至多50000项。"
        "自然人的姓名、证件号码不查询，也不保存。"
    )
    day = PastDateField(help_text="查询哪一天的资格，不晚于今天。")
    title = FreeTextField(
        label="查询事由", max_length=100, allow_blank=True, default="", help_text="便于日后查找，可不填。"
    )
    numbers_needed = NumbersNeededField()


@extend_schema_serializer(examples=[OpenApiExample("已完成", value=LOOKUP, status_codes=["200", "202"])])
class LookupSerializer(serializers.ModelSerializer):
    """A look-up of many: its state, its counts, and where its lines are."""

    url = serializers.HyperlinkedIdentityField(view_name="feedback_api:lookup_detail")
    number = serializers.CharField(help_text="编号，如 2026-000007。")
    state = serializers.ChoiceField(
        choices=LookupState.choices, help_text="waiting 查询中；answered 已完成；given_up 未能完成，请重新查询。"
    )
    label = serializers.CharField(source="get_state_display", help_text="状态的名称。")
    lines = serializers.HyperlinkedIdentityField(
        view_name="feedback_api:lookup_line_list", help_text="各行答复的地址；完成之前答复 409。"
    )

    class Meta:
        model = LookupBatch
        fields = (
            *("id", "url", "number", "title", "day", "state", "label"),
            *("line_count", "answered_count", "found_count", "eligible_count", "asked_at", "known_at", "lines"),
        )
        read_only_fields = fields


def _answer(name: str) -> Callable[[Any, LookupLine], str]:
    """Return the method of a field that says what the page says of the line."""

    def answer(serializer: Any, line: LookupLine) -> str:
        return str(getattr(serializer.context["answers"], name)(line))

    return answer


@extend_schema_serializer(examples=[OpenApiExample("可以适用", value=LINE)])
class LineSerializer(serializers.Serializer):
    """The answer to a line; the context has the `answers` and the `candidates` by key."""

    number = serializers.IntegerField(help_text="第几项，从1起；空的一项没有答复。")
    text = serializers.CharField(allow_blank=True, help_text="查询内容；像是自然人的、满180天的为空。")
    result = serializers.ChoiceField(choices=LookupResult.choices, help_text="结论的代码。")
    label = serializers.SerializerMethodField(help_text="结论的名称。")
    match = serializers.ChoiceField(choices=LookupMatch.choices, help_text="因什么找到，或为什么没有查询。")
    enterprise = NamedEnterpriseSerializer(allow_null=True, help_text="找到的企业。")
    state = serializers.ChoiceField(
        source="standing.state", choices=StandingState.choices, default=None, allow_null=True, help_text="当日资格。"
    )
    reason = serializers.SerializerMethodField(help_text="当日资格的依据；没有记录的，写明自何时起收录。")
    applicable = serializers.SerializerMethodField(help_text="本单位可以适用的措施，如“第31项、第32项”。")
    applied = serializers.SerializerMethodField(help_text="本单位已实施的措施。")
    note = serializers.SerializerMethodField(help_text="其他须知，如名称与代码不一致。")
    candidates = serializers.SerializerMethodField(help_text="没有找到的，相近的企业，请在页面上选定。")

    get_reason = _answer("reason")
    get_applicable = _answer("applicable")
    get_applied = _answer("applied")
    get_note = _answer("note")

    def get_label(self, line: Any) -> str:
        return str(LookupResult(line.result).label)

    @extend_schema_field(NamedEnterpriseSerializer(many=True))
    def get_candidates(self, line: Any) -> list[dict[str, str]]:
        near = (self.context["candidates"][pk] for pk in line.candidates)
        return [{"uscc": each.uscc, "name": each.name} for each in near]
