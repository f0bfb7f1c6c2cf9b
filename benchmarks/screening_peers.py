"""The peers of benchmarks/screening.py: every pair by rapidfuzz, and a similarity join by pg_trgm.

Both compare an evenly spaced sample of the enterprises with all entries, by normalised name; their times are scaled.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from io import StringIO
from pathlib import Path
from shutil import chown, which
from tempfile import TemporaryDirectory
from typing import Any

import numpy
import psycopg2
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from benchmarks.screening import ENTERPRISES, SLICE, SLICE_OF_TRIGRAMS, WORKERS
from benchmarks.screening_runs import Work, measure
from blacklists.models import BlacklistEntry
from roster.models import Enterprise

# One character in ten: about one wrong character in a name with its place and its legal form.
ALIKE = 0.9
SIMILARITY = 0.6
SOMEBODY = "nobody"
SETTINGS = "-c shared_buffers=1GB -c work_mem=256MB -c maintenance_work_mem=1GB -c fsync=off"
PREPARE = """
    CREATE EXTENSION pg_trgm;
    CREATE TABLE enterprise (pk integer, name text);
    CREATE TABLE entry (pk integer, name text);
"""
INDEX = "CREATE INDEX ON entry USING gin (name gin_trgm_ops); ANALYZE"
JOIN = "SELECT count(*) FROM enterprise JOIN entry ON entry.name %% enterprise.name WHERE enterprise.pk %% %s = %s"


def _sides(enterprises: int) -> tuple[list[str], list[str]]:
    """Return normalised names of this number of enterprises, spread over the roster, and of all entries."""
    names = [side.objects.order_by("pk").values_list("name_key", flat=True) for side in (Enterprise, BlacklistEntry)]
    return list(names[0])[:: ENTERPRISES // enterprises], list(names[1])


def brute() -> Work:
    """Return the work: compare every enterprise of the slice with every entry, on all cores."""
    enterprises, entries = _sides(SLICE)

    def work() -> int:
        alike = cdist(
            enterprises,
            entries,
            scorer=Indel.normalized_similarity,
            score_cutoff=ALIKE,
            workers=-1,
            dtype=numpy.float32,
        )
        return int(numpy.count_nonzero(alike))

    return work


def full_postgres() -> Path | None:
    """Return the folder of the programs of an installed PostgreSQL with pg_trgm, or None."""
    found = [*Path("/usr/lib/postgresql").glob("*/bin/postgres"), *map(Path, filter(None, [which("postgres")]))]
    for program in found:
        folder = program.resolve().parent
        shared = subprocess.run([folder / "pg_config", "--sharedir"], capture_output=True, text=True, check=False)
        if (folder / "initdb").exists() and Path(shared.stdout.strip(), "extension", "pg_trgm.control").exists():
            return folder
    return None


@contextmanager
def server(programs: Path) -> Iterator[Callable[[], Any]]:
    """Start an empty server as a user other than root; yield a function that connects."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        user = SOMEBODY if os.getuid() == 0 else None
        if user:
            chown(folder, user)
        do = partial(subprocess.run, check=True, stdout=subprocess.DEVNULL, cwd=folder, user=user)
        do([programs / "initdb", "-D", folder / "data", "-U", "peer", "--locale=C.UTF-8", "--auth=trust"])
        control = [programs / "pg_ctl", "-w", "-D", folder / "data"]
        do([*control, "-l", folder / "log", "-o", f"-k {folder} -c listen_addresses= {SETTINGS}", "start"])
        try:
            yield partial(psycopg2.connect, host=str(folder), user="peer", dbname="postgres")
        finally:
            do([*control, "-m", "fast", "stop"])


def trigrams(connect: Callable[[], Any]) -> Work:
    """Return the work: compare the slice with every entry by a trigram index, one connection per worker."""
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute(PREPARE)
        for table, names in zip(("enterprise", "entry"), _sides(SLICE_OF_TRIGRAMS), strict=True):
            rows = "".join(f"{pk}\t{name}\n" for pk, name in enumerate(names))
            cursor.copy_expert(f"COPY {table} FROM STDIN", StringIO(rows))
        cursor.execute(INDEX)

    def join(worker: int) -> int:
        with connect() as connection, connection.cursor() as cursor:
            cursor.execute("SET pg_trgm.similarity_threshold = %s", [SIMILARITY])
            cursor.execute(JOIN, [WORKERS, worker])
            return int(cursor.fetchone()[0])

    def work() -> int:
        with ThreadPoolExecutor(WORKERS) as workers:
            return sum(workers.map(join, range(WORKERS)))

    return work


def main() -> None:
    """Run the step that the first argument names; without a full PostgreSQL the result is empty."""
    if sys.argv[1] == "brute":
        measure(brute())
    elif programs := full_postgres():
        with server(programs) as connect:
            measure(trigrams(connect))
    else:
        measure(lambda: None)
