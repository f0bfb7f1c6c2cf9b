"""The days on public pages: the first day of an enterprise's state, and the day of the data."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from roster.models import Enterprise
from screening.actions.revocations import restore_enterprise, revoke_enterprise
from screening.models import Standing
from tests.clock import at
from tests.factories import make_department, make_user
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import SignedIn, list_entries, publish_enterprises, put_in_force

pytestmark = pytest.mark.usefixtures("blacklists")
NAME = "济南泺岬0001进出口有限公司"
LIST = reverse("publicity:enterprise_list")


@pytest.fixture
def possibly_matched(officer: User, credit: User) -> Enterprise:
    """A published enterprise, eligible since 1 July 2026; a possible match of 6 July is among its reasons."""
    with at("2026-07-01 09:00:00"):
        list_entries(credit, "court-defaulters", [blacklist_line("失信九号公司", uscc=uscc_of(9))])
        put_in_force(officer, [roster_line(1), roster_line(2)])
        enterprise = Enterprise.objects.get(name=NAME)
        publish_enterprises(enterprises=Enterprise.objects.all(), by=credit)
    with at("2026-07-06 09:00:00"):
        list_entries(credit, "court-defaulters", [blacklist_line(NAME)], as_of=date(2026, 7, 5))
    assert list(enterprise.standings.known().values_list("since", flat=True)) == [date(2026, 7, 6), date(2026, 7, 1)]
    return enterprise


def public_page(client: Client, enterprise: Enterprise) -> str:
    return client.get(reverse("publicity:enterprise_detail", args=[enterprise.uscc])).content.decode()


def test_public_page_has_the_first_day_of_the_unbroken_state(possibly_matched: Enterprise, client: Client) -> None:
    with at("2026-07-06 10:00:00"):
        page = public_page(client, possibly_matched)
    assert "自2026年7月1日起" in page
    assert "自2026年7月6日" not in page


def test_public_list_and_its_download_have_the_first_day_of_the_unbroken_state(
    possibly_matched: Enterprise, client: Client
) -> None:
    with at("2026-07-06 10:00:00"):
        page = client.get(LIST).content.decode()
        download = b"".join(client.get(LIST, {"format": "csv"}).streaming_content).decode()
    assert page.count("2026年7月1日") == 2
    assert "2026年7月6日" not in page
    assert download.count("2026-07-01") == 2


def test_page_of_departments_has_the_first_days_of_the_unbroken_and_the_current_state(
    possibly_matched: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    with at("2026-07-06 10:00:00"):
        page = (
            signed_in(clerk).get(reverse("feedback:enterprise_detail", args=[possibly_matched.uscc])).content.decode()
        )
    assert "自2026年7月1日起：" in page


def test_state_after_an_interruption_has_a_new_first_day(
    possibly_matched: Enterprise, officer: User, credit: User, client: Client
) -> None:
    with at("2026-07-08 09:00:00"):
        revocation = revoke_enterprise(
            enterprise=possibly_matched, reason="走私", document_number="8号", effective_on=date(2026, 7, 7), by=officer
        )
    with at("2026-07-10 09:00:00"):
        restore_enterprise(
            revocation=revocation, reason="撤销", document_number="9号", restored_on=date(2026, 7, 9), by=officer
        )
        publish_enterprises(enterprises=[possibly_matched], by=credit)
        assert "自2026年7月9日起" in public_page(client, possibly_matched)


def test_superseded_standing_does_not_interrupt_the_state(
    possibly_matched: Enterprise, officer: User, credit: User, client: Client
) -> None:
    """Revoked and restored with effect from the same day: the revocation was in effect on no day."""
    with at("2026-07-08 09:00:00"):
        revocation = revoke_enterprise(
            enterprise=possibly_matched, reason="走私", document_number="8号", effective_on=date(2026, 7, 7), by=officer
        )
        restore_enterprise(
            revocation=revocation, reason="撤销", document_number="9号", restored_on=date(2026, 7, 7), by=officer
        )
        assert Standing.objects.filter(enterprise=possibly_matched, state="revoked", known_until__isnull=False).exists()
        publish_enterprises(enterprises=[possibly_matched], by=credit)
        assert "自2026年7月1日起" in public_page(client, possibly_matched)


def test_queries_of_the_public_list_do_not_grow_with_its_rows(
    possibly_matched: Enterprise, officer: User, credit: User, client: Client
) -> None:
    with at("2026-07-06 10:00:00"):
        with CaptureQueriesContext(connection) as few:
            client.get(LIST)
        put_in_force(officer, [roster_line(serial) for serial in range(1, 16)], as_of=date(2026, 7, 6))
        newcomers = Enterprise.objects.exclude(publications__isnull=False)
        publish_enterprises(enterprises=newcomers, by=credit)
        with CaptureQueriesContext(connection) as many:
            page = client.get(LIST).content.decode()
    assert page.count("进出口有限公司") == 15
    assert len(many) == len(few)


def pages_with_data_day(client: Client, enterprise: Enterprise) -> list[str]:
    home = client.get(reverse("publicity:home")).content.decode()
    return [home, client.get(LIST).content.decode(), public_page(client, enterprise)]


def test_data_day_is_the_earliest_of_the_newest_files(
    possibly_matched: Enterprise, officer: User, client: Client
) -> None:
    """The roster is of 30 June, the blacklist of 5 July, the request of 20 July."""
    with at("2026-07-20 09:00:00"):
        assert all("数据截至2026年6月30日" in page for page in pages_with_data_day(client, possibly_matched))
        put_in_force(officer, [roster_line(1), roster_line(2)], as_of=date(2026, 7, 15))
        assert all("数据截至2026年7月5日" in page for page in pages_with_data_day(client, possibly_matched))


def test_older_file_of_the_second_office_makes_the_data_day_earlier(
    possibly_matched: Enterprise, officer: User, credit: User, client: Client
) -> None:
    with at("2026-07-20 09:00:00"):
        put_in_force(officer, [roster_line(1), roster_line(2)], as_of=date(2026, 7, 15))
        second = make_user(Role.CUSTOMS, department=make_department("laiwu-customs"))
        put_in_force(second, [roster_line(3)], as_of=date(2026, 7, 2))
        assert all("数据截至2026年7月2日" in page for page in pages_with_data_day(client, possibly_matched))


def test_file_of_a_hint_blacklist_does_not_change_the_data_day(
    possibly_matched: Enterprise, officer: User, credit: User, client: Client
) -> None:
    with at("2026-07-20 09:00:00"):
        put_in_force(officer, [roster_line(1), roster_line(2)], as_of=date(2026, 7, 15))
        list_entries(credit, "abnormal-operation", [blacklist_line("异常一号公司")], as_of=date(2026, 6, 1))
        assert all("数据截至2026年7月5日" in page for page in pages_with_data_day(client, possibly_matched))


def test_portal_without_data_shows_no_data_day(client: Client) -> None:
    assert "数据截至" not in client.get(reverse("publicity:home")).content.decode()
