"""The status list: what is so today of each certificate, in the shape of W3C Bitstring Status List.

Two bits a certificate. It tells no cause and is padded to blocks, so that its length tells little.
"""

import base64
import binascii
import gzip
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntFlag

from certificates.proofs.encoding import FormatError, from_json, to_json

HEADER = "aeo-status-list/v1"
BLOCK = 131_072
BITS = 2
MOST_BLOCKS = 64
CONTEXT = "https://www.w3.org/ns/credentials/v2"


class Status(IntFlag):
    """What is so of a certificate today; 0 where the enterprise is on the public list and nothing was corrected."""

    NOT_LISTED = 1
    CORRECTED = 2


MESSAGES = {
    0: "目前在公布名单",
    int(Status.NOT_LISTED): "目前不在公布名单",
    int(Status.CORRECTED): "当日的记录后经更正",
    int(Status.NOT_LISTED | Status.CORRECTED): "当日的记录后经更正；目前不在公布名单",
}


@dataclass(frozen=True)
class StatusList:
    """The statuses as they were at a moment; whoever reads them after `valid_until` asks for a newer list."""

    address: str
    issuer: str
    valid_from: datetime
    valid_until: datetime
    bits: bytes

    def __getitem__(self, index: int) -> Status:
        """Return the status of the certificate. Raises IndexError."""
        place, shift = divmod(index * BITS, 8)
        return Status(self.bits[place] >> (8 - BITS - shift) & 3)

    def text(self) -> str:
        """Return the text that is signed."""
        packed = base64.urlsafe_b64encode(gzip.compress(self.bits, mtime=0)).decode().rstrip("=")
        content = {
            "@context": [CONTEXT],
            "id": self.address,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": self.issuer,
            "validFrom": self.valid_from.isoformat(),
            "validUntil": self.valid_until.isoformat(),
            "credentialSubject": {
                "id": f"{self.address}#list",
                "type": "BitstringStatusList",
                "statusPurpose": "message",
                "statusSize": BITS,
                "statusMessage": [{"status": hex(status), "message": text} for status, text in MESSAGES.items()],
                "encodedList": f"u{packed}",
            },
        }
        return f"{HEADER}\n{to_json(content)}\n"

    @classmethod
    def parse(cls, text: str) -> "StatusList":
        """Return the list of a signed text. Raises FormatError."""
        header, _, content = text.partition("\n")
        if header != HEADER:
            raise FormatError("no status list")
        credential = from_json(content)
        try:
            return cls(
                address=credential["id"],
                issuer=credential["issuer"],
                valid_from=_moment(credential["validFrom"]),
                valid_until=_moment(credential["validUntil"]),
                bits=_unpack(credential["credentialSubject"]["encodedList"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise FormatError("no status list") from error


def pack(statuses: Mapping[int, Status], *, size: int) -> bytes:
    """Return the bits of a list with so many places; a place that is not named is 0."""
    bits = bytearray(size * BITS // 8)
    for index, status in statuses.items():
        place, shift = divmod(index * BITS, 8)
        bits[place] |= status << (8 - BITS - shift)
    return bytes(bits)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise FormatError("a moment without its offset")
    return moment


def _unpack(encoded: str) -> bytes:
    """Return the bits, of which a list has no more than MOST_BLOCKS blocks, however it was packed."""
    if not encoded.startswith("u"):
        raise FormatError("no list in base64url")
    most = MOST_BLOCKS * BLOCK * BITS // 8
    try:
        packed = base64.b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
        bits = unpacking.decompress(packed, most)
    except (binascii.Error, zlib.error) as error:
        raise FormatError("no packed list") from error
    if not unpacking.eof or len(bits) % (BLOCK * BITS // 8):
        raise FormatError("a list that is cut or too long")
    return bits
