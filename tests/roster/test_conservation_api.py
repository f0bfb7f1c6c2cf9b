"""The answer of the roster API accounts for every row of the file."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from roster.actions.submissions import process_roster
from roster.models import RosterSubmission
from tests.programs import program_of
from tests.spreadsheet_files import ROSTER_HEAD, csv_bytes, roster_line, upload, xlsx

TITLE = ["济南海关高级认证企业名单"]
ROWS = [
    ROSTER_HEAD,
    roster_line(1),
    roster_line(2, uscc="9137"),
    ["", "合计2家"],
    ROSTER_HEAD,
    roster_line(3),
    roster_line(1),
    ["注：以上名单截至2026年6月30日。"],
]


@pytest.fixture
def program(officer: User) -> Client:
    return program_of(officer)


@pytest.mark.parametrize("mode", ["full", "changes"])
@pytest.mark.parametrize("write", [xlsx, csv_bytes])
def test_each_row_of_a_roster_is_read_refused_or_set_aside(program: Client, mode: str, write) -> None:
    data = {"office": "quancheng-customs", "mode": mode, "as_of": "2026-06-30", "file": upload(write(TITLE, ROWS))}
    pk = program.post(reverse("roster_api:submission_create"), data).json()["id"]
    process_roster(pk)
    reading = program.get(reverse("roster_api:submission_detail", args=[pk])).json()["reading"]
    rows = RosterSubmission.objects.get(pk=pk).rows.values_list("line", "is_refused")
    read, refused = ({line for line, is_refused in rows if is_refused == wanted} for wanted in (False, True))
    set_aside = {row["row"]: row["reason"] for row in reading["set_aside"]}
    assert (read, refused) == ({3, 7}, {4, 8})
    assert set_aside == {1: "title", 2: "header", 5: "total", 6: "repeated_header", 9: "note"}
    counts = [reading[f"rows_{part}"] for part in ("in_file", "read", "refused", "set_aside")]
    assert counts == [9, 2, 2, 5]
    assert reading["set_aside_reasons"] == dict.fromkeys(set_aside.values(), 1)
