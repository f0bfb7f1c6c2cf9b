"""The fictional city: codes are valid, the portal reads the files, and a screening finds the planted matches."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from benchmarks.screening_in_memory import match_sides
from demo.city.blacklists import SECTORS
from demo.city.enterprises import CAST, LAIWU, LAIWU_ROSTER, QUANCHENG, QUANCHENG_ROSTER, STRANGERS, CityEnterprise
from demo.city.files import CityFile, CityFiles, write_files
from demo.city.invented_names import FIRST, SECOND
from demo.city.rosters import CHANGES, QUANCHENG_ROSTER_LATER, SLIPS
from matching.names import normalise, parse
from matching.scoring import Match, Party
from roster.difference import RosterEnterprise, compare
from spreadsheets.checking import Context, run_checks
from spreadsheets.checks import ROSTER_CHECKS
from spreadsheets.columns import BLACKLIST_COLUMNS, ROSTER_COLUMNS, ROSTER_TITLES
from spreadsheets.entry_checks import check_entries
from spreadsheets.file_reading import read_file
from spreadsheets.identifiers import clean_org_code, is_valid_org_code, is_valid_uscc
from spreadsheets.problems import Problem
from spreadsheets.rows import Table, parse_table

TODAY = date(2026, 7, 10)
DOUBTED = {(CAST.doubted.name, "name"), (CAST.doubted_long.name, "name")}
CONTEXT = Context(today=TODAY)
ENTERPRISES = (*QUANCHENG_ROSTER, *LAIWU_ROSTER, *CAST.added)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> CityFiles:
    return write_files(tmp_path_factory.mktemp("city"), today=TODAY)


def roster_table(file: CityFile) -> Table:
    return parse_table(read_file(file.path), ROSTER_COLUMNS)


def blacklist_table(file: CityFile) -> Table:
    return parse_table(read_file(file.path), BLACKLIST_COLUMNS)


def roster_problems(file: CityFile) -> list[Problem]:
    return run_checks(roster_table(file), ROSTER_CHECKS, CONTEXT)


def as_listed(enterprise: CityEnterprise) -> dict[str, str]:
    return {
        "uscc": enterprise.uscc,
        "name": normalise(enterprise.name),
        "customs_code": enterprise.customs_code,
        "certified_on": enterprise.certified_on.isoformat(),
        "address": enterprise.address,
    }


def rows_of(table: Table) -> list[dict[str, str]]:
    """The cleaned cells of each row by column key."""
    return [dict(zip(table.cells, texts, strict=True)) for texts in zip(*table.cells.values(), strict=True)]


def as_read(row: dict[str, str]) -> dict[str, str]:
    cells = {key: row[key] for key in ("uscc", "name", "customs_code", "certified_on", "address")}
    return cells | {"name": normalise(cells["name"])}


def entry_party(pk: int, row: dict[str, str]) -> Party:
    return Party(
        pk=pk,
        uscc=row.get("uscc", ""),
        org_code=clean_org_code(row.get("org_code", "")),
        names=(parse(row["name"]),),
    )


def matches(file: CityFile) -> list[Match]:
    """Return the matches of a blacklist; `left` of a match is an index of ENTERPRISES."""
    enterprises = [
        Party(pk=pk, uscc=enterprise.uscc, org_code=enterprise.org_code, names=(parse(enterprise.name),))
        for pk, enterprise in enumerate(ENTERPRISES)
    ]
    entries = [entry_party(pk, row) for pk, row in enumerate(rows_of(blacklist_table(file)))]
    return list(match_sides(enterprises, entries))


def found(file: CityFile) -> set[tuple[str, str]]:
    return {(ENTERPRISES[match.left].name, match.match_type) for match in matches(file)}


def test_both_offices_together_list_at_least_130_enterprises() -> None:
    assert len(QUANCHENG_ROSTER) == 100
    assert len(LAIWU_ROSTER) == 40
    assert {enterprise.office_code for enterprise in QUANCHENG_ROSTER} == {QUANCHENG}
    assert {enterprise.office_code for enterprise in LAIWU_ROSTER} == {LAIWU}


def test_city_codes_are_valid_and_unique() -> None:
    everybody = (*ENTERPRISES, *STRANGERS)
    assert all(is_valid_uscc(subject.uscc) and is_valid_org_code(subject.org_code) for subject in everybody)
    for value in (lambda subject: subject.uscc, lambda subject: normalise(subject.name)):
        assert len({value(subject) for subject in everybody}) == len(everybody)
    assert len({enterprise.customs_code for enterprise in ENTERPRISES}) == len(ENTERPRISES)


def test_four_in_ten_codes_of_the_rosters_have_digits_only() -> None:
    assert sum(enterprise.uscc.isdecimal() for enterprise in ENTERPRISES) * 10 // len(ENTERPRISES) in (3, 4)


def test_stems_of_the_city_differ_in_two_characters() -> None:
    for words in (FIRST, SECOND):
        assert all(len(set(characters)) == len(words) for characters in zip(*words, strict=True))


def test_city_files_of_the_same_day_are_identical(files: CityFiles, tmp_path: Path) -> None:
    write_files(tmp_path, today=TODAY)
    again = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert again == {path.name: path.read_bytes() for path in files.application_evidence.parent.iterdir()}


@pytest.mark.parametrize(
    ("pick", "enterprises"),
    [
        (lambda files: files.quancheng_roster, QUANCHENG_ROSTER),
        (lambda files: files.laiwu_roster, LAIWU_ROSTER),
        (lambda files: files.quancheng_changes, CHANGES),
        (lambda files: files.quancheng_roster_later, QUANCHENG_ROSTER_LATER),
    ],
    ids=["quancheng", "laiwu", "changes", "later"],
)
def test_roster_files_are_read_as_the_enterprises_they_list(
    files: CityFiles, pick: Callable[[CityFiles], CityFile], enterprises: tuple[CityEnterprise, ...]
) -> None:
    file = pick(files)
    assert roster_problems(file) == []
    assert [as_read(row) for row in rows_of(roster_table(file))] == [
        as_listed(enterprise) for enterprise in enterprises
    ]


def test_roster_with_mistakes_reports_exactly_its_mistakes(files: CityFiles) -> None:
    shown = {(problem.line, ROSTER_TITLES[problem.key]) for problem in roster_problems(files.mistaken_roster)}
    assert shown == set(SLIPS)


def test_later_roster_removes_one_enterprise_and_changes_nothing_else(files: CityFiles) -> None:
    known = [enterprise for enterprise in QUANCHENG_ROSTER if enterprise != CAST.renamed] + list(CHANGES)
    in_force = {
        enterprise.uscc: RosterEnterprise(
            uscc=enterprise.uscc,
            name=enterprise.name,
            customs_code=enterprise.customs_code,
            certified_on=enterprise.certified_on.isoformat(),
            address=enterprise.address,
        )
        for enterprise in known
    }
    later = [
        RosterEnterprise(*(row.get(field, "") for field in RosterEnterprise._fields))
        for row in rows_of(roster_table(files.quancheng_roster_later))
    ]
    difference = compare(later, in_force, whole=True)
    assert set(difference.kinds) == {"unchanged"}
    assert [enterprise.uscc for enterprise in difference.removed] == [CAST.dropped_later.uscc]


def test_blacklist_files_have_no_problems(files: CityFiles) -> None:
    assert [file.owner for file in files.blacklists] == [sector.code for sector in SECTORS]
    for file in (*files.blacklists, files.court_defaulters_later):
        table = blacklist_table(file)
        assert check_entries(table, CONTEXT)[1] == []
        assert 30 <= len(table.lines) <= 90


@pytest.mark.parametrize(
    ("code", "planted"),
    [
        ("court-defaulters", {(CAST.blocked_by_uscc.name, "uscc")}),
        ("tax-violations", {(CAST.blocked_in_laiwu.name, "uscc")}),
        ("wage-arrears", {(CAST.blocked_by_org_code.name, "org_code")}),
        ("production-safety", {(CAST.possible_match.name, "name"), (CAST.namesake_in_laiwu.name, "name"), *DOUBTED}),
        ("abnormal-operation", {(CAST.hinted.name, "uscc")}),
    ],
)
def test_blacklist_matches_exactly_the_planted_enterprises(
    files: CityFiles, code: str, planted: set[tuple[str, str]]
) -> None:
    (file,) = [file for file in files.blacklists if file.owner == code]
    assert found(file) == planted


def test_same_name_with_another_uscc_is_no_match(files: CityFiles) -> None:
    (file,) = [file for file in files.blacklists if file.owner == "tax-violations"]
    (row,) = [row for row in rows_of(blacklist_table(file)) if row["name"] == CAST.near_miss.name]
    assert is_valid_uscc(row["uscc"])
    assert row["uscc"] != CAST.near_miss.uscc
    assert CAST.near_miss.name not in {name for name, _ in found(file)}


def test_later_court_blacklist_omits_one_enterprise(files: CityFiles) -> None:
    before = rows_of(blacklist_table(files.blacklists[0]))
    after = rows_of(blacklist_table(files.court_defaulters_later))
    gone = {row["uscc"] for row in before} - {row["uscc"] for row in after}
    assert gone == {CAST.blocked_by_uscc.uscc}
    assert len(before) - len(after) == 1


def test_evidence_files_are_pdf(files: CityFiles) -> None:
    for path in (files.application_evidence, files.breach_evidence):
        assert path.read_bytes().startswith(b"%PDF-")
