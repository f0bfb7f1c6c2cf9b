"""The steps of benchmarks/reports.py, each in a process of its own."""

import json
import sys
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from benchmarks.engine import peak_megabytes, seconds
from benchmarks.followup_runs import apply_measure, screen_everybody
from benchmarks.reports import EACH, ENTERPRISES, LOST, ROUNDS
from benchmarks.screening_data import load_enterprises
from feedback.models import MeasureApplication
from reports.actions.dashboard import count_dashboard
from reports.actions.period_reports import make_report
from reports.periods import Period, PeriodKind
from workbench.work_items import waiting

# The roster was confirmed before the month of the report, in whose middle all measures were applied. The sub-items are
# made up; the application whose page is opened has none.
BEFORE = """
    SET session_replication_role = replica;
    UPDATE roster_rostersubmission SET confirmed_at = %(first)s - interval '1 month';
    UPDATE screening_standing SET since = %(first)s - 1, known_at = %(first)s - interval '1 day';
    UPDATE feedback_measureapplication SET applied_on = %(middle)s;
    UPDATE feedback_measureapplication SET sub_item = 0 WHERE id = (SELECT max(id) FROM feedback_measureapplication);
    UPDATE screening_standing SET until = %(last)s, end_known_at = now() WHERE enterprise_id <= %(lost)s;
    INSERT INTO screening_standing (enterprise_id, state, reasons, since, known_at)
    SELECT enterprise_id, 'unscreened', reasons, until, now() FROM screening_standing WHERE until IS NOT NULL;
    SET session_replication_role = origin;
"""


def load() -> None:
    """Load enterprises with applications of the last month; some have lost their standing since."""
    call_command("collectstatic", interactive=False, verbosity=0)
    load_enterprises()
    call_command("load_reference")
    screen_everybody()
    apply_measure(dict.fromkeys(range(1, ENTERPRISES + 1), EACH))
    month = _last_month()
    middle = month.first + timedelta(days=14)
    with connection.cursor() as cursor:
        cursor.execute(BEFORE, {"first": month.first, "middle": middle, "last": month.last, "lost": LOST})
        cursor.execute("VACUUM ANALYZE")


def measure() -> None:
    """Print what the report, the dashboard and the pages take as JSON."""
    month, officer = _last_month(), _officer()
    before = peak_megabytes()
    taken = seconds(lambda: make_report(period=month, by=officer))
    memory, counted = peak_megabytes() - before, seconds(count_dashboard)
    newest = MeasureApplication.objects.values_list("pk", flat=True)[0]
    pages = {
        "page": _opened(officer, reverse("feedback:application_detail", args=[newest])),
        "dashboard": _opened(officer, reverse("reports:dashboard")),
        "bar": lambda: waiting(officer),
    }
    times: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(ROUNDS):
        for name, work in pages.items():
            times[name].append(seconds(work))
    print(json.dumps({"report": taken, "memory": memory, "count": counted, **times}))


def _last_month() -> Period:
    return Period.of(PeriodKind.MONTH, timezone.localdate()).preceding


def _officer() -> User:
    """Return a credit administrator, whose bar counts the applications of all departments."""
    department = Department.objects.get(is_lead=True)
    return User.objects.create_user(
        "officer", "a-long-password-2019", full_name="测试员", role=Role.CREDIT, department=department
    )


def _opened(user: User, address: str) -> Callable[[], object]:
    """Return the work of opening the page, which was opened once before."""
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(user)

    def open_page() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)

    open_page()
    return open_page


def main() -> None:
    """Run the step that the argument names."""
    {"load": load, "measure": measure}[sys.argv[1]]()
