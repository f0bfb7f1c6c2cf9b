"""`python -m demo`, which `make demo` runs: started, used, stopped and started again."""

import gzip
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import psycopg2

from credit_portal.embedded import free_port
from demo.logins import LOGINS
from foundation.postgres.roles import APPLICATION
from tests.setup.conftest import remembered, servers_on
from tests.workers import PROJECT, wait_until

# The public list, with all that a browser loads for it.
FIRST_VIEW_BYTES = 25_000

# The first start migrates a database and plays the year of a whole city: about a minute of processor time alone, and
# several minutes where other tests use the processors.
PATIENCE_SECONDS = 600


class Demo:
    """One run of the demo on a folder and a port."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.log = folder.parent / "demo.log"
        not_ours = {"SECRET_KEY", "STATICFILES_STORAGE", "WHITENOISE_USE_FINDERS", "DEMO", "HTTPS"}
        environment = {key: value for key, value in os.environ.items() if key not in not_ours}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "demo"],
                cwd=PROJECT,
                env={**environment, "VAR_DIR": str(folder), "PORT": str(port)},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def output(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait_until_ready(self) -> None:
        wait_until(
            lambda: "演示已就绪" in self.output() or self.process.poll() is not None,
            "the demo is ready",
            patience_seconds=PATIENCE_SECONDS,
        )
        assert self.process.poll() is None, self.output()

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait()


def roles_at_work(superuser: str) -> set[str]:
    """Return the database roles of the processes that are connected to the portal's database."""
    with closing(psycopg2.connect(superuser)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT usename FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return {role for (role,) in cursor.fetchall()}


def sent(port: int, path: str) -> bytes:
    """Return the answer to a browser, with its header, as it is on the wire."""
    request = f"GET {path} HTTP/1.0\r\nHost: localhost\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port)) as connection, connection.makefile("rb") as answer:
        connection.sendall(request.encode())
        return answer.read()


def first_view(port: int, path: str) -> int:
    """Return the bytes that a first view of the page takes: the page, and each file that it names."""
    page = sent(port, path)
    html = gzip.decompress(page.partition(b"\r\n\r\n")[2]).decode()
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html))
    assert {Path(file).suffix for file in files} >= {".css", ".js", ".svg"}
    return len(page) + sum(len(sent(port, file)) for file in files)


def test_demo_starts_stops_and_keeps_its_data_when_started_again(tmp_path: Path) -> None:
    port, folder = free_port(), tmp_path / "demo"
    demo = Demo(folder, port)
    try:
        demo.wait_until_ready()
        for _, username, password in LOGINS:
            assert re.search(rf"{username} +{password}", demo.output())
        assert "warning" not in demo.output().lower()
        assert "error" not in demo.output().lower()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/enterprises/") as response:
            assert "济南" in response.read().decode()
        assert first_view(port, "/enterprises/") <= FIRST_VIEW_BYTES
        superuser = f"postgresql://postgres:@/portal?host={folder / 'postgres'}"
        assert roles_at_work(superuser) == {APPLICATION}
        remembered(superuser, write="kept")
        assert demo.end(signal.SIGINT) == 0
        assert not servers_on(folder)

        demo = Demo(folder, port)
        demo.wait_until_ready()
        assert remembered(superuser) == "kept"
        assert demo.end(signal.SIGTERM) == 0
        assert not servers_on(folder)
    finally:
        demo.process.kill()
        demo.process.wait()


def test_demo_on_a_taken_port_ends_with_a_message(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        demo = Demo(tmp_path / "demo", taken.getsockname()[1])
        assert demo.process.wait() == 1
    assert "已被占用，请换一个" in demo.output()
