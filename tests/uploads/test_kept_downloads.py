"""Downloads that take long: a worker makes each once, it is kept until the file is settled, one at a time a person."""

from collections.abc import Callable
from typing import Any

from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from accounts.models import User
from roster.actions.confirmations import confirm_roster
from roster.models import RosterSubmission
from tests.downloads import download
from tests.spreadsheet_files import roster_line, uscc_of
from tests.steps import full_confirmation, preview
from uploads.redaction import downloads_folder

SignedIn = Callable[[User], Client]


def marked_url(submission: RosterSubmission) -> str:
    return reverse("roster:submission_marked", args=[submission.pk])


def test_download_is_made_once_for_everybody(officer: User, credit: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1)])
    page = signed_in(officer).get(marked_url(submission))
    assert page.status_code == 202
    assert "生成后自动开始下载" in page.content.decode()
    made = download(signed_in(officer), marked_url(submission)).getvalue()
    assert made.startswith(b"PK")
    assert signed_in(credit).get(marked_url(submission)).getvalue() == made


def test_file_that_is_corrected_has_a_new_download(officer: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1, uscc="9137")])
    client = signed_in(officer)
    download(client, marked_url(submission)).getvalue()
    client.post(reverse("roster:submission_correct", args=[submission.pk]), {"cell-2-uscc": uscc_of(1)})
    assert client.get(marked_url(submission)).status_code == 202


def test_person_waits_for_one_download_at_a_time(officer: User, signed_in: SignedIn) -> None:
    first, second = preview(officer, [roster_line(1)]), preview(officer, [roster_line(2)], mode="changes")
    client = signed_in(officer)
    client.get(marked_url(first))
    assert "另一份文件正在生成" in client.get(marked_url(second), follow=True).content.decode()
    download(client, marked_url(first)).getvalue()
    assert client.get(marked_url(second)).status_code == 202


def test_file_that_cannot_be_opened_says_so(officer: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1)])
    with default_storage.open(submission.file.name, "wb") as stored:
        stored.write(b"PK\x03\x04 broken")
    answer = download(signed_in(officer), marked_url(submission))
    assert answer["Location"] == reverse("roster:submission_detail", args=[submission.pk])
    page = signed_in(officer).get(marked_url(submission), follow=True).content.decode()
    assert "alert-error" in page


def test_settled_file_keeps_no_download(
    officer: User, signed_in: SignedIn, django_capture_on_commit_callbacks: Any
) -> None:
    submission = preview(officer, [roster_line(1)])
    download(signed_in(officer), marked_url(submission)).getvalue()
    assert default_storage.listdir(downloads_folder(submission))[1]
    with django_capture_on_commit_callbacks(execute=True):
        confirm_roster(submission=submission, confirmation=full_confirmation(submission), by=officer)
    assert not default_storage.listdir(downloads_folder(submission))[1]
