"""How fast a lost standing reaches the departments: notices and stop advice of one enterprise, and of 5,000.

`make bench BENCH=followup`. One enterprise with 1,000 running applications is revoked, and everything until the last
advice is timed. Then 5,000 enterprises, each with two running applications, leave the roster at once. The floor inserts
the same rows by one bare statement for each table, with the constraints and triggers of the tables.
"""

import json
import math
import subprocess
import sys

from benchmarks.engine import PROJECT, Figure, median, portal, report
from credit_portal.embedded import forget

ROUNDS = 3
APPLICATIONS = 1_000
SIZES = (1_250, 2_500, 5_000)
START = "import django; django.setup(); from benchmarks.followup_runs import main; main()"


def main() -> bool:
    forget(PROJECT / "var" / "bench" / "followup")
    with portal("followup"):
        command = [sys.executable, "-c", START]
        printed = subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True).stdout
    measured = json.loads(printed)
    floors, follows = ({size: median(measured[name][str(size)]) for size in SIZES} for name in ("floor", "follow"))
    smallest, largest = SIZES[0], SIZES[-1]
    exponent = math.log(follows[largest] / follows[smallest]) / math.log(largest / smallest)
    times = ", ".join(f"{size:,}: {seconds:.2f} s" for size, seconds in follows.items())
    return report(
        [
            Figure(
                "revocation to the last advice, s", median(measured["revoked"]), 1, detail=f"{APPLICATIONS:,} pieces"
            ),
            Figure(
                f"{largest:,} dropped / floor",
                follows[largest] / floors[largest],
                3,
                detail=f"{follows[largest]:.2f} s to {floors[largest]:.2f} s",
            ),
            Figure("exponent", exponent, 1.1, detail=times),
            Figure("standings of the dropped, s", measured["standings"], None, detail="reassessed before"),
        ]
    )


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
