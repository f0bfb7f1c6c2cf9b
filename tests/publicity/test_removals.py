"""请向搜索引擎提交删除: the pages that are gone after a loss."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEvent
from audit.types import EventType
from publicity.models import IncentiveCase, Publication
from roster.models import Enterprise
from tests.steps import publish_enterprises, restore, revoke

pytestmark = pytest.mark.django_db
LIST = reverse("publicity:removal_list")


def text(client: Client, url: str = LIST) -> str:
    return client.get(url).content.decode()


def test_pages_of_a_lost_enterprise_are_listed_with_their_addresses(
    administrator: Client, published: Enterprise, case: IncentiveCase
) -> None:
    addresses = [
        f"http://testserver{reverse('publicity:enterprise_detail', args=[published.uscc])}",
        f"http://testserver{reverse('publicity:case_detail', args=[case.pk])}",
    ]
    assert not any(address in text(administrator) for address in addresses)
    revoke(published)
    page = text(administrator)
    assert all(address in page for address in addresses)
    assert all(Client().get(address).status_code == 404 for address in addresses)
    file = administrator.get(LIST, {"format": "csv"}).getvalue().decode("utf-8-sig")
    assert all(address in file for address in addresses)


def test_submitted_removal_is_marked_once_with_its_day_and_person(
    administrator: Client, credit: User, published: Enterprise
) -> None:
    revoke(published)
    publication = Publication.objects.get()
    url = reverse("publicity:removal_submit", args=[publication.pk])
    assert "已提交搜索引擎删除" in administrator.post(url, follow=True).content.decode()
    publication.refresh_from_db()
    assert publication.removal_submitted_by == credit
    assert published.name in text(administrator)
    assert published.name not in text(administrator, f"{LIST}?waiting=true")
    assert "登记为已提交" in administrator.post(url, follow=True).content.decode()
    assert AuditEvent.objects.get(type=EventType.REMOVAL_SUBMITTED).data == {"number": publication.number}


def test_page_of_an_enterprise_on_the_list_is_not_submitted(administrator: Client, published: Enterprise) -> None:
    publication = Publication.objects.get()
    answer = administrator.post(reverse("publicity:removal_submit", args=[publication.pk]), follow=True)
    assert "仍在公布名单中" in answer.content.decode()
    publication.refresh_from_db()
    assert publication.removal_submitted_at is None


def test_enterprise_that_is_published_again_is_not_listed(
    administrator: Client, credit: User, published: Enterprise
) -> None:
    restore(revoke(published))
    assert published.name in text(administrator)
    publish_enterprises(enterprises=[published], by=credit)
    assert published.name not in text(administrator)
