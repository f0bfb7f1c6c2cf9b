"""Checks of rosters and blacklists: each mistake is reported at its cell; a correct file has no problem."""

from collections.abc import Sequence
from datetime import date

import pytest

from demo.city.codes import with_wrong_check
from spreadsheets.checking import Context, Known, run_checks
from spreadsheets.checks import ROSTER_CHECKS
from spreadsheets.columns import BLACKLIST_COLUMNS, ROSTER_COLUMNS
from spreadsheets.entry_checks import check_entries
from spreadsheets.problems import Problem
from spreadsheets.registration_numbers import wrong_check_digits
from spreadsheets.rows import parse_table
from spreadsheets.sheets import Sheet
from spreadsheets.wording import problem_text
from tests.spreadsheet_files import (
    BLACKLIST_HEAD,
    ROSTER_HEAD,
    blacklist_line,
    registration_number_of,
    roster_line,
    uscc_of,
)

CONTEXT = Context(
    today=date(2026, 11, 23),
    as_of=date(2026, 6, 30),
    office="泉城海关",
    known={
        uscc_of(7): Known("济南泺岬0002进出口有限公司", "37016T0002", "", "莱芜海关"),
        uscc_of(8): Known("济南泺岬旧名有限公司", "37016T0008", "", "泉城海关"),
        uscc_of(9): Known("济南泺岬0009进出口有限公司", "37016T9999", "", ""),
        uscc_of(40): Known("济南泺岬ABC有限公司", "37016T0040", "", ""),
    },
    offices={"37016": "泉城海关", "37036": "莱芜海关"},
)


def roster_problems(*lines: Sequence[str]) -> list[Problem]:
    sheet = Sheet("名单", [list(ROSTER_HEAD), *map(list, lines)])
    return run_checks(parse_table([sheet], ROSTER_COLUMNS), ROSTER_CHECKS, CONTEXT)


def blacklist_problems(*lines: Sequence[str]) -> list[Problem]:
    sheet = Sheet("名单", [list(BLACKLIST_HEAD), *map(list, lines)])
    return check_entries(parse_table([sheet], BLACKLIST_COLUMNS), CONTEXT)[1]


def test_good_tables_have_no_problem() -> None:
    assert not roster_problems(*(roster_line(serial) for serial in range(10, 30)))
    assert not blacklist_problems(blacklist_line("某某公司", uscc=uscc_of(1)), blacklist_line("另一公司"))


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        (roster_line(2, uscc=with_wrong_check(uscc_of(2))), "C", "uscc_check"),
        (roster_line(2, uscc="9137"), "C", "uscc_length"),
        (roster_line(2, uscc="9.1370102e+17"), "C", "lost_digits"),
        (roster_line(2, customs_code="3.70163E+09"), "D", "lost_digits"),
        (roster_line(2, uscc="#N/A"), "C", "formula_error"),
        (roster_line(2, name="#REF!"), "B", "formula_error"),
        (roster_line(2, uscc="370102190001010027"), "C", "resident_id"),
        (roster_line(2, uscc=uscc_of(1), name="济南泺岬0001进出口有限公司"), "C", "uscc_twice"),
        (roster_line(2, uscc=uscc_of(1)), "C", "uscc_two_names"),
        (roster_line(2, customs_code="3701-6"), "D", "customs_code"),
        (roster_line(2, customs_code="37016T0001"), "D", "customs_code_two_names"),
        (roster_line(2, certified_on="2025年2月30日"), "E", "certified_on_invalid"),
        (roster_line(2, certified_on="2026-12-01"), "E", "certified_on_future"),
        (roster_line(2, certified_on="2007-01-01"), "E", "certified_on_too_early"),
        (roster_line(2, certified_on="2026-07-01"), "E", "certified_on_after_roster"),
        (roster_line(2, name="91370102MA1"), "B", "name_implausible"),
        (roster_line(2, name="12345"), "B", "name_implausible"),
        (roster_line(2, name="１２３４-５６７"), "B", "name_implausible"),
        (roster_line(2, name="济" * 201), "B", "name_too_long"),
        (("2", "", uscc_of(2), "37016T0002", "2020-03-02", ""), "B", "empty"),
        (("2", "某某公司", "", "37016T0002", "2020-03-02", ""), "C", "empty"),
    ],
)
def test_roster_mistake_is_an_error_in_its_cell(line: Sequence[str], column: str, code: str) -> None:
    found = roster_problems(roster_line(1), line)
    assert [(problem.line, problem.column, problem.code, problem.severity) for problem in found] == [
        (3, column, code, "error")
    ]


@pytest.mark.parametrize(
    ("line", "column", "code", "severity"),
    [
        (roster_line(8), "B", "name_changed", "confirm"),
        (roster_line(2, uscc=uscc_of(7)), "C", "other_office", "confirm"),
        (roster_line(40, name="济南泺岬ＡＢＣ有限公司"), "B", "name_respelt", "notice"),
        (roster_line(9), "D", "customs_code_changed", "notice"),
        (roster_line(2, customs_code="37036T0002"), "D", "customs_office", "confirm"),
    ],
)
def test_doubtful_roster_cell_needs_confirmation_or_is_a_notice(
    line: Sequence[str], column: str, code: str, severity: str
) -> None:
    found = roster_problems(roster_line(1), line)
    assert [(problem.column, problem.code, problem.severity) for problem in found] == [(column, code, severity)]


@pytest.mark.parametrize(
    ("line", "code", "severity"),
    [
        (blacklist_line("张三"), "natural_person", "error"),
        (blacklist_line("某某公司", org_code="370102190001010027"), "personal_data_cut", "notice"),
        (blacklist_line("某某公司", uscc=with_wrong_check(uscc_of(1))), "entry_uscc_check", "notice"),
        (blacklist_line("某某公司", org_code="12345678-9"), "entry_made_up_code", "notice"),
        (blacklist_line("某某公司", listed_on="2026-13-01"), "listed_on_invalid", "error"),
        (blacklist_line("某某公司", removed_on="2025-01-01"), "removed_on_too_early", "error"),
        (blacklist_line("某某公司", listed_on="2027-01-01"), "listed_on_future", "notice"),
        (blacklist_line("某某公司", listed_on="2206-01-05"), "listed_on_implausible", "error"),
        (blacklist_line("某某公司", listed_on="1026-01-05"), "listed_on_implausible", "error"),
        (blacklist_line("某某公司", removed_on="2206-07-10"), "removed_on_implausible", "error"),
    ],
)
def test_blacklist_mistake_is_found_in_its_line(line: Sequence[str], code: str, severity: str) -> None:
    found = blacklist_problems(blacklist_line("另一公司"), line)
    assert [(problem.line, problem.code, problem.severity) for problem in found] == [(3, code, severity)]


def test_problem_of_a_natural_person_contains_no_text_of_the_row() -> None:
    (problem,) = blacklist_problems(blacklist_line("欧阳小明", document="（2026）鲁0102执7号"))
    assert "欧阳" not in str(problem)
    assert "执7号" not in str(problem)


def test_blacklist_problem_of_the_name_has_the_title_of_blacklists() -> None:
    (problem,) = (p for p in blacklist_problems(blacklist_line("名" * 199 + "公司")) if p.code == "too_long")
    text = problem_text(problem.code, problem.params, columns=BLACKLIST_COLUMNS)
    assert text.message == "主体名称有201个字，超过200个字"
    (problem,) = (p for p in blacklist_problems(blacklist_line("#REF!", uscc=uscc_of(1))) if p.code == "formula_error")
    assert (problem.key, problem.severity) == ("name", "error")


def test_address_above_the_limit_is_an_error() -> None:
    assert [p.code for p in roster_problems(roster_line(1, address="路" * 301))] == ["too_long"]


def registration_problems(*numbers: str) -> dict[str, list[Problem]]:
    """Problems of the numbers in the column 工商注册号 of a roster and of a blacklist."""
    roster = [(*roster_line(n), number) for n, number in enumerate(numbers, start=1)]
    blacklist = [(*blacklist_line("某某公司", uscc=uscc_of(n)), number) for n, number in enumerate(numbers, start=1)]
    head = "工商注册号"
    roster_table = parse_table([Sheet("名单", [[*ROSTER_HEAD, head], *map(list, roster)])], ROSTER_COLUMNS)
    entry_table = parse_table([Sheet("名单", [[*BLACKLIST_HEAD, head], *map(list, blacklist)])], BLACKLIST_COLUMNS)
    return {
        "roster": run_checks(roster_table, ROSTER_CHECKS, CONTEXT),
        "blacklist": check_entries(entry_table, CONTEXT)[1],
    }


@pytest.mark.parametrize(
    "number", ["440301103097413", "110108000000016", "3701002801234", "企独鲁济总字第001234号", uscc_of(1), ""]
)
def test_valid_registration_number_has_no_problem(number: str) -> None:
    assert registration_problems(number) == {"roster": [], "blacklist": []}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("440301103097414", "registration_number_check"),
        ("440301103097431", "registration_number_check"),
        ("44030110309741", "registration_number_length"),
        ("无号可填写的企业", "registration_number_shape"),
        ("111111111111111", "entry_made_up_code"),
    ],
)
def test_invalid_registration_number_is_a_notice_in_both_kinds_of_file(number: str, code: str) -> None:
    for found in registration_problems("440301103097413", number, "110108000000016").values():
        assert [(p.line, p.key, p.code, p.severity) for p in found] == [(3, "registration_number", code, "notice")]
        assert found[0].params["text"] == number


def test_every_single_digit_error_is_detected() -> None:
    good = "440301103097413"
    changed = {good[:place] + digit + good[place + 1 :] for place in range(15) for digit in "0123456789"} - {good}
    valid = [good, *map(registration_number_of, range(1000))]
    assert wrong_check_digits([*valid, *changed]) == changed - set(valid)
    assert wrong_check_digits([]) == set()


def test_uscc_with_look_alike_letters_gets_a_suggestion() -> None:
    intended = next(code for code in map(uscc_of, range(100, 200)) if "0" in code[8:])
    mistaken = intended[:8] + intended[8:].replace("0", "O", 1)
    (problem,) = roster_problems(roster_line(2, uscc=mistaken))
    assert problem.cell == mistaken
    assert (problem.code, problem.suggestion) == ("uscc_look_alike", intended)
    (problem,) = roster_problems(roster_line(2, uscc=with_wrong_check(intended)))
    assert (problem.code, problem.suggestion) == ("uscc_check", "")


def test_problems_are_sorted_by_line_and_column() -> None:
    found = roster_problems(
        roster_line(1, customs_code="1", certified_on="x"), roster_line(2, uscc="1", customs_code="2")
    )
    assert [(problem.line, problem.column) for problem in found] == [(2, "D"), (2, "E"), (3, "C"), (3, "D")]


def test_customs_code_that_lost_its_leading_zero_is_suggested_with_it() -> None:
    (problem,) = roster_problems(roster_line(1, customs_code="370160153"))
    assert (problem.code, problem.suggestion) == ("customs_code", "0370160153")
    (short,) = roster_problems(roster_line(1, customs_code="37016T015"))
    assert (short.code, short.suggestion) == ("customs_code", "")
