"""督办清单: what is overdue, by department, as page and as a document."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from django.urls import reverse
from django.utils import timezone
from docx import Document

from accounts.models import User
from demo.clock import clock_at
from feedback.models import StopAdvice
from roster.models import Enterprise
from tests.steps import SignedIn, log, revoke


def test_supervision_lists_overdue_advice_by_department(
    reference_data: None, enterprise: Enterprise, clerk: User, credit: User, signed_in: SignedIn
) -> None:
    address = reverse("reports:supervision_list")
    log(enterprise, clerk)
    revoke(enterprise)
    assert "没有逾期的事项。" in signed_in(credit).get(address).content.decode()
    due_on = StopAdvice.objects.get().due_on
    with clock_at(
        timezone.localtime().replace(tzinfo=None, hour=9) + (due_on - timezone.localdate()) + timedelta(days=3)
    ):
        client = signed_in(credit)
        page = client.get(address).content.decode()
        assert "逾期未办结的事项共1项，最长逾期3天。其中市税务局1项，清单附后。" in page
        assert enterprise.name in page
        assert "没有逾期的事项。" in client.get(address, {"department": credit.department_id}).content.decode()
        assert client.get(address, {"office": 1}).status_code == 400
        answer: Any = client.get(reverse("reports:supervision_file"))
        document = Document(BytesIO(b"".join(answer.streaming_content)))
    assert document.paragraphs[1].text == "市税务局："
    assert document.tables[0].rows[1].cells[3].text == "3"
