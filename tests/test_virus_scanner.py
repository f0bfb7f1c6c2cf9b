"""The virus scanner at every door that takes files: pages, the API, evidence, and feeds."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from blacklists.models import Blacklist, BlacklistImport
from blacklists.wording import fetch_text
from credit_portal.embedded import free_port
from feedback.models import MeasureApplication
from incentives.models import Measure
from roster.models import Enterprise, RosterSubmission
from tests.blacklists.feed_helpers import listing, make_feed, pull_now
from tests.clamd import TEST_VIRUS, Clamd, scanning
from tests.http_server import LOOPBACK, good, serving
from tests.programs import program_of, wrong_fields
from tests.spreadsheet_files import ROSTER_HEAD, csv_bytes, roster_line, upload

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
CLEAN = csv_bytes(ROSTER_HEAD, [roster_line(1)])
INFECTED = CLEAN + TEST_VIRUS
IS_INFECTED = "没有通过病毒检查"
NO_SCANNER = "病毒检查暂时不可用，文件没有保存。请稍后再试"


@pytest.fixture
def clamd(settings: Any) -> Iterator[Clamd]:
    with scanning() as server:
        settings.CLAMD = server.address
        yield server


@pytest.fixture
def nobody_answers(settings: Any) -> None:
    settings.CLAMD = f"127.0.0.1:{free_port()}"


def send_roster(client: Client, content: bytes) -> str:
    data = {"mode": "full", "as_of": "2026-06-30", "file": upload(content, "名单.csv")}
    return client.post(reverse("roster:submission_create"), data, follow=True).content.decode()


def send_by_program(program: Client, content: bytes) -> Any:
    data = {"office": "quancheng-customs", "mode": "full", "as_of": "2026-06-30", "file": upload(content, "名单.csv")}
    return program.post(reverse("roster_api:submission_create"), data)


def send_evidence(client: Client, enterprise: Enterprise, content: bytes) -> str:
    data = {
        "measure": Measure.objects.get(number=31).pk,
        "applied_on": "2026-07-08",
        "description": "核定增值税发票用量。",
        "condition_met": "on",
        "evidence": SimpleUploadedFile("说明.pdf", b"%PDF-1.7\n" + content),
    }
    url = reverse("feedback:application_create", args=[enterprise.uscc])
    return client.post(url, data, follow=True).content.decode()


def test_clean_file_is_scanned_whole_and_taken(clamd: Clamd, officer: User, signed_in: SignedIn) -> None:
    large = CLEAN + b"\n" * 200_000
    send_roster(signed_in(officer), large)
    assert clamd.received == [large]
    with RosterSubmission.objects.get().file.open() as kept:
        assert kept.read() == large


def test_infected_roster_is_refused_on_the_page_and_by_the_api(
    clamd: Clamd, officer: User, signed_in: SignedIn
) -> None:
    assert IS_INFECTED in send_roster(signed_in(officer), INFECTED)
    refused = send_by_program(program_of(officer), INFECTED)
    assert (refused.status_code, wrong_fields(refused)) == (400, ["file"])
    assert not RosterSubmission.objects.exists()


def test_infected_blacklist_is_refused(clamd: Clamd, credit: User, blacklists: None, signed_in: SignedIn) -> None:
    blacklist = Blacklist.objects.get(code="court-defaulters").pk
    data = {"blacklist": blacklist, "mode": "full", "as_of": "2026-06-30", "file": upload(INFECTED, "名单.csv")}
    page = signed_in(credit).post(reverse("blacklists:import_create"), data)
    assert IS_INFECTED in page.content.decode()
    assert not BlacklistImport.objects.exists()


def test_infected_evidence_is_refused_and_what_was_typed_stays(
    clamd: Clamd, clerk: User, enterprise: Enterprise, reference_data: None, signed_in: SignedIn
) -> None:
    page = send_evidence(signed_in(clerk), enterprise, TEST_VIRUS)
    assert IS_INFECTED in page
    assert "核定增值税发票用量。" in page
    assert not MeasureApplication.objects.exists()


def test_infected_list_of_a_feed_is_not_kept_and_asked_for_again(
    clamd: Clamd, credit: User, blacklists: None, settings: Any
) -> None:
    settings.FEED_ALLOWED_NETWORKS = [LOOPBACK]
    with serving() as upstream:
        feed = make_feed(upstream, credit)
        pull = pull_now(feed, upstream, good(listing(1) + TEST_VIRUS))
        assert IS_INFECTED in fetch_text(pull.message["params"]["reason"])
        settings.CLAMD = f"127.0.0.1:{free_port()}"
        pull = pull_now(feed, upstream, good(listing(1)))
        assert "病毒检查暂时不可用" in fetch_text(pull.message["params"]["reason"])
        settings.CLAMD = ""
        assert pull_now(feed, upstream, good(listing(1))).submission


def test_file_is_not_taken_while_the_scanner_is_down(
    nobody_answers: None, officer: User, clerk: User, enterprise: Enterprise, reference_data: None, signed_in: SignedIn
) -> None:
    before = RosterSubmission.objects.count()
    assert NO_SCANNER in send_roster(signed_in(officer), CLEAN)
    refused = send_by_program(program_of(officer), CLEAN)
    assert (refused.status_code, refused.json()["code"]) == (503, "no_scanner")
    assert NO_SCANNER in refused.json()["detail"]
    assert NO_SCANNER in send_evidence(signed_in(clerk), enterprise, b"")
    assert RosterSubmission.objects.count() == before


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b"UNKNOWN COMMAND", b""])
def test_file_is_not_taken_when_the_scanner_did_not_scan_it(
    clamd: Clamd, officer: User, signed_in: SignedIn, answer: bytes
) -> None:
    clamd.answer = answer + b"\0"
    assert NO_SCANNER in send_roster(signed_in(officer), CLEAN)


def test_monitor_sees_whether_files_are_scanned(clamd: Clamd, settings: Any) -> None:
    settings.MONITOR_TOKEN = "monitor"
    client = Client(headers={"authorization": "Bearer monitor"})
    assert client.get("/readyz").json()["virus_scanner"] == "on"
    settings.CLAMD = ""
    assert client.get("/readyz").json()["virus_scanner"] == "off"
