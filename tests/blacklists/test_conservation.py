"""Every row that a program sends is read, refused or set aside, and the answer of the API says which and why."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from blacklists.actions.imports import process_import
from blacklists.models import BlacklistFeed, BlacklistImport
from tests.blacklists.api_client import body, entry, problems_of, read_import, send
from tests.blacklists.feed_helpers import pull_now
from tests.http_server import Upstream, good
from tests.programs import program_of
from tests.spreadsheet_files import BLACKLIST_HEAD, blacklist_line, csv_bytes, uscc_of

pytestmark = pytest.mark.usefixtures("blacklists")
PERSON = {"name": "李某某", "document_number": "（2026）鲁0102执77号"}
ENTRIES = [
    entry(1),
    entry(2, listed_on="2026-13-01"),
    {"name": "合计"},
    PERSON,
    {},
    {"name": None, "document_number": "3号"},
    entry(3, name="济南泺岬0003进出口有限公司（外商独资）"),
    {"备注": "以下空白"},
    {"name": "济南甲城商贸有限公司、济南乙城商贸有限公司", "document_number": "5号"},
    entry(1, document_number="重复的另一文号"),
]


@pytest.fixture
def program(credit: User) -> Client:
    return program_of(credit)


def lines_of(submission: BlacklistImport) -> tuple[set[int], set[int], set[int]]:
    """Return the lines that were read, refused and set aside."""
    rows = set(submission.rows.values_list("line", "is_refused"))
    read, refused = ({line for line, is_refused in rows if is_refused == wanted} for wanted in (False, True))
    # The row of a natural person is refused, and nothing of it is kept.
    refused |= set(submission.problems.filter(severity="error").values_list("line", flat=True))
    return read, refused, {row["line"] for row in submission.reading["set_aside"]}


def check_conservation(submission: BlacklistImport, reading: dict[str, Any], lines: set[int]) -> None:
    """Check that each of these lines is in exactly one of the three sets, and that the answer counts them."""
    read, refused, set_aside = lines_of(submission)
    assert read | refused | set_aside == lines
    assert len(read) + len(refused) + len(set_aside) == len(lines)
    counts = [reading[f"rows_{part}"] for part in ("in_file", "read", "refused", "set_aside")]
    assert counts == [len(lines), len(read), len(refused), len(set_aside)]
    assert {row["row"] for row in reading["set_aside"]} == set_aside
    assert sum(reading["set_aside_reasons"].values()) == len(set_aside)


@pytest.mark.parametrize("mode", ["changes", "full"])
def test_each_pushed_entry_is_read_or_refused_with_its_place(program: Client, mode: str) -> None:
    pk = send(program, body(*ENTRIES, mode=mode)).json()["id"]
    process_import(pk)
    shown = read_import(program, pk)
    submission = BlacklistImport.objects.get(pk=pk)
    check_conservation(submission, shown["reading"], set(range(2, len(ENTRIES) + 2)))
    refused = {problem["entry"] for problem in problems_of(program, pk) if problem["severity"] == "error"}
    read = {line - 1 for line in lines_of(submission)[0]}
    assert refused | read == set(range(1, len(ENTRIES) + 1))
    assert {2, 4, 5, 6, 8} <= refused
    assert {1, 7, 9, 10} <= read


def test_push_whose_entry_is_no_object_is_refused_whole_with_its_place(program: Client) -> None:
    answer = send(program, body(entry(1), "济南甲城商贸有限公司"))
    assert answer.status_code == 400
    assert "第2条不是对象" in answer.json()["detail"]
    assert not BlacklistImport.objects.exists()


TABLE = [
    ["失信被执行人名单（2026年第三期）"],
    BLACKLIST_HEAD,
    blacklist_line("济南甲城商贸有限公司", uscc=uscc_of(1)),
    blacklist_line("李某某"),
    blacklist_line("济南乙城商贸有限公司", uscc=uscc_of(2), listed_on="2026-13-01"),
    BLACKLIST_HEAD,
    blacklist_line("济南丙城商贸有限公司"),
    ["合计：4家"],
    ["注：以上名单由执行局提供。"],
    ["制表人：某某"],
]


@pytest.mark.parametrize("mode", ["full", "changes"])
def test_each_row_of_a_pulled_table_is_read_refused_or_set_aside(
    feed: BlacklistFeed, upstream: Upstream, program: Client, mode: str
) -> None:
    BlacklistFeed.objects.filter(pk=feed.pk).update(mode=mode)
    first, head, *rows = TABLE
    pull_now(feed, upstream, good(csv_bytes(first, [head, *rows])))
    shown = read_import(program, feed.last_import.pk)
    check_conservation(feed.last_import, shown["reading"], set(range(1, len(TABLE) + 1)))
    assert shown["reading"]["rows_read"] == 2
    assert {row["row"] for row in shown["reading"]["set_aside"]} == {1, 2, 6, 8, 9, 10}
    assert all(row["reason"] for row in shown["reading"]["set_aside"])


@pytest.mark.parametrize("mode", ["full", "changes"])
def test_each_entry_of_a_pulled_json_list_is_read_or_refused(
    feed: BlacklistFeed, upstream: Upstream, program: Client, mode: str
) -> None:
    BlacklistFeed.objects.filter(pk=feed.pk).update(mode=mode)
    pull_now(feed, upstream, good(json.dumps({"data": ENTRIES}, ensure_ascii=False).encode()))
    shown = read_import(program, feed.last_import.pk)
    check_conservation(feed.last_import, shown["reading"], set(range(2, len(ENTRIES) + 2)))
