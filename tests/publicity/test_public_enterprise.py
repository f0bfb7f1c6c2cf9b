"""The public page of one enterprise, and the page for one that is not public."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from roster.models import Enterprise
from tests.steps import amend, make_rules, revoke

pytestmark = pytest.mark.django_db


def page_text(uscc: str, client: Client) -> str:
    return client.get(reverse("publicity:enterprise_detail", args=[uscc])).content.decode()


def test_page_lists_the_measures_of_today_by_section_with_their_kinds(published: Enterprise, client: Client) -> None:
    page = page_text(published.uscc, client)
    assert "今天有效的共39项" in page
    for words in (
        "（一）适用海关支持措施",
        "（十一）其他优惠措施",
        "第31项　",
        "第39项　",
        "同等条件下优先",
        "适用后一直有效",
    ):
        assert words in page
    assert f"{reverse('publicity:measure_list')}#measure-31" in page


def test_page_names_the_competent_customs_office_alone(published: Enterprise, client: Client) -> None:
    page = page_text(published.uscc, client)
    assert "泉城海关" in page
    assert "莱芜海关" not in page


def test_page_shows_a_measure_from_its_day_on(published: Enterprise, credit: User, client: Client) -> None:
    amend(31, in_force_from=timezone.localdate() + timedelta(days=9), by=credit)
    assert "今天有效的共39项" in page_text(published.uscc, client)


def test_page_leads_to_its_verification(published: Enterprise, client: Client) -> None:
    page = page_text(published.uscc, client)
    assert reverse("certificates:verification") in page
    assert re.search(r'role="img" aria-label="二维码，内容为本页的网址"><svg', page)


def test_page_cites_the_rules_of_its_office_in_force_today(
    published: Enterprise, officer: User, other_officer: User, client: Client
) -> None:
    assert "<dt>名单管理办法</dt>" not in page_text(published.uscc, client)
    make_rules(other_officer, document_number="莱关〔2019〕1号")
    make_rules(officer, in_force_from=timezone.localdate() + timedelta(days=1), document_number="泉关〔2026〕9号")
    rules = make_rules(officer, document_number="泉关〔2019〕1号")
    page = page_text(published.uscc, client)
    assert f"《{rules.title}》（泉关〔2019〕1号）" in page
    assert "莱关〔2019〕1号" not in page
    assert "泉关〔2026〕9号" not in page


def test_former_name_is_shown(published: Enterprise, client: Client) -> None:
    before = published.name
    published.name = "济南汀岚国际贸易有限公司"
    published.save()
    page = page_text(published.uscc, client)
    assert "国际贸易有限公司</h1>" in page
    assert before in page


def test_enterprise_that_lost_its_standing_reads_as_one_that_never_was(published: Enterprise, client: Client) -> None:
    unknown = "91370102MA00000000"
    revoke(published)
    pages = {page_text(uscc, client).replace(uscc, "") for uscc in (published.uscc, unknown)}
    assert len(pages) == 1
    (page,) = pages
    assert published.name not in page
    assert "取消" not in page
