"""Workers, broker and database killed at random moments; `make chaos` runs more rounds (docs/ops.md)."""

import json
import subprocess
import sys
from pathlib import Path

from tests.chaos.rounds import FAULTS
from tests.depth import pick
from tests.workers import PROJECT

ROUNDS, KILLS = pick(short=1, full=10), pick(short=3, full=50)
# Entries in each chunk of a screening: a kill comes in the middle of some 40 chunks, or of 115.
CHUNK = pick(short=90, full=30)
# Many times what the rounds take: rounds that are stuck end, and so does the test.
PATIENCE_SECONDS = pick(short=1200, full=7200)


def test_kills_at_random_moments_lose_and_double_nothing(tmp_path: Path) -> None:
    """Compare screenings one after the other with screenings all at once, and with rounds in which parts are killed."""
    sizes = {"--rounds": ROUNDS, "--kills": KILLS, "--seed": 21, "--chunk": CHUNK}
    arguments = [text for name, number in sizes.items() for text in (name, str(number))]
    # A file, not a pipe, which a server that is left would keep open.
    printed = tmp_path / "printed"
    with printed.open("wb") as output:
        command = [sys.executable, "-m", "tests.chaos", *arguments]
        chaos = subprocess.Popen(command, cwd=PROJECT, stdout=output, stderr=subprocess.STDOUT)
    try:
        code = chaos.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        chaos.terminate()
        code = chaos.wait(PATIENCE_SECONDS)
    assert code == 0, printed.read_text()
    figures = json.loads(printed.read_text().splitlines()[-1])
    assert figures["kills"] == KILLS
    assert not [word for word in FAULTS if figures[word]]
    assert figures["hits"] > 400
    assert figures["standings"] == 346
    # Of the followed enterprises: each of 15 departments has one notice of each change, each application its advice.
    assert figures["notices"] == 15 * figures["announced changes"]
    assert figures["advice"] == 42
    assert figures["reminders"] == 6
    assert figures["months"] == 15
