"""Reading a file that somebody attaches, in a child process with limits of memory and time."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from attachments.faults import AttachmentError, Fault
from attachments.kinds import HEAD, KINDS, SVG, Kind, kind_of_image
from spreadsheets.file_reading import running_reader

SECONDS = 20


@dataclass(frozen=True)
class Attachment:
    """A file that may be attached: its kind, and for an image its content without anything but the pixels."""

    kind: Kind
    image: bytes = b""


def read_attachment(chunks: Iterable[bytes]) -> Attachment:
    """Return what the file is. Raises AttachmentError for one that may not be attached."""
    with NamedTemporaryFile() as file:
        file.writelines(chunks)
        file.flush()
        file.seek(0)
        head = file.read(HEAD)
        if kind := kind_of_image(head):
            answer, image = _answer("attachments.image_reader", Path(file.name))
            if len(image) != answer["size"]:
                raise AttachmentError(Fault.UNREADABLE)
            return Attachment(kind, image)
        if SVG.match(head):
            raise AttachmentError(Fault.SVG)
        found, _ = _answer("attachments.document_reader", Path(file.name))
    if not found["kind"]:
        raise AttachmentError(Fault.OTHER_KIND)
    if found["holds_resident_id"]:
        raise AttachmentError(Fault.RESIDENT_ID)
    return Attachment(KINDS[found["kind"]])


def may_be_kept(chunks: Iterable[bytes]) -> bool:
    """Return whether a file of any kind may be kept as it is: no ID number of a resident is read in it.

    A damaged file is not kept; of an encrypted one, nobody reads anything without its password.
    """
    with NamedTemporaryFile() as file:
        file.writelines(chunks)
        file.flush()
        try:
            found, _ = _answer("attachments.document_reader", Path(file.name))
        except AttachmentError as error:
            return error.fault is Fault.ENCRYPTED
    return not found["holds_resident_id"]


def _answer(program: str, path: Path) -> tuple[dict[str, Any], bytes]:
    """Return what the program answers: its object of JSON, and the bytes behind it."""
    with running_reader(program, path, timeout_seconds=SECONDS) as child:
        assert child.stdout is not None
        line, content = child.stdout.readline(), child.stdout.read()
    if not line.endswith(b"\n"):
        raise AttachmentError(Fault.UNREADABLE)
    answer = json.loads(line)
    if "fault" in answer:
        raise AttachmentError(Fault(answer["fault"]))
    return answer, content
