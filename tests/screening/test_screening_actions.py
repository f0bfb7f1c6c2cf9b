"""Screenings in chunks: their digest and impact, repetition, retry after a failure, and trials."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from blacklists.models import BlacklistEntry
from foundation.denials import ActionDenied
from roster.actions.confirmations import confirm_roster
from roster.models import Enterprise
from roster.policies import RosterConfirmation
from screening.actions.finishing import finish_screening, run_screening
from screening.actions.match_policy import apply_thresholds, try_thresholds
from screening.actions.screenings import (
    chunks_to_send,
    plan_screening,
    repeat_screening,
    retry_screening,
    run_chunk,
    screen_everything,
)
from screening.models import Screening, ScreeningChunk, ScreeningHit, Standing
from screening.reasons import FailureCode
from screening.states import Decision, ScreeningState, StandingState
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import AS_OF, decide_hit, list_entries, preview, put_in_force
from workdays.terms import elapsed_deadline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("blacklists")]
ENTERPRISES = [roster_line(serial) for serial in range(1, 9)]
# By USCC, by organisation code, by name (one of another city, one twice), and one that matches no enterprise.
ENTRIES = [
    blacklist_line("某公司", uscc=uscc_of(1)),
    blacklist_line("另一公司", org_code=uscc_of(2)[8:17]),
    blacklist_line("济南泺岬0003进出口有限公司"),
    blacklist_line("青岛泺岬0004进出口有限公司"),
    blacklist_line("济南泺岬0005进出口公司", document="（2026）鲁0102执5号"),
    blacklist_line("无关公司", uscc=uscc_of(70)),
    blacklist_line("济南泺岬0005进出口有限公司", document="（2026）鲁0102执6号"),
]


@pytest.fixture
def small_chunks(settings: Any) -> None:
    settings.SCREENING_CHUNK_ENTRIES = 3
    settings.SCREENING_FEW_ENTERPRISES = 0


def hits() -> list[tuple[Any, ...]]:
    fields = (
        "enterprise__uscc",
        "entry__name",
        "is_current",
        "needs_decision",
        "match_type",
        "score",
        "reasons",
        "decision",
        "due_on",
    )
    return sorted(ScreeningHit.objects.values_list(*fields), key=repr)


def standings() -> dict[str, str]:
    return dict(Standing.objects.current().values_list("enterprise__uscc", "state"))


def snapshot() -> tuple[Any, ...]:
    """Everything that a screening may change: hits, standings, and the number of events of hits."""
    events = ScreeningHit._meta.get_field("events").related_model._default_manager.count()
    return hits(), list(Standing.objects.order_by("pk").values_list("pk", "state", "until")), events


def last() -> Screening:
    return Screening.objects.latest("pk")


def run_now(screening: Screening) -> Screening:
    """Run the screening and return it as done."""
    run_screening(screening.pk)
    screening.refresh_from_db()
    assert screening.state == ScreeningState.DONE
    return screening


@pytest.fixture
def compared(officer: User, credit: User) -> None:
    """Enterprises screened after the entries were listed: added with a possible match, they are pending at once."""
    list_entries(credit, "court-defaulters", ENTRIES)
    put_in_force(officer, ENTERPRISES)


@pytest.fixture
def chunked(small_chunks: None, compared: None) -> None:
    """`compared`, screened in several chunks."""


def test_screening_in_several_chunks_has_the_result_of_one_chunk(compared: None, credit: User, settings: Any) -> None:
    one = run_now(screen_everything(by=credit))
    before = snapshot()
    settings.SCREENING_CHUNK_ENTRIES, settings.SCREENING_FEW_ENTERPRISES = 3, 0
    many = run_now(screen_everything(by=credit))
    assert (one.chunks.count(), many.chunks.count()) == (1, 3)
    assert (many.result_digest, many.hit_count, many.candidate_count) == (
        one.result_digest,
        one.hit_count,
        one.candidate_count,
    )
    assert many.entry_count == one.entry_count == len(ENTRIES)
    assert snapshot() == before


def test_first_screening_in_several_chunks_writes_hits_and_standings(chunked: None) -> None:
    assert last().chunks.count() == 3
    assert [hit[:6] for hit in hits()] == sorted(
        [
            (uscc_of(1), "某公司", True, False, "uscc", 80),
            (uscc_of(2), "另一公司", True, False, "org_code", 80),
            (uscc_of(3), "济南泺岬0003进出口有限公司", True, True, "name", 95),
            (uscc_of(4), "青岛泺岬0004进出口有限公司", True, False, "name", 48),
            (uscc_of(5), "济南泺岬0005进出口公司", True, True, "name", 85),
            (uscc_of(5), "济南泺岬0005进出口有限公司", True, True, "name", 95),
        ],
        key=repr,
    )
    assert [standings()[uscc_of(serial)] for serial in range(1, 7)] == [
        StandingState.BLOCKED,
        StandingState.BLOCKED,
        StandingState.PENDING,
        StandingState.ELIGIBLE,
        StandingState.PENDING,
        StandingState.ELIGIBLE,
    ]


def test_screening_when_done_stores_impact_and_input_versions(chunked: None) -> None:
    screening = last()
    assert (screening.impact["added"], screening.impact["needs_decision"]) == (6, 3)
    assert sorted(screening.impact["transitions"]) == [
        ["unscreened", "blocked", 2],
        ["unscreened", "eligible", 4],
        ["unscreened", "pending", 2],
    ]
    assert ("待比对 → 联合激励对象", "4家") in screening.changes
    assert screening.input_versions["blacklists"][0]["as_of"] == AS_OF.isoformat()
    assert (screening.review_threshold, screening.ignore_below, screening.enterprise_count) == (
        60,
        40,
        len(ENTERPRISES),
    )


@pytest.mark.parametrize("trigger", ["roster", "blacklist", "everything"])
def test_repetition_with_same_inputs_has_same_digest_and_changes_nothing(
    chunked: None, credit: User, trigger: str
) -> None:
    if trigger == "everything":
        run_now(screen_everything(by=credit))
    elif trigger == "blacklist":
        list_entries(credit, "wage-arrears", [blacklist_line("济南泺岬0007进出口有限公司")])
    first = Screening.objects.filter(trigger=trigger).latest("pk")
    before = snapshot()
    repetition = run_now(repeat_screening(screening=first, by=credit))
    assert (repetition.result_digest, repetition.hit_count, repetition.repeats) == (
        first.result_digest,
        first.hit_count,
        first,
    )
    assert repetition.hit_count > 0
    assert repetition.same_as_repeated
    assert repetition.same_inputs_as_repeated
    assert snapshot() == before
    assert repetition.changes == []


def test_repetition_after_a_change_has_another_digest(chunked: None, officer: User, credit: User) -> None:
    first = Screening.objects.get(trigger="roster")
    list_entries(credit, "wage-arrears", [blacklist_line("济南泺岬0006进出口有限公司")])
    repetition = run_now(repeat_screening(screening=first, by=credit))
    assert repetition.same_as_repeated is False
    assert not repetition.same_inputs_as_repeated


def test_repetition_after_new_thresholds_uses_those_in_force(chunked: None, credit: User) -> None:
    """A repetition does not use the thresholds of the first screening."""
    first = last()
    trial = run_now(try_thresholds(review_threshold=96, ignore_below=40, by=credit))
    run_now(apply_thresholds(trial=trial, reason="纪要", by=credit))
    before = snapshot()
    repetition = run_now(repeat_screening(screening=first, by=credit))
    assert (repetition.review_threshold, snapshot()) == (96, before)
    assert not repetition.same_inputs_as_repeated


def give_up(chunk: ScreeningChunk) -> None:
    """Run the chunk after three attempts, so that it is given up."""
    ScreeningChunk.objects.filter(pk=chunk.pk).update(attempts=3)
    run_chunk(chunk.pk)


def test_retry_of_failed_screening_runs_only_its_failed_chunks(chunked: None, credit: User) -> None:
    before = snapshot()[0], standings()
    screening = screen_everything(by=credit)
    first, second, third = (ScreeningChunk.objects.get(pk=pk) for pk in plan_screening(screening.pk))
    run_chunk(first.pk)
    give_up(second)
    run_chunk(third.pk)
    finish_screening(screening.pk)
    screening.refresh_from_db()
    assert screening.state == ScreeningState.FAILED
    assert screening.failure == {"code": FailureCode.CHUNK_FAILED, "params": {"chunk": 2, "attempts": 3}}
    assert standings() == before[1]
    done = list(screening.chunks.exclude(pk=second.pk).values_list("pk", "attempts", "started_at", "finished_at"))
    retry_screening(screening=screening, by=credit)
    assert plan_screening(screening.pk) == [second.pk]
    run_now(screening)
    assert (
        list(screening.chunks.exclude(pk=second.pk).values_list("pk", "attempts", "started_at", "finished_at")) == done
    )
    assert (ScreeningChunk.objects.get(pk=second.pk).attempts, screening.failure) == (1, None)
    assert (snapshot()[0], standings()) == before


def test_retry_of_failed_first_screening_makes_enterprises_eligible(officer: User, credit: User) -> None:
    """The added enterprises are unscreened until the retry is done."""
    confirm_roster(submission=preview(officer, ENTERPRISES), confirmation=RosterConfirmation(), by=officer)
    screening = last()
    give_up(ScreeningChunk.objects.get(pk=plan_screening(screening.pk)[0]))
    assert set(standings().values()) == {StandingState.UNSCREENED}
    screening.refresh_from_db()
    run_now(retry_screening(screening=screening, by=credit))
    assert set(standings().values()) == {StandingState.ELIGIBLE}


def test_chunk_run_twice_writes_its_hits_once(officer: User, credit: User, small_chunks: None) -> None:
    list_entries(credit, "court-defaulters", ENTRIES)
    confirm_roster(submission=preview(officer, ENTERPRISES), confirmation=RosterConfirmation(), by=officer)
    screening = last()
    chunks = plan_screening(screening.pk)
    for pk in chunks:
        run_chunk(pk)
    before = snapshot()
    for pk in chunks:
        run_chunk(pk)
    of_everything = run_now(screen_everything(by=credit))
    assert snapshot()[0] == before[0]
    finish_screening(screening.pk)
    finish_screening(screening.pk)
    screening.refresh_from_db()
    assert (screening.state, screening.result_digest, screening.hit_count) == (
        ScreeningState.DONE,
        of_everything.result_digest,
        6,
    )
    assert set(screening.chunks.values_list("attempts", flat=True)) == {1}


def test_chunk_sent_recently_is_not_sent_again(chunked: None, credit: User) -> None:
    chunks = plan_screening(screen_everything(by=credit).pk)
    assert chunks_to_send(chunks) == chunks
    assert chunks_to_send(chunks) == []


def test_screening_of_everything_ignores_ended_entries(chunked: None, credit: User) -> None:
    """Hits on ended entries are neither found again nor removed, under other thresholds as well."""
    BlacklistEntry.objects.filter(name="济南泺岬0003进出口有限公司").update(removed_on=date(2026, 7, 1))
    BlacklistEntry.objects.filter(uscc=uscc_of(1)).update(expires_on=elapsed_deadline(timezone.localdate()))
    before = snapshot()
    ended = ScreeningHit.objects.filter(entry__name="济南泺岬0003进出口有限公司").get()
    screening = run_now(screen_everything(by=credit))
    trial = run_now(try_thresholds(review_threshold=96, ignore_below=96, by=credit))
    assert (screening.entry_count, screening.hit_count, screening.changes) == (5, 4, [])
    assert snapshot() == before
    assert trial.impact["removed"] == 3
    run_now(apply_thresholds(trial=trial, reason="纪要", by=credit))
    ended.refresh_from_db()
    assert (ended.is_current, ended.needs_decision) == (True, True)


def test_trial_stores_impact_and_changes_nothing(chunked: None, credit: User) -> None:
    before = snapshot()
    trial = run_now(try_thresholds(review_threshold=96, ignore_below=50, by=credit))
    assert snapshot() == before
    assert {
        kind: trial.impact[kind]
        for kind in ("added", "changed", "removed", "needs_decision", "no_longer_needs_decision")
    } == {
        "added": 0,
        "changed": 3,
        "removed": 1,
        "needs_decision": 0,
        "no_longer_needs_decision": 3,
    }
    assert trial.impact["transitions"] == [["pending", "eligible", 2]]
    enterprises = [Enterprise.objects.get(uscc=uscc_of(serial)).pk for serial in (3, 5)]
    assert [enterprise for enterprise, *_ in trial.impact["enterprises"]] == enterprises


def test_trial_has_the_impact_of_the_screening_that_applies_it(chunked: None, credit: User) -> None:
    """This includes an enterprise with hits in several chunks."""
    trial = run_now(try_thresholds(review_threshold=96, ignore_below=50, by=credit))
    screening = run_now(apply_thresholds(trial=trial, reason="纪要", by=credit))
    assert screening.chunks.count() == 3
    assert screening.impact == trial.impact
    assert screening.result_digest == trial.result_digest
    assert (standings()[uscc_of(3)], standings()[uscc_of(5)]) == (StandingState.ELIGIBLE, StandingState.ELIGIBLE)


def test_failed_repetition_changes_no_standing(chunked: None, credit: User) -> None:
    """The enterprises of a repetition have been compared before."""
    before = standings()
    repetition = repeat_screening(screening=Screening.objects.filter(trigger="roster").latest("pk"), by=credit)
    give_up(ScreeningChunk.objects.get(pk=plan_screening(repetition.pk)[0]))
    assert standings() == before


def test_failed_trial_changes_no_standing(chunked: None, credit: User) -> None:
    before = snapshot()
    trial = try_thresholds(review_threshold=96, ignore_below=50, by=credit)
    give_up(ScreeningChunk.objects.get(pk=plan_screening(trial.pk)[0]))
    trial.refresh_from_db()
    assert trial.state == ScreeningState.FAILED
    assert snapshot() == before
    assert not Screening.objects.with_failure().exists()
    retry_screening(screening=trial, by=credit)
    run_now(trial)
    assert snapshot() == before


def test_failed_screening_of_everything_is_not_retried_beside_another(chunked: None, credit: User) -> None:
    failed = screen_everything(by=credit)
    give_up(ScreeningChunk.objects.get(pk=plan_screening(failed.pk)[0]))
    running = screen_everything(by=credit)
    with pytest.raises(ActionDenied, match=f"{running}正在对全部企业和条目进行"):
        retry_screening(screening=failed, by=credit)
    run_now(running)
    run_now(retry_screening(screening=failed, by=credit))


def test_possible_match_under_lower_thresholds_gets_the_whole_term(chunked: None, credit: User) -> None:
    """An eligible enterprise with a hit that lower thresholds submit for decision keeps its standing for the term."""
    assert standings()[uscc_of(4)] == StandingState.ELIGIBLE
    ScreeningHit.objects.update(due_on=date(2026, 1, 1))
    run_now(
        apply_thresholds(
            trial=run_now(try_thresholds(review_threshold=45, ignore_below=40, by=credit)), reason="纪", by=credit
        )
    )
    hit = ScreeningHit.objects.get(enterprise__uscc=uscc_of(4))
    assert hit.needs_decision
    assert hit.due_on > timezone.localdate()
    assert standings()[uscc_of(4)] == StandingState.ELIGIBLE


def test_dismissal_under_other_thresholds_is_kept(chunked: None, credit: User) -> None:
    hit = ScreeningHit.objects.get(enterprise__uscc=uscc_of(3))
    decide_hit(hit=hit, decision=Decision.DISMISSED, reason="地址不同", by=credit)
    for review_threshold in (96, 50):
        trial = run_now(try_thresholds(review_threshold=review_threshold, ignore_below=45, by=credit))
        run_now(apply_thresholds(trial=trial, reason="纪要", by=credit))
    hit.refresh_from_db()
    assert (hit.needs_decision, hit.decision) == (True, Decision.DISMISSED)
    assert standings()[uscc_of(3)] == StandingState.ELIGIBLE
