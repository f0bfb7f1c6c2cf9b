"""Notes on the reading of a file: what matters stands above the table and in the API."""

import re
from collections.abc import Callable, Sequence

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from blacklists.actions.imports import process_import, receive_import
from blacklists.models import Blacklist, BlacklistImport
from roster.actions.submissions import process_roster, receive_roster
from roster.models import RosterSubmission
from spreadsheets.notes import FOLDED_NOTES, NOTE_CODES, NOTES_THAT_MATTER
from tests.blacklists.api_client import CODE, body, entry
from tests.programs import program_of
from tests.spreadsheet_files import BLACKLIST_HEAD, ROSTER_HEAD, blacklist_line, roster_line, upload, xlsx
from tests.spreadsheets.workbooks import sheets_xlsx
from tests.steps import AS_OF, preview, push_file, put_in_force

SignedIn = Callable[[User], Client]
Lines = Sequence[Sequence[str]]


def read_roster(officer: User, content: bytes, name: str = "名单.xlsx") -> RosterSubmission:
    submission, _ = receive_roster(upload=upload(content, name), mode="changes", as_of=AS_OF, by=officer)
    process_roster(submission.pk)
    submission.refresh_from_db()
    return submission


def read_blacklist(credit: User, content: bytes, name: str = "名单.xlsx") -> BlacklistImport:
    blacklist = Blacklist.objects.get(code=CODE)
    file = upload(content, name)
    submission, _ = receive_import(blacklist=blacklist, upload=file, mode="changes", as_of=AS_OF, by=credit)
    process_import(submission.pk)
    submission.refresh_from_db()
    return submission


def above_the_table(client: Client, name: str, pk: int) -> list[str]:
    """Return the notes that the page shows before anything that is folded."""
    page = client.get(reverse(name, args=[pk])).content.decode()
    page = page[page.index("<h1") : page.index("<details")]
    (notes,) = re.findall(r'<div class="alert alert-warning" role="note">(.*?)</div>', page, re.S) or [""]
    return re.findall(r"<p>(.*?)</p>", notes)


def test_every_note_is_shown_above_the_table_for_a_reason_or_folded() -> None:
    assert NOTES_THAT_MATTER.keys() | FOLDED_NOTES == NOTE_CODES.keys()
    assert not NOTES_THAT_MATTER.keys() & FOLDED_NOTES
    assert all(NOTES_THAT_MATTER.values())


def test_unread_sheet_and_columns_of_a_roster_stand_above_the_table(officer: User, signed_in: SignedIn) -> None:
    head = [*ROSTER_HEAD, "法定代表人", "备用"]
    content = sheets_xlsx({"名单": [head, [*roster_line(1), "某某", ""]], "封面": [["说明"]]})
    submission = read_roster(officer, content)
    notes = above_the_table(signed_in(officer), "roster:submission_detail", submission.pk)
    assert notes == ["名单在工作表“名单”中，未读取：封面。", "以下各列没有读取：“法定代表人”。"]


@pytest.mark.usefixtures("blacklists")
def test_unread_sheet_and_columns_of_a_blacklist_stand_above_the_table(credit: User, signed_in: SignedIn) -> None:
    head = [*BLACKLIST_HEAD, "承办人电话"]
    content = sheets_xlsx({"名单": [head, [*blacklist_line("济南甲贸易有限公司"), "略"]], "封面": [["说明"]]})
    submission = read_blacklist(credit, content)
    notes = above_the_table(signed_in(credit), "blacklists:import_detail", submission.pk)
    assert notes == ["名单在工作表“名单”中，未读取：封面。", "以下各列没有读取：“承办人电话”。"]


def test_file_without_such_notes_shows_none(officer: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1)])
    assert above_the_table(signed_in(officer), "roster:submission_detail", submission.pk) == []


def test_roster_of_another_office_is_the_first_sentence(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    lines = [roster_line(serial) for serial in (1, 2, 3)]
    put_in_force(other_officer, lines, mode="changes")
    submission = read_roster(officer, xlsx(ROSTER_HEAD, lines), "莱芜海关高级认证企业名单.xlsx")
    assert above_the_table(signed_in(officer), "roster:submission_detail", submission.pk) == [
        "这3家都在莱芜海关的名单上，您是泉城海关：请确认是否选错文件。",
        "文件名是“莱芜海关高级认证企业名单”，您是泉城海关：请确认是否选错文件。",
    ]


@pytest.mark.usefixtures("blacklists")
def test_file_of_another_blacklist_is_the_first_sentence(credit: User, signed_in: SignedIn) -> None:
    content = xlsx(BLACKLIST_HEAD, [blacklist_line("济南甲贸易有限公司")], title="重大税收违法失信主体")
    submission = read_blacklist(credit, content)
    first, *_ = above_the_table(signed_in(credit), "blacklists:import_detail", submission.pk)
    assert first == "文件标题是“重大税收违法失信主体”，您选的是“失信被执行人”：请确认是否选错文件。"


@pytest.mark.usefixtures("blacklists")
def test_api_answers_the_notes_and_which_of_them_matter(credit: User) -> None:
    pushed = push_file(credit, CODE, body(entry(1, phone="略")))
    answer = program_of(credit).get(reverse("blacklists_api:import_detail", args=[pushed.pk])).json()
    assert answer["reading"]["notes"] == [
        {
            "code": "ignored_columns",
            "params": {"titles": ["phone"]},
            "message": "以下各列没有读取：“phone”。",
            "matters": True,
        }
    ]
