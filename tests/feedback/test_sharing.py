"""The contents of a blacklist entry are shared with departments only while a standing rests on it (信用修复)."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import User
from feedback.actions.follow import notify_standing_changes
from feedback.models import StopAdvice
from foundation.web.dates import chinese_date
from roster.models import Enterprise
from screening.wording import NO_LONGER_SHARED, NOT_SHARED_YET
from tests.factories import load_blacklists
from tests.programs import program_of
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import SignedIn, list_entries, log, put_in_force

ENTRY = "某某公司"


@pytest.fixture
def blocked(officer: User, clerk: User, credit: User) -> Enterprise:
    """An enterprise that a blacklist entry blocked while a measure was running. Notices were sent."""
    load_blacklists()
    put_in_force(officer, [roster_line(1)])
    enterprise = Enterprise.objects.get(uscc=uscc_of(1))
    log(enterprise, clerk)
    list_entries(credit, "court-defaulters", [blacklist_line(ENTRY, uscc=uscc_of(1)), blacklist_line("别家公司")])
    notify_standing_changes()
    return enterprise


def pages(enterprise: Enterprise) -> list[str]:
    advice = StopAdvice.objects.get()
    return [
        reverse("feedback:enterprise_detail", args=[enterprise.uscc]),
        reverse("screening:standing_detail", args=[enterprise.uscc]),
        reverse("feedback:notice_list"),
        reverse("feedback:advice_detail", args=[advice.pk]),
    ]


def end_entry(credit: User) -> None:
    list_entries(credit, "court-defaulters", [blacklist_line("别家公司")], as_of=date(2026, 7, 1))
    notify_standing_changes()


def test_entry_that_counts_is_shown_to_departments(blocked: Enterprise, clerk: User, signed_in: SignedIn) -> None:
    for page in pages(blocked):
        assert f"列入主体：{ENTRY}" in signed_in(clerk).get(page).content.decode()


def test_entry_that_has_ended_is_hidden_from_departments(
    blocked: Enterprise, clerk: User, credit: User, signed_in: SignedIn
) -> None:
    end_entry(credit)
    for page in pages(blocked):
        text = signed_in(clerk).get(page).content.decode()
        assert ENTRY not in text
        assert NO_LONGER_SHARED in text


def test_entry_that_still_counts_is_shown_in_earlier_standings(
    blocked: Enterprise, clerk: User, credit: User, signed_in: SignedIn
) -> None:
    """A second entry makes a new standing; the first entry still blocks."""
    another = [blacklist_line("另一案公司", uscc=uscc_of(1), document="（2026）鲁0102执2号")]
    list_entries(credit, "court-defaulters", another, mode="changes", as_of=date(2026, 7, 1))
    notify_standing_changes()
    for page in pages(blocked):
        text = signed_in(clerk).get(page).content.decode()
        assert f"列入主体：{ENTRY}" in text
        assert NO_LONGER_SHARED not in text


def test_entry_that_has_ended_is_shown_to_the_credit_administrator(
    blocked: Enterprise, credit: User, signed_in: SignedIn
) -> None:
    end_entry(credit)
    for page in pages(blocked)[:2]:
        assert f"列入主体：{ENTRY}" in signed_in(credit).get(page).content.decode()


def test_entry_that_has_ended_is_hidden_from_departments_by_the_api(
    blocked: Enterprise, clerk: User, credit: User
) -> None:
    address = reverse("screening_api:standing_detail", args=[blocked.uscc])
    readers = [program_of(user) for user in (clerk, credit)]
    assert all(f"列入主体：{ENTRY}" in reader.get(address).json()["reasons"][0]["text"] for reader in readers)
    end_entry(credit)
    for_clerk, for_credit = (reader.get(address).content.decode() for reader in readers)
    assert ENTRY not in for_clerk
    assert ENTRY in for_credit


def test_possible_match_is_hidden_from_departments_that_do_not_decide(
    officer: User, clerk: User, credit: User, signed_in: SignedIn
) -> None:
    """The party of a possible match may be another one; its document is not shared before it is decided."""
    load_blacklists()
    put_in_force(officer, [roster_line(1)])
    enterprise = Enterprise.objects.get(uscc=uscc_of(1))
    list_entries(credit, "court-defaulters", [blacklist_line(enterprise.name, document="（2026）鲁01执88号")])
    page = reverse("feedback:enterprise_detail", args=[enterprise.uscc])
    standing = reverse("screening:standing_detail", args=[enterprise.uscc])
    for url in (page, standing):
        text = signed_in(clerk).get(url).content.decode()
        assert "鲁01执88号" not in text
        assert NOT_SHARED_YET in text
    assert (
        "鲁01执88号"
        not in program_of(clerk).get(reverse("screening_api:standing_detail", args=[enterprise.uscc])).content.decode()
    )
    due_on = chinese_date(enterprise.hits.get().due_on)
    for user in (credit, officer):
        text = " ".join(signed_in(user).get(page).content.decode().split())
        assert "疑似命中（未核实）“失信被执行人”" in text
        assert "鲁01执88号" in text
        _, timeline = text.split("资格沿革")
        assert f"核实期限{due_on}，期内资格不变" in timeline
        assert ("疑似命中（未核实）" in timeline, "查看命中" in timeline) == (user == credit, user == credit)
