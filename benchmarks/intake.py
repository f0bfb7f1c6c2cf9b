"""From stored bytes to a saved preview, and from there into force, against their floors and against a peer.

The floors are what no portal could go under: python-calamine reading the workbook and COPY of its rows; COPY into a
temporary table and one upsert. The peer is django-import-export with its best settings, the same file, table and
checks. Floor, ours and peer take turns; ratios are of medians.
"""

import math
import sys
from collections import defaultdict

from benchmarks.engine import Figure, median, portal, report, seconds
from benchmarks.rosters import lines, workbook

ROWS = 100_000
ROUNDS = 3
SIZES = (1_000, 10_000, ROWS)


def main() -> None:
    with portal("intake"):
        # Django's models can be imported only now.
        from benchmarks.intake_runs import Runs  # noqa: PLC0415

        runs = Runs()
        big = workbook(lines(ROWS))
        times: dict[str, list[float]] = defaultdict(list)
        for turn in range(ROUNDS):
            print(f"{turn + 1}/{ROUNDS}", end="", flush=True)
            for name, prepare in (
                ("preview floor", lambda: runs.floor_of_preview(big)),
                ("preview", lambda: runs.preview(big)),
                ("confirm", runs.confirmation),
                ("confirm floor", runs.floor_of_confirmation),
                ("peer", lambda: runs.peer(big)),
            ):
                times[name].append(seconds(prepare()))
                print(f"  {name} {times[name][-1]:.2f} s", end="", flush=True)
            print()
        growth = [median([seconds(runs.preview(workbook(lines(size)))) for _ in range(ROUNDS)]) for size in SIZES]
        memory = runs.memory_of_worker(big)
    taken = {name: median(all_times) for name, all_times in times.items()}
    over = {name: taken[name] / taken[f"{name} floor"] for name in ("preview", "confirm")}
    exponent = math.log(growth[-1] / growth[0]) / math.log(SIZES[-1] / SIZES[0])
    sizes = ", ".join(f"{size}: {time:.2f} s" for size, time in zip(SIZES, growth, strict=True))
    figures = [
        Figure("preview / floor", over["preview"], 3, detail=f"{taken['preview']:.2f} s"),
        Figure("peer / preview", taken["peer"] / taken["preview"], 15, at_least=True, detail=f"{taken['peer']:.2f} s"),
        Figure("confirm / floor", over["confirm"], 3, detail=f"{taken['confirm']:.2f} s"),
        Figure("worker's peak memory, MB", memory, 600),
        Figure("exponent of growth", exponent, 1.1, detail=sizes),
    ]
    sys.exit(not report(figures))


if __name__ == "__main__":
    main()
