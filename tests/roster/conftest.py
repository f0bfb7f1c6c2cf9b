"""What the roster's tests start from: people, and short ways through the portal's own actions."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from accounts.permissions import Role
from roster.actions.blacklists import confirm_import, process_import, receive_import
from roster.actions.confirmations import confirm_roster
from roster.actions.decisions import decide_hits
from roster.actions.feeds import save_feed
from roster.actions.rosters import process_roster, receive_roster
from roster.actions.screenings import run_screening
from roster.models import Blacklist, BlacklistFeed, BlacklistImport, RosterSubmission, Screening, ScreeningHit
from roster.policies import Consent
from roster.states import Decision
from tests.factories import make_department, make_user
from tests.sheets import BLACKLIST_HEAD, ROSTER_HEAD, upload, xlsx
from tests.upstream import LOOPBACK, Upstream, serving

AS_OF = date(2026, 6, 30)


@pytest.fixture
def officer(db: None) -> User:
    return make_user(Role.CUSTOMS, department=make_department("quancheng-customs"))


@pytest.fixture
def other_officer(db: None) -> User:
    return make_user(Role.CUSTOMS, department=make_department("laiwu-customs"))


@pytest.fixture
def credit(db: None) -> User:
    return make_user(Role.CREDIT)


@pytest.fixture
def blacklists(db: None) -> None:
    call_command("load_blacklists")


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def client_of(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client_of


@pytest.fixture
def upstream(settings: Any, blacklists: None) -> Iterator[Upstream]:
    """Another department's server, here on the machine's own loopback."""
    settings.FEED_ALLOWED_NETWORKS = [LOOPBACK]
    with serving() as server:
        yield server


@pytest.fixture
def feed(upstream: Upstream, credit: User) -> BlacklistFeed:
    """Whole lists of court defaulters, every hour."""
    said = {
        "blacklist": Blacklist.objects.get(code="court-defaulters"),
        "address": upstream.address,
        "mode": "full",
        "every_minutes": 60,
        "stale_after_minutes": 180,
        "token": "Bearer very-secret",
    }
    return save_feed(feed=BlacklistFeed(), said=said, by=credit)


def run_screenings() -> None:
    """Do every waiting cross-check, as a worker would."""
    for pk in Screening.objects.waiting().order_by("pk").values_list("pk", flat=True):
        run_screening(pk)


def preview(
    officer: User, lines: Sequence[Sequence[str]], *, mode: str = "full", as_of: date = AS_OF
) -> RosterSubmission:
    """A roster received and processed, waiting for its confirmation."""
    submission, _ = receive_roster(upload=upload(xlsx(ROSTER_HEAD, lines)), mode=mode, as_of=as_of, by=officer)
    process_roster(submission.pk)
    submission.refresh_from_db()
    return submission


def full_consent(submission: RosterSubmission) -> Consent:
    """A yes to everything that the submission asks."""
    leaving = list(submission.leavings.values_list("uscc", flat=True))
    return Consent(reasons=dict.fromkeys(leaving, "不再符合标准"), questions_answered=True, leaving_count=len(leaving))


def put_in_force(
    officer: User, lines: Sequence[Sequence[str]], *, mode: str = "full", as_of: date = AS_OF
) -> RosterSubmission:
    """A roster confirmed and compared."""
    submission = preview(officer, lines, mode=mode, as_of=as_of)
    confirmed = confirm_roster(submission=submission, consent=full_consent(submission), by=officer)
    run_screenings()
    return confirmed


def read_entries(
    credit: User, code: str, lines: Sequence[Sequence[str]], *, mode: str = "full", as_of: date = AS_OF
) -> BlacklistImport:
    """A sector's file received and processed, waiting for its confirmation."""
    content = xlsx(BLACKLIST_HEAD, lines, title=f"{code}（截至{as_of}）")
    received, _ = receive_import(
        blacklist=Blacklist.objects.get(code=code), upload=upload(content), mode=mode, as_of=as_of, by=credit
    )
    process_import(received.pk)
    received.refresh_from_db()
    return received


def list_entries(
    credit: User,
    code: str,
    lines: Sequence[Sequence[str]],
    *,
    mode: str = "full",
    as_of: date = AS_OF,
    compare: bool = True,
) -> BlacklistImport:
    """A sector's file confirmed and, unless told not, compared."""
    received = read_entries(credit, code, lines, mode=mode, as_of=as_of)
    confirmed = confirm_import(submission=received, ended_count=received.ended_count, by=credit)
    if compare:
        run_screenings()
    return confirmed


def push_file(
    credit: User, code: str, content: bytes, *, mode: str = "changes", as_of: date = AS_OF, name: str = "entries.json"
) -> BlacklistImport:
    """What a program sent, read and, unless it was held, confirmed."""
    received, _ = receive_import(
        blacklist=Blacklist.objects.get(code=code),
        upload=upload(content, name),
        mode=mode,
        as_of=as_of,
        automatic=True,
        by=credit,
    )
    process_import(received.pk)
    received.refresh_from_db()
    return received


def shown(*hits: ScreeningHit) -> dict[int, str]:
    """Which version of each hit somebody saw who has it as given."""
    return {hit.pk: hit.version for hit in hits}


def seen(*hits: ScreeningHit) -> dict[str, str]:
    """What a page that shows these hits sends along of each."""
    return {f"seen-{hit.pk}": ScreeningHit.objects.get(pk=hit.pk).version for hit in hits}


def decide_hit(*, hit: ScreeningHit, decision: Decision, reason: str, by: User) -> ScreeningHit:
    """Decide one hit as it is given."""
    return decide_hits(hits=[hit], seen=shown(hit), decision=decision, reason=reason, by=by)[0]
