"""Files of blacklists: natural persons, codes, terms without end, the sources' own titles, quotes and JSON."""

import json

from spreadsheets.identifiers import org_code_of
from tests.cases.archives import sheet_xml, workbook, zipped
from tests.cases.case import blacklist, blacklist_lines, enterprise, listed_on
from tests.cases.rosters import FIRST, SECOND, one_sheet
from tests.cases.text_rosters import text
from tests.spreadsheet_files import uscc_of

DAYS = ("2026-01-01", "2026-02-02", "2026-03-03")
NAME, USCC, ORG_CODE, CASE_NUMBER, REMARK = "主体名称", "统一社会信用代码", "组织机构代码", "案号", "备注"


def named(number: int) -> dict[str, str]:
    """Return name and USCC of the enterprise with this number, as a row that must be read."""
    return {"name": enterprise(number).name, "uscc": uscc_of(number)}


def entry(number: int, **cells: str) -> dict[str, str]:
    """Return the enterprise as an entry of blacklist_lines."""
    return {NAME: enterprise(number).name, USCC: uscc_of(number), **cells}


def _hyphened(number: int) -> str:
    code = org_code_of(uscc_of(number))
    return f"{code[:8]}-{code[8]}"


@blacklist(
    {"name": enterprise(208).name, "org_code": org_code_of(uscc_of(208))},
    {"name": enterprise(209).name, "org_code": org_code_of(uscc_of(209))},
    {"name": enterprise(210).name, "org_code": org_code_of(uscc_of(210))},
    {"name": enterprise(211).name, "uscc": uscc_of(211)},
    *({"name": enterprise(number).name} for number in (212, 213, 214, 215, 216)),
    flagged={6: "代码", 7: "代码", 10: "自然人"},
    absent=["卫沅栩"],
    row_count=9,
)
def codes_and_words_for_none() -> bytes:
    """Codes in other columns and spellings; zeros, 无, —, / and NULL are no codes."""
    zeros = "0" * 18
    return one_sheet(
        blacklist_lines(
            {NAME: enterprise(208).name, ORG_CODE: _hyphened(208)},
            {NAME: enterprise(209).name, ORG_CODE: org_code_of(uscc_of(209)).lower()},
            {NAME: enterprise(210).name, USCC: org_code_of(uscc_of(210))},
            {NAME: enterprise(211).name, ORG_CODE: uscc_of(211)},
            {NAME: enterprise(212).name, USCC: zeros, ORG_CODE: zeros[:9]},
            {NAME: enterprise(213).name, ORG_CODE: "00000000-0"},
            {NAME: enterprise(214).name, USCC: "无", ORG_CODE: "无"},
            {NAME: enterprise(215).name, USCC: "—", ORG_CODE: "/"},
            {NAME: "卫沅栩", ORG_CODE: zeros[:9]},
            {NAME: enterprise(216).name, USCC: "*", ORG_CODE: "NULL"},
        )
    )


ENDLESS = ["长期", "永久", "无固定期限", "", "—", "无", "/", "9999-12-31", "2099年12月31日", "0000-00-00", "1900-01-00"]
ENDLESS += ["NULL", "至今", "未移出", "N/A", "-", "长期有效"]


@blacklist(
    *({**named(220 + index), "listed_on": listed_on(1 + index)} for index in range(len(ENDLESS))),
    flagged={19: "有效期"},
)
def terms_without_end() -> bytes:
    """Words, dashes and days far ahead that state no end; «2027-01-01前» is refused."""
    terms = [*ENDLESS, "2027-01-01前"]
    return one_sheet(blacklist_lines(*(entry(220 + index, 有效期止=term) for index, term in enumerate(terms))))


@blacklist(
    *({"name": enterprise(number).name, "org_code": org_code_of(uscc_of(number))} for number in (260, 261, 262)),
)
def titles_of_the_courts() -> bytes:
    """The columns under which courts publish judgment defaulters."""
    titles = ["被执行人姓名/名称", "身份证号码/组织机构代码", "法定代表人或者负责人姓名", "执行法院", "省份"]
    titles += ["执行依据文号", "立案时间", "案号", "做出执行依据单位", "生效法律文书确定的义务"]
    titles += ["被执行人的履行情况", "失信被执行人行为具体情形", "发布时间"]
    lines = [titles]
    for index, number in enumerate((260, 261, 262)):
        day = f"2026-{index + 1:02d}-{index + 1:02d}"
        court = "虚构区人民法院"
        line = [enterprise(number).name, _hyphened(number), "略", court, "山东", f"（2025）鲁0199民初{index}号", day]
        line += [f"（2026）鲁0199执{index}号", court, "给付", "全部未履行", "有履行能力而拒不履行", day]
        lines.append(line)
    return one_sheet(lines)


@blacklist(
    *(
        {**named(number), "listed_on": f"2026-{index:02d}-{index:02d}"}
        for index, number in enumerate((263, 264, 265), 1)
    )
)
def titles_of_the_tax_office() -> bytes:
    """The columns under which tax offices publish serious violations."""
    titles = ["纳税人名称", "纳税人识别号", "组织机构代码", "注册地址", "案件性质", "主要违法事实"]
    lines = [[*titles, "相关法律依据及税务处理处罚情况", "公布时间"]]
    for index, number in enumerate((263, 264, 265), start=1):
        codes = [uscc_of(number), org_code_of(uscc_of(number))]
        day = f"2026-{index:02d}-{index:02d}"
        lines.append([enterprise(number).name, *codes, "济南", "虚开", "虚开发票", "罚款", day])
    return one_sheet(lines)


@blacklist(*({**named(number), "expires_on": "2029-01-01"} for number in (266, 267, 268)))
def titles_of_the_credit_platform() -> bytes:
    """The columns in which administrative penalties are published."""
    titles = ["行政相对人名称", "行政相对人类别", "行政相对人代码_1(统一社会信用代码)", "行政相对人代码_2(工商注册号)"]
    titles += ["行政处罚决定书文号", "违法行为类型", "违法事实", "处罚决定日期", "处罚有效期", "公示截止期", "处罚机关"]
    lines = [titles]
    for index, number in enumerate((266, 267, 268)):
        days = [f"2026-{index + 1:02d}-{index + 1:02d}", "2027-01-01", "2029-01-01"]
        line = [enterprise(number).name, "法人及非法人组织", uscc_of(number), "", f"济罚〔2026〕{index}号"]
        lines.append([*line, "安全生产", "未按规定", *days, "应急局"])
    return one_sheet(lines)


@blacklist(
    *(
        {**named(number), "listed_on": f"2026-{index:02d}-{index:02d}"}
        for index, number in enumerate((275, 276, 277), 1)
    )
)
def titles_for_enterprises_and_people() -> bytes:
    """Titles that name the code of an enterprise and the ID of a person at once."""
    lines = [["企业（个人）名称", "统一社会信用代码/身份证号", "失信类型", "认定日期"]]
    for index, number in enumerate((275, 276, 277), start=1):
        lines.append([enterprise(number).name, uscc_of(number), "环保", f"2026-{index:02d}-{index:02d}"])
    return one_sheet(lines)


@blacklist(flagged={2: "公式", 3: "#N/A", 4: "#REF!", 5: "公式"})
def formulas_in_terms_and_codes() -> bytes:
    """An expiry and a removal without stored results, and errors with their attributes in another order."""
    terms = ["", "", "2027-01-01", "2027-01-01", "2027-01-01"]
    entries = zip(range(281, 286), terms, strict=True)
    lines = blacklist_lines(*(entry(number, 列入日期="2026-01-05", 有效期止=term) for number, term in entries))
    cells = {"I2": '<c r="I2"><f>EDATE(H2,36)</f></c>', "J5": '<c r="J5"><f>TODAY()</f></c>'}
    cells["I3"] = '<c t="e" r="I3"><f>VLOOKUP(B3,X:Y,2,0)</f><v>#N/A</v></c>'
    cells["C4"] = '<c t="e" r="C4"><v>#REF!</v></c>'
    return zipped(workbook(sheet_xml(lines, cells)))


NEXT_DAY = "2026-07-10"


@blacklist(
    {**named(286), "listed_on": NEXT_DAY},
    {**named(287), "listed_on": NEXT_DAY, "expires_on": "2027-07-10"},
    flagged={4: "日期"},
)
def moments_in_utc() -> bytes:
    """Moments in UTC, which are the next day in China; milliseconds since 1970 are refused."""
    moments: list[dict[str, object]] = [
        {"listed_on": "2026-07-09T16:00:00.000Z", "document_number": "甲"},
        {"listed_on": "2026-07-09T16:00:00+00:00", "expires_on": "2027-07-09T16:00:00Z", "document_number": "乙"},
        {"listed_on": 1783612800000, "document_number": "丙"},
    ]
    objects = [{**named(286 + index), **moment} for index, moment in enumerate(moments)]
    return json.dumps(objects, ensure_ascii=False).encode()


@blacklist({"name": FIRST.name, "uscc": FIRST.uscc, "listed_on": "2019-07-10", "expires_on": "2026-12-31"})
def moments_in_utc_of_a_push() -> bytes:
    """The body of a push with moments in UTC."""
    moments = {"listed_on": "2019-07-09T16:00:00.000Z", "expires_on": "2026-12-30T16:00:00.000Z"}
    pushed = {"source_id": "S1", "name": FIRST.name, "uscc": FIRST.uscc, **moments}
    return json.dumps({"entries": [pushed]}, ensure_ascii=False, separators=(",", ":")).encode()


def _json_lines(objects: list[dict[str, str]]) -> bytes:
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in objects).encode()


@blacklist(*({**named(number), "listed_on": NEXT_DAY} for number in range(286, 290)), or_refused="每行一个")
def json_lines() -> bytes:
    """One object a line."""
    return _json_lines([{**named(number), "listed_on": NEXT_DAY} for number in range(286, 290)])


@blacklist(*({"name": each.name, "uscc": each.uscc} for each in (FIRST, SECOND)), or_refused="每行一个")
def json_lines_of_two() -> bytes:
    """Two objects, one a line."""
    return _json_lines([{"name": each.name, "uscc": each.uscc} for each in (FIRST, SECOND)])


@blacklist(*map(named, range(290, 294)), row_count=4)
def rows_that_are_no_entries() -> bytes:
    """Numbers of columns, a subtotal, the header again, a total and a signature among the entries."""
    titles, first, second, third, fourth = blacklist_lines(*map(entry, range(290, 294)))
    lines = [titles, [f"（{number}）" for number in range(1, 12)], first, second]
    lines += [["小计", "2家", "", "", "", "", "金额合计120万"], titles, third, fourth, ["合计：4家"]]
    lines += [["填表人：周", "", "复核：王", "", "电话：0531-00000000", "", "", "2026-11-28"]]
    return one_sheet(lines)


LIKE_NOTES = [
    "数据湾（济南）科技有限公司",
    "联系通信息技术有限公司",
    "说明书印刷有限公司",
    "注安工程咨询有限公司",
    "审核通认证有限公司",
    "制表科技有限公司",
    "截至目前餐饮有限公司",
    "合计通财务有限公司",
    "济南沅溪商贸有限公司",
]


@blacklist(*({"name": name} for name in LIKE_NOTES), row_count=len(LIKE_NOTES))
def names_that_begin_as_notes_do() -> bytes:
    """A list of names, some of which begin with 数据, 联系, 说明, 注, 审核, 制表, 截至 or 合计."""
    return text("企业名称,所属地区", *(f"{name},济南" for name in LIKE_NOTES)).encode("utf-8-sig")


QUOTED = range(300, 306)


@blacklist(*map(named, QUOTED), or_refused="第3行.*引号|引号.*第3行")
def quote_without_partner_in_remarks() -> bytes:
    """A stray quote in a remark, and another one some rows below."""
    remarks = ["无", '"另案', "无", "无", '"另案"', "无"]
    rows = [
        f"{enterprise(number).name},{uscc_of(number)},2026-01-05,{remark}"
        for number, remark in zip(QUOTED, remarks, strict=True)
    ]
    return text("企业名称,统一社会信用代码,列入日期,备注", *rows).encode("utf-8-sig")


@blacklist(or_refused="第3行.*引号|引号.*第3行", flagged={3: "引号"})
def quote_before_a_name() -> bytes:
    """A quote before a name that nothing closes."""
    lines = ["主体名称,统一社会信用代码,文号", "济南零贸易有限公司,,0", '"济南丙贸易有限公司,,3']
    lines += [f"济南丁贸易有限公司,{uscc_of(1)},4", "济南戊贸易有限公司,,5"]
    return text(*lines, end="\n").encode("utf-8-sig")


ONE_DOCUMENT = range(310, 610)


@blacklist(*map(named, ONE_DOCUMENT), row_count=300)
def one_document_about_300_enterprises() -> bytes:
    """One document about 300 enterprises; none of them is a duplicate."""
    return one_sheet(blacklist_lines(*(entry(number, 案号="济税告〔2026〕1号") for number in ONE_DOCUMENT)))


@blacklist(*map(named, (296, 297, 298)))
def text_of_40_000_characters() -> bytes:
    """A reason that is longer than a cell of a workbook may be."""
    reasons = {296: "短", 297: "长" * 40_000, 298: "短"}
    rows = [f"{enterprise(number).name},{uscc_of(number)},2026-01-05,{basis}" for number, basis in reasons.items()]
    return text("企业名称,统一社会信用代码,列入日期,事由", *rows).encode("utf-8-sig")


@blacklist(*({"name": enterprise(number).name} for number in range(305, 309)), row_count=4)
def dummy_codes_of_one_document() -> bytes:
    """Four enterprises with zeros as organisation code and one document: four entries, none a duplicate."""
    codes = ["0" * 9, "0" * 9, "0" * 9, "00000000-0"]
    rows = [
        [enterprise(number).name, code, "济安委〔2026〕9号", "2026-01-05"]
        for number, code in zip(range(305, 309), codes, strict=True)
    ]
    return one_sheet([["企业名称", "组织机构代码", "文号", "列入日期"], *rows])


@blacklist({"name": "济南䶮达贸易有限公司"})
def private_use_character() -> bytes:
    """A private-use character under which older tables of GB18030 have 䶮."""
    return text(f"{NAME},文号", "济南\ue863达贸易有限公司,1", end="\n").encode()
