"""Two workers that follow the same standings at once leave advice as the standings are."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from feedback.actions import follow
from feedback.models import ProcessedStanding, StopAdvice
from feedback.tasks import notify_standing_changes
from roster.models import Enterprise
from screening.actions.revocations import restore_enterprise, revoke_enterprise
from screening.models import Standing
from tests.depth import pick
from tests.factories import make_certified
from tests.steps import SignedIn, log
from workbench.invariants import broken_invariants

pytestmark = pytest.mark.django_db(transaction=True)
ACTS, ENTERPRISES = 24, 4


@pytest.fixture
def reference_data(transactional_db: None, reference_data: None) -> None:
    """Load the reference data into a database that other connections see."""


@pytest.fixture(autouse=True)
def one_at_a_time(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    """A batch of one standing; nobody follows until the workers start."""
    monkeypatch.setattr(follow, "BATCH", 1)
    settings.STANDING_FOLLOWERS = []


def revoke_or_restore(enterprise: Enterprise, officer: User) -> None:
    today = timezone.localdate()
    revocation = enterprise.revocations.open().first()
    if revocation:
        restore_enterprise(revocation=revocation, reason="撤销", document_number="9号", restored_on=today, by=officer)
    else:
        revoke_enterprise(enterprise=enterprise, reason="走私", document_number="8号", effective_on=today, by=officer)


def follow_at_once(workers: int) -> None:
    """Follow on as many connections at the same moment."""
    start = Barrier(workers)

    def work() -> None:
        try:
            start.wait()
            follow.notify_standing_changes()
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        for future in [pool.submit(work) for _ in range(workers)]:
            future.result()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_workers_leave_open_advice_on_lost_enterprises_only(clerk: User, officer: User, seed: int) -> None:
    """Losses and returns of four enterprises in random order, all of them unprocessed when the workers start."""
    choose = random.Random(seed)
    enterprises = [make_certified() for _ in range(ENTERPRISES)]
    for enterprise in enterprises:
        log(enterprise, clerk)
    follow.notify_standing_changes()
    for _ in range(ACTS):
        revoke_or_restore(choose.choice(enterprises), officer)
    follow_at_once(2)
    follow.notify_standing_changes()
    assert ProcessedStanding.objects.count() == Standing.objects.count()
    lost = {enterprise.pk for enterprise in enterprises if enterprise.revocations.open().exists()}
    advised = StopAdvice.objects.open().values_list("application__enterprise_id", flat=True)
    assert sorted(advised) == sorted(lost)


def test_revocations_and_restorations_while_workers_follow_never_conflict(
    clerk: User, officer: User, signed_in: SignedIn, caplog: pytest.LogCaptureFixture
) -> None:
    """An officer posts on the pages while two workers follow all the time."""
    enterprises = [make_certified() for _ in range(ENTERPRISES)]
    for enterprise in enterprises:
        log(enterprise, clerk)
    client, done = signed_in(officer), Event()

    def work() -> None:
        try:
            while not done.is_set():
                notify_standing_changes()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        workers = [pool.submit(work) for _ in range(2)]
        try:
            for act in range(pick(short=16, full=400)):
                assert post_revocation_or_restoration(client, enterprises[act % ENTERPRISES]) == 302
        finally:
            done.set()
        for worker in workers:
            worker.result()
    notify_standing_changes()
    assert [record.message for record in caplog.records if "conflict" in record.message] == []
    assert broken_invariants() == {}


def post_revocation_or_restoration(client: Client, enterprise: Enterprise) -> int:
    """Revoke the enterprise on its page, or restore it where it is revoked; return the status of the answer."""
    today = timezone.localdate().isoformat()
    revocation = enterprise.revocations.open().first()
    if revocation:
        url, day = reverse("screening:revocation_restore", args=[revocation.pk]), "restored_on"
    else:
        url, day = reverse("screening:revocation_create", args=[enterprise.uscc]), "effective_on"
    decision = {"category": "smuggling", "reason": "走私", "document_number": "8号"}
    return client.post(url, {**decision, day: today}).status_code
