"""Events: each fact once, for those who may see it, in the order of a number; pushed and listed alike."""

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from feedback.actions.advice import keep_measure, stop_measure
from feedback.actions.answer_changes import correct_answer, undo_answer
from feedback.actions.follow import notify_standing_changes
from feedback.actions.inquiries import answer_inquiry, ask_inquiry
from feedback.actions.months import confirm_month, mark_changed_months
from feedback.models import Notice, StopAdvice
from foundation.web import paging
from reports.actions.period_reports import make_report
from reports.periods import Period, PeriodKind
from screening.actions.revocations import restore_enterprise
from screening.actions.suspensions import lift_suspension, suspend_enterprise
from tests.clock import at
from tests.factories import make_certified, make_department
from tests.feedback.month_steps import open_month
from tests.http_server import Upstream, status
from tests.programs import program_of, read_all_pages
from tests.steps import clerk_of, log, revoke
from tests.webhooks.conftest import Hook, make_hook
from webhooks.actions.deliveries import deliver
from webhooks.actions.events import record_events
from webhooks.models import Delivery, Event
from webhooks.states import EVENT_KINDS, DeliveryState, EventKind

EVENTS = reverse("webhooks_api:event_list")
OF_A_LOSS = {
    *("standing.changed", "standing.gained", "standing.lost", "revocation.created", "revocation.restored"),
    *("notice.created", "advice.issued", "advice.lifted"),
}


def read(user: User, **chosen: Any) -> list[dict[str, Any]]:
    """The events that a program of the user reads."""
    query = "&".join(f"{key}={value}" for key, value in chosen.items())
    return read_all_pages(program_of(user), f"{EVENTS}?{query}")


def types(events: Iterable[dict[str, Any]]) -> list[str]:
    return [event["type"] for event in events]


def pushed(server: Upstream) -> list[dict[str, Any]]:
    return [json.loads(body) for body in server.bodies]


@pytest.mark.usefixtures("reference_data")
def test_loss_and_return_reach_those_concerned_and_are_listed_alike(
    receiver: Upstream, clerk: User, officer: User, credit: User
) -> None:
    other = clerk_of("ecology")
    hooks = {
        user: make_hook(receiver, *EVENT_KINDS, department=user.department) for user in (clerk, other, credit, officer)
    }
    enterprise = make_certified(name="济南汀岚贸易有限公司")
    application = log(enterprise, clerk)
    revocation = revoke(enterprise, officer)
    notify_standing_changes()
    restore_enterprise(
        revocation=revocation,
        restored_on=timezone.localdate(),
        reason="撤销原决定",
        document_number="泉关企管〔2026〕9号",
        by=officer,
    )
    notify_standing_changes()
    record_events()
    own = read(clerk)
    advice, notice = StopAdvice.objects.get(), Notice.objects.filter(department=clerk.department).earliest("pk")
    assert set(types(own)) == OF_A_LOSS
    named = {"uscc": enterprise.uscc, "name": enterprise.name}
    issued = next(event for event in own if event["type"] == "advice.issued")
    about = {"department": "tax", "application": application.pk, "due_on": advice.due_on.isoformat()}
    assert issued["data"] == {"id": advice.pk, **named, **about, "state": "open"}
    assert next(event["data"]["state"] for event in own if event["type"] == "advice.lifted") == "lifted"
    first = next(event["data"] for event in own if event["type"] == "notice.created")
    assert first == {"id": notice.pk, "department": "tax", "kind": notice.kind}
    revoked = next(event["data"] for event in own if event["type"] == "revocation.created")
    assert revoked == {
        **{"id": revocation.pk, **named, "office": "quancheng-customs", "category": revocation.category},
        **{"effective_on": str(revocation.effective_on), "document_number": revocation.document_number},
    }
    restored = next(event["data"] for event in own if event["type"] == "revocation.restored")
    assert (restored["restored_on"], restored["document_number"]) == (str(timezone.localdate()), "泉关企管〔2026〕9号")
    unconcerned = read(other)
    assert not {"advice.issued", "advice.lifted"} & set(types(unconcerned))
    assert {event["data"]["department"] for event in unconcerned if event["type"] == "notice.created"} == {"ecology"}
    for user in (credit, officer):
        assert {"advice.issued", "advice.lifted"} < set(types(read(user)))
    for user, hook in hooks.items():
        receiver.bodies.clear()
        deliver(hook.endpoint.pk)
        assert pushed(receiver) == read(user)


@pytest.mark.usefixtures("reference_data")
def test_answer_its_correction_and_its_withdrawal_are_events(clerk: User, officer: User) -> None:
    today = timezone.localdate()
    for number in (31, 33):
        log(enterprise := make_certified(), clerk, number=number)
        revoke(enterprise, officer)
    notify_standing_changes()
    first, second = StopAdvice.objects.order_by("pk")
    stop_measure(advice=first, stopped_on=today, answer="", by=clerk)
    correct_answer(advice=first, stopped_on=None, answer="合同未到期", reason="误填", by=clerk)
    keep_measure(advice=second, answer="合同未到期", by=clerk)
    undo_answer(advice=second, by=clerk)
    record_events()
    answers = read(clerk, type="advice.answered")
    states = [(event["data"]["id"], event["data"]["state"]) for event in answers]
    assert states == [(first.pk, "stopped"), (first.pk, "kept"), (second.pk, "kept"), (second.pk, "open")]
    assert all("合同" not in str(event) for event in answers)


@pytest.mark.usefixtures("reference_data")
def test_suspensions_inquiries_months_and_reports_are_events(clerk: User, officer: User, credit: User) -> None:
    other = clerk_of("ecology")
    decision = {"reason": "立案调查", "document_number": "泉关企管〔2026〕7号", "by": officer}
    with at("2026-07-10 09:00:00"):
        enterprise, today = make_certified(), timezone.localdate()
        suspension = suspend_enterprise(enterprise=enterprise, effective_on=today, **decision)
        lift_suspension(suspension=suspension, lifted_on=today, **decision)
        application = log(enterprise, clerk)
        inquiry = ask_inquiry(application=application, question="何时到期？", by=credit)
        answer_inquiry(inquiry=inquiry, answer="年底", by=clerk)
    with at("2026-08-03 09:00:00"):
        month = open_month(clerk.department)
        confirm_month(month=month, expected_version=month.version, by=clerk)
        mark_changed_months(clerk.own_department, [month.month])
        report = make_report(period=Period(PeriodKind.MONTH, month.month), by=credit)
    record_events()
    kinds = [
        *("suspension.created", "suspension.lifted", "inquiry.asked", "inquiry.answered", "month.confirmed"),
        *("month.changed", "period_report.made"),
    ]
    for user in (clerk, credit, officer):
        assert [kind for kind in types(read(user)) if kind in kinds] == kinds
    assert [kind for kind in types(read(other)) if kind in kinds] == [*kinds[:2], kinds[-1]]
    data = {event["type"]: event["data"] for event in read(clerk)}
    assert data["suspension.lifted"]["replaced_by"] is None
    assert data["inquiry.asked"]["id"] == inquiry.pk
    assert data["inquiry.answered"]["application"] == application.pk
    named = {"id": month.pk, "department": "tax", "month": "2026-07"}
    assert data["month.confirmed"] == {**named, "edition": 1, "application_count": 1, "measure_count": 1}
    assert data["month.changed"] == named
    assert data["period_report.made"] == {"id": report.pk, "kind": "month", "first_day": "2026-07-01", "edition": 1}


def test_message_waits_for_the_one_before_it_about_the_same_enterprise(
    hook: Hook, receiver: Upstream, officer: User
) -> None:
    failing, other = make_certified(), make_certified()
    revoke(failing, officer)
    record_events()
    receiver.reply = status(500)
    Delivery.objects.exclude(event__subject=failing.uscc).update(next_at=timezone.now())
    deliver(hook.endpoint.pk)
    tried = [(event["type"], event["data"]["uscc"]) for event in pushed(receiver)]
    assert tried == [("standing.gained", failing.uscc), ("standing.gained", other.uscc)]
    receiver.reply = status(204)
    receiver.bodies.clear()
    Delivery.objects.update(next_at=timezone.now())
    deliver(hook.endpoint.pk)
    numbers = [event["number"] for event in pushed(receiver)]
    assert len(numbers) == 3
    assert numbers == sorted(numbers)
    assert not Delivery.objects.exclude(state=DeliveryState.DELIVERED).exists()


def test_system_that_was_away_reads_what_it_missed(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    for _ in range(3):
        make_certified()
    record_events()
    seen = read(clerk)
    last = len(seen)
    assert [event["number"] for event in seen] == list(range(1, last + 1))
    missed = make_certified()
    assert read(clerk, after_number=last) == []
    record_events()
    assert {event["data"]["uscc"] for event in read(clerk, after_number=last)} == {missed.uscc}
    assert read(clerk, after_number=1)[: last - 1] == seen[1:]
    refused = program_of(clerk).get(EVENTS, {"since": "3"})
    assert (refused.status_code, "“since”不是" in refused.json()["errors"][0]["detail"]) == (400, True)


@pytest.mark.parametrize("number", ["-1", "-1e1000000", "1e1000000", "1.5", "NaN", "9" * 5000])
def test_event_list_after_what_is_no_number_is_refused(clerk: User, number: str) -> None:
    refused = program_of(clerk).get(EVENTS, {"after_number": number})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "after_number")


@pytest.mark.django_db(transaction=True)
def test_event_that_is_committed_late_never_gets_a_lower_number(clerk: User) -> None:
    """Its row is older than that of another transaction, which commits first; a reader has passed the number."""
    department, other = make_department("tax"), make_department("ecology")

    def notify_other() -> None:
        Notice.objects.create(department=other, kind="reminder", params={"name": "一"})
        record_events()
        connection.close()

    with transaction.atomic():
        Notice.objects.create(department=department, kind="reminder", params={"name": "二"})
        with ThreadPoolExecutor(1) as pool:
            pool.submit(notify_other).result()
    record_events()
    assert list(Event.objects.order_by("number").values_list("departments", flat=True)) == [[other.pk], [department.pk]]
    assert Event.objects.latest("pk").number == 1


def test_database_keeps_events_as_they_are(clerk: User) -> None:
    make_certified()
    record_events()
    event = Event.objects.get(kind=EventKind.GAINED)
    for change in ({"number": 7}, {"data": {}}, {"kind": EventKind.LOST}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Event.objects.filter(pk=event.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.all().delete()
