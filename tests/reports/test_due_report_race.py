"""Two workers that make the due reports at once make one edition of each."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from reports.actions.period_reports import make_due_reports
from reports.models import PeriodReport
from tests.clock import at
from tests.factories import make_certified

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 4


@pytest.fixture
def reference_data(transactional_db: None, reference_data: None) -> None:
    """Load the reference data into a database that other connections see."""


@pytest.mark.usefixtures("reference_data")
def test_due_reports_that_workers_make_at_once_have_one_edition() -> None:
    start = Barrier(WORKERS)

    def work() -> int:
        start.wait()
        try:
            return make_due_reports()
        finally:
            connection.close()

    with at("2026-07-06 09:00:00"):
        make_certified()
    with at("2026-08-03 09:00:00"), ThreadPoolExecutor(WORKERS) as pool:
        made = list(pool.map(lambda _: work(), range(WORKERS)))
    assert (sum(made), PeriodReport.objects.count()) == (1, 1)
