"""The site settings in Django admin: what the site states and the term of stop advice follow them; two at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from blacklists.models import Blacklist
from foundation.encryption import key_id
from screening.models import Screening
from screening.models.screenings import Trigger
from tests.factories import make_user
from tests.roles import as_owner
from workdays.models import SiteSettings
from workdays.site_settings import site_settings

pytestmark = pytest.mark.django_db
ADD = "admin:workdays_sitesettings_add"


def test_saved_settings_take_the_place_of_those_of_the_environment(client: Client, settings: Any) -> None:
    settings.SITE = dict.fromkeys(settings.SITE, "（演示）") | {"phone": "", "address": "市府路1号"}
    client.force_login(make_user(Role.SYSTEM))
    index = client.get(reverse("admin:index")).content.decode()
    assert "页脚尚缺：联系电话。" in index
    assert f'href="{reverse(ADD)}"' in index

    typed = client.get(reverse(ADD)).context["adminform"].form.initial
    assert typed["address"] == "市府路1号"
    typed |= {"phone": "0531-66600000", "security_contact": "mailto:safe@example.gov.cn", "stop_advice_term": 15}
    typed |= {"notice_read_term": 2, "blacklist_update_days": 7, "screening_alarm_minutes": 5}
    typed |= {"idle_account_days": 30, "ending_account_days": 20}
    idle, ending = make_user(), make_user()
    User.objects.filter(pk=idle.pk).update(last_login=timezone.now() - timedelta(days=31))
    User.objects.filter(pk=ending.pk).update(ends_on=timezone.localdate() + timedelta(days=20))
    assert client.post(reverse(ADD), typed).status_code == 302

    assert "页脚尚缺" not in client.get(reverse("admin:index")).content.decode()
    assert "联系电话：0531-66600000" in Client().get(reverse("publicity:home")).content.decode()
    assert "Contact: mailto:safe@example.gov.cn" in Client().get("/.well-known/security.txt").content.decode()
    assert site_settings().stop_advice_term == 15
    assert Blacklist(excludes=True).update_habit == 7
    shown = {item.label: item for item in client.get(reverse("workbench:home")).context["to_do"]}
    for label, account in (("超过30天未登录的账号", idle), ("即将到期的账号", ending)):
        assert list(client.get(shown[label].url).context["cl"].queryset) == [account]
    with as_owner():
        Screening.objects.create(trigger=Trigger.EVERYTHING, requested_by=make_user(Role.CREDIT))
        Screening.objects.update(created_at=timezone.now() - timedelta(minutes=6))
    assert Screening.objects.overdue().exists()
    changes = AuditEvent.objects.get(type=EventType.SITE_SETTINGS_CHANGED).changes
    assert changes["phone"] == ["", "0531-66600000"]
    assert "address" not in changes
    shown = client.get(reverse("admin:workdays_sitesettings_change", args=[SiteSettings.objects.get().pk]))
    assert "0531-66600000" in shown.content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("security_contact", "safe@example.gov.cn", "请以 mailto:、https:// 或 tel: 开头"),
        ("stop_advice_term", "0", "大于或等于1"),
        ("stop_advice_term", "61", "小于或等于60"),
        ("notice_read_term", "0", "大于或等于1"),
        ("blacklist_update_days", "0", "大于或等于1"),
        ("idle_account_days", "13", "大于或等于14"),
        ("ending_account_days", "367", "小于或等于366"),
        ("organizer", "", "请填写"),
        ("phone", "", "没有可保存的修改"),
        ("expected_version", "1000", "站点设置已有变动（第0版）"),
    ],
)
def test_wrong_value_is_refused_with_a_sentence(
    client: Client, settings: Any, field: str, typed: str, sentence: str
) -> None:
    settings.SITE = settings.SITE | {"phone": ""}
    client.force_login(make_user(Role.SYSTEM))
    initial = client.get(reverse(ADD)).context["adminform"].form.initial
    assert sentence in client.post(reverse(ADD), initial | {field: typed}).content.decode()
    assert not SiteSettings.objects.exists()


def test_page_shows_how_mail_is_set_and_which_keys_are_in_use_without_secrets(client: Client, settings: Any) -> None:
    keys = [Fernet.generate_key().decode() for _ in range(2)]
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_HOST_PASSWORD = "mail.example.gov.cn", 465, "mail-secret-1"
    settings.DEFAULT_FROM_EMAIL, settings.DATA_KEYS = "portal@example.gov.cn", keys
    client.force_login(make_user(Role.SYSTEM))
    page = client.get(reverse(ADD)).content.decode()
    for text in ("mail.example.gov.cn:465", "portal@example.gov.cn", "已设置", *map(key_id, keys)):
        assert text in page
    for secret in ("mail-secret-1", *keys):
        assert secret not in page


def test_second_administrator_sees_what_the_first_changed_and_saves_over_it(signed_in: Callable[..., Client]) -> None:
    first, second = (signed_in(make_user(Role.SYSTEM)) for _ in range(2))
    seen = first.get(reverse(ADD)).context["adminform"].form.initial
    assert first.post(reverse(ADD), seen | {"phone": "0531-66600001"}).status_code == 302

    refused = second.post(reverse(ADD), seen | {"phone": "0531-66600002"})
    page = refused.content.decode()
    assert "刚才已修改站点设置（第1版）" in page
    assert "联系电话：现为“0531-66600001”，您填写的是“0531-66600002”" in page
    again = refused.context["adminform"].form.data.dict()
    assert again["phone"] == "0531-66600002"
    assert second.post(reverse(ADD), again).status_code == 302
    assert [site.phone for site in SiteSettings.objects.all()] == ["0531-66600002", "0531-66600001"]
