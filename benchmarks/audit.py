"""How fast the audit log answers: the questions of the auditor among ten million events, and what an event costs.

`make bench BENCH=audit`. It takes some minutes, and several GB under var/bench/audit, which it deletes at its end.
"""

import shutil
import sys
from importlib import import_module

from benchmarks.engine import PROJECT, portal, report

EVENTS = 10_000_000


def main() -> bool:
    try:
        with portal("audit"):
            runs = import_module("benchmarks.audit_runs")
            return report(list(runs.figures(EVENTS)))
    finally:
        shutil.rmtree(PROJECT / "var" / "bench" / "audit", ignore_errors=True)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
