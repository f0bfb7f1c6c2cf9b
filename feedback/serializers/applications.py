"""The JSON of applications of measures (措施实施): as they are, as they are logged, and as they are changed."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from feedback.forms.applications import CHOICES, DETAILS, choices_of, details_of
from feedback.forms.fields import EvidenceField
from feedback.models import MeasureApplication
from feedback.serializers.enterprises import DepartmentSerializer, NamedEnterpriseSerializer
from foundation.virus_scanner import ScanFault
from foundation.web.api import Unscanned
from foundation.web.fields import PastDateField, UploadField
from free_text.serializers import FreeTextField, NumbersNeededField
from incentives.models import Measure, MeasureKind
from roster.models import Enterprise

# The content of an application, which a correction changes.
CONTENT = ("applied_on", "description", *CHOICES, *DETAILS)
LOGGED = {
    "enterprise": "91370102MAYMLALA6B",
    "plan": "济某某〔2026〕1号",
    "measure": 31,
    "applied_on": "2026-07-10",
    "description": "核定增值税发票用量，当日办结。",
    "condition_met": True,
    "business_number": "济税用量〔2026〕31号",
}
APPLICATION = {
    "id": 123,
    "url": "https://portal.example/api/v1/applications/123/",
    "number": "2026-000123",
    "enterprise": {"uscc": "91370102MAYMLALA6B", "name": "济南某某进出口有限公司"},
    "department": {"code": "tax", "name": "市税务局"},
    "in_charge": {"code": "tax", "name": "市税务局"},
    "plan": "济某某〔2026〕1号",
    "measure": 31,
    "wording": "增值税发票领域比照纳税信用 A 级纳税人办理。",
    "kind": "standing",
    "sub_item": 0,
    "condition_met": True,
    "benefits_person": False,
    "applied_on": "2026-07-10",
    "applied_until": None,
    "description": "核定增值税发票用量，当日办结。",
    "competition": "",
    "business_number": "济税用量〔2026〕31号",
    "contact": "",
    "backfill_reason": "",
    "days_saved": None,
    "amount": None,
    "inspections_avoided": None,
    "evidence": [],
    "stopped_on": None,
    "cancelled_at": None,
    "is_standing_corrected": False,
    "is_backfilled": False,
    "logged_at": "2026-07-10T10:02:11.482913+08:00",
}


@extend_schema_serializer(examples=[OpenApiExample("第31项", value=APPLICATION)])
class ApplicationSerializer(serializers.Serializer):
    """An application of a measure, with the names of its day."""

    id = serializers.IntegerField()
    url = serializers.HyperlinkedIdentityField(view_name="feedback_api:application_detail")
    number = serializers.CharField(help_text="编号，如 2026-000123。")
    enterprise = NamedEnterpriseSerializer()
    department = serializers.SerializerMethodField(help_text="实施单位，以实施当日的名称。")
    in_charge = DepartmentSerializer(help_text="现在的承办单位。")
    plan = serializers.CharField(source="measure.section.plan.document_number", help_text="行动计划的文号。")
    measure = serializers.IntegerField(source="measure.number", help_text="措施在行动计划中的序号。")
    wording = serializers.CharField(source="version.wording", help_text="措施当日的文本。")
    kind = serializers.ChoiceField(choices=MeasureKind.choices)
    sub_item = serializers.IntegerField(help_text="分项的序号；没有分项的为 0。")
    condition_met = serializers.BooleanField(help_text="是否已核实企业符合适用条件。")
    benefits_person = serializers.BooleanField(help_text="受益人是否自然人。")
    applied_on = serializers.DateField()
    applied_until = serializers.DateField(allow_null=True, help_text="历时多日的最后一天。")
    description = serializers.CharField()
    competition = serializers.CharField(allow_blank=True, help_text="同等条件下优先的竞争事项。")
    business_number = serializers.CharField(allow_blank=True, help_text="本单位业务系统中的编号。")
    contact = serializers.CharField(allow_blank=True)
    backfill_reason = serializers.CharField(allow_blank=True, help_text="补登理由。")
    days_saved = serializers.IntegerField(allow_null=True, help_text="节省天数。")
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True, help_text="涉及金额（元）。")
    inspections_avoided = serializers.IntegerField(allow_null=True, help_text="减少检查次数。")
    evidence = serializers.SerializerMethodField(help_text="现有证明材料的文件名。")
    stopped_on = serializers.DateField(allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True)
    is_standing_corrected = serializers.BooleanField(help_text="当日资格是否后经更正。")
    is_backfilled = serializers.BooleanField(help_text="是否补登：平台当日没有该企业的记录，未经核验。")
    logged_at = serializers.DateTimeField()

    @extend_schema_field(DepartmentSerializer)
    def get_department(self, application: Any) -> dict[str, str]:
        return {"code": application.department.code, "name": application.department_name}

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_evidence(self, application: Any) -> list[str]:
        return [file.filename for file in application.attached]


@extend_schema_serializer(
    examples=[OpenApiExample("第31项", value={**APPLICATION, "notices": []}, response_only=True)],
)
class LoggedApplicationSerializer(ApplicationSerializer):
    """An application that was logged just now."""

    notices = serializers.ListField(
        child=serializers.CharField(),
        source="repeat_notices",
        help_text="请核对的事项：业务编号已用过，或该企业同日已登记过这项措施。",
    )


def enterprise_with_code(code: str) -> Enterprise:
    """Return the enterprise. Raises ValidationError for a code that none has."""
    enterprise = Enterprise.objects.with_code(code).first()
    if enterprise is None:
        raise serializers.ValidationError("没有这个代码的企业，请核对。")
    return enterprise


def checked_evidence(files: Sequence[UploadedFile]) -> list[UploadedFile]:
    """Return the files as they are kept, checked as the page does. Raises ValidationError.

    Without the virus scanner none is taken: raises Unscanned.
    """
    try:
        return EvidenceField().clean(list(files))
    except ValidationError as error:
        if any(each.code == ScanFault.NO_SCANNER for each in error.error_list):
            raise Unscanned("".join(error.messages)) from error
        raise


class ContentSerializer(serializers.Serializer):
    """What a department states about an application."""

    applied_on = PastDateField(help_text="实施日期，不晚于今天。")
    description = FreeTextField(
        label="实施情况",
        max_length=2000,
        error_messages={"required": "请写明做了什么。", "blank": "请写明做了什么。"},
        help_text="做了什么、效果如何。不写自然人的姓名与身份信息。",
    )
    kind = serializers.ChoiceField(
        choices=MeasureKind.choices, allow_blank=True, default="", help_text="措施可以有几种类型的，须选定。"
    )
    sub_item = serializers.IntegerField(
        min_value=0, max_value=1_000, default=0, help_text="分项的序号；没有分项的为 0。"
    )
    condition_met = serializers.BooleanField(
        default=False, help_text="已核实企业符合适用条件；措施有适用条件的须为 true。"
    )
    benefits_person = serializers.BooleanField(
        allow_null=True, default=None, help_text="受益人是否自然人；措施已定的可不填。"
    )
    applied_until = serializers.DateField(
        allow_null=True, default=None, help_text="历时多日的，填最后一天；持续适用的不填。"
    )
    competition = FreeTextField(
        label="竞争事项", max_length=200, allow_blank=True, default="", help_text="同等条件下优先的，写明竞争事项。"
    )
    backfill_reason = FreeTextField(
        label="补登理由",
        max_length=500,
        allow_blank=True,
        default="",
        help_text="当日平台还没有该企业的记录、当时确已实施的，写明依据。",
    )
    business_number = FreeTextField(
        label="业务编号", max_length=60, allow_blank=True, default="", help_text="本单位业务系统中的编号。"
    )
    contact = FreeTextField(
        label="联系方式", max_length=100, allow_blank=True, default="", help_text="承办科室及办公电话。"
    )
    days_saved = serializers.IntegerField(
        min_value=0, max_value=1_000_000, allow_null=True, default=None, help_text="节省天数。"
    )
    amount = serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=0, allow_null=True, default=None, help_text="涉及金额（元）。"
    )
    inspections_avoided = serializers.IntegerField(
        min_value=0, max_value=1_000_000, allow_null=True, default=None, help_text="减少检查次数。"
    )
    numbers_needed = NumbersNeededField()

    def content(self, application: MeasureApplication | None = None) -> dict[str, Any]:
        """Return the arguments of the action; what is not stated stays as the application has it."""
        stated = {name: getattr(application, name) for name in CONTENT} if application else {}
        stated |= self.validated_data
        return {
            "applied_on": stated["applied_on"],
            "description": stated["description"],
            "choices": choices_of(stated),
            "details": details_of(stated),
        }


@extend_schema_serializer(examples=[OpenApiExample("第31项", value=LOGGED)])
class NewApplicationSerializer(ContentSerializer):
    """An application to be logged."""

    enterprise = serializers.CharField(max_length=40, help_text="统一社会信用代码、海关注册编码或AEO编码，写法不限。")
    plan = serializers.CharField(max_length=100, help_text="行动计划的文号。")
    measure = serializers.IntegerField(min_value=1, max_value=1_000, help_text="措施在行动计划中的序号。")

    def validate_enterprise(self, code: str) -> Enterprise:
        return enterprise_with_code(code)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        named = Measure.objects.filter(section__plan__document_number=data["plan"], number=data["measure"])
        measure = named.select_related("section__plan").first()
        if measure is None:
            raise serializers.ValidationError({"measure": "没有这个文号的行动计划，或其中没有这个序号的措施，请核对。"})
        return {**data, "measure": measure}


REASON = {"required": "请填写理由。", "blank": "请填写理由。"}


def _reason_field() -> FreeTextField:
    return FreeTextField(label="理由", max_length=1000, error_messages=REASON, help_text="理由，保留在更正记录中。")


@extend_schema_serializer(
    examples=[OpenApiExample("改正日期", value={"applied_on": "2026-07-09", "reason": "登记时日期写错"})]
)
class CorrectionSerializer(ContentSerializer):
    """What is corrected of an application, and why; what is not stated stays as it is."""

    reason = _reason_field()

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        for name in CONTENT:
            fields[name].required, fields[name].default = False, serializers.empty
        return fields


class SupplementSerializer(serializers.Serializer):
    """More material for an application, as multipart form."""

    description = FreeTextField(
        label="补充说明",
        max_length=2000,
        error_messages={"required": "请写明补充的情况。", "blank": "请写明补充的情况。"},
        help_text="补充了什么材料，办理有何进展。",
    )
    evidence = serializers.ListField(
        child=UploadField(allow_empty_file=True), default=list, help_text=EvidenceField(help_text="").help_text
    )
    numbers_needed = NumbersNeededField()

    def validate_evidence(self, files: Sequence[UploadedFile]) -> list[UploadedFile]:
        return checked_evidence(files)


@extend_schema_serializer(
    examples=[OpenApiExample("停止", value={"stopped_on": "2026-07-31", "reason": "企业已不需要"})]
)
class StopSerializer(serializers.Serializer):
    """The day on which a running measure was stopped, and why."""

    stopped_on = PastDateField(help_text="停止日期，不晚于今天。")
    reason = _reason_field()
    numbers_needed = NumbersNeededField()


@extend_schema_serializer(examples=[OpenApiExample("撤销", value={"reason": "重复登记"})])
class CancellationSerializer(serializers.Serializer):
    """Why an application is cancelled."""

    reason = _reason_field()
    numbers_needed = NumbersNeededField()
