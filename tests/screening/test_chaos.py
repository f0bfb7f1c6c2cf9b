"""Workers, broker and database killed at random moments; the full number of rounds is `make chaos` (docs/ops.md)."""

import json
import subprocess
import sys

from tests.workers import PROJECT


def test_no_hit_is_lost_or_doubled_and_standings_are_those_of_an_undisturbed_run() -> None:
    """Before the disturbed rounds, all runs at once over the same enterprises; all against one run after the other."""
    rounds = [sys.executable, "-m", "tests.chaos", "--rounds", "2", "--kills", "5", "--seed", "21"]
    came = subprocess.run(rounds, cwd=PROJECT, capture_output=True, text=True)
    assert came.returncode == 0, came.stdout + came.stderr
    told = json.loads(came.stdout.splitlines()[-1])
    assert (told["kills"], told["lost"], told["doubled"], told["rounds with something left over"]) == (5, 0, 0, 0)
    # Some were killed in the middle of something, not only between.
    assert told["in a window"]
    assert told["hits"] > 400
    assert told["standings"] == 320
