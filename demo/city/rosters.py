"""The rosters of the two customs offices, each in the format of its office."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from demo.city.codes import with_wrong_check
from demo.city.enterprises import CAST, QUANCHENG_ROSTER, CityEnterprise
from demo.city.sheets import Column, chinese_day, tabulate, write_csv, write_workbook

QUANCHENG_COLUMNS = (
    Column("企业名称", lambda enterprise: enterprise.name),
    Column("统一社会\n信用代码", lambda enterprise: enterprise.uscc),
    Column("海关注册编码", lambda enterprise: enterprise.customs_code),
    Column("认证日期", lambda enterprise: enterprise.certified_on),
    Column("注册地址", lambda enterprise: enterprise.address),
    Column("信用等级", lambda enterprise: "高级认证企业"),
)
LAIWU_COLUMNS = (
    Column("海关备案编码", lambda enterprise: enterprise.customs_code),
    Column("单位名称", lambda enterprise: enterprise.name),
    Column("社会信用代码", lambda enterprise: enterprise.uscc),
    Column("认定时间", lambda enterprise: chinese_day(enterprise.certified_on)),
    Column("地址", lambda enterprise: enterprise.address),
    Column("备注", lambda enterprise: ""),
)
CHANGES_COLUMNS = (
    Column("企业名称", lambda enterprise: enterprise.name),
    Column("统一社会信用代码", lambda enterprise: enterprise.uscc),
    Column("海关注册编码", lambda enterprise: enterprise.customs_code),
    Column("认证日期", lambda enterprise: f"{enterprise.certified_on:%Y.%m.%d}"),
    Column("注册地址", lambda enterprise: enterprise.address),
)
CHANGES = (*CAST.added, CAST.renamed_after)
QUANCHENG_ROSTER_LATER = (
    *(enterprise for enterprise in QUANCHENG_ROSTER if enterprise not in (CAST.dropped_later, CAST.renamed)),
    *CHANGES,
)


class Slip(NamedTuple):
    """A wrong cell of the roster with mistakes: its line, and the portal's title of the field."""

    line: int
    field: str


SLIPS = (
    Slip(4, "统一社会信用代码"),  # wrong check character
    Slip(6, "统一社会信用代码"),  # the enterprise of line 3 again …
    Slip(6, "海关注册编码"),  # … with the same customs code
    Slip(8, "认证日期"),  # 30 February
    Slip(10, "海关注册编码"),  # empty
)


def _mistaken_rows(enterprises: Sequence[CityEnterprise]) -> list[dict[str, str]]:
    rows = [
        {
            "name": enterprise.name,
            "uscc": enterprise.uscc,
            "customs_code": enterprise.customs_code,
            "certified_on": chinese_day(enterprise.certified_on),
        }
        for enterprise in enterprises
    ]
    rows[1]["uscc"] = with_wrong_check(rows[1]["uscc"])
    rows[3] = rows[0]
    rows[5]["certified_on"] = "2025年2月30日"
    rows[7]["customs_code"] = ""
    return rows


def write_quancheng(path: Path, enterprises: Sequence[CityEnterprise], *, as_of: date) -> None:
    """Write a whole roster of 泉城海关."""
    notes = (
        f"合计：{len(enterprises)}家",
        f"注：1.本表为全量名单，数据截至{chinese_day(as_of)}；2.企业名称以营业执照为准。",
        "填报科室：企管科",
    )
    write_workbook(path, tabulate("泉城海关高级认证企业名单", QUANCHENG_COLUMNS, enterprises, notes))


def write_quancheng_changes(path: Path, *, as_of: date) -> None:
    """Write the changes: three added enterprises, and one with a new name and address."""
    title = f"泉城海关高级认证企业变动情况（截至{chinese_day(as_of)}）"
    notes = ("注：本表仅列新增和信息变更的企业。", "填报科室：企管科")
    write_csv(path, tabulate(title, CHANGES_COLUMNS, CHANGES, notes), encoding="utf-8")


def write_laiwu(path: Path, enterprises: Sequence[CityEnterprise], *, as_of: date) -> None:
    """Write the whole roster of 莱芜海关, in the encoding of its spreadsheet program."""
    title = f"莱芜海关高级认证企业一览表（{chinese_day(as_of)}）"
    notes = ("备注：以上企业均在有效期内。", "填报科室：稽查科")
    write_csv(path, tabulate(title, LAIWU_COLUMNS, enterprises, notes), encoding="gb18030")


def write_mistaken(path: Path) -> None:
    """Write ten rows of 泉城海关 with the mistakes that SLIPS lists."""
    columns = (
        Column("企业名称", lambda row: row["name"]),
        Column("统一社会信用代码", lambda row: row["uscc"]),
        Column("海关注册编码", lambda row: row["customs_code"]),
        Column("认证日期", lambda row: row["certified_on"]),
    )
    rows = _mistaken_rows(QUANCHENG_ROSTER[-10:])
    write_workbook(path, tabulate("泉城海关高级认证企业变动情况", columns, rows, ("注：本表待核对。",)))
