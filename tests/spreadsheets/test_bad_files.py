"""Reading a bad or broken file gives a table or SheetError in bounded time and memory, and no other exception."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spreadsheets.checking import Context, run_checks
from spreadsheets.checks import ROSTER_CHECKS
from spreadsheets.columns import DETAILS, ROSTER_COLUMNS
from spreadsheets.file_reading import read_file
from spreadsheets.rows import Table, parse_table, reading_report
from spreadsheets.sheets import SheetError
from spreadsheets.wording import failure_text
from tests.depth import pick, sample
from tests.spreadsheet_files import ROSTER_HEAD, registration_number_of, roster_line, uscc_of, xlsx
from tests.spreadsheets import bad_files
from tests.spreadsheets.workbooks import FORMATS, delimited

LINES = [roster_line(1), roster_line(2)]
GOOD = xlsx(ROSTER_HEAD, LINES)
CONTEXT = Context(today=date(2026, 11, 23), as_of=date(2026, 6, 30))
SEEDS, PARTS = sample(range(500), every=4), 10


def processed(path: Path, content: bytes) -> Table:
    """The table of the file after all steps of this package: reading, parsing, checking, reporting."""
    path.write_bytes(content)
    table = parse_table(read_file(path), ROSTER_COLUMNS)
    run_checks(table, ROSTER_CHECKS, CONTEXT)
    reading_report(table, ROSTER_COLUMNS)
    return table


def answer(path: Path, content: bytes) -> Table | str:
    """Return the table, or the Chinese message that states why it cannot be read."""
    try:
        return processed(path, content)
    except SheetError as error:
        return failure_text(error.code, error.params, columns=ROSTER_COLUMNS)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (bad_files.two_cell_workbook, "reader_aborted"),
        (bad_files.zip_bomb, "unpacked_too_large"),
        (lambda: bad_files.many_references(sheets=5, lines=5_000, length=3_200), "too_much_text"),
        (bad_files.other_archive, "archive_file"),
        (lambda: bad_files.truncated_workbook(GOOD), "damaged"),
        (lambda: b"," * 19_000_000, "no_cells"),
        (lambda: b"\n" * 19_000_000, "too_many_rows"),
        (lambda: b"," * 64_000_000, "file_too_large"),
        (lambda: "企业\0名称,代码".encode(), "nul_in_text"),
        (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "picture_file"),
        (lambda: b"<table>" + b"<tr><td>x" * 300_000, "too_many_rows"),
        (lambda: b"<td colspan=99999999>" * 10, "web_page"),
        (lambda: b'"' + b"a" * 2_000_000, "cell_too_long"),
        (lambda: b"\xff\xfe" + b"\xd8" * 1001, "mixed_encodings"),
        (lambda: "企业名称,代码\n济南某某公司,名".encode("gb18030")[:-1], "text_cut"),
        (lambda: '[{"企业名称": "济南某某公司'.encode()[:-1], "text_cut"),
        (lambda: b"\xef\xbb\xbf", "no_cells"),
        (lambda: "<list><企业>济南某某公司</企业></list>".encode(), "xml_file"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "damaged"),
    ],
)
def test_bad_file_raises_the_error_of_its_kind(tmp_path: Path, make: Callable[[], bytes], code: str) -> None:
    with pytest.raises(SheetError) as refused:
        processed(tmp_path / "file", make())
    assert refused.value.code == code


@pytest.mark.parametrize(
    "make",
    [
        lambda: bad_files.million_formatted_rows(GOOD),
        lambda: bad_files.entity_bomb(GOOD),
        lambda: bad_files.outside_entity(GOOD),
        lambda: bad_files.in_sheet(GOOD, b"<dimension", b'<dimension ref="A1:XFD1048576"/><ignored'),
    ],
)
def test_unusual_legal_workbook_is_read_or_rejected(tmp_path: Path, make: Callable[[], bytes]) -> None:
    table = answer(tmp_path / "file", make())
    if isinstance(table, str):
        assert table.endswith("。")
    else:
        assert table.cells["uscc"] == [uscc_of(1), uscc_of(2)]
        assert not any("root:" in text or len(text) > 100 for texts in table.cells.values() for text in texts)


def test_million_formatted_empty_rows_hide_no_row(tmp_path: Path) -> None:
    table = processed(tmp_path / "file", bad_files.million_formatted_rows(GOOD))
    assert table.lines == [2, 3]


@pytest.mark.parametrize("name", ["=1+1贸易有限公司", "+泺岬有限公司", "-泺岬有限公司", "@SUM(A1)有限公司"])
def test_name_that_looks_like_a_formula_is_text(tmp_path: Path, name: str) -> None:
    assert processed(tmp_path / "file", xlsx(ROSTER_HEAD, [roster_line(1, name=name)])).cells["name"] == [name]


def test_invisible_characters_are_removed_without_a_problem(tmp_path: Path) -> None:
    """Soft hyphens, zero-width and non-breaking spaces, trailing tabs; a row of nothing else."""
    invisible = "\u00ad\u200b\u00a0"
    wrapped = [f"{invisible}{cell}{invisible}\t" for cell in LINES[0]]
    table = processed(tmp_path / "file", xlsx(ROSTER_HEAD, [wrapped, [invisible] * 6, LINES[1]]))
    assert table.cells == processed(tmp_path / "good", GOOD).cells
    assert not run_checks(table, ROSTER_CHECKS, CONTEXT)


@pytest.mark.parametrize("part", range(PARTS))
def test_mutated_workbook_is_read_or_rejected(tmp_path: Path, part: int) -> None:
    for seed in SEEDS[part::PARTS]:
        table = answer(tmp_path / "file", bad_files.mutated(GOOD, Random(seed)))
        assert isinstance(table, Table) or table.endswith("。")


TITLES = [(column.key, (column.title, *column.aliases)) for column in ROSTER_COLUMNS if column.key not in DETAILS]


@st.composite
def layouts(draw: st.DrawFn) -> tuple[list[list[str]], list[dict[str, str]]]:
    """Lines of a roster in a random layout as an office might choose it, and the cells of its enterprises by key."""
    keys = draw(st.permutations([key for key, _ in TITLES]))
    names = dict(TITLES)
    titles = [draw(st.sampled_from(names[key])) for key in keys]
    serials = draw(st.lists(st.integers(1, 9_999), min_size=1, max_size=8, unique=True))
    enterprises = [
        dict(zip([key for key, _ in TITLES], (*roster_line(n)[1:], registration_number_of(n)), strict=True))
        for n in serials
    ]
    spread = draw(st.lists(st.integers(0, 2), min_size=len(keys), max_size=len(keys)))

    def spaced(cells: list[str]) -> list[str]:
        """Insert blank columns."""
        return [text for gap, cell in zip(spread, cells, strict=True) for text in (*[""] * gap, cell)]

    above = [[f"第{n}行说明"] for n in range(draw(st.integers(0, 4)))]
    below = draw(st.sampled_from([[], [[""], ["合计", f"{len(enterprises)}家"]], [["注：以上企业均在有效期内"]]]))
    body: list[list[str]] = []
    for enterprise in enterprises:
        body += [spaced([enterprise[key] for key in keys]), *draw(st.sampled_from([[], [[""]]]))]
    return [*above, spaced(titles), *body, *below], enterprises


@settings(max_examples=pick(short=10, full=100), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(layout=layouts(), kind=st.sampled_from(["xlsx", "xls", "ods", "csv utf-8", "csv gb18030", "tab utf-16"]))
def test_roster_in_any_layout_is_read_completely(
    tmp_path: Path, layout: tuple[list[list[str]], list[dict[str, str]]], kind: str
) -> None:
    lines, enterprises = layout
    table = processed(tmp_path / "file", FORMATS[kind](lines))
    assert table.cells == {key: [enterprise[key] for enterprise in enterprises] for key in table.cells}
    assert len(table.lines) == len(enterprises)
    assert not run_checks(table, ROSTER_CHECKS, CONTEXT)


def test_excel_serial_numbers_and_full_width_days_are_parsed(tmp_path: Path) -> None:
    lines = [ROSTER_HEAD, roster_line(1, certified_on="43656"), roster_line(2, certified_on="２０１９年７月１０日")]
    table = processed(tmp_path / "file", delimited(lines, ",", "utf-8"))
    assert table.cells["certified_on"] == ["2019-07-10", "2019-07-10"]
