"""The commands of docker-compose.yml and Dockerfile, each started as a plain process."""

import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from credit_portal.embedded import free_port
from foundation.postgres.roles import APPLICATION
from roster.actions.submissions import receive_roster
from tests.clock import install_clock
from tests.factories import make_user
from tests.roles import SUPERUSER
from tests.spreadsheet_files import ROSTER_HEAD, roster_line, upload, xlsx
from tests.steps import AS_OF
from tests.workers import PROJECT, Process, database_url, running, wait_until
from uploads.states import SubmissionState

pytestmark = pytest.mark.django_db(transaction=True)
SERVICES: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
MONITOR_TOKEN = "monitor"
OURS = {name: service for name, service in SERVICES.items() if "build" in service}


@pytest.fixture
def environment(tmp_path: Path, settings: Any) -> dict[str, str]:
    """The environment of the containers: .env.example filled in, with the broker and a folder of the test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    lines = (PROJECT / ".env.example").read_text(encoding="utf-8").splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return {
        **example,
        "SECRET_KEY": "compose",
        "MONITOR_TOKEN": MONITOR_TOKEN,
        "DATABASE_OWNER_PASSWORD": "owner",
        "DATABASE_PASSWORD": "application",
        "REDIS_URL": settings.CELERY_BROKER_URL,
        "VAR_DIR": str(tmp_path),
        "SWEEP_SECONDS": "1",
        "STATICFILES_STORAGE": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        "WHITENOISE_USE_FINDERS": "false",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }


def plain(command: list[str], port: int, folder: Path) -> list[str]:
    """Replace the port and the folder of the container in the command."""
    return [
        part.replace("0.0.0.0:8000", f"127.0.0.1:{port}").replace("/tmp/beat", str(folder / "beat")) for part in command
    ]


def start(name: str, command: list[str], environment: dict[str, str], log: Path) -> Process:
    """Start the command of a service in the database role that the compose file names."""
    role = urlsplit(OURS[name]["environment"]["DATABASE_URL"]).username
    assert role
    database = database_url(SUPERUSER if role == "portal" else role)
    return Process(command, environment={**environment, "DATABASE_URL": database}, log=log)


def finish(process: Process, log: Path) -> None:
    """Wait for the end of the process and check that it succeeds."""
    assert process.process.wait() == 0, log.read_text()


@pytest.fixture
def address(environment: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """Start every service that is built here, as the compose file does."""
    for name in ("roles", "migrate"):
        log = tmp_path / f"{name}.log"
        finish(start(name, OURS[name]["command"], environment, log), log)
    install_clock()
    port = free_port()
    with ExitStack() as stack:
        for name in ("web", "worker", "beat"):
            command = plain(OURS[name]["command"], port, tmp_path)
            stack.enter_context(running(start(name, command, environment, tmp_path / f"{name}.log")))
        yield f"http://127.0.0.1:{port}"


def answers(url: str) -> bool:
    """Whether the monitor gets 200."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {MONITOR_TOKEN}"})
    try:
        with urllib.request.urlopen(request) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def test_compose_file_has_the_documented_services() -> None:
    assert set(SERVICES) == {"db", "redis", "roles", "migrate", "web", "proxy", "worker", "beat", "backup"}
    assert set(OURS) == {"roles", "migrate", "web", "worker", "beat"}


def test_passwords_of_the_other_roles_stay_out_of_the_processes_that_serve() -> None:
    for name in ("web", "worker", "beat"):
        given = OURS[name]["environment"]
        assert urlsplit(given["DATABASE_URL"]).username == APPLICATION
        assert given["POSTGRES_PASSWORD"] == given["DATABASE_OWNER_PASSWORD"] == ""


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"proxy"}


def test_compose_commands_start_and_work_together(address: str) -> None:
    """All parts are healthy, a page has its hashed stylesheet, and the sweep reaches a waiting roster."""
    wait_until(lambda: answers(f"{address}/healthz"), "every part is healthy")
    wait_until(lambda: answers(f"{address}/readyz"), "beat has swept")
    with urllib.request.urlopen(f"{address}/") as response:
        stylesheet = re.search(r'href="(/static/css/portal\.[0-9a-f]+\.css)"', response.read().decode())
    assert stylesheet
    assert answers(address + stylesheet[1])
    waiting, _ = receive_roster(
        upload=upload(xlsx(ROSTER_HEAD, [roster_line(1)])), mode="full", as_of=AS_OF, by=make_user("customs")
    )

    def is_read() -> bool:
        waiting.refresh_from_db()
        return waiting.status == SubmissionState.CHECKED

    wait_until(is_read, "the waiting roster is read")
