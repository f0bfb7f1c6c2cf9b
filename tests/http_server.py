"""An HTTP server on the loopback that gives the replies of a test and records the requests."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

LOOPBACK = ip_network("127.0.0.0/8")
Reply = Callable[[BaseHTTPRequestHandler], None]


def good(content: bytes, *, etag: str = "", **headers: str) -> Reply:
    """Reply with the whole body, or with 304 if the request carries its ETag."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        if etag and handler.headers.get("If-None-Match") == etag:
            status(304)(handler)
            return
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        _begin(handler, 200, {"Content-Length": str(len(content)), "ETag": etag, **named})
        handler.wfile.write(content)

    return reply


def status(code: int, content: bytes = b"", **headers: str) -> Reply:
    """Reply with the status, the body and the headers."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        _begin(handler, code, {"Content-Length": str(len(content)), **named})
        handler.wfile.write(content)

    return reply


def half(content: bytes) -> Reply:
    """Announce twice the length that is sent."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        _begin(handler, 200, {"Content-Length": str(2 * len(content))})
        handler.wfile.write(content)

    return reply


def half_in_chunks(content: bytes) -> Reply:
    """Send chunks and never the last one."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        _begin(handler, 200, {"Transfer-Encoding": "chunked"})
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(content), content))

    return reply


def endless(line: bytes) -> Reply:
    """Send the line until the client disconnects."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        _begin(handler, 200, {})
        while True:
            handler.wfile.write(line * 1000)

    return reply


def announced(size: int) -> Reply:
    """Announce a length and send no body."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        _begin(handler, 200, {"Content-Length": str(size)})

    return reply


def _begin(handler: BaseHTTPRequestHandler, code: int, headers: dict[str, str]) -> None:
    handler.send_response(code)
    for name, text in headers.items():
        if text:
            handler.send_header(name, text)
    handler.end_headers()
    handler.close_connection = True


class Upstream:
    """`reply` answers every request; `requests` has the path and headers of each, `bodies` what was posted.

    `ended` is set after the test.
    """

    def __init__(self) -> None:
        self.reply: Reply = status(404)
        self.requests: list[tuple[str, Any]] = []
        self.bodies: list[bytes] = []
        self.ended = threading.Event()
        upstream = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                upstream.requests.append((self.path, self.headers))
                upstream.reply(self)

            def do_POST(self) -> None:
                upstream.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.do_GET()

            def log_message(self, *args: object) -> None:
                """Write no log."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, *args: object) -> None:
                """Ignore errors of clients that disconnect."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/lists/court.csv"

    def stalled(self, content: bytes) -> Reply:
        """Send the beginning of a long body, then nothing."""

        def reply(handler: BaseHTTPRequestHandler) -> None:
            _begin(handler, 200, {"Content-Length": "100000"})
            handler.wfile.write(content)
            handler.wfile.flush()
            self.ended.wait()

        return reply

    def dripping(self) -> Reply:
        """Send an endless header slowly enough to pass every read time-out."""

        def reply(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not self.ended.wait(0.01):
                handler.wfile.write(b"x")

        return reply


@contextmanager
def serving() -> Iterator[Upstream]:
    """Run the server until the block ends."""
    upstream = Upstream()
    thread = threading.Thread(target=upstream.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield upstream
    finally:
        upstream.ended.set()
        upstream.server.shutdown()
        upstream.server.server_close()
        thread.join()
