"""The proxy of docker-compose.yml as a plain process, with its own configuration, and clients that send slowly."""

import os
import shutil
import socket
import ssl
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from credit_portal.embedded import free_port
from tests.workers import PATIENCE_SECONDS, PROJECT, Process, running, wait_until

FOLDER = PROJECT / "deploy" / "nginx"
NO_NGINX = "没有 nginx，跳过代理的测试；请安装 (install): apt install nginx-light"
CERTIFICATE = (
    *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
    *("-subj", "/CN=localhost", "-days", "2"),
)
# The certificate is made for the test, and nobody has signed it.
TLS = ssl._create_unverified_context()


class Answer(NamedTuple):
    """Status, content type and content of an answer."""

    status: int
    kind: str
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


def nginx_path() -> str:
    """Return the path of nginx; without it, CI fails and other runs skip the test with one line."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("nginx is missing; .ci/run installs it", pytrace=False)
        pytest.skip(NO_NGINX)
    return found


class Proxy:
    """nginx with the configuration of the product, in which only ports and folders are replaced."""

    def __init__(self, folder: Path, *, web_port: int, static: Path) -> None:
        self.http_port, self.port = free_port(), free_port()
        tls = folder / "tls"
        tls.mkdir()
        (folder / "proxy").mkdir()
        (static / "files").mkdir(parents=True, exist_ok=True)
        make_certificate(tls)
        text = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
        for written, here in {
            "/tmp/": f"{folder}/proxy/",
            "user nginx;": "user root;" if os.getuid() == 0 else "",
            "listen 80;": f"listen 127.0.0.1:{self.http_port};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self.port} ssl;",
            "server web:8000;": f"server 127.0.0.1:{web_port};",
            "/var/portal/static/": f"{static}/",
            "/etc/nginx/pages": f"{FOLDER}/pages",
            "/etc/nginx/tls": f"{tls}",
            "/dev/stdout": f"{folder}/access.log",
        }.items():
            assert written in text, written
            text = text.replace(written, here)
        config = folder / "nginx.conf"
        config.write_text(text, encoding="utf-8")
        command = [nginx_path(), "-c", str(config), "-g", "daemon off;"]
        self.process = Process(command, environment={}, log=folder / "nginx.log")

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> Answer:
        """Open a path; raises OSError where no answer comes for two minutes."""
        return _answer(urllib.request.Request(f"{self.address}{path}", headers=headers))

    def connect(self) -> socket.socket:
        """Return a connection with TLS."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        try:
            return TLS.wrap_socket(plain, server_hostname="localhost")
        except OSError:
            plain.close()
            raise

    def listens(self) -> bool:
        """Whether the proxy accepts connections."""
        with suppress(OSError):
            self.connect().close()
            return True
        return False

    def shows(self, path: str) -> bool:
        """Whether the path has a page."""
        with suppress(OSError):
            return self.get(path).status == 200
        return False


def _answer(request: urllib.request.Request) -> Answer:
    try:
        with urllib.request.urlopen(request, context=TLS, timeout=PATIENCE_SECONDS) as response:
            return Answer(response.status, response.headers["Content-Type"], response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers["Content-Type"], error.read())


def make_certificate(folder: Path) -> None:
    """Write a certificate for localhost and its key."""
    files = ("-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem"))
    subprocess.run([*CERTIFICATE, *files], check=True, capture_output=True)


@contextmanager
def proxying(folder: Path, *, web_port: int, static: Path) -> Iterator[Proxy]:
    """Run the proxy until the block ends; `static` is the volume of the static files."""
    proxy = Proxy(folder, web_port=web_port, static=static)
    with running(proxy.process):
        wait_until(lambda: proxy.listens() or proxy.process.has_ended, "the proxy listens")
        assert not proxy.process.has_ended, (folder / "nginx.log").read_text()
        yield proxy


def head(path: str, *lines: str, method: str = "GET") -> bytes:
    """Return the header of a request, with the empty line that ends it."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: localhost", *lines, "", ""]).encode()


def status_of(sent: bytes, proxy: Proxy) -> int:
    """Send bytes on a connection of its own and return the status of the answer."""
    with proxy.connect() as connection:
        connection.sendall(sent)
        return int(connection.recv(64).split()[1])


@contextmanager
def slow_clients(proxy: Proxy, count: int) -> Iterator[list[socket.socket]]:
    """Keep connections open that send a byte now and then: half a header, half a body, or nothing at all."""
    form = ("Content-Type: application/x-www-form-urlencoded", "Content-Length: 9000")
    begins = [
        head("/")[:-2],
        head("/accounts/login/", *form, method="POST") + b"username=",
        b"",
    ]
    connections = [proxy.connect() for _ in range(count)]
    for number, connection in enumerate(connections):
        connection.sendall(begins[number % len(begins)])
    ended = threading.Event()

    def drip() -> None:
        while not ended.wait(0.5):
            for number, connection in enumerate(connections):
                if number % len(begins) < 2:
                    try:
                        connection.sendall(b"a")
                    except OSError:
                        continue

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    try:
        yield connections
    finally:
        ended.set()
        thread.join()
        for connection in connections:
            connection.close()
