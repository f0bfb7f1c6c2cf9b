"""Withdrawing a file before it is confirmed; with rosters as the example."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from accounts.models import User
from roster.models import RosterSubmission
from tests.spreadsheet_files import roster_line
from tests.steps import preview, put_in_force
from uploads.states import SubmissionState

SignedIn = Callable[[User], Client]


def page(client: Client, submission: RosterSubmission) -> str:
    return client.get(reverse("roster:submission_detail", args=[submission.pk])).content.decode()


def test_withdrawn_file_keeps_its_record_and_can_be_uploaded_again(officer: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1)])
    client = signed_in(officer)
    client.post(reverse("roster:submission_withdraw", args=[submission.pk]))
    assert "已撤回" in page(client, submission)
    again = preview(officer, [roster_line(1)])
    assert again.pk != submission.pk


def test_confirmed_file_is_not_withdrawn(officer: User, signed_in: SignedIn) -> None:
    submission = put_in_force(officer, [roster_line(1)])
    response = signed_in(officer).post(reverse("roster:submission_withdraw", args=[submission.pk]), follow=True)
    submission.refresh_from_db()
    assert submission.status == SubmissionState.CONFIRMED
    assert "不能撤回" in response.content.decode()
