"""The audit list: events are filtered by type, actor, target and day, shown in Chinese, and immutable."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from accounts.permissions import Role
from audit.models import AuditEvent
from audit.recording import record
from audit.types import EventKind, EventType
from tests.factories import PASSWORD, make_user

URL = reverse("accounts:audit_list")


@pytest.fixture
def auditor(db: None) -> Client:
    client = Client()
    client.force_login(make_user(Role.AUDITOR))
    return client


def test_events_are_shown_and_filtered(auditor: Client) -> None:
    clerk, other = make_user(), make_user()
    record(EventType.VIOLATION_REPORTED, target=clerk, data={"reason": "虚开发票"}, by=clerk)
    record(EventType.ENTERPRISE_REVOKED, target=other, by=other)
    page = auditor.get(URL).content.decode()
    for words in ("报送失信线索", "理由：虚开发票", clerk.full_name, "市税务局"):
        assert words in page
    for query, count in (
        (f"?by={clerk.username}", 1),
        (f"?type={EventType.ENTERPRISE_REVOKED}", 1),
        (f"?type={EventType.MEASURE_CHANGED}", 0),
        (f"?target={other.full_name}", 1),
        ("?since=2999-01-01", 0),
        ("?until=2999-01-01", 3),
    ):
        assert auditor.get(URL + query).context["page"].paginator.count == count, query


def test_data_and_changes_are_rendered_in_chinese(auditor: Client) -> None:
    person = make_user()
    record(
        EventType.ACCOUNT_CHANGED,
        target=person,
        data={"automatic": True, "token": "cleared", "in_force_from": date(2026, 7, 10), "document_number": ""},
        changes={"role": (Role.DEPARTMENT, Role.CUSTOMS), "is_active": (True, False), "department": (None, "泉城海关")},
        by=person,
    )
    page = auditor.get(URL).content.decode()
    file = auditor.get(URL + "?format=csv").getvalue().decode()
    for words in (
        "自动确认：是",
        "授权令牌：已清除",
        "施行日期：2026年7月10日",
        "文号：无",
        "角色：部门经办 → 海关经办",
        "启用：是 → 否",
        "成员单位：无 → 泉城海关",
    ):
        assert words in page
        assert words in file


@pytest.mark.parametrize(
    ("target_label", "data", "shown"),
    [
        ("accounts.User", {"no_such_key": "某值"}, "no_such_key：某值"),
        ("accounts.User", {"columns": {"no_such_column": "B"}}, "各列：no_such_column：B"),
        ("accounts.User", {"cell_edits": {"no_such_key": "B"}}, "改正：no_such_key：B"),
        ("no_such_app.NoSuchModel", {"reason": "某值"}, "理由：某值"),
    ],
)
def test_event_with_unknown_key_or_target_is_shown_with_the_stored_name(
    auditor: Client, target_label: str, data: dict[str, object], shown: str
) -> None:
    AuditEvent.objects.create(
        **{"type": EventType.ADMIN_CHANGED, "kind": EventKind.ACT, "data": data},
        **{"target_label": target_label, "target_key": "1", "target_text": "某对象"},
    )
    assert shown in auditor.get(URL).content.decode()
    assert shown in auditor.get(URL + "?format=csv").getvalue().decode()


def test_event_of_a_request_has_its_address_and_id(db: None, client: Client) -> None:
    user = make_user()
    response = client.post(reverse("accounts:login"), {"username": user.username, "password": PASSWORD})
    event = AuditEvent.objects.get(type=EventType.SIGNED_IN)
    assert (event.address, event.request_id) == ("127.0.0.1", response["X-Request-ID"])


def test_invalid_day_in_the_filter_is_reported(auditor: Client) -> None:
    response = auditor.get(URL + "?since=2026-02-30")
    assert response.status_code == 200
    assert "日期" in response.content.decode()


def test_event_cannot_be_changed_or_deleted(db: None) -> None:
    user = make_user()
    record(EventType.SIGNED_IN, target=user, by=user)
    for write in (lambda: AuditEvent.objects.update(target_text="其他"), lambda: AuditEvent.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_address_is_that_which_the_proxy_states_and_no_other(db: None, settings: Any) -> None:
    """A client's own X-Forwarded-For is ignored, and X-Real-IP where no proxy overwrites it."""
    user = make_user()
    for behind_proxy, address in ((False, "127.0.0.1"), (True, "192.0.2.7")):
        settings.BEHIND_PROXY = behind_proxy
        headers = {"x-real-ip": "192.0.2.7", "x-forwarded-for": "192.0.2.9"}
        Client(headers=headers).post(reverse("accounts:login"), {"username": user.username, "password": "wrong"})
        assert AuditEvent.objects.latest("pk").address == address
