"""Corrections of an import on its page: layout, cell edits, remembered headings and the marked workbook."""

import io
import re
from collections.abc import Callable, Sequence

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import User
from audit.models import AuditEvent
from audit.types import EventType
from blacklists.actions.imports import process_import, receive_import
from blacklists.models import Blacklist, BlacklistImport
from tests.downloads import download
from tests.spreadsheet_files import BLACKLIST_HEAD, blacklist_line, upload, uscc_of, xlsx
from tests.steps import AS_OF, list_entries, read_entries
from uploads.states import SubmissionState

pytestmark = pytest.mark.usefixtures("blacklists")
SignedIn = Callable[[User], Client]
CODE = "court-defaulters"
UNKNOWN_HEAD = ("号", "哪家单位", "代码一", "哪年哪月哪日")
NAME = "济南泺岬{:04d}进出口有限公司"


def receive(credit: User, content: bytes, *, code: str = CODE, automatic: bool = False) -> BlacklistImport:
    received, _ = receive_import(
        blacklist=Blacklist.objects.get(code=code),
        upload=upload(content),
        mode="full",
        as_of=AS_OF,
        automatic=automatic,
        by=credit,
    )
    return read_again(received)


def read_again(submission: BlacklistImport) -> BlacklistImport:
    process_import(submission.pk)
    submission.refresh_from_db()
    return submission


def with_unknown_headings(*numbers: int, others: Sequence[Sequence[str]] = ()) -> bytes:
    lines = [(f"{n}", NAME.format(n), uscc_of(n), "2020-01-02") for n in numbers]
    return xlsx(UNKNOWN_HEAD, [*lines, *others])


def post(client: Client, name: str, submission: BlacklistImport, data: dict[str, str]) -> str:
    url = reverse(f"blacklists:import_{name}", args=[submission.pk])
    return client.post(url, data, follow=True).content.decode()


def page(client: Client, submission: BlacklistImport) -> str:
    return client.get(reverse("blacklists:import_detail", args=[submission.pk])).content.decode()


LAYOUT = {"sheet": "名单", "header_line": "1", "name": "B", "uscc": "C", "listed_on": "D"}


def test_unknown_headings_mapped_once_are_recognised_in_later_files(credit: User, signed_in: SignedIn) -> None:
    submission = receive(credit, with_unknown_headings(1))
    client = signed_in(credit)
    assert submission.status == SubmissionState.FAILED
    assert "请在这份文件的页面上指定各列" in submission.failure
    assert "代码一" in page(client, submission)
    assert "该领域以后的文件也照此识别" in post(client, "layout", submission, LAYOUT)
    read_again(submission)
    assert submission.status == SubmissionState.CHECKED
    assert list(submission.rows.values_list("name", "uscc", "listed_on")) == [
        (NAME.format(1), uscc_of(1), "2020-01-02")
    ]
    assert AuditEvent.objects.filter(type=EventType.IMPORT_LAYOUT_SET).count() == 1
    assert receive(credit, with_unknown_headings(1, 2)).status == SubmissionState.CHECKED


def test_natural_persons_are_neither_shown_nor_remembered_by_the_panel(credit: User, signed_in: SignedIn) -> None:
    people = [("2", "李会栩", "362322198709086409", "2020-01-02"), ("3", "庄沅漪", "", "2020-01-02")]
    submission = receive(credit, with_unknown_headings(1, others=people))
    client = signed_in(credit)
    # A wrong click: the row of a person as the header.
    post(client, "layout", submission, LAYOUT | {"header_line": "3"})
    for text in (page(client, submission), str(submission.reading), str(list(submission_headings()))):
        assert "李会栩" not in text
        assert "庄沅漪" not in text
        assert "362322198709086409" not in text
    read_again(submission)
    post(client, "layout", submission, LAYOUT)
    read_again(submission)
    assert [row.name for row in submission.rows.all() if row.name] == [NAME.format(1)]
    assert submission.redacted_rows == 2
    assert "李会栩" not in page(client, submission) + str(submission.reading)
    assert submission.filename == "名单（已去除个人信息）.xlsx"
    assert not {"李会栩", "庄沅漪"} & {text for row in marked_rows(client, submission) for text in row}


def submission_headings() -> list[tuple[str, str]]:
    return list(Blacklist.objects.get(code=CODE).heading_aliases.values_list("heading", "key"))


def marked_rows(client: Client, submission: BlacklistImport) -> list[list[str]]:
    response = download(client, reverse("blacklists:import_marked", args=[submission.pk]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response)))
    return [list(map(str, row)) for row in book.get_sheet_by_index(0).to_python()]


def test_headings_mapped_for_one_blacklist_are_unknown_to_the_others(credit: User, signed_in: SignedIn) -> None:
    submission = receive(credit, with_unknown_headings(1))
    post(signed_in(credit), "layout", submission, LAYOUT)
    assert receive(credit, with_unknown_headings(1, 2), code="tax-violations").status == SubmissionState.FAILED


def test_wrong_click_that_was_put_right_misreads_no_later_file(credit: User, signed_in: SignedIn) -> None:
    head = ("序号", "本次列名对象", "列名对象代码一", "从前叫的名字单位")
    lines = [("1", NAME.format(1), uscc_of(1), "济南泺岬旧名进出口有限公司")]
    submission = receive(credit, xlsx(head, lines))
    client = signed_in(credit)
    wrong = {"sheet": "名单", "header_line": "1", "name": "D", "uscc": "C"}
    post(client, "layout", submission, wrong)
    read_again(submission)
    assert ("从前叫的名字单位", "name") in submission_headings()
    post(client, "layout", submission, wrong | {"name": "B"})
    read_again(submission)
    assert [row.name for row in submission.rows.all()] == [NAME.format(1)]
    assert submission_headings() == [("本次列名对象", "name"), ("列名对象代码一", "uscc")]
    later = receive(credit, xlsx(head, [*lines, ("2", NAME.format(2), uscc_of(2), "")]))
    assert [row.name for row in later.rows.all()] == [NAME.format(1), NAME.format(2)]


def test_remembered_heading_is_listed_and_deleted(credit: User, signed_in: SignedIn) -> None:
    submission = receive(credit, with_unknown_headings(1))
    client = signed_in(credit)
    post(client, "layout", submission, LAYOUT)
    listed = client.get(reverse("blacklists:blacklist_detail", args=[CODE])).content.decode()
    assert "“哪家单位”" in listed
    assert f"由{credit}指定" in listed
    heading = Blacklist.objects.get(code=CODE).heading_aliases.get(key="uscc")
    url = reverse("blacklists:heading_forget", args=[heading.pk])
    assert "已忘记表头“代码一”" in client.post(url, follow=True).content.decode()
    assert AuditEvent.objects.get(type=EventType.BLACKLIST_HEADING_DELETED).data == {
        "heading": "代码一",
        "column": "统一社会信用代码",
    }
    later = receive(credit, with_unknown_headings(1, 2))
    assert [row.uscc for row in later.rows.all()] == ["", ""]


def faulty(credit: User) -> BlacklistImport:
    """An import with a code of 17 characters and a day that does not exist."""
    lines = [blacklist_line(NAME.format(1), uscc=uscc_of(1)[:17], listed_on="2020-02-30")]
    return read_entries(credit, CODE, lines)


def test_cell_edits_correct_the_rows_and_keep_the_file(credit: User, signed_in: SignedIn) -> None:
    submission = faulty(credit)
    client = signed_in(credit)
    shown = page(client, submission)
    assert 'name="cell-3-uscc"' in shown
    assert 'name="cell-3-listed_on"' in shown
    done = post(client, "correct", submission, {"cell-3-uscc": uscc_of(1), "cell-3-listed_on": "2020-02-29"})
    assert "已改正2个单元格" in done
    read_again(submission)
    row = submission.rows.get()
    assert (row.uscc, row.listed_on) == (uscc_of(1), "2020-02-29")
    assert submission.error_count == submission.confirm_count == 0
    event = AuditEvent.objects.get(type=EventType.IMPORT_CELLS_EDITED)
    assert event.data["cell_edits"][0] == {"line": 3, "field": "uscc", "text": uscc_of(1)}
    assert event.actor_id == credit.pk


def test_natural_person_is_refused_as_a_correction(credit: User, signed_in: SignedIn) -> None:
    submission = faulty(credit)
    client = signed_in(credit)
    for data in ({"cell-3-name": "李会栩"}, {"cell-3-basis": "身份证号362322198709086409"}):
        shown = post(client, "correct", submission, data)
        assert "自然人" in shown or "身份证号" in shown
        assert not any(text in shown + str(dict(client.session)) for text in data.values())
    submission.refresh_from_db()
    assert submission.cell_edits == []


def test_row_of_a_natural_person_cannot_be_corrected(credit: User, signed_in: SignedIn) -> None:
    submission = read_entries(credit, CODE, [blacklist_line("李会栩"), blacklist_line(NAME.format(1))])
    assert "cell-3-name" not in page(signed_in(credit), submission)


def test_confirmed_import_is_not_read_again(credit: User, signed_in: SignedIn) -> None:
    submission = list_entries(credit, CODE, [blacklist_line(NAME.format(1))])
    client = signed_in(credit)
    assert "不能重新读取" in post(client, "correct", submission, {"cell-2-name": "另一公司"})
    assert "不能重新读取" in post(client, "layout", submission, LAYOUT)


def test_discarded_file_is_not_read_again(credit: User, signed_in: SignedIn) -> None:
    submission = receive(credit, with_unknown_headings(1))
    BlacklistImport.objects.filter(pk=submission.pk).update(file="")
    client = signed_in(credit)
    assert "照此重新读取" not in page(client, submission)
    assert "文件没有保留" in post(client, "layout", submission, LAYOUT)
    assert client.get(reverse("blacklists:import_marked", args=[submission.pk])).status_code == 404


def test_corrected_file_of_a_program_waits_for_a_person(credit: User, signed_in: SignedIn) -> None:
    submission = receive(credit, with_unknown_headings(1), automatic=True)
    BlacklistImport.objects.filter(pk=submission.pk).update(automatic=True)
    client = signed_in(credit)
    post(client, "layout", submission, LAYOUT)
    read_again(submission)
    assert submission.status == SubmissionState.CHECKED
    assert "须由人工确认" in page(client, submission)


def test_marked_workbook_has_every_problem_and_can_be_uploaded_again(credit: User, signed_in: SignedIn) -> None:
    submission = faulty(credit)
    client = signed_in(credit)
    assert "下载标注了问题的表格" in page(client, submission)
    rows = marked_rows(client, submission)
    assert rows[1] == [*BLACKLIST_HEAD, "错误信息"]
    assert "应为18位" in rows[2][-1]
    response = client.get(reverse("blacklists:import_marked", args=[submission.pk]))
    back = receive(credit, b"".join(response))
    assert back.pk != submission.pk
    assert [p.code for p in back.problems.all()] == [p.code for p in submission.problems.all()]


def test_file_that_was_not_read_has_no_marked_workbook(credit: User, signed_in: SignedIn) -> None:
    """It may name natural persons."""
    submission = receive(credit, with_unknown_headings(1))
    url = reverse("blacklists:import_marked", args=[submission.pk])
    assert signed_in(credit).get(url).status_code == 404


def test_layout_form_is_filled_with_the_recognised_columns(credit: User, signed_in: SignedIn) -> None:
    shown = page(signed_in(credit), faulty(credit))
    place = BLACKLIST_HEAD.index("统一社会信用代码")
    assert re.search(rf'name="uscc".*?<option value="{chr(65 + place)}" selected>', shown, re.DOTALL)
