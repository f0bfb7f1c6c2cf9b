"""The audit: who did what, found by act, person and day; nobody changes it."""

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from accounts.permissions import Role
from audit.models import AuditEvent
from audit.recording import record
from tests.factories import make_user

URL = reverse("accounts:audit_list")


@pytest.fixture
def auditor(db: None) -> Client:
    client = Client()
    client.force_login(make_user(Role.AUDITOR))
    return client


def test_entries_are_shown_and_filtered(auditor: Client) -> None:
    clerk, other = make_user(), make_user()
    record("报送失信线索", target=clerk, detail={"理由": "虚开发票"}, by=clerk)
    record("取消资格", target=other, by=other)
    page = auditor.get(URL).content.decode()
    for words in ("报送失信线索", "理由：虚开发票", clerk.full_name, "市税务局"):
        assert words in page
    for query, count in (
        (f"?by={clerk.username}", 1),
        ("?verb=取消", 1),
        ("?verb=没有", 0),
        (f"?target={other.full_name}", 1),
        ("?since=2999-01-01", 0),
        ("?until=2999-01-01", 2),
    ):
        assert auditor.get(URL + query).context["page"].paginator.count == count, query


def test_details_read_as_words(auditor: Client) -> None:
    detail = {
        "自动确认": True,
        "效力": {"命中即暂不纳入": False, "更新周期": None},
        "核实期限（工作日）": [5, 3],
        "改正": ["第2行", "第3行", "第4行"],
        "游标": "",
    }
    person = make_user()
    record("修改比对规则", target=person, detail=detail, by=person)
    page = auditor.get(URL).content.decode()
    file = auditor.get(URL + "?format=csv").getvalue().decode()
    for words in (
        "自动确认：是",
        "效力：更新周期：无，命中即暂不纳入：否",
        "核实期限（工作日）：5 → 3",
        "改正：第2行；第3行；第4行",
        "游标：无",
    ):
        assert words in page
        assert words in file


def test_a_day_that_does_not_exist_is_said(auditor: Client) -> None:
    response = auditor.get(URL + "?since=2026-02-30")
    assert response.status_code == 200
    assert "日期" in response.content.decode()


def test_nobody_changes_or_removes_an_entry(db: None) -> None:
    user = make_user()
    record("登录", target=user, by=user)
    for write in (lambda: AuditEvent.objects.update(verb="其他"), lambda: AuditEvent.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
