"""A server that speaks the protocol of clamd as far as the portal uses it."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# What scanners find instead of a virus, in parts, so that no scanner finds this file.
TEST_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """What was sent to the server, and what it answers instead of the result of its search."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.answer = b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack("!I", stream.read(4))[0]:
                    content += stream.read(length)
                self.received.append(content)
                found = b"stream: Eicar-Test-Signature FOUND" if TEST_VIRUS in content else b"stream: OK"
                stream.write((self.answer or found) + b"\0")


@contextmanager
def scanning() -> Iterator[Clamd]:
    """Run the server until the block ends."""
    clamd = Clamd()
    thread = threading.Thread(target=clamd.serve, daemon=True)
    thread.start()
    try:
        yield clamd
    finally:
        clamd.listener.shutdown(socket.SHUT_RDWR)
        clamd.listener.close()
        thread.join()
