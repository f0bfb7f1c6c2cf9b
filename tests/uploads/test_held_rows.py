"""A row that may be about a natural person waits for a decision, which a button at its problem takes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from blacklists.actions.imports import process_import
from roster.models import RosterSubmission
from roster.tasks import discard_held_rows
from tests.blacklists.api_client import CODE
from tests.spreadsheet_files import blacklist_line, roster_line
from tests.steps import preview, read_entries

SignedIn = Callable[[User], Client]


@pytest.mark.usefixtures("blacklists")
def test_row_that_may_be_a_person_has_a_button_for_either_decision(credit: User, signed_in: SignedIn) -> None:
    submission = read_entries(credit, CODE, [blacklist_line("沅溪"), blacklist_line("济南泺岬贸易有限公司")])
    client, url = signed_in(credit), reverse("blacklists:import_detail", args=[submission.pk])
    shown = client.get(url).content.decode()
    assert 'aria-label="第3行：这一行是企业"' in shown
    assert 'aria-label="第3行：这一行不是企业"' in shown
    assert "沅溪" not in shown
    client.post(f"{url}rows/", {"lines": "3", "decision": "enterprise"})
    process_import(submission.pk)
    assert list(submission.rows.values_list("name", flat=True)) == ["沅溪", "济南泺岬贸易有限公司"]


def test_held_row_of_a_roster_is_deleted_after_its_retention(
    officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        submission = preview(officer, [roster_line(1, name="沅溪", uscc=" ", customs_code=" "), roster_line(2)])
    assert list(submission.problems.values_list("code", flat=True)) == ["may_be_person"]
    storage, kept = submission.sheets_file.storage, submission.sheets_file.name
    past = timezone.now() - timedelta(days=8)
    RosterSubmission.objects.filter(pk=submission.pk).update(uploaded_at=past)
    with django_capture_on_commit_callbacks(execute=True):
        discard_held_rows()
    assert not storage.exists(kept)
