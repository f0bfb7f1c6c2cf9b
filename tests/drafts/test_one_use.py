"""A form that is posted several times acts once, and each answer is the first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from audit.types import EventType
from drafts.models import KEY_AGE, UsedKey
from feedback.models import Evidence, MeasureApplication, ViolationReport
from incentives.models import Measure
from publicity.models import IncentiveCase
from roster.models import Enterprise
from tests.drafts.forms import content_of, form_on, read, values_of
from tests.drafts.test_drafts import application, browser, report_url, typed
from tests.factories import make_certified
from tests.feedback.application_acts import PDF
from tests.steps import clerk_of, log

pytestmark = pytest.mark.usefixtures("reference_data")


def test_form_sent_twice_acts_once_and_leads_to_the_first_page(clerk: User, enterprise: Enterprise) -> None:
    client, url = browser(clerk), report_url(enterprise)
    data = typed(client, url, facts="虚开发票。")
    pages = [client.post(url, data, follow=True) for _ in range(2)]
    report = ViolationReport.objects.get()
    assert [page.redirect_chain for page in pages] == [[(reverse("feedback:report_detail", args=[report.pk]), 302)]] * 2
    assert ["已报送至市发展改革委" in page.content.decode() for page in pages] == [True, True]
    assert AuditEvent.objects.filter(type=EventType.VIOLATION_REPORTED).count() == 1


def test_standing_measure_sent_twice_is_not_refused_as_running(clerk: User, enterprise: Enterprise) -> None:
    client, url = browser(clerk), reverse("feedback:application_create", args=[enterprise.uscc])
    data = application(client, url) | {"measure": Measure.objects.get(number=31).pk, "condition_met": "on"}
    pages = [client.post(url, data, follow=True).content.decode() for _ in range(2)]
    assert ["已登记" in page for page in pages] == [True, True]
    assert MeasureApplication.objects.count() == 1


def test_form_of_any_app_acts_once(credit: User, enterprise: Enterprise) -> None:
    """Nothing of a case is unique, and its view knows of no key."""
    application = log(enterprise, clerk_of("tax"))
    client, url = browser(credit), reverse("publicity:case_create")
    data = content_of(form_on(client, url)) | {"application": application.pk, "title": "退税快了", "body": "底气足了。"}
    assert [client.post(url, data).status_code for _ in range(3)] == [302, 302, 302]
    assert IncentiveCase.objects.count() == 1


def test_form_with_a_file_acts_once(clerk: User, enterprise: Enterprise) -> None:
    client, url = browser(clerk), reverse("feedback:application_create", args=[enterprise.uscc])
    data = application(client, url)
    for _ in range(2):
        client.post(url, data | {"evidence": SimpleUploadedFile("说明.pdf", PDF)})
    assert Evidence.objects.get().filename == "说明.pdf"


def test_form_with_a_kept_file_acts_once(clerk: User, enterprise: Enterprise) -> None:
    """The first submission erases the draft, so that the second finds the file no more."""
    client, url = browser(clerk), reverse("feedback:application_create", args=[enterprise.uscc])
    data = application(client, url) | {"evidence": SimpleUploadedFile("说明.pdf", PDF), "description": ""}
    form = read(client.post(url, data).content.decode(), url).form_of(url, {})
    content = content_of(form) | {"description": "优先办理。"}
    assert len({client.post(url, content)["Location"] for _ in range(2)}) == 1
    assert Evidence.objects.get().filename == "说明.pdf"


def test_form_opened_twice_acts_twice(clerk: User, enterprise: Enterprise) -> None:
    client, url = browser(clerk), report_url(enterprise)
    for _ in range(2):
        client.post(url, typed(client, url, facts="虚开发票。", is_another="on"))
    assert ViolationReport.objects.count() == 2


def test_form_has_other_secrets_each_time_it_is_opened(clerk: User, enterprise: Enterprise) -> None:
    """Nobody guesses them from the lengths of compressed pages (docs/security.md)."""
    client, url = browser(clerk), report_url(enterprise)
    first, second = (content_of(form_on(client, url)) for _ in range(2))
    assert {name for name in first if first[name] != second[name]} == {"csrfmiddlewaretoken", "form_key"}


# What Chromium sends beside Sec-Fetch-Mode: nothing when it goes back.
OPENED = {
    "link": {"Sec-Fetch-User": "?1"},
    "reload": {"Sec-Fetch-User": "?1", "Cache-Control": "max-age=0"},
    "back": {},
}


@pytest.mark.parametrize(("how", "logged"), [("link", 2), ("reload", 2), ("back", 1)])
def test_form_opened_after_it_acted_acts_again_unless_the_browser_went_back(
    clerk: User, enterprise: Enterprise, how: str, logged: int
) -> None:
    client, url = browser(clerk), reverse("feedback:application_create", args=[enterprise.uscc])
    first = client.post(url, application(client, url))
    address = f"{url}?measure={Measure.objects.get(number=38).pk}"
    shown = client.get(address, headers={"Sec-Fetch-Mode": "navigate", **OPENED[how]}).content.decode()
    key = values_of(read(shown, url).form_of(url, {}), "form_key")[0]
    again = client.post(url, application(client, url) | {"form_key": key})
    assert (again["Location"] == first["Location"]) == (how == "back")
    assert MeasureApplication.objects.count() == logged


def test_other_content_in_the_same_form_acts_as_well(clerk: User, enterprise: Enterprise) -> None:
    """Somebody goes back to the form and types the next violation."""
    client, url = browser(clerk), report_url(enterprise)
    data = typed(client, url)
    for facts in ("虚开发票。", "骗取出口退税。"):
        client.post(url, data | {"facts": facts, "is_another": "on"})
    assert set(ViolationReport.objects.values_list("facts", flat=True)) == {"虚开发票。", "骗取出口退税。"}


def test_key_means_nothing_to_another_user_and_another_page(clerk: User, enterprise: Enterprise) -> None:
    client, url, other = browser(clerk), report_url(enterprise), make_certified()
    data = typed(client, url, facts="虚开发票。")
    client.post(url, data)
    client.post(report_url(other), data)
    colleague = browser(clerk_of("tax"))
    token = content_of(form_on(colleague, url))["csrfmiddlewaretoken"]
    assert colleague.post(url, data | {"csrfmiddlewaretoken": token}).status_code == 403
    assert ViolationReport.objects.count() == 2


def test_refused_submission_may_be_sent_again(clerk: User, enterprise: Enterprise) -> None:
    client, url = browser(clerk), report_url(enterprise)
    tomorrow = typed(client, url, facts="虚开发票。", found_on=str(timezone.localdate() + KEY_AGE))
    assert [client.post(url, tomorrow).status_code for _ in range(2)] == [200, 200]
    assert not UsedKey.objects.exists()
    assert client.post(url, tomorrow | {"found_on": timezone.localdate().isoformat()}).status_code == 302


def test_form_older_than_a_day_is_shown_again(clerk: User, enterprise: Enterprise) -> None:
    """A used key is not kept longer, so an older form might act twice."""
    url = report_url(enterprise)
    with time_machine.travel(timezone.now() - KEY_AGE * 1.5):
        data = typed(browser(clerk), url, facts="虚开发票。")
    # A session does not last as long as the window stays open.
    client = browser(clerk)
    data["csrfmiddlewaretoken"] = content_of(form_on(client, url))["csrfmiddlewaretoken"]
    response = client.post(url, data)
    assert (response.status_code, response["Location"]) == (302, url)
    assert not ViolationReport.objects.exists()
    assert values_of(form_on(client, url), "facts") == ["虚开发票。"]


@pytest.mark.django_db(transaction=True)
def test_form_sent_twice_at_the_same_moment_acts_once(
    transactional_db: None, enterprise: Enterprise, clerk: User
) -> None:
    client, url = browser(clerk), report_url(enterprise)
    data: dict[str, Any] = typed(client, url, facts="虚开发票。")
    start = Barrier(4)

    def send(number: int) -> str:
        same = Client()
        same.cookies = client.cookies.copy()
        try:
            start.wait()
            return str(same.post(url, data)["Location"])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        locations = set(pool.map(send, range(4)))
    assert locations == {reverse("feedback:report_detail", args=[ViolationReport.objects.get().pk])}
    assert "已报送至市发展改革委" in client.get(locations.pop()).content.decode()
