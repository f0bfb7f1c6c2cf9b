"""The as-of day of a file can be changed until the file is confirmed: rosters and blacklist files alike."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from blacklists.actions.imports import process_import
from foundation.web.dates import chinese_date
from roster.actions.submissions import process_roster
from tests.blacklists.api_client import CODE
from tests.spreadsheet_files import blacklist_line, roster_line
from tests.steps import AS_OF, list_entries, preview, put_in_force, read_entries

SignedIn = Callable[[User], Client]
LATER = date(2026, 7, 10)


def change(client: Client, name: str, submission: Any, day: object) -> str:
    url = reverse(f"{name}_as_of", args=[submission.pk])
    page = client.post(url, {"as_of": str(day)}, follow=True).content.decode()
    submission.refresh_from_db()
    return page


def test_other_day_of_a_roster_is_checked_and_shown(officer: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1, certified_on="2026-07-01")])
    assert submission.error_count == 1
    client = signed_in(officer)
    assert "截至日期已改为2026年7月10日" in change(client, "roster:submission", submission, LATER)
    process_roster(submission.pk)
    submission.refresh_from_db()
    assert (submission.as_of, submission.error_count) == (LATER, 0)
    assert "截至2026年7月10日" in client.get(reverse("roster:submission_detail", args=[submission.pk])).content.decode()
    assert AuditEvent.objects.get(type=submission.as_of_event).changes == {"as_of": ["2026-06-30", "2026-07-10"]}


@pytest.mark.usefixtures("blacklists")
def test_other_day_of_an_import_decides_which_entries_are_newer(credit: User, signed_in: SignedIn) -> None:
    list_entries(credit, CODE, [blacklist_line("甲公司")], as_of=date(2026, 7, 1))
    older = read_entries(credit, CODE, [blacklist_line("甲公司", listed_on="2026-01-06")], mode="changes", as_of=AS_OF)
    assert older.problems.filter(code="superseded").exists()
    client = signed_in(credit)
    change(client, "blacklists:import", older, LATER)
    process_import(older.pk)
    older.refresh_from_db()
    assert not older.problems.filter(code="superseded").exists()
    assert "截至2026年7月10日" in client.get(reverse("blacklists:import_detail", args=[older.pk])).content.decode()


@pytest.mark.usefixtures("blacklists")
def test_impossible_or_late_change_is_refused_with_a_sentence(officer: User, credit: User, signed_in: SignedIn) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    roster = preview(officer, [roster_line(1)])
    imported = read_entries(credit, CODE, [blacklist_line("甲公司")])
    for user, name, submission in (
        (officer, "roster:submission", roster),
        (credit, "blacklists:import", imported),
    ):
        client = signed_in(user)
        assert "日期不能晚于今天" in change(client, name, submission, tomorrow)
        assert "请填写截至日期" in change(client, name, submission, "")
        assert "截至日期没有改变" in change(client, name, submission, AS_OF)
        assert "早于海关开始实施高级认证的日期" in change(client, name, submission, "1999-01-01")
        assert submission.as_of == AS_OF
    confirmed = put_in_force(officer, [roster_line(2)], mode="changes")
    assert "不能重新读取" in change(signed_in(officer), "roster:submission", confirmed, LATER)
    url = reverse("roster:submission_detail", args=[confirmed.pk])
    assert "改正截至日期" not in signed_in(officer).get(url).content.decode()


def test_reader_of_rosters_cannot_change_the_day(officer: User, credit: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1)])
    client = signed_in(credit)
    url = reverse("roster:submission_detail", args=[submission.pk])
    assert "改正截至日期" not in client.get(url).content.decode()
    assert client.post(f"{url}as-of/", {"as_of": str(LATER)}).status_code == 403


def test_same_bytes_with_another_day_lead_to_the_page_that_changes_it(officer: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1)])
    with submission.file.open("rb") as stored:
        data = {"mode": "full", "as_of": str(LATER), "file": stored}
        shown = signed_in(officer).post(reverse("roster:submission_create"), data, follow=True).content.decode()
    assert f"那一次是全量、截至{chinese_date(AS_OF)}，如日期有误，请在本页改正截至日期" in shown
