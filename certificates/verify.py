"""Verify the file of a certificate without a network: `python -m certificates.verify FILE --keys KEYS`.

Prints the answer in four lines. Ends with 0 if the certificate is whole, from the issuer and true on its day, with 1 if
it is not, and with 2 if a file cannot be read.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from certificates.proofs.encoding import FormatError
from certificates.proofs.files import PublishedKeys
from certificates.proofs.verification import verify


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the file that the arguments name, print the answer and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m certificates.verify", description="离线核验资格证明")
    parser.add_argument("file", type=Path, help="资格证明的文件")
    parser.add_argument("--keys", type=Path, default=Path("keys.json"), help="平台公布的密钥（默认为keys.json）")
    parser.add_argument("--status", type=Path, help="较新的状态清单")
    chosen = parser.parse_args(arguments)
    try:
        keys = PublishedKeys.parse(chosen.keys.read_bytes())
        newer = chosen.status.read_bytes() if chosen.status else None
        answer = verify(chosen.file.read_bytes(), keys, now=datetime.now(UTC), newer=newer)
    except OSError as error:
        print(f"文件读不到：{error.filename}", file=sys.stderr)
        return 2
    except FormatError:
        print(f"{chosen.keys}不是平台公布的密钥文件。", file=sys.stderr)
        return 2
    for line in answer.lines:
        print(line)
    return 0 if answer.is_true else 1


if __name__ == "__main__":
    sys.exit(main())
