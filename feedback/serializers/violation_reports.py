"""The JSON of violation reports (失信线索): as they are, and as they are sent."""

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from feedback.forms.fields import EvidenceField
from feedback.models import ReportReceipt, ReportSupplement, ViolationReport
from feedback.serializers.applications import checked_evidence, enterprise_with_code
from feedback.serializers.enterprises import DepartmentSerializer, NamedEnterpriseSerializer
from feedback.states import ReportState, Severity
from foundation.web.fields import PastDateField, UploadField
from free_text.serializers import FreeTextField, NumbersNeededField
from roster.models import Enterprise
from workdays.terms import is_provisional

REPORT = {
    "id": 5,
    "url": "https://portal.example/api/v1/violation-reports/5/",
    "number": "2026-000005",
    "enterprise": {"uscc": "91370102MAYMLALA6B", "name": "济南某某进出口有限公司"},
    "department": {"code": "tax", "name": "市税务局"},
    "in_charge": {"code": "tax", "name": "市税务局"},
    "found_on": "2026-07-08",
    "facts": "虚开增值税发票，已作出行政处罚。",
    "severity": "serious",
    "document_number": "济税罚〔2026〕12号",
    "evidence": ["处罚决定书.pdf"],
    "reported_at": "2026-07-10T10:02:11.482913+08:00",
    "competent_office": "泉城海关",
    "due_on": "2026-07-17",
    "is_due_on_provisional": False,
    "is_overdue": False,
    "receipts": [
        {
            "department": {"code": "quancheng-customs", "name": "泉城海关"},
            "sent_at": "2026-07-10T10:02:11.482913+08:00",
            "received_by": "王芳",
            "received_at": "2026-07-10T14:20:05.220318+08:00",
        },
        {
            "department": {"code": "reform-commission", "name": "市发展改革委"},
            "sent_at": "2026-07-10T10:02:11.482913+08:00",
            "received_by": None,
            "received_at": None,
        },
    ],
    "supplements": [
        {
            "facts": "已移送公安机关。",
            "evidence": ["移送函.pdf"],
            "added_by": "李敏",
            "added_at": "2026-07-11T09:40:33.901442+08:00",
        }
    ],
    "version": "5-2",
    "state": "suspended",
    "label": "已暂停资格",
    "decided_at": "2026-07-13T09:12:40.118204+08:00",
    "decision_reason": "立案核查",
    "revocation": None,
    "suspension": 2,
}
FILENAMES = serializers.ListField(child=serializers.CharField())


class ReceiptSerializer(serializers.Serializer):
    """One recipient of a report, and who received the report for it."""

    department = serializers.SerializerMethodField(help_text="签收单位，以签收时的名称；未签收的，以送达时的名称。")
    sent_at = serializers.DateTimeField(help_text="送达时间。")
    received_by = serializers.StringRelatedField(allow_null=True, help_text="签收人；未签收的为空。")
    received_at = serializers.DateTimeField(allow_null=True, help_text="签收时间；未签收的为空。")

    @extend_schema_field(DepartmentSerializer)
    def get_department(self, receipt: ReportReceipt) -> dict[str, str]:
        return {"code": receipt.department.code, "name": receipt.department_name}


class ReportSupplementSerializer(serializers.Serializer):
    """What the reporting department added to its report."""

    facts = serializers.CharField(help_text="补充情况。")
    evidence = serializers.SerializerMethodField(help_text="补充的证明材料的文件名。")
    added_by = serializers.StringRelatedField(help_text="补充人。")
    added_at = serializers.DateTimeField(help_text="补充时间。")

    @extend_schema_field(FILENAMES)
    def get_evidence(self, supplement: ReportSupplement) -> list[str]:
        return [file.filename for file in supplement.evidence.all()]


@extend_schema_serializer(examples=[OpenApiExample("已处理", value=REPORT)])
class ViolationReportSerializer(serializers.Serializer):
    """A violation report and its outcome."""

    id = serializers.IntegerField()
    url = serializers.HyperlinkedIdentityField(view_name="feedback_api:violation_report_detail")
    number = serializers.CharField(help_text="编号，如 2026-000005。")
    enterprise = NamedEnterpriseSerializer()
    department = serializers.SerializerMethodField(help_text="报送单位，以报送时的名称。")
    in_charge = DepartmentSerializer(help_text="得知处理结果的单位。")
    found_on = serializers.DateField(help_text="发现日期。")
    facts = serializers.CharField(help_text="违法失信情况。")
    severity = serializers.ChoiceField(
        choices=Severity.choices, allow_blank=True, help_text="严重程度；尚未认定的为空。"
    )
    document_number = serializers.CharField(allow_blank=True, help_text="行政处罚决定书等材料的文号。")
    evidence = serializers.SerializerMethodField(help_text="报送时的证明材料的文件名。")
    reported_at = serializers.DateTimeField(help_text="报送时间。")
    competent_office = serializers.CharField(allow_null=True, help_text="处理的海关。")
    due_on = serializers.DateField(help_text="处理期限。")
    is_due_on_provisional = serializers.SerializerMethodField(help_text="期限所在年度的放假安排是否尚未公布。")
    is_overdue = serializers.BooleanField(help_text="是否逾期未处理。")
    receipts = ReceiptSerializer(many=True, help_text="送达的各单位，及其签收。")
    supplements = ReportSupplementSerializer(many=True, help_text="处理前的补充，先补充的在前。")
    version = serializers.CharField(help_text="线索的版本，每次补充后改变；处理时照此填写。")
    state = serializers.ChoiceField(choices=ReportState.choices, help_text="状态的代码。")
    label = serializers.CharField(source="get_state_display", help_text="状态的名称。")
    decided_at = serializers.DateTimeField(allow_null=True, help_text="处理时间；未处理的为空。")
    decision_reason = serializers.CharField(allow_blank=True, help_text="处理意见。")
    revocation = serializers.IntegerField(
        source="revocation_id", allow_null=True, help_text="取消资格的编号，见取消和恢复资格的清单。"
    )
    suspension = serializers.IntegerField(
        source="suspension_id", allow_null=True, help_text="暂停资格的编号，见暂停和解除暂停的清单。"
    )

    @extend_schema_field(DepartmentSerializer)
    def get_department(self, report: ViolationReport) -> dict[str, str]:
        return {"code": report.department.code, "name": report.department_name}

    @extend_schema_field(FILENAMES)
    def get_evidence(self, report: Any) -> list[str]:
        return [file.filename for file in report.first_evidence]

    def get_is_due_on_provisional(self, report: ViolationReport) -> bool:
        return is_provisional(report.due_on)


class NewViolationReportSerializer(serializers.Serializer):
    """A violation report to be sent, as multipart form."""

    enterprise = serializers.CharField(max_length=40, help_text="统一社会信用代码、海关注册编码或AEO编码，写法不限。")
    found_on = PastDateField(help_text="发现日期，不晚于今天。")
    facts = FreeTextField(
        label="违法失信情况",
        max_length=2000,
        error_messages={"required": "请写明违法失信情况。", "blank": "请写明违法失信情况。"},
        help_text="什么行为、依据什么材料、已作何处理。",
    )
    severity = serializers.ChoiceField(
        choices=Severity.choices, allow_blank=True, default="", help_text="严重程度；尚未认定的不填。"
    )
    document_number = FreeTextField(
        label="文号", max_length=100, allow_blank=True, default="", help_text="行政处罚决定书等材料的文号。"
    )
    evidence = serializers.ListField(
        child=UploadField(allow_empty_file=True), default=list, help_text=EvidenceField(help_text="").help_text
    )
    is_another = serializers.BooleanField(
        default=False, help_text="本部门近日报送过该企业的，声明不是同一件事；不声明的，答复 409。"
    )
    numbers_needed = NumbersNeededField()

    def validate_enterprise(self, code: str) -> Enterprise:
        return enterprise_with_code(code)

    def validate_evidence(self, files: Sequence[UploadedFile]) -> list[UploadedFile]:
        return checked_evidence(files)
