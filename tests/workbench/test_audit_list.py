"""The audit list: it answers the questions of the auditor, in Chinese, and its events are immutable."""

import csv
import io
import re
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.recording import record
from audit.types import EventKind, EventType
from roster.models import Enterprise
from tests.factories import PASSWORD, make_certified, make_user
from tests.spreadsheet_files import roster_line, uscc_of
from tests.steps import SignedIn, log, put_in_force

URL = reverse("workbench:audit_list")


@pytest.fixture
def auditor(db: None) -> Client:
    client = Client()
    client.force_login(make_user(Role.AUDITOR))
    return client


def shown(client: Client, **query: str) -> list[str]:
    """Return the types of the events that the list shows, the newest first."""
    return [event.type for event in client.get(URL, query).context["page"]]


def test_events_are_shown_with_second_address_and_details(auditor: Client) -> None:
    clerk = make_user()
    Client().post(reverse("accounts:login"), {"username": clerk.username, "password": PASSWORD})
    record(EventType.VIOLATION_REPORTED, target=clerk, data={"reason": "虚开发票"}, by=clerk)
    page = auditor.get(URL).content.decode()
    moment = timezone.localtime(AuditEvent.objects.latest("pk").at)
    for words in ("报送失信线索", "理由：虚开发票", clerk.full_name, "市税务局", "127.0.0.1", f"{moment:%H:%M:%S}"):
        assert words in page
    (line,) = csv.DictReader(io.StringIO(file_of(auditor, person=clerk.username, kind="sign_in")))
    assert (line["来源地址"], line["用户名"]) == ("127.0.0.1", clerk.username)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", line["时间"])


def file_of(client: Client, **query: str) -> str:
    return client.get(URL, {**query, "format": "csv"}).getvalue().decode("utf-8-sig")


def test_kinds_types_and_days_are_filtered(auditor: Client) -> None:
    clerk = make_user()
    for type in (EventType.ENTERPRISE_VIEWED, EventType.PASSWORD_RESET, EventType.LIST_DOWNLOADED):
        record(type, target=clerk, by=clerk)
    person = {"person": clerk.username}
    reset, downloaded, viewed = EventType.PASSWORD_RESET, EventType.LIST_DOWNLOADED, EventType.ENTERPRISE_VIEWED
    for query, types in (
        ({"kind": "view"}, [viewed]),
        ({"kind": "sensitive", "period": "this_week"}, [downloaded, reset]),
        ({"type": reset}, [reset]),
        ({"period": "last_month"}, []),
        ({"since": "0001-01-01", "until": "9999-12-31"}, [downloaded, reset, viewed]),
        ({"since": "9999-12-31"}, []),
    ):
        assert shown(auditor, **person, **query) == types, query


def test_person_is_found_under_every_name(auditor: Client, signed_in: SignedIn) -> None:
    """By the user name, the shown name or a part of it, and the name before it was changed."""
    clerk = make_user()
    before = clerk.full_name
    record(EventType.ENTERPRISE_VIEWED, target=clerk, by=clerk)
    record(EventType.ACCOUNT_CHANGED, target=clerk, changes={"full_name": (before, "欧阳云帆")}, by=None)
    User.objects.filter(pk=clerk.pk).update(full_name="欧阳云帆")
    for name in (clerk.username, "欧阳云帆", "云帆", before):
        assert shown(auditor, person=name) == [EventType.ENTERPRISE_VIEWED], name
    assert shown(auditor, object="云帆") == [EventType.ACCOUNT_CHANGED, EventType.ENTERPRISE_VIEWED]
    assert "没有找到姓名或用户名含“无此人”的账号" in auditor.get(URL, {"person": "无此人"}).content.decode()


def test_object_is_found_under_every_name_and_number(
    reference_data: None, auditor: Client, enterprise: Enterprise, clerk: User, officer: User
) -> None:
    """An enterprise by name, former name and code, with all that belongs to it; a record by its number."""
    record(EventType.ENTERPRISE_VIEWED, target=enterprise, by=clerk)
    application = log(enterprise, clerk)
    both = [EventType.APPLICATION_LOGGED, EventType.ENTERPRISE_VIEWED]
    for text in (enterprise.uscc, enterprise.name[2:4], f"AEOCN{enterprise.customs_code}"):
        assert shown(auditor, object=text) == both, text
    for name in ("济南岬洄煦有限公司", "济南云帆纺织有限公司"):
        put_in_force(officer, [roster_line(55, name=name)], mode="changes", as_of=timezone.localdate())
    record(EventType.STANDING_VIEWED, target=Enterprise.objects.get(uscc=uscc_of(55)), by=clerk)
    assert shown(auditor, object="岬洄煦") == [EventType.STANDING_VIEWED]
    for text in (application.number, f"措施实施{application.pk}", f"措施实施{application.number}号"):
        assert shown(auditor, object=text) == [EventType.APPLICATION_LOGGED], text
    event = AuditEvent.objects.get(type=EventType.APPLICATION_LOGGED)
    page = auditor.get(URL, {"object": enterprise.uscc}).content.decode()
    url = reverse("workbench:audit_object", args=[event.pk])
    assert url in page
    assert auditor.get(url)["Location"] == reverse("feedback:application_detail", args=[application.pk])
    gone = AuditEvent.objects.create(
        **{"type": EventType.REPORT_DECIDED, "kind": EventKind.ACT, "target_label": "feedback.ViolationReport"},
        **{"target_key": "987654", "target_text": "某线索"},
    )
    assert shown(auditor, object="987654") == [EventType.REPORT_DECIDED]
    answer = auditor.get(reverse("workbench:audit_object", args=[gone.pk]))
    assert answer.status_code == 404
    assert "“某线索”（编号987654）已不在平台中" in answer.content.decode()


@pytest.mark.parametrize("field", ["person", "object"])
def test_hostile_search_is_answered_with_a_sentence(auditor: Client, field: str) -> None:
    for text in (
        "%",
        "_'; DROP TABLE audit_auditevent; --",
        "<script>alert(1)</script>",
        "甲" * 101,
        "\\",
        "第号",
    ):
        answer = auditor.get(URL, {field: text})
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode(), text
        assert "<script>alert" not in answer.content.decode()
    assert auditor.get(URL, {field: "a\x00b"}).status_code == 400


def test_search_that_finds_too_much_asks_for_more(auditor: Client) -> None:
    for number in range(21):
        make_certified(name=f"济南同名{number}有限公司")
    assert "含“同名”的超过20家企业，请写得更完整。" in auditor.get(URL, {"object": "同名"}).content.decode()


def test_days_in_the_wrong_order_are_reported(auditor: Client) -> None:
    page = auditor.get(URL, {"since": "2026-10-31", "until": "2026-10-01"}).content.decode()
    assert "结束日期早于开始日期" in page


def test_questions_are_answered_within_two_clicks_of_the_home_page(
    auditor: Client, enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    """Who looked at an enterprise last month, what a person saw and did, and the week's changes and downloads."""
    signed_in(clerk).get(enterprise.get_absolute_url())
    record(EventType.PASSWORD_RESET, target=clerk, by=None)
    home = auditor.get(reverse("workbench:home")).content.decode()
    assert f'href="{URL}?kind=sensitive&amp;period=this_week"' in home
    assert shown(auditor, kind="sensitive", period="this_week") == [EventType.PASSWORD_RESET]
    for name in ("object", "person"):
        assert f'name="{name}"' in home
    looked = auditor.get(URL, {"kind": "view", "object": enterprise.name})
    assert [event.actor_id for event in looked.context["page"]] == [clerk.pk]
    assert "period=last_month" in looked.content.decode()
    assert EventType.ENTERPRISE_VIEWED in shown(auditor, person=clerk.full_name)
    page = auditor.get(enterprise.get_absolute_url()).content.decode()
    assert f'href="{URL}?object={enterprise.uscc}&amp;kind=view"' in page


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
