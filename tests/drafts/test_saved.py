"""A form with a button to save it as a draft: what was typed is kept for a month, and found in a list of one's own."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from drafts.models import Draft
from drafts.tasks import erase_outdated
from feedback.models import Evidence, MeasureApplication
from incentives.models import Measure
from roster.models import Enterprise
from tests.drafts.forms import content_of, form_on, values_of
from tests.drafts.test_drafts import browser, sign_in
from tests.factories import make_user
from tests.feedback.application_acts import PDF

pytestmark = pytest.mark.usefixtures("reference_data")
LIST = reverse("feedback:draft_list")


def form_url(enterprise: Enterprise, number: int) -> str:
    measure = Measure.objects.get(number=number).pk
    return f"{reverse('feedback:application_create', args=[enterprise.uscc])}?measure={measure}"


def save(client: Client, url: str, **data: object) -> str:
    content = content_of(form_on(client, url)) | {"save_draft": "true", **data}
    return client.post(url, content, follow=True).content.decode()


def test_saved_draft_is_listed_continued_after_signing_out_and_gone_once_it_is_logged(
    clerk: User, enterprise: Enterprise
) -> None:
    client, url, other = browser(clerk), form_url(enterprise, 34), form_url(enterprise, 38)
    evidence = SimpleUploadedFile("证明.pdf", PDF)
    page = save(client, url, description="开通绿色通道", applied_on="", evidence=evidence)
    assert "已存为草稿，保留30天，仅您本人可见" in page
    save(client, other, description="试点")
    assert not MeasureApplication.objects.exists()
    client.post(reverse("accounts:logout"), content_of(form_on(client, url, reverse("accounts:logout"))))
    sign_in(client, clerk)
    listed = client.get(LIST).content.decode()
    assert listed.index("第38项") < listed.index("第34项")
    assert f'<a href="{url}">{enterprise}</a>' in listed
    assert "未完成的措施实施登记（草稿）" in client.get(reverse("workbench:home")).content.decode()
    assert "没有草稿" in browser(make_user()).get(LIST).content.decode()
    form = form_on(client, url)
    assert (values_of(form, "description"), values_of(form, "applied_on")) == (["开通绿色通道"], [""])
    refused = client.post(url, content_of(form))
    assert refused.status_code == 200
    assert Draft.objects.filter(cause="saved").count() == 2
    content = content_of(form_on(client, url)) | {"applied_on": timezone.localdate().isoformat()}
    assert client.post(url, content).status_code == 302
    assert Evidence.objects.get().filename == "证明.pdf"
    assert Draft.objects.get().page == other
    listed = client.get(LIST).content.decode()
    discard = reverse("drafts:draft_discard", args=[Draft.objects.get().pk])
    assert discard in listed
    assert client.post(discard, content_of(form_on(client, LIST, discard)))["Location"] == LIST
    assert "没有草稿" in client.get(LIST).content.decode()


def test_saved_drafts_are_at_most_thirty_of_a_person_and_erased_after_a_month(
    clerk: User, enterprise: Enterprise
) -> None:
    client, url = browser(clerk), form_url(enterprise, 34)
    saved = {"user": clerk, "form": "f", "action": "/", "fields": [], "cause": "saved", "kept_at": timezone.now()}
    Draft.objects.bulk_create(Draft(path="/", page=f"/?{number}", **saved) for number in range(30))
    assert "草稿已有30份，请先提交或清除其中的" in save(client, url, description="开通绿色通道")
    assert values_of(form_on(client, url), "description") == ["开通绿色通道"]
    Draft.objects.update(kept_at=timezone.now() - timedelta(days=29))
    erase_outdated()
    assert Draft.objects.count() == 30
    Draft.objects.update(kept_at=timezone.now() - timedelta(days=31))
    erase_outdated()
    assert not Draft.objects.exists()


def test_draft_of_an_enterprise_that_is_gone_is_neither_listed_nor_counted(clerk: User, enterprise: Enterprise) -> None:
    client, path = browser(clerk), reverse("feedback:application_create", args=[enterprise.uscc])
    saved = {"user": clerk, "form": "f", "action": "/", "fields": [], "cause": "saved", "kept_at": timezone.now()}
    Draft.objects.create(path=path.replace(enterprise.uscc, "0" * 18), page="/", **saved)
    assert "没有草稿" in client.get(LIST).content.decode()
    assert drafts_on_home(client) == []
    Draft.objects.create(path=path, page=path, **saved)
    assert drafts_on_home(client) == [1]


def drafts_on_home(client: Client) -> list[int]:
    items = client.get(reverse("workbench:home")).context["to_do"]
    return [item.count for item in items if "草稿" in item.label]
