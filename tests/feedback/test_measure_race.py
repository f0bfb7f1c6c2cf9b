"""An application that is logged while its measure or the standing changes is checked by them as they are then."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from feedback.models import MeasureApplication
from foundation.denials import denial_of
from incentives.states import MeasureAct
from tests.factories import make_certified, make_user
from tests.steps import change_measure, log, revoke
from tests.workers import wait_until, waiting_count

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reference_data(transactional_db: None, reference_data: None) -> None:
    """Load the reference data into a database that other connections see."""


@pytest.mark.parametrize("loses", ["measure", "standing"])
def test_application_of_what_is_lost_meanwhile_is_refused(clerk: User, officer: User, loses: str) -> None:
    enterprise, system, today = make_certified(), make_user(Role.SYSTEM), timezone.localdate()

    def refusal() -> str:
        try:
            return denial_of(lambda: log(enterprise, clerk))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            if loses == "measure":
                change_measure(31, MeasureAct.SUSPEND, in_force_from=today, by=system)
            else:
                revoke(enterprise, officer)
            logged = pool.submit(refusal)
            wait_until(waiting_count, "the application waits for the change")
        assert ("暂停" if loses == "measure" else "“已取消”，不是联合激励对象") in logged.result()
    assert not MeasureApplication.objects.exists()
