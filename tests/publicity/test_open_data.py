"""数据开放: the page, the files with their manifests, and the feed (docs/adr/0022-open-data.md)."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from jsonschema import Draft202012Validator
from python_calamine import CalamineWorkbook

from accounts.models import User
from demo.clock import clock_at
from publicity.actions import open_data
from publicity.models import IncentiveCase, OpenDataFile, Publication
from publicity.open_data.datasets import DATASETS
from publicity.open_data.formats import Format
from publicity.tasks import make_open_data
from roster.models import Enterprise
from tests.factories import make_certified
from tests.steps import publish_enterprises, restore, revoke

pytestmark = pytest.mark.django_db
PAGE = reverse("publicity:open_data")
MANIFEST = reverse("publicity:open_data_manifest")
FEED = reverse("publicity:open_data_feed")


def address(dataset: str, name: str) -> str:
    return reverse("publicity:open_data_file", args=[dataset, name])


def read(client: Client, dataset: str, name: str = "latest") -> list[dict[str, Any]]:
    """The rows of the file in JSON."""
    rows: list[dict[str, Any]] = json.loads(client.get(address(dataset, f"{name}.json")).getvalue())["rows"]
    return rows


def sheet(client: Client, dataset: str, title: str = "数据") -> list[list[Any]]:
    """The lines of a sheet of the workbook."""
    content = client.get(address(dataset, "latest.xlsx")).getvalue()
    lines: list[list[Any]] = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(title).to_python()
    return lines


def today() -> str:
    return timezone.localdate().isoformat()


def everything(client: Client) -> str:
    """All that open data says now, as one text."""
    names = ["latest.csv", "latest.json", f"{today()}.csv", f"{today()}.json"]
    files = [client.get(address(key, name)).getvalue().decode() for key in DATASETS for name in names]
    sheets = [str(sheet(client, key)) for key in DATASETS]
    pages = [client.get(url).content.decode() for url in (PAGE, MANIFEST, FEED)]
    return "\n".join([*files, *sheets, *pages])


def test_list_reads_the_same_in_every_format(client: Client, published: Enterprise) -> None:
    number = Publication.objects.get().number
    answer = client.get(address("enterprises", "latest.csv"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["X-Row-Count"] == "1"
    assert answer["X-Robots-Tag"] == "noindex"
    content = answer.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    labels = {field.key: field.label for field in DATASETS["enterprises"].fields}
    (as_json,) = read(client, "enterprises")
    assert row == {labels[key]: value for key, value in as_json.items()}
    assert as_json["number"] == number
    assert as_json["name"] == published.name
    assert as_json["aeo_code"] == published.aeo_code
    assert as_json["certified_on"] == "2020-03-02"
    headings, cells = sheet(client, "enterprises")
    assert headings == list(labels.values())
    assert cells[:2] == [number, published.name]
    assert cells[6] == date(2020, 3, 2)
    assert ["number", "公布编号"] in [line[:2] for line in sheet(client, "enterprises", "说明")]


def test_json_of_every_set_is_as_its_schema_says(client: Client, published: Enterprise, case: IncentiveCase) -> None:
    for key, dataset in DATASETS.items():
        schema = json.loads(client.get(dataset.schema_url).content)
        data = json.loads(client.get(address(key, "latest.json")).getvalue())
        Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(data)
        assert data["rows"], key
        assert data["schema"] == dataset.schema_url
        dictionary = client.get(reverse("publicity:open_data_dictionary", args=[key])).content.decode("utf-8-sig")
        assert [line["字段名"] for line in csv.DictReader(io.StringIO(dictionary))] == list(data["rows"][0])


def test_manifest_has_rows_and_digests_of_every_file(
    client: Client, published: Enterprise, case: IncentiveCase
) -> None:
    manifest = json.loads(client.get(MANIFEST).content)
    days = [json.loads(client.get(day["manifest"]).content) for day in manifest["differences"]["days"]]
    assert len(days) == 1
    for described in [*manifest["datasets"], *days]:
        assert [file["format"] for file in described["files"]] == list(Format)
        assert described["being_made"] == []
        for file in described["files"]:
            answer = client.get(file["url"])
            content = answer.getvalue()
            assert hashlib.sha256(content).hexdigest() == file["sha256"]
            assert (len(content), int(answer["X-Row-Count"])) == (file["bytes"], file["rows"])


def test_files_are_the_same_bytes_while_the_data_is(client: Client, published: Enterprise) -> None:
    answer = client.get(address("enterprises", "latest.xlsx"))
    content, etag = answer.getvalue(), answer["ETag"]
    again = client.get(address("enterprises", "latest.xlsx"), headers={"If-None-Match": etag})
    assert (again.status_code, again.getvalue()) == (304, b"")
    make_certified()
    OpenDataFile.objects.all().delete()
    assert client.get(address("enterprises", "latest.xlsx")).getvalue() == content
    revoke(published)
    assert client.get(address("enterprises", "latest.xlsx"), headers={"If-None-Match": etag}).getvalue() != b""


def test_lost_standing_leaves_a_number_and_nothing_else(
    client: Client, published: Enterprise, case: IncentiveCase
) -> None:
    number = Publication.objects.get().number
    before = everything(client)
    assert all(text in before for text in (published.name, published.uscc, published.customs_code, case.title, number))
    revoke(published)
    after = everything(client)
    assert not any(text in after for text in (published.name, published.uscc, published.customs_code, case.title))
    assert "虚开" not in after
    (change,) = read(client, "changes", today())
    assert {key: value for key, value in change.items() if value} == {
        "day": today(),
        "change": "left",
        "number": number,
    }
    assert number in client.get(FEED).content.decode()


def test_enterprise_that_is_published_again_has_another_number(
    client: Client, published: Enterprise, credit: User
) -> None:
    first = Publication.objects.get().number
    restore(revoke(published))
    publish_enterprises(enterprises=[published], by=credit)
    (row,) = read(client, "enterprises")
    assert row["number"] != first
    changes = [(change["change"], change["number"]) for change in read(client, "changes")]
    assert sorted(changes) == [("joined", row["number"]), ("left", first)]


def test_changed_name_is_a_change_of_the_day_of_its_bulletin(
    client: Client, published: Enterprise, credit: User
) -> None:
    Enterprise.objects.filter(pk=published.pk).update(name="济南汀岚国际贸易有限公司")
    publish_enterprises(enterprises=[make_certified()], by=credit)
    (changed,) = [row for row in read(client, "changes", today()) if row["change"] == "changed"]
    assert changed["name"] == "济南汀岚国际贸易有限公司"


def test_enterprise_in_a_name_like_a_formula_is_text_in_every_file(client: Client, published: Enterprise) -> None:
    Enterprise.objects.filter(pk=published.pk).update(name='=HYPERLINK("http://x","y")')
    content = client.get(address("enterprises", "latest.csv")).getvalue().decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(content)))["企业名称"].startswith("'=")
    assert sheet(client, "enterprises")[1][1] == '=HYPERLINK("http://x","y")'
    book = zipfile.ZipFile(io.BytesIO(client.get(address("enterprises", "latest.xlsx")).getvalue()))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("dataset", "name", "status", "sentence"),
    [
        ("persons", "latest.csv", 404, "没有数据集“persons”"),
        ("enterprises", "latest.pdf", 404, "没有文件“latest.pdf”"),
        ("enterprises", "..%2flatest.csv", 404, "没有"),
        ("enterprises", "2026-02-30.csv", 404, "没有“2026-02-30”这个日期"),
        ("enterprises", "2999-01-01.csv", 404, "还没有到"),
        ("enterprises", "2019-07-10.csv", 410, "不提供往日的全量文件"),
        ("changes", "2999-01-01.csv", 404, "还没有到"),
        ("changes", "2019-07-10.csv", 410, "变动只保留185天"),
        ("changes", "２０２６-12-01.csv", 404, "没有文件"),
        ("a" * 10_000, "latest.csv", 404, "没有数据集"),
    ],
)
def test_address_without_a_file_is_answered_with_a_sentence(
    client: Client, dataset: str, name: str, status: int, sentence: str
) -> None:
    answer = client.get(f"/open-data/{dataset}/{name}")
    assert answer.status_code == status
    if "%2f" not in name:
        assert sentence in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/open-data/schemas/v9/enterprises.json",
        "/open-data/schemas/v1/persons.json",
        "/open-data/persons/dictionary.csv",
        "/open-data/changes/2999-01-01/manifest.json",
        "/open-data/changes/yesterday/manifest.json",
    ],
)
def test_other_address_without_content_is_answered_with_a_sentence(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "没有" in answer.content.decode()


@pytest.mark.parametrize("path", ["/open-data/a%00/latest.csv", "/open-data/enterprises/latest%00.csv"])
def test_address_with_nul_is_refused(client: Client, path: str) -> None:
    assert client.get(path).status_code in (400, 404)


def test_difference_is_kept_for_185_days(client: Client, published: Enterprise) -> None:
    day = timezone.localdate()
    path = address("changes", f"{day}.csv")
    with clock_at(datetime.combine(day + timedelta(days=184), datetime.min.time())) as clock:
        assert published.name in client.get(path).getvalue().decode()
        name = OpenDataFile.objects.get().file.name
        clock.move_to(datetime.combine(day + timedelta(days=185), datetime.min.time()))
        assert client.get(path).status_code == 410
        make_open_data()
        assert not OpenDataFile.objects.filter(day=day).exists()
        assert not default_storage.exists(str(name))


def test_task_makes_every_file_once_and_again_after_a_change(published: Enterprise, client: Client) -> None:
    make_open_data()
    made = {row.file.name: row.made_at for row in OpenDataFile.objects.all()}
    assert len(made) == (len(DATASETS) + 1) * len(Format)
    make_open_data()
    assert {row.file.name: row.made_at for row in OpenDataFile.objects.all()} == made
    revoke(published)
    make_open_data()
    for row in OpenDataFile.objects.filter(format="csv"):
        with row.file.open("rb") as content:
            assert published.name.encode() not in content.read()


def test_long_file_is_made_by_a_worker_and_never_sent_with_former_rows(
    client: Client, published: Enterprise, credit: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_data, "AT_ONCE", 1)
    other = make_certified()
    publish_enterprises(enterprises=[other], by=credit)
    path = address("enterprises", "latest.csv")
    waiting = client.get(path)
    assert waiting.status_code == 503
    assert waiting["Retry-After"]
    assert "正在重新生成" in waiting.content.decode()
    make_open_data()
    assert published.name in client.get(path).getvalue().decode()
    make_certified()
    assert published.name in client.get(path).getvalue().decode()
    revoke(published)
    assert other.name in client.get(path).getvalue().decode()
    assert published.name not in client.get(path).getvalue().decode()
    third = make_certified()
    publish_enterprises(enterprises=[third], by=credit)
    assert client.get(path).status_code == 503
    described = json.loads(client.get(MANIFEST).content)["datasets"][0]
    assert (described["files"], described["being_made"]) == ([], list(Format))


def test_file_that_the_storage_has_lost_is_made_again(client: Client, published: Enterprise) -> None:
    path = address("enterprises", "latest.csv")
    content = client.get(path).getvalue()
    default_storage.delete(str(OpenDataFile.objects.get().file.name))
    assert client.get(path).getvalue() == content


def test_page_describes_every_set_with_its_fields_and_files(client: Client, published: Enterprise) -> None:
    page = client.get(PAGE).content.decode()
    for key, dataset in DATASETS.items():
        assert dataset.description in page
        assert all(field.description in page for field in dataset.fields)
        assert all(address(key, f"latest.{format}") in page for format in Format)
    assert 'itemtype="https://schema.org/Dataset"' in page
    assert address("changes", f"{date.fromisoformat(today())}.csv") in page


def test_feed_names_who_joined(client: Client, published: Enterprise) -> None:
    answer = client.get(FEED)
    assert answer["Content-Type"].startswith("application/atom+xml")
    text = answer.content.decode()
    assert f"新增：{published.name}" in text
    assert Publication.objects.get().number in text
