"""What is posted while the database does not answer stays on the page, and is posted again from there."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from accounts.models import User
from feedback.models import Evidence, ViolationReport
from roster.models import Enterprise
from tests.drafts.forms import content_of, form_on, read
from tests.drafts.test_drafts import FACTS, application, browser, report_url, typed
from tests.factories import load_reference
from tests.feedback.application_acts import PDF

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def outage() -> Iterator[None]:
    """The portal names a database that does not exist, as while it is restored."""
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "not_restored_yet"
    yield
    connection.settings_dict["NAME"] = name
    connection.close()


def test_text_is_posted_again_from_the_page(transactional_db: None, clerk: User, enterprise: Enterprise) -> None:
    client, url = browser(clerk), report_url(enterprise)
    client.raise_request_exception = False
    data = typed(client, url, facts=FACTS)
    with outage():
        response = client.post(url, data)
    assert response.status_code == 503
    assert "您填写的内容保留在本页" in response.content.decode()
    form = read(response.content.decode(), url).form_of(url, {})
    answers = [client.post(url, content_of(form)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert ViolationReport.objects.get().facts.replace("\r\n", "\n") == FACTS


def test_file_is_chosen_again_on_the_page(transactional_db: None, clerk: User, enterprise: Enterprise) -> None:
    load_reference()
    client, url = browser(clerk), reverse("feedback:application_create", args=[enterprise.uscc])
    client.raise_request_exception = False
    data = application(client, url)
    with outage():
        response = client.post(url, {**data, "evidence": SimpleUploadedFile("证明.pdf", PDF)})
    assert "请重新选择：证明.pdf" in response.content.decode()
    form = read(response.content.decode(), url).form_of(url, {})
    client.post(url, {**content_of(form), "evidence": SimpleUploadedFile("证明.pdf", PDF)})
    assert Evidence.objects.get().filename == "证明.pdf"


def test_password_is_not_on_the_page(transactional_db: None, clerk: User) -> None:
    client, url = browser(clerk), reverse("accounts:password_change")
    client.raise_request_exception = False
    data = content_of(form_on(client, url)) | {"old_password": "Geheim-2026-Wort"}
    with outage():
        page = client.post(url, data).content.decode()
    assert "Geheim" not in page


def test_long_body_and_foreign_form_are_not_read(transactional_db: None, clerk: User, enterprise: Enterprise) -> None:
    client, url = browser(clerk), report_url(enterprise)
    client.raise_request_exception = False
    data = typed(client, url)
    with outage():
        pages = [client.post(url, {**data, "facts": "甲" * 70_000}), client.post(url, {"facts": FACTS})]
    assert ["再次提交" in page.content.decode() for page in pages] == [False, False]
