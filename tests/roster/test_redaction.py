"""The stored file of a roster that was never read, and so may name natural persons, is deleted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from roster.actions.submissions import process_roster, receive_roster
from roster.models import RosterSubmission
from roster.tasks import discard_held_rows
from tests.cases.resident_ids import resident_id
from tests.spreadsheet_files import upload
from tests.steps import AS_OF

SignedIn = Callable[[User], Client]
CONTENT = f"这不是,名单\n庄沅漪,{resident_id(7)}\n".encode()


def received(officer: User) -> RosterSubmission:
    """A roster without a known header, which names a natural person."""
    return receive_roster(upload=upload(CONTENT, "名单.csv"), mode="changes", as_of=AS_OF, by=officer)[0]


def aged(submission: RosterSubmission, **since: int) -> None:
    RosterSubmission.objects.filter(pk=submission.pk).update(uploaded_at=timezone.now() - timedelta(**since))


def page(client: Client, submission: RosterSubmission) -> str:
    return client.get(reverse("roster:submission_detail", args=[submission.pk])).content.decode()


@pytest.mark.parametrize("name", ["file", "marked"])
def test_file_withdrawn_before_it_was_read_is_deleted(
    officer: User, signed_in: SignedIn, django_capture_on_commit_callbacks: Any, name: str
) -> None:
    submission, client = received(officer), signed_in(officer)
    storage, original = submission.file.storage, submission.file.name
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("roster:submission_withdraw", args=[submission.pk]))
    assert not storage.exists(original)
    assert "文件没有保留" in page(client, submission)
    assert client.get(reverse(f"roster:submission_{name}", args=[submission.pk])).status_code == 404
    assert client.get(reverse("roster:submission_bundle", args=[submission.pk])).status_code == 200


def test_unreadable_file_is_deleted_after_its_retention_and_may_be_sent_again(
    officer: User, signed_in: SignedIn, django_capture_on_commit_callbacks: Any
) -> None:
    submission, client = received(officer), signed_in(officer)
    with django_capture_on_commit_callbacks(execute=True):
        process_roster(submission.pk)
    submission.refresh_from_db()
    storage, stored = submission.file.storage, submission.file.name
    aged(submission, days=6, hours=23)
    discard_held_rows()
    assert "届时撤回并删除文件" in page(client, submission)
    assert storage.exists(stored)
    aged(submission, days=7)
    with django_capture_on_commit_callbacks(execute=True):
        discard_held_rows()
    assert not storage.exists(stored)
    assert "文件没有保留" in page(client, submission)
    assert received(officer).pk != submission.pk
