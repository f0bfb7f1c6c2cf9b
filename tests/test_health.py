"""/healthz and /readyz: of a process whose database and broker are down, and who is told what."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from credit_portal.celery import app
from credit_portal.embedded import free_port
from tests.source import PROJECT

# The client asks in a process of its own, because a process connects to the database and the broker of its environment.
REQUEST = """
import sys, django
django.setup()
from django.test import Client
response = Client(headers={"host": "localhost", "authorization": "Bearer monitor"}).get(sys.argv[1])
print(response.status_code)
print(response.content.decode())
"""
# A broker that dies after the process was connected to it.
LOSE_BROKER = """
import os, signal, sys
from pathlib import Path
from credit_portal.embedded import start_engines
folder = Path(sys.argv[1])
with start_engines(folder) as engines:
    os.environ["REDIS_URL"] = engines.redis_url
    import django
    django.setup()
    from django.test import Client
    client = Client(headers={"host": "localhost", "authorization": "Bearer monitor"})
    answers = [client.get("/readyz")]
    os.kill(int((folder / "valkey" / "pid").read_text()), signal.SIGKILL)
    answers += [client.get("/readyz"), client.get("/readyz")]
print([(answer.status_code, answer.json()["broker"]) for answer in answers])
"""
NOTHING_ANSWERS = {
    **{"web": True, "database": False, "broker": False},
    **{"sweep": False, "sweep_seconds_ago": None, "virus_scanner": "off"},
}


def run(code: str, argument: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the code in a process whose database is down."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "REDIS_URL"},
        "DATABASE_URL": f"postgresql://portal@127.0.0.1:{free_port()}/portal",
        "DJANGO_SETTINGS_MODULE": "credit_portal.settings",
        "PYTHONPATH": ".",
        **settings,
    }
    command = [sys.executable, "-c", code, argument]
    process = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60)
    assert process.returncode == 0, process.stderr
    return process


@pytest.mark.parametrize(("url", "body"), [("/healthz", {"up": False}), ("/readyz", NOTHING_ANSWERS)])
def test_health_page_without_database_and_broker_answers_503_and_logs_what_is_down(
    url: str, body: dict[str, object]
) -> None:
    process = run(REQUEST, url, REDIS_URL=f"redis://127.0.0.1:{free_port()}/0", MONITOR_TOKEN="monitor")
    status, answer = process.stdout.splitlines()
    assert (status, json.loads(answer)) == ("503", body)
    assert "the database does not answer" in process.stderr
    assert "the broker does not answer" in process.stderr
    assert "Traceback" not in process.stderr


def test_health_page_after_the_broker_died_answers_503(tmp_path: Path) -> None:
    """The first use of a connection that was open raises another exception than a new connection does."""
    process = run(LOSE_BROKER, str(tmp_path), MONITOR_TOKEN="monitor")
    assert process.stdout.strip() == "[(503, True), (503, False), (503, False)]"


def test_health_page_writes_nothing_to_the_broker(client: Client, db: None, settings: Any) -> None:
    """Each write would grow the broker's append-only file, at the will of whoever asks."""
    settings.MONITOR_TOKEN = "monitor"
    with app.pool.acquire(block=True) as connection:
        broker = connection.default_channel.client
        before = broker.info("persistence")["rdb_changes_since_last_save"]
        assert client.get("/healthz").json() == {"up": True}
        assert client.get("/readyz", headers={"authorization": "Bearer monitor"}).json()["broker"] is True
        assert broker.info("persistence")["rdb_changes_since_last_save"] == before


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer other", "Token monitor", "Bearer 监"])
@pytest.mark.parametrize("token", ["", "monitor"])
def test_parts_are_shown_to_nobody_but_the_monitor(given: str, token: str, client: Client, settings: Any) -> None:
    settings.MONITOR_TOKEN = token
    assert client.get("/readyz", headers={"authorization": given}).status_code == 404
