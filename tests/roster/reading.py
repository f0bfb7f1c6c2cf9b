"""Rosters that are uploaded, read and corrected in the process of the test."""

from django.test import Client
from django.urls import reverse

from accounts.models import User
from roster.actions.submissions import process_roster, receive_roster
from roster.models import RosterSubmission
from tests.drafts.forms import key_on
from tests.spreadsheet_files import upload
from tests.steps import AS_OF


def upload_and_read(officer: User, content: bytes) -> RosterSubmission:
    submission, _ = receive_roster(upload=upload(content), mode="full", as_of=AS_OF, by=officer)
    return read_again(submission)


def read_again(submission: RosterSubmission) -> RosterSubmission:
    process_roster(submission.pk)
    submission.refresh_from_db()
    return submission


def post(client: Client, name: str, submission: RosterSubmission, data: dict[str, str]) -> str:
    """Post the data from the page of the submission, and return the page that follows."""
    url, page = (reverse(f"roster:submission_{route}", args=[submission.pk]) for route in (name, "detail"))
    return client.post(url, {**data, **key_on(client, page)}, follow=True).content.decode()
