"""Departments, users and certified enterprises, with the rows that the portal itself would write."""

from datetime import date
from itertools import count

from django.core.management import call_command
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from blacklists.models import Blacklist
from incentives.reference_data import load_reference_data, read_reference
from matching.blocking import blocking_keys
from matching.names import parse
from matching.pinyin import sort_keys
from matching.search_keys import search_keys
from roster.models import Certification, Enterprise, RosterRow, RosterSubmission
from screening.actions.screened_periods import record_screened
from screening.actions.standings import reassess
from screening.models import Screening
from screening.models.screenings import Trigger
from screening.states import ScreeningState
from spreadsheets.identifiers import org_code_of
from tests.roles import as_owner
from tests.spreadsheet_files import uscc_of
from uploads.states import SubmissionState

PASSWORD = "test-password-2019"
USUAL_DEPARTMENT = {Role.CUSTOMS: "quancheng-customs", Role.DEPARTMENT: "tax", Role.CREDIT: "ndrc"}
_numbers = count(1)


def load_reference() -> None:
    """Load the departments and the plan, as the owner does after it has migrated."""
    with as_owner():
        load_reference_data()


def load_blacklists() -> None:
    """Load the blacklists of the reference data, and declare the excluding ones as not yet in use."""
    call_command("load_blacklist_reference")
    declarer = make_user(Role.CREDIT)
    declared = {"unused_reason": "试运行", "unused_declared_by": declarer, "unused_declared_at": timezone.now()}
    Blacklist.objects.filter(excludes=True).update(**declared)
    User.objects.filter(pk=declarer.pk).update(is_active=False)


def make_department(code: str = "tax") -> Department:
    """Return one of the 15 signatories, as the reference file has it."""
    if known := Department.objects.filter(code=code).first():
        return known
    data = next(data for data in read_reference("departments") if data["code"] == code)
    with as_owner():
        return Department.objects.create(**data)


def make_departments() -> list[Department]:
    """Return all 15 signatories."""
    return [make_department(data["code"]) for data in read_reference("departments")]


def make_user(role: str = Role.DEPARTMENT, *, department: Department | None = None) -> User:
    """Return a new user of the role, in the given department or in the usual one of the role."""
    usual = USUAL_DEPARTMENT.get(Role(role))
    if department is None and usual:
        department = make_department(usual)
    number = next(_numbers)
    user = User(username=f"user{number}", full_name=f"测试员{number}", role=role, department=department)
    user.set_password(PASSWORD)
    user.save()
    return user


def make_certified(
    *, name: str = "", office: str = "quancheng-customs", since: date | None = None, screened: bool = True
) -> Enterprise:
    """Return an enterprise that a confirmed roster of one row certifies; it is eligible if `screened`."""
    number = next(_numbers)
    department = make_department(office)
    officer = User.objects.filter(department=department, role=Role.CUSTOMS).first() or make_user(
        Role.CUSTOMS, department=department
    )
    submission = RosterSubmission.objects.create(
        office=department,
        file=f"rostersubmission/{number}",
        filename=f"{number}.xlsx",
        sha256=f"{number:064x}",
        mode="changes",
        as_of=since or timezone.localdate(),
        uploaded_by=officer,
        status=SubmissionState.CONFIRMED,
        confirmed_by=officer,
        confirmed_at=timezone.now(),
    )
    enterprise = _make_enterprise(
        name or f"济南汀岚{number:04d}贸易有限公司", uscc_of(500_000 + number), f"37016M{number:04d}"
    )
    certification = Certification.objects.create(
        enterprise=enterprise,
        office=department,
        certified_on=date(2020, 3, 2),
        row=RosterRow.objects.create(submission=submission, line=2),
        opened_by=submission,
        identified_by=submission,
    )
    reassess(enterprise_ids=[enterprise.pk])
    if screened:
        now = timezone.now()
        Screening.objects.create(
            trigger=Trigger.ROSTER, submission=submission, state=ScreeningState.DONE, started_at=now, finished_at=now
        )
        record_screened([certification.pk])
        reassess(enterprise_ids=[enterprise.pk])
    return enterprise


def _make_enterprise(name: str, uscc: str, customs_code: str) -> Enterprise:
    """Return an enterprise with the keys that the confirmation of a roster derives from its name and its codes."""
    parsed = parse(name)
    (keys,) = blocking_keys([parsed], [org_code_of(uscc)], [customs_code], [""]).lists()
    return Enterprise.objects.create(
        uscc=uscc,
        name=name,
        name_key=parsed.key,
        sort_key=sort_keys([parsed.key])[0],
        search_keys=next(search_keys([parsed]).lists()),
        customs_code=customs_code,
        blocking_keys=keys,
    )
