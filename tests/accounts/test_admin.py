"""Django admin pages of accounts."""

import re

from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.permissions import Role
from tests.factories import make_user


def test_form_for_a_new_account_has_no_english_sentence(db: None, client: Client) -> None:
    client.force_login(make_user(Role.SYSTEM))
    page = client.get(reverse("admin:accounts_user_add")).content.decode()
    text = strip_tags(page[page.index('id="content"') : page.index("</form>", page.index('id="user_form"'))])
    assert "用户名" in text
    assert not re.findall(r"[A-Za-z]+ [a-z]+ [a-z]+", text)


def test_user_name_that_is_too_long_in_common_characters_is_refused(db: None, client: Client) -> None:
    """Each of these characters becomes eighteen when the name is normalised."""
    client.force_login(make_user(Role.SYSTEM))
    user = make_user()
    fields = {"username": "ﷺ" * 3, "full_name": "张三", "role": user.role, "department": user.department_id}
    page = client.post(reverse("admin:accounts_user_change", args=[user.pk]), fields)
    assert "用户名换成通用字符后有54个字符，最多50个。" in page.content.decode()
