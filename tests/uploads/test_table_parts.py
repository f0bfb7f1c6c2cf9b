"""A file with tables side by side: rows, marked workbook and stored file have the same lines."""

import pytest
from python_calamine import CalamineWorkbook

from accounts.models import User
from blacklists.actions.imports import process_import, receive_import
from blacklists.models import Blacklist
from roster.actions.submissions import process_roster, receive_roster
from tests.spreadsheet_files import BLACKLIST_HEAD, ROSTER_HEAD, blacklist_line, roster_line, upload, xlsx
from tests.steps import AS_OF
from uploads.downloads import marked_workbook


def test_marked_workbook_has_the_right_table_below_the_left_one(officer: User) -> None:
    content = xlsx((*ROSTER_HEAD, "", *ROSTER_HEAD), [(*roster_line(1), "", *roster_line(2, uscc="9137"))])
    submission, _ = receive_roster(upload=upload(content), mode="full", as_of=AS_OF, by=officer)
    process_roster(submission.pk)
    submission.refresh_from_db()
    assert list(submission.rows.order_by("line").values_list("line", "is_refused")) == [(2, False), (3, True)]
    assert submission.reading["rows_in_file"] == 3
    rows = CalamineWorkbook.from_filelike(marked_workbook(submission)).get_sheet_by_index(0).to_python()
    assert rows[2][2] == "9137"
    assert "应为18位" in str(rows[2][-1])


@pytest.mark.usefixtures("blacklists")
def test_natural_person_in_the_right_table_is_not_kept(credit: User) -> None:
    lines = [(*blacklist_line("济南泺岬贸易有限公司"), "", *blacklist_line("李沅溪"))]
    received, _ = receive_import(
        blacklist=Blacklist.objects.get(code="court-defaulters"),
        upload=upload(xlsx((*BLACKLIST_HEAD, "", *BLACKLIST_HEAD), lines)),
        mode="full",
        as_of=AS_OF,
        by=credit,
    )
    process_import(received.pk)
    received.refresh_from_db()
    assert received.redacted_rows == 1
    with received.file.open("rb") as stored:
        sheet = CalamineWorkbook.from_filelike(stored).get_sheet_by_index(0)
    assert "李沅溪" not in str(sheet.to_python())
    assert "李沅溪" not in str([*received.rows.values(), *received.problems.values(), received.reading])
