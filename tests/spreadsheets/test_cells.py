"""What a cell means: words for none, codes and names with slips, and the notes that tell what was understood."""

import pytest

from spreadsheets.cells import clean_column
from spreadsheets.checking import Context, run_checks
from spreadsheets.checks import ROSTER_CHECKS
from spreadsheets.columns import BLACKLIST_COLUMNS, ROSTER_COLUMNS
from spreadsheets.entry_checks import check_entries
from spreadsheets.identifiers import is_made_up, is_valid_org_code, is_valid_uscc, org_code_of
from spreadsheets.problems import Note, Problem
from spreadsheets.rows import Table, parse_table
from spreadsheets.sheets import Sheet
from tests.cases.reading import BLACKLIST_CONTEXT, ROSTER_CONTEXT
from tests.spreadsheet_files import ROSTER_HEAD, roster_line, uscc_of

NAME = "济南泺岬贸易有限公司"
USCC = uscc_of(1)
ORG = org_code_of(USCC)
CUSTOMS_CODE = "37016T0001"
ENTRY_HEAD = ("主体名称", "统一社会信用代码", "组织机构代码", "列入日期", "有效期止", "移出日期")


def roster(*lines: tuple[str, ...]) -> tuple[Table, list[Problem]]:
    table = parse_table([Sheet("名单", [list(ROSTER_HEAD), *map(list, lines)])], ROSTER_COLUMNS)
    return table, run_checks(table, ROSTER_CHECKS, ROSTER_CONTEXT)


def entries(*lines: tuple[str, ...], context: Context = BLACKLIST_CONTEXT) -> tuple[Table, list[Problem]]:
    sheet = Sheet("名单", [list(ENTRY_HEAD), *([*line, *[""] * (len(ENTRY_HEAD) - len(line))] for line in lines)])
    return check_entries(parse_table([sheet], BLACKLIST_COLUMNS), context)


NONE = [
    "无",
    "—",
    "-",
    "－－",
    "/",
    "\\",
    "*",
    "NULL",
    "null",
    "N/A",
    "n/a",
    "NaN",
    "空",
    "暂无",
    "（无）",
    "不详",
    "未知",
]


@pytest.mark.parametrize("key", ["expires_on", "removed_on", "uscc", "org_code", "source_id", "document_number"])
@pytest.mark.parametrize("text", NONE)
def test_word_for_none_is_an_empty_cell(key: str, text: str) -> None:
    assert clean_column(key, [text]) == [""]


@pytest.mark.parametrize("text", ["无此号码", "无统一社会信用代码", "暂无组织机构代码", "未取得", "三证合一"])
def test_word_for_no_code_is_an_empty_cell(text: str) -> None:
    assert clean_column("org_code", [text]) == [""]


@pytest.mark.parametrize(
    "text",
    [
        "长期",
        "长期有效",
        "永久",
        "永久有效",
        "无固定期限",
        "无期限",
        "无限期",
        "不限",
        "至今",
        "9999-12-31",
        "9999/12/31 23:59:59",
    ],
)
def test_term_without_end_is_read_as_such(text: str) -> None:
    assert clean_column("expires_on", [text, f"2026-01-05至{text}"]) == ["长期"] * 2
    assert clean_column("removed_on", [text]) == [""]


@pytest.mark.parametrize(
    "text",
    ["未移出", "尚未移出", "未修复", "没有移出", "在列", "否", "2099-12-31", "1900-01-00", "0000-00-00", "1899-12-30"],
)
def test_removal_that_has_not_happened_is_an_empty_cell(text: str) -> None:
    assert clean_column("removed_on", [text]) == [""]


@pytest.mark.parametrize("text", ["已移出", "移出", "是", "2027-01-01前", "已修复"])
def test_removal_without_a_day_is_no_word_for_none(text: str) -> None:
    assert clean_column("removed_on", [text]) == [text]


def test_period_is_its_first_day_in_the_listing_and_its_last_day_in_the_expiry() -> None:
    table, problems = entries((NAME, USCC, ORG, "2026年1月5日至11日", "2026年1月5日至2月11日", ""))
    assert not problems
    assert (table.column("listed_on"), table.column("expires_on")) == (["2026-01-05"], ["2026-02-11"])
    assert [note.code for note in table.notes if "period" in note.code] == ["period_starts_read", "periods_read"]


def test_period_in_the_removal_is_refused() -> None:
    _, problems = entries((NAME, USCC, ORG, "2025-01-05", "", "2026年1月5日至11日"))
    assert [(each.code, each.params["fault"]) for each in problems] == [("removed_on_invalid", "several")]


def test_list_full_of_dashes_is_read_with_one_note_for_each_column() -> None:
    table, problems = entries(
        *((f"济南泺岬{n:04d}有限公司", uscc_of(n), "—", "2026-01-05", "—", "—") for n in range(9))
    )
    assert not problems
    assert table.notes == [
        Note("words_for_none", {"column": title, "texts": ["—"], "count": 9})
        for title in ("组织机构代码", "有效期止", "移出日期")
    ]


def test_row_states_that_it_has_no_removal() -> None:
    table, _ = entries((NAME, USCC, "", "2026-01-05", "长期", "未移出"))
    assert not {"removed_on", "expires_on"} & set(table.unstated(BLACKLIST_COLUMNS)[0].split())


@pytest.mark.parametrize(
    "text",
    [
        f'="{USCC}"',
        f"={USCC}",
        f"'{USCC}",
        f"{USCC}。",
        f"{USCC}，",
        f"{USCC}；",
        f"统一社会信用代码：{USCC}",
        f"社会信用代码{USCC}",
        f"USCC:{USCC}",
        f"（{USCC}）",
        f"{USCC}(1-1)",
        f"{USCC}（副本）",
        f"{USCC[:8]}-{USCC[8:16]}-{USCC[16:]}",
        " ".join(USCC),
        f"{USCC}\u200b\n",
    ],
)
def test_uscc_is_read_without_what_is_around_it(text: str) -> None:
    assert clean_column("uscc", [text, uscc_of(2)]) == [USCC, uscc_of(2)]


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("customs_code", "3701600154.0", "3701600154"),
        ("customs_code", "AEOCN3701600154", "3701600154"),
        ("customs_code", "海关注册编码：3701600154", "3701600154"),
        ("customs_code", "37016-00154", "3701600154"),
        ("org_code", f"{ORG[:8]}-{ORG[8]}", ORG),
        ("registration_number", "注册号：440301103097413", "440301103097413"),
        ("registration_number", "企合鲁济总字第000123号", "企合鲁济总字第000123号"),
        ("uscc", "9137", "9137"),
        ("customs_code", "3701-6", "3701-6"),
    ],
)
def test_code_is_read_without_what_is_around_it(key: str, text: str, code: str) -> None:
    assert clean_column(key, [text]) == [code]


def test_codes_that_were_understood_are_noted() -> None:
    table, problems = roster(roster_line(1, uscc=f"统一社会信用代码：{USCC}。"), roster_line(2))
    assert not problems
    assert table.notes == [Note("codes_cleaned", {"column": "统一社会信用代码", "count": 1, "line": 2})]


MADE_UP = ["000000000", "111111111", "123456789", "123456788", "987654321", "ABCDEFGHI", "XXXXXXXXX", "00000000X"]
MADE_UP += [
    "0" * 18,
    "1" * 18,
    "123456789012345678",
    "91370100000000000X",
    "913701001234567891",
    "1234567890",
    "9999999999",
]


@pytest.mark.parametrize("text", MADE_UP)
def test_code_that_fills_a_cell_is_no_code(text: str) -> None:
    assert is_made_up(text)
    assert not is_valid_org_code(text)
    assert not is_valid_uscc(text)


def test_real_codes_are_not_made_up() -> None:
    assert not any(is_made_up(code) for code in (USCC, ORG, CUSTOMS_CODE, "3701600154", "440301103097413"))


def test_made_up_codes_are_errors_in_a_roster_and_notices_in_a_blacklist() -> None:
    _, problems = roster(roster_line(1, uscc="1" * 18, customs_code="0000000000"))
    assert [(p.key, p.code, p.severity) for p in problems] == [
        ("uscc", "made_up_code", "error"),
        ("customs_code", "made_up_code", "error"),
    ]
    _, problems = entries((NAME, "1" * 18, "12345678-9"))
    assert [(p.key, p.code, p.severity) for p in problems] == [
        ("uscc", "entry_made_up_code", "notice"),
        ("org_code", "entry_made_up_code", "notice"),
    ]


@pytest.mark.parametrize("look_alike", [USCC.replace("M", "М"), USCC.replace("A", "Α"), USCC.lower().replace("a", "а")])
def test_code_with_letters_of_another_script_is_suggested_or_read_by_its_check_character(look_alike: str) -> None:
    _, (problem,) = roster(roster_line(1, uscc=look_alike))
    assert (problem.code, problem.suggestion) == ("uscc_look_alike", USCC)
    table, (notice,) = entries((NAME, look_alike))
    assert (table.column("uscc"), notice.code, notice.severity) == ([USCC], "entry_look_alike", "notice")


def test_customs_code_with_a_cyrillic_letter_is_suggested() -> None:
    _, (problem,) = roster(roster_line(1, customs_code="37016Т0001"))
    assert (problem.code, problem.suggestion) == ("customs_code_look_alike", CUSTOMS_CODE)


def test_uscc_that_ends_in_zeros_as_a_number_has_lost_its_digits() -> None:
    _, (problem,) = roster(roster_line(1, uscc="913701055532799000"))
    assert problem.code == "lost_digits"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("济南泺\n岬贸易有限公司", NAME),
        ("济 南 泺 岬 贸 易 有 限 公 司", NAME),
        ("济南\u3000泺岬贸易\u3000有限公司", NAME),
        ("济南\u200b泺岬\ufeff贸易有限公司", NAME),
        ("济南泺岬_x000D_\n贸易有限公司", NAME),
        ("泺岬 （济南） 贸易有限公司", "泺岬（济南）贸易有限公司"),
        ("泺岬 KTV 有限公司", "泺岬 KTV 有限公司"),
        ("“济南泺岬贸易有限公司”", NAME),
        ("'济南泺岬贸易有限公司'", NAME),
        ("《济南泺岬贸易有限公司》", NAME),
        ('"济南泺岬贸易有限公司"', NAME),
        ('="济南泺岬贸易有限公司"', NAME),
        ("'济南泺岬贸易有限公司", NAME),
        ("“泺岬”贸易有限公司", "“泺岬”贸易有限公司"),
        ("济南泺岬贸易有限公司 济南岬澜贸易有限公司", "济南泺岬贸易有限公司 济南岬澜贸易有限公司"),
        ("济南泺岬贸易有限公司 济南分公司", "济南泺岬贸易有限公司济南分公司"),
        ("济南\ue863达贸易有限公司", "济南䶮达贸易有限公司"),
    ],
)
def test_name_is_read_without_blanks_and_quotes_that_are_no_part_of_it(text: str, name: str) -> None:
    assert clean_column("name", [text, "另一公司"]) == [name, "另一公司"]


def test_names_that_were_understood_are_noted() -> None:
    table, problems = roster(roster_line(1, name="济 南泺岬贸易有限公司"), roster_line(2, name="《济南泺岬有限公司》"))
    assert not problems
    assert table.notes == [
        Note("names_without_blanks", {"column": "企业名称", "count": 1, "line": 2}),
        Note("names_without_quotes", {"column": "企业名称", "count": 1, "line": 3}),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "-cmd|' /C calc'!A0",
        "+86泺岬有限公司",
        "@SUM(A1:A9)",
        "＝1+1泺岬有限公司",
        "<script>alert(1)</script>济南泺岬有限公司",
        "<img src=x onerror=alert(1)>有限公司",
        "&lt;b&gt;泺岬有限公司",
        "%s%d%n泺岬有限公司",
        "${7*7}泺岬有限公司",
        "{{ 7*7 }}泺岬有限公司",
        "泺岬`id`有限公司",
    ],
)
def test_name_that_is_a_program_is_kept_as_text_and_needs_confirmation(text: str) -> None:
    table, problems = roster(roster_line(1, name=text))
    assert ("name_program", "confirm") in [(problem.code, problem.severity) for problem in problems]
    assert table.column("name") == [text]


@pytest.mark.parametrize(
    "text",
    [
        *("济南泺岬机械有限公", "济南泺岬机械股份有限"),
        *("同上", "济南泺岬机械...", "济南泺岬…", "\\u6d4e\\u5357\\u6cfa", "%E6%B5%8E%E5%8D%97"),
    ],
)
def test_name_that_is_not_written_out_needs_confirmation(text: str) -> None:
    _, problems = roster(roster_line(1, name=text))
    assert ("name_broken", "confirm") in [(problem.code, problem.severity) for problem in problems]
    _, problems = entries((text, USCC))
    assert ("name_broken", "confirm") in [(problem.code, problem.severity) for problem in problems]


@pytest.mark.parametrize("mark", ["\x7f", "\x9b", "\u034f", "\u061c", "\ufff9", "\U000e0041", "\U000e0100"])
def test_character_without_a_look_is_not_kept_in_a_name(mark: str) -> None:
    table, _ = roster(roster_line(1, name=f"济南{mark}泺岬有限公司"))
    assert table.column("name") == ["济南泺岬有限公司"]


def test_name_that_a_formula_shows_is_suggested() -> None:
    _, problems = roster(roster_line(1, name='=HYPERLINK("http://x.example","济南泺岬有限公司")'))
    assert [(problem.code, problem.suggestion) for problem in problems] == [
        ("formula_without_result", "济南泺岬有限公司")
    ]


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "=1+1", "=VLOOKUP(A2,Z:Z,2,0)"])
def test_formula_for_a_code_is_no_code(text: str) -> None:
    _, (problem,) = roster(roster_line(1, uscc=text))
    assert problem.code == "formula_without_result"


def test_day_of_listing_without_a_day_is_refused_and_not_called_a_term_without_end() -> None:
    table, problems = entries((NAME, USCC, "", "长期"))
    assert [problem.code for problem in problems] == ["listed_on_invalid"]
    assert not table.notes
