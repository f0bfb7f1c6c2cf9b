"""A program's correction leaves what another one of the same moment has corrected."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import User
from feedback.models import MeasureApplication
from tests.factories import make_certified
from tests.feedback.test_application_api import act_on
from tests.programs import program_of
from tests.steps import log
from tests.test_duplicates import is_any_transaction_waiting
from tests.workers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reference_data(transactional_db: None, reference_data: None) -> None:
    """Load the reference data into a database that other connections see."""


def test_corrections_of_different_fields_at_once_are_both_kept(clerk: User) -> None:
    application, program, answers = log(make_certified(), clerk), program_of(clerk), list[Any]()

    def correct() -> None:
        answers.append(act_on(program, "correct", application.pk, {"contact": "办税服务厅", "reason": "漏填"}))
        connection.close()

    thread = threading.Thread(target=correct)
    with transaction.atomic():
        act_on(program_of(clerk), "correct", application.pk, {"description": "当日办结。", "reason": "写错"})
        thread.start()
        wait_until(is_any_transaction_waiting, "the second correction waits for the first one")
    thread.join()
    assert answers[0].status_code == 200, answers[0].json()
    corrected = MeasureApplication.objects.get()
    assert (corrected.description, corrected.contact) == ("当日办结。", "办税服务厅")
