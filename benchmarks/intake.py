"""Time reading a roster to its saved preview, and confirming it, against their floors and a peer.

The floors are the least work possible: python-calamine reading the workbook and COPY of its rows; COPY into a
temporary table and one upsert. The peer is django-import-export with its best settings, the same file, table and
checks. Floor, portal and peer alternate; the ratios are ratios of medians.
"""

import json
import math
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.engine import PROJECT, Figure, median, portal, report
from benchmarks.rosters import lines, workbook

ROWS = 100_000
ROUNDS = 3
SIZES = (1_000, 10_000, ROWS)
START = "import django; django.setup(); from benchmarks.intake_runs import main; main()"
STEPS = ("floor_of_preview", "preview", "confirmation", "floor_of_confirmation", "peer")


def run_step(name: str, file: Path) -> dict[str, float]:
    """Run one step in a separate process; return its duration in seconds and its peak memory in megabytes."""
    command = [sys.executable, "-c", START, name, str(file)]
    return json.loads(subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True).stdout)


def main() -> None:
    times: dict[str, list[float]] = defaultdict(list)
    growth: dict[int, list[float]] = defaultdict(list)
    megabytes: list[float] = []
    with portal("intake"), TemporaryDirectory() as folder:
        files = {size: Path(folder, f"{size}.xlsx") for size in SIZES}
        for size, file in files.items():
            file.write_bytes(workbook(lines(size)))
        for turn in range(ROUNDS):
            print(f"{turn + 1}/{ROUNDS}", end="", flush=True)
            for name in STEPS:
                measured = run_step(name, files[ROWS])
                times[name].append(measured["seconds"])
                print(f"  {name} {measured['seconds']:.2f} s", end="", flush=True)
            for size, file in files.items():
                measured = run_step("preview", file)
                growth[size].append(measured["seconds"])
            megabytes.append(measured["megabytes"])
            print()
    taken = {name: median(all_times) for name, all_times in times.items()}
    grown = {size: median(all_times) for size, all_times in growth.items()}
    exponent = math.log(grown[ROWS] / grown[SIZES[0]]) / math.log(ROWS / SIZES[0])
    preview, confirmation, peer = taken["preview"], taken["confirmation"], taken["peer"]
    figures = [
        Figure("preview / floor", preview / taken["floor_of_preview"], 2.5, detail=f"{preview:.2f} s"),
        Figure("peer / preview", peer / preview, 8, at_least=True, detail=f"{peer:.2f} s"),
        Figure("confirm / floor", confirmation / taken["floor_of_confirmation"], 2.5, detail=f"{confirmation:.2f} s"),
        Figure("worker's peak memory, MB", max(megabytes), 600),
        Figure("exponent of growth", exponent, 1.1, detail=", ".join(f"{n}: {t:.2f} s" for n, t in grown.items())),
    ]
    sys.exit(not report(figures))


if __name__ == "__main__":
    main()
