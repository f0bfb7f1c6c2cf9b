"""Reading a file: states, failures and rows; with rosters as the example."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from roster.actions.submissions import process_roster, receive_roster
from roster.models import RosterRow, RosterSubmission
from tests.roles import as_owner
from tests.spreadsheet_files import ROSTER_HEAD, csv_bytes, roster_line, upload, xlsx
from tests.spreadsheets.bad_files import two_cell_workbook
from tests.steps import AS_OF, preview, put_in_force
from uploads.states import SubmissionState

SignedIn = Callable[[User], Client]


def page(client: Client, submission: RosterSubmission) -> str:
    return client.get(reverse("roster:submission_detail", args=[submission.pk])).content.decode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (xlsx(("单位", "备注"), [("济南泺岬进出口有限公司", "")]), "海关注册编码"),
        (xlsx(ROSTER_HEAD, []), "没有"),
        (b"PK\x03\x04 not a workbook at all", "工作簿"),
        (two_cell_workbook(), "工作簿"),
    ],
)
def test_unreadable_file_fails_with_the_reason_on_its_page(
    officer: User, signed_in: SignedIn, content: bytes, message: str
) -> None:
    submission, _ = receive_roster(upload=upload(content), mode="full", as_of=AS_OF, by=officer)
    process_roster(submission.pk)
    submission.refresh_from_db()
    assert submission.status == SubmissionState.FAILED
    assert message in submission.failure
    assert submission.failure in page(signed_in(officer), submission)


def test_upload_above_20_mb_is_read_where_the_setting_allows_it(officer: User, settings: Any) -> None:
    """The reader of files has the limit of the upload form (UPLOAD_MAX_BYTES, docs/ops.md)."""
    settings.UPLOAD_MAX_BYTES = 30 * 1024 * 1024
    padding = [" " * 900_000] * 24
    content = csv_bytes([*ROSTER_HEAD, *padding], [roster_line(1)])
    assert len(content) > 20 * 1024 * 1024
    submission, _ = receive_roster(upload=upload(content, "名单.csv"), mode="full", as_of=AS_OF, by=officer)
    process_roster(submission.pk)
    submission.refresh_from_db()
    assert (submission.status, submission.failure, submission.rows_total) == (SubmissionState.CHECKED, "", 1)


def test_file_above_the_limit_fails_with_the_limit_of_the_setting(officer: User, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    content = csv_bytes([*ROSTER_HEAD, *[" " * 900_000] * 2], [roster_line(1)])
    submission, _ = receive_roster(upload=upload(content, "名单.csv"), mode="full", as_of=AS_OF, by=officer)
    process_roster(submission.pk)
    submission.refresh_from_db()
    assert submission.failure == "文件有1.7MB，超过1MB的上限，请分次上传。"


def test_file_that_is_read_already_is_not_read_again(officer: User) -> None:
    submission = preview(officer, [roster_line(1)])
    process_roster(submission.pk)
    submission.refresh_from_db()
    assert submission.attempts == 1
    assert submission.rows.count() == 1


def test_transition_that_is_not_allowed_is_rejected_by_the_database(officer: User) -> None:
    submission = put_in_force(officer, [roster_line(1)])
    with pytest.raises(InternalError, match="Invalid transition"), transaction.atomic():
        RosterSubmission.objects.filter(pk=submission.pk).update(status=SubmissionState.CHECKED)


def test_row_without_its_submission_is_rejected_by_the_database(officer: User) -> None:
    """Triggers do what a foreign key would do, and no submission is deleted."""
    row = preview(officer, [roster_line(1)]).rows.get()
    for wrong in (
        lambda: RosterRow.objects.create(submission_id=999_999, line=1),
        lambda: RosterRow.objects.filter(pk=row.pk).update(submission_id=999_999),
        lambda: row.submission.delete(),
        lambda: RosterSubmission.objects.filter(pk=row.submission_id)._raw_delete("default"),
    ):
        with as_owner(), pytest.raises((IntegrityError, InternalError, ProtectedError)), transaction.atomic():
            wrong()
    assert RosterRow.objects.get().submission_id == row.submission_id
