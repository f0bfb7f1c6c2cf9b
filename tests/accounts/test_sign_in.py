"""Sign-in, sign-out, change of password, and the checks on every page."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import ApiToken, Session, User
from accounts.permissions import Role
from accounts.tasks import clear_sessions, switch_off_ended_accounts
from audit.models import AuditEvent
from audit.types import EventType
from drafts.models import Cause, Draft
from tests.clock import at
from tests.factories import PASSWORD, make_department, make_user
from tests.roles import as_owner

LOGIN = reverse("accounts:login")
NOT_USED = ("frame-ancestors", "object-src", "base-uri")
NEW = "另一个-Passwort-2026"


def sign_in(client: Client, user: User, password: str = PASSWORD, **extra: str) -> str:
    data = {"username": user.username, "password": password, **extra}
    return client.post(LOGIN, data, follow=True).content.decode()


def test_sign_in_leads_to_the_home_page_and_is_audited(db: None, client: Client) -> None:
    user = make_user()
    assert f"{user.full_name}，今天没有待办" in sign_in(client, user)
    assert AuditEvent.objects.get().type == EventType.SIGNED_IN
    client.post(reverse("accounts:logout"))
    assert client.get(reverse("workbench:home")).status_code == 302


def test_sign_in_leads_to_the_requested_page_of_this_site_only(db: None, client: Client) -> None:
    user = make_user()
    response = client.get(reverse("feedback:notice_list"))
    assert response["Location"] == f"{LOGIN}?next=/desk/notices/"
    assert "市税务局的消息" in sign_in(client, user, next="/desk/notices/")
    client.logout()
    response = client.post(
        LOGIN, {"username": user.username, "password": PASSWORD, "next": "https://elsewhere.example/"}
    )
    assert response["Location"] == reverse("workbench:home")


def test_submission_after_the_session_ended_is_announced_and_leads_back_to_its_page(db: None, client: Client) -> None:
    """The address of an act takes no GET, so that the page with the form is opened after signing in."""
    list_url, act_url = reverse("feedback:notice_list"), reverse("feedback:notice_read", args=[1])
    response = client.post(act_url, headers={"referer": f"http://testserver{list_url}?unread=true"}, follow=True)
    assert response.redirect_chain[-1][0] == f"{LOGIN}?next={list_url}%3Funread%3Dtrue"
    assert "刚才的提交没有执行" in response.content.decode()


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example/desk/notices/"])
def test_submission_from_no_page_of_this_site_leads_to_the_home_page(db: None, client: Client, referer: str) -> None:
    response = client.post(reverse("feedback:notice_read", args=[1]), headers={"referer": referer})
    assert response["Location"] == f"{LOGIN}?next={reverse('workbench:home')}"


def test_progress_after_the_session_ended_loads_the_whole_page_again(db: None, client: Client) -> None:
    """htmx would put the page for signing in into the place of the progress."""
    response = client.get(reverse("roster:submission_progress", args=[1]), headers={"hx-request": "true"})
    assert (response["HX-Refresh"], response.content) == ("true", b"")


def refuse_audit_events() -> None:
    """Let the database refuse every new audit event."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditevent ADD CONSTRAINT no_more_events CHECK (false) NOT VALID")


def test_sign_in_without_its_event_changes_nothing(db: None) -> None:
    user, client = make_user(), Client(raise_request_exception=False)
    refuse_audit_events()
    response = client.post(LOGIN, {"username": user.username, "password": PASSWORD})
    user.refresh_from_db()
    assert (response.status_code, user.last_login, Session.objects.count()) == (500, None, 0)


def test_sign_out_without_its_event_keeps_the_session(db: None) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(make_user())
    refuse_audit_events()
    assert client.post(reverse("accounts:logout")).status_code == 500
    assert client.get(reverse("workbench:home")).status_code == 200


def test_password_change_without_its_event_keeps_the_old_password(db: None) -> None:
    user, client = make_user(), Client(raise_request_exception=False)
    client.force_login(user)
    refuse_audit_events()
    data = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert client.post(reverse("accounts:password_change"), data).status_code == 500
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_password_reset_without_its_event_keeps_the_old_password(db: None) -> None:
    user, client = make_user(), Client(raise_request_exception=False)
    client.force_login(make_user(Role.SYSTEM))
    refuse_audit_events()
    data = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    assert client.post(reverse("admin:auth_user_password_change", args=[user.pk]), data).status_code == 500
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_wrong_password_and_inactive_account_have_the_same_message(db: None, client: Client) -> None:
    user = make_user()
    wrong = sign_in(client, user, "wrong")
    assert "用户名或密码不正确" in wrong
    user.is_active = False
    user.save()
    assert "用户名或密码不正确" in sign_in(client, user)


def test_changed_password_replaces_the_old_one(db: None, client: Client) -> None:
    user = make_user()
    client.force_login(user)
    data = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    client.post(reverse("accounts:password_change"), data)
    assert client.get(reverse("workbench:home")).status_code == 200
    other = Client()
    assert "用户名或密码不正确" in sign_in(other, user)
    assert f"{user.full_name}，今天没有待办" in sign_in(other, user, NEW)


@pytest.mark.parametrize(
    ("old", "new", "again", "message"),
    [
        ("wrong", NEW, NEW, "原密码不正确"),
        (PASSWORD, NEW, NEW + "x", "不一致"),
        (PASSWORD, "short", "short", "密码长度太短"),
        (PASSWORD, "password123", "password123", "太常用"),
        (PASSWORD, "1234567890123", "1234567890123", "全是数字"),
    ],
)
def test_invalid_new_password_is_refused_with_the_reason(
    db: None, client: Client, old: str, new: str, again: str, message: str
) -> None:
    client.force_login(make_user())
    data = {"old_password": old, "new_password1": new, "new_password2": again}
    assert message in client.post(reverse("accounts:password_change"), data).content.decode()


def test_page_of_another_role_is_refused_in_chinese(db: None, client: Client) -> None:
    client.force_login(make_user())
    response = client.get(reverse("workbench:audit_list"))
    assert response.status_code == 403
    assert "您的角色" in response.content.decode() or "无权" in response.content.decode()


def test_form_without_csrf_token_is_refused(db: None) -> None:
    user = make_user()
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    assert client.post(reverse("accounts:logout")).status_code == 403


def test_content_security_policy_forbids_foreign_and_inline_scripts(db: None, client: Client) -> None:
    page = client.get(LOGIN)
    policy = page["Content-Security-Policy"]
    for words in ("default-src 'self'", "script-src 'self'", *(f"{name} 'none'" for name in NOT_USED)):
        assert words in policy
    assert "unsafe" not in policy
    assert (page["X-Content-Type-Options"], page["Referrer-Policy"]) == ("nosniff", "same-origin")


def test_session_cookie_is_for_no_script_and_no_other_site(clerk: User, client: Client, settings: Any) -> None:
    response = client.post(LOGIN, {"username": clerk.username, "password": PASSWORD})
    cookie = response.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(
    ("role", "code"), [(Role.CUSTOMS, "tax"), (Role.CREDIT, "tax"), (Role.SYSTEM, "tax"), (Role.DEPARTMENT, "")]
)
def test_role_in_the_wrong_department_is_refused_by_the_database(db: None, role: Role, code: str) -> None:
    user = make_user(Role.DEPARTMENT)
    department = make_department(code) if code else None
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(role=role, department=department)


def test_failed_sign_in_is_recorded_without_a_typed_name_of_no_account(db: None, client: Client) -> None:
    """People type their passwords into the field of the name."""
    user = make_user()
    for username in ("Geheim-2026", user.username):
        client.post(LOGIN, {"username": username, "password": "wrong"})
    named, nameless = AuditEvent.objects.all()
    assert {named.type, nameless.type} == {EventType.SIGN_IN_FAILED}
    assert (named.target_key, named.target_text) == (str(user.pk), user.full_name)
    assert (nameless.target_key, nameless.target_text, nameless.data) == ("", "", {})
    assert (nameless.address, nameless.actor_id) == ("127.0.0.1", None)


def test_incomplete_sign_in_is_no_attempt(db: None, client: Client) -> None:
    assert client.post(LOGIN, {"username": "", "password": "x"}).status_code == 200
    assert not AuditEvent.objects.exists()


def test_expired_sessions_are_deleted(db: None, client: Client) -> None:
    client.force_login(make_user())
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(minutes=1))
    clear_sessions()
    assert Session.objects.get().session_key == client.session.session_key


def test_account_is_of_no_use_from_the_day_after_its_last_one(db: None, client: Client) -> None:
    user = make_user()
    user.ends_on = date(2026, 10, 8)
    user.save()
    with at("2026-10-08 23:59:00"):
        assert "今天没有待办" in sign_in(client, user)
    token = ApiToken(user=user, expires_on=date(2026, 12, 31))
    with at("2026-10-09 00:01:00"):
        ended = "您的账号有效期至2026年10月8日，已经到期。仍须使用的，请联系系统管理员。"
        response = client.get(reverse("workbench:home"), follow=True)
        assert response.redirect_chain == [(LOGIN, 302)]
        assert ended in response.content.decode()
        assert ended in sign_in(client, user)
        assert token.fault == "令牌的账号已停用。"
        kept = {"cause": Cause.SIGNED_OUT, "kept_at": timezone.now()}
        Draft.objects.create(user=user, path="/", page="/", form="f", action="/", fields=[], **kept)
        switch_off_ended_accounts()
        assert ended in sign_in(client, user)
        assert ended not in sign_in(client, user, "falsch")
    user.refresh_from_db()
    assert not user.is_active
    assert not Draft.objects.exists()
    event = AuditEvent.objects.get(type=EventType.ACCOUNT_CHANGED)
    assert (event.target_key, event.changes, event.actor_id) == (str(user.pk), {"is_active": [True, False]}, None)


def test_message_is_not_kept_in_the_browser(db: None, client: Client) -> None:
    client.post(reverse("roster:submission_create"))
    assert set(client.cookies) == {"sessionid"}
    assert "刚才的提交没有执行" in client.get(LOGIN).content.decode()
