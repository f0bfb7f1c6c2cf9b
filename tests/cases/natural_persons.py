"""Subjects of blacklists: natural persons, resident IDs beside enterprises, several subjects in a cell."""

from collections.abc import Mapping

from stdnum.cn.uscc import calc_check_digit

from spreadsheets.identifiers import org_code_of
from tests.cases.blacklists import CASE_NUMBER, NAME, ORG_CODE, REMARK, USCC, entry, named
from tests.cases.case import blacklist, blacklist_lines
from tests.cases.resident_ids import resident_id
from tests.cases.rosters import one_sheet
from tests.cases.text_rosters import joined, text
from tests.spreadsheet_files import uscc_of

PEOPLE: list[tuple[str, Mapping[str, str]]] = [
    ("庄沅漪", {}),
    ("李会澈", {}),
    ("王社蘅", {}),
    ("张行沅", {}),
    ("陈院湜", {}),
    ("欧阳馆珑", {}),
    ("刘所昕", {}),
    ("赵部岑", {}),
    ("高店琤", {}),
    ("韩　溆", {}),
    ("韩 漪", {}),
    ("吴会栩", {USCC: "37010219000101****"}),
    ("冯澈湄等3人", {}),
    ("蒋沅（曾用名蒋栩）", {}),
    ("沈溆、韩栩", {}),
    ("经营者：杨澈栩", {}),
    ("JOHN SMITHSON", {ORG_CODE: "E12345678"}),
    ("朱沅栩先生", {}),
    ("秦漪栩（身份证已核）", {}),
    ("艾合买提·沅木江", {}),
    ("尤澈", {USCC: resident_id(5)}),
    ("许*漪", {}),
    ("何某某", {}),
    ("ZHANG YUANYI", {}),
]


@blacklist(
    flagged=dict.fromkeys(range(2, 2 + len(PEOPLE)), "自然人"),
    absent=[*(name for name, _ in PEOPLE), resident_id(5)],
    row_count=0,
)
def natural_persons() -> bytes:
    """People with characters of organisations in their names, padded, with titles, two in a cell, foreign."""
    return one_sheet(blacklist_lines(*({NAME: name, **cells} for name, cells in PEOPLE)))


@blacklist(
    flagged=dict.fromkeys(range(2, 9), "自然人"),
    absent=["张𬭎", "买买提艾力", "阿拉坦其其格", "欧阳娜娜子", "JOHN SMITH", "张三"],
    row_count=0,
)
def natural_persons_of_other_scripts() -> bytes:
    """People with rare characters, long names of minorities, Latin letters, and a representative of a company."""
    names = ["张𬭎", "买买提艾力", "阿拉坦其其格", "欧阳娜娜子", "JOHN SMITH", "张三", "张三（济南某某公司法定代表人）"]
    lines = [[NAME, "文号"], *([name, str(number)] for number, name in enumerate(names, start=1))]
    return text(*joined(lines), end="\n").encode("utf-8-sig")


IDS = [resident_id(serial) for serial in range(11, 21)]
WITH_BLANKS = f"{IDS[7][:6]} {IDS[7][6:10]} {IDS[7][10:14]} {IDS[7][14:]}"
DAY_APART = f"{IDS[5][:6]} {IDS[5][6:14]} {IDS[5][14:]}"
FULL_WIDTH = IDS[6].translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789X"})
FIFTEEN_DIGITS = "370102000315101"


@blacklist(
    *map(named, range(200, 205)),
    flagged=dict.fromkeys((2, 3, 4, 5, 10), "自然人"),
    absent=[*IDS, WITH_BLANKS, DAY_APART, FULL_WIDTH, FIFTEEN_DIGITS, "魏沅会", "陶会栩", "姜部栩", "戚社栩", "喻会栩"],
    row_count=5,
)
def resident_ids_in_any_column() -> bytes:
    """Resident IDs as codes, as case number and in remarks: people are refused, enterprises are read without them."""
    return one_sheet(
        blacklist_lines(
            {NAME: "魏沅会", USCC: IDS[0]},
            {NAME: "陶会栩", ORG_CODE: FIFTEEN_DIGITS},
            {NAME: "姜部栩", CASE_NUMBER: IDS[1]},
            {NAME: "戚社栩", REMARK: f"身份证：{IDS[2]}"},
            entry(200, 备注=f"法定代表人谢澈栩，身份证号{IDS[3]}"),
            entry(201, 事由=f"实际控制人（身份证号码{IDS[4]}）隐匿财产，有履行能力而拒不履行"),
            entry(202, 备注=f"身份证 {DAY_APART}"),
            entry(203, 备注=f"法定代表人ID:{FULL_WIDTH}"),
            {NAME: "喻会栩", REMARK: WITH_BLANKS},
            entry(204, 备注=f"法人身份证{IDS[8]}"),
        )
    )


# The USCC of a self-employed person begins with 92.
SHOP = f"92370102{org_code_of(uscc_of(250))}"
SHOP += calc_check_digit(SHOP)
CODES = {3: SHOP, 6: uscc_of(251)}
MAYBE = "自然人|核实|企业"
NAMES = {
    2: "济南市虚构区张沅面馆",
    3: "李会栩",
    4: "万泉广场",
    5: "岚湄食品",
    6: "济南澈溆沅蓼轮胎制造股份有限公司莱芜分公司",
    7: "济南珑汐化纤有限公司等3家",
    8: "济南琤玥家纺有限公司、济南湜远家纺有限公司",
    9: "Yuanzhi Heavy Industries (Hong Kong) Co., Limited",
    10: "香港沅芷國際貿易有限公司",
    11: "臺灣溆棠股份有限公司",
    12: "1.济南晏溪化纤有限公司",
    13: "济南蘅芷化纤有限公司（法定代表人：严澈栩）",
    14: "济南沅蓼\n精工机械有限公司",
    15: "沅溪",
}


@blacklist(
    *({"name": NAMES[line]} for line in (2, 6, 9, 10, 11)),
    {"name": NAMES[3], "uscc": SHOP},
    {"name": "济南沅蓼精工机械有限公司"},
    flagged={
        4: "自然人|核实|企业",
        5: "自然人|核实|企业",
        7: "等3家|多家|3家",
        8: "多|两|2",
        13: "",
        15: "自然人|核实|企业",
    },
    absent=["严澈栩"],
)
def names_of_shops_and_of_several() -> bytes:
    """Shops without code, trade names of two characters, several enterprises in a cell, a person in brackets."""
    return one_sheet(blacklist_lines(*({NAME: name, USCC: CODES.get(line, "")} for line, name in NAMES.items())))


SUBJECTS = [
    "济南甲乙丙贸易有限公司、济南丁戊己贸易有限公司",
    f"济南庚辛贸易有限公司（{uscc_of(1)}）",
    "1.济南壬癸贸易有限公司",
    "济南子丑寅贸易有限公司等3家企业",
    "济南卯辰贸易有限公司（外商独资）",
    "济南巳午未贸易有限公司破产管理人",
    "济南第1机床厂有限公司",
    "济南2020科技有限公司",
]


@blacklist(
    *({"name": f"济南{name}贸易有限公司"} for name in ("甲乙丙", "丁戊己", "壬癸", "子丑寅", "卯辰", "巳午未")),
    {"name": "济南庚辛贸易有限公司", "uscc": uscc_of(1)},
    *({"name": name} for name in SUBJECTS[6:]),
    row_count=9,
)
def subjects_in_one_cell() -> bytes:
    """Names with other enterprises, codes, numbers and remarks in the cell."""
    lines = [[NAME, "文号"], *([name, str(number)] for number, name in enumerate(SUBJECTS, start=1))]
    return text(*joined(lines), end="\n").encode("utf-8-sig")
