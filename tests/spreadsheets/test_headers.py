"""Titles of columns: known spellings, near titles that are understood or proposed, equal titles that are chosen."""

import pytest

from spreadsheets.columns import BLACKLIST_COLUMNS, ROSTER_COLUMNS, Column
from spreadsheets.headers import find_header, title_key
from spreadsheets.problems import Note, Problem
from spreadsheets.rows import Table, parse_table, reading_report
from spreadsheets.sheets import Sheet, SheetError
from spreadsheets.table_checks import check_column_choices, check_surplus_cells
from tests.spreadsheet_files import uscc_of

NAME, OLD_NAME = "济南泺岬贸易有限公司", "济南泺岬旧名有限公司"
ROW = (NAME, uscc_of(1), "37016T0001", "2019-07-10")
HEAD = ("企业名称", "统一社会信用代码", "海关注册编码", "认证日期")


def roster(*rows: tuple[str, ...], hidden_columns: tuple[int, ...] = ()) -> Table:
    sheet = Sheet("名单", [list(row) for row in rows], hidden_columns=list(hidden_columns))
    return parse_table([sheet], ROSTER_COLUMNS, known_headings={})


def blacklist(*rows: tuple[str, ...]) -> Table:
    return parse_table([Sheet("名单", [list(row) for row in rows])], BLACKLIST_COLUMNS, known_headings={})


def places(titles: tuple[str, ...], columns: tuple[Column, ...]) -> dict[str, int]:
    return find_header([list(titles)], columns).places


def choices(table: Table) -> list[Problem]:
    return list(check_column_choices(table, None))


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("1.企业名称", "企业名称"),
        ("3、海关注册编码", "海关注册编码"),
        ("④认证日期", "认证日期"),
        ("一、企业名称", "企业名称"),
        ("10位编码", "10位编码"),
        ("统一社会信用代码（18位）*", "统一社会信用代码"),
        ("企业 名称：【必填】", "企业名称"),
        ("（统一社会信用代码）", "(统一社会信用代码)"),
        ("企業名稱", "企业名称"),
        ("海關註冊編碼", "海关注册编码"),
        ("Customs_Registration Code", "customsregistrationcode"),
        ("", ""),
    ],
)
def test_title_key_ignores_numbers_brackets_script_and_case(title: str, key: str) -> None:
    assert title_key(title) == key


@pytest.mark.parametrize(
    "titles",
    [
        ("Enterprise name", "Unified Social Credit Code", "Customs registration code", "AEO certification date"),
        ("企業名稱", "統一社會信用代碼", "海關註冊編碼", "認證日期"),
        ("公司名称", "统一社会信用代码（18位）*", "海关代码", "AEO认证日期"),
        ("1.企业名称", "2.统一社会信用代码", "3、海关注册编码", "④认证日期"),
        ("企业名称（全称）", "企业统一社会信用代码", "企业海关编码", "高级认证时间"),
        ("COMPANY NAME", "USCC", "Customs Code", "Certification Date"),
        ("name", "uscc", "customs_code", "certified_on"),
        ("名称（企业名称）", "代码（统一社会信用代码）", "编码（海关注册编码）", "日期（认证日期）"),
    ],
)
def test_titles_of_rosters_are_known(titles: tuple[str, ...]) -> None:
    assert places(titles, ROSTER_COLUMNS) == {"name": 0, "uscc": 1, "customs_code": 2, "certified_on": 3}


@pytest.mark.parametrize(
    "title",
    [
        "被执行人姓名/名称",
        "失信被执行人名称",
        "纳税人名称",
        "行政相对人名称",
        "用人单位名称",
        "公司名称",
        "comp_name",
        "企业（个人）名称",
        "当事人姓名或名称",
        "被处罚单位",
    ],
)
def test_titles_of_the_sources_name_the_subject(title: str) -> None:
    assert places(("序号", title, "法定代表人姓名", "执法部门名称"), BLACKLIST_COLUMNS)["name"] == 1


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("企业统一社会信用代码", "uscc"),
        ("社会统一信用代码", "uscc"),
        ("统一社会信用代码/身份证号", "uscc"),
        ("失信主体代码", "uscc"),
        ("行政相对人代码_1(统一社会信用代码)", "uscc"),
        ("行政相对人代码_2(工商注册号)", "registration_number"),
        ("身份证号码/组织机构代码", "org_code"),
        ("有效期截止日期", "expires_on"),
        ("有效期", "expires_on"),
        ("公示截止期", "expires_on"),
        ("修复日期", "removed_on"),
        ("移除日期", "removed_on"),
        ("移出经营异常名录日期", "removed_on"),
        ("处罚决定日期", "listed_on"),
        ("失信被执行人行为具体情形", "basis"),
        ("处罚机关", "authority"),
        ("行政处罚决定书文号", "document_number"),
    ],
)
def test_titles_of_the_sources_are_known(title: str, key: str) -> None:
    assert places(("主体名称", title), BLACKLIST_COLUMNS) == {"name": 0, key: 1}


@pytest.mark.parametrize(
    "title",
    ["法定代表人姓名", "处罚机关统一社会信用代码", "数据来源单位", "主管海关", "法人姓名", "联系人", "立案机关名称"],
)
def test_title_of_another_thing_is_no_known_title(title: str) -> None:
    assert places(("企业名称", title), BLACKLIST_COLUMNS) == {"name": 0}


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        *((f"移出日期（{word}）", "blacklist") for word in ("拟", "预计", "申请", "计划 移出")),
        *((f"有效期止（{word}）", "blacklist") for word in ("营业执照", "许可证", "安全生产许可证", "拟定")),
        *((f"认证日期（{word}）", "roster") for word in ("拟", "预计", "到期", "下次", "受理", "证书有效期止")),
        ("统一社会信用代码（母公司）", "blacklist"),
        ("统一社会信用代码[总公司]", "roster"),
        ("海关注册编码（代理报关行）", "roster"),
        ("企业名称（英文）", "roster"),
    ],
)
def test_title_whose_brackets_name_another_thing_is_not_read(title: str, kind: str) -> None:
    columns = ROSTER_COLUMNS if kind == "roster" else BLACKLIST_COLUMNS
    assert not places((title,), columns)


@pytest.mark.parametrize("title", ["移出日期（拟）", "有效期止（营业执照）"])
def test_day_whose_brackets_name_another_thing_is_no_near_title(title: str) -> None:
    table = blacklist((*HEAD[:2], title), (NAME, uscc_of(1), "2026-10-01"))
    assert table.columns.keys() == {"name", "uscc"}
    assert reading_report(table, BLACKLIST_COLUMNS)["ignored"] == [title]


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("有效期止（截止日期）", "expires_on"),
        ("统一社会信用代码（营业执照）", "uscc"),
        ("企业名称（法人）", "name"),
        ("移出日期（修复日期）", "removed_on"),
        ("列入日期（处罚决定）", "listed_on"),
        ("企业名称（含分支机构）", "name"),
    ],
)
def test_title_whose_brackets_explain_it_is_read(title: str, key: str) -> None:
    assert places((title,), BLACKLIST_COLUMNS) == {key: 0}


def test_words_outside_of_brackets_count_before_those_inside() -> None:
    assert places(("变更情况（企业名称）", "企业名称"), BLACKLIST_COLUMNS) == {"name": 1}


def test_title_that_an_officer_mapped_takes_precedence() -> None:
    header = find_header([["企业名称", "字号"]], ROSTER_COLUMNS, {title_key("字号"): "name"})
    assert header.places == {"name": 1}


def test_header_is_found_within_the_first_hundred_lines() -> None:
    explanations = [(f"编制说明第{number}条",) for number in range(1, 100)]
    assert roster(*explanations, HEAD, ROW).header_line == 100
    with pytest.raises(SheetError, match="columns_unassigned"):
        roster(*explanations, ("说明",), HEAD, ROW)


def test_words_over_the_titles_tell_two_columns_apart() -> None:
    parsed = roster(
        ("变更前", "", "变更后", "", ""),
        ("企业名称", "海关注册编码", "企业名称", "海关注册编码", "认证日期"),
        (OLD_NAME, "37016T0009", NAME, "37016T0001", "2019-07-10"),
    )
    assert (parsed.cells["name"], parsed.cells["customs_code"]) == ([NAME], ["37016T0001"])
    assert [problem.key for problem in choices(parsed)] == ["name", "customs_code"]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("企业名称（变更前）", "企业名称（变更后）"),
        ("企业名称（曾用名）", "企业名称（现用名）"),
        ("企业名称（旧）", "企业名称（新）"),
        ("企业名称(原)", "企业名称"),
        ("企业名称（更正前）", "企业名称（更正后）"),
        ("企业名称（此前）", "企业名称（目前）"),
        ("企业名称（第一次）", "企业名称（第二次）"),
        ("企业名称", "变更后企业名称"),
        ("企业名称", "现企业名称"),
    ],
)
def test_newer_of_two_columns_is_read_and_reported(older: str, newer: str) -> None:
    parsed = roster((older, newer, *HEAD[1:]), (OLD_NAME, *ROW))
    assert parsed.cells["name"] == [NAME]
    (problem,) = choices(parsed)
    assert (problem.line, problem.column, problem.code, problem.severity) == (2, "B", "column_chosen", "confirm")
    assert problem.params["text"] == OLD_NAME


def test_rows_in_which_two_columns_differ_are_counted() -> None:
    same, other = (NAME, NAME, *ROW[1:]), (OLD_NAME, *ROW)
    parsed = roster(("企业名称（变更前）", "企业名称（变更后）", *HEAD[1:]), same, other, other)
    (problem,) = choices(parsed)
    assert (problem.line, problem.params["count"]) == (3, 2)


def test_latest_of_two_days_is_read() -> None:
    parsed = roster((*HEAD[:3], "认证日期（首次）", "认证日期（最近）"), (*ROW[:3], "2010-01-01", "2019-10-22"))
    assert parsed.cells["certified_on"] == ["2019-10-22"]


def test_older_column_that_stands_alone_is_read_with_a_note() -> None:
    parsed = roster((*HEAD[:3], "认证日期（首次）"), ROW)
    assert parsed.notes == [Note("older_column", {"title": "认证日期（首次）", "column": "认证日期"})]


def test_two_columns_of_one_title_with_different_content_are_an_error() -> None:
    with pytest.raises(SheetError, match="same_titles") as refused:
        roster(("企业名称", *HEAD), ("济南澜汀贸易有限公司", *ROW))
    assert refused.value.params == {
        "line": 1,
        "title": "企业名称",
        "letter": "A",
        "text": "济南澜汀贸易有限公司",
        "other_letter": "B",
        "other_text": NAME,
    }


def test_error_about_two_columns_shows_no_natural_person() -> None:
    with pytest.raises(SheetError, match="same_titles") as refused:
        blacklist(("企业名称", "企业名称"), ("李沅溪", NAME))
    assert "李" not in str(refused.value.params)


def test_report_of_an_older_name_shows_no_natural_person() -> None:
    parsed = blacklist(("主体名称（变更前）", "主体名称（变更后）"), ("李沅溪", NAME))
    assert [problem.params["text"] for problem in choices(parsed)] == ["…"]


def test_second_column_of_a_title_may_be_equal_or_blank() -> None:
    for other in (NAME, ""):
        parsed = roster(("企业名称", *HEAD), (other, *ROW))
        assert parsed.cells["name"] == [NAME]
        assert not choices(parsed)


def test_hidden_column_gives_way_to_the_visible_one() -> None:
    parsed = roster(("企业名称", *HEAD), (OLD_NAME, *ROW), hidden_columns=(0,))
    assert parsed.cells["name"] == [NAME]
    assert len(choices(parsed)) == 1


def test_other_title_of_a_column_with_other_content_is_reported() -> None:
    parsed = blacklist(("企业名称", "列入日期", "公示日期"), (NAME, "2026-01-05", "2026-02-06"))
    assert parsed.cells["listed_on"] == ["2026-01-05"]
    (problem,) = choices(parsed)
    assert (problem.code, problem.severity, problem.params["other_title"]) == ("column_preferred", "notice", "公示日期")


@pytest.mark.parametrize("title", ["统一会社信用代码", "企业最新统一社会信用代码号码", "代码", "证照号码"])
def test_near_title_is_understood_where_the_codes_are_valid(title: str) -> None:
    parsed = roster((HEAD[0], title, *HEAD[2:]), *((NAME, uscc_of(n), f"37016T000{n}", "2019-07-10") for n in (1, 2)))
    assert parsed.cells["uscc"] == [uscc_of(1), uscc_of(2)]
    assert parsed.notes == [Note("near_title", {"title": title, "column": "统一社会信用代码"})]


@pytest.mark.parametrize("title", ["企业", "受惩戒对象", "企业名称的全称", "失信联合惩戒名单主体"])
def test_near_title_is_understood_where_the_names_are_of_enterprises(title: str) -> None:
    parsed = blacklist(("失信名单",), ("序号", title, "备注"), ("1", NAME, ""), ("2", OLD_NAME, ""))
    assert parsed.cells["name"] == [NAME, OLD_NAME]
    assert parsed.notes == [Note("near_title", {"title": title, "column": "主体名称"})]
    with pytest.raises(SheetError):
        blacklist(("序号", title, "备注"), ("1", "李某某", "2026-01-05"))


@pytest.mark.parametrize(
    "title",
    ["处罚机关统一社会信用代码", "母公司代码", "法定代表人证件号码", "上级单位信用代码", "authority_credit_code"],
)
def test_code_of_another_body_is_not_read(title: str) -> None:
    parsed = roster((HEAD[0], title, *HEAD[2:]), ROW)
    assert "uscc" not in parsed.columns
    assert not parsed.notes


def test_near_title_with_other_content_is_proposed() -> None:
    parsed = roster((HEAD[0], "统一会社信用代码", *HEAD[2:]), (NAME, "高级认证", *ROW[2:]))
    assert "uscc" not in parsed.columns
    assert parsed.notes == [Note("near_titles_unread", {"titles": ["统一会社信用代码"], "column": "统一社会信用代码"})]


@pytest.mark.parametrize(
    "title",
    ["下次认证日期", "复核日期", "认证到期日期", "认证有效日期", "暂停认证日期", "移出名录时间", "一般认证日期"],
)
def test_day_of_another_event_is_not_read_as_day_of_certification(title: str) -> None:
    with pytest.raises(SheetError, match="columns_unassigned"):
        roster((*HEAD[:3], title), ROW)


@pytest.mark.parametrize(
    "title", ["履行截止日期", "整改截止日期", "许可截止日期", "吊销日期", "发照日期", "处罚生效日"]
)
def test_day_of_another_event_neither_ends_nor_removes_an_entry(title: str) -> None:
    parsed = blacklist(("企业名称", "列入日期", title), (NAME, "2026-01-05", "2026-02-06"))
    assert not {"expires_on", "removed_on"} & parsed.columns.keys()


def test_needed_column_with_a_near_title_and_other_content_is_an_error() -> None:
    with pytest.raises(SheetError, match="near_titles") as refused:
        roster((*HEAD[:3], "认证的日期"), (*ROW[:3], "长期"))
    assert refused.value.params == {"sheet": "", "line": 1, "titles": ["认证的日期"], "columns": ["certified_on"]}
    assert roster((*HEAD[:3], "认证的日期"), ROW).cells["certified_on"] == ["2019-07-10"]


def test_content_beyond_the_header_is_reported() -> None:
    parsed = roster(HEAD, ROW, (*ROW, "", "多出的内容"))
    (problem,) = check_surplus_cells(parsed, None)
    assert (problem.line, problem.code, problem.params) == (3, "surplus_cells", {"letter": "F", "text": "多出的内容"})


def test_column_without_title_is_noted_once() -> None:
    parsed = roster(HEAD, *[(*ROW, "备注")] * 20)
    assert not list(check_surplus_cells(parsed, None))
    assert parsed.notes == [Note("untitled_columns", {"letters": ["E"]})]


def test_column_without_title_between_others_is_noted_unless_it_numbers_the_rows() -> None:
    parsed = roster(("", HEAD[0], "", *HEAD[1:]), ("1", ROW[0], "备注", *ROW[1:]))
    assert parsed.notes == [Note("untitled_columns", {"letters": ["C"]})]


def test_table_with_other_titles_to_the_right_is_noted() -> None:
    parsed = roster((*HEAD, "", "区县", "数量"), (*ROW, "", "历下区", "3"))
    assert parsed.notes == [Note("side_table", {"letter": "F", "titles": ["区县", "数量"]})]
    assert not roster((*HEAD, "", "区县", "数量"), ROW).notes


def test_rows_of_enterprises_in_another_sheet_are_noted() -> None:
    main, other = Sheet("名单", [list(HEAD), list(ROW)]), Sheet("说明", [["编制说明"], ["一"], list(ROW)])
    parsed = parse_table([main, other], ROSTER_COLUMNS)
    assert parsed.notes[1] == Note("unread_rows", {"other": "说明", "count": 1, "sheet": "名单"})
    hidden = Sheet("去年", [["编制说明"], list(ROW)], hidden=True)
    assert len(parse_table([main, hidden], ROSTER_COLUMNS).notes) == 1
