"""The marked workbook and the bundle of a roster."""

import io
import json
import zipfile
from collections.abc import Callable

import xlsxwriter
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import User
from roster.models import RosterSubmission
from tests.downloads import download
from tests.roster.reading import post, read_again, upload_and_read
from tests.spreadsheet_files import ROSTER_HEAD, roster_line, xlsx
from tests.steps import preview

SignedIn = Callable[[User], Client]


def test_marked_workbook_has_the_uploaded_table_and_every_problem(officer: User, signed_in: SignedIn) -> None:
    lines = [roster_line(1, uscc="9137", name="=1+1有限公司"), roster_line(2)]
    submission = upload_and_read(officer, xlsx(ROSTER_HEAD, lines, title="泉城海关名单"))
    response = download(signed_in(officer), reverse("roster:submission_marked", args=[submission.pk]))
    content = b"".join(response)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "泉城海关名单"
    assert rows[1] == [*ROSTER_HEAD, "错误信息"]
    assert rows[2][:6] == list(lines[0])
    assert "应为18位" in rows[2][6]
    assert rows[3][6] == ""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "<autoFilter" in sheet
        assert "应为18位" in archive.read("xl/comments1.xml").decode()


def test_marked_workbook_can_be_uploaded_again(officer: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1, customs_code="37"), roster_line(2)])
    response = download(signed_in(officer), reverse("roster:submission_marked", args=[submission.pk]))
    back = upload_and_read(officer, b"".join(response))
    assert back.pk != submission.pk
    assert back.reading["ignored"] == ["序号", "错误信息"]
    assert back.error_count == 1


def marked(client: Client, submission: RosterSubmission) -> bytes:
    return b"".join(download(client, reverse("roster:submission_marked", args=[submission.pk])))


def test_marked_workbook_has_the_cell_edits(officer: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1, customs_code="37"), roster_line(2, customs_code="38")])
    client = signed_in(officer)
    post(client, "correct", submission, {"cell-2-customs_code": "37016T0001"})
    read_again(submission)
    back = upload_and_read(officer, marked(client, submission))
    assert list(back.rows.values_list("customs_code", flat=True)) == ["37016T0001", "38"]


def test_marked_workbook_of_the_1904_system_keeps_its_days(officer: User, signed_in: SignedIn) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"date_1904": True}) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_row(0, 0, ROSTER_HEAD)
        sheet.write_row(1, 0, roster_line(1, customs_code="37"))
        sheet.write_number(1, 4, 42194)
    submission = upload_and_read(officer, stream.getvalue())
    back = upload_and_read(officer, marked(signed_in(officer), submission))
    assert [row.certified_on for row in (submission.rows.get(), back.rows.get())] == ["2019-07-10", "2019-07-10"]


def test_workbook_marked_twice_has_only_current_problems(officer: User, signed_in: SignedIn) -> None:
    client = signed_in(officer)
    submission = preview(officer, [roster_line(1, customs_code="37"), roster_line(2, customs_code="38")])
    back = upload_and_read(officer, marked(client, submission))
    post(client, "correct", back, {"cell-2-customs_code": "37016T0001"})
    read_again(back)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(marked(client, back))).get_sheet_by_index(0).to_python()
    assert rows[0] == [*ROSTER_HEAD, "错误信息"]
    assert [bool(row[6]) for row in rows[1:]] == [False, True]


def test_bundle_has_file_reading_problems_and_versions(officer: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1, customs_code="37")])
    response = signed_in(officer).get(reverse("roster:submission_bundle", args=[submission.pk]))
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        names = archive.namelist()
        assert names == ["原文件/名单.xlsx", "读取方式.json", "问题.csv", "版本.txt"]
        with submission.file.open() as kept:
            assert archive.read(names[0]) == kept.read()
        reading = json.loads(archive.read(names[1]))
        assert reading["SHA-256"] == submission.sha256
        assert "10位" in archive.read(names[2]).decode()
        assert "python-calamine" in archive.read(names[3]).decode()


def test_marked_workbook_keeps_what_the_sender_struck_through_and_remarked(officer: User, signed_in: SignedIn) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_row(0, 0, ROSTER_HEAD)
        sheet.write_row(1, 0, roster_line(1), book.add_format({"font_strikeout": True}))
        sheet.write_row(2, 0, roster_line(2))
        sheet.write_comment(2, 1, "已注销", {"author": "某某"})
    submission = upload_and_read(officer, stream.getvalue())
    back = upload_and_read(officer, marked(signed_in(officer), submission))
    for read in (submission, back):
        assert list(read.problems.order_by("line").values_list("line", "code")) == [
            (2, "struck"),
            (3, "comment_states_loss"),
        ]
