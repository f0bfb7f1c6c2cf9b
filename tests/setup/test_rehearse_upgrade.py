"""`make rehearse-upgrade`: the script, on the backup of an earlier release, of a later one, and on a damaged one."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from psycopg2.extensions import cursor as Cursor

from foundation.postgres.roles import APPLICATION, OWNER
from roster.models import Enterprise
from tests.factories import make_certified
from tests.roles import SUPERUSER, as_owner
from tests.setup.test_backup import PROGRAMS, new_database, run
from tests.workers import PROJECT, database_url

COMMITTED = pytest.mark.django_db(transaction=True)
BACKUP = "20260701-020000"
# Applications that the earlier release did not have; none of the others depends on them.
NEWEST = ["drafts", "mailing"]
TABLES_OF_NEWEST = """
    SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND split_part(tablename, '_', 1) = ANY(%s) ORDER BY tablename
"""
RIGHTS = """
    SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges WHERE grantee = %s
    UNION SELECT table_name, '', privilege_type FROM information_schema.table_privileges WHERE grantee = %s
"""


@contextmanager
def connected(name: str, role: str = OWNER) -> Iterator[Cursor]:
    """Yield a cursor of the role on the database of that name."""
    url = database_url(role).replace(connection.settings_dict["NAME"], name)
    with closing(psycopg2.connect(url)) as owner:
        owner.autocommit = True
        with owner.cursor() as cursor:
            yield cursor


def rehearse(folder: Path, **replaced: str) -> subprocess.CompletedProcess[str]:
    """Run the script where `folder` has the backups, with plain processes for containers (tests/setup/docker.py).

    `replaced` maps what is written in the command lines to what is run.
    """
    at = connection.settings_dict
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    docker = programs / "docker"
    docker.write_text(f'#!/bin/sh\nexec {sys.executable} {PROJECT}/tests/setup/docker.py "$@"\n')
    docker.chmod(0o700)
    here = {
        **replaced,
        "portal_rehearsal": rehearsal(),
        "=portal": f"={SUPERUSER}",
        "//portal@": f"//{SUPERUSER}@",
        "@db:5432/": "@/",
        "/docker/": f"{PROJECT}/docker/",
        "/backups/": f"{folder}/backups/",
    }
    environment = {
        **os.environ,
        "PATH": os.pathsep.join(map(str, (programs, Path(sys.executable).parent, PROGRAMS, os.environ["PATH"]))),
        "PGHOST": at["HOST"] or at["OPTIONS"]["host"],
        "PGUSER": OWNER,
        "DATABASE_OWNER_PASSWORD": "owner",
        "DATABASE_PASSWORD": "application",
        "DOCKER_HERE": json.dumps(here),
    }
    command = ["sh", str(PROJECT / "docker" / "rehearse.sh"), BACKUP]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def rehearsal() -> str:
    """The name of the database of the rehearsal; the runs of other workers have their own."""
    return f"rehearsal_{connection.settings_dict['NAME']}"


def back_up(name: str, folder: Path) -> Path:
    """Write a backup of the database of that name, without files."""
    media, written = folder / "media", folder / "backups" / BACKUP
    media.mkdir()
    written.parent.mkdir()
    assert run("backup.sh", written, database=name, media=media).returncode == 0
    return written


@COMMITTED
def test_earlier_release_is_upgraded_in_a_database_of_its_own(tmp_path: Path) -> None:
    make_certified()
    own = connection.settings_dict["NAME"]
    with new_database("release", template=own) as name:
        with connected(name) as cursor:
            cursor.execute(TABLES_OF_NEWEST, [NEWEST])
            dropped = [table for (table,) in cursor.fetchall()]
            cursor.execute(f"DROP TABLE {', '.join(dropped)} CASCADE")
            cursor.execute("DELETE FROM django_migrations WHERE app = ANY(%s)", [NEWEST])
        back_up(name, tmp_path)
    # The database of the rehearsal is kept, to look at it.
    rehearsed = rehearse(tmp_path, dropdb="true")
    try:
        assert rehearsed.returncode == 0, rehearsed.stdout + rehearsed.stderr
        assert all(f"Applying {app}.0001_initial... OK" in rehearsed.stdout for app in NEWEST)
        assert rehearsed.stdout.count("Applying") == len(NEWEST)
        assert all(f"\n{table}|-|0\n" in rehearsed.stdout for table in dropped)
        assert "\nroster_enterprise|1|1\n" in rehearsed.stdout
        assert "\nincentives_measure|0|39\n" in rehearsed.stdout
        assert rights(rehearsal()) == rights(own)
        assert Enterprise.objects.count() == 1
    finally:
        with connected("postgres", SUPERUSER) as cursor:
            cursor.execute(f"DROP DATABASE {rehearsal()} WITH (FORCE)")


def rights(name: str) -> set[tuple[Any, ...]]:
    """Return table, column and right of the application in the database of that name."""
    with connected(name) as cursor:
        cursor.execute(RIGHTS, [APPLICATION, APPLICATION])
        return set(cursor.fetchall())


@COMMITTED
def test_damaged_backup_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    own = connection.settings_dict["NAME"]
    with (back_up(own, tmp_path) / "portal.dump").open("ab") as dump:
        dump.write(b"another")
    rehearsed = rehearse(tmp_path)
    assert rehearsed.returncode
    assert "备份已损坏，没有恢复：请换一份备份" in rehearsed.stderr
    assert "正在使用的数据库没有改变" in rehearsed.stderr
    with connected(own) as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname = %s", [rehearsal()])
        assert not cursor.fetchone()


@pytest.mark.django_db
def test_migrate_refuses_the_database_of_a_later_release() -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('roster', '0002_ports', now())")
    with pytest.raises(SystemCheckError) as refused:
        call_command("migrate", skip_checks=False)
    assert "数据来自更新的版本，本版本没有这些迁移：roster.0002_ports" in str(refused.value)
    assert "请使用该版本或更新的版本；要退回本版本，请在空的数据库中恢复升级前的备份" in str(refused.value)
