"""What a million applications cost: the report on a month, the dashboard, and the numbers in the bar of every page.

`make bench BENCH=reports`. The report must be made within 30 s and need no more memory for more applications. The
dashboard is compared with the page of one application, which is found by its key.
"""

import json
import subprocess
import sys

from benchmarks.engine import PROJECT, Figure, median, portal, report
from credit_portal.embedded import forget

ENTERPRISES, EACH = 20_000, 50
# Of enterprises that have lost their standing since, as in some years.
LOST = 1_000
ROUNDS = 9
START = "import django; django.setup(); from benchmarks.reports_runs import main; main()"


def run_step(name: str) -> str:
    """Run one step in a process of its own, and return what it prints."""
    command = [sys.executable, "-c", START, name]
    return subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True).stdout


def main() -> bool:
    forget(PROJECT / "var" / "bench" / "reports")
    with portal("reports"):
        run_step("load")
        measured = json.loads(run_step("measure"))
    page, dashboard, bar = (median(measured[name]) for name in ("page", "dashboard", "bar"))
    return report(
        [
            Figure("report on a month, s", measured["report"], 30, detail=f"{ENTERPRISES * EACH:,} applications"),
            Figure("memory of the report, MB", measured["memory"], 50, detail="more than before"),
            Figure("dashboard / page by key", dashboard / page, 3, detail=f"{dashboard * 1000:.0f} ms"),
            Figure("numbers of the bar, ms", bar * 1000, 250),
            Figure("count of the dashboard, s", measured["count"], None, detail="by a worker"),
            Figure("page by key, ms", page * 1000, None),
        ]
    )


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
