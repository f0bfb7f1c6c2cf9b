"""Columns, sections and sheets that state that their subjects are natural persons, or self-employed persons."""

from datetime import date

import pytest

from spreadsheets.checking import Context
from spreadsheets.columns import BLACKLIST_COLUMNS
from spreadsheets.entry_checks import check_entries
from spreadsheets.problems import MAY_BE_PERSON, NATURAL_PERSON, PRIVATE
from spreadsheets.rows import parse_table
from spreadsheets.sheets import Sheet
from tests.spreadsheet_files import uscc_of

HEAD = ["主体名称", "统一社会信用代码", "文号"]
NAME = "济南泺岬贸易有限公司"


def codes_of(*rows: list[str], sheet: str = "名单") -> list[str]:
    """Return the problem code about persons of each row, "" for none."""
    table = parse_table([Sheet(sheet, list(rows))], BLACKLIST_COLUMNS)
    table, problems = check_entries(table, Context(today=date(2026, 7, 1)))
    found = {problem.line: problem.code for problem in problems if problem.code in PRIVATE}
    return [found.get(line, "") for line in table.lines]


def code_of(title: str, text: str, name: str = "李会栩") -> str:
    """Return the problem code of a row with a valid USCC that has this text below this title."""
    (code,) = codes_of([*HEAD, title], [name, uscc_of(1), "甲1号", text])
    return code


@pytest.mark.parametrize(
    "title",
    [
        *(
            "主体类型",
            "当事人类型",
            "主体性质",
            "相对人类别",
            "行政相对人类别",
            "被执行人类型",
            "市场主体类型",
            "类型",
            "性质",
            "主体身份",
            "企业类型",
        ),
        *("Party Type", "party_type_name", "subjectType", "ztlx"),
    ],
)
@pytest.mark.parametrize(
    "text", ["自然人", "个人", "居民", "境内自然人", " 自然人 ", "自然人（居民）", "Natural Person", "individual"]
)
def test_subject_that_a_column_states_to_be_a_natural_person_is_one_in_spite_of_its_code(title: str, text: str) -> None:
    assert code_of(title, text) == NATURAL_PERSON
    assert code_of(title, text, name="沅溪") == NATURAL_PERSON


@pytest.mark.parametrize("text", ["个体工商户", "个体户", "个体", "个体经营"])
def test_self_employed_person_who_is_named_like_a_person_is_held(text: str) -> None:
    assert code_of("主体类型", text) == MAY_BE_PERSON
    assert code_of("主体类型", text, name="李会栩小吃店") == ""


@pytest.mark.parametrize(
    ("title", "text"),
    [
        *(
            ("主体类型", text)
            for text in ("企业", "法人", "有限责任公司（自然人独资）", "个人独资企业", "", "其他组织", "法人或其他组织")
        ),
        *(
            (title, "自然人")
            for title in ("股东类型", "出资人性质", "投资人类型", "法定代表人类型", "案件类型", "行业")
        ),
        *(("案件类型", "个人"), ("企业类型", "个人独资企业")),
    ],
)
def test_column_that_states_another_kind_changes_nothing(title: str, text: str) -> None:
    assert code_of(title, text, name="李会栩") == ""


def test_enterprise_that_a_column_states_to_be_a_natural_person_is_held() -> None:
    assert code_of("主体类型", "自然人", name=NAME) == MAY_BE_PERSON


@pytest.mark.parametrize(("title", "text"), [("性别", "男"), ("性别", "女性"), ("sexy", "男性"), ("gender", "female")])
def test_subject_with_a_sex_is_a_natural_person_unless_its_name_is_of_an_enterprise(title: str, text: str) -> None:
    assert code_of(title, text) == NATURAL_PERSON
    assert code_of(title, text, name=NAME) == ""


def test_rows_below_the_title_of_a_section_of_natural_persons_are_natural_persons() -> None:
    rows = [HEAD, ["一、企业"], [NAME, uscc_of(1), "甲1号"], ["二、自然人"], ["李会栩", uscc_of(2), "甲2号"]]
    assert codes_of(*rows) == ["", NATURAL_PERSON]


def test_rows_of_a_sheet_of_natural_persons_are_natural_persons() -> None:
    assert codes_of(HEAD, ["李会栩", uscc_of(2), "甲2号"], sheet="自然人名单") == [NATURAL_PERSON]
    assert codes_of(HEAD, ["李会栩", uscc_of(2), "甲2号"], sheet="企业和自然人") == [""]
