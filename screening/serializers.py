"""The JSON of an Explanation (docs/api.md). Field names are part of the API; moments are in UTC."""

from datetime import UTC, date
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from screening.states import RevocationCategory, StandingState

STANDING = {
    "id": 5,
    "state": "eligible",
    "label": "联合激励对象",
    "since": "2020-03-02",
    "until": None,
    "known_at": "2026-07-01T01:00:12.482913Z",
    "end_known_at": None,
    "superseded_at": None,
    "in_force": True,
    "texts": ["高级认证企业，泉城海关2020年3月2日认证"],
}
EXPLANATION = {
    "enterprise": {
        "uscc": "91370102MAYMLALA6B",
        "name": "济南某某进出口有限公司",
        "customs_code": "3701612345",
        "address": "济南市历下区某路1号",
        "name_since": "",
    },
    "on": "2026-07-10",
    "known_at": "2026-07-31T09:30:00.000000Z",
    "state": "eligible",
    "label": "联合激励对象",
    "message": "济南某某进出口有限公司在2026年7月10日是联合激励对象。",
    "standing": STANDING,
    "reasons": [
        {
            "code": "certified",
            "label": "高级认证企业",
            "text": "高级认证企业，泉城海关2020年3月2日认证",
            "params": {"office": "泉城海关", "certified_on": "2020-03-02"},
            "withheld": True,
            **dict.fromkeys(("certification", "revocation", "suspension", "screening", "hit", "entry")),
        }
    ],
    "notes": [],
    "standings": [STANDING],
    "blacklists": [{"name": "失信被执行人", "as_of": "2026-07-09", "is_declared_unused": False}],
    "is_before_records": False,
}


class MomentField(serializers.DateTimeField):
    """A moment in UTC with microseconds, so that it can be sent back as `known_at` without loss."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default_timezone=UTC, **kwargs)


@extend_schema_field(OpenApiTypes.STR)
class CellField(serializers.Field):
    """A text, a day in ISO 8601, or null."""

    def to_representation(self, value: str | date) -> str:
        return value.isoformat() if isinstance(value, date) else value


class FieldValueSerializer(serializers.Serializer):
    key = serializers.CharField()
    title = serializers.CharField()
    value = CellField(allow_null=True)


class SourceRowSerializer(serializers.Serializer):
    kind = serializers.CharField()
    id = serializers.IntegerField()
    filename = serializers.CharField()
    sha256 = serializers.CharField()
    mode = serializers.CharField()
    as_of = serializers.DateField()
    uploaded_by = serializers.CharField()
    uploaded_at = MomentField()
    confirmed_by = serializers.CharField()
    confirmed_at = MomentField(allow_null=True)
    row = serializers.IntegerField(allow_null=True)
    cells = FieldValueSerializer(many=True)
    raw = serializers.ListField(child=serializers.CharField())


class FieldChangeSerializer(serializers.Serializer):
    key = serializers.CharField()
    title = serializers.CharField()
    before = CellField(allow_null=True)
    after = CellField(allow_null=True)
    known_at = MomentField()
    source = SourceRowSerializer()


class CertificationSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    values = FieldValueSerializer(many=True)
    source = SourceRowSerializer()
    closed_by = SourceRowSerializer(allow_null=True)
    removal_reason = serializers.CharField(allow_blank=True)
    changes = FieldChangeSerializer(many=True)


class RevocationSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    office = serializers.CharField()
    document_number = serializers.CharField()
    category = serializers.ChoiceField(choices=RevocationCategory.choices, help_text="原因类别的代码。")
    label = serializers.CharField(help_text="原因类别的名称。")
    reason = serializers.CharField()
    measures = serializers.ListField(child=serializers.CharField(), help_text="建议停止的措施；全部的为空。")
    effective_on = serializers.DateField()
    by = serializers.CharField()
    at = MomentField()
    restored_on = serializers.DateField(allow_null=True)
    restore_document = serializers.CharField(allow_blank=True)
    restore_reason = serializers.CharField(allow_blank=True)
    restored_by = serializers.CharField(allow_blank=True)
    restored_at = MomentField(allow_null=True)


class SuspensionSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    office = serializers.CharField()
    document_number = serializers.CharField()
    reason = serializers.CharField()
    effective_on = serializers.DateField()
    by = serializers.CharField()
    at = MomentField()
    lifted_on = serializers.DateField(allow_null=True)
    lift_document = serializers.CharField(allow_blank=True)
    lift_reason = serializers.CharField(allow_blank=True)
    lifted_by = serializers.CharField(allow_blank=True)
    lifted_at = MomentField(allow_null=True)


class ScreeningSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    trigger = serializers.CharField()
    label = serializers.CharField()
    cause = serializers.CharField(allow_blank=True)
    finished_at = MomentField(allow_null=True)
    enterprise_count = serializers.IntegerField()
    entry_count = serializers.IntegerField()
    hit_count = serializers.IntegerField()


class RuleSerializer(serializers.Serializer):
    rule = serializers.CharField()
    text = serializers.CharField()
    weight = serializers.IntegerField()


class DecisionStepSerializer(serializers.Serializer):
    decision = serializers.CharField(allow_blank=True)
    label = serializers.CharField()
    by = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    at = MomentField()


class HitSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    match_type = serializers.CharField()
    label = serializers.CharField()
    score = serializers.IntegerField()
    rules = RuleSerializer(many=True)
    screening = ScreeningSerializer()
    steps = DecisionStepSerializer(many=True)


class EntrySerializer(serializers.Serializer):
    id = serializers.IntegerField()
    blacklist = serializers.CharField()
    label = serializers.CharField()
    values = FieldValueSerializer(many=True)
    source = SourceRowSerializer()
    changes = FieldChangeSerializer(many=True)


class ReasonSerializer(serializers.Serializer):
    """`params` has the parameters of the code; it is null where the contents of an entry are withheld."""

    code = serializers.CharField(help_text="依据的代码。")
    label = serializers.CharField(help_text="依据的种类。")
    text = serializers.CharField(help_text="依据的说明。")
    params = serializers.DictField(allow_null=True, help_text="代码的参数；不再共享的为 null。")
    withheld = serializers.BooleanField(help_text="是否不提供其证据。")
    certification = CertificationSerializer(allow_null=True, help_text="高级认证的证据。")
    revocation = RevocationSerializer(allow_null=True, help_text="取消资格的决定。")
    suspension = SuspensionSerializer(allow_null=True, help_text="暂停资格的决定。")
    screening = ScreeningSerializer(allow_null=True, help_text="交叉比对。")
    hit = HitSerializer(allow_null=True, help_text="比对命中。")
    entry = EntrySerializer(allow_null=True, help_text="“黑名单”条目。")


class StandingSerializer(serializers.Serializer):
    """`until`, `end_known_at` and `superseded_at` are null while unknown; `texts` are the reasons in Chinese."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=StandingState.choices, help_text="资格的代码。")
    label = serializers.CharField(help_text="资格的名称。")
    since = serializers.DateField(help_text="自哪一天起。")
    until = serializers.DateField(allow_null=True, help_text="到哪一天为止（当天不计）；没有终止的为 null。")
    known_at = MomentField(help_text="平台何时得知。")
    end_known_at = MomentField(allow_null=True, help_text="平台何时得知其终止；没有终止的为 null。")
    superseded_at = MomentField(allow_null=True, help_text="何时由后来得知的事实取代；没有取代的为 null。")
    in_force = serializers.BooleanField(help_text="是否所查日期的资格。")
    texts = serializers.ListField(child=serializers.CharField(), help_text="各项依据的说明。")


class EnterpriseSerializer(serializers.Serializer):
    uscc = serializers.CharField(help_text="统一社会信用代码。")
    name = serializers.CharField(help_text="企业当日的名称。")
    customs_code = serializers.CharField(allow_blank=True, help_text="海关注册编码。")
    address = serializers.CharField(allow_blank=True, help_text="地址。")
    name_since = serializers.CharField(allow_blank=True, help_text="其后改用的名称；未改名的为空。")


class BlacklistSerializer(serializers.Serializer):
    """An excluding blacklist, with the day of its newest confirmed file."""

    name = serializers.CharField(help_text="领域的名称。")
    as_of = serializers.DateField(allow_null=True, help_text="最近确认的名单截至哪一天；没有名单的为 null。")
    is_declared_unused = serializers.BooleanField(help_text="没有名单，已声明尚未启用。")


@extend_schema_serializer(examples=[OpenApiExample("联合激励对象", value=EXPLANATION)])
class ExplanationSerializer(serializers.Serializer):
    """The standing on the day and its evidence, as known at the moment."""

    enterprise = EnterpriseSerializer()
    on = serializers.DateField(help_text="所查的日期。")
    known_at = MomentField(help_text="信息截至的时间。")
    state = serializers.ChoiceField(
        choices=StandingState.choices, allow_null=True, help_text="资格的代码；当日无记录的为 null。"
    )
    label = serializers.CharField(allow_null=True, help_text="资格的名称；当日无记录的为 null。")
    message = serializers.CharField(help_text="答复的说明。")
    standing = StandingSerializer(allow_null=True)
    reasons = ReasonSerializer(many=True)
    notes = serializers.ListField(
        child=serializers.CharField(), help_text="其他须知：当日的记录后来经过更正的，写明更正之前的记录。"
    )
    standings = StandingSerializer(many=True)
    blacklists = BlacklistSerializer(many=True)
    is_before_records = serializers.BooleanField(help_text="所查的日期早于平台对该企业的首次记录，当日情况无记录。")
