"""The JSON of a report (docs/api.md). Field names are part of the API."""

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from reports.contents import ReportFigures
from reports.models import PeriodReport

EDITION = {
    "id": 7,
    "kind": "month",
    "first_day": "2026-07-01",
    "last_day": "2026-07-31",
    "edition": 2,
    "reason": "市税务局补登1次。",
    "made_at": "2026-08-05T09:12:00+08:00",
    "made_by": "陈立新",
}
NOTHING = {"count": 0, "total": "0"}
APPLIED = {"count": 3, "effects": {"days_saved": {"count": 1, "total": "4"}, "amount": NOTHING}}
STOPS = {"count": 1, "median": 8.0, "worst": 8}
FIGURES = {
    "total": APPLIED,
    "preceding": 2,
    "enterprises": {"on_roster": 4, "eligible": 3, "with_measure": 1, "applied": 2},
    "departments": [
        {
            "key": 5,
            "name": "市税务局",
            "first_name": "",
            "existed": True,
            "applied": APPLIED,
            "stops": STOPS,
            "open_advice": 0,
            "overdue_advice": 0,
        }
    ],
    "sections": [{"key": 4, "title": "（四）税收管理", "applied": APPLIED}],
    "measures": [
        {
            "key": 31,
            "title": "第31项　增值税发票比照A级纳税人",
            "responsible": "市税务局",
            "amended_on": "",
            "is_in_force": True,
            "applied": APPLIED,
            "was_ever_used": True,
        }
    ],
    "stops": STOPS,
    "blacklists": [
        {
            "key": 1,
            "code": "court-defaulters",
            "name": "失信被执行人",
            "newest": "2026-07-30",
            "days": 6,
            "habit": 30,
            "is_stale": False,
        }
    ],
}


@extend_schema_serializer(examples=[OpenApiExample("7月月报第2版", value=EDITION)])
class PeriodReportSerializer(serializers.ModelSerializer):
    """One edition of a report, without its figures."""

    last_day = serializers.DateField(source="period.last", help_text="期间末日。")
    made_by = serializers.SerializerMethodField(help_text="生成人的姓名；平台按期生成的为空。")

    class Meta:
        model = PeriodReport
        fields = ("id", "kind", "first_day", "last_day", "edition", "reason", "made_at", "made_by")

    def get_made_by(self, report: PeriodReport) -> str:
        return report.made_by.full_name if report.made_by else ""


@extend_schema_serializer(examples=[OpenApiExample("7月月报第2版", value={**EDITION, "figures": FIGURES})])
class ReportWithFiguresSerializer(PeriodReportSerializer):
    """One edition of a report with its figures."""

    figures = serializers.SerializerMethodField(help_text="生成时统计的数字，以后不变。")

    class Meta(PeriodReportSerializer.Meta):
        fields = (*PeriodReportSerializer.Meta.fields, "figures")

    @extend_schema_field(ReportFigures)
    def get_figures(self, report: PeriodReport) -> ReportFigures:
        return report.figures
