"""Understanding a sheet: which row is the header, which column is what, which rows are firms."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from roster.intake.identifiers import INVISIBLE, RESIDENT_ID, clean_code, is_resident_id
from roster.intake.sheets import Sheet, SheetError

HEADER_WITHIN = 20
MASK = "【身份证号，已略去】"
CODES = frozenset({"uscc", "customs_code", "org_code"})
DAYS = frozenset({"certified_on", "listed_on", "expires_on", "removed_on"})
NOTE = re.compile(r"^(注|备注|说明|合计|总计|小计|共计|填表|制表|审核|复核|联系|单位[:：]|截至|数据)")
DAY = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})\D*(?:\d{1,2}:\d{2}.*)?")
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
# Excel counts days from here, its leap-year slip of 1900 included; a serial of five digits is 1927 to 2173.
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_SERIAL = re.compile(r"[1-9]\d{4}(\.\d+)?")


@dataclass(frozen=True)
class Column:
    """One column that a file may have: key, title shown, what else offices call it, whether it must be there."""

    key: str
    title: str
    aliases: tuple[str, ...] = ()
    needed: bool = False


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
    """What was understood: the header's line, key → column letter, and the rows."""

    header_line: int
    columns: dict[str, str]
    rows: list[Row]


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


def understand(sheet: Sheet, columns: Sequence[Column]) -> Table:
    """Find header, columns and rows; raises SheetError naming the needed columns that are missing."""
    header_line, places = _header(sheet, columns)
    rows = [
        row
        for line, cells in enumerate(sheet.rows[header_line:], start=header_line + 1)
        if (row := _row(line, cells, places))
    ]
    if not rows:
        raise SheetError(f"第{header_line}行的表头之下没有任何企业，请检查是否选错了文件。")
    return Table(header_line, {key: letter_of(place) for key, place in places.items()}, rows)


def _title_key(text: str) -> str:
    text = re.sub(r"\(.*?\)|（.*?）", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"[\s*:：]", "", INVISIBLE.sub("", text))


def _places(cells: Iterable[str], columns: Sequence[Column]) -> dict[str, int]:
    titles: dict[str, int] = {}
    for index, cell in enumerate(cells):
        titles.setdefault(_title_key(cell), index)
    places = {}
    for column in columns:
        named = [titles[title] for title in (column.title, *column.aliases) if title in titles]
        if named:
            places[column.key] = named[0]
    return places


def _header(sheet: Sheet, columns: Sequence[Column]) -> tuple[int, dict[str, int]]:
    """The line of the header, counted from 1, and key → index of its columns."""
    found = [(line, _places(cells, columns)) for line, cells in enumerate(sheet.rows[:HEADER_WITHIN], start=1)]
    line, places = max(found, key=lambda item: len(item[1]), default=(0, {}))
    missing = [column for column in columns if column.needed and column.key not in places]
    if missing:
        named = "；".join(f"“{column.title}”（也可写作{'、'.join(column.aliases[:4])}）" for column in missing)
        where = f"第{line}行的表头" if places else f"前{HEADER_WITHIN}行"
        raise SheetError(f"{where}中找不到以下各列：{named}。请补上后重新上传。")
    return line, places


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
