"""Who looks at an enterprise, searches, or takes a file away is recorded: one event each, in one statement."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from feedback.actions.applications import log_application
from feedback.actions.reports import report_violation
from feedback.models import MeasureApplication
from feedback.policies import ApplicationChoices
from incentives.models import Measure
from roster.models import Enterprise
from screening.models import LookUpReceipt
from tests.clock import at
from tests.downloads import download
from tests.factories import make_certified, make_user
from tests.programs import program_of
from tests.spreadsheet_files import blacklist_line, roster_line
from tests.steps import SignedIn, preview, read_entries

ENTERPRISES = reverse("feedback:enterprise_list")


def events_of(client: Client, url: str) -> list[AuditEvent]:
    """Open the address, and return its events, the oldest first; each is one statement, and nothing else is written."""
    before = set(AuditEvent.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
        assert answer.status_code in (200, 302), url
        b"".join(answer)
    events = list(AuditEvent.objects.exclude(pk__in=before).order_by("pk"))
    written = [query["sql"] for query in captured if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len([sql for sql in written if "audit_auditevent" in sql]) == len(events) == 1, url
    return events


@pytest.fixture
def application(reference_data: None, enterprise: Enterprise, clerk: User) -> MeasureApplication:
    return log_application(
        enterprise=enterprise,
        measure=Measure.objects.get(number=31),
        applied_on=timezone.localdate(),
        description="核定增值税发票用量。",
        evidence=[SimpleUploadedFile("说明.pdf", b"%PDF-1.7")],
        choices=ApplicationChoices(condition_met=True),
        by=clerk,
    )


def test_looking_at_an_enterprise_is_recorded(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> None:
    """On its page, on the page of its standing, and by the API, with the enterprise, the person and the address."""
    for client, route, type in (
        (signed_in(clerk), "feedback:enterprise_detail", EventType.ENTERPRISE_VIEWED),
        (signed_in(clerk), "screening:standing_detail", EventType.STANDING_VIEWED),
        (program_of(clerk), "screening_api:standing_detail", EventType.STANDING_VIEWED),
    ):
        (event,) = events_of(client, reverse(route, args=[enterprise.uscc]))
        assert (event.type, event.kind, event.enterprise_id) == (type, "view", enterprise.pk)
        assert (event.actor_id, event.address, event.target_text) == (clerk.pk, "127.0.0.1", enterprise.name)


def test_refused_request_is_recorded_once_a_minute_without_its_query(clerk: User, signed_in: SignedIn) -> None:
    """By a page and by the API; the auditor finds it by its kind. What is asked for without signing in is not kept."""
    day, url = timezone.localdate() + timedelta(days=1), reverse("blacklists:blacklist_list")
    push = reverse("blacklists_api:entries_push", args=["110101199003074477"])
    with at(f"{day} 09:00:00"):
        client, auditor = signed_in(clerk), signed_in(make_user(Role.AUDITOR))
    for time, expected in (("09:01:00", 1), ("09:01:59", 1), ("09:02:01", 2)):
        with at(f"{day} {time}"):
            assert client.get(url, {"q": "某企业"}).status_code == 403
            assert AuditEvent.objects.filter(type=EventType.REQUEST_REFUSED).count() == expected
    with at(f"{day} 09:03:00"):
        assert Client().get(url).status_code == 302
        assert program_of(clerk).post(push).status_code == 403
        page = auditor.get(reverse("workbench:audit_list"), {"kind": "refused"})
    by_program, _, first = page.context["page"]
    assert (first.actor_id, first.address, first.data) == (clerk.pk, "127.0.0.1", {"path": url})
    assert f"访问的地址：{url}" in page.content.decode()
    assert "110101199003074477" not in by_program.data["path"]


def test_search_is_recorded_with_a_text_that_finds_an_enterprise(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    """A text that finds nothing may be the name of a person, and is not kept."""
    make_certified(name=f"{enterprise.name}甲")
    client = signed_in(clerk)
    for text, data in ((enterprise.name[2:6], {"search": enterprise.name[2:6]}), ("王小明", {"found": False})):
        (event,) = events_of(client, f"{ENTERPRISES}?q={text}")
        data["receipt"] = LookUpReceipt.objects.latest("pk").number
        assert (event.type, event.target_label, event.data) == (EventType.ENTERPRISES_SEARCHED, "", data)
    assert not AuditEvent.objects.filter(data__search="王小明").exists()


def test_download_of_evidence_is_recorded(application: MeasureApplication, clerk: User, signed_in: SignedIn) -> None:
    report = report_violation(
        enterprise=application.enterprise,
        found_on=timezone.localdate(),
        facts="虚开发票",
        evidence=[SimpleUploadedFile("说明.pdf", b"%PDF-1.7")],
        by=clerk,
    )
    for target in (application, report):
        url = reverse("feedback:evidence_download", args=[target.evidence.get().pk])
        (event,) = events_of(signed_in(clerk), url)
        assert (event.type, event.kind) == (EventType.EVIDENCE_DOWNLOADED, "download")
        assert (event.target_key, event.enterprise_id) == (str(target.pk), application.enterprise_id)


def test_download_of_an_uploaded_file_is_recorded_with_the_part_that_was_taken(
    officer: User, credit: User, blacklists: None, signed_in: SignedIn
) -> None:
    roster = preview(officer, [roster_line(1, uscc="9137")])
    entries = read_entries(credit, "court-defaulters", [blacklist_line("甲公司", uscc="9137")], mode="changes")
    for user, app, submission, parts in (
        (officer, "roster:submission", roster, ("file", "bundle", "marked")),
        (credit, "blacklists:import", entries, ("file", "marked")),
    ):
        for part in parts:
            url = reverse(f"{app}_{part}", args=[submission.pk])
            if part == "marked":
                b"".join(download(signed_in(user), url))
            (event,) = events_of(signed_in(user), url)
            assert (event.type, event.target_key) == (EventType.FILE_DOWNLOADED, str(submission.pk))
            assert event.data == {"part": "original" if part == "file" else part}


def test_event_of_an_act_names_the_enterprise_that_it_concerns(application: MeasureApplication) -> None:
    assert AuditEvent.objects.get(type=EventType.APPLICATION_LOGGED).enterprise_id == application.enterprise_id
