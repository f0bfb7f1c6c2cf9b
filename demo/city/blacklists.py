"""The blacklists of other sectors: many invented entities, and among them the enterprises of the story."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from demo.city.enterprises import CAST, STRANGERS, CityEnterprise, Subject
from demo.city.sheets import Column, Table, chinese_day, tabulate, write_csv, write_workbook

REMOVED = "移出日期"
HALF_YEAR = timedelta(days=180)
THREE_YEARS = timedelta(days=3 * 365)
# Of the enterprises on no roster: eight whose entry has no code, one whose code the entry of `near_miss` has, the rest.
CODELESS, NAMESAKE, OTHERS = STRANGERS[:8], STRANGERS[8], STRANGERS[9:]


@dataclass(frozen=True)
class Entry:
    """One entity on a list."""

    subject: Subject
    document_number: str
    listed_on: date
    removed_on: date | None
    reason: str


class Planted(NamedTuple):
    """An enterprise of the story on a list, how many days ago it was listed, and whether it was removed since."""

    subject: Subject
    days_ago: int
    is_removed: bool = False


@dataclass(frozen=True)
class Sector:
    """The blacklist of one sector: its format, and the enterprises of the story in it beside `strangers` others.

    `document` is the pattern of its document numbers, with {year} and {number}; `write` takes path and table.
    """

    code: str
    filename: str
    title: str
    document: str
    reasons: tuple[str, ...]
    columns: tuple[Column, ...]
    strangers: int
    planted: tuple[Planted, ...]
    write: Callable[[Path, Table], None]

    @property
    def states_removals(self) -> bool:
        """Whether the whole list of the sector keeps removed entries, with the day of their removal."""
        return any(column.header == REMOVED for column in self.columns)


def _hyphenated(org_code: str) -> str:
    return f"{org_code[:8]}-{org_code[8:]}"


def _without_code(name: str) -> Subject:
    return Subject(uscc="", name=name)


def _write_utf8(path: Path, table: Table) -> None:
    write_csv(path, table, encoding="utf-8-sig")


def _write_gb18030(path: Path, table: Table) -> None:
    write_csv(path, table, encoding="gb18030")


COURT_DEFAULTERS = Sector(
    code="court-defaulters",
    filename="失信被执行人名单.xlsx",
    title="失信被执行人（法人）名单",
    document="（{year}）鲁0199执{number}号",
    reasons=("有履行能力而拒不履行生效法律文书确定义务", "违反财产报告制度", "以虚假诉讼规避执行"),
    columns=(
        Column("失信主体名称", lambda entry: entry.subject.name),
        Column("统一社会信用代码", lambda entry: entry.subject.uscc),
        Column("案号", lambda entry: entry.document_number),
        Column("执行法院", lambda entry: "济南市泉湖区人民法院"),
        Column("发布日期", lambda entry: entry.listed_on),
        Column("事由", lambda entry: entry.reason),
    ),
    strangers=60,
    planted=(Planted(CAST.blocked_by_uscc, 130), Planted(CAST.cleared, 290, is_removed=True)),
    write=write_workbook,
)
TAX_VIOLATIONS = Sector(
    code="tax-violations",
    filename="重大税收违法失信主体名单.csv",
    title="重大税收违法失信主体名单",
    document="泉湖税稽罚〔{year}〕{number}号",
    reasons=("虚开增值税专用发票", "骗取出口退税", "逃避缴纳税款"),
    columns=(
        Column("企业名称", lambda entry: entry.subject.name),
        Column("统一社会信用代码", lambda entry: entry.subject.uscc),
        Column("文号", lambda entry: entry.document_number),
        Column("认定部门", lambda entry: "泉湖区税务局稽查局"),
        Column("列入日期", lambda entry: f"{entry.listed_on:%Y/%m/%d}"),
        Column("有效期止", lambda entry: f"{entry.listed_on + THREE_YEARS:%Y/%m/%d}"),
        Column("事由", lambda entry: entry.reason),
    ),
    strangers=45,
    planted=(
        Planted(CAST.blocked_in_laiwu, 75),
        Planted(Subject(uscc=NAMESAKE.uscc, name=CAST.near_miss.name), 420),
    ),
    write=_write_utf8,
)
WAGE_ARREARS = Sector(
    code="wage-arrears",
    filename="拖欠农民工工资失信联合惩戒对象名单.xlsx",
    title="拖欠农民工工资失信联合惩戒对象名单",
    document="泉湖人社监列字〔{year}〕{number}号",
    reasons=("克扣、无故拖欠农民工工资报酬", "因拖欠农民工工资引发群体性事件"),
    columns=(
        Column("企业名称", lambda entry: entry.subject.name),
        Column("组织机构代码", lambda entry: _hyphenated(entry.subject.org_code)),
        Column("认定部门", lambda entry: "泉湖区人力资源社会保障局"),
        Column("文号", lambda entry: entry.document_number),
        Column("列入日期", lambda entry: chinese_day(entry.listed_on)),
        Column(REMOVED, lambda entry: chinese_day(entry.removed_on)),
        Column("事由", lambda entry: entry.reason),
    ),
    strangers=35,
    planted=(Planted(CAST.blocked_by_org_code, 250),),
    write=write_workbook,
)
PRODUCTION_SAFETY = Sector(
    code="production-safety",
    filename="安全生产严重失信主体名单.csv",
    title="安全生产严重失信主体名单",
    document="泉湖应急失信〔{year}〕{number}号",
    reasons=("发生较大生产安全事故", "重大事故隐患拒不整改", "瞒报生产安全事故"),
    columns=(
        Column("主体名称", lambda entry: entry.subject.name),
        Column("统一社会信用代码", lambda entry: entry.subject.uscc),
        Column("认定部门", lambda entry: "泉湖区应急管理局"),
        Column("文号", lambda entry: entry.document_number),
        Column("列入日期", lambda entry: f"{entry.listed_on:%Y%m%d}"),
        Column("事由", lambda entry: entry.reason),
    ),
    strangers=30,
    planted=(
        Planted(_without_code("雲嶺千帆（濟南）國際貿易有限公司"), 17),
        Planted(_without_code(CAST.namesake_in_laiwu.name), 34),
        Planted(_without_code(CAST.doubted.name), 215),
        Planted(_without_code(CAST.doubted_long.name), 100),
        *(Planted(_without_code(stranger.name), 500) for stranger in CODELESS),
    ),
    write=_write_gb18030,
)
ABNORMAL_OPERATION = Sector(
    code="abnormal-operation",
    filename="经营异常名录.xlsx",
    title="经营异常名录信息",
    document="泉湖市监列异〔{year}〕{number}号",
    reasons=("未按规定期限公示年度报告", "通过登记的住所或者经营场所无法联系"),
    columns=(
        Column("企业名称", lambda entry: entry.subject.name),
        Column("统一社会信用代码", lambda entry: entry.subject.uscc),
        Column("认定部门", lambda entry: "泉湖区市场监督管理局"),
        Column("文号", lambda entry: entry.document_number),
        Column("列入日期", lambda entry: entry.listed_on),
        Column("事由", lambda entry: entry.reason),
    ),
    strangers=80,
    planted=(Planted(CAST.hinted, 190),),
    write=write_workbook,
)
SECTORS = (COURT_DEFAULTERS, TAX_VIOLATIONS, WAGE_ARREARS, PRODUCTION_SAFETY, ABNORMAL_OPERATION)


def entries(sector: Sector, *, today: date) -> list[Entry]:
    """Return the entries of the sector, the earliest first: listed within 900 days, a few removed since."""
    rng = Random(sector.code)
    others = [
        Planted(subject, rng.randint(12, 900), is_removed=rng.random() < 0.1)
        for subject in rng.sample(OTHERS, sector.strangers)
    ]
    listed = [_entry(sector, planted, today, rng) for planted in (*sector.planted, *others)]
    return sorted(listed, key=lambda entry: (entry.listed_on, entry.subject.name))


def _entry(sector: Sector, planted: Planted, today: date, rng: Random) -> Entry:
    listed_on = today - timedelta(days=planted.days_ago)
    return Entry(
        subject=planted.subject,
        document_number=sector.document.format(year=listed_on.year, number=rng.randint(100, 9999)),
        listed_on=listed_on,
        removed_on=listed_on + HALF_YEAR if planted.is_removed and listed_on + HALF_YEAR <= today else None,
        reason=rng.choice(sector.reasons),
    )


def write_list(path: Path, sector: Sector, listed: Sequence[Entry], *, as_of: date) -> None:
    """Write the whole blacklist of a sector in its format; removed entries only where it has a column for them."""
    shown = [entry for entry in known_on(listed, as_of) if sector.states_removals or not entry.removed_on]
    notes = (f"注：数据截至{chinese_day(as_of)}，自然人未列入本表。",)
    sector.write(path, tabulate(sector.title, sector.columns, shown, notes))


def known_on(listed: Sequence[Entry], day: date) -> list[Entry]:
    """Return the entries that were listed by the day, as they were known on it."""
    return [
        replace(entry, removed_on=None) if entry.removed_on and entry.removed_on > day else entry
        for entry in listed
        if entry.listed_on <= day
    ]


def changed_between(listed: Sequence[Entry], after: date, until: date) -> list[Entry]:
    """Return the entries that were listed or removed after the first day, and not after the second one."""
    before = set(known_on(listed, after))
    return [entry for entry in known_on(listed, until) if entry not in before]


def pushed_rows(sector: Sector, changed: Sequence[Entry]) -> list[list[str]]:
    """Return the table that the system of the sector pushes: its columns and the day of removal."""
    columns = [column for column in sector.columns if column.header != REMOVED]
    rows = [[*(str(column.value(entry)) for column in columns), str(entry.removed_on or "")] for entry in changed]
    return [[*(column.header for column in columns), REMOVED], *rows]


def without(listed: list[Entry], enterprise: CityEnterprise) -> list[Entry]:
    """Return the blacklist without one enterprise."""
    return [entry for entry in listed if entry.subject.uscc != enterprise.uscc]
