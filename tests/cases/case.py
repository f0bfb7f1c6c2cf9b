"""An awkward file with what a careful officer expects of the portal, and the fictional enterprises in such files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from tests.spreadsheet_files import uscc_of

ROSTER_TITLES = ("企业名称", "统一社会信用代码", "海关注册编码", "认证日期", "注册地址")
BLACKLIST_TITLES = (
    "序号",
    "主体名称",
    "统一社会信用代码",
    "组织机构代码",
    "案号",
    "执行法院",
    "事由",
    "列入日期",
    "有效期止",
    "移出日期",
    "备注",
)
WORDS = "沅蓼岚湄澈溆霂棠珑汐栩岑翊澍蘅芷晏溪渌嘉湜远昕柏琤玥榕屿漱石菘蓝"
GIVEN = [WORDS[at : at + 2] for at in range(0, len(WORDS), 2)]
INDUSTRIES = ("精工机械", "生物制品", "轮胎制造", "调味食品", "家纺", "电子材料", "重型装备", "化纤")
LEGAL_FORMS = ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司")


class Enterprise(NamedTuple):
    """A row of a roster; the fields are the keys of its columns."""

    name: str
    uscc: str
    customs_code: str
    certified_on: str
    address: str


def enterprise(number: int, **changes: str) -> Enterprise:
    """Return the fictional enterprise with this number, with changed fields; numbers below 128 have shorter names."""
    second, industry = "", INDUSTRIES[number // 16 % 8]
    if number >= 128:
        second, industry = GIVEN[number // 16 % 16], INDUSTRIES[number % 8]
    made = Enterprise(
        name=f"济南{GIVEN[number % 16]}{second}{industry}{LEGAL_FORMS[number % 4]}",
        uscc=uscc_of(number),
        customs_code=f"37016{number:05d}",
        certified_on=f"{2012 + number % 13}-{1 + number % 12:02d}-{1 + number % 28:02d}",
        address=f"济南市虚构区{number}号",
    )
    return made._replace(**changes)


def roster_lines(*enterprises: int | Enterprise) -> list[list[str]]:
    """Return the header and one line for each enterprise or its number."""
    made = (enterprise(each) if isinstance(each, int) else each for each in enterprises)
    return [list(ROSTER_TITLES), *map(list, made)]


def blacklist_lines(*entries: Mapping[str, str]) -> list[list[str]]:
    """Return the header and one line for each entry, given as title → text; other cells are filled as usual."""
    return [list(BLACKLIST_TITLES), *(_entry_line(number, entry) for number, entry in enumerate(entries, start=1))]


def listed_on(number: int) -> str:
    """Return the day of listing of the entry with this number in blacklist_lines."""
    return f"2026-{1 + number % 9:02d}-{1 + number % 28:02d}"


def _entry_line(number: int, entry: Mapping[str, str]) -> list[str]:
    usual = {
        "序号": str(number),
        "案号": f"（2026）鲁0199执{1000 + number}号",
        "执行法院": "虚构区人民法院",
        "事由": "有履行能力而拒不履行",
        "列入日期": listed_on(number),
    }
    return [{**usual, **entry}.get(title, "") for title in BLACKLIST_TITLES]


@dataclass(frozen=True)
class Case:
    """A maker of a file with the expectations of a careful officer.

    `rows` are rows that must be read, not refused, and hold these texts: column key → text. `flagged` is spreadsheet
    line → regular expression that matches a sentence about that line: of a problem, or the reason why the row was set
    aside. `refused` matches the sentence with which the whole file is refused; `or_refused` may match instead of all
    other expectations. `noted` matches a note on the file. `row_count` is the number of rows that are not refused.
    `absent` are texts that no row, problem or report may hold.
    """

    make: Callable[[], bytes]
    table: Literal["roster", "blacklist"]
    rows: Sequence[Mapping[str, str]] = ()
    flagged: Mapping[int, str] | None = None
    refused: str = ""
    or_refused: str = ""
    noted: str = ""
    row_count: int | None = None
    absent: Sequence[str] = ()


CASES: dict[str, Case] = {}
Maker = Callable[[], bytes]
Registration = Callable[[Maker], Maker]


def roster(*enterprises: int | Enterprise, without: Sequence[str] = (), **expected: Any) -> Registration:
    """Register the decorated maker of a roster, with the enterprises that must be read, `without` some fields."""
    made = [enterprise(each) if isinstance(each, int) else each for each in enterprises]
    rows = [{key: text for key, text in each._asdict().items() if key not in without} for each in made]
    return _registering("roster", rows, expected)


def blacklist(*rows: Mapping[str, str], **expected: Any) -> Registration:
    """Register the decorated maker of a blacklist's file, with the rows that must be read from it."""
    return _registering("blacklist", rows, expected)


def _registering(
    table: str, rows: Sequence[Mapping[str, str]], expected: dict[str, object]
) -> Callable[[Maker], Maker]:
    def register(make: Maker) -> Maker:
        CASES[make.__name__] = Case(make, table, rows, **expected)
        return make

    return register
