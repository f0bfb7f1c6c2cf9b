"""A department asks its people for the purpose of look-ups, which the audit events then carry."""

import csv
import io
import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from feedback.models import LookupBatch
from roster.models import Enterprise
from tests.factories import make_user
from tests.programs import program_of, wrong_fields
from tests.steps import SignedIn

PURPOSE, LIST = reverse("accounts:purpose"), reverse("feedback:enterprise_list")


@pytest.fixture
def asked(clerk: User, signed_in: SignedIn) -> User:
    """The clerk, whose department asks for the purpose since a system administrator ticked it."""
    address = reverse("admin:accounts_department_change", args=[clerk.department_id])
    assert signed_in(make_user(Role.SYSTEM)).post(address, {"asks_purpose": "on"}).status_code == 302
    return clerk


def looked_up() -> list[tuple[str, str]]:
    """Return type and purpose of the events of looking, the oldest first."""
    events = AuditEvent.objects.filter(kind__in=["view", "download"]).order_by("pk")
    return list(events.values_list("type", "purpose"))


def test_setting_of_a_department_is_recorded(asked: User) -> None:
    event = AuditEvent.objects.get(type=EventType.ADMIN_CHANGED)
    assert event.changes == {"asks_purpose": [False, True]}
    assert Department.objects.get(asks_purpose=True) == asked.department


def test_look_ups_wait_for_the_purpose_and_carry_it(
    asked: User, enterprise: Enterprise, credit: User, signed_in: SignedIn
) -> None:
    """The page asks once, goes on to what was wanted, and takes another purpose at any time."""
    browser = signed_in(asked)
    pages = [
        f"{LIST}?{urlencode({'q': enterprise.name[2:6]})}",
        enterprise.get_absolute_url(),
        reverse("screening:standing_detail", args=[enterprise.uscc]),
        f"{LIST}?format=csv",
    ]
    for page in pages:
        asking = browser.get(page)
        assert asking["Location"].startswith(f"{PURPOSE}?next="), page
    assert (
        browser.get(
            reverse("feedback:enterprise_suggestions"), {"q": "汀岚"}, headers={"HX-Request": "true"}
        ).status_code
        == 204
    )
    assert looked_up() == []
    asking = browser.get(pages[0])["Location"]
    for typed, message in (("", "请填写"), ("核验110101199003074477", "系统不保存个人证件号码"), ("甲" * 51, "50")):
        assert message in browser.post(asking, {"purpose": typed}).content.decode()
    found = browser.post(asking, {"purpose": "招标核验"}, follow=True)
    assert (found.redirect_chain[-1][0], found.context["enterprise"]) == (pages[1], enterprise)
    assert "查询用途：招标核验" in found.content.decode()
    for page in pages[2:]:
        b"".join(browser.get(page))
    changed = browser.post(f"{PURPOSE}?next={pages[1]}", {"purpose": "专项检查"}, follow=True)
    assert "查询用途：专项检查" in changed.content.decode()
    assert looked_up() == [
        (EventType.ENTERPRISES_SEARCHED, "招标核验"),
        (EventType.ENTERPRISE_VIEWED, "招标核验"),
        (EventType.STANDING_VIEWED, "招标核验"),
        (EventType.LIST_DOWNLOADED, "招标核验"),
        (EventType.ENTERPRISE_VIEWED, "专项检查"),
    ]
    others = signed_in(credit)
    assert "查询用途" not in others.get(pages[1]).content.decode()
    assert others.get(PURPOSE)["Location"] == reverse("workbench:home")
    assert looked_up()[-1] == (EventType.ENTERPRISE_VIEWED, "")
    check_audit_list(signed_in(make_user(Role.AUDITOR)))


def check_audit_list(auditor: Client) -> None:
    """The auditor finds the look-ups by a part of their purpose, on the page and in the file."""
    audit, query = reverse("workbench:audit_list"), {"purpose": "招标"}
    page = auditor.get(audit, query)
    assert {event.purpose for event in page.context["page"]} == {"招标核验"}
    assert page.content.decode().count("查询用途：招标核验") == 4
    file = auditor.get(audit, {**query, "format": "csv"}).getvalue().decode("utf-8-sig")
    assert [line["查询用途"] for line in csv.DictReader(io.StringIO(file))] == ["招标核验"] * 4


def test_what_was_typed_before_the_purpose_is_asked_for_is_kept(clerk: User, signed_in: SignedIn) -> None:
    browser, many = signed_in(clerk), reverse("feedback:lookup_create")
    (key,) = re.findall(r'name="form_key" value="([^"]+)"', browser.get(many).content.decode().split("<main", 1)[1])[:1]
    Department.objects.filter(pk=clerk.department_id).update(asks_purpose=True)
    typed = {"names": "济南无此企业有限公司", "day": str(timezone.localdate()), "title": "", "form_key": key}
    asking = browser.post(many, typed)
    assert asking["Location"] == f"{PURPOSE}?next={many}"
    assert "填写的内容已保留" in browser.get(asking["Location"]).content.decode()
    form = browser.post(asking["Location"], {"purpose": "招标核验"}, follow=True)
    assert form.redirect_chain == [(many, 302)]
    assert "济南无此企业有限公司" in form.content.decode()
    assert not LookupBatch.objects.exists()


def test_page_after_the_purpose_is_one_of_the_portal(asked: User, signed_in: SignedIn) -> None:
    answer = signed_in(asked).post(f"{PURPOSE}?next=https://elsewhere.example/", {"purpose": "办理业务"})
    assert answer["Location"] == reverse("workbench:home")


def test_program_states_the_purpose_with_each_request(asked: User, enterprise: Enterprise, credit: User) -> None:
    standing = reverse("screening_api:standing_detail", args=[enterprise.uscc])
    for query in ({}, {"purpose": "110101199003074477"}, {"purpose": "甲" * 51}):
        refused = program_of(asked).get(standing, query)
        assert (refused.status_code, wrong_fields(refused)) == (400, ["purpose"])
        assert refused["Content-Type"] == "application/problem+json"
    assert program_of(asked).get(standing, {"purpose": "招标核验"}).status_code == 200
    assert program_of(credit).get(standing).status_code == 200
    assert looked_up() == [(EventType.STANDING_VIEWED, "招标核验"), (EventType.STANDING_VIEWED, "")]
