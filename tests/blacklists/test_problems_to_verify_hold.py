"""Files of programs with problems that a person must verify: they wait, and the credit administrator is told."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from blacklists.actions.imports import confirm_import, process_import
from blacklists.models import BlacklistEntry, BlacklistFeed, BlacklistImport
from blacklists.wording import alert_texts, hold_text
from tests.blacklists.api_client import CODE, body, entry, read_import, send
from tests.blacklists.feed_helpers import live_names, pull_now
from tests.http_server import Upstream, good
from tests.programs import program_of
from tests.spreadsheet_files import BLACKLIST_HEAD, blacklist_line, csv_bytes, uscc_of
from tests.steps import push_file
from uploads.states import SubmissionState

pytestmark = pytest.mark.usefixtures("blacklists")
HEAD = [*BLACKLIST_HEAD, "当前状态"]


def stated(serial: int, state: str) -> list[object]:
    return [*blacklist_line(f"失信{serial}公司", uscc=uscc_of(serial)), state]


def test_pushed_row_that_states_a_removal_is_held_with_a_reason_that_names_it(credit: User) -> None:
    pushed = push_file(credit, CODE, body(entry(1, 当前状态="在列"), entry(2, 当前状态="已移出")))
    assert pushed.status == SubmissionState.CHECKED
    assert not BlacklistEntry.objects.exists()
    assert hold_text(pushed) == (
        "程序送来的数据有1处须由人核实：文件载明的状态（第2条），没有自动生效。"
        "现行名单继续有效，请逐处核对后确认，或撤回。"
    )


def test_push_by_the_api_that_is_held_says_so_in_its_answer(credit: User) -> None:
    program = program_of(credit)
    sent = send(program, body(entry(1, 备注="已修复"), entry(2, 备注="已退出")))
    process_import(sent.json()["id"])
    shown = read_import(program, sent.json()["id"])
    assert (shown["status"], shown["counts"]["confirm"]) == ("checked", 2)
    assert "有2处须由人核实：文件载明的状态（第1、2条）" in shown["hold_reason"]


@pytest.mark.parametrize("mode", ["full", "changes"])
def test_pulled_file_with_such_a_row_is_held_and_the_feed_raises_an_alert(
    feed: BlacklistFeed, upstream: Upstream, credit: User, signed_in: Callable[[User], Client], mode: str
) -> None:
    BlacklistFeed.objects.filter(pk=feed.pk).update(mode=mode)
    pull_now(feed, upstream, good(csv_bytes(BLACKLIST_HEAD, [blacklist_line("失信9公司", uscc=uscc_of(9))])))
    content = csv_bytes(HEAD, [stated(1, ""), stated(2, "已移出"), stated(3, "已修复"), stated(9, "")])
    pull_now(feed, upstream, good(content))
    assert feed.last_import.status == SubmissionState.CHECKED
    assert live_names(feed) == {"失信9公司"}
    reason = "程序送来的数据有2处须由人核实：文件载明的状态（第3、4行），没有自动生效。"
    assert any(reason in alert for alert in alert_texts(feed))
    home = signed_in(credit).get(reverse("workbench:home")).content.decode()
    assert reason in home
    assert "待确认的“黑名单”导入" in home
    confirm_import(submission=feed.last_import, problems_verified=True, by=credit)
    assert live_names(feed) == {"失信1公司", "失信2公司", "失信3公司", "失信9公司"}


def test_problems_of_several_rules_are_named_each_with_its_first_rows(credit: User) -> None:
    entries = [entry(n, 备注="已移出") for n in range(1, 9)]
    pushed = push_file(credit, CODE, body(*entries))
    assert "有8处须由人核实：文件载明的状态（第1、2、3、4、5条等8处）" in hold_text(pushed)


def test_problem_of_a_refused_row_holds_nothing(credit: User) -> None:
    pushed = push_file(credit, CODE, body(entry(1), entry(2, 备注="已移出", listed_on="2026-13-01")))
    assert (pushed.status, pushed.error_count, pushed.confirm_count) == (SubmissionState.CONFIRMED, 1, 1)


def test_program_is_held_by_the_rows_of_its_own_file_only(credit: User) -> None:
    held = push_file(credit, CODE, body(entry(1, 备注="已移出")))
    passed = push_file(credit, CODE, body(entry(2, 备注="")), as_of=timezone.localdate())
    assert (held.status, passed.status) == (SubmissionState.CHECKED, SubmissionState.CONFIRMED)
    assert BlacklistImport.objects.get(pk=passed.pk).hold_reason is None
