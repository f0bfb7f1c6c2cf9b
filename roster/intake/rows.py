"""Understanding a file: which sheet holds the table, which rows are firms, what their cells say."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from roster.intake.headers import HEADER_WITHIN, Column, Header, find_header
from roster.intake.identifiers import RESIDENT_ID, clean_code, is_resident_id
from roster.intake.sheets import Sheet, SheetError

CHANGES_SHOWN = 200
MASK = "【身份证号，已略去】"
CODES = frozenset({"uscc", "customs_code", "org_code"})
DAYS = frozenset({"certified_on", "listed_on", "expires_on", "removed_on"})
NOTE = re.compile(r"^(注|备注|说明|合计|总计|小计|共计|填表|制表|审核|复核|联系|单位[:：]|截至|数据)")
DAY = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})\D*(?:\d{1,2}:\d{2}.*)?")
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
# Excel counts days from here, its leap-year slip of 1900 included; a serial of five digits is 1927 to 2173.
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_SERIAL = re.compile(r"[1-9]\d{4}(\.\d+)?")


ROSTER_COLUMNS = (
    Column(
        "name",
        "企业名称",
        ("企业注册名称", "单位名称", "经营单位", "经营单位名称", "名称", "企业中文名称"),
        needed=True,
    ),
    Column("uscc", "统一社会信用代码", ("社会信用代码", "信用代码", "税号", "统一信用代码"), needed=True),
    Column(
        "customs_code",
        "海关注册编码",
        ("海关备案编码", "海关编码", "注册编码", "10位编码", "十位编码", "海关注册登记编码", "海关十位编码"),
        needed=True,
    ),
    Column(
        "certified_on",
        "认证日期",
        ("认定时间", "认证时间", "认定日期", "证书日期", "等级认定时间", "适用信用等级时间", "移入名录时间"),
        needed=True,
    ),
    Column("address", "地址", ("注册地址", "企业地址", "住所", "单位地址")),
)
BLACKLIST_COLUMNS = (
    Column(
        "name", "主体名称", ("企业名称", "单位名称", "失信主体名称", "被执行人名称", "名称", "失信主体"), needed=True
    ),
    Column("uscc", "统一社会信用代码", ("社会信用代码", "信用代码", "统一信用代码")),
    Column("org_code", "组织机构代码", ("机构代码",)),
    Column("document_number", "文号或案号", ("案号", "文号", "认定文号", "决定书文号", "处罚决定书文号", "执行案号")),
    Column("authority", "认定部门", ("执行法院", "认定单位", "列入决定机关", "作出决定机关", "列入机关")),
    Column("basis", "事由", ("认定依据", "列入事由", "失信行为", "主要违法事实", "列入原因", "失信情形")),
    Column("listed_on", "列入日期", ("发布日期", "认定日期", "发布时间", "列入时间", "公布日期")),
    Column("expires_on", "有效期止", ("有效期至", "到期日期", "截止日期")),
    Column("removed_on", "移出日期", ("移出时间", "退出日期", "删除日期")),
)


@dataclass(frozen=True)
class Row:
    """One firm's line: spreadsheet line, key → text as understood, column letter → text as it stood."""

    line: int
    cells: dict[str, str]
    raw: dict[str, str]


@dataclass(frozen=True)
class Table:
    """What was understood: the sheet, the header's last line, key → column letter, the rows, and what to know."""

    header_line: int
    columns: dict[str, str]
    rows: list[Row]
    sheet: str = ""
    titles: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def letter_of(index: int) -> str:
    """The letter of the column with this index: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def parse_day(text: str) -> date | None:
    """The day that an office wrote: 2019年7月10日, 2019.7.10, 2019/7/10, 20190710, Excel's 43656; None for none."""
    text = clean_code(text) if not re.search(r"\d\s+\d", text) else unicodedata.normalize("NFKC", text).strip()
    if EXCEL_SERIAL.fullmatch(text):
        return EXCEL_EPOCH + timedelta(days=int(float(text)))
    found = COMPACT_DAY.fullmatch(text) or DAY.fullmatch(text)
    if not found:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


def understand(sheets: Sequence[Sheet], columns: Sequence[Column]) -> Table:
    """Find the sheet that holds the table, its header, columns and rows.

    Raises SheetError where no sheet has the needed columns (naming those that are missing), where two have them, or
    where no firm stands below.
    """
    headers = [(sheet, find_header(sheet.rows, columns)) for sheet in sheets]
    whole = [(sheet, header) for sheet, header in headers if not header.missing(columns)]
    candidates = [(sheet, header) for sheet, header in whole if not sheet.hidden] or whole
    if not candidates:
        raise SheetError(_missing_sentence(headers, columns))
    filled = [(sheet, header, rows) for sheet, header in candidates if (rows := list(_rows(sheet, header)))]
    if not filled:
        raise SheetError(f"第{candidates[0][1].line}行的表头之下没有任何企业，请检查是否选错了文件。")
    if len(filled) > 1:
        names = "、".join(f"“{sheet.name}”" for sheet, _, _ in filled)
        raise SheetError(f"{names}{len(filled)}张工作表都像名单，无法确定以哪一张为准。请只保留一张后重新上传。")
    return _table(*filled[0], others=[sheet for sheet in sheets if sheet is not filled[0][0]])


def changes_of(row: Row, columns: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Column letter, what stood there and what it was read as, of each cell that reading changed."""
    for key, letter in columns.items():
        was, read = row.raw.get(letter, ""), row.cells.get(key, "")
        if was != read and read != MASK:
            yield letter, was, read


def reading_of(table: Table, columns: Sequence[Column]) -> dict[str, Any]:
    """How the file was read, for its page; JSON. Of the cells changed, the count and the first CHANGES_SHOWN."""
    changed = [
        {"line": row.line, "column": letter, "was": was, "read": read}
        for row in table.rows
        for letter, was, read in changes_of(row, table.columns)
    ]
    return {
        "sheet": table.sheet,
        "header_line": table.header_line,
        "columns": [
            {"title": column.title, "letter": letter, "said": table.titles.get(letter, "")}
            for column in columns
            if (letter := table.columns.get(column.key))
        ],
        "ignored": [title for letter, title in table.titles.items() if letter not in table.columns.values()],
        "notes": table.notes,
        "changed_count": len(changed),
        "changed": changed[:CHANGES_SHOWN],
    }


def _table(sheet: Sheet, header: Header, rows: list[Row], *, others: Sequence[Sheet]) -> Table:
    notes = list(sheet.notes)
    if sheet.hidden:
        notes.append(f"名单在隐藏的工作表“{sheet.name}”中。")
    if others:
        notes.append(f"名单在工作表“{sheet.name}”中，未读取：{'、'.join(other.name for other in others)}。")
    return Table(
        header_line=header.line,
        columns={key: letter_of(place) for key, place in header.places.items()},
        rows=rows,
        sheet=sheet.name,
        titles={letter_of(index): title for index, title in enumerate(header.titles) if title.strip()},
        notes=notes,
    )


def _missing_sentence(headers: Sequence[tuple[Sheet, Header]], columns: Sequence[Column]) -> str:
    """Which columns the best sheet lacks, and what they may be called."""
    sheet, header = max(headers, key=lambda found: len(found[1].places), default=(Sheet("", []), Header(0, [], {})))
    named = "；".join(
        f"“{column.title}”（也可写作{'、'.join(column.aliases[:4])}）" for column in header.missing(columns)
    )
    where = f"第{header.line}行的表头" if header.line else f"前{HEADER_WITHIN}行"
    if len(headers) > 1:
        where = f"工作表“{sheet.name}”{where}"
    return f"{where}中找不到以下各列：{named}。请补上后重新上传。"


def _rows(sheet: Sheet, header: Header) -> Iterator[Row]:
    for line, cells in enumerate(sheet.rows[header.line :], start=header.line + 1):
        if row := _row(line, cells, header.places):
            yield row


def _masked(text: str) -> str:
    """The text without any resident's ID number: those are never kept."""
    plain = unicodedata.normalize("NFKC", text)
    masked = RESIDENT_ID.sub(lambda found: MASK if is_resident_id(found.group()) else found.group(), plain)
    return text if masked == plain else masked


def _understood(key: str, text: str) -> str:
    if key in DAYS:
        day = parse_day(text)
        return day.isoformat() if day else text.strip()
    if key in CODES and MASK not in text:
        code = clean_code(text)
        return MASK if is_resident_id(code) else code
    return re.sub(r"\s+", " ", re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]", "", text)).strip()


def _row(line: int, cells: Sequence[str], places: dict[str, int]) -> Row | None:
    """A row about a firm; None for an empty one, a total or a note under the table."""
    said = {key: cells[place] for key, place in places.items() if place < len(cells) and cells[place].strip()}
    if not said or (len(said) == 1 and NOTE.match(next(iter(said.values())).strip())):
        return None
    understood = {key: _understood(key, _masked(text)) for key, text in said.items()}
    hidden = {places[key] for key, text in understood.items() if text == MASK}
    raw = {
        letter_of(index): MASK if index in hidden else _masked(text) for index, text in enumerate(cells) if text.strip()
    }
    return Row(line, {key: understood.get(key, "") for key in places}, raw)
