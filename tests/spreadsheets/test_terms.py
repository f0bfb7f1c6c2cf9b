"""Terms in a column of last days: reckoned from the day of listing, and told; without such a day they are refused."""

from datetime import date

import pytest

from spreadsheets.checking import Context
from spreadsheets.columns import BLACKLIST_COLUMNS
from spreadsheets.entry_checks import check_entries
from spreadsheets.problems import Problem
from spreadsheets.rows import Table, parse_table
from spreadsheets.sheets import Sheet
from spreadsheets.terms import read_term
from tests.spreadsheets.row_tables import FULL_NAME

CONTEXT = Context(today=date(2026, 11, 29))


def checked(title: str, text: str, listed_on: str = "2024-02-29") -> tuple[Table, list[Problem]]:
    rows = [["主体名称", "列入日期", title], [FULL_NAME, listed_on, text]]
    return check_entries(parse_table([Sheet("名单", rows)], BLACKLIST_COLUMNS), CONTEXT)


@pytest.mark.parametrize(
    ("title", "text", "day"),
    [
        ("有效期止", "3年", "2027-02-28"),
        ("有效期止", "三年", "2027-02-28"),
        ("惩戒期限", "自列入之日起三年", "2027-02-28"),
        ("惩戒期限", "自列入严重违法失信名单之日起满3年", "2027-02-28"),
        ("公示期限", "公示1年", "2025-02-28"),
        ("公示期", "公示期：12个月", "2025-02-28"),
        ("有效期", "有效期为两年", "2026-02-28"),
        ("有效期", "1年半", "2025-08-29"),
        ("有效期", "半年", "2024-08-29"),
        ("公示期", "1年6个月", "2025-08-29"),
        ("公示期", "90天", "2024-05-29"),
        ("公示期", "自2025年1月5日起3年", "2028-01-05"),
        ("公示期", "2025.1.5起1年", "2026-01-05"),
        ("公示期（年）", "3", "2027-02-28"),
        ("公示期（月）", "6", "2024-08-29"),
    ],
)
def test_term_ends_so_long_after_the_listing(title: str, text: str, day: str) -> None:
    table, problems = checked(title, text)
    assert (table.column("expires_on"), problems) == ([day], [])
    (note,) = [note for note in table.notes if note.code == "terms_reckoned"]
    assert note.params == {"column": "有效期止", "count": 1, "line": 2, "text": text, "day": day}


@pytest.mark.parametrize("text", ["自履行完毕之日起3年", "自处罚决定作出之日起1年", "100年", "3", "至判决生效"])
def test_text_that_states_no_term_from_the_listing_is_none(text: str) -> None:
    assert read_term(text) is None


@pytest.mark.parametrize(
    ("title", "text", "listed_on"),
    [
        ("有效期止", "3年", ""),
        ("有效期止", "自履行完毕之日起3年", "2024-02-29"),
        ("惩戒期限（年）", "3", ""),
    ],
)
def test_term_without_a_known_start_is_refused_with_the_reason(title: str, text: str, listed_on: str) -> None:
    (problem,) = checked(title, text, listed_on)[1]
    assert (problem.code, problem.params) == ("expires_on_invalid", {"text": text, "fault": "term"})


def test_first_day_of_the_column_is_named_in_the_note_about_many_terms() -> None:
    rows = [
        ["主体名称", "列入日期", "有效期止"],
        *([f"济南泺岬{n}贸易有限公司", "2024-01-05", "三年"] for n in "一二三"),
    ]
    table, _ = check_entries(parse_table([Sheet("名单", rows)], BLACKLIST_COLUMNS), CONTEXT)
    assert [(note.params["count"], note.params["line"]) for note in table.notes if note.code == "terms_reckoned"] == [
        (3, 2)
    ]


@pytest.mark.parametrize(
    ("title", "text", "count"),
    [
        ("公示期", "2026-01-05", 1),
        ("公示起止日期", "2026年1月5日", 1),
        ("公示期", "2024-02-29至2026-01-05", 0),
        ("公示期", "1年", 0),
        ("公示期", "长期", 0),
        ("公示期至", "2026-01-05", 0),
        ("有效期止", "2026-01-05", 0),
    ],
)
def test_single_day_in_a_column_of_periods_is_to_be_confirmed(title: str, text: str, count: int) -> None:
    problems = checked(title, text)[1]
    assert [(problem.code, problem.severity) for problem in problems] == [("expires_on_unclear", "confirm")] * count
