"""The runs of benchmarks/audit.py, inside of Django."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from audit.chain import close_batch, verify
from audit.models import AuditEvent
from audit.recording import record
from audit.types import EventType
from benchmarks.engine import Figure, median, seconds
from foundation.web.keyset import KeysetPage
from foundation.web.lists import PER_PAGE
from workbench.filters import AuditFilter

ACTORS, ENTERPRISES = 300, 2_000
YEARS = 3
ROUNDS = 300
INSERTS = 2_000
FILL = """
    INSERT INTO audit_auditevent (
        at, type, kind, actor_id, actor_username, actor_name, actor_department, target_label, target_key, target_text,
        enterprise_id, purpose, data, changes, address, request_id, transaction_id
    )
    SELECT
        now() - (%(events)s - n) * (interval '%(years)s years' / %(events)s),
        CASE kind WHEN 'view' THEN 'feedback.enterprise_viewed' WHEN 'sign_in' THEN 'accounts.signed_in'
            WHEN 'act' THEN 'feedback.application_logged' WHEN 'download' THEN 'exports.list_downloaded'
            ELSE 'accounts.account_changed' END,
        kind, actor, 'user' || actor, '经办' || actor, '成员单位', CASE kind WHEN 'view' THEN 'roster.Enterprise'
            WHEN 'act' THEN 'feedback.MeasureApplication' ELSE 'accounts.User' END,
        CASE kind WHEN 'view' THEN enterprise WHEN 'act' THEN n ELSE actor END,
        '济南某某进出口有限公司' || enterprise,
        CASE WHEN kind IN ('view', 'act') THEN enterprise END, '', '{}', '{}', '10.0.0.1', md5(n::text), -1
    FROM (
        SELECT n, 1 + floor(random() ^ 2 * %(actors)s)::int AS actor,
            1 + floor(random() ^ 2 * %(enterprises)s)::int AS enterprise,
            (ARRAY['account', 'download', 'act', 'sign_in', 'view'])[
                width_bucket(random(), ARRAY[0, 0.01, 0.06, 0.16, 0.30]::float[])
            ] AS kind
        FROM generate_series(1, %(events)s) n
    ) made
"""


def fill(events: int) -> None:
    """Add the events of three years; the indexes are made afterwards, as a restored backup makes them."""

    indexes = AuditEvent._meta.indexes
    with connection.schema_editor() as editor:
        for index in indexes:
            editor.remove_index(AuditEvent, index)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SELECT setseed(0.5)")
        cursor.execute(FILL, {"events": events, "years": YEARS, "actors": ACTORS, "enterprises": ENTERPRISES})
        cursor.execute("SET session_replication_role = origin")
    with connection.schema_editor() as editor:
        for index in indexes:
            editor.add_index(AuditEvent, index)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE audit_auditevent")


def questions(round: int) -> Iterator[tuple[str, Any]]:
    """Yield each question of the auditor with the events that answer it; each round asks about others."""

    def shown(condition: Q, **query: str) -> Any:
        return AuditFilter(query, queryset=AuditEvent.objects.filter(condition)).qs

    month = timezone.localdate() - timedelta(days=60 + round % 300)
    enterprise, actor = Q(enterprise_id__in=[1 + round % ENTERPRISES]), Q(actor_id__in=[1 + round % ACTORS])
    days = {"since": f"{month:%Y-%m-01}", "until": f"{month:%Y-%m-28}"}
    yield "who looked at an enterprise", shown(enterprise, kind="view", **days)
    yield "what a person saw", shown(actor, kind="view")
    yield "what a person did", shown(actor, kind="act")
    yield "account changes, downloads", shown(Q(), kind="sensitive", period="this_week")


def page(events: Any) -> Callable[[], object]:
    """Return the work of reading the first page of the events."""

    return lambda: KeysetPage(events, PER_PAGE, is_counted=False).object_list


def ratios() -> Iterator[Figure]:
    """Compare the page of each question with the page of the newest events by their primary key."""

    by_key: list[float] = []
    times: dict[str, list[float]] = {}
    for round in range(ROUNDS):
        by_key.append(seconds(page(AuditEvent.objects.order_by("-pk"))))
        for name, events in questions(round):
            times.setdefault(name, []).append(seconds(page(events)))
    unit = median(by_key)
    for name, measured in times.items():
        detail = f"{median(measured) * 1000:.2f} ms, 90 % within {sorted(measured)[ROUNDS * 9 // 10] * 1000:.2f} ms"
        yield Figure(f"{name}, ratio", median(measured) / unit, 3, detail=detail)
    yield Figure("page by primary key, ms", unit * 1000, None)


def cost_of_an_event() -> float:
    """Return the milliseconds that recording an event adds to an act, in its transaction."""
    user = User(pk=7, username="user7", full_name="经办7")

    def act() -> None:
        with transaction.atomic():
            for _ in range(INSERTS):
                record(EventType.ENTERPRISE_VIEWED, target=user, by=user)

    return seconds(act) / INSERTS * 1000


def figures(events: int) -> Iterator[Figure]:
    """Fill the database with so many events, and measure."""
    filled = seconds(lambda: fill(events))
    yield from ratios()
    yield Figure("recording an event, ms", cost_of_an_event(), 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('audit_auditevent') / 1e9")
        size = float(cursor.fetchone()[0])
    yield Figure("table with its indexes, GB", size, None, detail=f"{events:,} events in {filled:.0f} s")
    closed, verified = seconds(close_batch), seconds(lambda: list(verify()))
    yield Figure("closing a batch, ms for 1,000 events", closed / INSERTS * 1e6, None)
    yield Figure("verifying, ms for 1,000 events", verified / INSERTS * 1e6, None)
