"""The report on a period as an official document."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.utils import timezone

from foundation.web.dates import chinese_date
from incentives.models import EffectKind
from reports.contents import AppliedFigures, MeasureFigures, ReportFigures, StopFigures
from reports.counted import Counted
from reports.documents.content import Cell, DocumentTable, OfficialDocument, Part, name_of_lead, number_parts
from reports.figures.applications import applications_url
from reports.figures.stops import stops_url
from reports.models import PeriodReport

ADDRESSEE = "各成员单位"
CITY = "济南市海关高级认证企业联合激励"
EFFECTS = [kind.value for kind in EffectKind]
Linked = Callable[[int, str], Counted]
"""A number and the address of its list → the cell, without the address where the reader has no such list."""


def document_of(report: PeriodReport, *, has_links: bool) -> OfficialDocument:
    """Return the report as a document, its numbers with the addresses of their lists where `has_links`."""
    figures: ReportFigures = report.figures
    signed_on = timezone.localdate(report.made_at)
    return OfficialDocument(
        title=f"{CITY}工作{report.get_kind_display()}（{report.period}）",
        addressee=ADDRESSEE,
        opening=_opening(report),
        parts=_parts(report, figures),
        signed_by=name_of_lead(signed_on),
        signed_on=signed_on,
        attachments=_attachments(report, figures, has_links),
    )


def _opening(report: PeriodReport) -> str:
    counted = f"现将{report.period}激励措施实施情况报告如下。数字截至{_moment(report.made_at)}。"
    if report.edition == 1:
        return counted
    return f"{counted}本报告为第{report.edition}版，更正理由：{report.reason.rstrip('。')}。"


def _moment(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{chinese_date(local.date())}{local:%H:%M}"


def _parts(report: PeriodReport, figures: ReportFigures) -> list[Part]:
    return number_parts(
        [
            ("总体情况", _overall(figures)),
            ("各单位实施情况", _of_departments(figures)),
            ("措施适用情况", _of_measures(figures)),
            ("实施效果", _of_effects(figures["total"])),
            ("停用情况", _of_stops(figures)),
            ("“黑名单”数据更新情况", _of_blacklists(figures)),
        ]
    )


def _overall(figures: ReportFigures) -> list[str]:
    total, enterprises = figures["total"]["count"], figures["enterprises"]
    without = enterprises["eligible"] - enterprises["with_measure"]
    return [
        f"本期各成员单位对{enterprises['applied']:,}家企业实施激励措施{total:,}次，"
        f"上期{figures['preceding']:,}次，{_change(total - figures['preceding'])}。",
        f"期末名单内企业{enterprises['on_roster']:,}家，其中联合激励对象{enterprises['eligible']:,}家。"
        f"联合激励对象中，适用过激励措施的{enterprises['with_measure']:,}家，从未适用的{without:,}家。",
    ]


def _change(difference: int) -> str:
    if not difference:
        return "与上期持平"
    return f"{'增加' if difference > 0 else '减少'}{abs(difference):,}次"


def _of_departments(figures: ReportFigures) -> list[str]:
    departments = figures["departments"]
    active = sorted(
        (each for each in departments if each["applied"]["count"]), key=lambda each: -each["applied"]["count"]
    )
    idle = [each["name"] for each in departments if each["existed"] and not each["applied"]["count"]]
    sentences = []
    if active:
        listed = "、".join(f"{each['name']}{each['applied']['count']:,}次" for each in active[:3])
        sentences.append(f"有{len(active)}个单位实施了激励措施，较多的是{listed}。")
    if idle:
        sentences.append(f"没有实施的{len(idle)}个单位：{'、'.join(idle)}。")
    renamed = [f"{each['first_name']}在本期更名为{each['name']}。" for each in departments if each["first_name"]]
    return ["".join([*sentences, *renamed])]


def _of_measures(figures: ReportFigures) -> list[str]:
    in_force = [each for each in figures["measures"] if each["is_in_force"]]
    unused = unused_of(figures)
    never = [each for each in unused if not each["was_ever_used"]]
    sentences = [
        f"期末施行的激励措施{len(in_force)}项，本期适用{len(in_force) - len(unused)}项，"
        f"未适用{len(unused)}项，其中{len(never)}项自收录以来从未适用。"
    ]
    amended = [
        f"{each['title']}自{chinese_date(date.fromisoformat(each['amended_on']))}起按新的文本实施"
        for each in figures["measures"]
        if each["amended_on"]
    ]
    return ["".join([*sentences, *(f"{sentence}。" for sentence in amended)])]


def unused_of(figures: ReportFigures) -> list[MeasureFigures]:
    """Return the measures in force at the end of the period that nobody applied in it."""
    return [each for each in figures["measures"] if each["is_in_force"] and not each["applied"]["count"]]


def _of_effects(total: AppliedFigures) -> list[str]:
    sentences = [
        f"填报{EffectKind(kind).label}的{stated['count']:,}次，合计{_number(stated['total']):,}"
        for kind, stated in ((kind, total["effects"][kind]) for kind in EFFECTS)
        if stated["count"]
    ]
    return [f"{'；'.join(sentences)}。"] if sentences else []


def _of_stops(figures: ReportFigures) -> list[str]:
    stops = figures["stops"]
    stopped = (
        f"本期按停用建议停止激励措施{stops['count']:,}次，{_days(stops)}。"
        if stops
        else "本期没有按停用建议停止的激励措施。"
    )
    waiting = sum(each["open_advice"] for each in figures["departments"])
    overdue = sum(each["overdue_advice"] for each in figures["departments"])
    return [f"{stopped}报告生成时待答复的停用建议{waiting:,}项，其中逾期{overdue:,}项。"]


def _days(stops: StopFigures) -> str:
    return f"自企业失去资格之日至停用，中位数{stops['median']:g}天，最长{stops['worst']}天"


def _of_blacklists(figures: ReportFigures) -> list[str]:
    stale = [each["name"] for each in figures["blacklists"] if each["is_stale"]]
    if not stale:
        return []
    return [f"报告生成时，超过更新周期没有新数据的领域{len(stale)}个：{'、'.join(stale)}。"]


def _attachments(report: PeriodReport, figures: ReportFigures, has_links: bool) -> list[DocumentTable]:
    def linked(number: int, url: str) -> Counted:
        return Counted(number, url if has_links and number else "")

    return [
        _department_table(report, figures, linked),
        _section_table(report, figures, linked),
        _measure_table(report, figures, linked),
        _unused_table(figures),
        _blacklist_table(figures),
    ]


def _effects(applied: AppliedFigures) -> Iterable[Cell]:
    return [_number(applied["effects"][kind]["total"]) for kind in EFFECTS]


def _number(total: str) -> int | float:
    number = float(total)
    return int(number) if number.is_integer() else number


def _department_table(report: PeriodReport, figures: ReportFigures, linked: Linked) -> DocumentTable:
    days = report.days
    rows: list[list[Cell]] = []
    for each in figures["departments"]:
        stops = each["stops"]
        stop_count = linked(stops["count"], stops_url(days, department=each["key"])) if stops else 0
        rows.append(
            [
                each["name"],
                linked(each["applied"]["count"], applications_url(days, department=each["key"])),
                *_effects(each["applied"]),
                stop_count,
                stops["median"] if stops else "—",
                stops["worst"] if stops else "—",
                each["open_advice"],
                each["overdue_advice"],
            ]
        )
    headings = [
        *("单位", "实施次数"),
        *(EffectKind(kind).label for kind in EFFECTS),
        *("停用次数", "停用天数中位数", "停用天数最长", "待答复停用建议", "其中逾期"),
    ]
    return DocumentTable("各单位实施情况", headings, rows, charted=1)


def _section_table(report: PeriodReport, figures: ReportFigures, linked: Linked) -> DocumentTable:
    rows = [
        [
            each["title"],
            linked(each["applied"]["count"], applications_url(report.days, section=each["key"])),
            *_effects(each["applied"]),
        ]
        for each in figures["sections"]
    ]
    headings = ["类别", "实施次数", *(EffectKind(kind).label for kind in EFFECTS)]
    return DocumentTable("各类措施实施情况", headings, rows, charted=1)


def _measure_table(report: PeriodReport, figures: ReportFigures, linked: Linked) -> DocumentTable:
    rows = [
        [
            each["title"],
            each["responsible"],
            linked(each["applied"]["count"], applications_url(report.days, measure=each["key"])),
            *_effects(each["applied"]),
        ]
        for each in figures["measures"]
    ]
    headings = ["措施", "责任单位", "实施次数", *(EffectKind(kind).label for kind in EFFECTS)]
    return DocumentTable("各项措施实施情况", headings, rows, charted=2)


def _unused_table(figures: ReportFigures) -> DocumentTable:
    rows = [
        [each["title"], each["responsible"], "本期未适用" if each["was_ever_used"] else "从未适用"]
        for each in unused_of(figures)
    ]
    return DocumentTable("未适用的措施", ["措施", "责任单位", "情况"], rows, none="期末施行的措施本期都适用过。")


def _blacklist_table(figures: ReportFigures) -> DocumentTable:
    rows = [
        [
            each["name"],
            chinese_date(date.fromisoformat(each["newest"])) if each["newest"] else "没有数据",
            each["days"] if each["days"] is not None else "—",
            "超过更新周期" if each["is_stale"] else "",
        ]
        for each in figures["blacklists"]
    ]
    return DocumentTable("“黑名单”数据更新情况", ["领域", "最新数据日期", "距报告生成天数", "提示"], rows)
