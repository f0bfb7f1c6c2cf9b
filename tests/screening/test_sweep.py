"""The time of the last sweep in /readyz, which is not ready when beat no longer runs."""

from datetime import timedelta
from typing import Any

import pytest
from celery.signals import before_task_publish
from django.test import Client
from django.utils import timezone

from accounts.models import User
from screening.models import Screening, Sweep
from screening.models.screenings import Trigger
from screening.tasks import screen, sweep

pytestmark = pytest.mark.django_db


@pytest.fixture
def monitor(settings: Any) -> Client:
    """A client with the monitor's token."""
    settings.MONITOR_TOKEN = "monitor"
    return Client(headers={"authorization": "Bearer monitor"})


def readiness(monitor: Client) -> dict[str, object]:
    return dict(monitor.get("/readyz").json())


def test_portal_without_a_sweep_is_not_ready(monitor: Client) -> None:
    assert monitor.get("/readyz").status_code == 503
    assert (readiness(monitor)["sweep"], readiness(monitor)["sweep_seconds_ago"]) == (False, None)


def test_sweep_updates_its_one_row(monitor: Client) -> None:
    sweep()
    sweep()
    assert readiness(monitor)["sweep"] is True
    assert Sweep.objects.count() == 1


def test_portal_with_an_old_sweep_is_not_ready(monitor: Client) -> None:
    sweep()
    Sweep.objects.update(at=timezone.now() - timedelta(hours=1))
    assert monitor.get("/readyz").status_code == 503
    assert readiness(monitor)["sweep"] is False
    assert int(str(readiness(monitor)["sweep_seconds_ago"])) >= 3600


def test_sweep_with_a_backlog_sends_one_message_per_screening(credit: User) -> None:
    """A single task could not process a backlog within its time limit."""
    waiting = [Screening.objects.create(trigger=Trigger.EVERYTHING, requested_by=credit) for _ in range(5)]
    sent = []

    def note(sender: str, body: Any, **kwargs: Any) -> None:
        if sender == screen.name:
            sent.append(body[0])

    before_task_publish.connect(note)
    try:
        sweep()
    finally:
        before_task_publish.disconnect(note)
    assert sent == [(screening.pk,) for screening in waiting]
