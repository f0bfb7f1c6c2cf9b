"""Downloads that take long to make: a worker makes each once, and it is kept until the file is settled.

A download is named by the state of the file from which it is made, so that a file that is read again has new ones.
Beside it, NAME.json has its outcome: {} if it was made, else the code and parameters of the SheetError.

It is no Export (exports/models.py). An export is a list that one person asked for, by address and filter; its row is
the queue, and its file is kept for a time. A download follows from its file alone: it has no row, everybody who may see
the file gets the same one, and it is deleted with the file's held rows, which nobody may keep.
"""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import IO, NamedTuple

from django.apps import apps
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from foundation.jobs.enqueue import enqueue
from foundation.jobs.leases import advisory_lock
from spreadsheets.sheets import SheetError
from uploads.downloads import marked_workbook, set_aside_workbook
from uploads.models import FileSubmission
from uploads.redaction import downloads_folder

MAKERS: dict[str, Callable[[FileSubmission], IO[bytes]]] = {
    "marked": marked_workbook,
    "set_aside": set_aside_workbook,
}


class KeptDownload(NamedTuple):
    """A download of a file: its kind is a key of MAKERS."""

    submission: FileSubmission
    kind: str

    @property
    def name(self) -> str:
        """Its path in the storage."""
        one = self.submission
        parts = (one.status, one.attempts, one.layout, one.cell_edits, one.row_decisions, one.as_of, one.reading)
        state = sha256(repr((*parts, one.error_count, one.confirm_count, one.notice_count)).encode()).hexdigest()
        return f"{downloads_folder(one)}/{self.kind}-{state[:16]}"

    @property
    def outcome_name(self) -> str:
        """The path of its outcome."""
        return f"{self.name}.json"

    @property
    def is_made(self) -> bool:
        """Whether a worker has made it, or has found that it cannot be made."""
        return default_storage.exists(self.outcome_name)

    def open(self) -> File:
        """Open a download that is made; raises SheetError for one that cannot be made."""
        with default_storage.open(self.outcome_name) as stored:
            outcome = json.load(stored)
        if outcome:
            raise SheetError(outcome["code"], **outcome["params"])
        return default_storage.open(self.name)

    def request(self) -> None:
        """Have a worker make it. A message that is lost is sent again when somebody asks again."""
        enqueue("uploads.tasks.make_download", self.submission._meta.label, self.submission.pk, self.kind)


def make_download(label: str, pk: int, kind: str) -> None:
    """Make the download of that kind of the file with this model and key, unless it is made or being made."""
    download = KeptDownload(apps.get_model(label)._default_manager.get(pk=pk), kind)
    with advisory_lock(f"download:{download.name}") as acquired:
        if acquired and not download.is_made:
            _make(download)


def _make(download: KeptDownload) -> None:
    outcome: dict[str, object] = {}
    # A worker that died may have left a part of it.
    default_storage.delete(download.name)
    try:
        default_storage.save(download.name, File(MAKERS[download.kind](download.submission)))
    except SheetError as error:
        outcome = {"code": error.code, "params": error.params}
    default_storage.save(download.outcome_name, ContentFile(json.dumps(outcome).encode()))
