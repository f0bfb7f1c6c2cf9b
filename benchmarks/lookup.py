"""Look up planted texts among many fictional enterprises: how many are found, and how fast, by the production server.

A planted text counts if its enterprise is among the best five by the rules alone (benchmarks/lookup_reference.py); the
others are ambiguous and only counted. Timed are the suggestions while somebody types, one request at a time, in turns
with the page of an enterprise by its code, for the same signed-in clerk and behind the same middleware.
`ENTERPRISES=100000` makes a smaller city.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.engine import PROJECT, Figure, portal, report, served
from credit_portal.embedded import forget

FOLDER = PROJECT / "var" / "bench" / "lookup"
MOST_TIMES_SLOWER = 3
START = "import django; django.setup(); from benchmarks.lookup_runs import main; main()"


def run_step(name: str, *arguments: str) -> Any:
    """Run one step in a process of its own, and return what it measured."""
    command = [sys.executable, "-c", START, name, *arguments]
    return json.loads(subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True).stdout)


def main() -> None:
    if Path(FOLDER).exists():
        forget(FOLDER)
    with portal("lookup"):
        loaded = run_step("load")
        kinds = run_step("recall")
        with served() as port:
            times = run_step("times", str(port))
    figures = [
        Figure(
            f"recall@5, {kind.replace('_', ' ')}",
            found / counted if counted else 0,
            bound,
            at_least=True,
            detail=f"{found} of {counted}, {ambiguous} ambiguous thrown away",
        )
        for kind, (found, counted, ambiguous, bound) in kinds.items()
    ]
    figures += [
        Figure(
            "p99 / p99 of a page by its key",
            times["look_up"][1] / times["page"][1],
            MOST_TIMES_SLOWER,
            detail="{:.1f} ms to {:.1f} ms".format(times["look_up"][1], times["page"][1]),
        ),
        Figure(
            "p50 / p50 of a page by its key",
            times["look_up"][0] / times["page"][0],
            None,
            detail="{:.1f} ms to {:.1f} ms".format(times["look_up"][0], times["page"][0]),
        ),
        Figure("p99 of the search alone, ms", times["search"][1], None, detail=f"p50 {times['search'][0]:.1f} ms"),
        Figure("loading and indexing, s", loaded["seconds"], None, detail=f"{loaded['enterprises']} enterprises"),
    ]
    sys.exit(not report(figures))


if __name__ == "__main__":
    main()
