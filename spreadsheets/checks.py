"""What can be wrong with a row: one function a rule, one list a kind of file that runs."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from foundation.web.dates import chinese_date
from spreadsheets.cells import FORMULA_ERRORS, MASK, parse_day
from spreadsheets.columns import LONGEST_NAME, ROSTER_COLUMNS, ROSTER_TITLES, Column
from spreadsheets.identifiers import CUSTOMS_CODE, clean_code, invalid_usccs, meant_uscc, uscc_problem
from spreadsheets.registration_numbers import registration_number_problems
from spreadsheets.rows import Table

Severity = Literal["error", "confirm", "notice"]
SEVERITY_LABELS: dict[Severity, str] = {"error": "须改正", "confirm": "须核实", "notice": "请留意"}

# 海关总署令第170号: the first classified management with an AA class came into force on this day.
AEO_BEGAN = date(2008, 4, 1)
NO_NAME = re.compile(r".?|[0-9A-Za-z\s-]{8,}")
# Problems of rows about natural persons: nothing of such a row is kept.
NATURAL_PERSON = "natural_person"
# What newer data has said otherwise; found when the file meets its list.
SUPERSEDED = "superseded"
# What each rule is called where problems are filtered.
RULES = {
    "empty": "没有填写",
    "resident_id": "填了身份证号",
    "formula_error": "公式出错",
    "lost_digits": "丢失位数",
    "uscc": "统一社会信用代码有误",
    "org_code": "组织机构代码有误",
    "customs_code": "海关注册编码有误",
    "customs_office": "编码属于其他海关",
    "uscc_twice": "统一社会信用代码重复",
    "uscc_two_names": "同一代码两个名称",
    "customs_code_twice": "海关注册编码重复",
    "certified_on": "认证日期有误",
    "name": "名称有误",
    "name_changed": "名称与已知的不同",
    "customs_code_changed": "海关注册编码已变更",
    "other_office": "在其他海关的名单上",
    "first_time": "首次出现而无代码",
    NATURAL_PERSON: "自然人",
    "listed_on": "列入日期有误",
    "expires_on": "有效期止有误",
    "removed_on": "移出日期有误",
    "twice": "重复的条目",
    "moved": "填错了列",
    "two_codes": "两个不同的代码",
    "no_name": "未载名称",
    "registration_number": "工商注册号有误",
    "tax_number": "纳税人识别号有误",
    "too_long": "内容过长",
    SUPERSEDED: "已有更新的数据",
}


class Problem(NamedTuple):
    """What is wrong with the cell of a line under a key (column "" where the file has none), and how to mend it.

    `suggestion` is what the cell was probably meant to say; a person decides.
    """

    line: int
    column: str
    key: str
    code: str
    severity: Severity
    message: str
    hint: str
    cell: str
    suggestion: str = ""


class Known(NamedTuple):
    """What is known of an enterprise before the file is read; `office` where it is certified now, "" for none."""

    name: str
    customs_code: str
    address: str
    office: str
    registration_number: str = ""


@dataclass(frozen=True)
class Context:
    """What the checks must know beside the file.

    today; the list's own day; the office that sends it; USCC → what is known; customs code → USCC; and the beginnings
    of customs codes, beginning → office.
    """

    today: date
    as_of: date | None = None
    office: str = ""
    known: Mapping[str, Known] = field(default_factory=dict)
    uscc_of: Mapping[str, str] = field(default_factory=dict)
    offices: Mapping[str, str] = field(default_factory=dict)


Check = Callable[[Table, Context], Iterator[Problem]]


def run_checks(table: Table, checks: Sequence[Check], context: Context) -> list[Problem]:
    """Every problem that the checks find, by line and column."""
    problems = [problem for check in checks for problem in check(table, context)]
    return sorted(problems, key=lambda problem: (problem.line, len(problem.column), problem.column))


def problem_at(
    table: Table,
    index: int,
    key: str,
    code: str,
    message: str,
    hint: str,
    severity: Severity = "error",
    suggestion: str = "",
) -> Problem:
    """A problem of the enterprise with this index, in its cell under the key."""
    return Problem(
        line=table.lines[index],
        column=table.columns.get(key, ""),
        key=key,
        code=code,
        severity=severity,
        message=message,
        hint=hint,
        cell=table.raw_cell(key, index),
        suggestion=suggestion,
    )


def filled_cells(table: Table, key: str) -> Iterator[tuple[int, str]]:
    """Index and text of each cell under the key that says something that check_broken_cells leaves alone."""
    unusable_texts = table.unusable_texts.get(key, ())
    for index, text in enumerate(table.column(key)):
        if text and text not in unusable_texts:
            yield index, text


def _among(table: Table, key: str, wrong: set[str]) -> Iterator[tuple[int, str]]:
    """The same of the cells whose text is one of those."""
    return ((index, text) for index, text in filled_cells(table, key) if text in wrong) if wrong else iter(())


def check_broken_cells(titles: Mapping[str, str]) -> Check:
    """No formula gone wrong, and no code that the spreadsheet turned into a number and cut short."""

    def check(table: Table, context: Context) -> Iterator[Problem]:
        for key, unusable_texts in table.unusable_texts.items():
            for index, text in enumerate(table.cells[key]) if unusable_texts else ():
                if text not in unusable_texts or MASK in text:
                    continue
                if text in FORMULA_ERRORS:
                    hint = "请改为直接填写内容，或修正公式后重新上传。"
                    yield problem_at(table, index, key, "formula_error", f"单元格的公式出错（{text}）", hint)
                else:
                    message = f"{titles[key]}被表格软件当作数字，末尾几位已经丢失（{text}）"
                    hint = "请先把这一列设为“文本”格式，再重新填写完整的代码。"
                    yield problem_at(table, index, key, "lost_digits", message, hint)

    return check


def check_needed(columns: Sequence[Column]) -> Check:
    """Needed cells are filled."""

    def check(table: Table, context: Context) -> Iterator[Problem]:
        for column in columns:
            texts = table.column(column.key)
            if column.needed and "" in texts:
                for index, text in enumerate(texts):
                    if not text:
                        message, hint = f"{column.title}没有填写", f"请填写{column.title}。"
                        yield problem_at(table, index, column.key, "empty", message, hint)

    return check


def check_lengths(columns: Sequence[Column]) -> Check:
    """No cell says more than is kept of it."""

    def check(table: Table, context: Context) -> Iterator[Problem]:
        for column in columns:
            for index, text in enumerate(table.column(column.key)) if column.longest else ():
                if column.longest and len(text) > column.longest:
                    message = f"{column.title}有{len(text)}个字，超过{column.longest}个字"
                    yield problem_at(table, index, column.key, "too_long", message, "请只填写这一栏应填的内容。")

    return check


def check_has_uscc(table: Table, context: Context) -> Iterator[Problem]:
    """Each enterprise has its USCC: in its cell, or, in a list without that column, known by the customs code."""
    for index, text in enumerate(table.column("uscc")):
        if text:
            continue
        if "uscc" not in table.columns:
            code = table.column("customs_code")[index]
            message = f"海关注册编码{code}的企业首次出现，名单中没有它的统一社会信用代码"
            hint = "请在报送页面上填写，或在名单中加一列“统一社会信用代码”，至少填写首次出现的企业。"
            yield problem_at(table, index, "uscc", "first_time", message, hint)
            continue
        meant = context.uscc_of.get(table.column("customs_code")[index], "")
        hint = f"按海关注册编码，是否应为{meant}？" if meant else "请填写统一社会信用代码。"
        yield problem_at(table, index, "uscc", "empty", "统一社会信用代码没有填写", hint, suggestion=meant)


def check_no_resident_id(table: Table, context: Context) -> Iterator[Problem]:
    """No resident's ID number stands where a code of an enterprise belongs; it is not kept."""
    for key, unusable_texts in table.unusable_texts.items():
        for index, text in enumerate(table.cells[key]) if unusable_texts else ():
            if MASK in text:
                message = "此处填写的是居民身份证号，不是企业的代码；为保护个人信息，系统没有保存它"
                yield problem_at(table, index, key, "resident_id", message, "请改填企业的统一社会信用代码。")


def check_uscc(table: Table, context: Context) -> Iterator[Problem]:
    """The USCC has 18 characters of its alphabet and a true check character (GB 32100-2015)."""
    for index, text in _among(table, "uscc", invalid_usccs(table.column("uscc"))):
        meant = meant_uscc(text) or ""
        hint = f"是否应为{meant}？请对照营业执照核对。" if meant else "请对照营业执照逐位核对。"
        yield problem_at(table, index, "uscc", "uscc", uscc_problem(text) or "", hint, suggestion=meant)


def check_customs_code(table: Table, context: Context) -> Iterator[Problem]:
    """The customs code has 10 digits or capital letters."""
    wrong = {text for text in table.column("customs_code") if not CUSTOMS_CODE.fullmatch(text)}
    for index, text in _among(table, "customs_code", wrong):
        message = f"海关注册编码应为10位数字或大写字母，现为{len(text)}位“{text}”"
        yield problem_at(table, index, "customs_code", "customs_code", message, "请对照海关注册登记证书核对。")


def check_customs_office(table: Table, context: Context) -> Iterator[Problem]:
    """A code that begins as another office's codes do is asked about: the enterprise may belong there."""
    length = max(map(len, context.offices), default=0)
    if not length:
        return
    codes = table.column("customs_code")
    office_of = {head: _office_of(head, context) for head in {code[:length] for code in codes}}
    foreign = {head for head, office in office_of.items() if office not in ("", context.office)}
    for index, text in filled_cells(table, "customs_code") if foreign else ():
        if text[:length] in foreign and CUSTOMS_CODE.fullmatch(text):
            message = f"海关注册编码{text}的前几位属于{office_of[text[:length]]}，不属于{context.office}"
            hint = "企业如在两关之间迁移，请核实由哪个海关认证。"
            yield problem_at(table, index, "customs_code", "customs_office", message, hint, "confirm")


def check_registration_number(table: Table, context: Context) -> Iterator[Problem]:
    """A registration number has 13 or 15 digits, of 15 the last a check digit, or is a foreign enterprise's older one.

    Told and no more: the enterprise is known by its USCC, and numbers of before 2007 are in use.
    """
    problems = registration_number_problems(table.column("registration_number"))
    for index, text in _among(table, "registration_number", set(problems)):
        hint = "该行另按其他代码和名称比对；如能查到正确的，请更正后重新上传。"
        yield problem_at(table, index, "registration_number", "registration_number", problems[text], hint, "notice")


def _office_of(head: str, context: Context) -> str:
    """The office whose codes begin so, by the longest beginning known; "" for none."""
    return next((office for cut in range(len(head), 0, -1) if (office := context.offices.get(head[:cut]))), "")


def check_unique(key: str) -> Check:
    """No enterprise twice in one file."""

    def check(table: Table, context: Context) -> Iterator[Problem]:
        texts = table.column(key)
        if len(set(texts)) == len(texts):
            return
        first: dict[str, int] = {}
        for index, text in filled_cells(table, key):
            earlier = first.setdefault(text, index)
            if earlier != index:
                yield _twice(table, key, earlier, index)

    return check


def _twice(table: Table, key: str, earlier: int, later: int) -> Problem:
    names = [table.column("name")[index] for index in (earlier, later)]
    message = f"{ROSTER_TITLES[key]}与第{table.lines[earlier]}行重复"
    if names[0] == names[1]:
        return problem_at(table, later, key, f"{key}_twice", message, "同一企业只列一行，请删去多余的一行。")
    message += f"，企业名称却不同（“{names[0]}”与“{names[1]}”）"
    code = "uscc_two_names" if key == "uscc" else f"{key}_twice"
    return problem_at(table, later, key, code, message, "其中一处填错了代码或名称，请对照营业执照改正。")


def check_certified_on(table: Table, context: Context) -> Iterator[Problem]:
    """The day exists, is not to come, not before AEO began, not after the list's own day."""
    wrong = {text: message for text in set(table.column("certified_on")) if (message := _wrong_day(text, context))}
    if wrong:
        for index, text in filled_cells(table, "certified_on"):
            if text in wrong:
                hint = "请改为真实的认证日期，如2019-07-10。"
                yield problem_at(table, index, "certified_on", "certified_on", wrong[text], hint)


def _wrong_day(text: str, context: Context) -> str:
    """What is wrong with a day of certification; "" for nothing."""
    day = parse_day(text)
    if day is None:
        return f"认证日期“{text}”不是存在的日期"
    if day > context.today:
        return f"认证日期{chinese_date(day)}晚于今天"
    if day < AEO_BEGAN:
        return f"认证日期{chinese_date(day)}早于海关开始实施高级认证的{chinese_date(AEO_BEGAN)}"
    if context.as_of and day > context.as_of:
        return f"认证日期{chinese_date(day)}晚于名单的截至日期{chinese_date(context.as_of)}"
    return ""


def check_name(table: Table, context: Context) -> Iterator[Problem]:
    """The name is a name: not a code, not a single character, not a page of text."""
    names = table.column("name")
    odd = {text for text in names if not 1 < len(text) <= LONGEST_NAME or (text.isascii() and NO_NAME.fullmatch(text))}
    for index, text in _among(table, "name", odd):
        if len(text) > LONGEST_NAME:
            message = f"企业名称有{len(text)}个字，过长"
            yield problem_at(table, index, "name", "name", message, "请只填写企业全称。")
        else:
            hint = "请填写营业执照上的企业全称，检查是否填错了列。"
            yield problem_at(table, index, "name", "name", f"“{text}”不像企业名称", hint)


def check_known_enterprise(table: Table, context: Context) -> Iterator[Problem]:
    """What the file says of an enterprise that is known already: another office's, renamed, with another customs
    code.
    """
    if not context.known:
        return
    names, codes = table.column("name"), table.column("customs_code")
    for index, uscc in filled_cells(table, "uscc"):
        known = context.known.get(uscc)
        if known is None:
            continue
        if known.office and known.office != context.office:
            message = f"该企业在{known.office}的现行名单上"
            hint = f"企业由一个海关认证；如已移交本关，请先由{known.office}在其名单中退出。"
            yield problem_at(table, index, "uscc", "other_office", message, hint)
        if names[index] and names[index] != known.name:
            yield _renamed(table, index, known.name)
        if known.customs_code and CUSTOMS_CODE.fullmatch(codes[index]) and codes[index] != known.customs_code:
            message = f"该企业此前的海关注册编码是{known.customs_code}"
            hint = "企业跨关区迁移会换发编码，确认后原编码保留在历史中。"
            yield problem_at(table, index, "customs_code", "customs_code_changed", message, hint, "notice")


def _renamed(table: Table, index: int, known_name: str) -> Problem:
    """Another name is asked about; the same one with other brackets, width or blanks is told."""
    if clean_code(table.column("name")[index]) == clean_code(known_name):
        message = f"企业名称的写法与此前登记的“{known_name}”不同，只差在全角半角、空格或大小写"
        return problem_at(
            table, index, "name", "name_changed", message, "以营业执照为准；确认后改为本次的写法。", "notice"
        )
    message = f"该代码此前登记的企业名称是“{known_name}”"
    hint = "企业如已更名，确认后原名称保留为曾用名；如填错了代码或名称，请改正。"
    return problem_at(table, index, "name", "name_changed", message, hint, "confirm")


ROSTER_CHECKS: tuple[Check, ...] = (
    check_needed(ROSTER_COLUMNS),
    check_has_uscc,
    check_no_resident_id,
    check_broken_cells(ROSTER_TITLES),
    check_lengths(ROSTER_COLUMNS),
    check_uscc,
    check_customs_code,
    check_customs_office,
    check_registration_number,
    check_unique("uscc"),
    check_unique("customs_code"),
    check_certified_on,
    check_name,
    check_known_enterprise,
)
