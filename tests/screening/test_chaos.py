"""Workers, broker and database killed at random moments; `make chaos` runs more rounds (docs/ops.md)."""

import json
import subprocess
import sys

from tests.chaos.rounds import FAULTS
from tests.depth import pick
from tests.workers import PROJECT

ROUNDS, KILLS = pick(short=1, full=5), pick(short=4, full=15)


def test_kills_at_random_moments_lose_and_double_nothing() -> None:
    """Compare screenings one after the other with screenings all at once, and with rounds in which parts are killed."""
    command = [sys.executable, "-m", "tests.chaos", "--rounds", str(ROUNDS), "--kills", str(KILLS), "--seed", "21"]
    finished = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    figures = json.loads(finished.stdout.splitlines()[-1])
    assert figures["kills"] == KILLS
    assert not [word for word in FAULTS if figures[word]]
    assert figures["hits"] > 400
    assert figures["standings"] == 320
