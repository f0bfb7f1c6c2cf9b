"""Drafts, cookies and used keys are erased after their time, at sign-out, and when the account is deactivated."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from drafts.models import AnsweredRequest, Draft, DraftCookie, DraftFile, UsedKey
from drafts.tasks import erase_outdated
from roster.models import Enterprise
from tests.drafts.forms import content_of, form_on
from tests.drafts.test_drafts import application, browser, end_session, report_url, typed
from tests.factories import make_user
from tests.feedback.application_acts import PDF

pytestmark = pytest.mark.usefixtures("reference_data")


@pytest.fixture
def kept(clerk: User, enterprise: Enterprise) -> User:
    """A clerk with a draft that has a file."""
    client, url = browser(clerk), reverse("feedback:application_create", args=[enterprise.uscc])
    evidence = SimpleUploadedFile("证明.pdf", PDF)
    client.post(url, application(client, url) | {"evidence": evidence, "description": ""})
    assert DraftFile.objects.get().draft.user == clerk
    return clerk


def what_is_kept() -> tuple[int, int, int]:
    return Draft.objects.count(), DraftFile.objects.count(), DraftCookie.objects.count()


def test_task_erases_what_is_older_than_a_day(kept: User) -> None:
    erase_outdated()
    assert what_is_kept() == (1, 1, 1)
    past = timezone.now() - timedelta(hours=24, minutes=1)
    Draft.objects.update(kept_at=past)
    DraftCookie.objects.update(given_at=past)
    erase_outdated()
    assert what_is_kept() == (0, 0, 0)


def test_task_erases_used_keys_that_no_form_has_any_more(clerk: User, enterprise: Enterprise) -> None:
    client, url = browser(clerk), report_url(enterprise)
    client.post(url, typed(client, url, facts="虚开发票。"))
    erase_outdated()
    assert UsedKey.objects.count() == 1
    UsedKey.objects.update(used_at=timezone.now() - timedelta(hours=49))
    erase_outdated()
    assert not UsedKey.objects.exists()


def test_task_erases_answered_requests_after_a_day(clerk: User) -> None:
    AnsweredRequest.objects.create(user=clerk, key="8e03978e", sha256="-", status=201, answer={})
    erase_outdated()
    assert AnsweredRequest.objects.count() == 1
    AnsweredRequest.objects.update(answered_at=timezone.now() - timedelta(hours=24, minutes=1))
    erase_outdated()
    assert not AnsweredRequest.objects.exists()


def test_sign_out_erases_drafts_and_cookies(clerk: User, enterprise: Enterprise) -> None:
    client, url = browser(clerk), report_url(enterprise)
    client.post(url, typed(client, url, facts="虚开发票。", found_on=""))
    data = typed(client, url)
    client.post(reverse("accounts:logout"), content_of(form_on(client, url, reverse("accounts:logout"))))
    assert what_is_kept() == (0, 0, 0)
    assert settings.DRAFT_COOKIE_NAME not in {name for name, cookie in client.cookies.items() if cookie.value}
    client.post(url, data)
    assert what_is_kept() == (0, 0, 0)


def test_deactivation_erases_drafts_and_cookies(kept: User) -> None:
    other = make_user()
    browser(other)
    kept.is_active = False
    kept.save()
    assert what_is_kept() == (0, 0, 1)


def test_task_erases_the_drafts_of_a_deactivated_account(kept: User) -> None:
    User.objects.filter(pk=kept.pk).update(is_active=False)
    erase_outdated()
    assert what_is_kept() == (0, 0, 0)


def test_deactivated_user_leaves_no_draft_after_the_session(clerk: User, enterprise: Enterprise) -> None:
    client, url = browser(clerk), report_url(enterprise)
    data = typed(client, url, facts="虚开发票。")
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    client.post(url, data)
    assert not Draft.objects.exists()


def test_cookie_is_random_for_no_script_and_stored_as_a_hash(clerk: User) -> None:
    client = browser(clerk)
    cookie = client.cookies[settings.DRAFT_COOKIE_NAME]
    assert len(cookie.value) >= 43
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 24 * 3600)
    assert cookie.value not in str(list(DraftCookie.objects.values()))
    assert browser(clerk).cookies[settings.DRAFT_COOKIE_NAME].value != cookie.value


def test_cookie_opens_no_page(clerk: User) -> None:
    client = browser(clerk)
    end_session(client)
    assert client.get(reverse("workbench:home"))["Location"].startswith(reverse("accounts:login"))
