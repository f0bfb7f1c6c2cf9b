"""Requests and answers of the blacklist API (docs/api.md)."""

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from blacklists.models import BlacklistImport, BlacklistProblem
from blacklists.wording import hold_text
from foundation.web.fields import PastDateField
from spreadsheets.columns import BLACKLIST_COLUMNS
from uploads.models import Mode
from uploads.serializers import reading_field

ENTRIES = {
    "mode": "changes",
    "as_of": "2026-07-10",
    "entries": [
        {
            "source_id": "SX-2026-0001",
            "name": "济南某某贸易有限公司",
            "uscc": "91370102MAYMLALA6B",
            "document_number": "（2026）鲁0102执1号",
            "authority": "济南市某某区人民法院",
            "basis": "有履行能力而拒不履行",
            "listed_on": "2026-01-05",
            "removed_on": None,
        }
    ],
}
IMPORT = {
    "id": 7,
    "url": "https://portal.example/api/v1/blacklists/imports/7/",
    "status": "received",
    "step": "waiting",
    "blacklist": "court-defaulters",
    "mode": "changes",
    "as_of": "2026-07-10",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "failure": "",
    "reading": None,
    "awaits_approval": False,
    "hold_reason": "",
    "counts": dict.fromkeys(
        ("rows", "new", "changed", "ended", "unchanged", "erased", "error", "confirm", "notice"), 0
    ),
    "problems": "https://portal.example/api/v1/blacklists/imports/7/problems/",
}
PROBLEM = {
    "entry": 1,
    "key": "uscc",
    "code": "entry_uscc_length",
    "params": {"length": 17},
    "severity": "notice",
    "message": "统一社会信用代码应为18位，现为17位",
    "hint": "请按营业执照改正",
    "cell": "91370102MAYMLALA6",
    "suggestion": "",
}


class PushSerializer(serializers.Serializer):
    """The envelope of the entries."""

    as_of = PastDateField(required=False, help_text="数据反映哪一天的情况，不晚于今天；默认今天。")
    mode = serializers.ChoiceField(
        choices=Mode.choices,
        default=Mode.CHANGES,
        error_messages={"invalid_choice": "应为 changes 或 full。"},
        help_text="changes：只列新增和变更的；full：全部名单，未列的即移出。",
    )


@extend_schema_field({"type": ["string", "number", "null"]})
class PushedValueField(serializers.CharField):
    """A text, a number or null."""


class PushedEntrySerializer(serializers.Serializer):
    """One entry as it is pushed, with a key for each column of a blacklist; for the schema only."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return {
            column.key: PushedValueField(required=column.needed and not column.unless, help_text=f"{column.title}。")
            for column in BLACKLIST_COLUMNS
        }


@extend_schema_serializer(examples=[OpenApiExample("一条", value=ENTRIES)])
class PushedEntriesSerializer(PushSerializer):
    """The whole body; for the schema only, since the entries are read by the reader of uploaded files."""

    entries = PushedEntrySerializer(many=True, help_text="1至10000条；值为文本、数字或 null。")


class ImportCountsSerializer(serializers.Serializer):
    """How many entries an import adds, changes, ends and leaves, and how many problems it has by severity."""

    rows = serializers.IntegerField(source="rows_total", help_text="条数。")
    new = serializers.IntegerField(source="new_count", help_text="新增条目数。")
    changed = serializers.IntegerField(source="changed_count", help_text="变更条目数。")
    ended = serializers.IntegerField(source="ended_count", help_text="移出条目数。")
    unchanged = serializers.IntegerField(source="unchanged_count", help_text="不变条目数。")
    erased = serializers.IntegerField(source="erased_count", help_text="清除或改写已知内容的条目数。")
    error = serializers.IntegerField(source="error_count", help_text="须改正的问题数。")
    confirm = serializers.IntegerField(source="confirm_count", help_text="须核实的问题数。")
    notice = serializers.IntegerField(source="notice_count", help_text="请留意的问题数。")


@extend_schema_serializer(examples=[OpenApiExample("已收下", value=IMPORT, status_codes=["200", "202"])])
class ImportSerializer(serializers.ModelSerializer):
    """One import: its state, its counts, and where its problems are."""

    url = serializers.HyperlinkedIdentityField(view_name="blacklists_api:import_detail")
    blacklist = serializers.CharField(source="blacklist.code", read_only=True, help_text="“黑名单”领域的代码。")
    failure = serializers.CharField(read_only=True, help_text="未能处理的原因。")
    reading = reading_field()
    awaits_approval = serializers.BooleanField(read_only=True, help_text="已有人提请确认，待第二人复核。")
    hold_reason = serializers.SerializerMethodField(help_text="没有自动确认的原因，或待第二人复核的原因。")
    counts = ImportCountsSerializer(source="*", read_only=True)
    problems = serializers.HyperlinkedIdentityField(view_name="blacklists_api:problem_list")

    class Meta:
        model = BlacklistImport
        fields = (
            "id",
            "url",
            "status",
            "step",
            "blacklist",
            "mode",
            "as_of",
            "sha256",
            "failure",
            "reading",
            "awaits_approval",
            "hold_reason",
            "counts",
            "problems",
        )
        read_only_fields = fields

    def get_hold_reason(self, submission: BlacklistImport) -> str:
        return hold_text(submission)


@extend_schema_serializer(examples=[OpenApiExample("须改正", value=PROBLEM)])
class ImportProblemSerializer(serializers.ModelSerializer):
    """A problem of one field of an entry."""

    entry = serializers.SerializerMethodField(help_text="第几条，从1起；说整批数据的为空。")
    params = serializers.DictField(read_only=True, label="参数", help_text="问题和怎样改正中写到的值。")
    message = serializers.CharField(read_only=True, label="问题")
    hint = serializers.CharField(read_only=True, label="怎样改正")

    class Meta:
        model = BlacklistProblem
        fields = ("entry", "key", "code", "params", "severity", "message", "hint", "cell", "suggestion")
        read_only_fields = fields

    def get_entry(self, problem: BlacklistProblem) -> int | None:
        """Return the place of the entry in the pushed list, from 1: the first line of the table is the header."""
        return problem.row and problem.row - 1
