"""Screenings concurrent with other writers of the same enterprises: the result is serial, without deadlock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from blacklists.actions.effect_proposals import approve_proposal, propose_switch, propose_term
from blacklists.actions.imports import confirm_import
from blacklists.models import Blacklist, BlacklistEntry
from blacklists.signals import blacklist_changed
from foundation.denials import ActionDenied
from roster.actions.confirmations import confirm_roster
from roster.models import Enterprise
from roster.policies import RosterConfirmation
from screening.actions.finishing import finish_screening, run_screening
from screening.actions.hits import save_hits
from screening.actions.match_policy import try_thresholds
from screening.actions.revocations import revoke_enterprise
from screening.actions.screenings import plan_screening, repeat_screening, run_chunk, screen_everything
from screening.models import MatchPolicy, Screening, ScreeningHit, Standing
from screening.states import Decision, ScreeningState, StandingState
from tests.factories import make_user
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import (
    decide_hit,
    list_entries,
    preview,
    put_in_force,
    read_entries,
    run_screenings,
    switch_blacklist,
)
from tests.workers import locked, running, start_beat, start_worker, wait_until, waiting_count

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("blacklists")]
NAME = "济南泺岬0002进出口有限公司"


def run_concurrently(*works: Callable[[], object]) -> Callable[[], None]:
    """Start each in a thread with its own connection; return a function that waits for all and raises their errors."""

    def done(work: Callable[[], object]) -> None:
        try:
            work()
        finally:
            connection.close()

    pool = ThreadPoolExecutor(len(works))
    futures = [pool.submit(done, work) for work in works]

    def ended() -> None:
        pool.shutdown()
        for future in futures:
            future.result()

    return ended


def lock_enterprises() -> None:
    """Lock every enterprise until the transaction ends, as a decision does."""
    list(Enterprise.objects.order_by("pk").select_for_update())


def standings() -> dict[str, str]:
    return dict(Standing.objects.current().values_list("enterprise__uscc", "state"))


def test_concurrent_screenings_give_standings_of_consecutive_ones(officer: User, credit: User) -> None:
    confirm_roster(
        submission=preview(officer, [roster_line(serial) for serial in (1, 2, 3)]),
        confirmation=RosterConfirmation(),
        by=officer,
    )
    entries = [blacklist_line("某公司", uscc=uscc_of(1)), blacklist_line(NAME)]
    list_entries(credit, "court-defaulters", entries, compare=False)
    waiting = list(Screening.objects.unfinished().order_by("pk").values_list("pk", flat=True))
    assert len(waiting) == 2
    with locked("screening_screeninghit"):
        ended = run_concurrently(*(partial(run_screening, pk) for pk in waiting))
        wait_until(lambda: waiting_count() == 2, "both screenings have found their pairs")
    ended()
    assert set(Screening.objects.values_list("state", flat=True)) == {ScreeningState.DONE}
    assert ScreeningHit.objects.filter(is_current=True).count() == 2
    after = standings()
    assert after == {
        uscc_of(1): StandingState.BLOCKED,
        uscc_of(2): StandingState.PENDING,
        uscc_of(3): StandingState.ELIGIBLE,
    }
    of_everything = screen_everything(by=credit)
    run_screening(of_everything.pk)
    of_everything.refresh_from_db()
    assert (standings(), of_everything.changes) == (after, [])


def test_entry_corrected_after_candidate_search_is_scored_again(officer: User, credit: User) -> None:
    list_entries(credit, "court-defaulters", [blacklist_line(NAME)])
    confirm_roster(submission=preview(officer, [roster_line(2)]), confirmation=RosterConfirmation(), by=officer)
    chunk = plan_screening(Screening.objects.latest("pk").pk)[0]
    with transaction.atomic():
        BlacklistEntry.objects.update(uscc=uscc_of(77))
        ended = run_concurrently(partial(run_chunk, chunk))
        wait_until(lambda: waiting_count() == 1, "the pair is found and its entry waited for")
    ended()
    assert not ScreeningHit.objects.exists()


def test_enterprise_renamed_after_candidate_search_is_scored_by_new_name(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(2)])
    list_entries(credit, "court-defaulters", [blacklist_line(NAME)], compare=False)
    chunk = plan_screening(Screening.objects.latest("pk").pk)[0]
    renamed = preview(officer, [roster_line(2, name="青岛汀澜物流有限公司")], as_of=date(2026, 7, 1))
    with transaction.atomic():
        confirm_roster(submission=renamed, confirmation=RosterConfirmation(problems_verified=True), by=officer)
        ended = run_concurrently(partial(run_chunk, chunk))
        wait_until(lambda: waiting_count() == 1, "the pair is found and its enterprise waited for")
    ended()
    (hit,) = ScreeningHit.objects.all()
    assert "former_name" in {reason["rule"] for reason in hit.reasons}


def test_chunks_with_one_enterprise_do_not_wait_for_each_other(
    officer: User, credit: User, settings: LazySettings
) -> None:
    """Two entries that match one enterprise, each in its own chunk."""
    put_in_force(officer, [roster_line(2)])
    entries = [blacklist_line(NAME, document=document) for document in ("1号", "2号")]
    list_entries(credit, "court-defaulters", entries, compare=False)
    settings.SCREENING_CHUNK_ENTRIES, settings.SCREENING_FEW_ENTERPRISES = 1, 0
    screening = Screening.objects.latest("pk")
    _, other = plan_screening(screening.pk)
    first = BlacklistEntry.objects.earliest("pk")
    input_versions = {"enterprises": Enterprise.objects.all(), "entries": BlacklistEntry.objects.filter(pk=first.pk)}
    screening.refresh_from_db()
    with transaction.atomic():
        save_hits(screening, {(Enterprise.objects.get().pk, first.pk)}, **input_versions)
        ended = run_concurrently(partial(run_chunk, other))
        wait_until(lambda: ScreeningHit.objects.count() == 2, "the other chunk has written, and is done")
    ended()


def test_decision_during_a_screening_is_kept(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(2)])
    list_entries(credit, "court-defaulters", [blacklist_line(NAME)])
    hit = ScreeningHit.objects.get()
    # The screening has to change the score, which makes it write the hit.
    ScreeningHit.objects.update(score=1, due_on=timezone.localdate() + timedelta(days=9))
    hit.refresh_from_db()
    chunk = plan_screening(screen_everything(by=credit).pk)[0]
    with transaction.atomic():
        decide_hit(hit=hit, decision=Decision.CONFIRMED, reason="地址一致", by=credit)
        ended = run_concurrently(partial(run_chunk, chunk))
        wait_until(lambda: waiting_count() == 1, "the screening waits for the enterprise")
    ended()
    hit.refresh_from_db()
    assert (hit.score, hit.decision, hit.decided_by) == (95, Decision.CONFIRMED, credit)
    assert standings()[uscc_of(2)] == StandingState.BLOCKED


def test_several_workers_complete_a_screening(officer: User, credit: User, settings: LazySettings) -> None:
    put_in_force(officer, [roster_line(serial) for serial in range(1, 9)])
    lines = [blacklist_line(f"济南泺岬{serial:04d}进出口有限公司", document=f"{serial}号") for serial in range(1, 9)]
    list_entries(credit, "court-defaulters", lines, compare=False)
    screening = Screening.objects.latest("pk")
    settings.SCREENING_CHUNK_ENTRIES, settings.SCREENING_FEW_ENTERPRISES = 2, 0
    assert len(plan_screening(screening.pk)) == 4
    with running(start_worker(), start_beat()):
        wait_until(lambda: not Screening.objects.unfinished().exists(), "the screening is done")
    screening.refresh_from_db()
    assert (screening.state, screening.hit_count) == (ScreeningState.DONE, 8)
    assert set(screening.chunks.values_list("state", "attempts")) == {(ScreeningState.DONE, 1)}
    assert ScreeningHit.objects.count() == 8


def test_finishing_screening_and_confirming_roster_do_not_deadlock(officer: User) -> None:
    confirm_roster(submission=preview(officer, [roster_line(2)]), confirmation=RosterConfirmation(), by=officer)
    screening = Screening.objects.get()
    for chunk in plan_screening(screening.pk):
        run_chunk(chunk)
    moved = preview(officer, [roster_line(2, address="济南市某路2号")], as_of=date(2026, 7, 1))
    with transaction.atomic():
        lock_enterprises()
        ended = run_concurrently(partial(finish_screening, screening.pk))
        wait_until(lambda: waiting_count() == 1, "finishing waits for the enterprise")
        confirm_roster(submission=moved, confirmation=RosterConfirmation(problems_verified=True), by=officer)
    ended()
    for pk in Screening.objects.unfinished().values_list("pk", flat=True):
        run_screening(pk)
    assert standings() == {uscc_of(2): StandingState.ELIGIBLE}


def proposed_switch(credit: User) -> partial[Blacklist]:
    """The approval, by a second user, of the proposal that the blacklist of court defaulters excludes."""
    blacklist = Blacklist.objects.get(code="court-defaulters")
    basis = {"document": "《某条例》", "paragraph": "第九条"}
    proposed = propose_switch(blacklist=blacklist, excludes=True, **basis, reason="纪要", by=credit)
    version = str(proposed.approval_id)
    return partial(approve_proposal, blacklist=blacklist, expected_version=version, by=make_user(Role.CREDIT))


def test_blacklist_switch_and_decision_do_not_deadlock(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(2)])
    switch_blacklist("court-defaulters", excludes=False, by=credit)
    switch = proposed_switch(credit)
    list_entries(credit, "court-defaulters", [blacklist_line(NAME)])
    with transaction.atomic():
        lock_enterprises()
        ended = run_concurrently(switch)
        wait_until(lambda: waiting_count() == 1, "the switch waits for the enterprise")
        decide_hit(hit=ScreeningHit.objects.get(), decision=Decision.CONFIRMED, reason="地址一致", by=credit)
    ended()
    assert standings() == {uscc_of(2): StandingState.BLOCKED}


def test_import_and_decision_do_not_deadlock(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(2)])
    list_entries(credit, "court-defaulters", [blacklist_line(NAME)])
    ScreeningHit.objects.update(due_on=timezone.localdate() - timedelta(days=9))
    lines = [blacklist_line(NAME, listed_on="2026-02-06")]
    changed = read_entries(credit, "court-defaulters", lines, as_of=date(2026, 7, 1))
    with transaction.atomic():
        lock_enterprises()
        ended = run_concurrently(partial(confirm_import, submission=changed, by=credit))
        wait_until(lambda: waiting_count() == 1, "the file waits for the enterprise")
        decide_hit(hit=ScreeningHit.objects.get(), decision=Decision.DISMISSED, reason="地址不同", by=credit)
    ended()
    assert standings() == {uscc_of(2): StandingState.ELIGIBLE}


def test_import_with_a_number_match_locks_enterprises_in_one_order(officer: User, credit: User) -> None:
    """The file ends a hit on the first enterprise and has the number of the second."""
    put_in_force(officer, [roster_line(1), roster_line(2)])
    first = blacklist_line("别家公司", uscc=uscc_of(1))
    list_entries(credit, "court-defaulters", [first])
    changed = read_entries(
        credit, "court-defaulters", [blacklist_line("又一家公司", uscc=uscc_of(2))], as_of=date(2026, 7, 1)
    )
    lower, higher = Enterprise.objects.order_by("pk")
    with transaction.atomic():
        Enterprise.objects.select_for_update(no_key=True).get(pk=lower.pk)
        ended = run_concurrently(partial(confirm_import, submission=changed, ended_count=1, by=credit))
        wait_until(lambda: waiting_count() == 1, "the file waits for the first enterprise")
        Enterprise.objects.select_for_update(no_key=True).get(pk=higher.pk)
    ended()
    run_screenings()
    assert standings() == {uscc_of(1): StandingState.ELIGIBLE, uscc_of(2): StandingState.BLOCKED}


def test_switch_of_a_blacklist_locks_enterprises_in_one_order(officer: User, credit: User) -> None:
    """The first enterprise has a hit and is certified no longer; the second one is certified."""
    put_in_force(officer, [roster_line(1), roster_line(2)])
    list_entries(credit, "abnormal-operation", [blacklist_line("别家公司", uscc=uscc_of(1))])
    put_in_force(officer, [roster_line(2)], as_of=date(2026, 7, 1))
    lower, higher = Enterprise.objects.order_by("pk")
    blacklist = Blacklist.objects.get(code="court-defaulters")
    ScreeningHit.objects.update(entry=BlacklistEntry.objects.get())
    BlacklistEntry.objects.update(blacklist=blacklist)

    def switch() -> None:
        blacklist_changed.send(sender=Blacklist, blacklist=blacklist, fields={"excludes"}, revived=set(), by=credit)

    with transaction.atomic():
        Enterprise.objects.select_for_update(no_key=True).get(pk=lower.pk)
        ended = run_concurrently(transaction.atomic(switch))
        wait_until(lambda: waiting_count() == 1, "the switch waits for the first enterprise")
        Enterprise.objects.select_for_update(no_key=True).get(pk=higher.pk)
    ended()


def test_shorter_entry_term_locks_in_the_common_order(officer: User, credit: User) -> None:
    blacklist = Blacklist.objects.get(code="court-defaulters")
    list_entries(credit, "court-defaulters", [blacklist_line(NAME), blacklist_line("别家公司")])
    first, second = BlacklistEntry.objects.order_by("pk")
    # PostgreSQL stores the changed row behind the second one.
    BlacklistEntry.objects.filter(pk=first.pk).update(basis="另一依据")
    proposed = propose_term(blacklist=blacklist, entry_months=120, reason="会议纪要", by=credit)
    version, second_user = str(proposed.approval_id), make_user(Role.CREDIT)
    approve = partial(approve_proposal, blacklist=blacklist, expected_version=version, by=second_user)
    with transaction.atomic():
        BlacklistEntry.objects.select_for_update(no_key=True).get(pk=first.pk)
        ended = run_concurrently(approve)
        wait_until(lambda: waiting_count() == 1, "the change waits for the first entry")
        BlacklistEntry.objects.select_for_update(no_key=True).get(pk=second.pk)
    ended()
    assert not BlacklistEntry.objects.filter(expires_on=None).exists()


def test_confirming_roster_and_revocation_do_not_deadlock(officer: User) -> None:
    """Both also refer to the customs office of the enterprise."""
    put_in_force(officer, [roster_line(2)])
    moved = preview(officer, [roster_line(2, address="济南市某路2号")], as_of=date(2026, 7, 1))
    confirmation = RosterConfirmation(problems_verified=True)
    with transaction.atomic():
        lock_enterprises()
        ended = run_concurrently(partial(confirm_roster, submission=moved, confirmation=confirmation, by=officer))
        wait_until(lambda: waiting_count() == 1, "the roster waits for the enterprise")
        revoke_enterprise(
            enterprise=Enterprise.objects.get(),
            reason="走私",
            document_number="济关〔2026〕1号",
            effective_on=timezone.localdate(),
            by=officer,
        )
    ended()
    assert standings() == {uscc_of(2): StandingState.REVOKED}


def test_blacklist_switch_waits_for_running_screening(officer: User, credit: User) -> None:
    """The new hit blocks the enterprise, because the switched blacklist excludes."""
    put_in_force(officer, [roster_line(2)])
    switch_blacklist("court-defaulters", excludes=False, by=credit)
    switch = proposed_switch(credit)
    list_entries(credit, "court-defaulters", [blacklist_line(NAME, uscc=uscc_of(2))], compare=False)
    (chunk,) = plan_screening(Screening.objects.latest("pk").pk)
    with transaction.atomic():
        run_chunk(chunk)
        ended = run_concurrently(switch)
        excluding = Blacklist.objects.filter(code="court-defaulters", excludes=True)
        wait_until(lambda: waiting_count() == 1 or excluding.exists(), "the switch waits, or is done")
    ended()
    assert standings() == {uscc_of(2): StandingState.BLOCKED}


def test_finishing_import_screening_waits_for_one_on_the_ended_entries(officer: User, credit: User) -> None:
    """Of two consecutive full imports, the first names the enterprise and the second does not."""
    put_in_force(officer, [roster_line(2)])
    others = [blacklist_line("别家公司"), blacklist_line("又一家公司")]
    named = [blacklist_line(NAME, uscc=uscc_of(2)), others[0]]
    list_entries(credit, "court-defaulters", named, compare=False)
    list_entries(credit, "court-defaulters", others, as_of=date(2026, 7, 1), compare=False)
    first, second = Screening.objects.unfinished().order_by("pk")
    (chunk,) = plan_screening(first.pk)
    with transaction.atomic():
        run_chunk(chunk)
        ended = run_concurrently(partial(run_screening, second.pk))
        wait_until(
            lambda: waiting_count() == 1 or Screening.objects.get(pk=second.pk).state == ScreeningState.DONE,
            "the second screening waits, or is done",
        )
    ended()
    finish_screening(first.pk)
    assert standings() == {uscc_of(2): StandingState.ELIGIBLE}


def test_screenings_of_everything_are_requested_one_at_a_time(credit: User) -> None:
    done = screen_everything(by=credit)
    run_screening(done.pk)
    done.refresh_from_db()
    denied = []

    def request(act: Callable[..., object], **arguments: object) -> None:
        try:
            act(**arguments, by=credit)
        except ActionDenied as no:
            denied.append(no.message)

    thresholds = {"review_threshold": 70, "ignore_below": 40}
    with transaction.atomic():
        MatchPolicy.locked()
        ended = run_concurrently(
            partial(request, screen_everything),
            partial(request, try_thresholds, **thresholds),
            partial(request, repeat_screening, screening=done),
        )
        wait_until(lambda: waiting_count() == 3, "all wait for the match policy")
    ended()
    assert Screening.objects.unfinished().count() == 1
    assert len(denied) == 2
    assert all("正在对全部企业和条目进行" in message for message in denied)
