"""Many applications from one table: tried row by row, then logged as they were tried."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from feedback.forms.application_tables import COLUMNS, MOST_ROWS
from feedback.models import MeasureApplication
from foundation.web.dates import chinese_date
from free_text.tables import MAX_BYTES
from roster.models import Enterprise
from spreadsheets.file_reading import read_chunks
from spreadsheets.typed_tables import text_of
from tests.factories import make_certified
from tests.spreadsheet_files import xlsx
from tests.steps import SignedIn, clerk_of, log, revoke

URL = reverse("feedback:application_batch")


def row(enterprise: Enterprise | str, measure: str = "31", **cells: str) -> list[str]:
    """Return a row of the table with these cells, which are named by field."""
    texts = {
        "enterprise": getattr(enterprise, "uscc", enterprise),
        "measure": measure,
        "applied_on": chinese_date(timezone.localdate()),
        "description": "按计划办理。",
        "condition_met": "是",
        **cells,
    }
    return [texts.get(field, "") for field in COLUMNS.values()]


def try_table(client: Client, *rows: list[str], **fields: object) -> str:
    table = text_of([list(COLUMNS), *rows])
    return client.post(URL, {"table": table, **fields}).content.decode()


def log_table(client: Client, *rows: list[str], **fields: str) -> str:
    """Post the table as it was tried, by the button that logs it; return the page that follows."""
    tried = client.post(URL, {"table": text_of([list(COLUMNS), *rows])}).context["form"].data
    data = {"table": tried["table"], "version": tried["version"], "log": "true", **fields}
    return client.post(URL, data, follow=True).content.decode()


@pytest.fixture
def client(clerk: User, signed_in: SignedIn) -> Client:
    return signed_in(clerk)


def test_workbook_is_tried_and_logged(client: Client, enterprise: Enterprise) -> None:
    """The blank workbook is filled in; what is tried is not logged until the button is pressed, and then once."""
    blank = client.get(reverse("feedback:application_batch_blank"))
    (sheet,) = read_chunks([blank.content], name="空白.xlsx", max_bytes=MAX_BYTES)
    assert sheet.rows[0] == list(COLUMNS)
    other = make_certified()
    rows = [
        row(enterprise, "31", name=enterprise.name, days_saved="1,000", business_number="A-1"),
        row(other, "第32项", sub_item="（2）可优先安排", business_number="A-1"),
        row(other, "荣誉表彰重要参考", benefits_person="企业", applied_on=f"{timezone.localdate():%Y/%m/%d}"),
    ]
    file = SimpleUploadedFile("登记.xlsx", xlsx(tuple(COLUMNS), rows))
    response = client.post(URL, {"file": file, "table": ""})
    page = response.content.decode()
    assert "检查结果：3行，可登记3行" in page
    assert "业务编号A-1已用于" in page
    assert not MeasureApplication.objects.exists()
    tried = response.context["form"].data
    data = {"table": tried["table"], "version": tried["version"], "log": "true"}
    assert "已登记3项措施实施" in client.post(URL, data, follow=True).content.decode()
    logged = MeasureApplication.objects.order_by("pk").values_list("enterprise", "measure__number", "sub_item")
    assert list(logged) == [(enterprise.pk, 31, 0), (other.pk, 32, 2), (other.pk, 39, 0)]
    assert MeasureApplication.objects.get(measure__number=31).days_saved == 1000


def test_each_row_is_answered_with_all_that_is_wrong(
    client: Client, clerk: User, officer: User, enterprise: Enterprise
) -> None:
    running, lost = make_certified(), make_certified()
    log(running, clerk)
    revoke(lost, officer)
    page = try_table(
        client,
        row(enterprise),
        row(enterprise),
        row("91370100000000000X"),
        row(enterprise, "25"),
        row(enterprise, "33", name="另一家公司", applied_on="2026年13月1日", amount="5"),
        row(running),
        row(lost, "34", condition_met=""),
        row(make_certified(), "32", condition_met="否"),
    )
    assert "检查结果：8行，可登记1行，有误7行" in page
    for sentence in (
        "已对" + enterprise.name + "持续适用",
        "没有找到统一社会信用代码为“91370100000000000X”的企业",
        "“25”不是本单位的措施，请填序号或名称，如“第31项",
        "企业名称“另一家公司”与该代码登记的“" + enterprise.name + "”不一致",
        "“实施日期”：",
        "不填“涉及金额（元）”，请删去",
        "已对" + running.name + "持续适用",
        "“已取消”，不是联合激励对象，不能登记措施",
        "“分项”：第32项（出口企业管理一类企业便利）有3个分项",
        "“符合适用条件”：第32项",
    ):
        assert sentence in page, sentence
    assert MeasureApplication.objects.count() == 1


def test_refused_rows_stop_the_whole_table_unless_they_are_left_out(client: Client, enterprise: Enterprise) -> None:
    rows = row(enterprise), row("91370100000000000X")
    page = log_table(client, *rows)
    assert "有1行不能登记，没有登记任何一行" in page
    assert not MeasureApplication.objects.exists()
    page = log_table(client, *rows, leave_out="on")
    assert "已登记1项措施实施" in page
    assert "第3行（91370100000000000X，第31项" in page
    assert MeasureApplication.objects.get().enterprise == enterprise


def test_table_is_not_logged_where_a_standing_was_lost_after_the_trial(
    client: Client, officer: User, enterprise: Enterprise
) -> None:
    table = text_of([list(COLUMNS), row(enterprise)])
    tried = client.post(URL, {"table": table}).context["form"].data
    revoke(enterprise, officer)
    data = {"table": tried["table"], "version": tried["version"], "log": "true"}
    assert "“已取消”，不是联合激励对象，不能登记措施" in client.post(URL, data).content.decode()
    assert not MeasureApplication.objects.exists()


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("", "请选择登记表，或在这里填写内容"),
        ("名称\t措施", "没有找到表头，表头的一行须有：统一社会信用代码、措施、实施日期、实施情况"),
        ("统一社会信用代码\t措施\t实施日期\t实施情况", "表头以下没有内容"),
        ("统一社会信用代码\t措施\t实施日期\t实施情况\t备注\n", "不能识别的列：备注"),
        ("统一社会信用代码\t措施\t实施日期\t实施情况\t措施\n", "重复的列：措施"),
        ("统一社会信用代码\t措施\t实施日期\t实施情况\n1\t2\t3\t4\t5", "第2行有内容而没有表头"),
        ("统一社会信用代码\t措施\t实施日期\t实施情况\n" + "1\t2\t3\t4\n" * (MOST_ROWS + 1), "一次最多300行"),
        ("统一社会信用代码\t措施\t实施日期\t实施情况\n1\t31\t3\t身份证362322198709086409", "像是居民身份证号"),
        ('统一社会信用代码\t措施\t实施日期\t实施情况\n"1\t31\t3\t😀\'"', "不是本单位的措施"),
    ],
)
def test_table_that_cannot_be_read_is_refused_with_a_sentence(client: Client, table: str, message: str) -> None:
    assert message in client.post(URL, {"table": table}).content.decode()


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"%PDF-1.7", "PDF"), (b"\xed\xa0\xbd" * 9, ""), (b"PK\x03\x04broken", "损坏")],
)
def test_file_that_is_no_table_is_refused_with_a_sentence(client: Client, content: bytes, message: str) -> None:
    response = client.post(URL, {"file": SimpleUploadedFile("登记.xlsx", content), "table": ""})
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not response.context["form"].is_valid()


def test_department_logs_its_own_measures_only(enterprise: Enterprise, signed_in: SignedIn) -> None:
    page = try_table(signed_in(clerk_of("ecology")), row(enterprise, "31"), row(enterprise, "25", condition_met=""))
    assert "“31”不是本单位的措施" in page
    assert "可登记1行，有误1行" in page
