"""Requests and answers of the roster API (docs/api.md)."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from foundation.virus_scanner import ScanFault
from foundation.web.api import TooLarge, Unscanned
from foundation.web.fields import PastDateField, UploadField
from free_text.serializers import FreeTextField, NumbersNeededField
from roster.models import RosterProblem, RosterRemoval, RosterRow, RosterSubmission
from roster.policies import RosterConfirmation
from roster.states import TransferState
from roster.transfer_rows import PLANNED
from spreadsheets.columns import DETAILS, ROSTER_COLUMNS
from uploads.forms import FILE_ERRORS, check_table
from uploads.models import Mode
from uploads.serializers import reading_field

# Faults of a file that are not its sender's mistake in a field.
REFUSALS = {"too_large": TooLarge, ScanFault.NO_SCANNER: Unscanned}
# The fields of what a file states about a certification beside its day.
DETAIL_FIELDS = {column.key: f"{column.title}。" for column in ROSTER_COLUMNS if column.key in DETAILS}
ENTERPRISE = {
    "uscc": "91370102MAYMLALA6B",
    "name": "济南某某进出口有限公司",
    "customs_code": "3701612345",
    "certified_on": "2020-03-02",
    "address": "济南市历下区某路1号",
    "registration_number": "",
}
READING = {
    "rows_in_file": 42,
    "rows_read": 40,
    "rows_refused": 0,
    "rows_set_aside": 2,
    "set_aside_reasons": {"title": 1, "header": 1},
    "set_aside": [{"row": 1, "reason": "title", "text": "泉城海关高级认证企业名单"}],
    "notes": [],
}
SUBMISSION = {
    "id": 7,
    "url": "https://portal.example/api/v1/roster/submissions/7/",
    "status": "checked",
    "step": "done",
    "office": "quancheng-customs",
    "mode": "full",
    "as_of": "2026-07-10",
    "filename": "名单.xlsx",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "rows": 40,
    "failure": "",
    "reading": READING,
    "counts": {
        **{"added": 2, "changed": 1, "unchanged": 37, "removed": 1, "transfer": 0},
        **{"error": 0, "confirm": 1, "notice": 0},
    },
    **{
        name: f"https://portal.example/api/v1/roster/submissions/7/{name}/"
        for name in ("problems", "changes", "removals", "transfers")
    },
}
PROBLEM = {
    "row": 9,
    "column": "C",
    "key": "uscc",
    "code": "uscc_length",
    "params": {"length": 17},
    "severity": "error",
    "message": "统一社会信用代码应为18位，现为17位",
    "hint": "请按营业执照改正",
    "cell": "91370102MAYMLALA6",
    "suggestion": "",
}
CONFIRMATION = {
    "reasons": {"91370102MAYMLALA6B": "企业注销"},
    "reason_for_rest": "不再符合高级认证企业标准",
    "problems_verified": True,
    "removed_count": 12,
}
TRANSFER = {
    "direction": "in",
    "row": 12,
    "uscc": "91370102MAYMLALA6B",
    "name": "济南某某进出口有限公司",
    "office": "laiwu-customs",
    "state": "waiting",
    "reason": "",
}
ENTERPRISE_FIELDS = ("uscc", "name", "customs_code", "certified_on", "address", "registration_number")
CHANGE = {"kind": "added", "row": 3, **ENTERPRISE, **dict.fromkeys(DETAIL_FIELDS, ""), "before": None}


class RosterUploadSerializer(serializers.Serializer):
    """A roster of one's own office, as multipart form."""

    file = UploadField(error_messages=FILE_ERRORS, help_text="Excel、WPS 工作簿、.ods、CSV 或 JSON，同页面上传。")
    office = serializers.CharField(help_text="本关代码。")
    mode = serializers.ChoiceField(
        choices=Mode.choices, help_text="full：本文件为全部名单；changes：只列新增和变更的。"
    )
    as_of = PastDateField(help_text="名单反映哪一天的情况，不晚于今天。")

    def validate_file(self, file: UploadedFile) -> UploadedFile:
        try:
            check_table(file)
        except ValidationError as error:
            if error.code in REFUSALS:
                raise REFUSALS[error.code](error.message) from error
            raise
        return file

    def validate_office(self, code: str) -> str:
        own: str = self.context["request"].user.own_department.code
        if code != own:
            raise serializers.ValidationError(f"只能报送本关的名单，应为{own}。")
        return code


@extend_schema_serializer(examples=[OpenApiExample("确认", value=CONFIRMATION)])
class RosterConfirmationSerializer(serializers.Serializer):
    """The answers of the person who confirms a roster to its preview."""

    reasons = serializers.DictField(
        child=FreeTextField(max_length=200, label="退出原因"),
        default=dict,
        help_text="统一社会信用代码 → 该企业的退出原因。",
    )
    reason_for_rest = FreeTextField(
        max_length=200,
        default="",
        allow_blank=True,
        label="其余企业的退出原因",
        help_text="未在 reasons 中列出的退出企业的原因。",
    )
    numbers_needed = NumbersNeededField()
    problems_verified = serializers.BooleanField(default=False, help_text="须核实的问题是否已逐处核实。")
    removed_count = serializers.IntegerField(
        default=None, allow_null=True, help_text="退出的家数；超过现行名单十分之一时须填。"
    )

    def confirmation(self, submission: RosterSubmission) -> RosterConfirmation:
        """Return the validated answers with one reason for each removed enterprise of the submission."""
        answers = self.validated_data
        usccs = submission.removals.values_list("uscc", flat=True)
        return RosterConfirmation(
            reasons={uscc: answers["reasons"].get(uscc) or answers["reason_for_rest"] for uscc in usccs},
            problems_verified=answers["problems_verified"],
            removed_count=answers["removed_count"],
        )


class RosterCountsSerializer(serializers.Serializer):
    """How many enterprises a roster adds, changes, leaves and removes, and how many problems it has by severity."""

    added = serializers.IntegerField(help_text="新增企业数。")
    changed = serializers.IntegerField(help_text="变更企业数。")
    unchanged = serializers.IntegerField(help_text="不变企业数。")
    removed = serializers.IntegerField(help_text="退出企业数。")
    transfer = serializers.IntegerField(help_text="在另一海关名单上、请其移交的企业数。")
    error = serializers.IntegerField(help_text="须改正的问题数。")
    confirm = serializers.IntegerField(help_text="须核实的问题数。")
    notice = serializers.IntegerField(help_text="请留意的问题数。")

    def to_representation(self, submission: RosterSubmission) -> dict[str, int]:
        kinds: Mapping[str, int] = dict(
            submission.rows.exclude(kind="").order_by().values_list("kind").annotate(Count("pk"))
        )
        return {
            **{kind: kinds.get(kind, 0) for kind in ("added", "changed", "unchanged", "transfer")},
            "removed": submission.removals.count(),
            "error": submission.error_count,
            "confirm": submission.confirm_count,
            "notice": submission.notice_count,
        }


@extend_schema_serializer(examples=[OpenApiExample("已校验", value=SUBMISSION, status_codes=["200", "202"])])
class RosterSubmissionSerializer(serializers.ModelSerializer):
    """One submission: its state, its counts, and where its lists are."""

    url = serializers.HyperlinkedIdentityField(view_name="roster_api:submission_detail")
    office = serializers.CharField(source="office.code", read_only=True, help_text="报送的海关。")
    rows = serializers.IntegerField(source="rows_total", read_only=True, help_text="文件中的行数。")
    failure = serializers.CharField(read_only=True, help_text="未能处理的原因。")
    reading = reading_field()
    counts = RosterCountsSerializer(source="*", read_only=True)
    problems = serializers.HyperlinkedIdentityField(view_name="roster_api:problem_list")
    changes = serializers.HyperlinkedIdentityField(view_name="roster_api:change_list")
    removals = serializers.HyperlinkedIdentityField(view_name="roster_api:removal_list")
    transfers = serializers.HyperlinkedIdentityField(view_name="roster_api:transfer_list")

    class Meta:
        model = RosterSubmission
        fields = (
            "id",
            "url",
            "status",
            "step",
            "office",
            "mode",
            "as_of",
            "filename",
            "sha256",
            "rows",
            "failure",
            "reading",
            "counts",
            "problems",
            "changes",
            "removals",
            "transfers",
        )
        read_only_fields = fields


@extend_schema_serializer(examples=[OpenApiExample("须改正", value=PROBLEM)])
class RosterProblemSerializer(serializers.ModelSerializer):
    """A problem in one cell of a roster."""

    row = serializers.IntegerField(read_only=True, allow_null=True, help_text="文件中的行号；说整份文件的为空。")
    params = serializers.DictField(read_only=True, label="参数", help_text="问题和怎样改正中写到的值。")
    message = serializers.CharField(read_only=True, label="问题")
    hint = serializers.CharField(read_only=True, label="怎样改正")

    class Meta:
        model = RosterProblem
        fields = ("row", "column", "key", "code", "params", "severity", "message", "hint", "cell", "suggestion")
        read_only_fields = fields


class RosterEnterpriseSerializer(serializers.Serializer):
    """An enterprise on the roster in force."""

    uscc = serializers.CharField(help_text="统一社会信用代码。")
    name = serializers.CharField(help_text="企业名称。")
    customs_code = serializers.CharField(help_text="海关注册编码。")
    certified_on = serializers.CharField(help_text="认证日期。")
    address = serializers.CharField(help_text="地址。")
    registration_number = serializers.CharField(help_text="工商注册号。")

    def get_fields(self) -> dict[str, serializers.Field]:
        details = {key: serializers.CharField(default="", help_text=text) for key, text in DETAIL_FIELDS.items()}
        return super().get_fields() | details


@extend_schema_serializer(examples=[OpenApiExample("新增", value=CHANGE)])
class RosterChangeSerializer(serializers.ModelSerializer):
    """An enterprise that a roster adds or changes."""

    row = serializers.IntegerField(source="line", read_only=True, help_text="文件中的行号。")
    kind = serializers.ChoiceField(choices=["added", "changed"], read_only=True, help_text="新增或变更。")
    before = RosterEnterpriseSerializer(read_only=True, allow_null=True, help_text="变更的企业在现行名单上的内容。")

    class Meta:
        model = RosterRow
        fields = ("kind", "row", *ENTERPRISE_FIELDS, *DETAIL_FIELDS, "before")
        read_only_fields = fields


@extend_schema_serializer(examples=[OpenApiExample("退出", value={**ENTERPRISE, "reason": ""})])
class RosterRemovalSerializer(serializers.ModelSerializer):
    """An enterprise that a whole roster no longer names."""

    class Meta:
        model = RosterRemoval
        fields = (*ENTERPRISE_FIELDS, "reason")
        read_only_fields = fields


@extend_schema_serializer(examples=[OpenApiExample("转入", value=TRANSFER)])
class RosterTransferSerializer(serializers.Serializer):
    """An enterprise that moves between the two customs offices with a roster (`roster.transfer_rows.TransferRow`)."""

    direction = serializers.ChoiceField(choices=["in", "out"], help_text="in：转入本关；out：移交另一海关。")
    row = serializers.IntegerField(source="line", allow_null=True, help_text="文件中的行号；文件不载有的为空。")
    uscc = serializers.CharField(help_text="统一社会信用代码。")
    name = serializers.CharField(help_text="企业名称。")
    office = serializers.CharField(help_text="另一海关。")
    state = serializers.ChoiceField(
        choices=[PLANNED, *TransferState.values],
        help_text="planned：名单确认后发生；waiting：待另一海关同意；done、declined、withdrawn：已移交、退回、撤回。",
    )
    reason = serializers.CharField(help_text="退回或撤回的理由。")
