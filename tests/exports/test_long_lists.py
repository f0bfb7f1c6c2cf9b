"""The file of a long list: a worker makes it once, one at a time a person; it is kept for a while, for that person."""

import io
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any

import psycopg2
import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import Resolver404, reverse
from python_calamine import CalamineWorkbook

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from exports.actions import delete_expired_exports, make_export
from exports.lists import AT_ONCE
from exports.models import Export
from foundation.jobs.leases import MAX_ATTEMPTS
from tests.exports.many_events import make_events
from tests.factories import make_department, make_user
from tests.workers import database_url, kill_worker_writing, running, start_beat, start_worker, wait_until

SignedIn = Callable[[User], Client]
ROWS = AT_ONCE + 1
LIST = "workbench:audit_list"


@pytest.fixture
def auditor(db: None) -> User:
    """An auditor, whose list of events is long; the last one is the sign-in."""
    make_events(ROWS - 1)
    return make_user(Role.AUDITOR)


@pytest.fixture
def browser(auditor: User, signed_in: SignedIn) -> Client:
    return signed_in(auditor)


def ask(client: Client, **query: str) -> Any:
    """Ask for the file of the long list, and return the page that waits for it."""
    return client.get(reverse(LIST), {"format": "xlsx", **query}, follow=True)


def made(client: Client, **query: str) -> Export:
    """Return the file that the user asked for, as a worker made it."""
    ask(client, **query)
    export = Export.objects.latest("pk")
    make_export(export.pk)
    export.refresh_from_db()
    return export


def move_back(export: Export, by: timedelta) -> None:
    """Let the file be as old as after this time."""
    Export.objects.filter(pk=export.pk).update(expires_at=export.expires_at - by)


def test_page_waits_for_the_file_and_offers_it(browser: Client) -> None:
    waiting = ask(browser)
    assert waiting.status_code == 202
    assert '<meta http-equiv="refresh" content="2">' in waiting.content.decode()
    export = Export.objects.get()
    make_export(export.pk)
    page = browser.get(export.get_absolute_url())
    assert page.status_code == 200
    text = page.content.decode()
    assert f"<h1>导出已生成，共{ROWS}行</h1>" in text
    assert "http-equiv" not in text
    assert f'href="{export.file_url}"' in text
    assert f'href="{reverse(LIST)}"' in text


def test_file_has_every_row_its_length_and_their_number(browser: Client, auditor: User) -> None:
    answer = browser.get(made(browser, kind="sign_in").file_url)
    content = answer.getvalue()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert (answer["X-Row-Count"], answer["Content-Length"]) == (str(ROWS), str(len(content)))
    assert rows[1][0] == "筛选：类别：登录"
    assert rows[3][0].startswith(f"制表人：{auditor}；")
    assert {row[7] for row in rows[5:]} == {f"测试员{n}" for n in range(1, ROWS)} | {str(auditor)}


def test_csv_of_a_long_list_is_made_too(browser: Client) -> None:
    content = browser.get(made(browser, format="csv").file_url).getvalue().decode("utf-8-sig")
    assert len(content.splitlines()) == ROWS + 1


def test_download_is_recorded_when_the_file_is_taken(browser: Client) -> None:
    export = made(browser, kind="sign_in")
    assert not AuditEvent.objects.filter(type=EventType.LIST_DOWNLOADED).exists()
    browser.get(export.file_url).getvalue()
    data = AuditEvent.objects.get(type=EventType.LIST_DOWNLOADED).data
    assert data == {"list": "审计日志", "filter": "类别：登录", "format": "Excel", "rows": ROWS}


def test_same_request_while_the_file_is_made_leads_to_the_same_file(browser: Client) -> None:
    assert ask(browser).redirect_chain == ask(browser).redirect_chain
    assert Export.objects.count() == 1


def test_person_waits_for_one_file_at_a_time(browser: Client) -> None:
    first = ask(browser)
    second = ask(browser, kind="sign_in")
    assert second.redirect_chain == first.redirect_chain
    assert "一次只生成一份文件" in second.content.decode()
    make_export(Export.objects.get().pk)
    ask(browser, kind="sign_in")
    assert Export.objects.count() == 2


def test_two_people_wait_at_the_same_time(browser: Client, signed_in: SignedIn) -> None:
    ask(browser)
    ask(signed_in(make_user(Role.AUDITOR)))
    assert Export.objects.waiting().count() == 2


@pytest.mark.parametrize("owner", [7, None])
def test_database_refuses_a_second_file_in_work(db: None, owner: int | None) -> None:
    Export.objects.create(owner_id=owner, format="csv")
    with pytest.raises(IntegrityError, match="export_one_at_a_time"), transaction.atomic():
        Export.objects.create(owner_id=owner, format="xlsx")


def test_list_of_as_many_rows_as_are_made_at_once_needs_no_worker(db: None, signed_in: SignedIn) -> None:
    make_events(AT_ONCE - 1)
    answer = ask(signed_in(make_user(Role.AUDITOR)), kind="sign_in")
    assert (answer["X-Row-Count"], len(answer.getvalue()) > 0) == (str(AT_ONCE), True)
    assert not Export.objects.exists()


def test_file_of_somebody_else_is_not_there(browser: Client, signed_in: SignedIn) -> None:
    export = made(browser)
    other = signed_in(make_user(Role.AUDITOR))
    for url in (export.get_absolute_url(), export.file_url):
        assert other.get(url).status_code == 404


def test_file_is_refused_to_its_owner_without_the_permission(browser: Client, auditor: User) -> None:
    export = made(browser)
    User.objects.filter(pk=auditor.pk).update(role=Role.CREDIT, department=make_department("ndrc"))
    for url in (export.get_absolute_url(), export.file_url):
        assert browser.get(url).status_code == 403


def test_file_is_refused_to_its_owner_in_another_department(signed_in: SignedIn, clerk: User) -> None:
    """The list of the department before has other rows."""
    export = Export.objects.create(
        owner_id=clerk.pk,
        owner_role=clerk.role,
        owner_department_id=clerk.department_id,
        access="feedback.read_notice",
        format="csv",
    )
    client = signed_in(clerk)
    assert client.get(export.get_absolute_url()).status_code == 202
    User.objects.filter(pk=clerk.pk).update(department=make_department("laiwu-customs"))
    assert client.get(export.get_absolute_url()).status_code == 403


def test_file_is_deleted_when_its_time_is_over(browser: Client) -> None:
    export, kept = made(browser), made(browser, format="csv")
    move_back(export, timedelta(hours=24))
    for url in (export.get_absolute_url(), export.file_url):
        answer = browser.get(url)
        assert (answer.status_code, "到期即删除" in answer.content.decode()) == (404, True)
    delete_expired_exports()
    assert list(Export.objects.all()) == [kept]
    assert default_storage.listdir("exports")[1].count(f"{export.pk}.xlsx") == 0
    assert browser.get(kept.file_url).getvalue()


def test_file_that_no_worker_can_make_is_given_up(browser: Client, auditor: User) -> None:
    ask(browser)
    export = Export.objects.get()
    Export.objects.update(path="/nowhere/")
    for _ in range(MAX_ATTEMPTS):
        with pytest.raises(Resolver404):
            make_export(export.pk)
    make_export(export.pk)
    assert "未能生成文件" in browser.get(export.get_absolute_url()).content.decode()
    assert browser.get(export.file_url).status_code == 404
    assert ask(browser).status_code == 202


@pytest.mark.django_db(transaction=True)
def test_worker_makes_the_file_and_a_lost_message_is_sent_again(browser: Client) -> None:
    """Nobody listens to the first message: the worker and the sweep are started afterwards."""
    ask(browser)
    with running(start_worker(), start_beat()):
        wait_until(lambda: not Export.objects.waiting().exists(), "the worker makes the file")
    export = Export.objects.get()
    assert export.row_count == ROWS
    assert len(browser.get(export.file_url).getvalue()) > ROWS


@pytest.mark.django_db(transaction=True)
def test_reader_of_a_long_list_that_stops_reading_holds_no_connection(browser: Client) -> None:
    content = iter(browser.get(made(browser).file_url).streaming_content)
    begun = next(content)
    assert connection.connection is None
    assert (begun + b"".join(content)).startswith(b"PK")


@pytest.mark.django_db(transaction=True)
def test_file_that_a_worker_makes_is_left_alone_by_another(browser: Client) -> None:
    ask(browser)
    export = Export.objects.get()
    with closing(psycopg2.connect(database_url())) as worker, worker.cursor() as cursor:
        cursor.execute("SELECT 1 FROM exports_export FOR UPDATE")
        make_export(export.pk)
        export.refresh_from_db()
        assert (export.is_waiting, export.attempts) == (True, 0)
        worker.rollback()
    make_export(export.pk)
    export.refresh_from_db()
    assert not export.is_waiting


@pytest.mark.django_db(transaction=True)
def test_worker_that_is_killed_is_replaced(browser: Client) -> None:
    ask(browser)
    kill_worker_writing("exports_export")
    with running(start_worker(), start_beat()):
        wait_until(lambda: not Export.objects.waiting().exists(), "the worker makes the file")
    assert Export.objects.get().row_count == ROWS
