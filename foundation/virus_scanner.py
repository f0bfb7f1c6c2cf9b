"""The virus scanner: clamd, which is sent the bytes of a file by its command INSTREAM (clamd(8))."""

import socket
import struct
from collections.abc import Iterable
from contextlib import closing
from enum import StrEnum

from django.conf import settings

SILENCE_SECONDS = 30
PIECE = 1 << 16


class ScanFault(StrEnum):
    """Why a file is refused."""

    INFECTED = "infected"
    NO_SCANNER = "no_scanner"


SCAN_FAULTS = {
    ScanFault.INFECTED: "这个文件没有通过病毒检查，没有保存。请在本机查杀病毒后重新导出，再上传。",
    ScanFault.NO_SCANNER: "病毒检查暂时不可用，文件没有保存。请稍后再试；一直如此的，请告诉运维人员。",
}


def scan(chunks: Iterable[bytes]) -> ScanFault | None:
    """Send a file to the scanner of CLAMD; return why it is refused, None if it is clean or no scanner is configured.

    If the scanner does not answer or reports an error, the file is refused.
    """
    if not settings.CLAMD:
        return None
    try:
        with closing(_connect(settings.CLAMD)) as connection:
            answer = _answer(connection, chunks)
    except OSError:
        return ScanFault.NO_SCANNER
    if answer == b"stream: OK":
        return None
    return ScanFault.INFECTED if answer.endswith(b" FOUND") else ScanFault.NO_SCANNER


def _connect(address: str) -> socket.socket:
    """Connect to a path of a socket, or to host:port."""
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(SILENCE_SECONDS)
        connection.connect(address)
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), SILENCE_SECONDS)


def _answer(connection: socket.socket, chunks: Iterable[bytes]) -> bytes:
    """Send the chunks, each after its length, and an empty one; return the answer without the zero that ends it."""
    connection.sendall(b"zINSTREAM\0")
    for chunk in chunks:
        connection.sendall(struct.pack("!I", len(chunk)) + chunk)
    connection.sendall(struct.pack("!I", 0))
    answer = b""
    while not answer.endswith(b"\0") and (piece := connection.recv(PIECE)):
        answer += piece
    return answer.rstrip(b"\0")
