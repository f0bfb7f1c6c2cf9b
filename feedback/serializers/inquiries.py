"""The JSON of inquiries about applications (询问与答复)."""

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from feedback.models import Inquiry
from feedback.serializers.enterprises import DepartmentSerializer
from feedback.states import InquiryState
from free_text.serializers import FreeTextField, NumbersNeededField

INQUIRY = {
    "id": 3,
    "number": "2026-000003",
    "application": "https://portal.example/api/v1/applications/123/",
    "department": {"code": "quancheng-customs", "name": "泉城海关"},
    "in_charge": {"code": "tax", "name": "市税务局"},
    "question": "核定的用量是否已按季度调整？",
    "asked_at": "2026-07-10T10:02:11.482913+08:00",
    "state": "answered",
    "label": "已答复，待查看",
    "answer": "已于7月起按季度调整。",
    "answered_at": "2026-07-13T09:12:40.118204+08:00",
}


@extend_schema_serializer(examples=[OpenApiExample("已答复", value=INQUIRY)])
class InquirySerializer(serializers.Serializer):
    """An inquiry and its answer."""

    id = serializers.IntegerField()
    number = serializers.CharField(help_text="编号，如 2026-000003。")
    application = serializers.HyperlinkedRelatedField(
        view_name="feedback_api:application_detail", read_only=True, help_text="所询问的措施实施。"
    )
    department = serializers.SerializerMethodField(help_text="询问单位，以询问时的名称。")
    in_charge = DepartmentSerializer(source="application.in_charge", help_text="现在答复的单位。")
    question = serializers.CharField(help_text="询问。")
    asked_at = serializers.DateTimeField(help_text="询问时间。")
    state = serializers.ChoiceField(choices=InquiryState.choices, help_text="状态的代码。")
    label = serializers.CharField(source="get_state_display", help_text="状态的名称。")
    answer = serializers.CharField(allow_blank=True, help_text="答复；未答复的为空。")
    answered_at = serializers.DateTimeField(allow_null=True, help_text="答复时间。")

    @extend_schema_field(DepartmentSerializer)
    def get_department(self, inquiry: Inquiry) -> dict[str, str]:
        return {"code": inquiry.department.code, "name": inquiry.department_name}


@extend_schema_serializer(examples=[OpenApiExample("答复", value={"answer": "已于7月起按季度调整。"})])
class InquiryAnswerSerializer(serializers.Serializer):
    """The answer to an inquiry."""

    answer = FreeTextField(
        label="答复",
        max_length=2000,
        error_messages={"required": "请填写答复。", "blank": "请填写答复。"},
        help_text="答复。",
    )
    numbers_needed = NumbersNeededField()
