"""Whom the rows of a blacklist speak of: identifiers found in another's column are moved to their own, and told."""

import re
from collections.abc import Iterator
from dataclasses import replace

from spreadsheets.cells import MASK, clean_column
from spreadsheets.checks import Problem, problem_at
from spreadsheets.columns import BLACKLIST_TITLES as TITLES
from spreadsheets.identifiers import clean_code, clean_org_code, is_valid_org_code, is_valid_uscc, org_code_of
from spreadsheets.rows import Table

# Where real lists put a USCC (84 of 500 rows of one hold it in the column of the organisation code), and where an
# organisation code.
USCC_FOUND_IN = ("org_code", "tax_number", "registration_number", "customs_code")
ORG_CODE_FOUND_IN = ("uscc", "tax_number", "registration_number")
IDENTIFIERS = ("uscc", *USCC_FOUND_IN)
# Since 2015 an enterprise's tax number is its USCC: there it stands rightly, and says the USCC as well.
STAYS = frozenset({"tax_number"})
UNNAMED = "未载名称"
IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
ENTERPRISE_WORDS = re.compile(r"公司|厂|店|社|部|行|所|中心|集团|院|场|馆|站|局|会|企业|工作室|基地|庄|坊")


def understand_subjects(table: Table) -> tuple[Table, list[Problem]]:
    """The table with every identifier in its own column, organisation codes without hyphen, and what was moved."""
    cells = {key: list(table.column(key)) for key in IDENTIFIERS}
    cells["org_code"] = [clean_org_code(text) for text in cells["org_code"]]
    cells["name"] = list(table.column("name"))
    moved = [
        *_codes_for_names(table, cells),
        *_move(table, cells, "uscc", USCC_FOUND_IN),
        *_move(table, cells, "org_code", ORG_CODE_FOUND_IN),
        *_old_tax_numbers(table, cells),
    ]
    said = {key: texts for key, texts in cells.items() if key in table.cells or any(texts)}
    return replace(table, cells={**table.cells, **said}), moved


def _is(kind: str, text: str) -> bool:
    return is_valid_uscc(text) if kind == "uscc" else is_valid_org_code(text)


def _move(table: Table, cells: dict[str, list[str]], kind: str, columns: tuple[str, ...]) -> Iterator[Problem]:
    """Take codes of the kind out of the other columns, where their own says none that is valid."""
    own = cells[kind]
    for key in columns:
        for index, text in enumerate(cells[key]):
            code = clean_org_code(text) if kind == "org_code" else text
            if not code or not _is(kind, code):
                continue
            if own[index] != code and _is(kind, own[index]):
                message = f"{TITLES[key]}一栏另有{TITLES[kind]}{code}，与本行的{TITLES[kind]}{own[index]}不同"
                hint = f"以{TITLES[kind]}一栏为准；如有误，请更正后重新上传。"
                yield problem_at(table, index, key, "two_codes", message, hint, "notice")
                continue
            if own[index] != code:
                message = f"{TITLES[key]}一栏填的是{TITLES[kind]}{code}"
                hint = f"已作为{TITLES[kind]}读取，无需改动；请告知来源单位更正。"
                yield problem_at(table, index, key, "moved", message, hint, "notice")
                own[index] = code
            if key not in STAYS:
                cells[key][index] = ""


def _codes_for_names(table: Table, cells: dict[str, list[str]]) -> Iterator[Problem]:
    """A USCC in the place of the name says whom the row means; a name in the place of the USCC then is the name."""
    names, usccs = cells["name"], cells["uscc"]
    for index, text in enumerate(names):
        if not text or IDEOGRAPH.search(text) or not is_valid_uscc(code := clean_code(text)) or MASK in usccs[index]:
            continue
        if usccs[index] != code and is_valid_uscc(usccs[index]):
            message = f"{TITLES['name']}一栏填的是统一社会信用代码{code}，与本行的统一社会信用代码{usccs[index]}不同"
            hint = "以统一社会信用代码一栏为准；如有误，请更正后重新上传。"
            yield problem_at(table, index, "name", "two_codes", message, hint, "notice")
            continue
        (said,) = clean_column("name", [table.raw_cell("uscc", index)])
        names[index] = said if ENTERPRISE_WORDS.search(said) else ""
        usccs[index] = code
        message = f"{TITLES['name']}一栏填的是统一社会信用代码{code}"
        hint = "已作为统一社会信用代码读取，无需改动；请告知来源单位更正。"
        yield problem_at(table, index, "name", "moved", message, hint, "notice")


def _old_tax_numbers(table: Table, cells: dict[str, list[str]]) -> Iterator[Problem]:
    """A tax number of before 2015 has 15 characters: six of the region, then the organisation code."""
    for index, text in enumerate(cells["tax_number"]):
        code = text[6:]
        if len(text) != 15 or not text[:6].isdecimal() or not is_valid_org_code(code):
            continue
        known = cells["org_code"][index]
        if not is_valid_org_code(known) and not is_valid_uscc(cells["uscc"][index]):
            cells["org_code"][index] = code
            message = f"15位纳税人识别号的后九位是组织机构代码{code}"
            yield problem_at(
                table, index, "tax_number", "moved", message, "已据此读取组织机构代码，无需改动。", "notice"
            )


def subject_code(uscc: str, org_code: str) -> str:
    """By which code a subject is known, whatever the list carries: the organisation code; "" where none is valid."""
    if is_valid_uscc(uscc):
        return org_code_of(uscc)
    return org_code if is_valid_org_code(org_code) else ""
