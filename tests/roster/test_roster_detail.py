"""The roster of any day, and the changes between two days."""

import re
from collections.abc import Callable
from csv import DictReader
from datetime import timedelta
from io import StringIO

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from foundation.web.dates import chinese_date
from roster.models import Certification, Enterprise
from tests.roles import without_triggers
from tests.spreadsheet_files import roster_line, uscc_of
from tests.steps import put_in_force

SignedIn = Callable[[User], Client]
TODAY = timezone.localdate


def move_history_back(days: int) -> None:
    """Move the recorded history back by this number of days."""
    for model in (Certification, Enterprise):
        events = model._meta.get_field("events").related_model._default_manager
        with without_triggers():
            events.update(pgh_created_at=F("pgh_created_at") - timedelta(days=days))


@pytest.fixture
def history(officer: User) -> None:
    """Three days ago enterprises 1 and 2; today enterprise 1 is renamed, 2 is removed and 3 is added."""
    put_in_force(officer, [roster_line(1), roster_line(2)])
    move_history_back(3)
    put_in_force(officer, [roster_line(1, name="济南泺岬新名进出口有限公司"), roster_line(3)])


def shown(client: Client, **query: object) -> str:
    return client.get(reverse("roster:roster_detail"), query).content.decode()


def days_ago(days: int) -> str:
    return (TODAY() - timedelta(days=days)).isoformat()


def test_roster_of_a_day_has_the_enterprises_and_names_of_that_day(
    history: None, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(officer)
    before, then, now = (shown(client, day=days_ago(days)) for days in (4, 2, 0))
    assert "该关的名单（首份名单截至2026年6月30日），当日无记录" in before
    assert "济南泺岬0001进出口有限公司" in then
    assert uscc_of(2) in then
    assert uscc_of(3) not in then
    assert "济南泺岬新名进出口有限公司" in now
    assert uscc_of(2) not in now
    assert uscc_of(3) in now


def test_page_names_the_file_in_force_with_both_its_days(history: None, officer: User, signed_in: SignedIn) -> None:
    today = chinese_date(TODAY())
    assert f"名单截至2026年6月30日，{today}在平台确认生效" in shown(signed_in(officer), day=days_ago(0))


def test_rosters_of_two_days_are_compared(history: None, officer: User, signed_in: SignedIn) -> None:
    text = shown(signed_in(officer), day=days_ago(2), until=days_ago(0))
    assert "<del>济南泺岬0001进出口有限公司</del>" in text
    assert "<ins>济南泺岬新名进出口有限公司</ins>" in text
    for kind in ("新增", "变更", "退出"):
        assert re.search(f"<td[^>]*>{kind}</td>", text)
    assert "没有变化" in shown(signed_in(officer), day=days_ago(1), until=days_ago(1))


def test_roster_of_another_office_is_hidden_from_an_officer(
    history: None, other_officer: User, signed_in: SignedIn
) -> None:
    assert uscc_of(3) not in shown(signed_in(other_officer), day=days_ago(0))


def test_impossible_days_are_refused(history: None, officer: User, signed_in: SignedIn) -> None:
    client = signed_in(officer)
    assert "不能晚于今天" in shown(client, day=days_ago(-1))
    assert "不能早于前一个日期" in shown(client, day=days_ago(0), until=days_ago(1))
    assert client.get(reverse("roster:roster_detail"), {"day": "昨天"}).status_code == 200


def test_roster_is_sorted_as_the_reader_chooses_on_the_page_and_in_the_file(officer: User, signed_in: SignedIn) -> None:
    names = ["济南泺岬贸易有限公司", "济南澜汀贸易有限公司", "济南渤湾贸易有限公司"]
    put_in_force(officer, [roster_line(2, name=names[0]), roster_line(1, name=names[1])])
    whole = [(1, names[1]), (3, names[2]), (2, names[0])]
    put_in_force(officer, [roster_line(serial, name=name) for serial, name in whole])
    client = signed_in(officer)
    for order, expected in (("file", [names[1], names[2], names[0]]), ("name", [names[2], names[1], names[0]])):
        page = shown(client, day=days_ago(0), order=order)
        assert sorted(names, key=page.index) == expected
        file = client.get(reverse("roster:roster_detail"), {"day": days_ago(0), "order": order, "format": "csv"})
        assert [line["企业"] for line in DictReader(StringIO(file.getvalue().decode("utf-8-sig")))] == expected
