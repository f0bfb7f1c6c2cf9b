"""An application that is logged while its measure or the standing changes is checked by them as they are then."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from feedback.actions.application_tables import BatchRow, TableAnswer, log_rows
from feedback.models import MeasureApplication
from foundation.denials import denial_of
from incentives.models import Measure
from incentives.states import MeasureAct
from tests.factories import make_certified, make_user
from tests.steps import any_choices, change_measure, log, revoke
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


def test_measure_that_a_colleague_logs_at_the_same_moment_is_not_logged_a_second_time(clerk: User) -> None:
    """The first time is decided behind the lock of the enterprise, for a measure that may be applied again."""
    enterprise, measure = make_certified(), Measure.objects.get(number=38)
    content = {
        "enterprise": enterprise,
        "measure": measure,
        "applied_on": timezone.localdate(),
        "description": "办理。",
    }
    row = BatchRow(1, str(enterprise), {**content, "choices": any_choices(measure)}, is_first=True)

    def answer() -> TableAnswer:
        try:
            return log_rows([row], is_trial=False, leave_out=True, by=clerk)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            log(enterprise, clerk, number=38)
            second = pool.submit(answer)
            wait_until(waiting_count, "the second waits for the first")
        assert "已对其适用过这项措施" in str(second.result().refused[0])
    assert MeasureApplication.objects.count() == 1
