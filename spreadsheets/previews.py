"""The first lines of each sheet, by which a person locates the header and the columns."""

import re
from collections.abc import Mapping, Sequence, Set
from functools import cache
from typing import Any

from spreadsheets.columns import BLACKLIST_COLUMNS, COMMON_TITLES, letter_of
from spreadsheets.headers import HEADER_WITHIN, title_key, titles_of
from spreadsheets.person_names import FREQUENT_SURNAMES, is_person_name
from spreadsheets.personal_data import cut_person_cells
from spreadsheets.resident_ids import cut_ids
from spreadsheets.rows import Layout
from spreadsheets.sheets import Sheet, without_absent

COLUMNS_SHOWN = 30
LONGEST_SHOWN = 40
HIDDEN = "…"
NO_LINES: Set[int] = frozenset()
BLANKS = re.compile(r"\s+")
# Words and endings of titles; the name of a person may have them as well, but begins with a surname.
LIKE_TITLE = re.compile(
    ".*(?:名称|代码|号码|编号|编码|文号|案号|日期|时间|年度|单位|企业|公司|主体|地址|状态|备注|机关|部门|区县|法院|事由|原因|依据"
    "|金额|类型|类别|等级|级别|情况|结果|内容|说明).*|.*[名号码期日人]"
)
# A text that is no title: a code, or a day or number.
NO_TITLE = re.compile(r"(?=.*\d)[0-9A-Za-z-]{6,}|[\d年月日.,/:\s-]+")


def sheet_previews(sheets: Sequence[Sheet]) -> list[dict[str, Any]]:
    """Return the first lines of each sheet as JSON; the ID numbers of residents are masked."""
    return [_preview(sheet, cut_person_cells(_head_of(sheet))) for sheet in sheets]


def previews_without_persons(
    sheets: Sequence[Sheet], *, table_sheet: str = "", private: Set[int] = NO_LINES
) -> list[dict[str, Any]]:
    """Return the first lines of each sheet as sheet_previews does, without the natural persons of a blacklist.

    `private` are the lines about natural persons in the sheet with the name `table_sheet`. In the other lines a cell is
    hidden that may be a person's name, and is neither the title of a column nor like one.
    """
    return [
        _preview(
            sheet,
            [
                [] if sheet.name == table_sheet and line in private else [_without_person(text) for text in cells]
                for line, cells in enumerate(_head_of(sheet), start=1)
            ],
        )
        for sheet in sheets
    ]


def header_titles(previews: Sequence[Mapping[str, Any]], layout: Layout) -> dict[str, str]:
    """Return column letter → title in the header line of the layout; `previews` as sheet_previews gives them.

    A text that is hidden, or that is a code, a day or a number, is no title.
    """
    for preview in previews:
        if preview["name"] == layout.sheet and 0 < layout.header_line <= len(preview["lines"]):
            titles = preview["lines"][layout.header_line - 1]
            return {
                letter_of(index): title
                for index, title in enumerate(titles)
                if title_key(title) and title != HIDDEN and not NO_TITLE.fullmatch(title)
            }
    return {}


def _preview(sheet: Sheet, lines: Sequence[Sequence[str]]) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "hidden": sheet.hidden,
        "lines": [[cut_ids(text)[:LONGEST_SHOWN] for text in cells[:COLUMNS_SHOWN]] for cells in lines],
    }


def _head_of(sheet: Sheet) -> list[list[str]]:
    return [without_absent(row) for row in sheet.rows[:HEADER_WITHIN]]


def _without_person(text: str) -> str:
    plain = BLANKS.sub("", text)
    if not is_person_name(plain) or title_key(plain) in _known_titles():
        return text
    return text if LIKE_TITLE.fullmatch(plain) and plain[0] not in FREQUENT_SURNAMES else HIDDEN


@cache
def _known_titles() -> frozenset[str]:
    return frozenset((*titles_of(BLACKLIST_COLUMNS), *map(title_key, COMMON_TITLES)))
