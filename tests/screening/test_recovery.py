"""Workers and broker die at the worst moment: the work is finished after a restart, once (docs/adr/0004)."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from blacklists.actions.imports import receive_import
from blacklists.models import Blacklist, BlacklistEntry
from roster.actions.confirmations import confirm_roster
from roster.actions.submissions import receive_roster
from roster.models import Certification, RosterSubmission
from roster.policies import RosterConfirmation
from screening.models import Screening, ScreeningHit, Standing
from screening.states import ScreeningState, StandingState
from tests.spreadsheet_files import ROSTER_HEAD, blacklist_line, roster_line, upload, uscc_of, xlsx
from tests.steps import AS_OF, list_entries, preview, put_in_force
from tests.workers import Broker, held, is_waited_for, running, start_beat, start_worker, wait_until
from uploads.actions import withdraw_file
from uploads.states import SubmissionState

pytestmark = pytest.mark.django_db(transaction=True)
LINES = [roster_line(serial) for serial in range(1, 41)]


def received(officer: User) -> RosterSubmission:
    submission, _ = receive_roster(upload=upload(xlsx(ROSTER_HEAD, LINES)), mode="full", as_of=AS_OF, by=officer)
    return submission


def killed_while_waiting_for(table: str) -> None:
    """A worker and beat at work; the worker is killed while it writes to the table."""
    worker, beat = start_worker(), start_beat()
    with running(worker, beat), held(table):
        wait_until(lambda: is_waited_for(table), f"the worker writes to {table}")
        worker.kill()


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
    killed_while_waiting_for("roster_rosterrow")
    with running(start_worker(), start_beat()):
        wait_until(lambda: has_status(submission, SubmissionState.CHECKED), "the roster is read")
    assert submission.attempts == 2
    assert submission.rows.filter(kind="added").count() == submission.rows.count() == len(LINES)


def test_worker_and_emptied_broker_are_replaced_by_the_sweep(officer: User, broker: Broker) -> None:
    """Beat keeps running, reconnects to the broker, and sends the waiting rows."""
    submission = received(officer)
    worker, beat = start_worker(broker=broker.url), start_beat(broker=broker.url)
    with running(worker, beat):
        with held("roster_rosterrow"):
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


def test_worker_killed_while_comparing_is_replaced_and_compares_once(
    officer: User, credit: User, blacklists: None
) -> None:
    list_entries(credit, "court-defaulters", [blacklist_line("某公司", uscc=uscc_of(1))])
    confirm_roster(submission=preview(officer, LINES), confirmation=RosterConfirmation(), by=officer)
    killed_while_waiting_for("screening_screeninghit")
    assert not ScreeningHit.objects.exists()
    assert {s.state for s in Standing.objects.current()} == {StandingState.UNSCREENED}
    with running(start_worker(), start_beat()):
        wait_until(lambda: not Screening.objects.waiting().exists(), "the comparison is done")
    screening = Screening.objects.get(trigger="roster")
    assert (screening.state, screening.chunks.get().attempts) == (ScreeningState.DONE, 2)
    assert ScreeningHit.objects.count() == 1
    assert Standing.objects.current().count() == len(LINES)
    assert Standing.objects.current().eligible().count() == len(LINES) - 1
    assert not Certification.objects.open().filter(screened__isnull=True).exists()


def test_pushed_entries_of_a_killed_worker_take_effect_once(officer: User, credit: User, blacklists: None) -> None:
    """Workers alone read, confirm and screen the import."""
    put_in_force(officer, LINES)
    entries = [{"source_id": "S1", "name": "某公司", "uscc": uscc_of(1)}]
    pushed, _ = receive_import(
        blacklist=Blacklist.objects.get(code="court-defaulters"),
        upload=upload(json.dumps(entries).encode()),
        mode="changes",
        as_of=AS_OF,
        automatic=True,
        by=credit,
    )
    killed_while_waiting_for("blacklists_blacklistentry")
    assert not BlacklistEntry.objects.exists()
    blocked = Standing.objects.current().filter(state=StandingState.BLOCKED)
    with running(start_worker(), start_beat()):
        wait_until(blocked.exists, "the enterprise is blocked")
    pushed.refresh_from_db()
    assert (pushed.status, pushed.attempts, pushed.confirmed_by) == (SubmissionState.CONFIRMED, 2, credit)
    assert (BlacklistEntry.objects.count(), ScreeningHit.objects.count(), blocked.count()) == (1, 1, 1)


def test_file_that_kills_its_worker_fails_after_three_attempts(officer: User, client: Client) -> None:
    submission = received(officer)
    for _ in range(3):
        killed_while_waiting_for("roster_rosterrow")
    with running(start_worker(), start_beat()):
        wait_until(lambda: has_status(submission, SubmissionState.FAILED), "the file is given up")
    client.force_login(officer)
    page = client.get(reverse("roster:submission_detail", args=[submission.pk])).content.decode()
    assert "已尝试3次" in page
    assert "原文件完好保存" in page
