"""Pages of endpoints: set up by the system administrator, seen and used by the department."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from tests.factories import make_certified, make_department, make_user
from tests.http_server import Upstream, status
from tests.steps import SignedIn
from tests.webhooks.conftest import Hook
from webhooks.actions.deliveries import deliver
from webhooks.actions.events import record_events
from webhooks.models import Delivery, Endpoint, EndpointKey
from webhooks.states import DeliveryState


def text_of(client: Client, name: str, *arguments: object, **query: Any) -> str:
    return client.get(reverse(f"webhooks:{name}", args=arguments), query).getvalue().decode()


def test_endpoint_is_set_up_in_the_admin_and_its_secret_shown_once(
    receiver: Upstream, clerk: User, signed_in: SignedIn
) -> None:
    system = signed_in(make_user(Role.SYSTEM))
    data = {"department": clerk.department_id, "name": "办税系统", "kinds": ["standing.lost"], "enabled": "on"}
    add = reverse("admin:webhooks_endpoint_add")
    for address, message in (("http://10.1.2.3/hook", "未开放访问该网段"), ("税务", "地址应是 http 或 https 地址")):
        assert message in system.post(add, {**data, "address": address}).content.decode()
    page = system.post(add, {**data, "address": receiver.address}, follow=True).content.decode()
    secret = page[page.index("whsec_") :].split("<")[0]
    endpoint, key = Endpoint.objects.get(), EndpointKey.objects.get()
    assert (key.secret, secret in key.sealed_secret) == (secret, False)
    assert secret not in text_of(system, "key_issued", endpoint.pk)
    changed = {**data, "name": "电子税务局", "address": f"{receiver.address}?v=2"}
    another = {**changed, "department": make_department("quancheng-customs").pk}
    system.post(reverse("admin:webhooks_endpoint_change", args=[endpoint.pk]), another)
    # It stays with the department whose system has the key.
    assert Endpoint.objects.get().department == clerk.department
    shown = text_of(system, "endpoint_detail", endpoint.pk)
    assert all(text in shown for text in ("电子税务局", "?v=2", "不再是联合激励对象", key.key_id))
    system.post(reverse("webhooks:key_exchange", args=[endpoint.pk]))
    assert "whsec_" not in str(dict(system.session.items()))
    other = Endpoint.objects.create(**{**changed, "department": clerk.department, "enabled": True, "created_by": clerk})
    assert "whsec_" not in text_of(system, "key_issued", other.pk)
    exchanged = text_of(system, "key_issued", endpoint.pk)
    assert "whsec_" in exchanged
    assert secret not in exchanged
    assert "失效" in text_of(system, "endpoint_detail", endpoint.pk)
    assert "电子税务局" in text_of(system, "endpoint_list", format="csv")
    assert secret not in str(list(AuditEvent.objects.values_list("data", "changes")))


def test_department_sees_what_did_not_arrive_and_the_administrator_sends_it_again(
    hook: Hook, receiver: Upstream, clerk: User, signed_in: SignedIn
) -> None:
    make_certified(name="济南汀岚贸易有限公司")
    make_certified()
    record_events()
    receiver.reply = status(410, b"gone")
    Delivery.objects.update(attempts=9)
    deliver(hook.endpoint.pk)
    client = signed_in(clerk)
    assert "推送未能送达的接口" in [item.label for item in client.get(reverse("workbench:home")).context["to_do"]]
    assert "办税系统" in text_of(client, "endpoint_list", failing="true")
    page = text_of(client, "endpoint_detail", hook.endpoint.pk, text="汀岚")
    assert "对方返回410（地址已停用）。共试10次，不再自动重试。" in page
    assert "有2项未能送达。接收系统恢复后，请联系系统管理员重新投递。" in page
    assert f"序号{Delivery.objects.latest('pk').event.number}" in page
    assert "gone" in text_of(client, "endpoint_detail", hook.endpoint.pk, format="csv")
    client = signed_in(make_user(Role.SYSTEM))
    assert "重新投递全部2项未能送达的" in text_of(client, "endpoint_detail", hook.endpoint.pk)
    again = reverse("webhooks:deliveries_again", args=[hook.endpoint.pk])
    receiver.reply = status(200)
    for data, done in (({"delivery": Delivery.objects.latest("pk").pk}, 1), ({}, 2)):
        assert "项投递将重新发送" in client.post(again, data, follow=True).content.decode()
        deliver(hook.endpoint.pk)
        assert Delivery.objects.filter(state=DeliveryState.DELIVERED).count() == done
    test = client.post(reverse("webhooks:endpoint_test", args=[hook.endpoint.pk]), follow=True).content.decode()
    assert 'hx-trigger="load delay:2s"' in test
    deliver(hook.endpoint.pk)
    assert "hx-trigger" not in text_of(client, "endpoint_detail", hook.endpoint.pk, state="done")
    since = reverse("webhooks:deliveries_since", args=[hook.endpoint.pk])
    for day, message in (
        ("2020-01-01", "早于可以重新投递的最早日期"),
        ("第一天", "请填写正确的日期"),
        (str(timezone.localdate()), "2项投递"),
    ):
        assert message in client.post(since, {"since": day}, follow=True).content.decode()
