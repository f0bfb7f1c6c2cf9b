"""Play a year of the fictional city through the portal's own actions, so that no page of the demo is empty."""

from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.models import Department, User
from audit.models import AuditEvent
from demo.city.enterprises import CUSTOMS_ZONES, LAIWU, QUANCHENG, newcomers
from demo.city.files import write_files
from demo.clock import clock_at
from demo.logins import EVERYBODY, PASSWORD, Login
from demo.year.days import YearDays
from demo.year.play import play_year
from feedback.actions.follow import notify_standing_changes
from reports.actions.dashboard import count_dashboard
from roster.models import Enterprise
from screening.tasks import reassess_due

# The accounts exist from this time of the first day on.
OPENING = time(0, 1)
# The department whose people state a purpose before they look enterprises up.
ASKS_PURPOSE = "approval"


class Command(BaseCommand):
    help = "载入虚构的演示城市（已载入则不做任何事；仅限演示环境）"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("load_demo 只能在演示环境（DEMO=true）中运行。")
        if Enterprise.objects.exists():
            return
        # All or nothing, also when the demo is stopped meanwhile.
        with transaction.atomic():
            _load()


def _load() -> None:
    today = timezone.localdate()
    joined = [enterprise for office in (QUANCHENG, LAIWU) for enterprise in newcomers(office, today=today)]
    files = write_files(settings.VAR_DIR / "city", today=today, joined=joined)
    # Hashed once: that is slow, as it should be, and all have the same password.
    password = make_password(PASSWORD)
    days = YearDays(today)
    with TemporaryDirectory() as folder, clock_at(datetime.combine(days.first, OPENING)) as clock:
        _load_reference()
        people = {login.username: _person(login, password) for login in EVERYBODY}
        play_year(clock, days, people, files, Path(folder))
    _date_sign_ins()
    reassess_due()
    notify_standing_changes()
    count_dashboard()
    # The planner knows nothing of rows that one transaction has written.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _load_reference() -> None:
    """Load departments, measures and blacklists, known from the first day of the year on."""
    call_command("load_reference")
    call_command("load_blacklist_reference")
    Department.objects.filter(code=ASKS_PURPOSE).update(asks_purpose=True)
    for office, prefix in CUSTOMS_ZONES.items():
        Department.objects.filter(code=office).update(customs_code_prefixes=[prefix])


def _date_sign_ins() -> None:
    """Let everybody have signed in at the time of the last act; who did nothing never has."""
    acts = AuditEvent.objects.filter(actor_id=OuterRef("pk")).order_by("-at")
    User.objects.update(last_login=Subquery(acts.values("at")[:1]))


def _person(login: Login, password: str) -> User:
    department = Department.objects.get(code=login.department) if login.department else None
    return User.objects.create(
        username=login.username,
        password=password,
        full_name=login.full_name,
        role=login.role,
        department=department,
    )
