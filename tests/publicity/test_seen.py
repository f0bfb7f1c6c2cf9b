"""What the public saw on an earlier day, and the dated publications that the public reads (名单更新)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from publicity.actions.publications import withdraw_publication
from publicity.models import Bulletin, Publication
from publicity.models.seen import seen_at
from roster.models import Enterprise
from screening.actions.revocations import restore_enterprise, revoke_enterprise
from tests.clock import at
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import list_entries, publish_enterprises, put_in_force, revoke

SEEN, UPDATES, PUBLIC = (reverse(f"publicity:{name}_list") for name in ("seen", "update", "enterprise"))


def names(page: str) -> set[str]:
    """The enterprises of the rosters of this module that the page names."""
    return {serial for serial in ("0001", "0002", "0003") if f"济南泺岬{serial}进出口有限公司" in page}


def csv_of(browser: Client, url: str, **query: str) -> list[str]:
    """The rows of the download, without the lines above them."""
    content = b"".join(browser.get(url, {**query, "format": "csv"}).streaming_content).decode()
    return [line for line in content.splitlines() if "泺岬" in line]


@pytest.fixture
def july(officer: User, credit: User, blacklists: None) -> dict[str, list[str]]:
    """Ten days in which enterprises join, lose their standing, are renamed, taken down and published again.

    Day → the rows of the public list as they were downloaded at its end.
    """
    seen: dict[str, list[str]] = {}

    def enterprise(serial: int) -> Enterprise:
        return Enterprise.objects.get(uscc=uscc_of(serial))

    def keep(day: str) -> None:
        with at(f"{day} 23:00:00"):
            seen[day] = csv_of(Client(), PUBLIC)

    with at("2026-07-01 09:00:00"):
        list_entries(credit, "court-defaulters", [blacklist_line("失信九号公司", uscc=uscc_of(9))])
        put_in_force(officer, [roster_line(1), roster_line(2), roster_line(3)])
    keep("2026-07-01")
    with at("2026-07-02 09:00:00"):
        publish_enterprises(enterprises=[enterprise(1), enterprise(2)], by=credit)
    keep("2026-07-02")
    with at("2026-07-03 09:00:00"):
        revocation = revoke_enterprise(
            enterprise=enterprise(1), reason="走私", document_number="8号", effective_on=date(2026, 7, 2), by=officer
        )
    keep("2026-07-03")
    with at("2026-07-04 09:00:00"):
        restore_enterprise(
            revocation=revocation, reason="撤销", document_number="9号", restored_on=date(2026, 7, 2), by=officer
        )
    keep("2026-07-04")
    with at("2026-07-05 09:00:00"):
        publish_enterprises(enterprises=[enterprise(1), enterprise(3)], by=credit)
    keep("2026-07-05")
    with at("2026-07-06 09:00:00"):
        lines = [roster_line(1), roster_line(2, name="济南泺岬更名公司", certified_on="2024-05-06"), roster_line(3)]
        put_in_force(officer, lines, as_of=date(2026, 7, 6))
    keep("2026-07-06")
    with at("2026-07-07 09:00:00"):
        withdraw_publication(
            publication=Publication.objects.visible().get(enterprise=enterprise(3)),
            withdrawal_reason="wrong",
            withdrawal_note="误",
            by=credit,
        )
    keep("2026-07-07")
    return seen


def test_public_list_of_each_day_is_shown_again_as_it_was(july: dict[str, list[str]], administrator: Client) -> None:
    assert [len(rows) for rows in july.values()] == [0, 2, 1, 1, 3, 3, 2]
    for day, rows in july.items():
        now = csv_of(administrator, SEEN, day=day)
        shown = [",".join(row.split(",")[i] for i in (0, 1, 3, 4, 5)) for row in now]
        assert sorted(shown) == sorted(rows), day


def test_bulletin_shows_who_joined_as_the_public_saw_them(july: dict[str, list[str]], administrator: Client) -> None:
    """Of the two that joined on 2 July one has lost its standing and the other has got another name since."""
    with at("2026-07-08 09:00:00"):
        page = reverse("publicity:bulletin_detail", args=[Bulletin.objects.published().earliest("pk").pk])
        shown = administrator.get(page).content.decode()
        assert names(shown) == {"0001", "0002"}
        assert "2026年7月1日" in shown
        assert [row.split(",")[0] for row in csv_of(administrator, page)] == [
            "济南泺岬0001进出口有限公司",
            "济南泺岬0002进出口有限公司",
        ]


def test_pages_say_the_day_and_refuse_wrong_ones(july: dict[str, list[str]], administrator: Client) -> None:
    page = administrator.get(SEEN, {"day": "2026-07-03"}).content.decode()
    assert "2026年7月3日终了时公众看到的名单" in page
    assert "共1家" in page
    for wrong, message in (("2999-01-01", "日期不能晚于今天"), ("七月三日", "日期"), ("2026-02-30", "日期")):
        answer = administrator.get(SEEN, {"day": wrong})
        assert answer.status_code == 400
        assert message in answer.content.decode()
    assert "没有企业" in administrator.get(SEEN, {"day": "2019-01-01"}).content.decode()


def test_desk_counts_what_the_public_sees(july: dict[str, list[str]], administrator: Client, client: Client) -> None:
    desk = administrator.get(reverse("publicity:publication_list")).content.decode()
    assert f"<b>{len(csv_of(client, PUBLIC))}</b><span>家，公众现在看到的名单" in desk
    assert seen_at(timezone.now()).count() == Publication.objects.visible().count() == len(csv_of(client, PUBLIC))


def test_updates_name_who_is_public_and_only_count_who_left(july: dict[str, list[str]], client: Client) -> None:
    first, second = Bulletin.objects.published().order_by("pk")
    page = client.get(UPDATES).content.decode()
    newer, older = page.split(f"{first}</h2>")
    assert f"2026年7月5日　{second}" in newer
    assert "新增2家" in newer
    assert "移出1家" in newer
    assert names(newer) == {"0001"}
    assert names(older) == set()
    assert "济南泺岬更名公司" in older
    assert all(word not in page for word in ("走私", "撤下", "失去资格的企业有", "恢复"))


def test_enterprise_that_lost_its_standing_is_named_nowhere(
    july: dict[str, list[str]], client: Client, officer: User
) -> None:
    revoke(Enterprise.objects.get(uscc=uscc_of(1)), officer)
    assert names(client.get(UPDATES).content.decode()) == set()
    assert client.get(UPDATES, {"page": "99"}).status_code == 200
    assert client.get(UPDATES, {"number": "1"}).status_code == 400


def test_portal_without_a_publication_has_no_updates(client: Client, reference_data: None) -> None:
    assert "名单尚未公布" in client.get(UPDATES).content.decode()
