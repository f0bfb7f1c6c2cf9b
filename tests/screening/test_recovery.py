"""Workers and broker are killed in the middle of a task; after a restart it is finished once (docs/adr/0004)."""

import json

import pytest

from accounts.models import User
from blacklists.actions.imports import receive_import
from blacklists.models import Blacklist, BlacklistEntry
from roster.actions.confirmations import confirm_roster
from roster.models import Certification
from roster.policies import RosterConfirmation
from screening.models import Screening, ScreeningHit, Standing
from screening.states import ScreeningState, StandingState
from tests.spreadsheet_files import blacklist_line, roster_line, upload, uscc_of
from tests.steps import AS_OF, list_entries, preview, put_in_force
from tests.workers import kill_worker_writing, running, start_beat, start_worker, wait_until
from uploads.states import SubmissionState

pytestmark = pytest.mark.django_db(transaction=True)
LINES = [roster_line(serial) for serial in range(1, 41)]


def test_chunk_of_a_killed_worker_is_processed_once_by_another(officer: User, credit: User, blacklists: None) -> None:
    list_entries(credit, "court-defaulters", [blacklist_line("济南泺岬0001进出口有限公司")])
    confirm_roster(submission=preview(officer, LINES), confirmation=RosterConfirmation(), by=officer)
    kill_worker_writing("screening_screeninghit")
    assert not ScreeningHit.objects.exists()
    assert {s.state for s in Standing.objects.current()} == {StandingState.UNSCREENED}
    with running(start_worker(), start_beat()):
        wait_until(lambda: not Screening.objects.unfinished().exists(), "the comparison is done")
    screening = Screening.objects.get(trigger="roster")
    assert (screening.state, screening.chunks.get().attempts) == (ScreeningState.DONE, 2)
    (event,) = ScreeningHit.objects.get().events.all()
    assert event.pgh_context["task"] in ("screening.tasks.screen", "screening.tasks.screen_chunk")
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
    kill_worker_writing("blacklists_blacklistentry")
    assert not BlacklistEntry.objects.exists()
    blocked = Standing.objects.current().filter(state=StandingState.BLOCKED)
    with running(start_worker(), start_beat()):
        wait_until(blocked.exists, "the enterprise is blocked")
    pushed.refresh_from_db()
    assert (pushed.status, pushed.attempts, pushed.confirmed_by) == (SubmissionState.CONFIRMED, 2, credit)
    assert (BlacklistEntry.objects.count(), ScreeningHit.objects.count(), blocked.count()) == (1, 1, 1)
