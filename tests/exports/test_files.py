"""The files of a table: a workbook with text cells, and CSV; neither runs a formula."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from django import forms
from django.db import connection
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.models import Department
from exports.files import CUT, write_table
from exports.tables import Table
from foundation.web.dates import chinese_date
from spreadsheets.sheets import WORKBOOK_CELL
from tests.exports.numeric_codes import numeric_usccs
from tests.factories import make_department

pytestmark = pytest.mark.django_db
HEAD_LINES = 4


def table_of(cells: Sequence[object], **parts: Any) -> Table:
    """A table of one column with these cells."""
    return Table("名单", [(cell,) for cell in cells], {"代码": lambda row: row[0]}, **parts)


def workbook(table: Table) -> list[list[Any]]:
    """The rows of the workbook of the table."""
    stream = io.BytesIO()
    assert write_table(table, "xlsx", stream, made_by="市税务局税小办") == table.count
    return CalamineWorkbook.from_filelike(io.BytesIO(stream.getvalue())).get_sheet_by_index(0).to_python()


def csv_rows(table: Table) -> list[list[str]]:
    """The rows of the CSV file of the table."""
    stream = io.BytesIO()
    write_table(table, "csv", stream, made_by="")
    assert stream.getvalue().startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline="")))


def test_workbook_keeps_codes_of_digits_only_as_text() -> None:
    codes = [*numeric_usccs(20), "0532", "1E10"]
    rows = workbook(table_of(codes))
    assert [row[0] for row in rows[HEAD_LINES:]] == ["代码", *codes]


def test_workbook_states_list_filter_day_of_the_data_total_and_who_made_it_when() -> None:
    class Chosen(forms.Form):
        kind = forms.ChoiceField(label="类别", choices=[("", "全部"), ("a", "甲")])
        office = forms.ModelChoiceField(label="海关", queryset=Department.objects.all(), required=False)
        day = forms.DateField(label="日期", required=False)
        name = forms.CharField(label="名称", required=False)
        passed = forms.BooleanField(label="只看已过的", required=False)

    office = make_department("laiwu-customs")
    form = Chosen({"kind": "a", "office": office.pk, "day": "2026-07-01", "passed": "on", "name": ""})
    assert form.is_valid()
    head = [row[0] for row in workbook(table_of(["1"], filter=form, as_of=date(2026, 6, 30)))[:HEAD_LINES]]
    assert head[:3] == [
        "名单",
        "筛选：类别：甲；海关：莱芜海关；日期：2026年7月1日；只看已过的：是",
        "数据截至：2026年6月30日；共1条",
    ]
    assert head[3].startswith(f"制表人：市税务局税小办；制表时间：{chinese_date(timezone.localdate())}")


def test_workbook_without_filter_says_so_and_has_the_moment_of_its_data() -> None:
    head = [row[0] for row in workbook(table_of([]))[:HEAD_LINES]]
    assert head[1] == "筛选：无"
    assert head[2].startswith(f"数据截至：{chinese_date(timezone.localdate())}")
    assert head[2].endswith("；共0条")


def test_workbook_has_days_and_numbers_to_calculate_with() -> None:
    moment = timezone.make_aware(datetime(2026, 7, 1, 16, 5, 30))
    rows = workbook(table_of([date(2026, 7, 1), moment, 12, 0.5, None, date(1, 1, 1)]))
    day, shown_moment, number, share, nothing, early = (row[0] for row in rows[HEAD_LINES + 1 :])
    assert (day, number, share, nothing, early) == (date(2026, 7, 1), 12, 0.5, "", "0001-01-01")
    assert shown_moment == datetime(2026, 7, 1, 16, 5)


def test_csv_has_days_in_iso_8601() -> None:
    moment = timezone.make_aware(datetime(2026, 7, 1, 16, 5, 30))
    assert csv_rows(table_of([date(2026, 7, 1), moment, -3])) == [
        ["代码"],
        ["2026-07-01"],
        ["2026-07-01 16:05"],
        ["-3"],
    ]


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1", "＝1+1", "－2", "＠SUM(A1)", "＋86"])
def test_cell_that_begins_like_a_formula_is_text(name: str) -> None:
    assert csv_rows(table_of([name]))[1] == [f"'{name}"]
    stream = io.BytesIO()
    write_table(table_of([name]), "xlsx", stream, made_by="")
    book = CalamineWorkbook.from_filelike(io.BytesIO(stream.getvalue()))
    assert book.get_sheet_by_index(0).to_python()[-1] == [name]
    assert b"<f>" not in sheet_xml(stream)


def sheet_xml(stream: io.BytesIO) -> bytes:
    """The XML of the first sheet."""
    with zipfile.ZipFile(stream) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def test_text_that_is_too_long_for_a_cell_of_a_workbook_is_cut_with_a_mark() -> None:
    text = "长" * (WORKBOOK_CELL + 1)
    cut = workbook(table_of([text]))[-1][0]
    assert (len(cut), cut.endswith(CUT)) == (WORKBOOK_CELL, True)
    assert csv_rows(table_of([text]))[-1] == [text]


def test_rows_are_read_by_a_cursor_that_ends_with_its_transaction() -> None:
    """A pooler of transactions may give the connection to somebody else after each."""
    make_department()
    seen = []

    def cursors(row: object) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT is_holdable FROM pg_cursors WHERE name <> ''")
            seen.extend(cursor.fetchall())
        return ""

    write_table(Table("单位", Department.objects.all(), {"单位": cursors}), "csv", io.BytesIO(), made_by="")
    assert seen == [(False,)]
