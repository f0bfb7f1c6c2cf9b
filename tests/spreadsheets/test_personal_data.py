"""Personal data is cut from the sheets of a file before anything of them is read."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spreadsheets.columns import ROSTER_COLUMNS
from spreadsheets.file_reading import received_sheets
from spreadsheets.personal_data import CELL_MASK, NAME_MASK, cut_personal_data, cut_sheets, cut_text
from spreadsheets.resident_ids import MASK
from spreadsheets.sheets import CellMark, Sheet
from spreadsheets.table_parts import join_parts
from tests.cases.resident_ids import resident_id
from tests.spreadsheet_files import uscc_of

ID = resident_id(2)
NAME = "济南泺岬贸易有限公司"


def cut(*rows: list[str], **fields: object) -> Sheet:
    return cut_personal_data(Sheet("名单", list(rows), **fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "title",
    [
        *(
            "法定代表人",
            "法定代表人姓名",
            "企业负责人",
            "联系人",
            "联系人电话",
            "法定代表人/负责人",
            "关务负责人姓名",
            "手机",
        ),
        *(
            "身份证号",
            "法定代表人身份证号码",
            "有效证件号码",
            "证件号码",
            "护照号",
            "Passport No.",
            "contact person",
            "linkman",
            "checked by",
        ),
    ],
)
def test_column_of_persons_is_emptied(title: str) -> None:
    sheet = cut(["企业名称", title], [NAME, "庄沅漪"], [NAME, "E12345678"], [NAME, "无"])
    assert [row[1] for row in sheet.rows] == [title, CELL_MASK, CELL_MASK, "无"]


@pytest.mark.parametrize(
    "title",
    [
        "老板",
        "操作员",
        "录入人",
        "承办法官",
        "申请执行人",
        "债权人姓名",
        "户名",
        "配偶",
        "代理律师",
        "监事",
    ],
)
def test_name_of_a_person_in_a_column_that_may_name_persons_is_cut(title: str) -> None:
    sheet = cut(["企业名称", title], [NAME, "庄沅漪"], [NAME, "济南某某集团有限公司"], [NAME, "见附件"])
    assert [row[1] for row in sheet.rows] == [title, CELL_MASK, "济南某某集团有限公司", "见附件"]


@pytest.mark.parametrize("title", ["被执行人", "当事人姓名", "状态", "结论", "备注"])
def test_cell_like_a_name_in_a_column_of_another_title_stays(title: str) -> None:
    assert cut(["序号", title], ["1", "解除"]).rows[1] == ["1", "解除"]


@pytest.mark.parametrize(
    "titles",
    [
        *(("姓", "名"), ("姓氏", "名字"), ("法定代表人姓", "法定代表人名"), ("Last Name", "First Name"), ("姓名", "")),
        *(("surname", "given_name"), ("", "")),
    ],
)
def test_name_in_two_columns_is_cut(titles: tuple[str, str]) -> None:
    rows = cut(["企业名称", *titles], [NAME, "李", "会栩"], [NAME, "欧阳", "溆"], [NAME, "", ""]).rows
    assert [row[1:] for row in rows[1:]] == [[NAME_MASK, NAME_MASK], [NAME_MASK, NAME_MASK], ["", ""]]


def test_column_that_mostly_has_names_in_latin_letters_is_cut() -> None:
    names = ["Li Huixu", "ZHUANG Yuanyi", "Yuan LI", "n/a"]
    rows = cut(["企业名称", "team"], *([NAME, name] for name in names)).rows
    assert [row[1] for row in rows] == ["team", CELL_MASK, CELL_MASK, CELL_MASK, "n/a"]


@pytest.mark.parametrize("title", ["风险", "等级"])
def test_two_columns_of_short_words_stay(title: str) -> None:
    lines = [["企业名称", title, "区县"], [NAME, "高", "历下"], [NAME, "高", "章丘"], [NAME, "中", "平阴"]]
    assert cut(*lines).rows == lines


def test_enterprise_in_a_column_of_persons_stays() -> None:
    rows = [["企业名称", "投资人", "证件号码"], [NAME, "济南某某集团有限公司", uscc_of(1)]]
    assert cut(*rows).rows == rows


@pytest.mark.parametrize("title", ["企业名称", "被执行人姓名/名称", "统一社会信用代码/身份证号", "联系电话", "备注"])
def test_column_of_another_title_is_not_emptied(title: str) -> None:
    rows = [["序号", title], ["1", "有履行能力而拒不履行"]]
    sheet = cut(*rows)
    assert (sheet.rows, sheet.cut_cells, sheet.notes) == (rows, 0, [])


def test_number_is_cut_in_titles_notes_comments_and_names_of_sheets() -> None:
    marks = [CellMark(2, 0, "comment", f"张三:身份证{ID}"), CellMark(2, 0, "struck")]
    sheet = cut_personal_data(Sheet(f"名单{ID}", [[f"填表人身份证{ID}"], ["企业名称"], [f"注：{ID}"]], marks=marks))
    assert ID not in repr(sheet)
    assert sheet.marks == [CellMark(2, 0, "comment", f"{NAME_MASK}:身份证{MASK}"), CellMark(2, 0, "struck")]
    assert [note.code for note in sheet.notes] == ["personal_data_cut"]
    assert cut_personal_data(sheet) is sheet


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("法定代表人谢澈栩，已限制高消费", f"法定代表人{NAME_MASK}，已限制高消费"),
        ("实际控制人：谢澈隐匿财产", f"实际控制人：{NAME_MASK}隐匿财产"),
        ("负责人:欧阳澈栩；电话0531", f"负责人:{NAME_MASK}；电话0531"),
        ("联系人 谢澈", f"联系人 {NAME_MASK}"),
        ("谢澈栩先生，经办", f"{NAME_MASK}先生，经办"),
        ("法定代表人变更登记逾期", "法定代表人变更登记逾期"),
        ("法定代表人信息不实，负责人失联", "法定代表人信息不实，负责人失联"),
        ("股东会决议无效", "股东会决议无效"),
    ],
)
def test_name_behind_the_word_for_a_role_is_cut(text: str, kept: str) -> None:
    assert cut_text(text) == kept


@pytest.mark.parametrize("title", ["备注", "事由", "失信行为具体情形", "remark", "情况说明", "核对", "跟进"])
@pytest.mark.parametrize(
    "text", ["李会栩", "李会栩，庄沅漪。", "李会栩　庄沅漪", "王五、李四", "李\n会\n栩", "李 会 栩", "欧阳沅漪"]
)
def test_remark_that_is_nothing_but_names_is_cut(title: str, text: str) -> None:
    (row,) = cut(["企业名称", title], [NAME, text]).rows[1:]
    assert row == [NAME, NAME_MASK]


def test_line_of_a_remark_that_is_nothing_but_a_name_is_cut() -> None:
    (row,) = cut(["企业名称", "备注"], [NAME, "拖欠\n李会栩\n庄沅漪"]).rows[1:]
    assert row == [NAME, f"拖欠\n{NAME_MASK}\n{NAME_MASK}"]


@pytest.mark.parametrize(
    "text",
    [
        "解除",
        "高新区",
        "任城区",
        "章丘",
        "白名单",
        "许可证",
        "黄河路",
        "常年",
        "金属类",
        "未履行",
        "平阴、商河",
        "安全生产",
    ],
)
def test_short_remark_that_is_no_name_stays(text: str) -> None:
    assert cut(["企业名称", "备注"], [NAME, text]).rows[1] == [NAME, text]


def test_short_cell_in_a_column_of_another_kind_stays() -> None:
    assert cut(["企业名称", "区县", "类别"], [NAME, "任兴镇", "高风险"]).rows[1] == [NAME, "任兴镇", "高风险"]


def test_sheets_named_after_persons_are_numbered() -> None:
    sheets = cut_sheets(
        [Sheet("李会栩", [["企业名称"]]), Sheet("庄沅漪", [["企业名称"]]), Sheet("名单", [["企业名称"]])]
    )
    assert [sheet.name for sheet in sheets] == [NAME_MASK, f"{NAME_MASK}2", "名单"]


def test_old_number_in_the_column_of_registration_numbers_stays() -> None:
    rows = [["企业名称", "工商注册号", "文号"], [NAME, "370102000101123", "370102000101123"]]
    assert cut(*rows).rows[1] == [NAME, "370102000101123", MASK]


# Texts with personal data, and texts that only look so.
TEXTS = st.sampled_from(
    ["", NAME, ID, uscc_of(1), f"{NAME}（法定代表人：庄沅漪）", "经办人 庄沅漪", "370102000101123", "备注"]
)


@given(
    rows=st.lists(st.lists(TEXTS, max_size=4), max_size=6), further=st.lists(st.lists(TEXTS, max_size=4), max_size=3)
)
def test_rows_that_are_searched_while_they_are_read_are_cut_like_others(
    rows: list[list[str]], further: list[list[str]]
) -> None:
    """Also where tables side by side, or in a further sheet, are joined after they were read."""
    head = ["企业名称", "工商注册号", "企业名称", "工商注册号"]
    contents = {"名单": [[head, *rows[:2]], rows[2:]], "续表": [further]}
    messages = [part for name, chunks in contents.items() for part in ({"name": name, "notes": []}, *chunks)]
    read, _ = received_sheets(f"{json.dumps(message)}\n".encode() for message in [*messages, None])
    unsearched = [replace(sheet, suspects=None) for sheet in read]
    cut_of_both = [list(map(cut_personal_data, join_parts(sheets, ROSTER_COLUMNS))) for sheets in (read, unsearched)]
    assert [sheet.rows for sheet in cut_of_both[0]] == [sheet.rows for sheet in cut_of_both[1]]
    assert ID not in repr(cut_of_both[0])
