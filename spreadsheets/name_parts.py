"""Take the cells for names apart: what is no part of a name leaves it, and is reported.

Codes and former names go to their columns. Several enterprises in one cell of a blacklist become several rows of the
same line; in a roster such a row is refused, because each enterprise needs codes of its own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spreadsheets.checking import problem_at
from spreadsheets.columns import Column
from spreadsheets.identifiers import is_valid_org_code, is_valid_uscc
from spreadsheets.problems import Params, Problem
from spreadsheets.rows import Table
from spreadsheets.written_names import WrittenName, is_plain, read_names

IDENTIFIERS = ("uscc", "org_code", "registration_number", "tax_number", "customs_code")
VALID = {"uscc": is_valid_uscc, "org_code": is_valid_org_code}
USCC_RUN = re.compile(r"[0-9A-Z]{18}")
# Remarks beside a name that state something against its row: an entry that is no longer listed; an enterprise that has
# no certification any more, or not yet; the sign of a row that was put out of use. The end of an enterprise ends no
# entry.
OUT_OF_USE = "^(?:#|//|--+)$"
AGAINST_ENTRY = re.compile(
    f"{OUT_OF_USE}|(?<![未不])(?:移出|移除|修复|取消|退出|撤[销回]|解除|失效|过期|到期|删除|剔除|作废|除外|除名|终止|减少)|不再"
)
AGAINST_ENTERPRISE = re.compile(
    f"{OUT_OF_USE}|(?<![未不])(?:移出|移除|取消|退出|撤|解除|失效|过期|到期|降级|停|注销|吊销|破产|清算|关[停闭]|歇业|解散|失联|除名|迁|转出|异常|删除|剔除|作废|除外|中止|终止|冻结|减少)"
    "|不再|不适用|拟|待|公示|申请|受理|审[核查批]|复[核审查]|整改|培育|辅导|考察|一般|普通|失信|[原曾](?:高级|AEO)"
)
# Between the other names in one cell.
JOINED_BY = "、"


@dataclass
class _Row:
    """One row of the result: the index of its row in the table, its name, and its texts that differ from the table."""

    index: int
    name: WrittenName
    cells: dict[str, str]


def take_names_apart(table: Table, columns: Sequence[Column]) -> tuple[Table, list[Problem]]:
    """Return the table with nothing but names in the column of names, and the problems that report the other parts.

    `columns` are those of the kind of table; a blacklist has a column for other names.
    """
    readings = {
        index: names
        for index, text in enumerate(table.column("name"))
        if not is_plain(text) and (names := read_names(text)) != [WrittenName(text)]
    }
    if not readings:
        return table, []
    keys = {column.key for column in columns}
    problems: list[Problem] = []
    rows: list[_Row] = []
    for index, names in readings.items():
        if len(names) == 1:
            rows.append(_Row(index, names[0], {}))
        else:
            code, found = _separate(table, index, names) if "other_names" in keys else ("several_names", [])
            params: Params = {"names": [name.name for name in names], "count": len(names)}
            problems.append(problem_at(table, index, "name", code, params))
            rows += found
    for row in rows:
        problems += _set_aside(table, row, keys)
    return _with_rows(table, rows), problems


def _separate(table: Table, index: int, names: Sequence[WrittenName]) -> tuple[str, list[_Row]]:
    """Return the problem code of a row that names several enterprises, and the rows into which it is separated.

    Codes in their columns must be as many USCCs as names. A record of the source stays one row: its number is unique.
    """
    filled = [key for key in IDENTIFIERS if table.column(key)[index]]
    usccs = USCC_RUN.findall(table.column("uscc")[index])
    if filled and not (filled == ["uscc"] and len(usccs) == len(names)):
        return "several_names", []
    if table.column("source_id")[index]:
        return ("several_names", []) if filled else ("names_in_record", [])
    cells = [{"uscc": uscc} for uscc in usccs] if filled else [{} for _ in names]
    return "names_separated", [_Row(index, name, own) for name, own in zip(names, cells, strict=True)]


def _set_aside(table: Table, row: _Row, keys: set[str]) -> Iterator[Problem]:
    """Set the cells of the row, and report each part that is not the name."""
    index, name, remarks = row.index, row.name, list(row.name.remarks)
    row.cells["name"] = name.name
    for kind, code in name.codes:
        if kind not in keys:
            remarks.append(code)
            continue
        own = row.cells.get(kind, table.column(kind)[index])
        params: Params = {"column": "name", "kind": kind, "text": code}
        if own and own != code and VALID.get(kind, bool)(own):
            yield problem_at(table, index, "name", "two_codes", {**params, "own_text": own})
        else:
            row.cells[kind] = code
            yield problem_at(table, index, "name", "name_with_code", {"kind": kind, "text": code, "name": name.name})
    if name.other_names:
        if "other_names" in keys:
            known = table.column("other_names")[index].split(JOINED_BY)
            row.cells["other_names"] = JOINED_BY.join(dict.fromkeys(filter(None, [*known, *name.other_names])))
        else:
            row.cells["name"] += f"（曾用名：{JOINED_BY.join(name.other_names)}）"
        params = {"names": list(name.other_names), "name": row.cells["name"]}
        yield problem_at(table, index, "name", "name_with_other", params)
    if name.person:
        problem = problem_at(table, index, "name", "name_with_person", {"role": name.person, "name": name.name})
        yield problem._replace(cell=name.name)
    if remarks:
        pattern = AGAINST_ENTRY if "other_names" in keys else AGAINST_ENTERPRISE
        code = "name_states_loss" if any(map(pattern.search, remarks)) else "name_with_remark"
        yield problem_at(table, index, "name", code, {"texts": remarks, "name": name.name})
    if name.others:
        yield problem_at(table, index, "name", "name_with_others", {"text": name.others, "name": name.name})


def _with_rows(table: Table, rows: Sequence[_Row]) -> Table:
    """Return the table with these rows in place of those with the same indexes."""
    replaced = {row.index for row in rows}
    kept = [_Row(index, WrittenName(""), {}) for index in range(len(table.lines)) if index not in replaced]
    ordered = sorted([*kept, *rows], key=lambda row: row.index)
    written = table.cells.keys() | {key for row in rows for key in row.cells}
    cells = {}
    for key in written:
        texts = table.column(key)
        cells[key] = [row.cells.get(key, texts[row.index]) for row in ordered]
    return replace(
        table,
        lines=[table.lines[row.index] for row in ordered],
        raw=[_without_person(table, row) for row in ordered],
        cells=cells,
        absent={
            key: {place for place, row in enumerate(ordered) if row.index in indexes}
            for key, indexes in table.absent.items()
        },
    )


def _without_person(table: Table, row: _Row) -> list[str]:
    """Return the cells of the row as received, without the name of a person beside that of the enterprise."""
    cells = table.raw[row.index]
    if not row.name.person:
        return cells
    named = table.raw_cell("name", row.index)
    return [row.name.name if text == named else text for text in cells]
