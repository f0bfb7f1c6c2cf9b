"""A blacklist file is parsed once and its entries are staged once, for each way of delivery."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import Popen
from types import FrameType
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from blacklists.actions.feeds import pull_feed
from blacklists.actions.imports import confirm_import, process_import, receive_import, withdraw_import
from blacklists.models import Blacklist, BlacklistEntry, BlacklistImport, ParsedTable
from foundation.denials import ActionDenied
from tests.blacklists.api_client import CODE, body, entry, send
from tests.blacklists.feed_helpers import listing, make_feed
from tests.http_server import Upstream, good
from tests.programs import program_of
from tests.spreadsheet_files import upload
from tests.steps import AS_OF
from uploads.states import SubmissionState

pytestmark = pytest.mark.usefixtures("blacklists", "own_reader_process")
ENTRIES = [entry(number) for number in range(1, 101)]
JSON = body(*ENTRIES, cursor="42")
# A JSON text that is shorter than this is not the list.
LONG = len(JSON) // 2


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Count the parsings of a list in this process, the started reader processes and the created staging tables."""
    counts: Counter[str] = Counter()

    def count_call(frame: FrameType, event: str, argument: Any) -> None:
        if event != "call":
            return
        if frame.f_code is json.loads.__code__ and len(frame.f_locals["s"]) > LONG:
            # Loading the JSON lines of the reader process, or a stored column, is not counted as parsing the list.
            caller = frame.f_back.f_code.co_name if frame.f_back else ""
            counts["parsed"] += caller not in ("received_sheets", "from_db_value")
        elif frame.f_code is Popen.__init__.__code__:
            counts["reader processes"] += 1

    with CaptureQueriesContext(connection) as queries:
        sys.setprofile(count_call)
        try:
            yield counts
        finally:
            sys.setprofile(None)
    counts["staged"] += sum("CREATE TEMP TABLE staged_entries" in query["sql"] for query in queries)


def received(credit: User, content: bytes, mode: str = "full") -> BlacklistImport:
    """A file that a person uploaded."""
    blacklist = Blacklist.objects.get(code=CODE)
    file = upload(content, "名单.csv")
    submission, _ = receive_import(blacklist=blacklist, upload=file, mode=mode, as_of=AS_OF, by=credit)
    return submission


@pytest.fixture
def program(credit: User) -> Client:
    return program_of(credit)


def test_pushed_list_is_parsed_and_staged_once(program: Client) -> None:
    with counted() as counts:
        pk = send(program, JSON).json()["id"]
        process_import(pk)
    assert counts == {"parsed": 1, "staged": 1}
    assert BlacklistImport.objects.get(pk=pk).status == SubmissionState.CONFIRMED
    assert BlacklistEntry.objects.count() == len(ENTRIES)


def test_pulled_json_is_parsed_and_staged_once(upstream: Upstream, credit: User) -> None:
    feed = make_feed(upstream, credit, cursor_parameter="since", cursor_field="cursor")
    upstream.reply = good(JSON)
    with counted() as counts:
        pulled = pull_feed(feed.pk)
        assert pulled
        process_import(pulled.pk)
    assert counts == {"parsed": 1, "staged": 1}
    feed.refresh_from_db()
    assert feed.cursor == "42"
    assert BlacklistEntry.objects.count() == len(ENTRIES)


def test_pulled_csv_is_read_by_one_reader_process(upstream: Upstream, credit: User) -> None:
    feed = make_feed(upstream, credit)
    upstream.reply = good(listing(*range(1, 101)))
    with counted() as counts:
        pulled = pull_feed(feed.pk)
        assert pulled
        process_import(pulled.pk)
    assert +counts == {"reader processes": 1, "staged": 1}
    assert BlacklistEntry.objects.count() == 100


def test_uploaded_file_is_staged_at_preview_and_at_confirmation(credit: User) -> None:
    """The confirmation is a later transaction, and entries may have changed since the preview."""
    with counted() as counts:
        submission = received(credit, listing(*range(1, 101)))
        process_import(submission.pk)
    assert +counts == {"reader processes": 1, "staged": 1}
    with counted() as counts:
        confirm_import(submission=submission, by=credit)
    assert +counts == {"staged": 1}


def test_denied_confirmation_stages_once(credit: User) -> None:
    submission = received(credit, listing(1))
    process_import(submission.pk)
    with counted() as counts, pytest.raises(ActionDenied):
        confirm_import(submission=submission, ended_count=7, by=credit)
    assert +counts == {"staged": 1}


def test_pushed_table_equals_the_table_of_the_reader_process(program: Client, credit: User) -> None:
    """The entries have numbers, blanks, missing keys, a control character and empty objects."""
    content = body(
        {"source_id": 17, "name": "济南\u0001泺岬公司 ", "listed_on": None, "basis": "多行\n文字\t制表"},
        {},
        {"name": "某公司", "uscc": 9.0, "other": True, "tax_number": 123456789012345678},
        {"name": " ", "basis": ""},
    )
    pushed = BlacklistImport.objects.get(pk=send(program, content).json()["id"])
    uploaded = received(credit, content, mode="changes")
    for submission in (pushed, uploaded):
        process_import(submission.pk)
        submission.refresh_from_db()
    fields = ("line", "raw", "name", "uscc", "basis", "source_id", "tax_number", "is_refused")
    rows, expected = (list(one.rows.values_list(*fields)) for one in (pushed, uploaded))
    assert rows == expected
    assert len(rows) == 3
    assert pushed.reading == uploaded.reading


def test_parsed_table_is_deleted_when_no_worker_needs_it(program: Client, credit: User) -> None:
    read, failed, withdrawn = (
        send(program, content).json()["id"] for content in (JSON, body({"nam": "x"}), body(entry(1, basis="x")))
    )
    assert ParsedTable.objects.count() == 3
    withdraw_import(submission=BlacklistImport.objects.get(pk=withdrawn), by=credit)
    assert ParsedTable.objects.count() == 2
    for pk in (read, failed):
        process_import(pk)
    states = BlacklistImport.objects.in_bulk([read, failed])
    assert [states[pk].status for pk in (read, failed)] == [SubmissionState.CONFIRMED, SubmissionState.FAILED]
    assert not ParsedTable.objects.exists()
