"""Look 50,000 names up at once (批量查询), as a worker does, against a floor.

The floor normalises the names, copies them into a table and joins it once with the index of names. `ENTERPRISES=100000`
makes a smaller city.
"""

import json
import subprocess
import sys

from benchmarks.engine import PROJECT, Figure, median, portal, report

ROUNDS = 3
MOST_TIMES_SLOWER = 3
START = "import django; django.setup(); from benchmarks.batch_runs import main; main()"


def main() -> None:
    with portal("batch"):
        command = [sys.executable, "-c", START, str(ROUNDS)]
        printed = subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True).stdout
    measured = json.loads(printed)
    floor, batch = median(measured["floor"]), median(measured["batch"])
    figures = [
        Figure("batch / floor", batch / floor, MOST_TIMES_SLOWER, detail=f"{batch:.2f} s to {floor:.2f} s"),
        Figure("peak memory of the worker, MB", measured["peak"], None, detail=f"{measured['lines']} lines"),
    ]
    sys.exit(not report(figures))


if __name__ == "__main__":
    main()
