"""First and last days of terms: the pages and the public list before and after midnight."""

import json
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from blacklists.actions.imports import confirm_import
from blacklists.models import Blacklist, BlacklistEntry
from roster.models import Enterprise
from screening.actions.revocations import restore_enterprise, revoke_enterprise
from screening.actions.standings import differing_timelines
from screening.models import ScreeningHit
from screening.states import Decision, StandingState
from screening.tasks import reassess_due
from tests.clock import at
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import SignedIn, decide_hit, list_entries, publish_enterprises, push_file, put_in_force, run_screenings

pytestmark = pytest.mark.usefixtures("blacklists")
NAME = "济南泺岬0001进出口有限公司"


def state_at(moment: str) -> str:
    """Return the standing at the moment, after the due standings were reassessed."""
    with at(moment):
        reassess_due()
        return Enterprise.objects.get().standing.state


def page_at(moment: str, user: User, signed_in: SignedIn) -> str:
    """Return the page of the hit at the moment."""
    with at(moment):
        hit = ScreeningHit.objects.get()
        return signed_in(user).get(reverse("screening:hit_detail", args=[hit.pk])).content.decode()


def test_possible_match_before_the_national_day_has_five_working_days(
    officer: User, credit: User, signed_in: SignedIn
) -> None:
    """The hit is of 30 September. Its fifth working day is 13 October, because Saturday 10 October is a working day."""
    with at("2026-09-30 16:00:00"):
        put_in_force(officer, [roster_line(1)])
        list_entries(credit, "court-defaulters", [blacklist_line(NAME)])
    assert ScreeningHit.objects.get().due_on == date(2026, 10, 13)
    page = page_at("2026-09-30 16:00:01", credit, signed_in)
    counted = "含今天尚余6个工作日，扣除10月1日至7日（国庆节），10月10日上班（国办发明电〔2025〕7号）"
    assert f"期限至2026年10月13日（{counted}）" in page
    assert state_at("2026-10-08 00:00:01") == StandingState.ELIGIBLE
    assert state_at("2026-10-13 23:59:59") == StandingState.ELIGIBLE
    assert "含今天尚余1个工作日" in page_at("2026-10-13 23:59:59", credit, signed_in)
    assert state_at("2026-10-14 00:00:01") == StandingState.PENDING
    assert "期限2026年10月13日已过1个工作日" in page_at("2026-10-14 00:00:01", credit, signed_in)
    with at("2026-10-15 00:00:01"):
        listed = signed_in(credit).get(reverse("screening:hit_list")).content.decode()
    assert '2026年10月13日<span class="under">已过2个工作日' in listed


@pytest.fixture
def entry(officer: User, credit: User) -> BlacklistEntry:
    """A published enterprise, and an entry with its USCC that is not listed yet."""
    with at("2026-07-01 09:00:00"):
        put_in_force(officer, [roster_line(1)])
        publish_enterprises(enterprises=Enterprise.objects.all(), by=credit)
        list_entries(credit, "court-defaulters", [blacklist_line(NAME, uscc=uscc_of(1), listed_on="2026-07-10")])
    return BlacklistEntry.objects.get()


def shown_at(moment: str, user: User, signed_in: SignedIn) -> tuple[str, bool]:
    """Return the state on the enterprise's page after reassessment, and whether the public list names it."""
    with at(moment):
        reassess_due()
        enterprise = Enterprise.objects.get()
        url = reverse("feedback:enterprise_detail", args=[enterprise.uscc])
        page = signed_in(user).get(url).content.decode()
        # The first badge is the current standing; former standings follow.
        state = re.findall(f">({'|'.join(StandingState.labels)})</span>", page)[0]
        public = NAME in Client().get(reverse("publicity:enterprise_list")).content.decode()
    return state, public


CLEAR, BLOCKED = ("联合激励对象", True), ("暂不纳入", False)
# An enterprise that has its standing back waits for the next publication.
CLEAR_AGAIN = ("联合激励对象", False)


@pytest.mark.parametrize(
    ("change", "before", "after", "moments"),
    [
        # The day of listing is the first day on which the entry counts.
        ({}, CLEAR, BLOCKED, ("2026-07-09 23:59:59", "2026-07-10 00:00:01")),
        # The last day of the term is the last day on which it counts.
        ({"expires_on": date(2026, 7, 20)}, BLOCKED, CLEAR_AGAIN, ("2026-07-20 23:59:59", "2026-07-21 00:00:01")),
        # The day of removal is the first day on which it no longer counts.
        ({"removed_on": date(2026, 7, 20)}, BLOCKED, CLEAR_AGAIN, ("2026-07-19 23:59:59", "2026-07-20 00:00:01")),
    ],
    ids=["listed_on", "expires_on", "removed_on"],
)
def test_day_of_an_entry_changes_page_and_public_list_at_midnight(
    entry: BlacklistEntry,
    officer: User,
    signed_in: SignedIn,
    change: dict[str, date],
    before: tuple[str, bool],
    after: tuple[str, bool],
    moments: tuple[str, str],
) -> None:
    BlacklistEntry.objects.filter(pk=entry.pk).update(**change)
    assert [shown_at(moment, officer, signed_in) for moment in moments] == [before, after]


@pytest.mark.parametrize(
    ("listed_on", "months", "last_day"),
    [
        ("2023-07-10", 36, date(2026, 7, 10)),
        # The last month has no 31st, so the term ends on its last day.
        ("2026-01-31", 1, date(2026, 2, 28)),
        ("2024-02-29", 12, date(2025, 2, 28)),
    ],
)
def test_term_of_months_ends_on_the_corresponding_day(
    officer: User, credit: User, listed_on: str, months: int, last_day: date
) -> None:
    """民法典第二百零二条; the entry counts on that day and not on the next."""
    Blacklist.objects.filter(code="court-defaulters").update(entry_months=months)
    list_entries(credit, "court-defaulters", [blacklist_line(NAME, uscc=uscc_of(1), listed_on=listed_on)])
    entry = BlacklistEntry.objects.get()
    assert entry.expires_on == last_day
    assert [entry.is_live(on=last_day), entry.is_live(on=last_day + timedelta(days=1))] == [True, False]
    for day, counts in ((last_day, True), (last_day + timedelta(days=1), False)):
        assert BlacklistEntry.objects.not_ended(on=day).exists() is counts
        assert BlacklistEntry.objects.ended(on=day).exists() is not counts


def test_name_of_an_entry_listed_in_the_future_has_its_term_from_the_listing(officer: User, credit: User) -> None:
    with at("2026-07-01 09:00:00"):
        put_in_force(officer, [roster_line(1)])
        list_entries(credit, "court-defaulters", [blacklist_line(NAME, listed_on="2026-07-20")])
    assert ScreeningHit.objects.get().due_on == date(2026, 7, 27)
    states = [state_at(moment) for moment in ("2026-07-20 00:00:01", "2026-07-27 23:59:59", "2026-07-28 00:00:01")]
    assert states == [StandingState.ELIGIBLE, StandingState.ELIGIBLE, StandingState.PENDING]


def test_revocation_holds_from_its_day_until_the_day_of_the_restoration(entry: BlacklistEntry, officer: User) -> None:
    enterprise = Enterprise.objects.get()
    decision = {"reason": "走私", "document_number": "泉关企管〔2026〕8号", "by": officer}
    with at("2026-07-04 00:00:01"):
        revocation = revoke_enterprise(enterprise=enterprise, effective_on=date(2026, 7, 4), **decision)
    with at("2026-07-08 23:59:59"):
        restore_enterprise(revocation=revocation, restored_on=date(2026, 7, 8), **decision)
    days = [date(2026, 7, day) for day in (3, 4, 7, 8)]
    states = [enterprise.standings.standing_on(day).get().state for day in days]
    lost = StandingState.REVOKED
    assert states == [StandingState.ELIGIBLE, lost, lost, StandingState.ELIGIBLE]


def test_end_of_an_entry_that_names_another_subject_by_now_changes_the_past_at_once(
    officer: User, credit: User
) -> None:
    """The entry blocked the enterprise while it named it; its days, corrected later, hold for that time as well."""

    def row(uscc: str, **days: str) -> None:
        fields = {"source_id": "S1", "name": "某公司", "uscc": uscc, "listed_on": "2026-07-02", **days}
        body = json.dumps([fields], ensure_ascii=False).encode()
        pushed = push_file(credit, "court-defaulters", body, as_of=date(2026, 7, 1))
        if pushed.hold_reason:
            confirm_import(submission=pushed, ended_count=pushed.ended_count, by=credit)
        run_screenings()

    with at("2026-07-01 09:00:00"):
        put_in_force(officer, [roster_line(1)])
        row(uscc_of(1))
    for day, serial, days in ((6, 2, {}), (8, 3, {"removed_on": "2026-07-04"})):
        with at(f"2026-07-{day:02d} 09:00:00"):
            reassess_due()
            row(uscc_of(serial), **days)
            assert not differing_timelines(enterprise_ids=Enterprise.objects.values_list("pk", flat=True))


def test_enterprise_with_a_dismissed_match_is_not_assessed_again_when_its_days_pass(
    officer: User, credit: User
) -> None:
    with at("2026-07-01 09:00:00"):
        put_in_force(officer, [roster_line(1)])
        list_entries(credit, "court-defaulters", [blacklist_line(NAME, listed_on="2026-06-20")])
        hit = ScreeningHit.objects.get()
        assert ScreeningHit.objects.with_date_passed(on=hit.due_on + timedelta(days=1)).get() == hit
        decide_hit(hit=hit, decision=Decision.DISMISSED, reason="法定代表人和住所均不同", by=credit)
    assert not ScreeningHit.objects.with_date_passed(on=hit.due_on + timedelta(days=1)).exists()
