"""Time a screening of 100,000 enterprises against 1,000,000 entries on two workers, and of one new enterprise or entry.

The screening starts from the database as it is after files are confirmed: enterprises and entries with their stored
blocking keys. The time to derive all keys again is printed beside it. The floor is reading both sides from the
database and normalising each name once, in one process. There are two peers: rapidfuzz compares every pair on all
cores; pg_trgm does a similarity join with its index already built, where a full PostgreSQL is installed. Both are
timed on a slice and scaled. Floor, portal and brute force alternate; the ratios are ratios of medians.
"""

import json
import math
import subprocess
import sys
import time
from collections import defaultdict
from typing import Any

from benchmarks.engine import PROJECT, Figure, median, portal, report
from credit_portal.embedded import forget

ENTERPRISES = 100_000
# The sizes of three imports, a million entries in all; a screening can cover one import.
IMPORTS = (10_000, 100_000, 890_000)
ENTRIES = sum(IMPORTS)
WORKERS = 2
ROUNDS = 3
TURNS = 5
SIZES = (1_000, 10_000, ENTERPRISES)
# The number of enterprises that a peer compares with all entries.
SLICE = 200
SLICE_OF_TRIGRAMS = 20
START = "import django; django.setup(); from benchmarks.{} import main; main()"
PEERS = ("brute", "trigrams")
HALF = 445_000


class Step:
    """One step in a separate process, which waits for `begin`."""

    def __init__(self, name: str, what: str = "") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", START.format(f"screening_{'peers' if name in PEERS else 'runs'}"), name, what],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.read("ready")

    def read(self, expected: str = "") -> str:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line or (expected and line.strip() != expected):
            sys.exit(f"the step ended: {line}")
        return line

    def begin(self) -> None:
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def read_figures(self) -> dict[str, Any]:
        measured: dict[str, Any] = json.loads(self.read())
        return measured


def run_step(name: str, *arguments: str) -> dict[str, Any]:
    """Run the step for each argument in parallel; return the seconds from the first start to the last result."""
    steps = [Step(name, one) for one in arguments or ("",)]
    start = time.perf_counter()
    for step in steps:
        step.begin()
    measured = [step.read_figures() for step in steps]
    taken = time.perf_counter() - start
    for step in steps:
        step.process.wait()
    return {"seconds": taken, "megabytes": max(one["megabytes"] for one in measured), "found": measured[0]["found"]}


def load() -> None:
    """Load the city with two processes in parallel."""
    for parts in (
        ("enterprises",),
        ("list",),
        (f"2-0-{HALF}", f"2-{HALF}-{IMPORTS[2]}"),
        ("0-0-10000", "1-0-100000"),
        ("settle",),
    ):
        print("load", *parts, f"{run_step('load', *parts)['seconds']:.1f} s", flush=True)


def compare_all(scope: str) -> dict[str, Any]:
    """Run a screening of the scope: one worker plans it, all workers process its chunks."""
    planned = run_step("plan", scope)
    compared = run_step("compare", *map(str, range(WORKERS)))
    return {**compared, "seconds": planned["seconds"] + compared["seconds"]}


def growth() -> tuple[Figure, Figure]:
    """Return the growth of the time with the enterprises (all entries) and with the entries (all enterprises)."""
    enterprises = {size: compare_all(f"enterprises-{size}")["seconds"] for size in SIZES}
    entries = {size: compare_all(f"entries-{number}")["seconds"] for number, size in enumerate(IMPORTS[:2])}
    entries[ENTRIES] = enterprises[ENTERPRISES]
    return _exponent("exponent, enterprises", enterprises), _exponent("exponent, entries", entries)


def _exponent(name: str, times: dict[int, float]) -> Figure:
    """Return the exponent of growth between the smallest and the largest size."""
    small, *_, large = times
    exponent = math.log(times[large] / times[small]) / math.log(large / small)
    return Figure(name, exponent, 1.1, detail=", ".join(f"{size:,}: {took:.2f} s" for size, took in times.items()))


def one_new() -> list[Figure]:
    """Return the time from the commit of one new enterprise, and of one new entry, to the standing.

    Each figure also states the ratio to one indexed query on the table.
    """
    figures = []
    for what in ("enterprise", "entry"):
        taken = median([run_step(f"new_{what}", str(turn))["found"] for turn in range(TURNS)])
        query = run_step(f"query_of_{what}")["found"]
        by_query = f"{taken / query:,.0f} × one indexed query ({query * 1000:.2f} ms)"
        figures.append(Figure(f"one new {what} to standing, s", taken, 1, detail=by_query))
    return figures


def names() -> list[Figure]:
    """Return the figures of all enterprises with all entries, against the floor and the peers."""
    times: dict[str, list[float]] = defaultdict(list)
    megabytes = []
    for turn in range(ROUNDS):
        print(f"{turn + 1}/{ROUNDS}", end="", flush=True)
        for name, measured in (
            ("floor", run_step("floor")),
            ("derive", run_step("derive", *map(str, range(WORKERS)))),
            ("compare", compare_all(f"enterprises-{ENTERPRISES}")),
            ("finish", run_step("finish")),
            ("brute", run_step("brute")),
        ):
            times[name].append(measured["seconds"])
            if name in ("derive", "compare"):
                megabytes.append(measured["megabytes"])
            print(f"  {name} {measured['seconds']:.2f} s", end="", flush=True)
            if name == "finish":
                found = measured["found"]
        print()
    print(f"found: {found}")
    taken = {name: median(all_times) for name, all_times in times.items()}
    ours = taken["compare"]
    brute = taken["brute"] * ENTERPRISES / SLICE
    floor = f"{taken['floor']:.2f} s; every enterprise's standing after that {taken['finish']:.2f} s"
    sliced = f"{brute:,.0f} s, from {SLICE} enterprises in {taken['brute']:.2f} s"
    figures = [
        Figure("names / floor", ours / taken["floor"], 2.5, detail=f"{ours:.2f} s; floor {floor}"),
        Figure(
            "the same with all keys anew / floor",
            (ours + taken["derive"]) / taken["floor"],
            None,
            detail=f"reading both sides again and deriving their keys on two workers: {taken['derive']:.2f} s more",
        ),
        Figure("brute force / names", brute / ours, 40, at_least=True, detail=sliced),
        Figure("worker's peak memory, MB", max(megabytes), 1000),
    ]
    trigrams = run_step("trigrams")
    if trigrams["found"] is None:
        print("pg_trgm: no full PostgreSQL is installed here, so its figure is left out")
    else:
        scaled = trigrams["seconds"] * ENTERPRISES / SLICE_OF_TRIGRAMS
        sliced = f"{scaled:,.0f} s, from {SLICE_OF_TRIGRAMS} enterprises in {trigrams['seconds']:.2f} s"
        figures.append(Figure("pg_trgm / names", scaled / ours, 10, at_least=True, detail=sliced))
    return figures


def main() -> None:
    forget(PROJECT / "var" / "bench" / "screening")
    with portal("screening"):
        load()
        grown = growth()
        figures = [*names(), *one_new(), *grown]
    sys.exit(not report(figures))


if __name__ == "__main__":
    main()
