"""Certificates by a program: issued once for a key, and fetched as the signed file and as PDF."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import User
from accounts.permissions import Role
from certificates.models import Certificate
from certificates.proofs.verification import verify
from certificates.signing import published_keys
from tests.factories import make_certified, make_user
from tests.programs import program_of, send_once, wrong_fields

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_data")]
TODAY = timezone.localdate()


def address(code: str) -> str:
    return reverse("certificates_api:certificate_create", args=[code])


def test_program_issues_a_certificate_once_and_fetches_it_as_file_and_pdf() -> None:
    enterprise, program = make_certified(name="济南汀岚进出口有限公司"), program_of(make_user(Role.DEPARTMENT))
    key, body = "certificate-of-today", {"day": TODAY.isoformat()}
    url = address(f"aeocn{enterprise.customs_code}")
    issued, again = send_once(program, url, body, key=key), send_once(program, url, body, key=key)
    assert (issued.status_code, issued.json()) == (201, again.json())
    certificate = Certificate.objects.with_status().get()
    shown = program.get(issued.json()["url"]).json()
    assert (shown["number"], shown["enterprise"], shown["day"]) == (certificate.number, enterprise.name, body["day"])
    assert shown["verdict"] == "当日属实；目前不在公布名单"
    file = program.get(shown["file"])
    assert verify(file.content, published_keys(), now=timezone.now()).statement is not None
    pdf = program.get(shown["pdf"], headers={"accept": "application/pdf"})
    assert pdf["Content-Type"] == "application/pdf"
    assert enterprise.name in PdfReader(BytesIO(pdf.content)).pages[0].extract_text().replace(" ", "")
    assert program.get(shown["pdf"], headers={"accept": "text/html"}).status_code == 406
    unknown: Any = program.get(reverse("certificates_api:certificate_pdf", args=["0" * 20]))
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")
    assert unknown["Content-Type"] == "application/problem+json"


def test_day_without_a_certificate_is_refused_with_the_sentence_of_the_page(clerk: User) -> None:
    enterprise, program = make_certified(), program_of(clerk)
    late = send_once(program, address(enterprise.uscc), {"day": (TODAY + timedelta(1)).isoformat()})
    assert (late.status_code, wrong_fields(late)) == (400, ["day"])
    for day, sentence in (
        ("2008-03-31", "早于海关开始实施高级认证的日期2008年4月1日"),
        ("2020-01-01", "不能开具资格证明。"),
    ):
        refused = send_once(program, address(enterprise.uscc), {"day": day})
        assert (refused.status_code, sentence in refused.json()["detail"]) == (409, True)
    assert send_once(program, address("0" * 18), {"day": TODAY.isoformat()}).status_code == 404
    assert not Certificate.objects.exists()
