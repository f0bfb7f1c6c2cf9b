"""Make the files of open data, and find the one that holds what the public sees now (docs/adr/0022-open-data.md)."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from tempfile import TemporaryFile
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from exports.lists import AT_ONCE
from foundation.jobs.enqueue import enqueue
from publicity.models import OpenDataFile
from publicity.models.content_changes import content_version
from publicity.open_data.datasets import DATASETS, Dataset, count_rows, fingerprint_of, read_rows
from publicity.open_data.formats import WRITERS, Format, Row
from publicity.open_data.rows import Rows, changes_of_days, first_kept_day

# Held until the transaction ends: one process makes a file.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
BLOCK = 1024 * 1024
FOLDER = "open-data"
# A file that was replaced may be read for so long.
READ_FOR = timedelta(hours=1)


def find_file(*, dataset: Dataset, day: date | None, format: str) -> OpenDataFile | None:
    """Return the file with what the public sees now; None while a worker makes it.

    A file with other rows than now is never returned. It is made again at once where it is short.
    """
    version = _version()
    kept = _kept(dataset, day, format).first()
    if kept and kept.version == version:
        return kept
    rows, as_of = dataset.make_rows(day), dataset.as_of()
    if kept and kept.fingerprint == fingerprint_of(dataset, rows, as_of):
        _kept(dataset, day, format).filter(fingerprint=kept.fingerprint).update(version=version)
        return kept
    if count_rows(rows) > AT_ONCE:
        enqueue("publicity.tasks.make_open_data")
        return None
    return make_file(dataset=dataset, day=day, format=format)


def find_stored(*, dataset: Dataset, day: date | None, format: str) -> OpenDataFile | None:
    """Return the file as find_file does; one that is not in the storage is made again."""
    found = find_file(dataset=dataset, day=day, format=format)
    if found and not default_storage.exists(str(found.file.name)):
        OpenDataFile.objects.filter(pk=found.pk, sha256=found.sha256).delete()
        return find_file(dataset=dataset, day=day, format=format)
    return found


@transaction.atomic
def make_file(*, dataset: Dataset, day: date | None, format: str) -> OpenDataFile:
    """Return the file with what the public sees now, made anew unless another process has just made it.

    The digest is read before the rows: what changes between the two makes the file one that is made again.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [f"publicity.open_data {dataset.key} {day} {format}"])
    version = _version()
    rows, as_of = dataset.make_rows(day), dataset.as_of()
    fingerprint = fingerprint_of(dataset, rows, as_of)
    kept = _kept(dataset, day, format).first()
    if kept and kept.fingerprint == fingerprint:
        return kept
    with TemporaryFile() as stream:
        row_count = _write(dataset, rows, as_of, format, stream)
        sha256, size = _digest(stream)
        name = f"{FOLDER}/{dataset.key}-{day or 'latest'}-{sha256[:16]}.{format}"
        if not default_storage.exists(name):
            default_storage.save(name, File(stream))
    made = {"version": version, "fingerprint": fingerprint, "as_of": as_of, "row_count": row_count, "file": name}
    made |= {"size": size, "sha256": sha256, "made_at": timezone.now()}
    row, _ = OpenDataFile.objects.update_or_create(dataset=dataset.key, day=day, format=format, defaults=made)
    return row


def make_files() -> None:
    """Make every file that holds other rows than now, and delete what is kept no longer. Idempotent."""
    delete_outdated_files()
    for dataset, day in _due():
        for format in Format.values:
            version, kept = _version(), _kept(dataset, day, format).first()
            if kept is None or kept.version != version:
                made = make_file(dataset=dataset, day=day, format=format)
                OpenDataFile.objects.filter(pk=made.pk, fingerprint=made.fingerprint).update(version=version)


def delete_outdated_files() -> None:
    """Delete the differences of days that are kept no longer, and the files that no row names any more.

    A file that was replaced a short time ago may still be read.
    """
    OpenDataFile.objects.filter(day__lt=first_kept_day()).delete()
    named = set(OpenDataFile.objects.values_list("file", flat=True))
    stored = default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []
    for name in (f"{FOLDER}/{each}" for each in stored):
        if name not in named and default_storage.get_modified_time(name) < timezone.now() - READ_FOR:
            default_storage.delete(name)


def _due() -> Iterator[tuple[Dataset, date | None]]:
    """Yield what a worker makes: the whole sets, the difference of today, and those that are too long for a request."""
    for dataset in DATASETS.values():
        yield dataset, None
    today = timezone.localdate()
    long = {day for day, counts in changes_of_days().items() if sum(counts.values()) > AT_ONCE}
    for day in sorted({today, *long}):
        yield DATASETS["changes"], day


def _version() -> str:
    """Return the version of the public content and the day; while both are the same, so are all data sets."""
    return f"{content_version()} {timezone.localdate()}"


def _kept(dataset: Dataset, day: date | None, format: str) -> QuerySet[OpenDataFile]:
    return OpenDataFile.objects.filter(dataset=dataset.key, day=day, format=format)


class Counted:
    """Rows with the number of those that were read."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.count += 1
            yield row


def _write(dataset: Dataset, rows: Rows, as_of: date | None, format: str, stream: IO[bytes]) -> int:
    """Write the rows, and return their number."""
    counted = Counted(read_rows(rows))
    WRITERS[format](dataset, counted, as_of, stream)
    return counted.count


def _digest(stream: IO[bytes]) -> tuple[str, int]:
    """Return the SHA-256 of the file and its number of bytes; it stands at its beginning afterwards."""
    stream.seek(0)
    digest = hashlib.sha256()
    while block := stream.read(BLOCK):
        digest.update(block)
    size = stream.tell()
    stream.seek(0)
    return digest.hexdigest(), size
