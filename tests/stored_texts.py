"""The texts in stored bytes, for tests that search them."""

import gzip
import io
import zipfile
from collections.abc import Iterator


def texts_in(content: bytes) -> Iterator[str]:
    """Yield the texts of stored bytes, those in archives as well."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from texts_in(archive.read(name))
        return
    content = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    yield content.decode("utf-8", errors="replace")
    yield content.decode("gb18030", errors="replace")
