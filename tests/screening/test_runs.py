"""Runs of the cross-check: in chunks, repeated, retried, at the same time, and tried without effect."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from blacklists.models import BlacklistEntry
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
# A USCC, an organisation code, three names of which one of another city and one twice, and nobody.
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
def many_chunks(settings: Any) -> None:
    settings.SCREENING_CHUNK_ENTRIES = 3
    settings.SCREENING_FEW_ENTERPRISES = 0


def hits() -> list[tuple[Any, ...]]:
    said = (
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
    return sorted(ScreeningHit.objects.values_list(*said), key=repr)


def standings() -> dict[str, str]:
    return dict(Standing.objects.current().values_list("enterprise__uscc", "state"))


def kept() -> tuple[Any, ...]:
    """Everything that a comparison may change, histories included."""
    events = ScreeningHit._meta.get_field("events").related_model._default_manager.count()
    return hits(), list(Standing.objects.order_by("pk").values_list("pk", "state", "until")), events


def last() -> Screening:
    return Screening.objects.latest("pk")


def run_now(screening: Screening) -> Screening:
    """The run, done."""
    run_screening(screening.pk)
    screening.refresh_from_db()
    assert screening.state == ScreeningState.DONE
    return screening


@pytest.fixture
def compared(officer: User, credit: User) -> None:
    """Enterprises compared with entries: newcomers first, so that possible matches leave them pending."""
    list_entries(credit, "court-defaulters", ENTRIES)
    put_in_force(officer, ENTERPRISES)


@pytest.fixture
def chunked(many_chunks: None, compared: None) -> None:
    """The same in many chunks."""


def test_many_chunks_give_the_result_of_one(compared: None, credit: User, settings: Any) -> None:
    one = run_now(screen_everything(by=credit))
    before = kept()
    settings.SCREENING_CHUNK_ENTRIES, settings.SCREENING_FEW_ENTERPRISES = 3, 0
    many = run_now(screen_everything(by=credit))
    assert (one.chunks.count(), many.chunks.count()) == (1, 3)
    assert (many.result_digest, many.hit_count, many.candidate_count) == (
        one.result_digest,
        one.hit_count,
        one.candidate_count,
    )
    assert many.entry_count == one.entry_count == len(ENTRIES)
    assert kept() == before


def test_first_screening_in_many_chunks_gives_same_hits_and_standings(chunked: None) -> None:
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


def test_screening_stores_its_impact(chunked: None) -> None:
    run = last()
    assert (run.impact["added"], run.impact["needs_decision"]) == (6, 3)
    assert sorted(run.impact["transitions"]) == [
        ["unscreened", "blocked", 2],
        ["unscreened", "eligible", 4],
        ["unscreened", "pending", 2],
    ]
    assert ("待比对 → 联合激励对象", "4家") in run.changes
    assert run.input_versions["lists"][0]["as_of"] == AS_OF.isoformat()
    assert (run.review_threshold, run.ignore_below, run.enterprise_count) == (60, 40, len(ENTERPRISES))


@pytest.mark.parametrize("trigger", ["roster", "blacklist", "rules"])
def test_repeat_has_same_digest_and_changes_nothing(chunked: None, credit: User, trigger: str) -> None:
    if trigger == "rules":
        run_now(screen_everything(by=credit))
    elif trigger == "blacklist":
        list_entries(credit, "wage-arrears", [blacklist_line("济南泺岬0007进出口有限公司")])
    first = Screening.objects.filter(trigger=trigger).latest("pk")
    before = kept()
    again = run_now(repeat_screening(screening=first, by=credit))
    assert (again.result_digest, again.hit_count, again.repeats) == (first.result_digest, first.hit_count, first)
    assert again.hit_count > 0
    assert again.same_as_repeated
    assert again.same_inputs_as_repeated
    assert kept() == before
    assert again.changes == []


def test_repeat_after_a_change_has_another_digest(chunked: None, officer: User, credit: User) -> None:
    first = Screening.objects.get(trigger="roster")
    list_entries(credit, "wage-arrears", [blacklist_line("济南泺岬0006进出口有限公司")])
    again = run_now(repeat_screening(screening=first, by=credit))
    assert again.same_as_repeated is False
    assert not again.same_inputs_as_repeated


def test_repeat_uses_thresholds_in_force(chunked: None, credit: User) -> None:
    """An old run never brings back old thresholds."""
    first = last()
    trial = run_now(try_thresholds(review_threshold=96, ignore_below=40, by=credit))
    run_now(apply_thresholds(trial=trial, reason="纪要", by=credit))
    before = kept()
    again = run_now(repeat_screening(screening=first, by=credit))
    assert (again.review_threshold, kept()) == (96, before)
    assert not again.same_inputs_as_repeated


def given_up(chunk: ScreeningChunk) -> None:
    """As if three workers had died over it."""
    ScreeningChunk.objects.filter(pk=chunk.pk).update(attempts=3)
    run_chunk(chunk.pk)


def test_retry_runs_only_failed_chunks(chunked: None, credit: User) -> None:
    before = kept()[0], standings()
    run = screen_everything(by=credit)
    first, second, third = (ScreeningChunk.objects.get(pk=pk) for pk in plan_screening(run.pk))
    run_chunk(first.pk)
    given_up(second)
    run_chunk(third.pk)
    finish_screening(run.pk)
    run.refresh_from_db()
    assert run.state == ScreeningState.FAILED
    assert run.failure == {"code": FailureCode.CHUNK_FAILED, "params": {"chunk": 2, "attempts": 3}}
    assert standings()[uscc_of(6)] == StandingState.UNSCREENED
    done = list(run.chunks.exclude(pk=second.pk).values_list("pk", "attempts", "started_at", "finished_at"))
    retry_screening(screening=run, by=credit)
    assert plan_screening(run.pk) == [second.pk]
    run_now(run)
    assert list(run.chunks.exclude(pk=second.pk).values_list("pk", "attempts", "started_at", "finished_at")) == done
    assert (ScreeningChunk.objects.get(pk=second.pk).attempts, run.failure) == (1, None)
    assert (kept()[0], standings()) == before


def test_retry_completes_a_failed_first_screening(officer: User, credit: User) -> None:
    """The enterprises that the roster brought read as 待比对 until then, and as compared from then on."""
    confirm_roster(submission=preview(officer, ENTERPRISES), confirmation=RosterConfirmation(), by=officer)
    run = last()
    given_up(ScreeningChunk.objects.get(pk=plan_screening(run.pk)[0]))
    assert set(standings().values()) == {StandingState.UNSCREENED}
    run.refresh_from_db()
    run_now(retry_screening(screening=run, by=credit))
    assert set(standings().values()) == {StandingState.ELIGIBLE}


def test_chunk_run_twice_writes_once(officer: User, credit: User, many_chunks: None) -> None:
    list_entries(credit, "court-defaulters", ENTRIES)
    confirm_roster(submission=preview(officer, ENTERPRISES), confirmation=RosterConfirmation(), by=officer)
    run = last()
    chunks = plan_screening(run.pk)
    for pk in chunks:
        run_chunk(pk)
    before = kept()
    for pk in chunks:
        run_chunk(pk)
    # A worker died after its hits were written elsewhere: the chunk is done once more from the start.
    again = run_now(screen_everything(by=credit))
    assert kept()[0] == before[0]
    finish_screening(run.pk)
    finish_screening(run.pk)
    run.refresh_from_db()
    assert (run.state, run.result_digest, run.hit_count) == (ScreeningState.DONE, again.result_digest, 6)
    assert set(run.chunks.values_list("attempts", flat=True)) == {1}


def test_chunk_sent_lately_is_not_sent_again(chunked: None, credit: User) -> None:
    chunks = plan_screening(screen_everything(by=credit).pk)
    assert chunks_to_send(chunks) == chunks
    assert chunks_to_send(chunks) == []


def test_screening_of_everything_ignores_ended_entries(chunked: None, credit: User) -> None:
    """Their hits are neither found nor lost: they are history, and free nobody anew."""
    BlacklistEntry.objects.filter(name="济南泺岬0003进出口有限公司").update(removed_on=date(2026, 7, 1))
    BlacklistEntry.objects.filter(uscc=uscc_of(1)).update(expires_on=elapsed_deadline(timezone.localdate()))
    before = kept()
    ended = ScreeningHit.objects.filter(entry__name="济南泺岬0003进出口有限公司").get()
    run = run_now(screen_everything(by=credit))
    trial = run_now(try_thresholds(review_threshold=96, ignore_below=96, by=credit))
    assert (run.entry_count, run.hit_count, run.changes) == (5, 4, [])
    assert kept() == before
    assert trial.impact["removed"] == 3
    run_now(apply_thresholds(trial=trial, reason="纪要", by=credit))
    ended.refresh_from_db()
    assert (ended.is_current, ended.needs_decision) == (True, True)


def test_trial_changes_nothing_and_stores_impact(chunked: None, credit: User) -> None:
    before = kept()
    trial = run_now(try_thresholds(review_threshold=96, ignore_below=50, by=credit))
    assert kept() == before
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


def test_impact_of_trial_equals_impact_of_screening(chunked: None, credit: User) -> None:
    """Also of an enterprise whose hits lie in several chunks."""
    trial = run_now(try_thresholds(review_threshold=96, ignore_below=50, by=credit))
    run = run_now(apply_thresholds(trial=trial, reason="纪要", by=credit))
    assert run.chunks.count() == 3
    assert run.impact == trial.impact
    assert run.result_digest == trial.result_digest
    assert (standings()[uscc_of(3)], standings()[uscc_of(5)]) == (StandingState.ELIGIBLE, StandingState.ELIGIBLE)


def test_failed_repeat_changes_no_standing(chunked: None, credit: User) -> None:
    """What it compares again was compared."""
    before = standings()
    again = repeat_screening(screening=Screening.objects.filter(trigger="roster").latest("pk"), by=credit)
    given_up(ScreeningChunk.objects.get(pk=plan_screening(again.pk)[0]))
    assert standings() == before


def test_failed_trial_changes_no_standing(chunked: None, credit: User) -> None:
    before = kept()
    trial = try_thresholds(review_threshold=96, ignore_below=50, by=credit)
    given_up(ScreeningChunk.objects.get(pk=plan_screening(trial.pk)[0]))
    trial.refresh_from_db()
    assert trial.state == ScreeningState.FAILED
    assert kept() == before
    assert not Screening.objects.failed().exists()
    retry_screening(screening=trial, by=credit)
    run_now(trial)
    assert kept() == before


def test_new_possible_match_has_the_whole_term(chunked: None, credit: User) -> None:
    """An eligible enterprise that lower thresholds ask about is not over the term from the first minute."""
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


def test_dismissal_holds_under_other_thresholds(chunked: None, credit: User) -> None:
    hit = ScreeningHit.objects.get(enterprise__uscc=uscc_of(3))
    decide_hit(hit=hit, decision=Decision.DISMISSED, reason="地址不同", by=credit)
    for review_threshold in (96, 50):
        trial = run_now(try_thresholds(review_threshold=review_threshold, ignore_below=45, by=credit))
        run_now(apply_thresholds(trial=trial, reason="纪要", by=credit))
    hit.refresh_from_db()
    assert (hit.needs_decision, hit.decision) == (True, Decision.DISMISSED)
    assert standings()[uscc_of(3)] == StandingState.ELIGIBLE
