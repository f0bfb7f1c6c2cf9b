"""Django admin pages of accounts."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import Department, User
from accounts.permissions import Role
from tests.factories import PASSWORD, make_department, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def system(client: Client) -> User:
    """A system administrator, who is signed in."""
    user = make_user(Role.SYSTEM)
    client.force_login(user)
    return user


def add(client: Client, username: str, full_name: str, **fields: Any) -> str:
    """Return the page after the administrator posted a new account of a department."""
    data = {
        "username": username,
        "full_name": full_name,
        "role": Role.DEPARTMENT,
        "department": make_department().pk,
    }
    return client.post(reverse("admin:accounts_user_add"), {**data, **fields}).content.decode()


def change(client: Client, user: User, **fields: Any) -> str:
    """Return the page after the administrator posted other fields of the account."""
    data = {"username": user.username, "full_name": user.full_name, "role": user.role, "is_active": "on"}
    data["department"] = user.department_id or ""
    response = client.post(reverse("admin:accounts_user_change", args=[user.pk]), {**data, **fields}, follow=True)
    return response.content.decode()


def test_pages_of_the_admin_are_pages_of_the_portal(reference_data: None, client: Client) -> None:
    """They have its bar, trail and footer, and its style sheets in place of those of Django."""
    user = make_user(Role.SYSTEM)
    client.force_login(user)
    listed = reverse("admin:accounts_user_changelist")
    for address in (reverse("admin:index"), listed, reverse("admin:accounts_user_change", args=[user.pk])):
        page = client.get(address).content.decode()
        assert 'aria-label="工作栏目"' in page
        assert 'class="colophon"' in page
        assert re.findall(r'rel="stylesheet" href="[^"]*/(\w+)[^/"]*"', page) == ["portal", "desk", "admin"]
    assert f'<a href="{listed}">账号</a>' in page
    rows = client.get(listed).content.decode()
    assert f'<td role="cell" data-title="姓名" class="field-full_name">{user.full_name}</td>' in rows


def test_form_for_a_new_account_has_no_english_sentence(client: Client, system: User) -> None:
    page = client.get(reverse("admin:accounts_user_add")).content.decode()
    text = strip_tags(page[page.index('id="main"') : page.index("</form>", page.index('id="user_form"'))])
    assert "用户名" in text
    assert not re.findall(r"[A-Za-z]+ [a-z]+ [a-z]+", text)


def test_user_name_is_ascii_and_taken_in_any_case(client: Client, system: User) -> None:
    for username in ("张三", "ｚｈａｎｇ", "zhаng", "ﷺﷺﷺ", "zhang san"):
        assert "用户名只能由英文字母、数字和 @ . + - _ 组成。" in add(client, username, "张三")
    clerk = make_user()
    assert "该用户名已被使用" in add(client, clerk.username.upper(), "张三")
    assert User.objects.count() == 2


def test_closed_department_is_offered_for_its_own_accounts_only(client: Client, system: User) -> None:
    closed = make_department("women")
    gone = make_user(department=closed)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    Department.objects.filter(pk=closed.pk).update(closed_on=date(2026, 1, 1))
    for address, offered in (
        (reverse("admin:accounts_user_add"), False),
        (reverse("admin:accounts_user_change", args=[make_user().pk]), False),
        (reverse("admin:accounts_user_change", args=[gone.pk]), True),
    ):
        assert (str(closed) in client.get(address).content.decode()) is offered
    assert "所选的一项不在可选范围内" in add(client, "zhangwei", "张伟", department=closed.pk)


def test_name_that_looks_like_that_of_another_account_needs_a_check(client: Client, system: User) -> None:
    User.objects.create_user(
        "lwei", PASSWORD, full_name="李未末", role=Role.DEPARTMENT, department=make_department("women"), is_active=False
    )
    for name in ("李末末", "李 未 末", "李\u200b未末"):
        page = add(client, "lwei2", name)
        assert "已有姓名相同或相近的账号：李未末（lwei，市妇联，已停用）。" in page
        assert f'value="{name}"' in page
    add(client, "lwei2", "李末末", names_checked="on")
    add(client, "zhangwei", "张伟")
    assert set(User.objects.values_list("username", flat=True)) >= {"lwei2", "zhangwei"}


def test_administrator_neither_switches_off_nor_demotes_themselves(client: Client, system: User) -> None:
    other = make_user(Role.SYSTEM)
    demoted = {"role": Role.DEPARTMENT, "department": make_department().pk}
    for fields in ({"is_active": ""}, demoted, {"ends_on": "2099-01-01"}):
        assert "不能停用本人的账号，也不能改本人的角色和有效期，请由另一名系统管理员办理。" in change(
            client, system, **fields
        )
    system.refresh_from_db()
    assert system.is_administrator
    change(client, other, is_active="")
    other.refresh_from_db()
    assert not other.is_active


def test_last_active_administrator_stays_whoever_writes(system: User) -> None:
    users = User.objects.filter(pk=system.pk)
    for fields in ({"is_active": False}, {"role": Role.AUDITOR}, {"ends_on": date(2099, 1, 1)}):
        with pytest.raises(Error, match="the last active system administrator stays"), transaction.atomic():
            users.update(**fields)
    other = make_user(Role.SYSTEM)
    users.update(is_active=False)
    with pytest.raises(Error, match="the last active system administrator stays"), transaction.atomic():
        User.objects.filter(pk=other.pk).update(role=Role.AUDITOR)
