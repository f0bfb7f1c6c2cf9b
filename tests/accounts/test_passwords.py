"""Which passwords are accepted, and when another one has to be chosen."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import FormerPassword, User
from accounts.permissions import Role
from roster.models import Enterprise
from tests.drafts.forms import key_on
from tests.factories import PASSWORD, make_department, make_departments, make_user

pytestmark = pytest.mark.django_db
CHANGE = reverse("accounts:password_change")
GOOD = ("苹果-Torte-71", "Kpx9-vmtq-2", "南门外Xk3家烧饼铺", "correct-Horse7-battery")


def change(client: Client, old: str, new: str) -> Any:
    return client.post(CHANGE, {"old_password": old, "new_password1": new, "new_password2": new})


def faults(password: str, user: User | None = None) -> str:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return "".join(error.messages)
    return ""


@pytest.mark.parametrize(
    "password",
    [
        *(
            "fulian-Fulian1",
            "jinan2026Jinan",
            "济南" * 5 + "A1",
            "Aa1!Aa1!Aa1!",
            "Haiguan-2026-!!",
            "ＪＩＮＡＮ-jinan-1",
        ),
        *("市税务局2026-Ab1", "Shuiwu-2019-ab", "taxTAX-2026-1!", "zhangsan-Z1-1"),
    ],
)
def test_password_of_own_words_is_refused(password: str) -> None:
    make_departments()
    user = User.objects.create_user(
        "zhangsan", PASSWORD, full_name="张三", role=Role.DEPARTMENT, department=make_department("women")
    )
    User.objects.create_user(
        "fulian", PASSWORD, full_name="何淑珍", role=Role.DEPARTMENT, department=make_department("women")
    )
    assert "密码太容易猜到" in faults(password, user)


@pytest.mark.parametrize("password", GOOD)
def test_good_password_is_accepted(password: str) -> None:
    make_departments()
    assert faults(password, make_user()) == ""


def test_kinds_of_characters_are_asked_for_where_the_setting_says_so(settings: Any) -> None:
    assert "至少要有3类" in faults("kpxvmtqwzr7")
    settings.PASSWORD_CLASSES = 0
    assert faults("kpxvmtqwzr7") == ""


def test_last_five_passwords_are_refused(clerk: User, client: Client) -> None:
    client.force_login(clerk)
    used = [PASSWORD, *(f"苹果-Torte-{number}7" for number in range(1, 6))]
    for old, new in pairwise(used):
        assert change(client, old, new).status_code == 302
    for former in used[1:]:
        assert "不能与最近5个密码相同" in change(client, used[-1], former).content.decode()
    assert not [row for row in FormerPassword.objects.values_list("password", flat=True) if "Torte" in row]
    assert change(client, used[-1], "另一个-Apfel-71").status_code == 302
    assert FormerPassword.objects.filter(user=clerk).count() == 5


def test_old_password_has_to_be_changed_before_anything_else(clerk: User, client: Client) -> None:
    client.force_login(clerk)
    User.objects.update(password_chosen_at=timezone.now() - timedelta(days=90))
    page = client.get(reverse("workbench:home"), follow=True)
    assert page.redirect_chain == [(CHANGE, 302)]
    assert "您的密码已使用满90天，请先修改密码。" in page.content.decode()
    assert client.get(reverse("publicity:home")).status_code == 200
    assert change(client, PASSWORD, GOOD[0]).status_code == 302
    assert client.get(reverse("workbench:home")).status_code == 200


def test_what_was_typed_before_the_change_is_back_after_it(clerk: User, enterprise: Enterprise, client: Client) -> None:
    client.force_login(clerk)
    report = reverse("feedback:report_create", args=[enterprise.uscc])
    typed = {"facts": "经实地核查发现的情况，不应丢失", **key_on(client, report)}
    User.objects.update(password_chosen_at=timezone.now() - timedelta(days=90))
    assert client.post(report, typed)["Location"] == CHANGE
    change(client, PASSWORD, GOOD[0])
    assert typed["facts"] in client.get(report).content.decode()


def test_page_of_an_account_shows_nothing_of_the_hash(client: Client) -> None:
    client.force_login(make_user(Role.SYSTEM))
    page = client.get(reverse("admin:accounts_user_change", args=[make_user().pk])).content.decode()
    assert "已设置密码" in page
    for word in ("算法", "盐", "哈希", "md5", "salt"):
        assert word not in page
