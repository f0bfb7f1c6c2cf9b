"""The JSON of notices (消息) and of stop advice (停用建议) with its answer."""

from typing import Any
from urllib.parse import urlencode

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.reverse import reverse

from feedback.models import Notice, StandingChange, StopAdvice
from feedback.serializers.enterprises import DepartmentSerializer, NamedEnterpriseSerializer
from feedback.states import AdviceState, NoticeKind
from feedback.wording import change_text, notice_text
from foundation.web.fields import PastDateField
from free_text.serializers import FreeTextField, NumbersNeededField
from workdays.terms import is_provisional

NOTICE = {
    "id": 9,
    "kind": "lost",
    "label": "资格丧失",
    "subject": "济南某某进出口有限公司",
    "text": "济南某某进出口有限公司（91370102MAYMLALA6B）自2026年7月10日起取消联合激励资格。"
    "决定机关：泉城海关（泉关企管〔2026〕8号）；原因：走私犯罪或者走私行为，夹藏未申报货物。"
    "建议停止适用的守信联合激励措施；按次办理的措施无须停止。您单位有2项须答复，答复期限2026年7月24日。",
    "enterprise_count": 1,
    "changes": "https://portal.example/api/v1/notices/9/changes/",
    "to_answer": 2,
    "answer_due_on": "2026-07-24",
    "advice": "https://portal.example/api/v1/advice/?announcement=3&mine=true",
    "sent_at": "2026-07-10T10:02:11.482913+08:00",
    "read_at": None,
    "is_to_acknowledge": True,
    "acknowledged_at": None,
}
CHANGE = {
    "number": 1,
    "enterprise": {"uscc": "91370102MAYMLALA6B", "name": "济南某某进出口有限公司"},
    "text": "自2026年7月10日起取消联合激励资格。决定机关：泉城海关（泉关企管〔2026〕8号）；"
    "原因：走私犯罪或者走私行为，夹藏未申报货物",
}
ADVICE = {
    "id": 4,
    "url": "https://portal.example/api/v1/advice/4/",
    "number": "2026-000004",
    "application": "https://portal.example/api/v1/applications/123/",
    "enterprise": {"uscc": "91370102MAYMLALA6B", "name": "济南某某进出口有限公司"},
    "department": {"code": "tax", "name": "市税务局"},
    "in_charge": {"code": "tax", "name": "市税务局"},
    "plan": "济某某〔2026〕1号",
    "measure": 31,
    "state": "open",
    "label": "待答复",
    "issued_at": "2026-07-10T10:02:11.482913+08:00",
    "due_on": "2026-07-24",
    "is_due_on_provisional": False,
    "is_overdue": False,
    "stopped_on": None,
    "answer": "",
    "answered_at": None,
}


@extend_schema_serializer(examples=[OpenApiExample("资格丧失", value=NOTICE)])
class NoticeSerializer(serializers.Serializer):
    """A notice to the account's department; the context has whether the account `sees_screening`."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=NoticeKind.choices, help_text="类别的代码。")
    label = serializers.CharField(source="get_kind_display", read_only=True, help_text="类别的名称。")
    subject = serializers.CharField(read_only=True, help_text="对象：企业、措施、行动计划或单位。")
    text = serializers.SerializerMethodField(help_text="内容。")
    enterprise_count = serializers.SerializerMethodField(help_text="通报的企业数；不是通报的为空。")
    changes = serializers.SerializerMethodField(help_text="通报的企业清单的地址；不是通报的为空。")
    to_answer = serializers.IntegerField(help_text="本部门就这一通报还须答复的停用建议项数。")
    answer_due_on = serializers.DateField(allow_null=True, help_text="其中最早的答复期限；无须答复的为空。")
    advice = serializers.SerializerMethodField(help_text="这些停用建议的地址；无须答复的为空。")
    sent_at = serializers.DateTimeField(help_text="发出时间。")
    read_at = serializers.DateTimeField(allow_null=True, help_text="阅读时间；未读的为空。")
    is_to_acknowledge = serializers.BooleanField(help_text="是否须知悉而未知悉。")
    acknowledged_at = serializers.DateTimeField(allow_null=True, help_text="知悉时间；未知悉的为空。")

    def get_text(self, notice: Notice) -> str:
        return notice_text(notice, self.context["sees_screening"])

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_enterprise_count(self, notice: Notice) -> int | None:
        return notice.announcement.enterprise_count if notice.announcement else None

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_changes(self, notice: Notice) -> str | None:
        if notice.announcement is None:
            return None
        return reverse("feedback_api:notice_change_list", args=[notice.pk], request=self.context["request"])

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_advice(self, notice: Notice) -> str | None:
        if not notice.to_answer:
            return None
        url = reverse("feedback_api:advice_list", request=self.context["request"])
        return f"{url}?{urlencode({'announcement': notice.announcement_id, 'mine': 'true'})}"


@extend_schema_serializer(examples=[OpenApiExample("一家企业", value=CHANGE)])
class ChangeSerializer(serializers.Serializer):
    """An enterprise of an announcement; the context has the `notice`, and whether the account `sees_screening`."""

    number = serializers.IntegerField(help_text="序号。")
    enterprise = serializers.SerializerMethodField(help_text="企业，以通报时的名称。")
    text = serializers.SerializerMethodField(help_text="内容。")

    @extend_schema_field(NamedEnterpriseSerializer)
    def get_enterprise(self, change: StandingChange) -> dict[str, str]:
        return {"uscc": change.params["uscc"], "name": change.params["enterprise"]}

    def get_text(self, change: StandingChange) -> str:
        return change_text(change, self.context["notice"], self.context["sees_screening"])


@extend_schema_serializer(examples=[OpenApiExample("待答复", value=ADVICE)])
class AdviceSerializer(serializers.Serializer):
    """A piece of stop advice, and its answer."""

    id = serializers.IntegerField()
    url = serializers.HyperlinkedIdentityField(view_name="feedback_api:advice_detail")
    number = serializers.CharField(help_text="编号，如 2026-000004。")
    application = serializers.HyperlinkedRelatedField(
        view_name="feedback_api:application_detail", read_only=True, help_text="所建议停用的措施实施。"
    )
    enterprise = NamedEnterpriseSerializer(source="application.enterprise")
    department = serializers.SerializerMethodField(help_text="接收单位，以发出时的名称。")
    in_charge = DepartmentSerializer(source="application.in_charge", help_text="现在答复的单位。")
    plan = serializers.CharField(
        source="application.measure.section.plan.document_number", help_text="行动计划的文号。"
    )
    measure = serializers.IntegerField(source="application.measure.number", help_text="措施在行动计划中的序号。")
    state = serializers.ChoiceField(choices=AdviceState.choices, help_text="状态的代码。")
    label = serializers.CharField(source="get_state_display", help_text="状态的名称。")
    issued_at = serializers.DateTimeField(help_text="发出时间。")
    due_on = serializers.DateField(help_text="答复期限。")
    is_due_on_provisional = serializers.SerializerMethodField(help_text="期限所在年度的放假安排是否尚未公布。")
    is_overdue = serializers.BooleanField(help_text="是否逾期未答复。")
    stopped_on = serializers.DateField(allow_null=True, help_text="答复的停止日期。")
    answer = serializers.CharField(allow_blank=True, help_text="答复的说明。")
    answered_at = serializers.DateTimeField(allow_null=True, help_text="答复时间。")

    @extend_schema_field(DepartmentSerializer)
    def get_department(self, advice: StopAdvice) -> dict[str, str]:
        return {"code": advice.department.code, "name": advice.department_name}

    def get_is_due_on_provisional(self, advice: StopAdvice) -> bool:
        return is_provisional(advice.due_on)


@extend_schema_serializer(
    examples=[
        OpenApiExample("已停止", value={"decision": "stopped", "stopped_on": "2026-07-13"}),
        OpenApiExample("继续适用", value={"decision": "kept", "answer": "合同尚在履行，按约定执行至年底。"}),
    ]
)
class AnswerSerializer(serializers.Serializer):
    """The answer to stop advice: stopped on a day, or continued with a reason."""

    decision = serializers.ChoiceField(
        choices=[(state.value, state.label) for state in (AdviceState.STOPPED, AdviceState.KEPT)],
        error_messages={"required": "请选择停止或继续适用。"},
        help_text="答复。",
    )
    stopped_on = PastDateField(allow_null=True, default=None, help_text="停止日期，不晚于今天；已停止的须填。")
    answer = FreeTextField(
        label="说明", max_length=1000, allow_blank=True, default="", help_text="说明；继续适用的，须说明理由。"
    )
    numbers_needed = NumbersNeededField()

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        is_stopped = data["decision"] == AdviceState.STOPPED
        if is_stopped and not data["stopped_on"]:
            raise serializers.ValidationError({"stopped_on": "请填写停止日期。"})
        return data
