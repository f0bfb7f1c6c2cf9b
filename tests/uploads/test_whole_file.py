"""Problems to confirm of a file as a whole: on the page, in the API, and before a confirmation."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from blacklists.actions.imports import process_import, receive_import
from blacklists.models import Blacklist
from roster.actions.submissions import process_roster
from tests.blacklists.api_client import CODE
from tests.downloads import download
from tests.programs import program_of
from tests.spreadsheet_files import BLACKLIST_HEAD, blacklist_line, roster_line, upload, xlsx
from tests.steps import list_entries, preview, put_in_force, read_entries

SignedIn = Callable[[User], Client]
Lines = Sequence[Sequence[str]]


def days_ago(count: int) -> date:
    return timezone.localdate() - timedelta(days=count)


def test_roster_older_than_its_office_usually_sends_is_asked_about_until_it_is_verified(
    officer: User, signed_in: SignedIn
) -> None:
    for age in (240, 210, 180):
        put_in_force(officer, [roster_line(age)], mode="changes", as_of=days_ago(age))
    submission = preview(officer, [roster_line(1)], mode="changes", as_of=days_ago(170))
    client, url = signed_in(officer), reverse("roster:submission_detail", args=[submission.pk])
    shown = client.get(url).content.decode()
    assert "已过去170天；本关近几次名单约30天一次" in shown
    assert "整份文件" in shown
    answer = program_of(officer).get(reverse("roster_api:problem_list", args=[submission.pk])).json()
    (problem,) = answer["results"]
    assert (problem["row"], problem["code"], problem["severity"]) == (None, "old_for_office", "confirm")
    assert "1处须核实的问题，请逐处核实后勾选" in client.post(f"{url}confirm/", follow=True).content.decode()
    confirmed = client.post(f"{url}confirm/", {"problems_verified": "on"}, follow=True).content.decode()
    assert "名单已确认生效" in confirmed


def test_roster_older_than_the_newest_one_is_an_error_that_another_day_corrects(
    officer: User, signed_in: SignedIn
) -> None:
    put_in_force(officer, [roster_line(1)], as_of=days_ago(10))
    submission = preview(officer, [roster_line(1), roster_line(2)], as_of=days_ago(20))
    client, url = signed_in(officer), reverse("roster:submission_detail", args=[submission.pk])
    assert "早于本关已确认名单的截至日期" in client.get(url).content.decode()
    assert (submission.error_count, submission.reading["rows_refused"]) == (1, 0)
    client.post(f"{url}as-of/", {"as_of": str(days_ago(10))})
    process_roster(submission.pk)
    submission.refresh_from_db()
    assert submission.problem_count == 0


@pytest.mark.usefixtures("blacklists")
def test_import_with_problems_to_confirm_needs_the_tick(credit: User, signed_in: SignedIn) -> None:
    file = upload(xlsx(BLACKLIST_HEAD, [blacklist_line("济南甲贸易有限公司")], title="重大税收违法失信主体"))
    blacklist = Blacklist.objects.get(code=CODE)
    received, _ = receive_import(blacklist=blacklist, upload=file, mode="full", as_of=days_ago(1), by=credit)
    process_import(received.pk)
    client, url = signed_in(credit), reverse("blacklists:import_detail", args=[received.pk])
    assert "以上1处须核实的问题，我已逐处核实无误" in client.get(url).content.decode()
    assert "1处须核实的问题，请逐处核实后勾选" in client.post(f"{url}confirm/", follow=True).content.decode()
    received.refresh_from_db()
    assert received.is_checked
    assert "已导入" in client.post(f"{url}confirm/", {"problems_verified": "on"}, follow=True).content.decode()


@pytest.mark.usefixtures("blacklists")
def test_full_list_older_than_known_data_is_asked_about(credit: User, signed_in: SignedIn) -> None:
    list_entries(credit, CODE, [blacklist_line("济南甲贸易有限公司")], as_of=days_ago(5))
    older = read_entries(credit, CODE, [blacklist_line("济南乙贸易有限公司")], as_of=days_ago(9))
    assert older.problems.get(line=0).code == "older_than_list"
    client = signed_in(credit)
    assert download(client, reverse("blacklists:import_marked", args=[older.pk])).getvalue().startswith(b"PK")
    newer = read_entries(credit, CODE, [blacklist_line("济南乙贸易有限公司")], as_of=days_ago(2))
    assert not newer.problems.filter(line=0)
