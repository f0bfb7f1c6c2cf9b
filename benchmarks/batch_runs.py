"""The steps of benchmarks/batch.py, in a process of their own."""

import json
import sys
from functools import partial
from random import Random

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from benchmarks.engine import peak_megabytes, seconds
from benchmarks.lookup_data import former_names, load, present_names
from feedback.actions.lookups import answer_lookup, ask_for_many
from feedback.asked_lines import MOST_LINES, AskedLine
from feedback.models import LookupBatch
from feedback.states import LookupMatch
from foundation.postgres.copy import copy_into
from matching.names import normalise_all

TYPED = "CREATE TEMP TABLE typed (number integer, name_key text) ON COMMIT DROP"
JOIN = "SELECT number, id FROM typed JOIN roster_enterprise USING (name_key) ORDER BY number"


@transaction.atomic
def floor(names: list[str]) -> None:
    """Normalise the names, and find the enterprise of each by one indexed join."""
    with connection.cursor() as cursor:
        cursor.execute(TYPED)
        copy_into("typed", {"number": map(str, range(len(names))), "name_key": normalise_all(names)})
        cursor.execute("ANALYZE typed")
        cursor.execute(JOIN)
        assert len(cursor.fetchall()) >= len(names)


def asked_batch(names: list[str], clerk: User) -> LookupBatch:
    """Return a look-up of the names that waits for a worker."""
    lines = [AskedLine(number, LookupMatch.NONE, name) for number, name in enumerate(names, start=1)]
    return ask_for_many(lines=lines, day=timezone.localdate(), title="", by=clerk)


def main() -> None:
    """Print the seconds of the floor and of the batch in each round, and the peak memory of this process."""
    present = present_names()
    load(present, former_names())
    department = Department.objects.get_or_create(code="tax", name="市税务局", order=9)[0]
    clerk = User.objects.filter(username="clerk").first() or User.objects.create_user(
        "clerk", "a-long-password-2019", full_name="测试员", role=Role.DEPARTMENT, department=department
    )
    names = Random(7).sample(present, min(MOST_LINES, len(present)))
    measured: dict[str, list[float]] = {"floor": [], "batch": []}
    for _ in range(int(sys.argv[1])):
        measured["floor"].append(seconds(lambda: floor(names)))
        batch = asked_batch(names, clerk)
        measured["batch"].append(seconds(partial(answer_lookup, batch.pk)))
    print(json.dumps({**measured, "peak": peak_megabytes(), "lines": len(names)}))
