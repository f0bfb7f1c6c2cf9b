"""Receiving a file: kept unchanged, once, or refused before it is stored; with rosters as the example."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from roster.models import RosterSubmission
from tests.spreadsheet_files import ROSTER_HEAD, csv_bytes, roster_line, upload, xlsx
from tests.steps import preview

URL = reverse("roster:submission_create")
SignedIn = Callable[[User], Client]


def send(client: Client, content: bytes, name: str = "名单.xlsx", **fields: str):
    data = {"mode": "full", "as_of": "2026-06-30", **fields, "file": upload(content, name)}
    return client.post(URL, data)


def test_uploaded_file_is_kept_unchanged(officer: User, signed_in: SignedIn) -> None:
    content = xlsx(ROSTER_HEAD, [roster_line(1)])
    response = send(signed_in(officer), content)
    submission = RosterSubmission.objects.get()
    assert response["Location"] == reverse("roster:submission_detail", args=[submission.pk])
    assert submission.office == officer.department
    with submission.file.open() as kept:
        assert kept.read() == content


def test_same_bytes_uploaded_twice_lead_to_the_earlier_submission(officer: User, signed_in: SignedIn) -> None:
    content = csv_bytes(ROSTER_HEAD, [roster_line(1)])
    client = signed_in(officer)
    first = send(client, content, "一.csv")
    second = send(client, content, "二.csv", as_of="2026-07-01")
    assert second["Location"] == first["Location"]
    assert "内容完全相同" in client.get(second["Location"]).content.decode()
    assert RosterSubmission.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "空.xlsx", "这个文件是空的"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "图.xlsx", "这是图片（PNG）"),
        (b"%PDF-1.7\n" + bytes(64), "扫描.csv", "这是 PDF 文档"),
    ],
)
def test_upload_that_is_no_table_is_refused(
    officer: User, signed_in: SignedIn, content: bytes, name: str, message: str
) -> None:
    response = send(signed_in(officer), content, name)
    assert message in response.content.decode()
    assert not RosterSubmission.objects.exists()


def test_upload_over_the_limit_is_refused_with_both_sizes(officer: User, signed_in: SignedIn, settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    response = send(signed_in(officer), b"a,b\n" * 400_000, "大.csv")
    assert "文件有1.5MB，超过1MB的上限" in response.content.decode()
    assert not RosterSubmission.objects.exists()


def test_upload_with_a_future_day_is_refused(officer: User, signed_in: SignedIn) -> None:
    response = send(signed_in(officer), xlsx(ROSTER_HEAD, [roster_line(1)]), as_of="2999-01-01")
    assert "日期不能晚于今天" in response.content.decode()


def test_path_in_a_file_name_is_reduced_to_the_printable_name(officer: User, signed_in: SignedIn) -> None:
    send(signed_in(officer), xlsx(ROSTER_HEAD, [roster_line(1)]), "..\\..\\windows\\名单\u202e.xlsx")
    assert RosterSubmission.objects.get().filename == "名单.xlsx"


def test_original_file_is_downloaded_unchanged(officer: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1)])
    response = signed_in(officer).get(reverse("roster:submission_file", args=[submission.pk]))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    with submission.file.open() as kept:
        assert b"".join(response) == kept.read()
