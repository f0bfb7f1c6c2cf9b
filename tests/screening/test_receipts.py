"""Every look-up hands out a receipt, by which whoever has it sees the same answer again, and what it is today."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from roster.models import Enterprise
from screening.actions.revocations import revoke_enterprise
from screening.models import LookUpReceipt
from tests.clock import at
from tests.factories import make_certified, make_user
from tests.programs import program_of
from tests.receipts import CHECK, receipt_on, receipt_page
from tests.spreadsheet_files import roster_line, uscc_of
from tests.steps import SignedIn, put_in_force

pytestmark = pytest.mark.django_db
LIST = reverse("feedback:enterprise_list")
WRONG = "编号或校验码不正确"


def revoke(enterprise: Enterprise, officer: User) -> None:
    today = timezone.localdate()
    revoke_enterprise(enterprise=enterprise, reason="走私", document_number="8号", effective_on=today, by=officer)


def test_receipt_of_an_enterprise_repeats_the_answer_of_the_page_the_standing_and_the_program(
    clerk: User, officer: User, signed_in: SignedIn
) -> None:
    """After a revocation and a new name, to another department and to people of the platform."""
    put_in_force(officer, [roster_line(1, name="济南汀岚进出口有限公司")])
    enterprise = Enterprise.objects.get()
    standing = reverse("screening:standing_detail", args=[enterprise.uscc])
    answer = program_of(clerk).get(reverse("screening_api:standing_detail", args=[enterprise.uscc]))
    receipts = [
        receipt_on(signed_in(clerk).get(enterprise.get_absolute_url())),
        receipt_on(signed_in(clerk).get(standing)),
        {"number": answer["X-Receipt-Number"], "code": answer["X-Receipt-Code"]},
    ]
    with at(f"{timezone.localdate() + timedelta(days=1)} 09:00:00"):
        revoke(enterprise, officer)
        renamed = roster_line(1, name="济南云帆进出口有限公司")
        put_in_force(officer, [renamed], mode="changes", as_of=timezone.localdate())
        Department.objects.filter(pk=clerk.department_id).update(asks_purpose=True)
        for receipt in receipts:
            for reader in (clerk, officer, make_user(Role.SYSTEM)):
                page = receipt_page(reader, receipt)
                then, today = re.findall(r'<span class="badge badge-(\w+)">', page)
                assert (then, today) == ("eligible", "revoked")
                for words in (f"查询回执{receipt['number']}", "市税务局", "济南汀岚进出口有限公司", enterprise.uscc):
                    assert words in page
                assert "现名：济南云帆进出口有限公司" in page
                assert "取消资格（其他情形）：走私（8号）" in page
    event = AuditEvent.objects.filter(type=EventType.RECEIPT_CHECKED).latest("pk")
    assert (event.enterprise_id, event.target_text) == (enterprise.pk, receipts[-1]["number"])
    auditor = signed_in(make_user(Role.AUDITOR))
    found = auditor.get(reverse("workbench:audit_list"), {"object": f"查询回执{receipts[0]['number']}"}).context["page"]
    assert [event.type for event in found] == [EventType.RECEIPT_CHECKED] * 3 + [EventType.ENTERPRISE_VIEWED]
    assert list(found)[-1].data == {"receipt": receipts[0]["number"]}


def test_receipt_of_an_earlier_day_has_the_standing_of_that_day(enterprise: Enterprise, clerk: User) -> None:
    client = Client()
    client.force_login(clerk)
    day = timezone.localdate() - timedelta(days=1)
    page = client.get(reverse("screening:standing_detail", args=[enterprise.uscc]), {"on": day.isoformat()})
    shown = receipt_page(clerk, receipt_on(page))
    assert f"{day.year}年{day.month}月{day.day}日的激励资格" in shown
    assert "平台没有记录" in shown
    assert re.findall(r"badge-(\w+)", shown) == ["eligible"]


def test_receipt_of_a_search_has_its_text_and_the_enterprises_that_were_found(
    clerk: User, officer: User, signed_in: SignedIn
) -> None:
    first, second = (make_certified(name=f"济南汀岚{kind}有限公司") for kind in ("贸易", "物流"))
    receipt = receipt_on(signed_in(clerk).get(LIST, {"q": "汀岚"}))
    revoke(first, officer)
    make_certified(name="济南汀岚纺织有限公司")
    page = receipt_page(clerk, receipt)
    assert "按“汀岚”查询企业" in page
    assert sorted(re.findall(r"badge-(\w+)", page)) == ["eligible", "eligible", "eligible", "revoked"]
    assert second.name in page
    assert "汀岚纺织" not in page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("济南无此企业有限公司", "济南无此企业有限公司"),
        (uscc_of(999), uscc_of(999)),
        ("王小明", ""),
        ("小明", ""),
        ("110101199003074477", ""),
        ("王小明13800138000有限公司", ""),
    ],
)
def test_search_that_finds_nothing_keeps_only_what_is_no_person(
    clerk: User, signed_in: SignedIn, typed: str, kept: str
) -> None:
    shown = receipt_page(clerk, receipt_on(signed_in(clerk).get(LIST, {"q": typed})))
    assert "没有找到企业" in shown
    assert (f"按“{kept}”查询企业" if kept else "没有保存") in shown
    assert LookUpReceipt.objects.get().text == kept
    assert AuditEvent.objects.get(type=EventType.ENTERPRISES_SEARCHED).data.get("search", "") == kept


def test_wrong_entries_have_one_answer_and_a_wait_and_are_recorded(
    enterprise: Enterprise, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    """The number in any spelling and the code with or without hyphens are right; a waiting person waits alone."""
    day = timezone.localdate() + timedelta(days=1)
    with at(f"{day} 09:00:00"):
        receipt = receipt_on(signed_in(clerk).get(enterprise.get_absolute_url()))
        key = str(LookUpReceipt.objects.get().pk)
        spelled = {"number": f" ０{key} ", "code": receipt["code"].replace("-", " ").lower()}
        assert receipt["number"] in receipt_page(clerk, spelled)
        other = "F" if receipt["code"][-1] == "0" else "0"
        for number, code in (
            (receipt["number"], receipt["code"][:-1] + other),
            ("2026-999999", receipt["code"]),
            ("9" * 15, receipt["code"]),
            ("查询回执", "甲'"),
            (receipt["number"], "-"),
        ):
            assert WRONG in receipt_page(clerk, {"number": number, "code": code})
        waits = receipt_page(clerk, receipt)
        assert "填错的次数过多，请于09:0" in waits
        assert "激励资格</dd>" not in waits
        assert receipt["number"] in receipt_page(officer, receipt)
    with at(f"{day} 09:30:00"):
        assert "当时的答复" in receipt_page(clerk, receipt)
    assert AuditEvent.objects.filter(type=EventType.RECEIPT_REFUSED, kind="refused", actor_id=clerk.pk).count() == 5
    assert receipt["code"].replace("-", "") not in str(LookUpReceipt.objects.values())


def test_missing_entry_is_asked_for_and_counts_as_no_attempt(clerk: User) -> None:
    for query in ({"number": "2026-000001"}, {"code": "0"}, {"number": "", "code": ""}):
        assert "请填写这一项" in receipt_page(clerk, query)
    assert not AuditEvent.objects.filter(type=EventType.RECEIPT_REFUSED).exists()
    assert "请填写这一项" not in receipt_page(clerk, {})


def test_page_for_checking_is_beside_the_look_up(clerk: User, signed_in: SignedIn) -> None:
    assert f'<a href="{CHECK}"' in signed_in(clerk).get(LIST).content.decode()


@pytest.mark.usefixtures("owner_role")
def test_receipt_is_neither_changed_nor_deleted(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> None:
    signed_in(clerk).get(enterprise.get_absolute_url())
    receipt = LookUpReceipt.objects.get()
    for act in (receipt.delete, lambda: LookUpReceipt.objects.update(standings=[])):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
