"""The pages of blacklists and entries: settings, switch of the effect, stale data, terms of entries."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.models import User
from audit.models import AuditEvent
from audit.types import EventType
from blacklists.actions.imports import process_import, receive_import
from blacklists.models import Blacklist, BlacklistEntry
from screening.actions.match_policy import change_match_policy
from screening.models import Screening, ScreeningHit
from screening.models.match_policy import ApprovalRule
from screening.states import StandingState
from spreadsheets.identifiers import org_code_of
from tests.blacklists.api_client import body, entry
from tests.drafts.forms import content_of, form_on
from tests.screening.test_screening import state
from tests.spreadsheet_files import BLACKLIST_HEAD, blacklist_line, csv_bytes, roster_line, upload, uscc_of
from tests.steps import (
    AS_OF,
    list_entries,
    push_file,
    put_in_force,
    run_screenings,
    set_entry_months,
    switch_blacklist,
)
from workdays.terms import add_working_days

pytestmark = pytest.mark.usefixtures("blacklists")
SignedIn = Callable[[User], Client]
CODE = "court-defaulters"
HINTS = "abnormal-operation"
NAME = "济南泺岬0001进出口有限公司"


def get_blacklist(code: str) -> Blacklist:
    return Blacklist.objects.get(code=code)


def page_text(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_blacklist_is_created_on_the_page(credit: User, signed_in: SignedIn) -> None:
    data = {
        "code": "e-commerce", "name": "电子商务领域严重失信主体", "authority": "商务主管部门",
        "legal_basis": "《样例办法》", "update_days": "30", "entry_months": "24",
    }  # fmt: skip
    response = signed_in(credit).post(reverse("blacklists:blacklist_create"), data)
    assert response["Location"] == reverse("blacklists:blacklist_detail", args=["e-commerce"])
    made = get_blacklist("e-commerce")
    assert (made.excludes, made.update_days, made.entry_months) == (False, 30, 24)
    assert AuditEvent.objects.filter(type=EventType.BLACKLIST_CREATED, actor_id=credit.pk).exists()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"code": "court-defaulters"}, "已有这个代码"),
        ({"code": "entries"}, "另有用途"),
        ({"code": "feeds"}, "另有用途"),
        ({"code": "两个字"}, "代码只能用"),
        ({"name": "失信被执行人"}, "已有这个名称"),
        ({"update_days": "0"}, "大于"),
        ({"entry_months": "-3"}, "大于"),
        ({"name": "长" * 101}, "100"),
    ],
)
def test_blacklist_with_an_invalid_field_is_refused_with_a_message(
    credit: User, signed_in: SignedIn, wrong: dict[str, str], message: str
) -> None:
    data = {"code": "new-list", "name": "新领域", "authority": "某部门", "legal_basis": "某办法"}
    response = signed_in(credit).post(reverse("blacklists:blacklist_create"), {**data, **wrong})
    assert response.status_code == 200
    assert message in response.content.decode()
    assert Blacklist.objects.count() == 5


def test_possible_match_after_a_switch_to_excluding_gets_the_full_term(credit: User, officer: User) -> None:
    """The days as a hint do not count; the term is that of the match policy in force."""
    change_match_policy(approval_rule=ApprovalRule.NONE, term_working_days=30, reason="纪要", by=credit)
    put_in_force(officer, [roster_line(1, name=NAME)])
    list_entries(credit, HINTS, [blacklist_line(NAME)])
    ScreeningHit.objects.update(due_on=timezone.localdate() - timedelta(days=9))
    switch_blacklist(HINTS, excludes=True, by=credit)
    assert state() == StandingState.ELIGIBLE
    assert ScreeningHit.objects.get().due_on == add_working_days(timezone.localdate(), 30)


def test_entry_that_a_full_list_ended_stays_ended_when_its_file_is_screened_again(credit: User, officer: User) -> None:
    """Entries that are live again by a longer term are screened again with the import that added them."""
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, CODE, [blacklist_line(NAME, uscc=uscc_of(1))])
    list_entries(credit, CODE, [blacklist_line("别家公司")], as_of=date(2026, 7, 1))
    set_entry_months(CODE, 1, by=credit)
    set_entry_months(CODE, None, by=credit)
    assert Screening.objects.unfinished().exists()
    assert state() == StandingState.ELIGIBLE


def test_stale_blacklist_is_shown_on_every_page_of_the_credit_administrator(credit: User, signed_in: SignedIn) -> None:
    today = timezone.localdate()
    Blacklist.objects.update(update_days=None)
    undeclared = {"unused_reason": "", "unused_declared_by": None, "unused_declared_at": None}
    Blacklist.objects.filter(code=CODE).update(update_days=30, **undeclared)
    client = signed_in(credit)
    assert "尚未导入过数据" in page_text(client, "blacklists:blacklist_list")
    list_entries(credit, CODE, [blacklist_line(NAME)], as_of=today - timedelta(days=30))
    assert "未更新" not in page_text(client, "blacklists:blacklist_detail", CODE)
    Blacklist.objects.filter(code=CODE).update(update_days=29)
    for page in ("blacklists:blacklist_list", "blacklists:blacklist_detail"):
        shown = page_text(client, page, *([CODE] if page.endswith("detail") else []))
        assert "已30天未更新，超过约定的29天" in shown
    waiting = client.get(reverse("workbench:home")).context["work_items"]
    assert [item.count for item in waiting if item.label == "逾期未更新的“黑名单”"] == [1]


def test_entry_without_an_expiry_ends_after_the_term_of_its_blacklist(credit: User, officer: User) -> None:
    put_in_force(officer, [roster_line(1)])
    Blacklist.objects.filter(code=CODE).update(entry_months=6)
    today = timezone.localdate()
    lines = [blacklist_line(NAME, uscc=uscc_of(1), listed_on=str(today - timedelta(days=100)))]
    list_entries(credit, CODE, lines)
    assert BlacklistEntry.objects.get().expires_on is not None
    assert state() == StandingState.BLOCKED
    set_entry_months(CODE, 1, by=credit)
    assert state() == StandingState.ELIGIBLE
    set_entry_months(CODE, None, by=credit)
    run_screenings()
    assert BlacklistEntry.objects.get().expires_on is None
    assert state() == StandingState.BLOCKED


def test_entry_from_two_sources_is_stored_once(credit: User) -> None:
    """The file has the USCC; the pushed entry has the organisation code and a source id."""
    list_entries(credit, CODE, [blacklist_line(NAME, uscc=uscc_of(1), document="甲1号")])
    entry = {"source_id": "S1", "name": NAME, "org_code": org_code_of(uscc_of(1)), "document_number": "甲1号"}
    push_file(credit, CODE, json.dumps([entry]).encode())
    assert BlacklistEntry.objects.get().source_id == "S1"
    list_entries(credit, CODE, [blacklist_line(NAME, uscc=uscc_of(1), document="甲1号")], as_of=date(2026, 7, 1))
    assert BlacklistEntry.objects.get().source_id == "S1"
    other = {**entry, "source_id": "S2"}
    push_file(credit, CODE, json.dumps([other, entry]).encode(), as_of=date(2026, 7, 1))
    assert set(BlacklistEntry.objects.values_list("source_id", flat=True)) == {"S1", "S2"}


def test_import_to_be_confirmed_shows_what_it_would_change(credit: User, signed_in: SignedIn) -> None:
    list_entries(credit, CODE, [blacklist_line(f"某{n}公司", uscc=uscc_of(n)) for n in range(1, 5)])
    lines = [
        blacklist_line("某1公司", uscc=uscc_of(1)),
        blacklist_line("某2改名公司", uscc=uscc_of(2)),
        blacklist_line("某9公司", uscc=uscc_of(9)),
        blacklist_line("某3公司", uscc=uscc_of(3), listed_on="2026-13-01"),
    ]
    content = csv_bytes(BLACKLIST_HEAD, lines)
    received, _ = receive_import(
        blacklist=get_blacklist(CODE), upload=upload(content), mode="full", as_of=AS_OF, by=credit
    )
    process_import(received.pk)
    received.refresh_from_db()
    counts = (received.new_count, received.changed_count, received.ended_count, received.unchanged_count)
    assert counts == (1, 1, 1, 1)
    assert BlacklistEntry.objects.filter(removed_on=None).count() == 4
    page = page_text(signed_in(credit), "blacklists:import_detail", received.pk)
    assert "确认后将移出1条" in page
    # A single entry never needs its number typed once more.
    assert 'name="ended_count"' not in page


def test_full_list_that_ends_over_a_tenth_is_confirmed_with_the_number(credit: User, signed_in: SignedIn) -> None:
    list_entries(credit, CODE, [blacklist_line(f"失信{n}公司", uscc=uscc_of(n)) for n in range(1, 6)])
    received, _ = receive_import(
        blacklist=get_blacklist(CODE),
        upload=upload(csv_bytes(BLACKLIST_HEAD, [blacklist_line("失信1公司", uscc=uscc_of(1))]), "名单.csv"),
        mode="full",
        as_of=AS_OF + timedelta(days=1),
        by=credit,
    )
    process_import(received.pk)
    client = signed_in(credit)
    address = reverse("blacklists:import_confirm", args=[received.pk])
    assert "超过十分之一" in client.post(address, {}, follow=True).content.decode()
    for not_a_number in ("四", "-1", "4.5"):
        wrong = client.post(address, {"ended_count": not_a_number}, follow=True).content.decode()
        assert "移出的条数请填写数字。" in wrong
        assert f'value="{not_a_number}"' in wrong
    form = form_on(client, reverse("blacklists:import_detail", args=[received.pk]), address)
    refused = client.post(address, content_of(form) | {"ended_count": "3"}, follow=True).content.decode()
    assert "您填写的移出条数是3，这份名单将移出4条" in refused
    assert 'value="3"' in refused
    assert "将移出的条目" in refused
    assert "失信5公司" in refused
    assert BlacklistEntry.objects.not_ended(on=received.as_of).count() == 5
    assert "已导入" in client.post(address, {"ended_count": "4"}, follow=True).content.decode()
    assert BlacklistEntry.objects.not_ended(on=received.as_of).count() == 1


def test_page_of_an_entry_shows_its_history_and_hits(credit: User, officer: User, signed_in: SignedIn) -> None:
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, CODE, [blacklist_line(NAME, uscc=uscc_of(1))])
    list_entries(credit, CODE, [blacklist_line("济南改名有限公司", uscc=uscc_of(1))], as_of=date(2026, 7, 1))
    entry = BlacklistEntry.objects.get()
    page = page_text(signed_in(credit), "blacklists:entry_detail", entry.pk)
    assert page.count(NAME) >= 2
    assert "济南改名有限公司" in page
    assert reverse("screening:hit_detail", args=[ScreeningHit.objects.get().pk]) in page


def test_list_of_entries_filters_by_identifier_and_state(credit: User, signed_in: SignedIn) -> None:
    entries = [
        {"name": "甲公司", "registration_number": "370102000012345", "source_id": "A-1"},
        {"name": "乙公司", "customs_code": "37016T0001", "removed_on": "2026-01-01"},
    ]
    push_file(credit, CODE, json.dumps({"entries": entries}).encode())
    client, url = signed_in(credit), reverse("blacklists:blacklist_detail", args=[CODE])
    for query, found in (
        ("text=370102000012345", ["甲公司"]),
        ("text=A-1", ["甲公司"]),
        ("text=37016T0001", ["乙公司"]),
        ("state=live", ["甲公司"]),
        ("state=ended", ["乙公司"]),
    ):
        assert [entry.name for entry in client.get(f"{url}?{query}").context["page"]] == found


def test_entry_without_a_name_is_stored_with_its_code(credit: User) -> None:
    push_file(credit, CODE, json.dumps([{"name": "", "uscc": uscc_of(1)}]).encode())
    entry = BlacklistEntry.objects.get()
    assert (entry.name, entry.name_key, entry.uscc) == ("未载名称", "", uscc_of(1))


def test_file_of_entries_states_a_term_without_an_end(credit: User, signed_in: SignedIn) -> None:
    content = body(entry(1, expires_on="长期"), entry(2, expires_on="2099-07-10"), entry(3))
    push_file(credit, CODE, content)
    url = reverse("blacklists:blacklist_detail", args=[CODE])
    answer = signed_in(credit).get(url, {"format": "csv"})
    rows = csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig")))
    assert {row["来源编号"]: row["有效期止"] for row in rows} == {"S1": "长期", "S2": "2099-07-10", "S3": ""}


def test_blank_table_has_the_titles_of_a_blacklist(credit: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    assert reverse("blacklists:import_blank") in client.get(reverse("blacklists:import_create")).content.decode()
    content = client.get(reverse("blacklists:import_blank")).content
    (titles,) = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert {"统一社会信用代码", "组织机构代码", "列入日期", "文号或案号"} <= set(titles)


def test_entry_is_found_by_any_spelling_of_name_and_code(credit: User, signed_in: SignedIn) -> None:
    list_entries(credit, "court-defaulters", [blacklist_line("济南泺岬（山东）有限公司", uscc=uscc_of(7))])
    url = reverse("blacklists:blacklist_detail", args=["court-defaulters"])
    for text in ("泺岬(山东)", "濟南泺岬", uscc_of(7).lower(), f" {uscc_of(7)[:8]} {uscc_of(7)[8:]}"):
        assert signed_in(credit).get(url, {"text": text}).context["page"].paginator.count == 1, text
    assert not signed_in(credit).get(url, {"text": "岚进"}).context["page"].paginator.count
