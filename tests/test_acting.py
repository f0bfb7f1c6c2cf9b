"""Who acts: the request, or the task and the user for whom it runs, in each event of history."""

from uuid import UUID, uuid4

import pytest
from django.db import transaction

from accounts.models import User
from blacklists.actions.imports import confirm_import
from credit_portal.celery import app
from foundation.postgres.acting import acting
from foundation.postgres.roles import OWNER
from roster.models import Enterprise
from screening.models import Screening, ScreeningHit
from screening.tasks import screen
from tests.spreadsheet_files import blacklist_line, roster_line
from tests.steps import put_in_force, read_entries

pytestmark = pytest.mark.django_db


def test_change_within_the_block_names_the_actor_even_after_a_failure(enterprise: Enterprise, clerk: User) -> None:
    key = uuid4()
    with acting(key, url="/somewhere/", user=clerk.pk):
        with transaction.atomic():
            Enterprise.objects.update(address="甲")
            transaction.set_rollback(True)
        Enterprise.objects.update(address="乙")
    Enterprise.objects.update(address="丙")
    rows = enterprise.events.order_by("pgh_id").values_list("address", "pgh_context_id", "pgh_context")[1:]
    assert list(rows) == [("乙", key, {"url": "/somewhere/", "user": clerk.pk}), ("丙", None, {"role": OWNER})]


def test_task_names_itself_and_its_row(officer: User, credit: User, blacklists: None) -> None:
    put_in_force(officer, [roster_line(1)])
    entries = read_entries(credit, "court-defaulters", [blacklist_line("济南泺岬0001进出口有限公司")])
    confirm_import(submission=entries, by=credit)
    waiting = Screening.objects.unfinished().get()
    screen(waiting.pk)
    context = ScreeningHit.objects.get().events.get().pgh_context
    assert context == {"task": "screening.tasks.screen", "row": waiting.pk, "user": None}


def test_message_of_a_task_names_the_user_whose_request_sent_it(clerk: User) -> None:
    queue = f"probe-{uuid4()}"
    with acting(UUID(int=0), user=clerk.pk):
        app.send_task("probe", args=[1], queue=queue)
    app.send_task("probe", args=[1], queue=queue)
    with app.connection() as connection, connection.SimpleQueue(queue) as messages:
        sent = [messages.get(timeout=10) for _ in range(2)]
        assert [message.headers["for_user"] for message in sent] == [clerk.pk, None]
        for message in sent:
            message.ack()
