"""The metrics of a process that serves and works, those of the database, and the rules that use them."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from accounts.models import User
from blacklists.models import Blacklist, BlacklistFeed
from credit_portal.metrics.state import StateCollector
from screening.models import Screening
from screening.models.screenings import Trigger
from tests.source import PROJECT
from tests.workers import database_url
from uploads.models import Mode

# A process decides when it starts whether it measures.
SERVE_AND_WORK = """
import django
django.setup()
from django.test import Client
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from accounts.tasks import clear_sessions
from credit_portal.metrics.state import StateCollector

visitor = Client(headers={"host": "localhost"})
for address in ("/site-map/", "/site-map/", "/nowhere/1/", "/nowhere/2/"):
    visitor.get(address)
visitor.generic("INVENTED", "/site-map/")
visitor.post("/accounts/login/", {"username": "nobody", "password": "wrong"})
clear_sessions.apply()
registry = CollectorRegistry()
MultiProcessCollector(registry)
registry.register(StateCollector())
print(generate_latest(registry).decode())
"""
Samples = dict[tuple[str, tuple[str, ...]], float]


@pytest.fixture
def exposed(transactional_db: None, tmp_path: Path) -> Samples:
    """Name and values of the labels of each sample of a process that serves some pages and runs a task."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "credit_portal.settings",
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
    }
    command = [sys.executable, "-c", SERVE_AND_WORK]
    process = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stderr
    families = list(text_string_to_metric_families(process.stdout))
    names = {(family.name, ()): 0.0 for family in families}
    return names | {
        (sample.name, tuple(sample.labels.values())): sample.value for family in families for sample in family.samples
    }


def names_in_rules() -> set[str]:
    rules = yaml.safe_load((PROJECT / "deploy" / "prometheus" / "alerts.yml").read_text(encoding="utf-8"))
    expressions = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    return set(re.findall(r"portal_\w+", " ".join(expressions)))


def test_process_measures_requests_tasks_and_sign_ins(exposed: Samples) -> None:
    """Whatever addresses and methods people invent, the series are those of the views."""
    requests = {labels: value for (name, labels), value in exposed.items() if name == "portal_request_seconds_count"}
    assert requests == {
        ("GET", "200", "publicity:site_map"): 2,
        ("GET", "404", "none"): 2,
        ("other", "405", "publicity:site_map"): 1,
        ("POST", "200", "accounts:login"): 1,
    }
    assert exposed["portal_task_seconds_count", ("success", "accounts.tasks.clear_sessions")] == 1
    assert exposed["portal_sign_in_failures_total", ()] == 1
    assert exposed["portal_database_up", ()] == exposed["portal_broker_up", ()] == 1
    assert names_in_rules() <= {name for name, _ in exposed}


def test_metrics_of_the_database_have_the_ages_of_queues_and_feeds(
    db: None, credit: User, blacklists: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours_ago = timezone.now() - timedelta(hours=2)
    Screening.objects.create(trigger=Trigger.EVERYTHING, requested_by=credit)
    Screening.objects.update(created_at=hours_ago)
    blacklist = Blacklist.objects.first()
    assert blacklist
    feed = BlacklistFeed.objects.create(
        blacklist=blacklist,
        address="https://lists.example/",
        mode=Mode.FULL,
        created_by=credit,
        every_minutes=30,
        stale_after_minutes=60,
        last_success_at=hours_ago,
    )
    # The connection of the test is not the collector's to close.
    monkeypatch.setattr("credit_portal.metrics.state.connection.close", lambda: None)
    families = {family.name: family for family in StateCollector().collect()}
    waiting = {sample.labels["queue"]: sample.value for sample in families["portal_oldest_waiting_seconds"].samples}
    assert waiting["screening"] >= 7200
    assert waiting["roster"] == 0
    (age,) = families["portal_feed_age_seconds"].samples
    assert age.labels == {"feed": str(feed.pk), "blacklist": blacklist.code}
    assert age.value > families["portal_feed_late_seconds"].samples[0].value
    assert families["portal_sweep_age_seconds"].samples == []
