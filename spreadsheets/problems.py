"""Problem codes of rows, note codes and failure codes of files, with typed parameters; wording.py renders them."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Literal, NamedTuple

Severity = Literal["error", "confirm", "notice"]
SEVERITY_LABELS: dict[Severity, str] = {"error": "须改正", "confirm": "须核实", "notice": "请留意"}

ParamValue = str | int | Sequence[str]
Params = Mapping[str, ParamValue]
# A code with its parameters, before it is known in which cell the problem is.
Fault = tuple[str, Params]


class Param(Enum):
    """The kind of value that a parameter holds; every value can be stored as JSON."""

    TEXT = "text"  # str: the content of a cell, a name, a code
    NUMBER = "number"  # int
    DAY = "day"  # str: ISO date
    COLUMN = "column"  # str: key of a column
    COLUMNS = "columns"  # list of column keys, written with the other names of the columns
    FIELDS = "fields"  # list of column keys
    DAY_FAULT = "day_fault"  # str: why a text is no day, of days.DayFault
    CHARACTERS = "characters"  # str: every character is one item
    NAMES = "names"  # list of str
    SHEETS = "sheets"  # list of str: names of worksheets
    SHEET = "sheet"  # str: name of a worksheet, "" where the file has only one
    HEADER_LINE = "header_line"  # int: spreadsheet line of the header, 0 where no header was found
    BYTES = "bytes"  # int


class ProblemCode(NamedTuple):
    """Rule by which the problem is filtered, severity, and name → kind of each parameter."""

    rule: str
    severity: Severity
    params: Mapping[str, Param] = {}


class Problem(NamedTuple):
    """A problem in one cell: spreadsheet line, column letter ("" where the file lacks the column), column key.

    A problem of the file as a whole has the line WHOLE_FILE and no column.

    `code` is a key of PROBLEM_CODES and `params` has the parameters listed there. `cell` is the content of the cell.
    `suggestion` is the text that the cell probably should hold; a person decides.
    """

    line: int
    column: str
    key: str
    code: str
    params: Params
    severity: Severity
    cell: str
    suggestion: str = ""


# The line of a problem that concerns no single row.
WHOLE_FILE = 0


class Note(NamedTuple):
    """A note on how a file was read: a key of notes.NOTE_CODES with the parameters listed there."""

    code: str
    params: Params = {}


# A row about a natural person, and one that may be: nothing of such a row is kept.
NATURAL_PERSON = "natural_person"
MAY_BE_PERSON = "may_be_person"
PRIVATE = frozenset((NATURAL_PERSON, MAY_BE_PERSON))
# A row that changes nothing because newer data is known; found when the file is compared with its blacklist.
SUPERSEDED = "superseded"
# A row that erases known content or replaces a known identifier, and one that removes an unknown record.
ERASED = "erased"
UNKNOWN_RECORD = "unknown_record"
FOUND_BY_COMPARISON = (SUPERSEDED, ERASED, UNKNOWN_RECORD)

# Rule → label in the filter of problems.
RULES = {
    "empty": "没有填写",
    "resident_id": "填了身份证号",
    "formula_error": "公式出错",
    "lost_digits": "丢失位数",
    "uscc": "统一社会信用代码有误",
    "made_up": "凑数的代码",
    "look_alike": "代码中有形似的字符",
    "org_code": "组织机构代码有误",
    "customs_code": "海关注册编码有误",
    "customs_office": "编码属于其他海关",
    "uscc_twice": "统一社会信用代码重复",
    "uscc_two_names": "同一代码两个名称",
    "customs_code_twice": "海关注册编码重复",
    "certified_on": "认证日期有误",
    "certificate": "认证的其他日期有误",
    "review": "复核日期已过",
    "name": "名称有误",
    "name_parts": "名称中另有内容",
    "several_names": "一格多个名称",
    "name_changed": "名称与已知的不同",
    "customs_code_changed": "海关注册编码已变更",
    "other_office": "在其他海关的名单上",
    "first_time": "首次出现而无代码",
    NATURAL_PERSON: "自然人",
    "personal_data": "已删去个人信息",
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
    "column_choice": "两列同义",
    "stated": "文件载明的状态",
    "note": "文件中的注",
    "struck": "有删除线或斜线",
    "invisible": "看不见的文字",
    "comment": "有批注",
    "hidden_row": "隐藏的行",
    "merged": "合并的单元格",
    "surplus": "表头以外的内容",
    "section": "分段标题",
    "other_file": "可能选错了文件",
    "as_of": "截至日期",
    SUPERSEDED: "已有更新的数据",
    ERASED: "清除或改写已知内容",
    UNKNOWN_RECORD: "来源编号不在名单中",
}

# A row that a person decided to leave out.
DECIDED = "decided"

# Reason why a row is not read as an enterprise or entry → label.
SET_ASIDE_REASONS = {
    "title": "标题",
    "header": "表头",
    "column_numbers": "列号",
    "hint": "填写说明",
    "note": "注释说明",
    "total": "合计、小计",
    "repeated_header": "重复的表头",
    "section": "分段标题",
    "signature": "制表、审核、签章、页码",
    "above_header": "在表头以上",
    "side_table": "旁边的另一张表",
    "other_table": "下面的另一张表",
    "unfilled": "没有填写",
    "other": "不像企业",
    DECIDED: "经办人决定不采用",
}

_TEXT, _NUMBER, _DAY, _COLUMN = Param.TEXT, Param.NUMBER, Param.DAY, Param.COLUMN

_CALLED = {"kind": _TEXT, "title": _TEXT, "own": _TEXT}

PROBLEM_CODES: dict[str, ProblemCode] = {
    # The file as a whole.
    "called_other_list": ProblemCode("other_file", "confirm", _CALLED),
    "called_blacklist": ProblemCode("other_file", "confirm", {"kind": _TEXT, "title": _TEXT}),
    "called_removed": ProblemCode("other_file", "confirm", {"kind": _TEXT, "title": _TEXT}),
    "called_void": ProblemCode("other_file", "confirm", {"kind": _TEXT, "title": _TEXT}),
    "called_other_office": ProblemCode("other_file", "confirm", _CALLED),
    "columns_of_roster": ProblemCode("other_file", "confirm", {"titles": Param.NAMES, "own": _TEXT}),
    "columns_of_blacklist": ProblemCode("other_file", "confirm", {"titles": Param.NAMES}),
    "all_of_other_office": ProblemCode("other_file", "confirm", {"count": _NUMBER, "office": _TEXT, "own": _TEXT}),
    "most_of_other_office": ProblemCode(
        "other_file", "confirm", {"count": _NUMBER, "total": _NUMBER, "office": _TEXT, "own": _TEXT}
    ),
    "stated_as_of": ProblemCode("as_of", "confirm", {"kind": _TEXT, "text": _TEXT, "as_of": _DAY}),
    "older_than_roster": ProblemCode("as_of", "error", {"as_of": _DAY, "newest": _DAY}),
    "old_for_office": ProblemCode(
        "as_of", "confirm", {"as_of": _DAY, "age": _NUMBER, "interval": _NUMBER, "newest": _DAY}
    ),
    "older_than_list": ProblemCode("as_of", "confirm", {"as_of": _DAY, "newest": _DAY}),
    # Every table.
    "empty": ProblemCode("empty", "error", {"column": _COLUMN}),
    "resident_id": ProblemCode("resident_id", "error"),
    NATURAL_PERSON: ProblemCode(NATURAL_PERSON, "error"),
    MAY_BE_PERSON: ProblemCode(NATURAL_PERSON, "error"),
    "unclear_subject": ProblemCode(NATURAL_PERSON, "notice"),
    "personal_data_cut": ProblemCode("personal_data", "notice", {"title": _TEXT}),
    "formula_error": ProblemCode("formula_error", "error", {"text": _TEXT}),
    "formula_without_result": ProblemCode("formula_error", "error", {"column": _COLUMN, "text": _TEXT}),
    "formula_blank": ProblemCode("formula_error", "notice", {"letter": _TEXT, "text": _TEXT}),
    "lost_digits": ProblemCode("lost_digits", "error", {"column": _COLUMN, "text": _TEXT}),
    "too_long": ProblemCode("too_long", "error", {"column": _COLUMN, "length": _NUMBER, "limit": _NUMBER}),
    "registration_number_check": ProblemCode("registration_number", "notice", {"text": _TEXT}),
    "registration_number_length": ProblemCode("registration_number", "notice", {"length": _NUMBER, "text": _TEXT}),
    "registration_number_shape": ProblemCode("registration_number", "notice", {"text": _TEXT}),
    "column_chosen": ProblemCode(
        "column_choice",
        "confirm",
        {
            "letter": _TEXT,
            "title": _TEXT,
            "other_letter": _TEXT,
            "other_title": _TEXT,
            "text": _TEXT,
            "count": _NUMBER,
        },
    ),
    "column_preferred": ProblemCode(
        "column_choice",
        "notice",
        {
            "letter": _TEXT,
            "title": _TEXT,
            "other_letter": _TEXT,
            "other_title": _TEXT,
            "text": _TEXT,
            "count": _NUMBER,
        },
    ),
    "columns_swapped": ProblemCode(
        "moved",
        "confirm",
        {"letter": _TEXT, "other_letter": _TEXT, "column": _COLUMN, "count": _NUMBER},
    ),
    "section_states_loss": ProblemCode("section", "confirm", {"section": _TEXT}),
    "note_states_loss": ProblemCode("note", "confirm", {"line": _NUMBER, "text": _TEXT}),
    "page_states_loss": ProblemCode("note", "confirm", {"text": _TEXT}),
    "row_states_loss": ProblemCode("stated", "confirm", {"title": _TEXT, "text": _TEXT}),
    "state_unclear": ProblemCode("stated", "confirm", {"title": _TEXT, "text": _TEXT, "lines": _TEXT}),
    "entry_state_unclear": ProblemCode("stated", "confirm", {"title": _TEXT, "text": _TEXT, "lines": _TEXT}),
    "other_grade": ProblemCode("stated", "error", {"title": _TEXT, "text": _TEXT}),
    "other_stated_office": ProblemCode("stated", "confirm", {"title": _TEXT, "text": _TEXT, "office": _TEXT}),
    "stated_office_unclear": ProblemCode(
        "stated", "confirm", {"title": _TEXT, "text": _TEXT, "lines": _TEXT, "office": _TEXT}
    ),
    "struck": ProblemCode("struck", "confirm", {"letters": Param.SHEETS}),
    "crossed": ProblemCode("struck", "confirm", {"letters": Param.SHEETS}),
    "struck_part": ProblemCode("struck", "confirm", {"letter": _TEXT, "text": _TEXT}),
    "invisible": ProblemCode("invisible", "confirm", {"letters": Param.SHEETS}),
    "conditional_format": ProblemCode("invisible", "confirm", {"ranges": Param.SHEETS}),
    "comment": ProblemCode("comment", "notice", {"letter": _TEXT, "text": _TEXT}),
    "comment_states_loss": ProblemCode("comment", "confirm", {"letter": _TEXT, "text": _TEXT}),
    "hidden_row": ProblemCode("hidden_row", "notice"),
    "merged_code": ProblemCode("merged", "confirm", {"column": _COLUMN, "text": _TEXT}),
    "merged_name": ProblemCode("merged", "confirm", {"text": _TEXT}),
    "merged_block": ProblemCode("merged", "notice", {"letter": _TEXT, "text": _TEXT}),
    "surplus_cells": ProblemCode("surplus", "notice", {"letter": _TEXT, "text": _TEXT}),
    # What stands in the cell for a name beside the name.
    "name_with_remark": ProblemCode("name_parts", "notice", {"texts": Param.NAMES, "name": _TEXT}),
    "name_states_loss": ProblemCode("stated", "confirm", {"texts": Param.NAMES, "name": _TEXT}),
    "name_with_others": ProblemCode("name_parts", "notice", {"text": _TEXT, "name": _TEXT}),
    "name_with_code": ProblemCode("name_parts", "notice", {"kind": _COLUMN, "text": _TEXT, "name": _TEXT}),
    "name_with_other": ProblemCode("name_parts", "notice", {"names": Param.NAMES, "name": _TEXT}),
    "name_with_person": ProblemCode("name_parts", "notice", {"role": _TEXT, "name": _TEXT}),
    "several_names": ProblemCode("several_names", "error", {"names": Param.NAMES, "count": _NUMBER}),
    "names_separated": ProblemCode("several_names", "notice", {"names": Param.NAMES, "count": _NUMBER}),
    "names_in_record": ProblemCode("several_names", "notice", {"names": Param.NAMES, "count": _NUMBER}),
    # Rosters.
    "made_up_code": ProblemCode("made_up", "error", {"column": _COLUMN, "text": _TEXT}),
    "name_program": ProblemCode("name", "confirm", {"column": _COLUMN, "text": _TEXT}),
    "name_broken": ProblemCode("name", "confirm", {"column": _COLUMN, "text": _TEXT}),
    "name_direction_mark": ProblemCode("name", "confirm", {"column": _COLUMN, "name": _TEXT}),
    "name_private_use": ProblemCode("name", "confirm", {"column": _COLUMN, "characters": Param.CHARACTERS}),
    "name_private_use_read": ProblemCode(
        "name", "notice", {"column": _COLUMN, "characters": Param.CHARACTERS, "name": _TEXT}
    ),
    "uscc_known": ProblemCode("empty", "error", {"uscc": _TEXT}),
    "first_time": ProblemCode("first_time", "error", {"customs_code": _TEXT}),
    "uscc_length": ProblemCode("uscc", "error", {"length": _NUMBER}),
    "uscc_several": ProblemCode("uscc", "error", {"codes": Param.NAMES, "count": _NUMBER}),
    "uscc_characters": ProblemCode("uscc", "error", {"characters": Param.CHARACTERS}),
    "uscc_look_alike": ProblemCode("uscc", "error", {"characters": Param.CHARACTERS, "uscc": _TEXT}),
    "uscc_check": ProblemCode("uscc", "error"),
    "customs_code": ProblemCode("customs_code", "error", {"length": _NUMBER, "text": _TEXT}),
    "customs_code_look_alike": ProblemCode(
        "customs_code", "error", {"characters": Param.CHARACTERS, "customs_code": _TEXT}
    ),
    "customs_office": ProblemCode(
        "customs_office", "confirm", {"customs_code": _TEXT, "office": _TEXT, "own_office": _TEXT}
    ),
    "uscc_twice": ProblemCode("uscc_twice", "error", {"line": _NUMBER}),
    "uscc_two_names": ProblemCode("uscc_two_names", "error", {"line": _NUMBER, "name": _TEXT, "other_name": _TEXT}),
    "customs_code_twice": ProblemCode("customs_code_twice", "error", {"line": _NUMBER}),
    "customs_code_two_names": ProblemCode(
        "customs_code_twice", "error", {"line": _NUMBER, "name": _TEXT, "other_name": _TEXT}
    ),
    "certified_on_invalid": ProblemCode("certified_on", "error", {"text": _TEXT, "fault": Param.DAY_FAULT}),
    "certified_on_future": ProblemCode("certified_on", "error", {"day": _DAY}),
    "certified_on_too_early": ProblemCode("certified_on", "error", {"day": _DAY, "earliest": _DAY}),
    "certified_on_after_roster": ProblemCode("certified_on", "error", {"day": _DAY, "as_of": _DAY}),
    "certificate_day_invalid": ProblemCode(
        "certificate", "notice", {"column": _COLUMN, "text": _TEXT, "fault": Param.DAY_FAULT}
    ),
    "review_passed": ProblemCode("review", "notice", {"day": _DAY}),
    "name_too_long": ProblemCode("name", "error", {"length": _NUMBER}),
    "name_implausible": ProblemCode("name", "error", {"text": _TEXT}),
    "name_changed": ProblemCode("name_changed", "confirm", {"name": _TEXT}),
    "name_respelt": ProblemCode("name_changed", "notice", {"name": _TEXT}),
    "customs_code_changed": ProblemCode("customs_code_changed", "notice", {"customs_code": _TEXT}),
    "other_office": ProblemCode("other_office", "confirm", {"office": _TEXT}),
    # Blacklists.
    "no_subject": ProblemCode("empty", "error"),
    "no_name": ProblemCode("no_name", "notice"),
    "entry_uscc_length": ProblemCode("uscc", "notice", {"length": _NUMBER}),
    "entry_uscc_several": ProblemCode("uscc", "notice", {"codes": Param.NAMES, "count": _NUMBER}),
    "entry_uscc_characters": ProblemCode("uscc", "notice", {"characters": Param.CHARACTERS}),
    "entry_uscc_check": ProblemCode("uscc", "notice"),
    "entry_look_alike": ProblemCode(
        "look_alike", "notice", {"kind": _COLUMN, "characters": Param.CHARACTERS, "text": _TEXT}
    ),
    "entry_made_up_code": ProblemCode("made_up", "notice", {"column": _COLUMN, "text": _TEXT}),
    "entry_org_code": ProblemCode("org_code", "notice", {"text": _TEXT}),
    "entry_tax_number": ProblemCode("tax_number", "notice", {"text": _TEXT}),
    "entry_customs_code": ProblemCode("customs_code", "notice", {"text": _TEXT}),
    "moved": ProblemCode("moved", "notice", {"column": _COLUMN, "kind": _COLUMN, "text": _TEXT}),
    "org_code_in_tax_number": ProblemCode("moved", "notice", {"org_code": _TEXT}),
    "two_codes": ProblemCode(
        "two_codes", "notice", {"column": _COLUMN, "kind": _COLUMN, "text": _TEXT, "own_text": _TEXT}
    ),
    "uscc_for_name": ProblemCode("two_codes", "notice", {"uscc": _TEXT, "own_uscc": _TEXT}),
    "listed_on_invalid": ProblemCode("listed_on", "error", {"text": _TEXT, "fault": Param.DAY_FAULT}),
    "listed_on_implausible": ProblemCode("listed_on", "error", {"day": _DAY, "earliest": _DAY, "latest": _DAY}),
    "listed_on_future": ProblemCode("listed_on", "notice", {"day": _DAY}),
    "expires_on_invalid": ProblemCode("expires_on", "error", {"text": _TEXT, "fault": Param.DAY_FAULT}),
    "expires_on_unclear": ProblemCode("expires_on", "confirm", {"title": _TEXT, "text": _TEXT, "count": _NUMBER}),
    "expires_on_too_early": ProblemCode("expires_on", "error", {"day": _DAY, "listed_on": _DAY}),
    "removed_on_invalid": ProblemCode("removed_on", "error", {"text": _TEXT, "fault": Param.DAY_FAULT}),
    "removed_on_implausible": ProblemCode("removed_on", "error", {"day": _DAY, "earliest": _DAY, "latest": _DAY}),
    "removed_on_too_early": ProblemCode("removed_on", "error", {"day": _DAY, "listed_on": _DAY}),
    "source_id_twice": ProblemCode("twice", "notice"),
    "entry_twice": ProblemCode("twice", "notice"),
    "entry_uscc_two_names": ProblemCode(
        "uscc_two_names", "notice", {"line": _NUMBER, "name": _TEXT, "other_name": _TEXT}
    ),
    SUPERSEDED: ProblemCode(SUPERSEDED, "notice"),
    ERASED: ProblemCode(ERASED, "notice", {"fields": Param.FIELDS}),
    UNKNOWN_RECORD: ProblemCode(UNKNOWN_RECORD, "notice", {"source_id": _TEXT}),
}


def codes_of(rule: str) -> list[str]:
    """The problem codes that belong to the rule."""
    return [code for code, known in PROBLEM_CODES.items() if known.rule == rule]


def problem_of_file(code: str, params: Params) -> Problem:
    """Return a problem of the file as a whole."""
    return Problem(WHOLE_FILE, "", "", code, params, PROBLEM_CODES[code].severity, "")
