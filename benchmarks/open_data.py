"""Time the files of open data beside COPY of the same rows, and the task that makes them all; all are published.

The memory is what the process that writes gains while it writes 100,000 rows instead of 10,000.
"""

import json
import subprocess
import sys
from typing import Any

from benchmarks.engine import PROJECT, Figure, portal, report

MOST_OF_COPY, MOST_SECONDS, MOST_MEGABYTES = 2, 60, 20
START = "import django; django.setup(); from benchmarks.open_data_runs import main; main()"


def run_step(*arguments: str) -> Any:
    """Run one step in a process of its own, and return what it measured."""
    command = [sys.executable, "-c", START, *arguments]
    return json.loads(subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True).stdout)


def main() -> None:
    with portal("open_data"):
        run_step("load")
        copy, csv = run_step("csv")
        few, many = run_step("memory", "10000"), run_step("memory", "100000")
        made = run_step("task")
    figures = [
        Figure("CSV / COPY", csv / copy, MOST_OF_COPY, at_least=False, detail=f"{csv:.2f} and {copy:.2f} s"),
        Figure("seconds of the task", made, MOST_SECONDS, at_least=False),
        Figure("megabytes for ten times the rows", many - few, MOST_MEGABYTES, at_least=False),
    ]
    sys.exit(not report(figures))


if __name__ == "__main__":
    main()
