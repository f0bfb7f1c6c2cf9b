"""Ask for the file of a long list, make it in a worker, delete it when its time is over."""

from collections.abc import Callable
from datetime import timedelta
from tempfile import TemporaryFile
from typing import Any, NamedTuple, cast

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.urls import resolve
from django.utils import timezone

from exports.files import write_table
from exports.models import PUBLIC, Export, Visitor, place_of
from exports.tables import Table
from foundation.jobs.enqueue import enqueue
from foundation.jobs.leases import MAX_ATTEMPTS

# How long the file of a person is kept, and a public one, which everybody who asks meanwhile gets.
KEPT = timedelta(hours=24)
PUBLIC_KEPT = timedelta(minutes=10)


class Asked(NamedTuple):
    """What somebody asks for: a list by its address, with its filter, in a format; fields of Export.

    `access` is what the list requires.
    """

    access: str
    name: str
    path: str
    query: str
    filter_text: str
    format: str


def ask_for_export(*, asked: Asked, by: Visitor) -> Export:
    """Have a worker make the file, and return its row; the one that is in work where the person waits for one already.

    The file of a public list is made for everybody, once while it is kept.
    """
    parts: dict[str, Any] = asked._asdict()
    owner: dict[str, Any] = {"owner_id": None}
    if asked.access == PUBLIC:
        kept = Export.objects.public().kept().filter(**parts).exclude(file="").first()
        if kept:
            return kept
    else:
        owner = {"owner_id": by.pk}
        parts["owner_role"], parts["owner_department_id"] = place_of(by)
    export, is_new = Export.objects.get_or_create(**owner, made_at=None, defaults=parts)
    if is_new:
        enqueue("exports.tasks.make_export", export.pk)
    return export


def make_export(pk: int) -> None:
    """Make the file of a waiting export.

    The attempt is counted first, so that a file which ends its worker is given up. The row is locked while the file is
    made: a killed worker loses the lock at once, and another worker leaves the row alone.
    """
    if not _start_attempt(pk):
        return
    with transaction.atomic():
        export = _locked(pk)
        if export:
            _make(export)


def _locked(pk: int) -> Export | None:
    """Return the waiting row, locked; None where it does not wait, or another worker makes it."""
    return Export.objects.waiting().select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()


@transaction.atomic
def _start_attempt(pk: int) -> bool:
    """Count one more attempt at a waiting export; False for one that another worker makes, or that is given up."""
    export = _locked(pk)
    if export is None:
        return False
    export.attempts += 1
    if export.attempts > MAX_ATTEMPTS:
        _finish(export, count=0)
        return False
    export.save(update_fields=["attempts"])
    return True


def _make(export: Export) -> None:
    owner = get_user_model().objects.get(pk=export.owner_id) if export.owner_id else AnonymousUser()
    name = f"exports/{export.pk}.{export.format}"
    with TemporaryFile() as stream:
        count = write_table(_table_of(export, owner), export.format, stream, made_by=name_of(owner))
        stream.seek(0)
        # A worker that died may have left a part of it.
        default_storage.delete(name)
        export.file = default_storage.save(name, File(stream))
    _finish(export, count=count)


def _table_of(export: Export, owner: Visitor) -> Table:
    """Return the table that the page at the export's address shows its owner."""
    match = resolve(export.path)
    asking = HttpRequest()
    asking.user = cast(Any, owner)
    asking.GET = QueryDict(export.query)
    make_table: Callable[..., Table] = match.func.make_table  # type: ignore[attr-defined]
    return make_table(asking, *match.args, **match.kwargs)


def _finish(export: Export, *, count: int) -> None:
    """Store that the file is made, or given up; both are kept until they expire."""
    export.made_at = timezone.now()
    export.expires_at = export.made_at + (KEPT if export.owner_id else PUBLIC_KEPT)
    export.row_count = count
    export.save(update_fields=["attempts", "file", "made_at", "expires_at", "row_count"])


def name_of(user: Visitor) -> str:
    """The department and the name that the file states; 信用济南 for a public list."""
    if user.pk is None:
        return "信用济南"
    return f"{getattr(user, 'department', None) or ''}{user}"


def delete_expired_exports() -> None:
    """Delete the files whose time is over, and their rows."""
    for export in Export.objects.expired():
        if export.file:
            default_storage.delete(str(export.file.name))
        export.delete()
