"""The time of the last sweep in /readyz, which is not ready when beat no longer runs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from screening.models import Sweep
from screening.tasks import sweep

pytestmark = pytest.mark.django_db


def readiness(client: Client) -> dict[str, object]:
    return dict(client.get("/readyz").json())


def test_portal_without_a_sweep_is_not_ready(client: Client) -> None:
    assert client.get("/readyz").status_code == 503
    assert (readiness(client)["sweep"], readiness(client)["sweep_seconds_ago"]) == (False, None)


def test_sweep_updates_its_one_row(client: Client) -> None:
    sweep()
    sweep()
    assert readiness(client)["sweep"] is True
    assert Sweep.objects.count() == 1


def test_portal_with_an_old_sweep_is_not_ready(client: Client) -> None:
    sweep()
    Sweep.objects.update(at=timezone.now() - timedelta(hours=1))
    assert client.get("/readyz").status_code == 503
    assert readiness(client)["sweep"] is False
    assert int(str(readiness(client)["sweep_seconds_ago"])) >= 3600
