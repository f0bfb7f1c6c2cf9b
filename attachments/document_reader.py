"""The child process that opens a document: `python -m attachments.document_reader PATH BYTES SECONDS`.

BYTES and SECONDS limit its memory and CPU time. It writes what it found as one line of JSON to standard output.
"""

import json
import sys
from pathlib import Path

from attachments.documents import read_document
from attachments.faults import AttachmentError
from spreadsheets.process_limits import end_process, limit_process


def main() -> None:
    limit_process(memory_bytes=int(sys.argv[2]), cpu_seconds=int(sys.argv[3]))
    try:
        kind, holds_id = read_document(Path(sys.argv[1]).read_bytes())
    except AttachmentError as error:
        answer: dict[str, object] = {"fault": error.fault}
    else:
        answer = {"kind": kind.label if kind else "", "holds_resident_id": holds_id}
    print(json.dumps(answer))
    end_process()


if __name__ == "__main__":
    main()
