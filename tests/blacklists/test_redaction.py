"""The stored file of an import: the original, a redacted copy without natural persons, or no file."""

import io
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.models import User
from audit.models import AuditEvent
from audit.types import EventType
from blacklists.actions.imports import confirm_import, process_import, receive_import, withdraw_import
from blacklists.models import Blacklist, BlacklistImport
from blacklists.tasks import discard_unread_files
from tests.cases.rosters import one_sheet
from tests.spreadsheet_files import BLACKLIST_HEAD, blacklist_line, csv_bytes, upload, uscc_of
from tests.spreadsheets.workbooks import xls
from tests.steps import AS_OF
from tests.stored_texts import texts_in
from uploads.actions import decide_rows, sha256_of
from uploads.states import RowDecision

pytestmark = pytest.mark.usefixtures("blacklists")
SignedIn = Callable[[User], Client]
CODE = "court-defaulters"
NAME = "济南泺岬0001进出口有限公司"
PERSON = "370102190001010027"
AUTHOR = "Zhuang Yuanyi"
OLD_PERSON = "370102000101123"
# A registration number with a wrong check digit; in any other column it would be masked as an ID number.
MISTYPED = "370102000101121"


def get_blacklist(code: str) -> Blacklist:
    return Blacklist.objects.get(code=code)


def page_text(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_file_withdrawn_before_it_was_read_is_deleted(
    credit: User, signed_in: SignedIn, django_capture_on_commit_callbacks: Any
) -> None:
    """The file was not checked for names of natural persons."""
    content = csv_bytes(BLACKLIST_HEAD, [blacklist_line("王某某", org_code=PERSON)])
    received, _ = receive_import(
        blacklist=get_blacklist(CODE), upload=upload(content, "名单.csv"), mode="full", as_of=AS_OF, by=credit
    )
    storage, original = received.file.storage, received.file.name
    client = signed_in(credit)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("blacklists:import_withdraw", args=[received.pk]))
    assert not storage.exists(original)
    assert "文件没有保留" in client.get(reverse("blacklists:import_detail", args=[received.pk])).content.decode()
    assert client.get(reverse("blacklists:import_file", args=[received.pk])).status_code == 404


def unreadable(credit: User) -> BlacklistImport:
    """An import whose file names a natural person and has no known header."""
    content = f"这不是,名单\n王某某,{PERSON}\n".encode()
    received, _ = receive_import(
        blacklist=get_blacklist(CODE), upload=upload(content, "名单.csv"), mode="full", as_of=AS_OF, by=credit
    )
    process_import(received.pk)
    received.refresh_from_db()
    return received


def aged(submission: BlacklistImport, **since: int) -> None:
    BlacklistImport.objects.filter(pk=submission.pk).update(uploaded_at=timezone.now() - timedelta(**since))


def test_unreadable_file_is_discarded_after_its_retention(
    credit: User, signed_in: SignedIn, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        received = unreadable(credit)
    storage, stored = received.file.storage, received.file.name
    aged(received, days=6, hours=23)
    discard_unread_files()
    assert "届时删除文件" in page_text(signed_in(credit), "blacklists:import_detail", received.pk)
    assert storage.exists(stored)
    aged(received, days=7)
    with django_capture_on_commit_callbacks(execute=True):
        discard_unread_files()
        discard_unread_files()
    assert not storage.exists(stored)
    page = page_text(signed_in(credit), "blacklists:import_detail", received.pk)
    assert "逾期无人处理，可能含有个人信息，文件没有保留" in page
    assert "届时删除文件" not in page
    assert received.failure in page
    assert AuditEvent.objects.filter(type=EventType.IMPORT_DISCARDED).count() == 1
    again = unreadable(credit)
    assert again != received
    withdraw_import(submission=received, by=credit)
    assert "已撤回" in page_text(signed_in(credit), "blacklists:import_detail", received.pk)


def test_checked_file_is_never_discarded(credit: User) -> None:
    content = csv_bytes(BLACKLIST_HEAD, [blacklist_line(NAME, uscc=uscc_of(1))])
    checked, _ = receive_import(
        blacklist=get_blacklist(CODE), upload=upload(content, "名单.csv"), mode="full", as_of=AS_OF, by=credit
    )
    process_import(checked.pk)
    aged(checked, days=400)
    discard_unread_files()
    checked.refresh_from_db()
    assert checked.file.storage.exists(checked.file.name)


@pytest.mark.parametrize("number", [PERSON, OLD_PERSON])
def test_file_with_natural_persons_is_stored_redacted(
    credit: User, signed_in: SignedIn, django_capture_on_commit_callbacks: Any, number: str
) -> None:
    head = (*BLACKLIST_HEAD, "法定代表人身份证号", "工商注册号")
    people, enterprises = blacklist_line("王某某", document="乙1号"), blacklist_line(NAME, uscc=uscc_of(1))
    lines = [(*people, "", ""), (*enterprises, number, MISTYPED)]
    content = csv_bytes(head, lines)
    sha256 = sha256_of(upload(content))
    received, _ = receive_import(
        blacklist=get_blacklist(CODE), upload=upload(content, "名单.csv"), mode="full", as_of=AS_OF, by=credit
    )
    original = received.file.name
    storage = received.file.storage
    with django_capture_on_commit_callbacks(execute=True):
        process_import(received.pk)
    assert not storage.exists(original)
    received.refresh_from_db()
    with received.file.open("rb") as stored:
        kept = stored.read()
    assert kept.startswith(b"PK")
    assert (received.sha256, received.redacted_rows) == (sha256, 1)
    assert received.filename == "名单（已去除个人信息）.xlsx"
    assert received.file.name != original
    again, is_new = receive_import(
        blacklist=get_blacklist(CODE), upload=upload(content), mode="full", as_of=AS_OF, by=credit
    )
    assert (again.pk, is_new) == (received.pk, False)
    page = page_text(signed_in(credit), "blacklists:import_detail", received.pk)
    assert "已去除1行自然人" in page
    assert number not in page
    assert not list(BlacklistImport.objects.filter(rows__raw__contains=["王某某"]))
    assert strings_of(kept).isdisjoint({number, "王某某"})
    assert {NAME, MISTYPED} <= strings_of(kept)
    assert received.rows.get(name=NAME).registration_number == MISTYPED


def test_file_without_a_header_is_stored_redacted(credit: User) -> None:
    content = csv_bytes(["姓名", "证件号码"], [["王某某", PERSON]])
    received, _ = receive_import(
        blacklist=get_blacklist(CODE), upload=upload(content), mode="full", as_of=AS_OF, by=credit
    )
    process_import(received.pk)
    received.refresh_from_db()
    assert received.status == "failed"
    with received.file.open("rb") as stored:
        assert PERSON not in strings_of(stored.read())


def strings_of(workbook: bytes) -> set[str]:
    """The texts of all cells of a workbook."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    return {str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row}


HELD = "沅溪"


def held(credit: User, *, mode: str = "full") -> BlacklistImport:
    """An import with a row that may be about a natural person, in line 2."""
    content = csv_bytes(BLACKLIST_HEAD, [blacklist_line(HELD, document="乙1号"), blacklist_line(NAME, uscc=uscc_of(1))])
    received, _ = receive_import(
        blacklist=get_blacklist(CODE), upload=upload(content, "名单.csv"), mode=mode, as_of=AS_OF, by=credit
    )
    return read(received)


def read(received: BlacklistImport) -> BlacklistImport:
    process_import(received.pk)
    received.refresh_from_db()
    return received


def kept_texts(submission: BlacklistImport) -> str:
    """Everything that is kept of an import but the sheets that wait for the decision."""
    with submission.file.open("rb") as stored:
        texts = texts_in(stored.read())
        return "\n".join([*texts, repr([*submission.rows.values(), *submission.problems.values(), submission.reading])])


def test_row_that_may_be_a_person_is_held_and_stored_nowhere_else(credit: User, signed_in: SignedIn) -> None:
    received = held(credit)
    assert [(p.line, p.code) for p in received.problems.all()] == [(2, "may_be_person")]
    assert HELD not in kept_texts(received)
    page = page_text(signed_in(credit), "blacklists:import_detail", received.pk)
    assert "看不出是企业还是自然人" in page
    assert HELD not in page


def test_held_row_that_a_person_affirms_is_read(credit: User) -> None:
    received = held(credit)
    decide_rows(submission=received, lines=[2], decision=RowDecision.ENTERPRISE, by=credit)
    assert list(read(received).rows.values_list("name", "is_refused")) == [(HELD, False), (NAME, False)]
    assert received.redacted_rows == 0
    assert HELD in kept_texts(received)


def test_held_row_that_a_person_leaves_out_is_deleted(credit: User, django_capture_on_commit_callbacks: Any) -> None:
    received = held(credit)
    with django_capture_on_commit_callbacks(execute=True):
        decide_rows(submission=received, lines=[2], decision=RowDecision.NOT_ENTERPRISE, by=credit)
        read(received)
    with received.sheets_file.open("rb") as waiting:
        assert HELD not in "".join(texts_in(waiting.read()))
    assert HELD not in kept_texts(received)
    decide_rows(submission=received, lines=[2], decision=RowDecision.WITHDRAWN, by=credit)
    assert list(read(received).problems.values_list("line", "code")) == [(2, "natural_person")]


@pytest.mark.parametrize("settle", ["confirm", "withdraw"])
def test_held_row_is_deleted_with_the_settling_of_the_file(
    credit: User, django_capture_on_commit_callbacks: Any, settle: str
) -> None:
    received = held(credit)
    storage, waiting = received.sheets_file.storage, received.sheets_file.name
    assert storage.exists(waiting)
    with django_capture_on_commit_callbacks(execute=True):
        if settle == "confirm":
            confirm_import(submission=received, ended_count=0, by=credit)
        else:
            withdraw_import(submission=received, by=credit)
    assert not storage.exists(waiting)


def test_held_row_about_which_nobody_decides_is_deleted_after_its_retention(
    credit: User, signed_in: SignedIn, django_capture_on_commit_callbacks: Any
) -> None:
    received = held(credit)
    storage, waiting = received.sheets_file.storage, received.sheets_file.name
    aged(received, days=6, hours=23)
    discard_unread_files()
    assert storage.exists(waiting)
    assert "内容只保留到" in page_text(signed_in(credit), "blacklists:import_detail", received.pk)
    aged(received, days=7)
    with django_capture_on_commit_callbacks(execute=True):
        discard_unread_files()
    assert not storage.exists(waiting)
    received.refresh_from_db()
    assert "内容只保留到" not in page_text(signed_in(credit), "blacklists:import_detail", received.pk)
    decide_rows(submission=received, lines=[2], decision=RowDecision.ENTERPRISE, by=credit)
    assert list(read(received).problems.values_list("line", "code")) == [(2, "natural_person")]
    assert list(received.rows.values_list("name", flat=True)) == ["", NAME]


def test_redacted_file_keeps_hidden_rows_and_comments(credit: User) -> None:
    """The marks of the received file count again when the file is read again."""

    def change(book: Any, sheet: Any) -> None:
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.write_comment("A3", f"法定代表人：庄沅漪，{PERSON}")

    lines = [blacklist_line("王某某"), blacklist_line(NAME, uscc=uscc_of(1))]
    received, _ = receive_import(
        blacklist=get_blacklist(CODE),
        upload=upload(one_sheet([list(BLACKLIST_HEAD), *map(list, lines)], change)),
        mode="full",
        as_of=AS_OF,
        by=credit,
    )
    first = list(read(received).problems.values_list("line", "code"))
    assert {"庄沅漪", PERSON} & set(kept_texts(received).split("，")) == set()
    notes = received.reading["notes"]
    decide_rows(submission=received, lines=[3], decision=RowDecision.NOT_ENTERPRISE, by=credit)
    read(received)
    decide_rows(submission=received, lines=[3], decision=RowDecision.WITHDRAWN, by=credit)
    again = list(read(received).problems.values_list("line", "code"))
    assert (again, received.reading["notes"]) == (first, notes)
    assert PERSON not in kept_texts(received)


def with_author(lines: list[list[str]]) -> bytes:
    def change(book: Any, sheet: Any) -> None:
        book.set_properties({"author": AUTHOR, "comments": f"经办人身份证{PERSON}"})

    return one_sheet(lines, change)


@pytest.mark.parametrize("make", [with_author, partial(xls, owner=AUTHOR)])
def test_author_of_a_workbook_is_not_kept(credit: User, make: Callable[[list[list[str]]], bytes]) -> None:
    content = make([list(BLACKLIST_HEAD), list(blacklist_line(NAME, uscc=uscc_of(1)))])
    assert AUTHOR in "".join(texts_in(content))
    received, _ = receive_import(
        blacklist=get_blacklist(CODE), upload=upload(content), mode="full", as_of=AS_OF, by=credit
    )
    assert AUTHOR not in kept_texts(read(received))
    assert NAME in kept_texts(received)


def test_names_on_an_unread_sheet_are_not_kept(credit: User) -> None:
    def change(book: Any, sheet: Any) -> None:
        other = book.add_worksheet("自然人")
        for line, text in enumerate(["姓名", "庄沅漪", "佟会栩", "蒋澈"]):
            other.write_string(line, 0, text)

    content = one_sheet([list(BLACKLIST_HEAD), list(blacklist_line(NAME, uscc=uscc_of(1)))], change)
    received, _ = receive_import(
        blacklist=get_blacklist(CODE), upload=upload(content), mode="full", as_of=AS_OF, by=credit
    )
    texts = kept_texts(read(received))
    assert not [name for name in ("庄沅漪", "佟会栩", "蒋澈") if name in texts]
