"""Count the requests a second that the API answers about one enterprise, beside a hand-written view.

The hand-written view (benchmarks/api_floor.py) makes one SQL query and answers with orjson, behind the same middleware
and the same check of the token. It hands out no receipt and records nothing. The production server answers all of
them, in turns.
"""

import json
import os
import subprocess
import sys
from typing import Any

from benchmarks.engine import PROJECT, Figure, median, portal, report, served

ROUNDS = 5
LEAST_SHARE = 0.5
START = "import django; django.setup(); from benchmarks.api_runs import main; main()"


def run_step(*arguments: str) -> Any:
    """Run one step in a process of its own, and return what it measured."""
    command = [sys.executable, "-c", START, *arguments]
    return json.loads(subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True).stdout)


def main() -> None:
    with portal("api"):
        # No request of this one program is refused.
        os.environ |= {"API_TOKEN_RATE": "1000000/min", "API_ADDRESS_RATE": "1000000/min"}
        token = run_step("load")
        with served("benchmarks.api_floor") as port:
            rounds = [run_step("requests", str(port), token) for _ in range(ROUNDS)]
    rates = {name: median([each[name] for each in rounds]) for name in rounds[0]}
    figures = [
        Figure(
            f"{name} / hand-written view",
            rates[name] / rates["hand-written"],
            LEAST_SHARE,
            at_least=True,
            detail="{:.0f} of {:.0f} requests a second".format(rates[name], rates["hand-written"]),
        )
        for name in ("one enterprise", "standing on a day")
    ]
    sys.exit(not report(figures))


if __name__ == "__main__":
    main()
