"""The steps of benchmarks/followup.py, in a process of their own."""

import json
from collections.abc import Callable, Sequence
from itertools import repeat

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Department, User
from benchmarks.engine import seconds
from benchmarks.followup import APPLICATIONS, ROUNDS, SIZES
from benchmarks.screening_data import load_enterprises
from feedback.actions.follow import notify_standing_changes
from feedback.models import MeasureApplication, StopAdvice
from feedback.states import NoticeKind
from foundation.postgres.copy import copy_columns
from incentives.models import Measure, MeasureKind
from roster.models import Certification, Enterprise, RosterSubmission
from screening.actions.revocations import revoke_enterprise
from screening.actions.screened_periods import record_screened
from screening.actions.standings import reassess
from screening.models import Screening, Standing
from screening.models.screenings import Trigger
from screening.states import RevocationCategory, ScreeningState
from workdays.site_settings import site_settings
from workdays.terms import add_working_days

# Running applications of each enterprise that leaves the roster.
EACH = 2
NUMBER = 31
FLOOR = """
    WITH made AS (
        INSERT INTO feedback_announcement (kind, first_enterprise, enterprise_count, announced_at)
        VALUES (%(kind)s, %(first)s, %(count)s, now()) RETURNING id
    ), changed AS (
        INSERT INTO feedback_standingchange (announcement_id, number, enterprise_id, standing_id, office_id, params)
        SELECT made.id, row_number() OVER (ORDER BY standing.id), enterprise.id, standing.id, %(office)s,
            jsonb_build_object('enterprise', enterprise.name, 'uscc', enterprise.uscc)
        FROM made, screening_standing standing JOIN roster_enterprise enterprise ON enterprise.id = enterprise_id
        WHERE standing.id = ANY (%(standings)s)
    ), processed AS (
        INSERT INTO feedback_processedstanding (standing_id, processed_at)
        SELECT unnest(%(standings)s::bigint[]), now()
    ), told AS (
        INSERT INTO feedback_notice (department_id, kind, announcement_id, params, sent_at)
        SELECT department.id, %(kind)s, made.id, '{}', now() FROM made, accounts_department department
    )
    INSERT INTO feedback_stopadvice (
        department_id, application_id, standing_id, issued_at, working_days, due_on, state, answer
    )
    SELECT application.in_charge_id, application.id, standing.id, now(), %(working_days)s, %(due_on)s, 'open', ''
    FROM screening_standing standing JOIN feedback_measureapplication application USING (enterprise_id)
    WHERE standing.id = ANY (%(standings)s) AND application.kind = 'standing' AND application.stopped_on IS NULL
"""


def main() -> None:
    """Print the seconds of each step as JSON."""
    load_enterprises()
    call_command("load_reference")
    screen_everybody()
    single, dropped = ROUNDS, sum(SIZES)
    apply_measure(dict.fromkeys(range(1, single + 1), APPLICATIONS))
    apply_measure(dict.fromkeys(range(single + 1, single + dropped + 1), EACH))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    officer = User.objects.get(username="bench")
    measured: dict[str, object] = {
        "revoked": [_revoked(Enterprise.objects.get(pk=pk), officer) for pk in range(1, single + 1)]
    }
    floors, follows, start = {}, {}, single + 1
    for size in SIZES:
        enterprises = list(range(start, start + size))
        measured["standings"] = seconds(lambda enterprises=enterprises: _drop(enterprises))
        standings = list(Standing.objects.current().filter(enterprise__in=enterprises).values_list("pk", flat=True))
        pairs = [(_timed(lambda: _insert(standings)), _timed(notify_standing_changes)) for _ in range(ROUNDS)]  # noqa: B023
        floors[size], follows[size] = ([pair[at] for pair in pairs] for at in (0, 1))
        notify_standing_changes()
        assert StopAdvice.objects.filter(standing__in=standings).count() == size * EACH
        start += size
    print(json.dumps({**measured, "floor": floors, "follow": follows}))


def screen_everybody() -> None:
    """Make all certified enterprises eligible, which departments were notified of."""
    now = timezone.now()
    submission = RosterSubmission.objects.get(filename="名单.xlsx")
    Screening.objects.create(
        trigger=Trigger.ROSTER, submission=submission, state=ScreeningState.DONE, started_at=now, finished_at=now
    )
    with transaction.atomic():
        record_screened(list(Certification.objects.values_list("pk", flat=True)))
        reassess(enterprise_ids=Enterprise.objects.values_list("pk", flat=True))
    notify_standing_changes()


def apply_measure(counts: dict[int, int]) -> None:
    """Log so many running applications of one measure for each enterprise; each has another sub-item."""
    measure = Measure.objects.get(number=NUMBER)
    version = measure.version_on(timezone.localdate())
    assert version is not None
    department, clerk = str(version.departments.get().pk), str(User.objects.get(username="bench").pk)
    standings = dict(Standing.objects.current().filter(enterprise__in=counts).values_list("enterprise", "pk"))
    rows = [(enterprise, sub_item) for enterprise, count in counts.items() for sub_item in range(1, count + 1)]
    today, now = timezone.localdate().isoformat(), timezone.now().isoformat()
    same = {
        **dict.fromkeys(("department", "in_charge"), department),
        **{"measure": str(measure.pk), "version": str(version.pk), "kind": MeasureKind.STANDING.value},
        **{"condition_met": "t", "benefits_person": "f", "applied_on": today, "description": "已适用。"},
        **dict.fromkeys(("competition", "business_number", "backfill_reason", "contact"), ""),
        **{"logged_by": clerk, "logged_at": now},
    }
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    copy_columns(
        MeasureApplication,
        {
            "enterprise": [str(enterprise) for enterprise, _ in rows],
            "standing": [str(standings[enterprise]) for enterprise, _ in rows],
            "sub_item": [str(sub_item) for _, sub_item in rows],
            **{field: repeat(value, len(rows)) for field, value in same.items()},
        },
    )
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = origin")


def _revoked(enterprise: Enterprise, officer: User) -> float:
    """Return the seconds from the revocation of the enterprise to the last notice and advice."""

    def revoke() -> None:
        revoke_enterprise(
            enterprise=enterprise,
            category=RevocationCategory.SMUGGLING,
            reason="走私",
            document_number="8号",
            effective_on=timezone.localdate(),
            by=officer,
        )
        notify_standing_changes()

    taken = seconds(revoke)
    assert StopAdvice.objects.filter(application__enterprise=enterprise).count() == APPLICATIONS
    return taken


@transaction.atomic
def _drop(enterprises: Sequence[int]) -> None:
    """Remove the enterprises from the roster, as its confirmation does."""
    later = RosterSubmission.objects.get(filename="其他.xlsx")
    left = Certification.objects.filter(enterprise__in=enterprises)
    left.update(until=timezone.localdate(), closed_by=later)
    reassess(enterprise_ids=enterprises)


def _timed(work: Callable[[], object]) -> float:
    """Return the seconds of the work with its checks of foreign keys; it is rolled back."""

    def checked() -> None:
        work()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with transaction.atomic():
        taken = seconds(checked)
        transaction.set_rollback(True)
    return taken


def _insert(standings: list[int]) -> None:
    """Insert the rows of one announcement and its advice by bare statements."""
    working_days = site_settings().stop_advice_term
    parameters = {
        "kind": NoticeKind.LOST,
        "first": "某公司",
        "count": len(standings),
        "office": Department.objects.get(code="quancheng-customs").pk,
        "standings": standings,
        "working_days": working_days,
        "due_on": add_working_days(timezone.localdate(), working_days),
    }
    with connection.cursor() as cursor:
        cursor.execute(FLOOR, parameters)
