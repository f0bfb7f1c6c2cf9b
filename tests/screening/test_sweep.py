"""The sweep's sign of life: /readyz says how long ago it was, and is not ready when beat has died silently."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from screening.models import Sweep
from screening.tasks import sweep

pytestmark = pytest.mark.django_db


def told(client: Client) -> dict[str, object]:
    return dict(client.get("/readyz").json())


def test_never_swept(client: Client) -> None:
    assert client.get("/readyz").status_code == 503
    assert (told(client)["sweep"], told(client)["sweep_seconds_ago"]) == (False, None)


def test_a_sweep_leaves_its_moment(client: Client) -> None:
    sweep()
    sweep()
    assert told(client)["sweep"] is True
    assert Sweep.objects.count() == 1


def test_a_sweep_too_long_ago(client: Client) -> None:
    sweep()
    Sweep.objects.update(at=timezone.now() - timedelta(hours=1))
    assert client.get("/readyz").status_code == 503
    assert told(client)["sweep"] is False
    assert int(str(told(client)["sweep_seconds_ago"])) >= 3600
