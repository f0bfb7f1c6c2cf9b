"""The fictional city: codes are true, files read as the portal reads them, the cross-check finds the cast."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from demo.city.blacklists import SECTORS
from demo.city.files import CityFile, CityFiles, write_files
from demo.city.firms import CAST, LAIWU, LAIWU_ROSTER, QUANCHENG, QUANCHENG_ROSTER, STRANGERS, Firm
from demo.city.rosters import CHANGES, QUANCHENG_ROSTER_LATER, SLIPS
from matching.blocking import match_sides
from matching.names import normalise, parse
from matching.scoring import Match, Party
from roster.difference import Firm as RosterFirm
from roster.difference import compare
from spreadsheets.checks import ROSTER_CHECKS, Context, Problem, run_checks
from spreadsheets.columns import BLACKLIST_COLUMNS, ROSTER_COLUMNS, ROSTER_TITLES
from spreadsheets.entry_checks import check_entries
from spreadsheets.identifiers import clean_org_code, is_valid_org_code, is_valid_uscc
from spreadsheets.rows import Row, Table, understand
from spreadsheets.sheets import read_file

TODAY = date(2026, 7, 10)
CONTEXT = Context(today=TODAY)
FIRMS = (*QUANCHENG_ROSTER, *LAIWU_ROSTER, *CAST.joining)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> CityFiles:
    return write_files(tmp_path_factory.mktemp("city"), today=TODAY)


def roster_table(file: CityFile) -> Table:
    return understand(read_file(file.path), ROSTER_COLUMNS)


def blacklist_table(file: CityFile) -> Table:
    return understand(read_file(file.path), BLACKLIST_COLUMNS)


def roster_problems(file: CityFile) -> list[Problem]:
    return run_checks(roster_table(file), ROSTER_CHECKS, CONTEXT)


def as_listed(firm: Firm) -> dict[str, str]:
    return {
        "uscc": firm.uscc,
        "name": normalise(firm.name),
        "customs_code": firm.customs_code,
        "certified_on": firm.certified_on.isoformat(),
        "address": firm.address,
    }


def as_read(row: Row) -> dict[str, str]:
    cells = {key: row.cells[key] for key in ("uscc", "name", "customs_code", "certified_on", "address")}
    return cells | {"name": normalise(cells["name"])}


def entry_party(pk: int, row: Row) -> Party:
    org_code = clean_org_code(row.cells.get("org_code", ""))
    return Party(
        pk=pk,
        uscc=row.cells.get("uscc", ""),
        org_code=org_code,
        names=(parse(row.cells["name"]),),
    )


def matches(file: CityFile) -> list[Match]:
    """What a list says about the firms; `left` of a match is a place in FIRMS."""
    firms = [
        Party(pk=pk, uscc=firm.uscc, org_code=firm.org_code, names=(parse(firm.name),)) for pk, firm in enumerate(FIRMS)
    ]
    entries = [entry_party(pk, row) for pk, row in enumerate(blacklist_table(file).rows)]
    return list(match_sides(firms, entries))


def found(file: CityFile) -> set[tuple[str, str]]:
    return {(FIRMS[match.left].name, match.rung) for match in matches(file)}


def test_both_offices_together_list_at_least_130_firms() -> None:
    assert len(QUANCHENG_ROSTER) == 100
    assert len(LAIWU_ROSTER) == 40
    assert {firm.office_code for firm in QUANCHENG_ROSTER} == {QUANCHENG}
    assert {firm.office_code for firm in LAIWU_ROSTER} == {LAIWU}


def test_codes_are_valid_and_nothing_is_given_out_twice() -> None:
    everybody = (*FIRMS, *STRANGERS)
    assert all(is_valid_uscc(subject.uscc) and is_valid_org_code(subject.org_code) for subject in everybody)
    for value in (lambda subject: subject.uscc, lambda subject: normalise(subject.name)):
        assert len({value(subject) for subject in everybody}) == len(everybody)
    assert len({firm.customs_code for firm in FIRMS}) == len(FIRMS)


def test_the_same_day_gives_the_same_bytes(files: CityFiles, tmp_path: Path) -> None:
    write_files(tmp_path, today=TODAY)
    again = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert again == {path.name: path.read_bytes() for path in files.application_evidence.parent.iterdir()}


@pytest.mark.parametrize(
    ("pick", "firms"),
    [
        (lambda files: files.quancheng_roster, QUANCHENG_ROSTER),
        (lambda files: files.laiwu_roster, LAIWU_ROSTER),
        (lambda files: files.quancheng_changes, CHANGES),
        (lambda files: files.quancheng_roster_later, QUANCHENG_ROSTER_LATER),
    ],
    ids=["quancheng", "laiwu", "changes", "later"],
)
def test_rosters_read_as_the_firms_they_list(
    files: CityFiles, pick: Callable[[CityFiles], CityFile], firms: tuple[Firm, ...]
) -> None:
    file = pick(files)
    assert roster_problems(file) == []
    assert [as_read(row) for row in roster_table(file).rows] == [as_listed(firm) for firm in firms]


def test_the_mistaken_roster_shows_exactly_its_mistakes(files: CityFiles) -> None:
    shown = {(problem.line, ROSTER_TITLES[problem.key]) for problem in roster_problems(files.mistaken_roster)}
    assert shown == set(SLIPS)


def test_the_later_roster_drops_one_firm_and_changes_nothing_else(files: CityFiles) -> None:
    known = [firm for firm in QUANCHENG_ROSTER if firm != CAST.renamed] + list(CHANGES)
    in_force = {
        firm.uscc: RosterFirm(
            uscc=firm.uscc,
            name=firm.name,
            customs_code=firm.customs_code,
            certified_on=firm.certified_on.isoformat(),
            address=firm.address,
        )
        for firm in known
    }
    later = [RosterFirm(**row.cells) for row in roster_table(files.quancheng_roster_later).rows]
    difference = compare(later, in_force, whole=True)
    assert set(difference.kinds) == {"unchanged"}
    assert [firm.uscc for firm in difference.leaving] == [CAST.dropped_later.uscc]


def test_blacklists_read_without_a_problem(files: CityFiles) -> None:
    assert [file.owner for file in files.blacklists] == [sector.code for sector in SECTORS]
    for file in (*files.blacklists, files.court_defaulters_later):
        table = blacklist_table(file)
        assert check_entries(table, CONTEXT)[1] == []
        assert 30 <= len(table.rows) <= 90


@pytest.mark.parametrize(
    ("code", "planted"),
    [
        ("court-defaulters", {(CAST.blocked_by_uscc.name, "uscc")}),
        ("tax-violations", {(CAST.blocked_in_laiwu.name, "uscc")}),
        ("wage-arrears", {(CAST.blocked_by_org_code.name, "org_code")}),
        ("production-safety", {(CAST.possible_match.name, "name"), (CAST.namesake_in_laiwu.name, "name")}),
        ("abnormal-operation", {(CAST.hinted.name, "uscc")}),
    ],
)
def test_the_cross_check_finds_whom_the_list_was_made_to_name(
    files: CityFiles, code: str, planted: set[tuple[str, str]]
) -> None:
    (file,) = [file for file in files.blacklists if file.owner == code]
    assert found(file) == planted


def test_the_near_miss_is_on_a_list_by_name_and_yet_no_match(files: CityFiles) -> None:
    (file,) = [file for file in files.blacklists if file.owner == "tax-violations"]
    (row,) = [row for row in blacklist_table(file).rows if row.cells["name"] == CAST.near_miss.name]
    assert is_valid_uscc(row.cells["uscc"])
    assert row.cells["uscc"] != CAST.near_miss.uscc
    assert CAST.near_miss.name not in {name for name, _ in found(file)}


def test_the_later_list_of_court_defaulters_lets_its_firm_go(files: CityFiles) -> None:
    before = blacklist_table(files.blacklists[0]).rows
    after = blacklist_table(files.court_defaulters_later).rows
    gone = {row.cells["uscc"] for row in before} - {row.cells["uscc"] for row in after}
    assert gone == {CAST.blocked_by_uscc.uscc}
    assert len(before) - len(after) == 1


def test_evidence_is_a_pdf(files: CityFiles) -> None:
    for path in (files.application_evidence, files.breach_evidence):
        assert path.read_bytes().startswith(b"%PDF-")
