"""督办清单: what is overdue, by department, as page and as a document."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils import timezone
from docx import Document

from accounts.models import User
from demo.clock import clock_at
from feedback.models import StopAdvice
from reports.documents.content import DocumentTable, OfficialDocument
from reports.documents.xlsx_file import write_xlsx
from roster.models import Enterprise
from spreadsheets.file_reading import read_file
from tests.steps import SignedIn, log, revoke
from workdays.terms import count_working_days


def test_supervision_lists_overdue_advice_by_department(
    reference_data: None, enterprise: Enterprise, clerk: User, credit: User, signed_in: SignedIn
) -> None:
    address = reverse("reports:supervision_list")
    log(enterprise, clerk)
    revoke(enterprise)
    assert "没有逾期的事项。" in signed_in(credit).get(address).content.decode()
    due_on = StopAdvice.objects.get().due_on
    with clock_at(
        timezone.localtime().replace(tzinfo=None, hour=9) + (due_on - timezone.localdate()) + timedelta(days=8)
    ):
        client = signed_in(credit)
        page = client.get(address).content.decode()
        late = count_working_days(due_on, timezone.localdate())
        assert f"逾期未办结的事项共1项，最长逾期{late}个工作日。其中市税务局1项，清单附后。" in page
        assert enterprise.name in page
        overdue = client.get(reverse("feedback:overdue_list")).content.decode()
        assert f'data-title="逾期工作日">{late}<' in overdue
        assert "没有逾期的事项。" in client.get(address, {"department": credit.department_id}).content.decode()
        assert client.get(address, {"office": 1}).status_code == 400
        answer: Any = client.get(reverse("reports:supervision_file"))
        document = Document(BytesIO(b"".join(answer.streaming_content)))
    assert document.paragraphs[1].text == "市税务局："
    assert document.tables[0].rows[1].cells[3].text == str(late)


def test_workbook_takes_titles_that_excel_refuses_as_names_of_sheets(tmp_path: Path) -> None:
    titles = ["济南市历下区[试点]/农业农村与园林绿化综合行政服务局逾期事项（共1234项，列前200项）"] * 2
    tables = [DocumentTable(title, ["企业", "逾期天数"], [["历下云帆", 3]], charted=1) for title in titles]
    document = OfficialDocument(
        title="督办清单",
        addressee="市税务局",
        opening="逾期事项如下。",
        parts=[],
        signed_by="市发展改革委",
        signed_on=timezone.localdate(),
        attachments=tables,
    )
    path = tmp_path / "清单.xlsx"
    with path.open("wb") as file:
        write_xlsx(document, file)
    sheets = [sheet.name for sheet in read_file(path)]
    assert [name[:8] for name in sheets] == ["报告", "1 济南市历下区", "2 济南市历下区"]
    assert max(map(len, sheets)) == 31
