"""Codes and sentences of problems, notes and failures: each code has a sentence, equal to the recorded one.

problem_wordings.json records the sentences for each table and file of problem_corpus.py and failure_corpus.py. To
change a sentence, edit it there and in spreadsheets/wording.py.
"""

import json
import string
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from spreadsheets.checking import run_checks, sort_problems
from spreadsheets.checks import ROSTER_CHECKS
from spreadsheets.columns import BLACKLIST_COLUMNS, ROSTER_COLUMNS, Column
from spreadsheets.entry_checks import check_entries, erased, superseded, unknown_record
from spreadsheets.failure_wording import FAILURE_TEXTS, PUSHED_FAILURE_TEXTS
from spreadsheets.failures import FAILURE_CODES
from spreadsheets.name_parts import take_names_apart
from spreadsheets.note_wording import NOTE_TEXTS
from spreadsheets.notes import NOTE_CODES
from spreadsheets.problems import (
    PROBLEM_CODES,
    RULES,
    SEVERITY_LABELS,
    Note,
    Param,
    ParamValue,
    Problem,
)
from spreadsheets.rows import parse_table
from spreadsheets.sheets import Sheet, SheetError
from spreadsheets.wording import (
    PROBLEM_TEXTS,
    PUSHED_HINTS,
    PUSHED_MESSAGES,
    failure_text,
    note_text,
    problem_text,
)
from tests.spreadsheets.failure_corpus import UNREADABLE
from tests.spreadsheets.problem_corpus import BLACKLISTS, CONTEXT, MARKS, ROSTERS, WHOLE_FILES

WORDINGS: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("problem_wordings.json").read_text())
GIVEN_UP = SheetError("given_up", attempts=3)
# Kind of parameter → a value of it.
SAMPLES: dict[Param, ParamValue] = {
    Param.TEXT: "{泺岬}",
    Param.NUMBER: 7,
    Param.DAY: "2026-07-10",
    Param.COLUMN: "uscc",
    Param.COLUMNS: ["name"],
    Param.FIELDS: ["name"],
    Param.CHARACTERS: "OI",
    Param.DAY_FAULT: "ambiguous",
    Param.NAMES: ["一季度", "二季度"],
    Param.SHEET: "名单",
    Param.SHEETS: ["封面", "说明"],
    Param.HEADER_LINE: 3,
    Param.BYTES: 21_000_000,
}


def roster_problems(name: str) -> list[Problem]:
    sheet = Sheet("名单", [list(line) for line in ROSTERS[name]], **MARKS.get(name, {}))
    read = parse_table([sheet], ROSTER_COLUMNS)
    table, parts = take_names_apart(read, ROSTER_COLUMNS)
    return sort_problems([*parts, *run_checks(table, ROSTER_CHECKS, CONTEXT)])


def blacklist_problems(name: str) -> list[Problem]:
    if name == "superseded":
        return [superseded(5, "某某公司")]
    if name == "erased":
        return [erased(5, "某某公司", ["uscc", "authority"])]
    if name == "unknown record":
        return [unknown_record(5, "S9")]
    table = parse_table([Sheet("名单", [list(line) for line in BLACKLISTS[name]])], BLACKLIST_COLUMNS)
    return check_entries(table, CONTEXT)[1]


@cache
def failure_of(name: str) -> SheetError:
    with TemporaryDirectory() as folder, pytest.raises(SheetError) as raised:
        UNREADABLE[name](Path(folder))
    return raised.value


def shown(problem: Problem, columns: tuple[Column, ...]) -> dict[str, object]:
    """Return the parts of a problem that the page shows."""
    fields = ("line", "column", "key", "severity", "cell", "suggestion")
    text = problem_text(problem.code, problem.params, columns=columns)
    rule = PROBLEM_CODES[problem.code].rule
    return {**{field: getattr(problem, field) for field in fields}, "rule": rule, **text._asdict()}


def pushed(problem: Problem) -> dict[str, object]:
    """Return the parts of a problem that a program reads in addition."""
    text = problem_text(problem.code, problem.params, columns=BLACKLIST_COLUMNS, channel="push")
    return {"pushed_message": text.message, "pushed_hint": text.hint}


def samples(kinds: dict[str, Param]) -> dict[str, ParamValue]:
    return {name: SAMPLES[kind] for name, kind in kinds.items()}


@pytest.mark.parametrize("name", WORDINGS["rosters"])
def test_roster_problems_are_worded_as_recorded(name: str) -> None:
    assert [shown(problem, ROSTER_COLUMNS) for problem in roster_problems(name)] == WORDINGS["rosters"][name]


@pytest.mark.parametrize("name", WORDINGS["blacklists"])
def test_blacklist_problems_are_worded_as_recorded_for_people_and_programs(name: str) -> None:
    found = [{**shown(problem, BLACKLIST_COLUMNS), **pushed(problem)} for problem in blacklist_problems(name)]
    assert found == WORDINGS["blacklists"][name]


@pytest.mark.parametrize("name", WORDINGS["whole files"])
def test_problems_of_a_whole_file_are_worded_as_recorded_for_people_and_programs(name: str) -> None:
    found = [{**shown(problem, BLACKLIST_COLUMNS), **pushed(problem)} for problem in WHOLE_FILES[name]()]
    assert found == WORDINGS["whole files"][name]


@pytest.mark.parametrize("name", WORDINGS["failures"])
def test_failures_are_worded_as_recorded_for_people_and_programs(name: str) -> None:
    error = GIVEN_UP if name == "given up" else failure_of(name)
    columns = ROSTER_COLUMNS if "roster" in name else BLACKLIST_COLUMNS
    recorded = WORDINGS["failures"][name]
    assert failure_text(error.code, error.params, columns=columns) == recorded["message"]
    if "pushed" in recorded:
        assert failure_text(error.code, error.params, columns=columns, channel="push") == recorded["pushed"]


def test_corpus_has_every_problem_code_with_declared_parameters_and_severity() -> None:
    found = [problem for name in ROSTERS for problem in roster_problems(name)]
    found += [problem for name in WORDINGS["blacklists"] for problem in blacklist_problems(name)]
    found += [problem for problems in WHOLE_FILES.values() for problem in problems()]
    assert {problem.code for problem in found} == PROBLEM_CODES.keys()
    for problem in found:
        code = PROBLEM_CODES[problem.code]
        assert (problem.params.keys(), problem.severity) == (code.params.keys(), code.severity)
        assert json.loads(json.dumps(problem.params)) == problem.params


def test_corpus_has_every_failure_code_with_declared_parameters() -> None:
    found = {name: failure_of(name) for name in UNREADABLE} | {"given up": GIVEN_UP}
    assert {error.code for error in found.values()} == FAILURE_CODES.keys()
    for error in found.values():
        assert error.params.keys() == FAILURE_CODES[error.code].keys()
        assert json.loads(json.dumps(error.params)) == error.params


@pytest.mark.parametrize("channel", ["file", "push"])
@pytest.mark.parametrize("code", PROBLEM_CODES)
def test_every_problem_code_is_rendered_in_both_channels(code: str, channel: Any) -> None:
    params = samples(dict(PROBLEM_CODES[code].params))
    message, hint = problem_text(code, params, columns=BLACKLIST_COLUMNS, channel=channel)
    assert not message.endswith("。")
    assert hint.endswith(("。", "？"))
    assert "2026-07-10" not in message


@pytest.mark.parametrize("channel", ["file", "push"])
@pytest.mark.parametrize("code", FAILURE_CODES)
def test_every_failure_code_is_rendered_in_both_channels(code: str, channel: Any) -> None:
    text = failure_text(code, samples(dict(FAILURE_CODES[code])), columns=BLACKLIST_COLUMNS, channel=channel)
    assert text.endswith("。")


@pytest.mark.parametrize(
    ("note", "text"),
    [
        (Note("hidden_rows", {"count": 1}), "有1个隐藏行，已一并读取。"),
        (Note("hidden_columns", {"count": 2}), "有2个隐藏列，已一并读取。"),
        (Note("macros"), "工作簿含有宏，没有运行，只读取单元格。"),
        (Note("other_workbooks"), "有公式引用其他工作簿，读取的是本文件最后一次保存的结果，可能不是最新的，请核对。"),
        (Note("merged_cells", {"count": 1}), "有1处上下合并的单元格，视为每一行都填了同样的内容。"),
        (Note("web_page_table"), "这是另存为 .xls 的网页，已按其中的表格读取。"),
        (Note("web_archive_table"), "这是网页归档（MHTML）文件，已按其中的表格读取。"),
        (Note("page_not_closed"), "网页中的表格没有结尾，文件可能不完整，请核对最后几行。"),
        (Note("big5"), "文本文件是 Big5（繁体中文）编码，已按此读取。"),
        (
            Note("nul_padding", {"line": 2}),
            "自第2行起有填充用的空字符（NUL），已略去；请核对最后几行是否完整。",
        ),
        (
            Note("lost_characters", {"line": 3, "count": 2}),
            "自第3行起有2处字符已经丢失（显示为“\ufffd”或“锟斤拷”），无法还原，请核对。",
        ),
        (
            Note("last_line_short", {"line": 9, "count": 2, "usual": 5}),
            "最后一行（第9行）只有2列，其他行有5列，末尾也没有换行，文件可能不完整，请核对。",
        ),
        (
            Note("quotes_in_cells", {"line": 3, "count": 1}),
            "自第3行起有1行的单元格中有不成对的双引号，已照原文读取，请核对。",
        ),
        (Note("hidden_sheet", {"sheet": "旧"}), "名单在隐藏的工作表“旧”中。"),
        (
            Note("other_sheets", {"sheet": "名单", "others": ["封面", "说明"]}),
            "名单在工作表“名单”中，未读取：封面、说明。",
        ),
        (
            Note("side_by_side", {"letter": "F", "count": 4, "first": 6, "last": 9}),
            "表头右边另有并排的表，F列起的4行接在左边各行之后读取，编为第6行至第9行。",
        ),
        (
            Note("continued_sheet", {"sheet": "续表", "count": 3, "first": 6, "last": 8}),
            "工作表“续表”是名单的续表，它的3行接在最后读取，编为第6行至第8行。",
        ),
        (
            Note("rows_above_header", {"line": 1, "count": 2, "header_line": 4}),
            "第4行的表头以上，自第1行起有2行像是企业，没有读取。",
        ),
        (
            Note("other_table", {"line": 9, "count": 2, "header_line": 1}),
            "第9行起的2行是另一张表，与第1行的表头不同，没有读取；如应读取，请分开上传。",
        ),
        (
            Note("unread_rows", {"other": "续表", "count": 3, "sheet": "名单"}),
            "工作表“续表”有3行像是企业，没有读取；如应读取，请移到“名单”各行的下面，重新上传。",
        ),
        (
            Note("near_title", {"title": "社会统一代码", "column": "统一社会信用代码"}),
            "“社会统一代码”一列已按“统一社会信用代码”读取。",
        ),
        (
            Note("near_titles_unread", {"titles": ["社会统一代码"], "column": "统一社会信用代码"}),
            "“社会统一代码”像是“统一社会信用代码”，但内容不像，没有读取；如是，请指定该列，"
            "或把表头改为“统一社会信用代码”后重新上传。",
        ),
        (
            Note("older_column", {"title": "认证日期（首次）", "column": "认证日期"}),
            "“认证日期”读的是“认证日期（首次）”一列，文件中没有较新的一列。",
        ),
        (
            Note("side_table", {"letter": "H", "titles": ["区县", "数量"]}),
            "H列起另有一张表（“区县”、“数量”），没有读取。",
        ),
        (
            Note("comments_elsewhere", {"count": 2, "line": 1, "letter": "D", "text": "证书上的日期"}),
            "企业各行以外有2处批注，首处在第1行D列：“证书上的日期”。",
        ),
        (
            Note("formulas_unread", {"letter": "G", "title": "测算", "count": 2, "line": 3, "text": "#SPILL!"}),
            "没有读取的G列“测算”有2处公式出错或没有结果，首处在第3行（#SPILL!）。",
        ),
        (Note("untitled_columns", {"letters": ["E", "F"]}), "E、F列有内容而没有表头，没有读取。"),
        (
            Note("joined_by_customs_code", {"count": 1}),
            "没有读到统一社会信用代码一列，已按海关注册编码与已知企业对应1家。",
        ),
        (Note("cells_edited", {"count": 2}), "经办人在页面上改正了2个单元格。"),
    ],
)
def test_note_is_worded_from_code_and_parameters(note: Note, text: str) -> None:
    assert note_text(*note) == text


@pytest.mark.parametrize("code", NOTE_CODES)
def test_every_note_code_is_rendered(code: str) -> None:
    assert note_text(code, samples(dict(NOTE_CODES[code]))).endswith("。")


def test_sentences_use_the_declared_parameters_and_no_others() -> None:
    for code, (_, _, params) in PROBLEM_CODES.items():
        assert names_in(*PROBLEM_TEXTS[code]) == params.keys()
        assert names_in(PUSHED_MESSAGES.get(code, ""), PUSHED_HINTS.get(code, "")) <= params.keys()
    for code, kinds in FAILURE_CODES.items():
        assert names_in(FAILURE_TEXTS[code]) == kinds.keys()
        assert names_in(PUSHED_FAILURE_TEXTS.get(code, "")) <= kinds.keys()
    for code, kinds in NOTE_CODES.items():
        assert names_in(NOTE_TEXTS[code]) == kinds.keys()


def test_tables_of_codes_and_sentences_agree() -> None:
    assert PROBLEM_TEXTS.keys() == PROBLEM_CODES.keys()
    assert FAILURE_TEXTS.keys() == FAILURE_CODES.keys()
    assert NOTE_TEXTS.keys() == NOTE_CODES.keys()
    assert PUSHED_MESSAGES.keys() | PUSHED_HINTS.keys() <= PROBLEM_CODES.keys()
    assert PUSHED_FAILURE_TEXTS.keys() <= FAILURE_CODES.keys()
    assert {code.rule for code in PROBLEM_CODES.values()} == RULES.keys()
    assert {code.severity for code in PROBLEM_CODES.values()} == SEVERITY_LABELS.keys()
    assert all(len(code) <= 30 for code in (*PROBLEM_CODES, *FAILURE_CODES))


def test_unknown_codes_are_rejected() -> None:
    with pytest.raises(KeyError):
        problem_text("no_such_code", {}, columns=BLACKLIST_COLUMNS)
    with pytest.raises(KeyError):
        failure_text("no_such_code", {}, columns=BLACKLIST_COLUMNS)
    with pytest.raises(KeyError):
        note_text("no_such_code", {})


def names_in(*texts: str) -> set[str]:
    """Names of the parameters that the texts use."""
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
