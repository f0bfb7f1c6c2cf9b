"""Files whose worker or broker dies while it reads them: read once after a restart, or given up (docs/adr/0004)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from roster.actions.submissions import receive_roster
from roster.models import RosterSubmission
from tests.spreadsheet_files import ROSTER_HEAD, roster_line, upload, xlsx
from tests.steps import AS_OF, preview
from tests.workers import (
    Broker,
    is_waited_for,
    kill_worker_writing,
    locked,
    running,
    start_beat,
    start_worker,
    wait_until,
)
from uploads.actions import withdraw_file
from uploads.states import SubmissionState

pytestmark = pytest.mark.django_db(transaction=True)
LINES = [roster_line(serial) for serial in range(1, 41)]


def received(officer: User) -> RosterSubmission:
    submission, _ = receive_roster(upload=upload(xlsx(ROSTER_HEAD, LINES)), mode="full", as_of=AS_OF, by=officer)
    return submission


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(tmp_path / "broker")
    yield broker
    broker.stop()


def has_status(submission: RosterSubmission, status: SubmissionState) -> bool:
    submission.refresh_from_db()
    return submission.status == status


def test_worker_killed_while_reading_is_replaced_and_reads_once(officer: User) -> None:
    submission = received(officer)
    kill_worker_writing("roster_rosterrow")
    with running(start_worker(), start_beat()):
        wait_until(lambda: has_status(submission, SubmissionState.CHECKED), "the roster is read")
    assert submission.attempts == 2
    assert submission.rows.filter(kind="added").count() == submission.rows.count() == len(LINES)


def test_worker_and_emptied_broker_are_replaced_by_the_sweep(officer: User, broker: Broker) -> None:
    """Beat keeps running, reconnects to the broker, and sends the waiting rows."""
    submission = received(officer)
    worker, beat = start_worker(broker=broker.url), start_beat(broker=broker.url)
    with running(worker, beat):
        with locked("roster_rosterrow"):
            wait_until(lambda: is_waited_for("roster_rosterrow"), "the worker writes rows")
            broker.kill()
            shutil.rmtree(broker.folder)
            worker.kill()
        broker.start()
        with running(start_worker(broker=broker.url)):
            wait_until(lambda: has_status(submission, SubmissionState.CHECKED), "the roster is read")
    assert submission.attempts == 2
    assert submission.rows.filter(kind="added").count() == submission.rows.count() == len(LINES)


def test_file_withdrawn_during_reading_stays_withdrawn(officer: User) -> None:
    submission, waiting = received(officer), "roster_rostersubmission"
    with running(start_worker(), start_beat()):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {waiting} IN EXCLUSIVE MODE")
            wait_until(lambda: is_waited_for(waiting), "the worker tells its progress")
            withdraw_file(submission=submission, by=officer)
        later = preview(officer, LINES)
    assert later.pk != submission.pk
    assert has_status(submission, SubmissionState.WITHDRAWN)
    assert not submission.rows.exists()


def test_file_that_kills_its_worker_fails_after_three_attempts(officer: User, client: Client) -> None:
    submission = received(officer)
    for _ in range(3):
        kill_worker_writing("roster_rosterrow")
    with running(start_worker(), start_beat()):
        wait_until(lambda: has_status(submission, SubmissionState.FAILED), "the file is given up")
    client.force_login(officer)
    page = client.get(reverse("roster:submission_detail", args=[submission.pk])).content.decode()
    assert "已尝试3次" in page
    assert "原文件完好保存" in page
