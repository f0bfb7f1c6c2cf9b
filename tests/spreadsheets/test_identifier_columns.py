"""Identifiers of a blacklist in wrong columns: they are moved, and reported."""

from collections.abc import Mapping

import pytest

from demo.city.codes import with_wrong_check
from spreadsheets.checking import Context
from spreadsheets.columns import BLACKLIST_COLUMNS
from spreadsheets.entry_checks import check_entries
from spreadsheets.identifiers import org_code_of
from spreadsheets.problems import PROBLEM_CODES, Problem
from spreadsheets.rows import Table, parse_table
from spreadsheets.sheets import Sheet
from tests.spreadsheet_files import uscc_of
from tests.steps import AS_OF

USCC = uscc_of(1)
ORG = org_code_of(USCC)
HYPHENATED = f"{ORG[:8]}-{ORG[8:]}"
NAME = "济南泺岬贸易有限公司"


def read(*entries: Mapping[str, str]) -> tuple[Table, list[Problem]]:
    """The entries as a program sends them: the keys are the header."""
    keys = list(dict.fromkeys(["name", *(key for entry in entries for key in entry)]))
    rows = [keys, *([entry.get(key, "") for key in keys] for entry in entries)]
    return check_entries(parse_table([Sheet("JSON", rows)], BLACKLIST_COLUMNS), Context(today=AS_OF))


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"org_code": USCC}, {"uscc": USCC, "org_code": ""}),
        ({"registration_number": USCC}, {"uscc": USCC, "registration_number": ""}),
        ({"customs_code": USCC}, {"uscc": USCC, "customs_code": ""}),
        ({"tax_number": USCC}, {"uscc": USCC, "tax_number": USCC}),
        ({"uscc": ORG}, {"uscc": "", "org_code": ORG}),
        ({"uscc": HYPHENATED}, {"uscc": "", "org_code": ORG}),
        ({"registration_number": HYPHENATED}, {"org_code": ORG, "registration_number": ""}),
        ({"tax_number": f"370102{ORG}"}, {"org_code": ORG, "tax_number": f"370102{ORG}"}),
        ({"org_code": USCC, "uscc": with_wrong_check(USCC)}, {"uscc": USCC, "org_code": ""}),
    ],
)
def test_identifier_in_a_wrong_column_is_moved_with_a_notice(entry: dict[str, str], expected: dict[str, str]) -> None:
    table, problems = read({"name": NAME, **entry})
    assert {key: table.column(key)[0] for key in expected} == expected
    assert [(PROBLEM_CODES[p.code].rule, p.severity) for p in problems] == [("moved", "notice")]
    assert problems[0].cell in entry.values()


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ({"name": USCC, "uscc": NAME}, NAME),
        ({"name": f" {USCC.lower()} ", "uscc": "泺岬 (济南) 贸易有限公司"}, "泺岬(济南)贸易有限公司"),
        ({"name": USCC}, ""),
        ({"name": USCC, "uscc": "不详"}, ""),
        ({"name": USCC, "uscc": USCC}, ""),
    ],
)
def test_uscc_in_the_name_column_is_moved_with_a_notice(entry: dict[str, str], name: str) -> None:
    """Otherwise screening would look for the code as a name and never find a match."""
    table, problems = read(entry)
    assert (table.column("name"), table.column("uscc")) == ([name], [USCC])
    assert [(p.code, p.severity) for p in problems] == [("moved", "notice"), *([] if name else [("no_name", "notice")])]


def test_uscc_in_the_name_column_does_not_replace_another_valid_uscc() -> None:
    table, problems = read({"name": uscc_of(2), "uscc": USCC})
    assert (table.column("name"), table.column("uscc")) == ([uscc_of(2)], [USCC])
    assert [(p.code, p.severity) for p in problems] == [("uscc_for_name", "notice")]


def test_hyphen_of_an_organisation_code_is_removed_without_a_notice() -> None:
    table, problems = read({"name": NAME, "org_code": HYPHENATED})
    assert table.column("org_code") == [ORG]
    assert not problems


def test_same_code_in_two_columns_has_no_problem() -> None:
    table, problems = read({"name": NAME, "uscc": USCC, "tax_number": USCC, "org_code": USCC})
    assert (table.column("uscc"), table.column("org_code")) == ([USCC], [""])
    assert not problems


def test_two_different_usccs_are_a_notice_and_the_own_column_counts() -> None:
    table, problems = read({"name": NAME, "uscc": USCC, "org_code": uscc_of(2)})
    assert table.column("uscc") == [USCC]
    assert "two_codes" in {problem.code for problem in problems}
    assert {problem.severity for problem in problems} == {"notice"}


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("uscc", with_wrong_check(USCC), "entry_uscc_check"),
        ("uscc", "9137", "entry_uscc_length"),
        ("org_code", "123456787", "entry_made_up_code"),
        ("org_code", "MA1M5N50A", "entry_org_code"),
        ("registration_number", "0", "registration_number_shape"),
        ("registration_number", "000000000000000", "entry_made_up_code"),
        ("tax_number", "37010", "entry_tax_number"),
        ("customs_code", "3701", "entry_customs_code"),
    ],
)
def test_invalid_identifier_is_a_notice(key: str, text: str, code: str) -> None:
    _, problems = read({"name": NAME, key: text})
    assert [(p.key, p.code, p.severity) for p in problems] == [(key, code, "notice")]


def test_entry_without_a_name_needs_a_usable_code() -> None:
    _, problems = read({"uscc": USCC}, {"customs_code": "37016T0001"}, {"uscc": "9137", "basis": "拒不履行"})
    errors = [(p.line, p.code) for p in problems if p.severity == "error"]
    assert errors == [(4, "no_subject")]
    assert [(p.line, p.severity) for p in problems if p.code == "no_name"] == [(2, "notice"), (3, "notice")]


@pytest.mark.parametrize(
    "entry",
    [
        {"name": "王某某"},
        {"name": "王某某", "tax_number": "37010219000101002701"},
        {"name": "王某某", "registration_number": "370102 190001 010027"},
        {"tax_number": "370102190001010027"},
    ],
)
def test_natural_person_has_one_error_and_no_other_problem(entry: dict[str, str]) -> None:
    table, problems = read({"org_code": "不详", **entry}, {"name": "别家公司"})
    assert [(p.line, p.code, p.severity) for p in problems] == [(2, "natural_person", "error")]
    kept = table.without({2})
    assert "362322" not in str(kept.cells) + str(kept.raw)


def test_document_number_above_the_limit_is_an_error() -> None:
    _, problems = read({"name": NAME, "document_number": "号" * 201})
    assert [(p.key, p.code, p.severity) for p in problems] == [("document_number", "too_long", "error")]


def test_repeated_source_id_is_a_notice() -> None:
    _, problems = read({"name": NAME, "source_id": "A1"}, {"name": "别家公司", "source_id": "A1"})
    assert [(p.line, p.code) for p in problems] == [(3, "source_id_twice")]
