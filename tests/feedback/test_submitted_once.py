"""A form that is sent several times, by a double click or a repeated request, is stored once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from audit.types import EventType
from feedback.models import MeasureApplication, Notice, ViolationReport
from incentives.models import Measure
from roster.models import Enterprise
from tests.factories import make_certified
from tests.feedback.application_acts import PDF
from tests.steps import SignedIn, clerk_of

PAGES = {"application_create": MeasureApplication, "report_create": ViolationReport}
Data = dict[str, object]


def url_of(page: str, enterprise: Enterprise) -> str:
    return reverse(f"feedback:{page}", args=[enterprise.uscc])


def opened(client: Client, page: str, enterprise: Enterprise, **fields: object) -> Data:
    """Open the page and return what its form sends. Measure 38 is no standing one, so it may be logged again."""
    form = client.get(url_of(page, enterprise)).context["form"]
    today = timezone.localdate().isoformat()
    typed = {
        "application_create": {
            "measure": Measure.objects.get(number=38).pk,
            "applied_on": today,
            "description": "优先办理。",
        },
        "report_create": {"found_on": today, "facts": "虚开发票。", "is_another": "on"},
    }[page]
    return {"form_id": form["form_id"].value(), **typed, **fields}


@pytest.mark.parametrize("page", PAGES)
def test_form_sent_twice_is_stored_once_and_leads_to_the_first_page(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn, page: str
) -> None:
    client = signed_in(clerk)
    data = opened(client, page, enterprise)
    first, second = (client.post(url_of(page, enterprise), data) for _ in range(2))
    stored = PAGES[page].objects.get()
    detail = reverse(f"feedback:{page.removesuffix('_create')}_detail", args=[stored.pk])
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"]) == (302, detail)
    acts = (EventType.APPLICATION_LOGGED, EventType.VIOLATION_REPORTED)
    assert AuditEvent.objects.filter(type__in=acts).count() == 1


def test_report_sent_twice_is_noticed_once(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> None:
    client = signed_in(clerk)
    data = opened(client, "report_create", enterprise)
    for _ in range(3):
        client.post(url_of("report_create", enterprise), data)
    assert Notice.objects.filter(report__isnull=False).count() == 3


def test_standing_measure_sent_twice_is_not_refused_as_running(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    measure = {"measure": Measure.objects.get(number=31).pk, "condition_met": "on"}
    data = opened(client, "application_create", enterprise, **measure)
    for _ in range(2):
        page = client.post(url_of("application_create", enterprise), data, follow=True).content.decode()
        assert "已登记，并反馈至" in page
    assert MeasureApplication.objects.count() == 1


def test_form_sent_twice_with_a_file_is_stored_once(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> None:
    client = signed_in(clerk)
    data = opened(client, "application_create", enterprise)
    for _ in range(2):
        evidence = SimpleUploadedFile("说明.pdf", PDF)
        client.post(url_of("application_create", enterprise), {**data, "evidence": evidence})
    assert MeasureApplication.objects.get().evidence_filename == "说明.pdf"


@pytest.mark.parametrize("page", PAGES)
def test_form_opened_twice_is_stored_twice(enterprise: Enterprise, clerk: User, signed_in: SignedIn, page: str) -> None:
    client = signed_in(clerk)
    for _ in range(2):
        client.post(url_of(page, enterprise), opened(client, page, enterprise))
    assert PAGES[page].objects.count() == 2


def test_other_content_in_the_same_form_is_stored_as_well(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    """Somebody goes back to the form and types the next violation."""
    client = signed_in(clerk)
    data = opened(client, "report_create", enterprise)
    for facts in ("虚开发票。", "骗取出口退税。"):
        client.post(url_of("report_create", enterprise), {**data, "facts": facts})
    assert set(ViolationReport.objects.values_list("facts", flat=True)) == {"虚开发票。", "骗取出口退税。"}


def test_identifier_of_a_form_means_nothing_to_another_user_or_enterprise(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    data = opened(signed_in(clerk), "report_create", enterprise)
    for user, about in ((clerk, enterprise), (clerk_of("tax"), enterprise), (clerk, make_certified())):
        signed_in(user).post(url_of("report_create", about), data)
    assert ViolationReport.objects.count() == 3


def test_corrected_form_keeps_its_identifier(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> None:
    client = signed_in(clerk)
    data = opened(client, "report_create", enterprise)
    shown = client.post(url_of("report_create", enterprise), {**data, "facts": ""})
    assert shown.context["form"]["form_id"].value() == str(data["form_id"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", PAGES)
def test_form_sent_twice_at_the_same_moment_is_stored_once(
    transactional_db: None, enterprise: Enterprise, clerk: User, signed_in: SignedIn, page: str
) -> None:
    data = opened(signed_in(clerk), page, enterprise)
    clients = [signed_in(clerk) for _ in range(4)]
    start = Barrier(len(clients))

    def send(client: Client) -> str:
        try:
            start.wait()
            return str(client.post(url_of(page, enterprise), data)["Location"])
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as pool:
        locations = set(pool.map(send, clients))
    assert len(locations) == PAGES[page].objects.count() == 1
