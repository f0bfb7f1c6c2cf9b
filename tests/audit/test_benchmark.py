"""The questions of benchmarks/audit.py among fewer events: each is answered by its index, without sorting them all."""

import pytest
from django.db import connection

from benchmarks.audit_runs import fill, questions
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
INDEXES = {
    "who looked at an enterprise": "audit_by_enterprise_and_kind",
    "what a person saw": "audit_by_actor_and_kind",
    "what a person did": "audit_by_actor_and_kind",
    "account changes, downloads": "audit_sensitive",
}


def test_each_question_is_answered_by_its_index() -> None:
    with as_owner():
        fill(20_000)
    for name, events in questions(150):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        plan = events[:21].explain()
        assert INDEXES[name] in plan, plan
        assert "Seq Scan" not in plan, plan
        assert events.count() > 0, name
