"""/healthz and /readyz of a process whose database and broker are down."""

import json
import os
import subprocess
import sys

import pytest

from credit_portal.embedded import free_port
from tests.source import PROJECT

# The client asks in a process of its own, because a process connects to the database and the broker of its environment.
REQUEST = """
import sys, django
django.setup()
from django.test import Client
response = Client(headers={"host": "localhost"}).get(sys.argv[1])
print(response.status_code)
print(response.content.decode())
"""
NOTHING_ANSWERS = {"web": True, "database": False, "broker": False, "worker": False}


@pytest.mark.parametrize(
    ("url", "body"),
    [("/healthz", NOTHING_ANSWERS), ("/readyz", {**NOTHING_ANSWERS, "sweep": False, "sweep_seconds_ago": None})],
)
def test_health_page_without_database_and_broker_names_what_is_down(url: str, body: dict[str, object]) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://portal@127.0.0.1:{free_port()}/portal",
        "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
        "DJANGO_SETTINGS_MODULE": "credit_portal.settings",
        "PYTHONPATH": ".",
    }
    process = subprocess.run(
        [sys.executable, "-c", REQUEST, url], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert process.returncode == 0, process.stderr
    status, answer = process.stdout.splitlines()
    assert (status, json.loads(answer)) == ("503", body)
    assert "the database does not answer" in process.stderr
    assert "the broker does not answer" in process.stderr
    assert "Traceback" not in process.stderr
