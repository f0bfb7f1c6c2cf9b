"""What can be wrong with a row: one function a rule, one list a kind of file that runs."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Literal

from roster.intake.headers import Column
from roster.intake.identifiers import clean_org_code, is_valid_org_code, is_valid_uscc, meant_uscc, uscc_problem
from roster.intake.rows import BLACKLIST_COLUMNS, CODES, MASK, ROSTER_COLUMNS, Row, Table, parse_day

Severity = Literal["refuse", "ask", "tell"]

FORMULA_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+")

# 海关总署令第170号: the first classified management with an AA class came into force on this day.
AEO_BEGAN = date(2008, 4, 1)
CUSTOMS_CODE = re.compile(r"[0-9A-Z]{10}")
FIRM_WORDS = re.compile(r"公司|厂|店|社|部|行|所|中心|集团|院|场|馆|站|局|会|企业|工作室|基地|庄|坊")
PERSON_NAME = re.compile(r"[\u3400-\u9fff·*某Xx]{2,4}|[\u3400-\u9fff]+·[\u3400-\u9fff·]+")
# Problems of rows about natural persons: nothing of such a row is kept.
NATURAL_PERSON = "natural_person"


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell, or with a whole row (column ""), and how to mend it."""

    line: int
    column: str
    field: str
    code: str
    severity: Severity
    message: str
    hint: str
    cell: str

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True)
class Context:
    """What the checks must know beside the file: today, the list's own day, and who is on the other office's roster.

    `other_office` is USCC → name of that office.
    """

    today: date
    other_office: dict[str, str] = field(default_factory=dict)
    as_of: date | None = None


Check = Callable[[Table, Context], Iterator[Problem]]
TITLES = {column.key: column.title for column in (*BLACKLIST_COLUMNS, *ROSTER_COLUMNS)}


def run_checks(table: Table, checks: Sequence[Check], context: Context) -> list[Problem]:
    """Every problem that the checks find, by line and column."""
    problems = [problem for check in checks for problem in check(table, context)]
    return sorted(problems, key=lambda problem: (problem.line, len(problem.column), problem.column))


def _problem(
    table: Table, row: Row, key: str, code: str, message: str, hint: str, severity: Severity = "refuse"
) -> Problem:
    column = table.columns.get(key, "")
    return Problem(
        line=row.line,
        column=column,
        field=TITLES[key],
        code=code,
        severity=severity,
        message=message,
        hint=hint,
        cell=row.raw.get(column, ""),
    )


def _filled(table: Table, key: str) -> Iterator[tuple[Row, str]]:
    """Rows whose cell under the key says something that may be read, and that check_broken_cells leaves alone."""
    for row in table.rows:
        text = row.cells.get(key, "")
        if text and MASK not in text and text not in FORMULA_ERRORS and not _lost_digits(key, text):
            yield row, text


def _lost_digits(key: str, text: str) -> bool:
    """Whether a code was turned into a number that no longer has all its digits."""
    return key in CODES and bool(SCIENTIFIC.fullmatch(text))


def check_broken_cells(table: Table, context: Context) -> Iterator[Problem]:
    """No formula gone wrong, and no code that the spreadsheet turned into a number and cut short."""
    for row in table.rows:
        for key, text in row.cells.items():
            if text in FORMULA_ERRORS:
                hint = "请改为直接填写内容，或修正公式后重新上传。"
                yield _problem(table, row, key, "formula_error", f"单元格的公式出错（{text}）", hint)
            elif _lost_digits(key, text):
                message = f"{TITLES[key]}被表格软件当作数字，末尾几位已经丢失（{text}）"
                hint = "请先把这一列设为“文本”格式，再重新填写完整的代码。"
                yield _problem(table, row, key, "lost_digits", message, hint)


def check_needed(columns: Sequence[Column]) -> Check:
    """Needed cells are filled."""

    def check(table: Table, context: Context) -> Iterator[Problem]:
        for row in table.rows:
            for column in columns:
                if column.needed and not row.cells.get(column.key):
                    yield _problem(
                        table, row, column.key, "empty", f"{column.title}没有填写", f"请填写{column.title}。"
                    )

    return check


def check_no_resident_id(table: Table, context: Context) -> Iterator[Problem]:
    """No resident's ID number stands where a code of a firm belongs; it is not kept."""
    for row in table.rows:
        for key, text in row.cells.items():
            if MASK in text:
                yield _problem(
                    table,
                    row,
                    key,
                    "resident_id",
                    "此处填写的是居民身份证号，不是企业的代码；为保护个人信息，系统没有保存它",
                    "请改填企业的统一社会信用代码。",
                )


def check_uscc(table: Table, context: Context) -> Iterator[Problem]:
    """The USCC has 18 characters of its alphabet and a true check character (GB 32100-2015)."""
    for row, text in _filled(table, "uscc"):
        if problem := uscc_problem(text):
            meant = meant_uscc(text)
            hint = f"是否应为{meant}？请对照营业执照核对。" if meant else "请对照营业执照逐位核对。"
            yield _problem(table, row, "uscc", "uscc", problem, hint)


def check_customs_code(table: Table, context: Context) -> Iterator[Problem]:
    """The customs code has 10 digits or capital letters."""
    for row, text in _filled(table, "customs_code"):
        if not CUSTOMS_CODE.fullmatch(text):
            yield _problem(
                table,
                row,
                "customs_code",
                "customs_code",
                f"海关注册编码应为10位数字或大写字母，现为{len(text)}位“{text}”",
                "请对照海关注册登记证书核对。",
            )


def check_unique(key: str) -> Check:
    """No firm twice in one file."""

    def check(table: Table, context: Context) -> Iterator[Problem]:
        first: dict[str, int] = {}
        for row, text in _filled(table, key):
            if text in first:
                message = f"{TITLES[key]}与第{first[text]}行重复"
                yield _problem(table, row, key, f"{key}_twice", message, "同一企业只列一行，请删去多余的一行。")
            first.setdefault(text, row.line)

    return check


def check_certified_on(table: Table, context: Context) -> Iterator[Problem]:
    """The day exists, is not to come, not before AEO began, not after the list's own day."""
    for row, text in _filled(table, "certified_on"):
        day = parse_day(text)
        message = ""
        if day is None:
            message = f"认证日期“{text}”不是存在的日期"
        elif day > context.today:
            message = f"认证日期{text}晚于今天"
        elif day < AEO_BEGAN:
            message = f"认证日期{text}早于海关实施高级认证之前的{AEO_BEGAN.isoformat()}"
        elif context.as_of and day > context.as_of:
            message = f"认证日期{text}晚于名单的截至日期{context.as_of.isoformat()}"
        if message:
            yield _problem(table, row, "certified_on", "certified_on", message, "请改为真实的认证日期，如2019-07-10。")


def check_name(table: Table, context: Context) -> Iterator[Problem]:
    """The name is a name: not a code, not a single character."""
    for row, text in _filled(table, "name"):
        if len(text) < 2 or re.fullmatch(r"[0-9A-Za-z\s-]{8,}", text):
            yield _problem(
                table, row, "name", "name", f"“{text}”不像企业名称", "请填写营业执照上的企业全称，检查是否填错了列。"
            )
        elif len(text) > 200:
            yield _problem(table, row, "name", "name", f"企业名称有{len(text)}个字，过长", "请只填写企业全称。")


def check_other_office(table: Table, context: Context) -> Iterator[Problem]:
    """A firm stands on the roster of one office only."""
    for row, text in _filled(table, "uscc"):
        if office := context.other_office.get(text):
            message = f"该企业在{office}的现行名单上"
            hint = f"企业由一个海关认证；如已移交本关，请先由{office}在其名单中退出。"
            yield _problem(table, row, "uscc", "other_office", message, hint)


def check_natural_person(table: Table, context: Context) -> Iterator[Problem]:
    """People on such lists are never stored."""
    for row in table.rows:
        name = row.cells.get("name", "")
        coded = is_valid_uscc(row.cells.get("uscc", "")) or is_valid_org_code(
            clean_org_code(row.cells.get("org_code", ""))
        )
        looks_like_person = PERSON_NAME.fullmatch(name) and not FIRM_WORDS.search(name) and not coded
        if looks_like_person or MASK in "".join(row.cells.values()):
            yield Problem(
                line=row.line,
                column=table.columns["name"],
                field=TITLES["name"],
                code=NATURAL_PERSON,
                severity="refuse",
                message="这一行像是自然人；自然人不入库，系统没有保存这一行的任何内容",
                hint="如实为企业，请补上统一社会信用代码后重新上传。",
                cell="（已略去）",
            )


def check_entry_identifiers(table: Table, context: Context) -> Iterator[Problem]:
    """A wrong identifier is told; the entry is then compared by what else it carries."""
    for row, text in _filled(table, "uscc"):
        if problem := uscc_problem(text):
            hint = "该行按组织机构代码或名称比对；如能查到正确代码，请更正后重新上传。"
            yield _problem(table, row, "uscc", "uscc", problem, hint, "tell")
    for row, text in _filled(table, "org_code"):
        if not is_valid_org_code(clean_org_code(text)):
            message = f"组织机构代码“{text}”的位数或校验码不符（GB 11714）"
            hint = "该行按其他代码或名称比对；如能查到正确代码，请更正后重新上传。"
            yield _problem(table, row, "org_code", "org_code", message, hint, "tell")


def check_entry_days(table: Table, context: Context) -> Iterator[Problem]:
    """Days exist, and an entry does not end before it begins."""
    for key in ("listed_on", "expires_on", "removed_on"):
        for row, text in _filled(table, key):
            day, listed = parse_day(text), parse_day(row.cells.get("listed_on", ""))
            if day is None:
                message = f"{TITLES[key]}“{text}”不是存在的日期"
                yield _problem(table, row, key, key, message, "请改为真实的日期，如2019-07-10；不详则留空。")
            elif listed and day < listed:
                message = f"{TITLES[key]}{text}早于列入日期{listed.isoformat()}"
                yield _problem(table, row, key, key, message, "请核对两个日期。")


def check_entry_twice(table: Table, context: Context) -> Iterator[Problem]:
    """The same entity with the same document twice is told; the later row is taken."""
    keys = [
        tuple(row.cells.get(key, "") for key in ("uscc", "org_code", "name", "document_number")) for row in table.rows
    ]
    counts = Counter(keys)
    seen: set[tuple[str, ...]] = set()
    for row, key in zip(table.rows, keys, strict=True):
        if counts[key] > 1 and key in seen:
            yield _problem(table, row, "name", "twice", "同一主体、同一文号在文件中重复", "以后一行为准。", "tell")
        seen.add(key)


ROSTER_CHECKS: tuple[Check, ...] = (
    check_needed(ROSTER_COLUMNS),
    check_no_resident_id,
    check_broken_cells,
    check_uscc,
    check_customs_code,
    check_unique("uscc"),
    check_unique("customs_code"),
    check_certified_on,
    check_name,
    check_other_office,
)
BLACKLIST_CHECKS: tuple[Check, ...] = (
    check_needed(BLACKLIST_COLUMNS),
    check_natural_person,
    check_broken_cells,
    check_entry_identifiers,
    check_entry_days,
    check_entry_twice,
)
