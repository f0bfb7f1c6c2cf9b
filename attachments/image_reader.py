"""The child process that rebuilds an image: `python -m attachments.image_reader PATH BYTES SECONDS`.

BYTES and SECONDS limit its memory and CPU time. It writes one line of JSON to standard output, and behind it the image.
"""

import json
import sys
from pathlib import Path

from attachments.faults import AttachmentError, Fault
from attachments.images import rebuild_image
from attachments.kinds import HEAD, kind_of_image
from spreadsheets.process_limits import end_process, limit_process


def main() -> None:
    limit_process(memory_bytes=int(sys.argv[2]), cpu_seconds=int(sys.argv[3]))
    path = Path(sys.argv[1])
    with path.open("rb") as stream:
        kind = kind_of_image(stream.read(HEAD))
    assert kind is not None  # the parent starts this program for images only
    image = b""
    try:
        image = rebuild_image(path, kind.rebuilt_as)
        answer: dict[str, object] = {"size": len(image)}
    except AttachmentError as error:
        answer = {"fault": error.fault}
    except MemoryError:
        answer = {"fault": Fault.TOO_MANY_PIXELS}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + image)
    end_process()


if __name__ == "__main__":
    main()
