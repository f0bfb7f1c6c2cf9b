"""From files to standings: hits of each match type, hints, decisions, removed entries and reached days."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from blacklists.models import BlacklistEntry
from roster.actions.confirmations import confirm_roster
from roster.models import Enterprise
from roster.policies import RosterConfirmation
from screening.actions.finishing import run_screening
from screening.actions.screenings import plan_screening, retry_screening
from screening.actions.standings import reassess
from screening.models import Screening, ScreeningChunk, ScreeningHit, Standing
from screening.models.hits import Wait
from screening.states import Decision, ScreeningState, StandingState
from screening.tasks import reassess_due
from screening.wording import reasons_text
from tests.roles import as_owner, without_triggers
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import decide_hit, list_entries, preview, put_in_force, run_screenings, switch_blacklist
from workdays.terms import add_working_days, elapsed_deadline

pytestmark = pytest.mark.usefixtures("blacklists")
NAME = "济南泺岬0001进出口有限公司"


def state(serial: int = 1) -> str:
    return Enterprise.objects.get(uscc=uscc_of(serial)).standing.state


def reasons(serial: int = 1) -> str:
    return reasons_text(Enterprise.objects.get(uscc=uscc_of(serial)).standing.reasons)


def test_enterprise_before_first_screening_is_unscreened(officer: User) -> None:
    confirm_roster(submission=preview(officer, [roster_line(1)]), confirmation=RosterConfirmation(), by=officer)
    assert state() == StandingState.UNSCREENED
    run_screenings()
    assert state() == StandingState.ELIGIBLE


def test_same_uscc_blocks_under_any_name(officer: User, credit: User) -> None:
    list_entries(credit, "court-defaulters", [blacklist_line("济南旧名有限公司", uscc=uscc_of(1))])
    put_in_force(officer, [roster_line(1), roster_line(2)])
    assert (state(1), state(2)) == (StandingState.BLOCKED, StandingState.ELIGIBLE)
    assert "失信被执行人" in reasons()
    assert "（2026）鲁0102执1号" in reasons()


def test_same_organisation_code_with_hyphen_blocks(officer: User, credit: User) -> None:
    code = uscc_of(1)[8:17]
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "wage-arrears", [blacklist_line("某公司", org_code=f"{code[:8]}-{code[8]}")])
    assert state() == StandingState.BLOCKED


def test_new_import_blocks_eligible_enterprise(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    assert state() == StandingState.ELIGIBLE
    list_entries(credit, "tax-violations", [blacklist_line(NAME, uscc=uscc_of(1))])
    assert state() == StandingState.BLOCKED


def test_name_match_of_new_enterprise_is_pending(officer: User, credit: User) -> None:
    list_entries(credit, "court-defaulters", [blacklist_line("济南泺岬０００１進出口（有限公司）")])
    put_in_force(officer, [roster_line(1)])
    hit = ScreeningHit.objects.waiting(Wait.DECISION).get()
    assert state() == StandingState.PENDING
    decide_hit(hit=hit, decision=Decision.DISMISSED, reason="地址不同", by=credit)
    assert state() == StandingState.ELIGIBLE


def test_eligible_enterprise_keeps_standing_until_the_deadline(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "court-defaulters", [blacklist_line(NAME)])
    assert state() == StandingState.ELIGIBLE
    assert "名称相同" in reasons()
    hit = ScreeningHit.objects.waiting(Wait.DECISION).get()
    today = timezone.localdate()
    assert hit.due_on == add_working_days(today, 5)
    for last_day, expected in ((today, StandingState.ELIGIBLE), (elapsed_deadline(today), StandingState.PENDING)):
        ScreeningHit.objects.update(due_on=last_day)
        reassess(enterprise_ids=[hit.enterprise_id])
        assert state() == expected


def test_confirmed_possible_match_blocks(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "court-defaulters", [blacklist_line(NAME)])
    decide_hit(hit=ScreeningHit.objects.get(), decision=Decision.CONFIRMED, reason="裁判文书所载地址一致", by=credit)
    assert state() == StandingState.BLOCKED


def test_same_name_with_other_valid_uscc_is_no_hit(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "court-defaulters", [blacklist_line(NAME, uscc=uscc_of(99))])
    assert not ScreeningHit.objects.exists()
    assert state() == StandingState.ELIGIBLE


def test_hint_is_a_hit_without_effect(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "abnormal-operation", [blacklist_line(NAME, uscc=uscc_of(1))])
    assert state() == StandingState.ELIGIBLE
    assert "经营异常名录" in reasons()


def test_entry_missing_from_full_import_restores_the_enterprise(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    list_entries(
        credit, "court-defaulters", [blacklist_line(NAME, uscc=uscc_of(1)), blacklist_line("别家", uscc=uscc_of(50))]
    )
    assert state() == StandingState.BLOCKED
    list_entries(credit, "court-defaulters", [blacklist_line("别家", uscc=uscc_of(50))], as_of=date(2026, 7, 1))
    assert state() == StandingState.ELIGIBLE
    assert BlacklistEntry.objects.get(uscc=uscc_of(1)).removed_on == date(2026, 7, 1)


def test_changes_file_ends_only_named_entries(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    both = [blacklist_line(NAME, uscc=uscc_of(1)), blacklist_line("别家", uscc=uscc_of(2))]
    list_entries(credit, "court-defaulters", both)
    removal = blacklist_line(NAME, uscc=uscc_of(1), removed_on="2026-06-30")
    list_entries(credit, "court-defaulters", [removal], mode="changes")
    assert (state(1), state(2)) == (StandingState.ELIGIBLE, StandingState.BLOCKED)


def test_last_day_of_an_entry_belongs_to_its_term(officer: User, credit: User) -> None:
    """有效期止 today counts today and no longer tomorrow (民法典第二百零三条第二款)."""
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "court-defaulters", [blacklist_line(NAME, uscc=uscc_of(1))])
    today = timezone.localdate()
    for last_day, expected in ((today, StandingState.BLOCKED), (elapsed_deadline(today), StandingState.ELIGIBLE)):
        BlacklistEntry.objects.update(expires_on=last_day)
        reassess(enterprise_ids=[Enterprise.objects.get().pk])
        assert state() == expected


def test_entry_listed_in_future_counts_from_its_day(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    tomorrow = timezone.localdate() + timedelta(days=1)
    line = blacklist_line(NAME, uscc=uscc_of(1), listed_on=tomorrow.isoformat())
    list_entries(credit, "court-defaulters", [line])
    assert state() == StandingState.ELIGIBLE
    assert ScreeningHit.objects.get().is_current


def test_renamed_enterprise_is_compared_by_former_name_as_well(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    list_entries(
        credit, "court-defaulters", [blacklist_line(NAME), blacklist_line("济南泺岬新名有限公司", document="二号")]
    )
    put_in_force(officer, [roster_line(1, name="济南泺岬新名有限公司")], as_of=date(2026, 7, 1))
    former, today = (
        ScreeningHit.objects.get(entry__name=NAME),
        ScreeningHit.objects.get(entry__name="济南泺岬新名有限公司"),
    )
    assert (former.is_current, today.is_current) == (True, True)
    assert [reason["rule"] for reason in former.reasons] == ["name_same", "former_name"]
    assert [reason["rule"] for reason in today.reasons] == ["name_same"]


def test_failed_screening_leaves_enterprises_unscreened_until_retried(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "court-defaulters", [blacklist_line("别家", uscc=uscc_of(50))], compare=False)
    screening = Screening.objects.get(trigger="blacklist")
    ScreeningChunk.objects.filter(pk__in=plan_screening(screening.pk)).update(attempts=3)
    run_screening(screening.pk)
    screening.refresh_from_db()
    assert screening.state == ScreeningState.FAILED
    assert state() == StandingState.UNSCREENED
    assert "比对失败" in reasons()
    retry_screening(screening=screening, by=credit)
    assert state() == StandingState.UNSCREENED
    run_screenings()
    assert state() == StandingState.ELIGIBLE


def test_attempts_before_database_start_do_not_count(officer: User) -> None:
    confirm_roster(submission=preview(officer, [roster_line(1)]), confirmation=RosterConfirmation(), by=officer)
    screening = Screening.objects.get()
    before_the_database_began = timezone.now() - timedelta(days=365)
    chunks = ScreeningChunk.objects.filter(pk__in=plan_screening(screening.pk))
    chunks.update(state=ScreeningState.RUNNING, attempts=3, started_at=before_the_database_began)
    run_screening(screening.pk)
    assert (chunks.get().state, chunks.get().attempts) == (ScreeningState.DONE, 1)
    assert state() == StandingState.ELIGIBLE


def test_second_screening_writes_nothing_new(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    imported = list_entries(credit, "court-defaulters", [blacklist_line(NAME, uscc=uscc_of(1))])
    before = list(Standing.objects.values_list("pk", "state"))
    Screening.objects.create(trigger="blacklist", blacklist_import=imported)
    run_screenings()
    assert ScreeningHit.objects.count() == 1
    assert list(Standing.objects.values_list("pk", "state")) == before


def test_standings_answer_for_any_day_and_are_immutable(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "court-defaulters", [blacklist_line(NAME, uscc=uscc_of(1))])
    enterprise = Enterprise.objects.get()
    states = list(enterprise.standings.order_by("pk").values_list("state", flat=True))
    assert states == [StandingState.UNSCREENED, StandingState.ELIGIBLE, StandingState.BLOCKED]
    assert enterprise.standings.standing_on(timezone.localdate()).get().state == StandingState.BLOCKED
    assert not enterprise.standings.standing_on(timezone.localdate() - timedelta(days=1)).exists()
    for change in (
        lambda: Standing.objects.filter(state="blocked").update(state="eligible"),
        lambda: Standing.objects.filter(state="blocked").delete(),
        lambda: Standing.objects.filter(state="eligible").update(known_until=None),
        lambda: Standing.objects.filter(state="blocked").update(since=date(2026, 1, 1)),
    ):
        with as_owner(), pytest.raises(InternalError), transaction.atomic():
            change()


def test_database_rejects_eligible_without_a_screening(officer: User) -> None:
    enterprise = Enterprise.objects.create(
        uscc=uscc_of(7), name="济南泺岬七有限公司", name_key="x", sort_key="x", search_keys=[]
    )
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Standing.objects.create(enterprise=enterprise, state="eligible", since=timezone.localdate(now), known_at=now)


def test_database_rejects_two_standings_on_one_day(officer: User) -> None:
    put_in_force(officer, [roster_line(1)])
    now = timezone.now()
    yesterday = timezone.localdate(now) - timedelta(days=1)
    with pytest.raises(InternalError), transaction.atomic():
        Standing.objects.create(
            enterprise=Enterprise.objects.get(),
            state="blocked",
            since=yesterday,
            until=yesterday + timedelta(days=2),
            known_at=now,
            end_known_at=now,
        )


def test_rows_about_natural_persons_are_noticed_and_not_stored(officer: User, credit: User) -> None:
    lines = [blacklist_line("王某某", uscc="370102190001010027"), blacklist_line(NAME, uscc=uscc_of(1))]
    imported = list_entries(credit, "court-defaulters", lines)
    assert list(BlacklistEntry.objects.values_list("name", flat=True)) == [NAME]
    assert imported.error_count == 1
    assert not any(
        "370102190001010027" in str(list(kept.values())) for kept in (imported.rows.all(), imported.problems.all())
    )


def test_blacklist_excludes_only_when_set_to(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "court-defaulters", [blacklist_line(NAME, uscc=uscc_of(1))])
    switch_blacklist("court-defaulters", excludes=False, by=credit)
    assert state() == StandingState.ELIGIBLE


def test_corrected_entry_blocks_without_a_gap(officer: User, credit: User) -> None:
    """A full import names the enterprise under another document number: it ends one entry and adds another.

    The ended entry counts until the new one is compared.
    """
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "court-defaulters", [blacklist_line(NAME, uscc=uscc_of(1), document="（2026）鲁0102执1号")])
    corrected = [blacklist_line(NAME, uscc=uscc_of(1), document="（2026）鲁0102执2号")]
    list_entries(credit, "court-defaulters", corrected, as_of=date(2026, 7, 1), compare=False)
    assert BlacklistEntry.objects.filter(removed_on=date(2026, 7, 1)).count() == 1
    assert state() == StandingState.BLOCKED
    run_screenings()
    assert state() == StandingState.BLOCKED
    assert "执2号" in reasons()
    assert "执1号" not in reasons()


def test_ended_entries_free_enterprises_after_the_screening(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, "court-defaulters", [blacklist_line(NAME, uscc=uscc_of(1))])
    others = [blacklist_line("别家公司", uscc=uscc_of(50))]
    list_entries(credit, "court-defaulters", others, as_of=date(2026, 7, 1), compare=False)
    assert state() == StandingState.BLOCKED
    run_screenings()
    assert state() == StandingState.ELIGIBLE


def test_import_reassesses_only_affected_enterprises(officer: User, credit: User) -> None:
    """Enterprises with a hit on an unchanged entry are reassessed by `reassess_due`, not by the import."""
    put_in_force(officer, [roster_line(serial) for serial in range(1, 6)])
    by_uscc = {serial: blacklist_line(f"旧名{serial}公司", uscc=uscc_of(serial)) for serial in range(1, 5)}
    namesake = blacklist_line("济南泺岬0005进出口有限公司")
    list_entries(credit, "court-defaulters", [*by_uscc.values(), namesake])
    ScreeningHit.objects.filter(match_type="name").update(due_on=elapsed_deadline(timezone.localdate()))
    removed = blacklist_line("旧名1公司", uscc=uscc_of(1), removed_on="2026-06-01")
    lines = [removed, by_uscc[3], by_uscc[4], namesake]
    list_entries(credit, "court-defaulters", lines, as_of=date(2026, 7, 1), compare=False)
    blocked, eligible = StandingState.BLOCKED, StandingState.ELIGIBLE
    assert [state(serial) for serial in range(1, 6)] == [eligible, blocked, blocked, blocked, eligible]
    run_screenings()
    assert [state(serial) for serial in range(1, 6)] == [eligible, eligible, blocked, blocked, eligible]
    list_entries(credit, "court-defaulters", [removed, by_uscc[3], namesake], as_of=date(2026, 7, 2), compare=False)
    assert [state(serial) for serial in range(1, 6)] == [eligible, eligible, blocked, eligible, eligible]
    reassess(enterprise_ids=[Enterprise.objects.get(uscc=uscc_of(5)).pk])
    assert state(5) == StandingState.PENDING


def test_row_with_error_removes_no_entry(officer: User, credit: User) -> None:
    """The new full import names the enterprise in a row with an error."""
    put_in_force(officer, [roster_line(1), roster_line(2)])
    both = [blacklist_line(NAME, uscc=uscc_of(1)), blacklist_line("别家公司", uscc=uscc_of(2))]
    list_entries(credit, "court-defaulters", both)
    mistaken = [
        blacklist_line(NAME, uscc=uscc_of(1), listed_on="2026-13-01"),
        blacklist_line("某公司", uscc=uscc_of(50)),
    ]
    list_entries(credit, "court-defaulters", mistaken, as_of=date(2026, 7, 1))
    assert (state(1), state(2)) == (StandingState.BLOCKED, StandingState.ELIGIBLE)


def test_hint_needs_no_decision(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1, name=NAME)])
    list_entries(credit, "abnormal-operation", [blacklist_line(NAME)])
    assert not ScreeningHit.objects.waiting(Wait.DECISION).exists()
    list_entries(credit, "court-defaulters", [blacklist_line(NAME)])
    assert ScreeningHit.objects.waiting(Wait.DECISION).count() == 1


def known_since_yesterday() -> None:
    """Date every standing back by a day, without the triggers that forbid it."""
    with without_triggers():
        Standing.objects.update(known_at=F("known_at") - timedelta(days=1))


@pytest.mark.parametrize("day", ["due_on", "listed_on", "expires_on"])
def test_reached_day_reassesses_the_enterprise(officer: User, credit: User, day: str) -> None:
    """A deadline has passed, an entry begins to count, or ends; other enterprises are not reassessed."""
    put_in_force(officer, [roster_line(1), roster_line(2)])
    today = timezone.localdate()
    uscc = "" if day == "due_on" else uscc_of(1)
    listed = today if day == "listed_on" else today - timedelta(days=300)
    list_entries(credit, "court-defaulters", [blacklist_line(NAME, uscc=uscc, listed_on=str(listed))])
    if day == "due_on":
        ScreeningHit.objects.update(due_on=elapsed_deadline(today))
    if day == "expires_on":
        BlacklistEntry.objects.update(expires_on=elapsed_deadline(today))
    if day == "listed_on":
        BlacklistEntry.objects.update(listed_on=today + timedelta(days=1))
        reassess(enterprise_ids=Enterprise.objects.values_list("pk", flat=True))
        BlacklistEntry.objects.update(listed_on=today)
    before = state()
    reassess_due()
    assert state() == before
    known_since_yesterday()
    with_date_passed = set(ScreeningHit.objects.with_date_passed(on=today).values_list("enterprise__uscc", flat=True))
    assert with_date_passed == {uscc_of(1)}
    reassess_due()
    expected = {
        "due_on": (StandingState.ELIGIBLE, StandingState.PENDING),
        "listed_on": (StandingState.ELIGIBLE, StandingState.BLOCKED),
        "expires_on": (StandingState.BLOCKED, StandingState.ELIGIBLE),
    }
    assert (before, state()) == expected[day]
