"""The JSON of the confirmations of months (月度确认)."""

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from feedback.models import DepartmentMonth
from feedback.serializers.enterprises import DepartmentSerializer
from feedback.states import MonthState
from workdays.terms import is_provisional

MONTH = {
    "id": 12,
    "url": "https://portal.example/api/v1/months/12/",
    "department": {"code": "tax", "name": "市税务局"},
    "in_charge": {"code": "tax", "name": "市税务局"},
    "month": "2026-10",
    "state": "confirmed",
    "label": "已确认",
    "due_on": "2026-11-06",
    "is_due_on_provisional": False,
    "is_overdue": False,
    "edition": 1,
    "application_count": 4,
    "measure_count": 2,
    "confirmed_at": "2026-11-02T10:02:11.482913+08:00",
    "changes_since": 0,
}


@extend_schema_serializer(examples=[OpenApiExample("已确认", value=MONTH)])
class MonthSerializer(serializers.Serializer):
    """A month of a department, with the newest confirmation of it."""

    id = serializers.IntegerField()
    url = serializers.HyperlinkedIdentityField(view_name="feedback_api:month_detail")
    department = serializers.SerializerMethodField(help_text="实施单位，以当月的名称。")
    in_charge = DepartmentSerializer(help_text="现在确认的单位。")
    month = serializers.SerializerMethodField(help_text="月份，如 2026-10。")
    state = serializers.ChoiceField(choices=MonthState.choices, help_text="状态的代码。")
    label = serializers.CharField(source="shown_state", help_text="状态，如 零报告。")
    due_on = serializers.DateField(help_text="确认期限。")
    is_due_on_provisional = serializers.SerializerMethodField(help_text="期限所在年度的放假安排是否尚未公布。")
    is_overdue = serializers.BooleanField(help_text="是否逾期未确认。")
    edition = serializers.IntegerField(allow_null=True, help_text="最近一次确认的版次；未确认的为空。")
    application_count = serializers.IntegerField(allow_null=True, help_text="最近一次确认的措施实施项数。")
    measure_count = serializers.IntegerField(allow_null=True, help_text="最近一次确认的措施数。")
    confirmed_at = serializers.DateTimeField(allow_null=True, help_text="最近一次确认的时间。")
    changes_since = serializers.IntegerField(help_text="确认后补登、更正、撤销的次数；不为零的须再次确认。")

    @extend_schema_field(DepartmentSerializer)
    def get_department(self, month: DepartmentMonth) -> dict[str, str]:
        return {"code": month.department.code, "name": month.department_name}

    def get_month(self, month: DepartmentMonth) -> str:
        return f"{month.month:%Y-%m}"

    def get_is_due_on_provisional(self, month: DepartmentMonth) -> bool:
        return is_provisional(month.due_on)


@extend_schema_serializer(
    examples=[OpenApiExample("待确认", value={**MONTH, "state": "open", "version": "4-311-0", "applications_now": 4})]
)
class MonthNowSerializer(MonthSerializer):
    """A month with what a confirmation would be about now."""

    version = serializers.CharField(help_text="现有登记的版本，确认时照此填写。")
    applications_now = serializers.SerializerMethodField(help_text="现有登记的措施实施项数。")

    def get_applications_now(self, month: DepartmentMonth) -> int:
        return int(month.applications.count())


@extend_schema_serializer(examples=[OpenApiExample("确认", value={"version": "4-311-0", "applications_now": 4})])
class ConfirmationSerializer(serializers.Serializer):
    """The confirmation of a month as it was read."""

    version = serializers.CharField(
        max_length=100,
        help_text="读取该月份时的 version。",
        error_messages={"required": "请填写读取月份时的 version。"},
    )
