"""The columns of rosters and blacklists, with the other names that offices give them (from files of several cities)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column that a file may have: key, title shown, other names, and whether a file must have it.

    A file that has all columns of `unless` need not have it.
    `longest` is the limit of characters that check_lengths applies; None for a column with no limit or another rule.
    """

    key: str
    title: str
    aliases: tuple[str, ...] = ()
    needed: bool = False
    unless: tuple[str, ...] = ()
    longest: int | None = None


CODES = frozenset({"uscc", "customs_code", "org_code", "registration_number", "tax_number"})
DAYS = frozenset({"certified_on", "listed_on", "expires_on", "removed_on"})
LONGEST_NAME = 200

ROSTER_COLUMNS = (
    Column(
        "name",
        "企业名称",
        (
            "企业注册名称",
            "单位名称",
            "经营单位",
            "经营单位名称",
            "名称",
            "企业中文名称",
            "注册名称",
            "企业全称",
            "单位全称",
        ),
        needed=True,
    ),
    # Some customs systems have the customs code only; USCCs of known enterprises are then filled in by it.
    Column(
        "uscc", "统一社会信用代码", ("社会信用代码", "信用代码", "税号", "统一信用代码", "统一代码", "纳税人识别号")
    ),
    Column(
        "customs_code",
        "海关注册编码",
        ("海关备案编码", "海关编码", "注册编码", "10位编码", "十位编码", "海关注册登记编码", "海关十位编码"),
        needed=True,
    ),
    Column(
        "certified_on",
        "认证日期",
        (
            "认定时间",
            "认证时间",
            "认定日期",
            "证书日期",
            "等级认定时间",
            "适用信用等级时间",
            "移入名录时间",
            "高级认证日期",
            "高级认证时间",
        ),
        needed=True,
    ),
    Column("address", "地址", ("注册地址", "企业地址", "住所", "单位地址", "工商注册地址"), longest=300),
    Column(
        "registration_number",
        "工商注册号",
        ("注册号", "营业执照注册号", "工商登记注册号", "工商登记号"),
        longest=30,
    ),
)
BLACKLIST_COLUMNS = (
    Column(
        "name",
        "主体名称",
        ("企业名称", "单位名称", "失信主体名称", "被执行人名称", "名称", "失信主体"),
        needed=True,
        # A removal names the record by the number of its source.
        unless=("source_id", "removed_on"),
        longest=LONGEST_NAME,
    ),
    Column("uscc", "统一社会信用代码", ("社会信用代码", "信用代码", "统一信用代码")),
    Column("org_code", "组织机构代码", ("机构代码",)),
    Column(
        "registration_number",
        "工商注册号",
        ("注册号", "营业执照注册号", "工商登记号", "工商登记码", "企业注册号", "营业执照号"),
    ),
    Column("tax_number", "纳税人识别号", ("税号", "纳税人识别码", "纳税人编码", "税务登记号", "税务登记证号")),
    Column(
        "customs_code",
        "海关注册编码",
        ("海关备案编码", "海关编码", "注册编码", "10位编码", "十位编码", "海关注册登记编码", "海关十位编码"),
    ),
    Column("source_id", "来源编号", ("记录编号", "数据编号", "信息编号", "唯一标识", "来源记录编号"), longest=100),
    Column(
        "document_number",
        "文号或案号",
        ("案号", "文号", "认定文号", "决定书文号", "处罚决定书文号", "执行案号"),
        longest=200,
    ),
    Column(
        "authority",
        "认定部门",
        ("执行法院", "认定单位", "认定机关", "列入决定机关", "作出决定机关", "列入机关"),
        longest=200,
    ),
    Column("basis", "事由", ("认定依据", "列入事由", "失信行为", "主要违法事实", "列入原因", "失信情形")),
    Column("listed_on", "列入日期", ("发布日期", "认定日期", "发布时间", "列入时间", "公布日期")),
    Column("expires_on", "有效期止", ("有效期至", "到期日期", "截止日期")),
    Column("removed_on", "移出日期", ("移出时间", "退出日期", "删除日期")),
)
ROSTER_TITLES = {column.key: column.title for column in ROSTER_COLUMNS}
BLACKLIST_TITLES = {column.key: column.title for column in BLACKLIST_COLUMNS}


# xlsxwriter.utility has the same two functions, but importing xlsxwriter would delay the start of the reader process.
def letter_of(index: int) -> str:
    """Return the letters of the column with this index: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def index_of(letters: str) -> int:
    """Return the index of the column with these letters: A is 0, AA is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
