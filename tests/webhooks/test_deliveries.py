"""Deliveries: signed, at least once with the same id, sent again after a failure, and never to inner systems."""

import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from demo.clock import clock_at
from foundation.denials import denial_of
from screening.models import Standing
from tests.factories import make_certified, make_user
from tests.http_server import Upstream, status
from tests.steps import revoke
from tests.webhooks.conftest import Hook, Verify, make_hook
from tests.workers import running, start_beat, start_worker, wait_until
from webhooks.actions import deliveries
from webhooks.actions.deliveries import PAUSES, deliver
from webhooks.actions.endpoints import change_endpoint, deliver_dead_again, deliver_since, exchange_key, send_test
from webhooks.actions.events import record_events
from webhooks.models import Delivery, Endpoint, EndpointKey, Event, FollowedStanding
from webhooks.signing import sign
from webhooks.states import DeliveryState, EventKind
from webhooks.tasks import delete_outdated
from webhooks.wording import reason_text


def send(hook: Hook) -> None:
    """Record what is new, and send what waits, as a worker would after every pause."""
    record_events()
    hook.endpoint.deliveries.filter(state=DeliveryState.WAITING).update(next_at=timezone.now())
    Endpoint.objects.update(paused_until=None)
    deliver(hook.endpoint.pk)


def ids(receiver: Upstream) -> list[str]:
    return [headers["webhook-id"] for _, headers in receiver.requests]


def test_signature_is_that_of_the_convention() -> None:
    """The message of the specification of Standard Webhooks, and its signature."""
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == signature


def test_changes_of_a_standing_are_delivered_once_and_signed(
    hook: Hook, receiver: Upstream, officer: User, verify: Verify
) -> None:
    enterprise = make_certified()
    revoke(enterprise, officer)
    send(hook)
    send(hook)
    sent = [json.loads(body) for body in receiver.bodies]
    assert [(each["type"], each["data"]["state"]) for each in sent] == [
        ("standing.gained", "eligible"),
        ("standing.lost", "revoked"),
    ]
    last = Standing.objects.current().get(enterprise=enterprise)
    assert sent[1] == {
        "id": ids(receiver)[1],
        "type": "standing.lost",
        "timestamp": timezone.localtime(last.known_at).isoformat(),
        "number": Event.objects.get(kind=EventKind.LOST).number,
        "data": {"uscc": enterprise.uscc, "name": enterprise.name, "state": "revoked", "since": str(last.since)},
    }
    for (_, headers), body in zip(receiver.requests, receiver.bodies, strict=True):
        assert verify(hook.secret, headers, body)
        assert not verify(hook.secret, headers, body.replace(b"standing", b"Standing"))
        assert headers["webhook-key-id"] == EndpointKey.objects.get().key_id
    assert FollowedStanding.objects.count() == Standing.objects.count()
    assert not Delivery.objects.exclude(state=DeliveryState.DELIVERED, status=204, attempts=1).exists()


def test_delivery_that_fails_is_sent_again_until_it_is_a_dead_letter(
    hook: Hook, receiver: Upstream, clerk: User
) -> None:
    make_certified()
    receiver.reply = status(302, Location="/elsewhere")
    send(hook)
    delivery = Delivery.objects.get()
    assert (delivery.state, reason_text(delivery)) == (DeliveryState.WAITING, "对方返回302（要求转到别的地址）。")
    receiver.reply = status(503, "值班员手机13800138000\x00，稍后再试".encode())
    for number, minutes in enumerate(PAUSES, start=1):
        pause = (delivery.next_at - delivery.tried_at) / timedelta(minutes=1)
        assert (delivery.attempts, 0.8 * minutes <= pause <= 1.2 * minutes) == (number, True)
        send(hook)
        delivery.refresh_from_db()
    assert (delivery.state, delivery.status, len(receiver.requests)) == (DeliveryState.DEAD, 503, 10)
    assert reason_text(delivery) == "对方返回503（服务暂不可用）。共试10次，不再自动重试。"
    assert "稍后再试" in delivery.answer
    assert "13800138000" not in delivery.answer
    send(hook)
    receiver.reply = status(200)
    assert deliver_dead_again(endpoint=hook.endpoint, delivery=None, by=clerk) == 1
    send(hook)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.reason) == (DeliveryState.DELIVERED, 1, None)
    assert set(ids(receiver)) == {str(delivery.message_id)}
    assert {path for path, _ in receiver.requests} == {"/lists/court.csv"}
    again = denial_of(lambda: deliver_dead_again(endpoint=hook.endpoint, delivery=delivery.pk, by=clerk))
    assert again == "没有未能送达的投递，可能已由他人重新投递。"


def test_endpoint_that_does_not_answer_is_left_alone_for_a_while(
    hook: Hook, receiver: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_hook(receiver)
    make_certified()
    make_certified()
    monkeypatch.setattr(deliveries, "SECONDS", 0.2)
    receiver.reply = lambda handler: receiver.ended.wait()
    record_events()
    deliver(hook.endpoint.pk)
    deliver(hook.endpoint.pk)
    assert len(receiver.requests) == 1
    hook.endpoint.refresh_from_db()
    assert (hook.endpoint.failures, hook.endpoint.paused_until > timezone.now()) == (1, True)
    tried = hook.endpoint.deliveries.get(attempts=1)
    assert reason_text(tried) in ("对方长时间没有响应。", "对方0秒仍未传完，已中断。")
    receiver.reply = status(204)
    deliver(other.endpoint.pk)
    assert other.endpoint.deliveries.filter(state=DeliveryState.DELIVERED).count() == 2
    send(hook)
    assert not hook.endpoint.deliveries.exclude(state=DeliveryState.DELIVERED).exists()


def test_inner_address_is_refused_when_it_is_sent_to(hook: Hook, receiver: Upstream, settings: Any) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = []
    make_certified()
    send(hook)
    assert "地址指向本机（127.0.0.1），不允许访问" in reason_text(Delivery.objects.get())
    assert not receiver.requests


def test_both_keys_sign_after_an_exchange_until_the_former_one_ends(
    hook: Hook, receiver: Upstream, verify: Verify, settings: Any
) -> None:
    system = make_user(Role.SYSTEM)
    second = exchange_key(endpoint=hook.endpoint, by=system)
    send_test(endpoint=hook.endpoint, by=system)
    send(hook)
    (_, headers), body = receiver.requests[-1], receiver.bodies[-1]
    assert json.loads(body)["data"] == {}
    assert [verify(secret, headers, body) for secret in (hook.secret, second)] == [True, True]
    assert len(headers["webhook-key-id"].split()) == len(headers["webhook-signature"].split()) == 2
    third = exchange_key(endpoint=hook.endpoint, by=system)
    settings.DATA_KEYS = [Fernet.generate_key().decode(), *settings.DATA_KEYS]
    call_command("encrypt_again")
    settings.DATA_KEYS = settings.DATA_KEYS[:1]
    send_test(endpoint=hook.endpoint, by=system)
    send(hook)
    (_, headers), body = receiver.requests[-1], receiver.bodies[-1]
    assert [verify(secret, headers, body) for secret in (hook.secret, second, third)] == [False, True, True]
    settings.DATA_KEYS = [Fernet.generate_key().decode()]
    send_test(endpoint=hook.endpoint, by=system)
    send(hook)
    lost = Delivery.objects.latest("pk")
    assert (lost.state, len(receiver.requests)) == (DeliveryState.DEAD, 2)
    assert "请换发签名密钥" in reason_text(lost)


def test_everything_since_a_day_is_sent_again_with_the_same_ids_until_it_is_deleted(
    receiver: Upstream, clerk: User, officer: User, settings: Any, db: None
) -> None:
    """The endpoint did not exist at the first event, and was disabled at the second one."""
    enterprise = make_certified()
    record_events()
    hook = make_hook(receiver, EventKind.GAINED, EventKind.LOST)
    hook.endpoint.enabled = False
    change_endpoint(endpoint=hook.endpoint, by=make_user(Role.SYSTEM))
    revoke(enterprise, officer)
    send(hook)
    assert not Delivery.objects.exists()
    today = timezone.localdate()
    denial = denial_of(lambda: deliver_since(endpoint=hook.endpoint, since=today, by=clerk))
    assert denial == "该推送接口已停用，启用后才能投递。"
    hook.endpoint.enabled = True
    change_endpoint(endpoint=hook.endpoint, by=make_user(Role.SYSTEM))
    for _ in range(2):
        assert deliver_since(endpoint=hook.endpoint, since=today, by=clerk) == 2
        send(hook)
    first, second = ids(receiver)[:2], ids(receiver)[2:]
    assert first == second
    assert len(set(first)) == 2
    settings.WEBHOOK_DELIVERY_DAYS = 0
    for days, kept in ((89, 2), (91, 0)):
        with clock_at(timezone.localtime() + timedelta(days=days)):
            delete_outdated()
        assert Delivery.objects.count() == kept


@pytest.mark.django_db(transaction=True)
def test_delivery_of_a_killed_worker_is_sent_again_with_the_same_id(
    hook: Hook, receiver: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker follows a standing by itself, and dies after it has sent and before it has recorded."""
    monkeypatch.setenv("WEBHOOK_ALLOWED_NETWORKS", "127.0.0.0/8")
    receiver.reply = lambda handler: receiver.ended.wait()
    make_certified()
    worker = start_worker()
    with running(worker, start_beat()):
        wait_until(lambda: receiver.bodies, "the worker sends a delivery")
        worker.kill()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.status) == (DeliveryState.WAITING, 1, None)
    receiver.reply = status(204)
    delivered = Delivery.objects.filter(state=DeliveryState.DELIVERED)
    # The lock of the killed worker ends with its connection.
    wait_until(lambda: send(hook) or delivered.exists(), "the delivery is sent again")
    assert ids(receiver) == [str(delivery.message_id)] * 2
    assert receiver.bodies[0] == receiver.bodies[1]
