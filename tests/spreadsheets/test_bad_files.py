"""Whatever is sent, the answer is a table or a sentence, in bounded time and memory, and whoever asked is alive."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spreadsheets.checks import ROSTER_CHECKS, Context, run_checks
from spreadsheets.columns import ROSTER_COLUMNS
from spreadsheets.rows import Table, parse_table, reading_report
from spreadsheets.sheets import SheetError, read_file
from spreadsheets.wording import failure_text
from tests.depth import pick, sample
from tests.spreadsheet_files import ROSTER_HEAD, registration_number_of, roster_line, uscc_of, xlsx
from tests.spreadsheets import bad_files
from tests.spreadsheets.workbooks import FORMATS, delimited

LINES = [roster_line(1), roster_line(2)]
GOOD = xlsx(ROSTER_HEAD, LINES)
CONTEXT = Context(today=date(2026, 11, 23), as_of=date(2026, 6, 30))
SEEDS, PARTS = sample(range(500), every=4), 10


def understood(path: Path, content: bytes) -> Table:
    """The whole way of a file through the pure parts."""
    path.write_bytes(content)
    table = parse_table(read_file(path), ROSTER_COLUMNS)
    run_checks(table, ROSTER_CHECKS, CONTEXT)
    reading_report(table, ROSTER_COLUMNS)
    return table


def answer(path: Path, content: bytes) -> Table | str:
    """The table, or the sentence that refuses it."""
    try:
        return understood(path, content)
    except SheetError as refused:
        return failure_text(refused.code, refused.params, columns=ROSTER_COLUMNS)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (bad_files.two_cell_workbook, "reader_aborted"),
        (bad_files.zip_bomb, "unpacked_too_large"),
        (bad_files.other_archive, "not_a_workbook"),
        (lambda: bad_files.truncated_workbook(GOOD), "damaged"),
        (lambda: b"," * 19_000_000, "columns_missing"),
        (lambda: b"\n" * 19_000_000, "too_many_rows"),
        (lambda: b"," * 64_000_000, "file_too_large"),
        (lambda: "企业名称\0,代码".encode(), "not_a_table"),
        (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "not_a_table"),
        (lambda: b"<table>" + b"<tr><td>x" * 300_000, "too_many_rows"),
        (lambda: b"<td colspan=99999999>" * 10, "web_page"),
        (lambda: b'"' + b"a" * 2_000_000, "csv_malformed"),
        (lambda: b"\xff\xfe" + b"\xd8" * 1001, "unknown_encoding"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "damaged"),
    ],
)
def test_each_ends_in_a_clear_sentence(tmp_path: Path, make: Callable[[], bytes], code: str) -> None:
    with pytest.raises(SheetError) as refused:
        understood(tmp_path / "file", make())
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
def test_what_is_odd_but_legal_is_read_or_refused(tmp_path: Path, make: Callable[[], bytes]) -> None:
    table = answer(tmp_path / "file", make())
    if isinstance(table, str):
        assert table.endswith("。")
    else:
        assert table.cells["uscc"] == [uscc_of(1), uscc_of(2)]
        assert not any("root:" in text or len(text) > 100 for texts in table.cells.values() for text in texts)


def test_a_million_empty_formatted_rows_hide_no_enterprise(tmp_path: Path) -> None:
    table = understood(tmp_path / "file", bad_files.million_formatted_rows(GOOD))
    assert table.lines == [2, 3]


@pytest.mark.parametrize("name", ["=1+1贸易有限公司", "+泺岬有限公司", "-泺岬有限公司", "@SUM(A1)有限公司"])
def test_a_name_that_looks_like_a_formula_is_text(tmp_path: Path, name: str) -> None:
    assert understood(tmp_path / "file", xlsx(ROSTER_HEAD, [roster_line(1, name=name)])).cells["name"] == [name]


def test_what_nobody_can_see_is_no_reason_to_refuse(tmp_path: Path) -> None:
    """Marks of direction, soft hyphen, zero-width and non-breaking blanks, a trailing tab; a row of nothing else."""
    auto_confirmed_recently = "\u202e\u2068\u00ad\u200b\u00a0"
    wrapped = [f"{auto_confirmed_recently}{cell}{auto_confirmed_recently}\t" for cell in LINES[0]]
    table = understood(tmp_path / "file", xlsx(ROSTER_HEAD, [wrapped, [auto_confirmed_recently] * 6, LINES[1]]))
    assert [row.cells for row in table.rows] == [row.cells for row in understood(tmp_path / "good", GOOD).rows]
    assert not run_checks(table, ROSTER_CHECKS, CONTEXT)


@pytest.mark.parametrize("part", range(PARTS))
def test_mutated_workbooks_leave_no_exception(tmp_path: Path, part: int) -> None:
    for seed in SEEDS[part::PARTS]:
        table = answer(tmp_path / "file", bad_files.mutated(GOOD, Random(seed)))
        assert isinstance(table, Table) or table.endswith("。")


TITLES = [(column.key, (column.title, *column.aliases)) for column in ROSTER_COLUMNS]


@st.composite
def layouts(draw: st.DrawFn) -> tuple[list[list[str]], list[dict[str, str]]]:
    """A roster in a random layout: its lines as an office might lay them out, and what they say."""
    keys = draw(st.permutations([key for key, _ in TITLES]))
    names = dict(TITLES)
    titles = [draw(st.sampled_from(names[key])) for key in keys]
    serials = draw(st.lists(st.integers(1, 9_999), min_size=1, max_size=8, unique=True))
    enterprises = [
        dict(zip([key for key, _ in TITLES], (*roster_line(n)[1:], registration_number_of(n)), strict=True))
        for n in serials
    ]
    spread = draw(st.lists(st.integers(0, 2), min_size=len(keys), max_size=len(keys)))

    def laid(cells: list[str]) -> list[str]:
        """With columns in between that mean nothing."""
        return [text for gap, cell in zip(spread, cells, strict=True) for text in (*[""] * gap, cell)]

    above = [[f"第{n}行说明"] for n in range(draw(st.integers(0, 4)))]
    below = draw(st.sampled_from([[], [[""], ["合计", f"{len(enterprises)}家"]], [["注：以上企业均在有效期内"]]]))
    body: list[list[str]] = []
    for enterprise in enterprises:
        body += [laid([enterprise[key] for key in keys]), *draw(st.sampled_from([[], [[""]]]))]
    return [*above, laid(titles), *body, *below], enterprises


@settings(
    max_examples=pick(short=10, full=100), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(layout=layouts(), kind=st.sampled_from(["xlsx", "xls", "ods", "csv utf-8", "csv gb18030", "tab utf-16"]))
def test_a_roster_in_any_layout_is_read_as_it_is(
    tmp_path: Path, layout: tuple[list[list[str]], list[dict[str, str]]], kind: str
) -> None:
    lines, enterprises = layout
    table = understood(tmp_path / "file", FORMATS[kind](lines))
    assert [row.cells for row in table.rows] == [
        {key: enterprise[key] for key in table.cells} for enterprise in enterprises
    ]
    assert not run_checks(table, ROSTER_CHECKS, CONTEXT)


def test_serial_numbers_and_full_width_days_are_days(tmp_path: Path) -> None:
    lines = [ROSTER_HEAD, roster_line(1, certified_on="43656"), roster_line(2, certified_on="２０１９年７月１０日")]
    table = understood(tmp_path / "file", delimited(lines, ",", "utf-8"))
    assert table.cells["certified_on"] == ["2019-07-10", "2019-07-10"]
