"""Two clerks who assign the same work at the same moment: the second learns who has it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from feedback.actions.assignments import assign_several
from feedback.actions.handing_over import hand_over_applications
from feedback.actions.reports import report_violation
from feedback.models import Assignment, StopAdvice
from feedback.models.assignments import Assignable
from tests.factories import make_certified, make_user
from tests.steps import log, revoke
from tests.workers import wait_until, waiting_count

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reference_data(transactional_db: None, reference_data: None) -> None:
    """Load the reference data into a database that other connections see."""


@pytest.mark.usefixtures("reference_data")
@pytest.mark.parametrize("kind", ["advice", "report"])
def test_second_of_two_who_assign_at_once_learns_who_has_the_work(clerk: User, officer: User, kind: str) -> None:
    enterprises = [make_certified(), make_certified()]
    works: list[Assignable]
    if kind == "advice":
        for each in enterprises:
            log(each, clerk)
            revoke(each, officer)
        works, doer = list(StopAdvice.objects.order_by("pk")), clerk
    else:
        today = timezone.localdate()
        works = [report_violation(enterprise=each, found_on=today, facts="虚开。", by=clerk) for each in enterprises]
        doer = officer
    colleague = make_user(Role(doer.role), department=doer.department)
    seen = dict.fromkeys((work.pk for work in works), "")

    def second() -> list[str]:
        try:
            backwards = works[::-1]
            refused = assign_several(works=backwards, assignee=doer, expected_versions=seen, by=colleague)
            return list(refused.values())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert not assign_several(works=works, assignee=colleague, expected_versions=seen, by=doer)
            later = pool.submit(second)
            wait_until(waiting_count, "the second waits for the first")
        sentence = f"该项刚才已{doer}交由{colleague}办理，请核对后再办。"
        assert later.result() == [sentence, sentence]
    assert [each.assignee for each in Assignment.objects.all()] == [colleague, colleague]


@pytest.mark.usefixtures("reference_data")
def test_assignment_while_the_work_is_handed_over_is_refused(clerk: User, officer: User, credit: User) -> None:
    """It waits for the hand-over, and finds another department in charge."""
    enterprise = make_certified()
    application = log(enterprise, clerk)
    revoke(enterprise, officer)
    advice = StopAdvice.objects.get()
    colleague = make_user(department=clerk.department)

    def assigned() -> str:
        try:
            refused = assign_several(works=[advice], assignee=colleague, expected_versions={advice.pk: ""}, by=clerk)
            return "".join(refused.values())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            hand_over_applications(
                measures=[application.measure],
                source=clerk.own_department,
                target=Department.objects.get(code="finance"),
                reason="划转职责",
                by=credit,
            )
            later = pool.submit(assigned)
            wait_until(waiting_count, "the assignment waits for the hand-over")
        assert "由市财政局办理" in later.result()
    assert not Assignment.objects.exists()
