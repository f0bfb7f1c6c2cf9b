"""What each role gets of an object of another department, office or person, against accounts/objects.py.

Everybody else posts first what the owner of an object posts, so that nothing but the object is a reason to refuse it.
"""

from collections.abc import Sequence
from datetime import timedelta
from itertools import chain
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, Session, User
from accounts.objects import RULES, SHARED
from accounts.permissions import Role
from accounts.routes import routes
from audit.models import AuditEvent
from audit.types import EventType
from drafts.models import Cause, Draft
from exports.models import Export
from feedback.actions.applications import log_application
from feedback.actions.lookups import ask_for_many
from feedback.actions.reports import report_violation
from feedback.asked_lines import AskedLine
from feedback.models import DepartmentMonth, LookupBatch, Notice, StopAdvice
from feedback.policies import ApplicationChoices
from feedback.states import LookupMatch, LookupState
from incentives.models import Measure
from publicity.models import Objection, ObjectionEvidence
from roster.models import Transfer
from screening.models import MatchPolicy
from screening.models.match_policy import ApprovalRule
from tests.audit.city import City
from tests.audit.feedback_acts import feedback_acts
from tests.audit.objection_acts import objection_acts
from tests.audit.rules_acts import rules_acts
from tests.audit.screening_acts import lifting_acts, revocation_acts
from tests.audit.test_every_post import roster_acts
from tests.audit.webhook_acts import webhook_acts
from tests.depth import DAY, FULL
from tests.factories import make_certified, make_department, make_user
from tests.feedback.application_acts import PDF
from tests.fuzz.targets import rewound
from tests.programs import program_of
from tests.roles import as_owner
from tests.spreadsheet_files import roster_line
from tests.steps import preview
from webhooks.models import Endpoint

ROUTES = {route.name: route for route in routes()}
FOREIGN = {name: rule for name, rule in RULES.items() if rule != SHARED}
# What is recorded of who only reads, or is refused.
NO_ACTS = (EventType.REQUEST_REFUSED, EventType.FILE_DOWNLOADED, EventType.EVIDENCE_DOWNLOADED)


def state() -> tuple[int, int]:
    """What every act changes: the events, or, where a draft is erased, the drafts."""
    return AuditEvent.objects.exclude(type__in=NO_ACTS).count(), Draft.objects.count()


class Visitor:
    """A user with a browser and a program, whose requests are undone."""

    def __init__(self, user: User) -> None:
        self.role = user.role
        self.browser, self.program = Client(), program_of(user)
        self.browser.force_login(user)

    def send(self, method: str, name: str, arguments: Sequence[object], *sent: Any, **options: Any) -> tuple[int, bool]:
        """Return the status of the answer, and whether anything was done."""
        client = self.program if ROUTES[name].by_token else self.browser
        with transaction.atomic():
            before = state()
            response = getattr(client, method)(reverse(name, args=arguments), *sent, **options)
            has_acted = state() != before
            if response.streaming:
                b"".join(response.streaming_content)
            transaction.set_rollback(True)
        return response.status_code, has_acted


class GuardedCity(City):
    """A city in which others try first what its users post, and what they open."""

    def __init__(self) -> None:
        super().__init__()
        with as_owner():
            office = Department.objects.create(code="third", name="某海关", order=99, is_customs=True)
        departments = {Role.CUSTOMS: office, Role.DEPARTMENT: make_department("ecology")}
        self.strangers = [Visitor(make_user(role, department=departments.get(role))) for role in Role]
        self.tried: set[str] = set()
        self.wrong: list[tuple[str, str, str, int, bool]] = []

    def post(self, user: User, name: str, data: dict[str, Any], *arguments: object) -> Any:
        self.guard(name, arguments, data)
        before = state()
        response = super().post(user, name, rewound(data), *arguments)
        assert state() != before, name
        return response

    def push(self, user: User, name: str, data: Any, *arguments: object, **options: Any) -> Any:
        self.guard(name, arguments, data, **options)
        before = state()
        response = super().push(user, name, rewound(data), *arguments, **options)
        assert state() != before, name
        return response

    def guard(self, name: str, arguments: Sequence[object], data: Any, **options: Any) -> None:
        """Let others open the page and post the data; nothing is done of it where the table says so."""
        rule = FOREIGN.get(name)
        for stranger in self.some_strangers(name) if rule else ():
            self.guard_page(stranger, name, arguments)
            status, has_acted = stranger.send("post", name, arguments, rewound(data), **options)
            is_hidden, is_refused = stranger.role in rule.hidden_from, stranger.role in rule.refused_to
            right = (403, 404) if is_hidden else (200, 302, 403, 405, 409)
            if status not in right or (has_acted and (is_hidden or is_refused)):
                self.wrong.append((name, "post", stranger.role, status, has_acted))

    def guard_page(self, stranger: Visitor, name: str, arguments: Sequence[object]) -> None:
        """Let the stranger open the page, which may say at once why the act is refused; some only take a form."""
        self.tried.add(name)
        rule = FOREIGN[name]
        status, _ = stranger.send("get", name, arguments)
        right = {404} if stranger.role in rule.hidden_from else {200, 202}
        if status not in right | {405} and (status != 409 or stranger.role not in rule.refused_to):
            self.wrong.append((name, "get", stranger.role, status, False))

    def open(self, owner: User, name: str, pk: object) -> None:
        """Open a page that has no form of its own, first as others."""
        for stranger in self.some_strangers(name):
            self.guard_page(stranger, name, [pk])
        status, _ = Visitor(owner).send("get", name, [pk])
        assert status in (200, 202), (name, status)

    def some_strangers(self, name: str) -> list[Visitor]:
        """Return those who have the permission for the page; in the short run one, another one each day."""
        holders = [stranger for stranger in self.strangers if stranger.role in ROUTES[name].roles]
        return holders if FULL else [holders[(DAY + len(self.tried)) % len(holders)]]


@pytest.mark.django_db
def test_object_of_others_is_hidden_or_left_alone_as_the_table_says() -> None:
    city = GuardedCity()
    MatchPolicy.objects.update_or_create(defaults={"approval_rule": ApprovalRule.ALL})
    for _, act in chain(
        roster_acts(city), rules_acts(city), feedback_acts(city), objection_acts(city), webhook_acts(city)
    ):
        act()
    for _, act in chain(revocation_acts(city, make_certified()), lifting_acts(city, make_certified())):
        act()
    open_pages(city)
    use_own(city)
    assert city.tried == set(FOREIGN)
    assert city.wrong == []


def open_pages(city: GuardedCity) -> None:
    """Open the pages that have no form of their own."""
    officer, clerk, today = city.officer, city.clerk, timezone.localdate()
    submission = preview(officer, [roster_line(81)], mode="changes")
    for page in ("detail", "progress", "file", "set_aside", "marked", "bundle"):
        city.open(officer, f"roster:submission_{page}", submission.pk)
    for page in ("submission_detail", "problem_list", "change_list", "removal_list", "transfer_list"):
        city.open(officer, f"roster_api:{page}", submission.pk)
    city.open(officer, "roster:transfer_detail", Transfer.objects.latest("pk").pk)
    choices = ApplicationChoices(condition_met=True)
    application = log_application(
        enterprise=make_certified(),
        measure=Measure.objects.get(number=31),
        applied_on=today,
        description="核定用量。",
        evidence=[pdf()],
        choices=choices,
        by=clerk,
    )
    city.open(clerk, "feedback:application_detail", application.pk)
    city.open(clerk, "feedback:opportunity_detail", application.measure_id)
    city.open(clerk, "feedback_api:application_detail", application.pk)
    city.open(clerk, "feedback_api:inquiry_list", application.pk)
    city.open(clerk, "feedback_api:advice_detail", StopAdvice.objects.latest("pk").pk)
    month = DepartmentMonth.objects.filter(department=clerk.department).latest("pk")
    for page in ("feedback:month_detail", "feedback_api:month_detail"):
        city.open(clerk, page, month.pk)
    report = report_violation(
        enterprise=application.enterprise, found_on=today, facts="虚开发票", evidence=[pdf()], by=clerk
    )
    city.open(clerk, "feedback:report_detail", report.pk)
    city.open(clerk, "feedback_api:violation_report_detail", report.pk)
    for record in (application, report):
        city.open(clerk, "feedback:evidence_download", record.evidence.get().pk)
    notice = Notice.objects.filter(department=clerk.department, announcement__isnull=False).latest("pk")
    answered = LookupBatch.objects.get(state=LookupState.ANSWERED)
    for page in ("feedback:notice_detail", "feedback_api:notice_change_list"):
        city.open(clerk, page, notice.pk)
    for page in ("feedback:lookup_detail", "feedback_api:lookup_detail", "feedback_api:lookup_line_list"):
        city.open(clerk, page, answered.pk)
    city.open(clerk, "webhooks:endpoint_detail", Endpoint.objects.get().pk)
    line = AskedLine(1, LookupMatch.NONE, "甲有限公司")
    waiting = ask_for_many(lines=[line], day=today, title="", by=clerk)
    city.open(clerk, "feedback:lookup_progress", waiting.pk)
    objection = Objection.objects.latest("pk")
    city.open(officer, "publicity:objection_detail", objection.pk)
    evidence = ObjectionEvidence.objects.create(objection=objection, file=pdf(), filename="材料.pdf")
    city.open(officer, "publicity:objection_evidence", evidence.pk)


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("材料.pdf", PDF)


def use_own(city: GuardedCity) -> None:
    """Use what belongs to one person: a draft, a file that a worker made, another session."""
    clerk, now = city.clerk, timezone.now()
    draft = Draft.objects.create(
        user=clerk, path="/", page="/", form="f", action="/", fields=[], cause=Cause.REFUSED, kept_at=now
    )
    city.post(clerk, "drafts:draft_discard", {}, draft.pk)
    Client().force_login(clerk)
    session = Session.objects.filter(user=clerk).latest("began_at")
    city.post(clerk, "accounts:session_end", {}, session.public_id)
    export = Export.objects.create(
        owner_id=clerk.pk,
        owner_role=clerk.role,
        owner_department_id=clerk.department_id,
        access="feedback.read_notice",
        format="csv",
        made_at=now,
        expires_at=now + timedelta(hours=1),
        file=SimpleUploadedFile("消息.csv", b"-"),
    )
    for page in ("detail", "file"):
        city.open(clerk, f"accounts:export_{page}", export.pk)
