"""What a document is, and whether it has the ID number of a resident in a text that can be read.

That are the texts of Office, OFD and PDF documents, and what stands plainly in any other file. Text in images and
inside embedded objects is not read. Only the child process opens documents (document_reader.py).
"""

import io
import time
import zipfile
from collections.abc import Iterator

import olefile
from pypdf import PdfReader

from attachments.faults import AttachmentError, Fault
from attachments.kinds import OLE2_FILES, PDF, Kind, is_archive, is_ole2, is_pdf, kind_of_archive
from attachments.texts import LONGEST_TEXT, UNREADABLE, bytes_hold_resident_id, office_texts
from free_text.numbers import Kind as NumberKind
from free_text.numbers import document_numbers
from spreadsheets.encryption import is_encrypted
from spreadsheets.sheets import SheetError, check_unpacked

# No further page of a PDF is searched after so many seconds.
PDF_SECONDS = 8
# [MS-DOC] 2.5.2: the flag of encryption in the header of a Word document.
WORD, FLAGS, ENCRYPTED_WORD = "WordDocument", 0x0A, 0x0100


def read_document(content: bytes) -> tuple[Kind | None, bool]:
    """Return the kind of the document, None for one that may not be attached, and whether it holds an ID number.

    Raises AttachmentError for a document that is damaged, encrypted or unpacks to too much.
    """
    if is_pdf(content):
        return PDF, bytes_hold_resident_id(content) or _hold_resident_id(_pdf_texts(content))
    if zipfile.is_zipfile(io.BytesIO(content)):
        return _read_archive(content)
    if is_ole2(content):
        return _read_ole2(content)
    return None, bytes_hold_resident_id(content)


def _hold_resident_id(texts: Iterator[str]) -> bool:
    numbers = (number for text in texts for number in document_numbers(text))
    return any(number.kind is NumberKind.RESIDENT_ID for number in numbers)


def _read_archive(content: bytes) -> tuple[Kind | None, bool]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_unpacked(archive.infolist(), len(content))
            kind = kind_of_archive(archive.namelist()) if is_archive(content) else None
            return kind, _hold_resident_id(office_texts(archive))
    except SheetError as error:
        raise AttachmentError(Fault.UNPACKED_TOO_LARGE) from error
    except UNREADABLE as error:
        raise AttachmentError(Fault.UNREADABLE) from error


def _read_ole2(content: bytes) -> tuple[Kind | None, bool]:
    try:
        with olefile.OleFileIO(content) as file:
            streams = {"/".join(path): file.openstream(path).read() for path in file.listdir()}
    except OSError as error:
        raise AttachmentError(Fault.UNREADABLE) from error
    if is_encrypted(content) or int.from_bytes(streams.get(WORD, b"")[FLAGS : FLAGS + 2], "little") & ENCRYPTED_WORD:
        raise AttachmentError(Fault.ENCRYPTED)
    kind = next((kind for name, kind in OLE2_FILES.items() if name in streams), None)
    return kind, any(map(bytes_hold_resident_id, streams.values()))


def _pdf_texts(content: bytes) -> Iterator[str]:
    """Yield the text of the pages, up to LONGEST_TEXT and PDF_SECONDS; nothing of a PDF whose text cannot be read."""
    left, until = LONGEST_TEXT, time.monotonic() + PDF_SECONDS
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise AttachmentError(Fault.ENCRYPTED)
        for page in reader.pages:
            if time.monotonic() > until:
                return
            text = page.extract_text()[:left]
            left -= len(text)
            yield text
    except AttachmentError:
        raise
    except Exception:  # noqa: BLE001  (pypdf raises whatever the error in a damaged file leads to)
        return
