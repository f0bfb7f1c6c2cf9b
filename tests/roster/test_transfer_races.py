"""Two customs offices act on one transfer at the same moment: one act takes effect, the other is refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection, transaction

from accounts.models import User
from foundation.denials import ActionDenied
from roster.actions.confirmations import confirm_roster
from roster.actions.locks import lock_offices
from roster.actions.transfers import agree_to_transfer, decline_transfer, withdraw_transfer
from roster.models import Certification, Transfer
from roster.states import TransferState
from tests.spreadsheet_files import roster_line, uscc_of
from tests.steps import full_confirmation, preview, put_in_force
from tests.workers import wait_until, waiting_count

pytestmark = pytest.mark.django_db(transaction=True)


def refusals_of(*acts: Callable[[], object]) -> list[str]:
    """Let all acts wait for the lock of the offices, release it, and return the messages of the refused ones."""

    def attempt(act: Callable[[], object]) -> str:
        try:
            act()
        except ActionDenied as denied:
            return denied.message
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        with transaction.atomic():
            lock_offices()
            attempts = [pool.submit(attempt, act) for act in acts]
            wait_until(lambda: waiting_count() == len(acts), "the acts wait for the offices")
        return [message for message in (done.result() for done in attempts) if message]


def office_of(serial: int) -> str:
    return Certification.objects.open().get(enterprise__uscc=uscc_of(serial)).office.name


def test_agreed_and_withdrawn_at_once_is_one_of_both(officer: User, other_officer: User) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    put_in_force(other_officer, [roster_line(1)])
    transfer = Transfer.objects.get()
    refusals = refusals_of(
        partial(agree_to_transfer, transfer=transfer, by=officer),
        partial(withdraw_transfer, transfer=transfer, reason="填错了", by=other_officer),
        partial(decline_transfer, transfer=transfer, reason="不同意", by=officer),
    )
    assert len(refusals) == 2
    assert all("已由" in message for message in refusals)
    transfer.refresh_from_db()
    assert office_of(1) == ("莱芜海关" if transfer.state == TransferState.DONE else "泉城海关")


def test_agreed_while_the_roster_of_the_former_office_is_confirmed_moves_once(
    officer: User, other_officer: User
) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    put_in_force(other_officer, [roster_line(1)])
    dropping = preview(officer, [roster_line(2)])
    refusals = refusals_of(
        partial(agree_to_transfer, transfer=Transfer.objects.get(), by=officer),
        partial(confirm_roster, submission=dropping, confirmation=full_confirmation(dropping), by=officer),
    )
    assert len(refusals) == 1
    assert Transfer.objects.get().state == TransferState.DONE
    assert office_of(1) == "莱芜海关"
    assert not dropping.removals.exists()
