"""Encrypted workbooks: those that Excel opens without asking for a password.

A workbook that is protected against changes may be encrypted with a password that every program knows
([MS-OFFCRYPTO] 2.4.2.3). Any other password is the sender's.
"""

import io
import struct

import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, FileFormatError

from spreadsheets.file_kinds import OLE2, ZIP
from spreadsheets.sheets import SheetError, check_archive
from spreadsheets.xls_stream import BROKEN, xls_stream

# An entry in the directory of an OLE2 file with an encrypted .xlsx, .xlsb or .ods.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
KNOWN_PASSWORD = "VelvetSweatshop"  # noqa: S105
# Records of an .xls that may stand before the one that states the encryption ([MS-XLS] 2.1.7.20.3).
BOF, WRITE_PROTECTED, ENCRYPTION = 0x809, 0x86, 0x2F


def is_encrypted(content: bytes) -> bool:
    """Return whether the file is a workbook with encrypted content."""
    if not content.startswith(OLE2):
        return False
    return ENCRYPTED in content or ENCRYPTION in _first_records(content)


def decrypted(content: bytes) -> bytes:
    """Return the decrypted workbook; raises SheetError for one with a password that only its sender knows."""
    opened = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(content))
        file.load_key(password=KNOWN_PASSWORD)
        file.decrypt(opened)
    except (DecryptionError, FileFormatError, *BROKEN) as error:
        raise SheetError("password_protected") from error
    if opened.getvalue().startswith(ZIP):
        check_archive(opened, len(opened.getvalue()))
    return opened.getvalue()


def _first_records(content: bytes) -> set[int]:
    """Return the kinds of the first records of an .xls, none for a broken one."""
    try:
        head = xls_stream(content, 1_000)
    except SheetError:
        return set()
    kinds, place = set(), 0
    while place + 4 <= len(head):
        kind, length = struct.unpack_from("<HH", head, place)
        kinds.add(kind)
        if kind not in (BOF, WRITE_PROTECTED):
            break
        place += 4 + length
    return kinds
