"""A pytest plugin that starts one embedded PostgreSQL and Valkey for a run, before Django reads its settings."""

import gc
import os
import tempfile
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path

import psycopg2
import pytest

from credit_portal.embedded import Engines, FolderInUse, start_engines
from foundation.postgres.roles import APPLICATION, OWNER

PROJECT = Path(__file__).resolve().parent.parent
LEFT = "SELECT format('ALTER DATABASE %%I OWNER TO %%I', datname, %s) FROM pg_database WHERE datname LIKE 'test%%'"
running = ExitStack()


def _first_free_folder() -> Engines:
    """Start engines on var/test/0, or on the next folder that no other run uses."""
    for number in count():
        try:
            return running.enter_context(start_engines(PROJECT / "var" / "test" / str(number), durable=False))
        except FolderInUse:
            continue
    raise AssertionError("unreachable")


def let_owner_test(superuser_url: str) -> None:
    """Let the owner create the database of a test, act as the application, and empty tables quickly."""
    with closing(psycopg2.connect(superuser_url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(f"ALTER ROLE {OWNER} CREATEDB")
        cursor.execute(f"GRANT {APPLICATION} TO {OWNER}")
        cursor.execute(f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}")
        # What a killed run left, perhaps as another owner, is dropped by the next one.
        cursor.execute(LEFT, [OWNER])
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def _folder_for_files(folder: Path) -> str:
    (folder / "static" / "files").mkdir(parents=True)
    return str(folder)


def _start() -> None:
    engines = _first_free_folder()
    var = _folder_for_files(Path(running.enter_context(tempfile.TemporaryDirectory(prefix="portal-test-"))))
    let_owner_test(engines.databases.superuser)
    os.environ.update(
        DATABASE_URL=engines.owner_url,
        REDIS_URL=engines.redis_url,
        VAR_DIR=var,
        SECRET_KEY="test",
        DATA_KEYS="dGVzdHMgb2YgdGhlIHBvcnRhbCwgMzIgYnl0ZXMhISE=",
        CERTIFICATE_KEYS="dGVzdHMgb2YgdGhlIHBvcnRhbCwgMzIgYnl0ZXMhISE=",
        DEMO="false",
        HTTPS="false",
        STATICFILES_STORAGE="django.contrib.staticfiles.storage.StaticFilesStorage",
        WHITENOISE_USE_FINDERS="true",
        # The sync browser API runs beside the ORM in one thread.
        DJANGO_ALLOW_ASYNC_UNSAFE="true",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Start the engines in the controller of a parallel run; give each worker broker database and files of its own."""
    # The collector finds nothing while modules are imported, and takes a third of that time.
    gc.disable()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        number = int(worker.removeprefix("gw")) + 1
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rsplit("/", 1)[0] + f"/{number}"
        # Stored downloads are named by the key and the state of their file, which repeat in the databases of workers.
        os.environ["VAR_DIR"] = _folder_for_files(Path(os.environ["VAR_DIR"], worker))
    else:
        _start()


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what was imported, and run rarely."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
    gc.enable()


def pytest_unconfigure() -> None:
    """Stop the engines that this process started."""
    running.close()
