"""Load the demo portal as a city does and time its answers, first with one clerk alone, then with all.

200 clerks do one act each 20 seconds beside 50 visitors who open one public page each 20 seconds, for five minutes.
The portal is what `make demo` serves: gunicorn, worker, beat, database and broker on this machine, without the proxy,
whose limits count requests by address. Locust sends the requests and shares the cores; its own share is printed.
`CLERKS=`, `VISITORS=` and `SECONDS=` change the numbers.
"""

import json
import os
import subprocess
import sys
import venv
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.engine import PROJECT, Figure, report
from credit_portal.embedded import free_port
from demo.logins import EVERYBODY, PASSWORD

CLERKS = int(os.environ.get("CLERKS", "200"))
VISITORS = int(os.environ.get("VISITORS", "50"))
SECONDS = int(os.environ.get("SECONDS", "300"))
PAUSE_SECONDS = 20
ALONE_SECONDS = 30
# Users who start in a second; each signs in, which costs more than any act.
STARTS = 2
FOLDER = PROJECT / "var" / "bench" / "load"
SERVED = "演示已就绪"


class Answers(NamedTuple):
    """The answers of one run: rounded milliseconds → number, of acts and of visits, errors, and locust's CPU share."""

    acts: Counter[int]
    visits: Counter[int]
    errors: int
    cpu_share: float


def locust() -> Path:
    """Return locust, installed apart from the portal: it brings a pytest plugin that would load in every test run."""
    folder = FOLDER / "locust"
    if not (folder / "installed").exists():
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--quiet", "--require-hashes"]
        subprocess.run([*pip, "-r", str(PROJECT / "benchmarks" / "requirements-locust.txt")], check=True)
        (folder / "installed").touch()
    return folder / "bin" / "locust"


@contextmanager
def served_demo() -> Iterator[str]:
    """Serve the demo city from an empty database; yield its address."""
    port = free_port()
    environment = os.environ | {"VAR_DIR": str(FOLDER / "demo"), "PORT": str(port)}
    command = [sys.executable, "-m", "demo", "--reset"]
    with subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True) as demo:
        try:
            assert demo.stdout is not None
            for line in demo.stdout:
                if SERVED in line:
                    break
            # The rest of the log is not needed, and a full pipe would stop the demo.
            with subprocess.Popen(["cat"], stdin=demo.stdout, stdout=subprocess.DEVNULL):
                yield f"http://127.0.0.1:{port}"
                demo.terminate()
        finally:
            demo.terminate()


def run(address: str, *, clerks: int, visitors: int, seconds: int, pause: float) -> Answers:
    """Let these users work for so many seconds, counted from when all have started."""
    users = clerks + visitors
    written, share = FOLDER / "answers.json", FOLDER / "cpu_share"
    environment = os.environ | {
        "CLERK_COUNT": str(clerks),
        "VISITOR_COUNT": str(visitors),
        "PAUSE_SECONDS": str(pause),
        "CLERKS": json.dumps([login.username for login in EVERYBODY if login.role == "department"]),
        "CLERKS_PASSWORD": PASSWORD,
        "LOCUST_CPU": str(share),
    }
    command = [str(locust()), "--locustfile", str(PROJECT / "benchmarks" / "load_users.py"), "--headless"]
    numbers = ["--users", str(users), "--spawn-rate", str(STARTS), "--run-time", str(seconds + users // STARTS)]
    counted = ["--reset-stats", "--json-file", str(written.with_suffix("")), "--only-summary", "--loglevel", "ERROR"]
    # Locust ends with 1 where a request failed; the errors are counted below.
    subprocess.run([*command, *numbers, *counted, "--host", address], env=environment, stdout=subprocess.DEVNULL)
    kinds: dict[str, Counter[int]] = {"act": Counter(), "visit": Counter()}
    entries = json.loads(written.read_text(encoding="utf-8"))
    for entry in entries:
        times = {int(float(time)): count for time, count in entry["response_times"].items()}
        kinds.get(entry["name"].split(":")[0], Counter()).update(times)
    errors = sum(entry["num_failures"] for entry in entries)
    return Answers(kinds["act"], kinds["visit"], errors, float(share.read_text(encoding="utf-8")))


def percentile(times: Counter[int], share: float) -> float:
    """Return the time in seconds within which this share of the answers came."""
    wanted = share * times.total()
    for time, count in sorted(times.items()):
        wanted -= count
        if wanted <= 0:
            return time / 1000
    raise ValueError("no answer came")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    locust()
    with served_demo() as address:
        alone = run(address, clerks=1, visitors=1, seconds=ALONE_SECONDS, pause=0.2)
        loaded = run(address, clerks=CLERKS, visitors=VISITORS, seconds=SECONDS, pause=PAUSE_SECONDS)
    plain = percentile(alone.acts, 0.95)
    figures = [
        Figure("errors", loaded.errors, 0, detail=f"{loaded.acts.total()} acts, {loaded.visits.total()} visits"),
        Figure("clerks' p95, s", percentile(loaded.acts, 0.95), 1, detail=f"alone {plain:.2f} s"),
        Figure(
            "clerks' p50, s", percentile(loaded.acts, 0.5), None, detail=f"alone {percentile(alone.acts, 0.5):.2f} s"
        ),
        Figure(
            "visitors' p95, s",
            percentile(loaded.visits, 0.95),
            None,
            detail=f"alone {percentile(alone.visits, 0.95):.2f} s",
        ),
        Figure("locust's share of a core", loaded.cpu_share, None),
    ]
    sys.exit(not report(figures))


if __name__ == "__main__":
    main()
