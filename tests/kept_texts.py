"""Every text that the portal keeps, in its database and its stored files."""

from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db import connection

from drafts.models import DraftFile
from tests.stored_texts import texts_in


def stored_texts(folder: str = "") -> Iterator[str]:
    """Yield the texts of every stored file."""
    folders, names = default_storage.listdir(folder)
    for name in names:
        with default_storage.open(f"{folder}/{name}" if folder else name) as stored:
            yield from texts_in(stored.read())
    for each in folders:
        yield from stored_texts(f"{folder}/{each}" if folder else each)


def database_texts() -> Iterator[str]:
    """Yield every row of every table as text, JSON and the files of drafts included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            for (text,) in cursor.fetchall():
                yield text
    for content in DraftFile.objects.values_list("content", flat=True):
        yield from texts_in(bytes(content))
