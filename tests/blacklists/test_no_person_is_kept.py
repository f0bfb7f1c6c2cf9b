"""No natural person of a list is kept in the database, the stored files or the logs, whatever the list comes by.

Neither are numbers of persons, wherever a workbook has them, and in whatever form.
"""

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from blacklists.actions.imports import confirm_import, process_import, receive_import
from blacklists.models import Blacklist, BlacklistFeed, BlacklistImport
from incentives.models import Measure
from roster.actions.submissions import process_roster, receive_roster
from roster.models import Enterprise, RosterSubmission
from tests.blacklists.api_client import CODE, send
from tests.blacklists.feed_helpers import pull_now
from tests.cases.rosters import one_sheet
from tests.depth import pick, sample
from tests.drafts.forms import content_of, form_on
from tests.drafts.test_drafts import browser, end_session
from tests.factories import make_user
from tests.http_server import Upstream, good
from tests.kept_texts import database_texts, stored_texts
from tests.planted_people import (
    FORMS,
    PLACES,
    Number,
    Person,
    planted_mentions,
    planted_number,
    planted_numbers,
    planted_people,
    with_custom_xml,
)
from tests.programs import program_of
from tests.spreadsheet_files import csv_bytes, upload, uscc_of, xlsx
from tests.steps import AS_OF
from uploads.kept_downloads import make_download
from uploads.states import SubmissionState

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
# 500 people of 44 kinds in the full depth, and 560 people in sentences of 40 kinds.
COUNT = pick(short=88, full=500)
MENTIONED = pick(short=120, full=560)
TITLES = ("主体名称", "统一社会信用代码", "组织机构代码", "案号", "列入日期", "备注", "主体类型", "事由")
ROSTER_TITLES = (
    "企业名称",
    "统一社会信用代码",
    "组织机构代码",
    "案号",
    "海关注册编码",
    "认证日期",
    "备注",
    "主体类型",
    "事由",
)
KEYS = dict(
    zip(
        TITLES,
        ("name", "uscc", "org_code", "document_number", "listed_on", "remark", "subject_type", "basis"),
        strict=True,
    )
)
ENTERPRISE = "济南泺岬0001进出口有限公司"


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    """Let each test search no other files than its own."""
    settings.MEDIA_ROOT = tmp_path


def lines_of(people: Sequence[Person], titles: Sequence[str]) -> list[list[str]]:
    """Return a line for each person, and one for an enterprise."""
    usual = {"案号": "（2026）鲁0102执1号", "列入日期": "2026-01-05", "认证日期": "2020-03-02"}
    rows = [{**usual, titles[0]: person.name, **person.cells} for person in people]
    rows.append({**usual, titles[0]: ENTERPRISE, "统一社会信用代码": uscc_of(1), "海关注册编码": "3701600001"})
    return [[row.get(title, "") for title in titles] for row in rows]


def traces_found(people: Sequence[Person], logged: str) -> list[str]:
    """Return what is kept of the people."""
    kept = "\n".join([*database_texts(), *stored_texts(), logged])
    return sorted({trace for person in people for trace in person.traces if trace in kept})


def check_nothing_kept(people: Sequence[Person], submission: BlacklistImport | RosterSubmission, logged: str) -> None:
    submission.refresh_from_db()
    assert not submission.failure
    assert traces_found(people, logged) == []
    assert ENTERPRISE in "\n".join([*database_texts()])
    assert submission.problems.filter(code__in=["natural_person", "may_be_person"]).count() == len(people)


@pytest.mark.usefixtures("blacklists")
def test_scan_finds_a_planted_number(credit: User) -> None:
    (person,) = planted_people(1)
    content = csv_bytes(TITLES, lines_of([person], TITLES))
    receive_import(
        blacklist=Blacklist.objects.get(code=CODE),
        upload=upload(content, "名单.csv"),
        mode="full",
        as_of=AS_OF,
        by=credit,
    )
    assert traces_found([person], "") == list(person.traces)
    assert traces_found([Person("", {}, (credit.username,))], "")
    assert traces_found([Person("", {}, ("写在日志中",))], "写在日志中")


@pytest.mark.usefixtures("blacklists")
@pytest.mark.parametrize("make", [xlsx, csv_bytes])
def test_no_person_of_a_blacklist_file_is_kept(
    credit: User,
    make: Callable[[Sequence[str], Sequence[Sequence[str]]], bytes],
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    people = planted_people(COUNT)
    with django_capture_on_commit_callbacks(execute=True):
        received, _ = receive_import(
            blacklist=Blacklist.objects.get(code=CODE),
            upload=upload(make(TITLES, lines_of(people, TITLES)), "名单"),
            mode="full",
            as_of=AS_OF,
            by=credit,
        )
        process_import(received.pk)
    check_nothing_kept(people, received, caplog.text)
    received.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        confirm_import(submission=received, ended_count=0, by=credit)
    assert traces_found(people, caplog.text) == []


def test_no_person_of_a_roster_is_kept(
    officer: User, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    people = planted_people(COUNT)
    with django_capture_on_commit_callbacks(execute=True):
        received, _ = receive_roster(
            upload=upload(xlsx(ROSTER_TITLES, lines_of(people, ROSTER_TITLES))), mode="changes", as_of=AS_OF, by=officer
        )
        process_roster(received.pk)
    check_nothing_kept(people, received, caplog.text)


def test_no_person_of_a_feed_is_kept(
    feed: BlacklistFeed,
    upstream: Upstream,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    people = planted_people(COUNT)
    with django_capture_on_commit_callbacks(execute=True):
        pull = pull_now(feed, upstream, good(csv_bytes(TITLES, lines_of(people, TITLES))))
    check_nothing_kept(people, pull.submission, caplog.text)


@pytest.mark.usefixtures("blacklists")
def test_no_person_of_a_push_is_kept_or_answered(
    credit: User, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    people = planted_people(COUNT)
    entries = [dict(zip(KEYS.values(), line, strict=True)) for line in lines_of(people, TITLES)]
    program = program_of(credit)
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(program, json.dumps({"mode": "changes", "entries": entries}, ensure_ascii=False).encode())
        process_import(answer.json()["id"])
    received = BlacklistImport.objects.get(pk=answer.json()["id"])
    check_nothing_kept(people, received, caplog.text)
    shown = [
        program.get(answer.json()[key]).content.decode() for key in ("url", "problems_url") if key in answer.json()
    ]
    assert not [trace for person in people for trace in person.traces if any(trace in text for text in shown)]


def mentions_in_lines(titles: Sequence[str]) -> tuple[list[Person], list[list[str]]]:
    """Return people who are named in sentences, and lines of enterprises with the sentences."""
    mentions = planted_mentions(MENTIONED)
    enterprises = [
        mention._replace(
            name=f"济南泺岬{number:04d}进出口有限公司",
            cells={**mention.cells, "统一社会信用代码": uscc_of(number), "海关注册编码": f"37016{number:05d}"},
        )
        for number, mention in enumerate(mentions, start=2)
    ]
    return mentions, lines_of(enterprises, titles)


def check_no_mention_kept(
    people: Sequence[Person], submission: BlacklistImport | RosterSubmission, logged: str
) -> None:
    submission.refresh_from_db()
    assert not submission.failure
    assert traces_found(people, logged) == []
    assert submission.rows.filter(is_refused=False).count() == len(people) + 1
    assert submission.problems.filter(code="personal_data_cut").count() == len(people)


@pytest.mark.usefixtures("blacklists")
@pytest.mark.parametrize("make", [xlsx, csv_bytes])
def test_no_person_named_in_a_text_of_a_blacklist_is_kept(
    credit: User,
    make: Callable[[Sequence[str], Sequence[Sequence[str]]], bytes],
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    people, lines = mentions_in_lines(TITLES)
    with django_capture_on_commit_callbacks(execute=True):
        received, _ = receive_import(
            blacklist=Blacklist.objects.get(code=CODE),
            upload=upload(make(TITLES, lines), "名单"),
            mode="full",
            as_of=AS_OF,
            by=credit,
        )
        process_import(received.pk)
    check_no_mention_kept(people, received, caplog.text)
    received.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        confirm_import(submission=received, ended_count=0, by=credit)
    assert traces_found(people, caplog.text) == []


@pytest.mark.usefixtures("blacklists")
def test_no_person_named_in_a_text_of_a_push_is_kept_or_answered(
    credit: User, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    people, lines = mentions_in_lines(TITLES)
    entries = [dict(zip(KEYS.values(), line, strict=True)) for line in lines]
    program = program_of(credit)
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(program, json.dumps({"mode": "changes", "entries": entries}, ensure_ascii=False).encode())
        process_import(answer.json()["id"])
    check_no_mention_kept(people, BlacklistImport.objects.get(pk=answer.json()["id"]), caplog.text)
    shown = program.get(answer.json()["problems"]).content.decode()
    assert [trace for person in people for trace in person.traces if trace in shown] == []


def test_no_person_named_in_a_text_of_a_roster_is_kept(
    officer: User, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    people, lines = mentions_in_lines(ROSTER_TITLES)
    with django_capture_on_commit_callbacks(execute=True):
        received, _ = receive_roster(upload=upload(xlsx(ROSTER_TITLES, lines)), mode="changes", as_of=AS_OF, by=officer)
        process_roster(received.pk)
    check_no_mention_kept(people, received, caplog.text)


# How a file, a sheet or a part of a workbook may be named.
LABELS = ("{}-失信名单", "{}的名单 (1)", "失信名单_{}", "{}", "名单（{}提供）", "关于{}欠款的材料")


@pytest.mark.usefixtures("blacklists")
@pytest.mark.parametrize("label", LABELS)
def test_no_person_named_in_the_name_of_a_file_or_sheet_is_kept(
    label: str,
    credit: User,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    people = [Person("", {}, (name,)) for name in ("李会栩", "庄沅漪", "欧阳澈栩", "尤溆")]
    of_file, of_sheet, of_other_sheet, of_part = (label.format(person.traces[0]) for person in people)

    def change(book: Any, sheet: Any) -> None:
        sheet.name = of_sheet
        book.add_worksheet(of_other_sheet).write_string("A1", "说明")

    stream = io.BytesIO(one_sheet([list(TITLES), *lines_of([], TITLES)], change))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(f"xl/embeddings/{of_part}.bin", b"")
    with django_capture_on_commit_callbacks(execute=True):
        received, _ = receive_import(
            blacklist=Blacklist.objects.get(code=CODE),
            upload=upload(stream.getvalue(), f"{of_file}.xlsx"),
            mode="full",
            as_of=AS_OF,
            by=credit,
        )
        process_import(received.pk)
    received.refresh_from_db()
    assert not received.failure
    assert traces_found(people, caplog.text) == []
    assert received.filename.endswith("（已去除个人信息）.xlsx")


def planted_workbook(form: str, titles: Sequence[str]) -> tuple[bytes, list[Number]]:
    """Return a workbook of one enterprise with a number of a person in each place, and the numbers."""
    planted = dict(planted_numbers(form))
    in_cell, beside = planted_number(form, 90), planted_number(form, 91)
    line = dict(zip(titles, lines_of([], titles)[0], strict=True))
    line |= {"备注": f"已核，{in_cell.written}", "联系电话": beside.written}

    def change(book: Any, sheet: Any) -> None:
        for place, number in planted.items():
            if place in PLACES and not (place == "sheet name" and len(number.written) > 31):
                PLACES[place](book, sheet, number.written)

    content = one_sheet([list(line), list(line.values())], change)
    return with_custom_xml(content, planted["custom XML"].written), [*planted.values(), in_cell, beside]


def post_roster(person: User, file: SimpleUploadedFile) -> RosterSubmission:
    client = Client()
    client.force_login(person)
    data = {"file": file, "mode": "changes", "as_of": AS_OF.isoformat()}
    assert client.post(reverse("roster:submission_create"), data).status_code == 302
    return RosterSubmission.objects.latest("pk")


def post_roster_to_the_api(person: User, file: SimpleUploadedFile) -> RosterSubmission:
    data = {"file": file, "mode": "changes", "as_of": AS_OF.isoformat(), "office": person.own_department.code}
    assert program_of(person).post(reverse("roster_api:submission_create"), data).status_code in (200, 201, 202)
    return RosterSubmission.objects.latest("pk")


def post_blacklist(person: User, file: SimpleUploadedFile) -> BlacklistImport:
    client = Client()
    client.force_login(make_user(Role.CREDIT))
    blacklist = Blacklist.objects.get(code=CODE)
    data = {"file": file, "mode": "full", "as_of": AS_OF.isoformat(), "blacklist": blacklist.pk}
    assert client.post(reverse("blacklists:import_create"), data).status_code == 302
    return BlacklistImport.objects.latest("pk")


DOORS = {post_roster: ROSTER_TITLES, post_roster_to_the_api: ROSTER_TITLES, post_blacklist: TITLES}
PLANTED = [(door, form) for form in FORMS for door in DOORS]


@pytest.mark.usefixtures("blacklists")
@pytest.mark.parametrize(("door", "form"), sample(PLANTED, every=6))
def test_no_number_of_a_person_is_kept_wherever_a_workbook_has_it(
    door: Callable[[User, SimpleUploadedFile], BlacklistImport | RosterSubmission],
    form: str,
    officer: User,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    content, numbers = planted_workbook(form, DOORS[door])
    in_name = planted_number(form, 92)
    with django_capture_on_commit_callbacks(execute=True):
        received = door(officer, upload(content, f"名单{in_name.written}.xlsx"))
        (process_import if isinstance(received, BlacklistImport) else process_roster)(received.pk)
    received.refresh_from_db()
    assert received.status == SubmissionState.CHECKED
    make_download(received._meta.label, received.pk, "marked")
    kept = "\n".join([*database_texts(), *stored_texts(), caplog.text])
    assert ENTERPRISE in kept
    assert [number.written for number in [*numbers, in_name] if number.is_in(kept)] == []


def test_no_number_of_a_person_is_kept_in_a_draft(clerk: User, enterprise: Enterprise, reference_data: None) -> None:
    """The session has ended, so that no form has refused the numbers."""
    client, url = browser(clerk), reverse("feedback:application_create", args=[enterprise.uscc])
    data = content_of(form_on(client, f"{url}?measure={Measure.objects.get(number=38).pk}"))
    end_session(client)
    numbers = [planted_number(form, 700 + serial) for serial, form in enumerate(FORMS)]
    kept = []
    for number in numbers:
        evidence = SimpleUploadedFile(f"证明{number.written}.pdf", "证明".encode())
        client.post(url, {**data, "description": f"经办人{number.written}", "evidence": evidence})
        kept += [*database_texts(), *stored_texts()]
    with_number = SimpleUploadedFile("证明.pdf", numbers[0].written.encode())
    client.post(url, {**data, "evidence": with_number})
    kept += [*database_texts(), *stored_texts()]
    assert [number for number in numbers if any(number.is_in(text) for text in kept)] == []
    assert any("证明" in text for text in kept)
