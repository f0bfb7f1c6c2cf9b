"""Count the requests a second for public pages, beside a plain answer behind the same middleware.

All enterprises are published. The production server answers; wrk (a package of Debian) asks, from eight connections, in
turns. Pages are asked for again and again, as readers do, and by a reader who has them (If-None-Match); each search is
for another name. Pages of the list far behind are compared with the first ones, rendered for the first time each.
"""

import http.client
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from benchmarks.engine import PROJECT, Figure, median, portal, report, served

ROUNDS, SECONDS, CONNECTIONS = 3, 3, 8
PAGES = ("list", "enterprise", "home", "measures", "plan")
START = "import django; django.setup(); from benchmarks.public_runs import main; main()"
# What wrk runs: the addresses in turn.
IN_TURN = """
    local addresses = {%s}
    local at = 0
    request = function()
        at = at %% #addresses + 1
        return wrk.format("GET", addresses[at])
    end
"""


class Speed(NamedTuple):
    """Requests a second, and the milliseconds in which 99 of 100 were answered."""

    rate: float
    p99: float


def run_step(*arguments: str) -> Any:
    """Run one step in a process of its own, and return what it measured."""
    command = [sys.executable, "-c", START, *arguments]
    return json.loads(subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True).stdout)


def ask(port: int, path: str, *options: str) -> Speed:
    """Let wrk ask for the address; every answer has to be a success."""
    size = (f"-c{CONNECTIONS}", "-t1", f"-d{SECONDS}s", "--latency", "--timeout", "20s")
    command = ["wrk", *size, *options, f"http://127.0.0.1:{port}{path}"]
    text = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    assert "Non-2xx or 3xx" not in text, text
    rate, (p99, unit) = (
        re.findall(r"Requests/sec:\s+([\d.]+)", text)[0],
        re.findall(r"99%\s+([\d.]+)(us|ms|s)", text)[0],
    )
    return Speed(float(rate), float(p99) * {"us": 0.001, "ms": 1, "s": 1000}[unit])


def etag_of(port: int, path: str) -> str:
    """Return the ETag of the page."""
    client = http.client.HTTPConnection("127.0.0.1", port)
    client.request("GET", path)
    answer = client.getresponse()
    answer.read()
    return answer.headers["ETag"]


def measure(port: int, script: Path) -> dict[str, Speed]:
    """Ask for everything once."""
    paths = run_step("addresses")
    speeds = {"plain": ask(port, "/plain/"), "search": ask(port, "/", "-s", str(script))}
    for name, path in paths.items():
        speeds[name] = ask(port, path)
        speeds[f"{name} again"] = ask(port, path, "-H", f"If-None-Match: {etag_of(port, path)}")
    return speeds


def write_script(folder: str, addresses: Sequence[str]) -> Path:
    """Write what wrk runs to ask for these addresses."""
    script = Path(folder, "search.lua")
    script.write_text(IN_TURN % ", ".join(map(json.dumps, addresses)))
    return script


def main() -> None:
    if not shutil.which("wrk"):
        sys.exit("缺少 wrk，请安装 (install): apt install wrk")
    with portal("public"), TemporaryDirectory() as folder:
        script = write_script(folder, run_step("load"))
        with served("benchmarks.public_floor") as port:
            views = run_step("first-views", str(port))
            rounds = [measure(port, script) for _ in range(ROUNDS)]
    rate = {name: median([each[name].rate for each in rounds]) for name in rounds[0]}
    p99 = {name: median([each[name].p99 for each in rounds]) for name in rounds[0]}
    goals = {**dict.fromkeys(PAGES, 0.7), **{f"{name} again": 0.9 for name in PAGES}, "search": 0.25}
    figures = [
        Figure(
            f"{name} / plain answer",
            rate[name] / rate["plain"],
            goal,
            at_least=True,
            detail=f"{rate[name]:.0f} of {rate['plain']:.0f} requests a second",
        )
        for name, goal in goals.items()
    ]
    figures += [Figure(f"p99 of {name} / plain answer", p99[name] / p99["plain"], 3) for name in PAGES]
    far = views["far pages"] / views["first pages"]
    figures.append(Figure("page 5,000 / page 1", far, 2, detail=f"{1000 * views['far pages']:.0f} ms"))
    sys.exit(not report(figures))


if __name__ == "__main__":
    main()
