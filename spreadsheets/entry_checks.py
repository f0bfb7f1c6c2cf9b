"""What can be wrong with a row of another sector's list (field notes: blacklists of other sectors)."""

import re
from collections.abc import Iterator

from foundation.web.dates import chinese_date
from spreadsheets.cells import MASK, parse_day
from spreadsheets.checks import (
    NATURAL_PERSON,
    SUPERSEDED,
    Check,
    Context,
    Problem,
    check_broken_cells,
    check_lengths,
    check_registration_number,
    filled_cells,
    problem_at,
    run_checks,
)
from spreadsheets.columns import BLACKLIST_COLUMNS, BLACKLIST_TITLES
from spreadsheets.identifier_columns import ENTERPRISE_WORDS, understand_subjects
from spreadsheets.identifiers import (
    CUSTOMS_CODE,
    REGISTRATION_NUMBER,
    TAX_NUMBER,
    begins_or_ends_with_resident_id,
    is_valid_org_code,
    is_valid_uscc,
    uscc_problem,
)
from spreadsheets.rows import Table

PERSON_NAME = re.compile(r"[\u3400-\u9fff·*某Xx]{2,4}|[\u3400-\u9fff]+·[\u3400-\u9fff·]+")
NUMBERS = {"registration_number": REGISTRATION_NUMBER, "tax_number": TAX_NUMBER, "customs_code": CUSTOMS_CODE}


def check_natural_person(table: Table, context: Context) -> Iterator[Problem]:
    """People on such lists are never stored."""
    org_codes, usccs = table.column("org_code"), table.column("uscc")
    masked = {index for texts in table.cells.values() for index, text in enumerate(texts) if MASK in text}
    masked |= {i for i, text in enumerate(table.column("tax_number")) if begins_or_ends_with_resident_id(text)}
    for index, name in enumerate(table.column("name")):
        is_person = index in masked
        if not is_person and PERSON_NAME.fullmatch(name) and not ENTERPRISE_WORDS.search(name):
            is_person = not is_valid_uscc(usccs[index]) and not is_valid_org_code(org_codes[index])
        if is_person:
            yield Problem(
                line=table.lines[index],
                column=table.columns["name"],
                key="name",
                code=NATURAL_PERSON,
                severity="error",
                message="这一行像是自然人；自然人不入库，系统没有保存这一行的任何内容",
                hint="如实为企业，请补上统一社会信用代码后重新上传。",
                cell="（已略去）",
            )


def check_subject(table: Table, context: Context) -> Iterator[Problem]:
    """An entry says whom it speaks of: by name, or at least by a code."""
    codes = [table.column(key) for key in ("uscc", "org_code", *NUMBERS)]
    for index, name in enumerate(table.column("name")):
        if name:
            continue
        uscc, org_code, *numbers = (texts[index] for texts in codes)
        shapes = zip(NUMBERS.values(), numbers, strict=True)
        if is_valid_uscc(uscc) or is_valid_org_code(org_code) or any(shape.fullmatch(text) for shape, text in shapes):
            message, hint = (
                "主体名称没有填写",
                "该行按代码导入、比对，名称记为“未载名称”；如能查到名称，请补上后重新上传。",
            )
            yield problem_at(table, index, "name", "no_name", message, hint, "notice")
        else:
            message = "既没有主体名称，也没有可用的代码，不知道说的是谁"
            yield problem_at(table, index, "name", "empty", message, "请填写主体名称，或统一社会信用代码。")


def check_entry_identifiers(table: Table, context: Context) -> Iterator[Problem]:
    """A wrong identifier is told; the entry is then compared by what else it carries."""
    hint = "该行按其他代码或名称比对；如能查到正确的，请更正后重新上传。"
    for index, text in filled_cells(table, "uscc"):
        if problem := uscc_problem(text):
            yield problem_at(table, index, "uscc", "uscc", problem, hint, "notice")
    for index, text in filled_cells(table, "org_code"):
        if not is_valid_org_code(text):
            message = f"组织机构代码“{text}”的位数或校验码不符（GB 11714）"
            yield problem_at(table, index, "org_code", "org_code", message, hint, "notice")
    for key in ("tax_number", "customs_code"):
        for index, text in filled_cells(table, key):
            if not NUMBERS[key].fullmatch(text):
                message = f"{BLACKLIST_TITLES[key]}“{text}”的位数或字符不符"
                yield problem_at(table, index, key, key, message, hint, "notice")


def check_entry_days(table: Table, context: Context) -> Iterator[Problem]:
    """Days exist, and an entry does not end before it begins."""
    for key in ("listed_on", "expires_on", "removed_on"):
        for index, text in filled_cells(table, key):
            day, listed = parse_day(text), parse_day(table.column("listed_on")[index])
            if day is None:
                message = f"{BLACKLIST_TITLES[key]}“{text}”不是存在的日期"
                yield problem_at(table, index, key, key, message, "请改为真实的日期，如2019-07-10；不详则留空。")
            elif listed and day < listed:
                message = f"{BLACKLIST_TITLES[key]}{chinese_date(day)}早于列入日期{chinese_date(listed)}"
                yield problem_at(table, index, key, key, message, "请核对两个日期。")
            elif key == "listed_on" and day > context.today:
                message = f"列入日期{chinese_date(day)}晚于今天，到那一天才生效"
                yield problem_at(table, index, key, key, message, "如填错了年份，请改正后重新导入。", "notice")


def check_entry_twice(table: Table, context: Context) -> Iterator[Problem]:
    """One record of the source, or the same subject with the same document, twice is told; the later row is taken."""
    columns = [table.column(key) for key in ("source_id", "uscc", "org_code", "name", "document_number")]
    seen: set[tuple[str, ...]] = set()
    for index, (source_id, *said) in enumerate(zip(*columns, strict=True)):
        key = (source_id,) if source_id else tuple(said)
        if key in seen and any(key):
            message = "来源编号在文件中重复" if source_id else "同一主体、同一文号在文件中重复"
            yield problem_at(table, index, "name", "twice", message, "以后一行为准。", "notice")
        seen.add(key)


BLACKLIST_CHECKS: tuple[Check, ...] = (
    check_subject,
    check_natural_person,
    check_lengths(BLACKLIST_COLUMNS),
    check_broken_cells(BLACKLIST_TITLES),
    check_entry_identifiers,
    check_registration_number,
    check_entry_days,
    check_entry_twice,
)


def check_entries(table: Table, context: Context) -> tuple[Table, list[Problem]]:
    """The table with every identifier in its own column, and every problem, by line and column.

    Of a natural person's row, no other problem is kept than that it is one.
    """
    table, moved = understand_subjects(table)
    problems = [*moved, *run_checks(table, BLACKLIST_CHECKS, context)]
    private = {problem.line for problem in problems if problem.code == NATURAL_PERSON}
    kept = [problem for problem in problems if problem.line not in private or problem.code == NATURAL_PERSON]
    return table, sorted(kept, key=lambda problem: (problem.line, len(problem.column), problem.column))


def superseded(line: int, name: str) -> Problem:
    """What newer data has said otherwise."""
    return Problem(
        line=line,
        column="",
        key="name",
        code=SUPERSEDED,
        severity="notice",
        message="这一条已有更新的数据，本文件不改变它",
        hint="如应以本文件为准，请在确认前撤回，再以不早于该数据的截至日期重新上传（同日亦可）。",
        cell=name,
    )
