"""Fetch an address into a file: http and https only, limited in size and time; an incomplete answer is an error."""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from blacklists.reasons import FetchCode, message
from spreadsheets.file_kinds import HEAD, fault_of_head

CHUNK = 1 << 16
MAX_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
CONNECTIONS = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
# Characters that stay unquoted in a path or a query. The percent sign is one, so that nothing is quoted twice.
URL_SAFE = "%/:?#[]@!$&'()*+,;=~-._"
AUTHORIZATION = "Authorization"
IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# IPv6 networks that embed an IPv4 address in the last 32 bits: NAT64 (RFC 6052) and IPv4-compatible (RFC 4291).
EMBEDS_IPV4 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
# Private networks that `is_global` does not exclude in every Python version: IETF protocol assignments, local-use
# NAT64 (RFC 8215), site-local, documentation (RFC 9637), and the address of Azure's own services.
PRIVATE_NETWORKS = ("192.0.0.0/24", "64:ff9b:1::/48", "fec0::/10", "3fff::/20", "168.63.129.16/32")
ALSO_PRIVATE = tuple(map(ipaddress.ip_network, PRIVATE_NETWORKS))
# The first class that an exception is an instance of gives its code.
FAILURES: tuple[tuple[type[Exception], FetchCode], ...] = (
    (socket.gaierror, FetchCode.UNKNOWN_HOST),
    (ssl.SSLCertVerificationError, FetchCode.UNTRUSTED_CERTIFICATE),
    (ssl.SSLError, FetchCode.TLS_FAILED),
    (TimeoutError, FetchCode.NO_ANSWER),
    (ConnectionRefusedError, FetchCode.CONNECTION_REFUSED),
    (http.client.IncompleteRead, FetchCode.INCOMPLETE),
    (http.client.HTTPException, FetchCode.INVALID_HTTP),
    (OSError, FetchCode.DISCONNECTED),
)


class FetchError(Exception):
    """A fetch failed, or its answer is unusable.

    `reason` is the code with its parameters (wording.fetch_text). `status` is the HTTP status of the answer, None
    without one; `size` is the number of bytes received.
    """

    def __init__(self, code: FetchCode, *, status: int | None = None, size: int = 0, **params: Any) -> None:
        self.reason = message(code, status=status, size=size, **params)
        super().__init__(self.reason)
        self.status = status
        self.size = size


@dataclass(frozen=True)
class Limits:
    """The limits of a fetch: bytes, seconds in total and without data, and the private networks that are allowed."""

    max_bytes: int
    seconds: float = 120
    silence_seconds: float = 20
    networks: Sequence[Network] = ()


@dataclass(frozen=True)
class Answer:
    """A successful answer: 200 with its body in the file, or 204 or 304 without a body; `size` in bytes."""

    status: int
    headers: Message
    size: int = 0


def split_address(address: str) -> SplitResult:
    """Split an http or https address into its parts. Raises FetchError for any other address."""
    is_valid = False
    with suppress(ValueError):
        parts = urlsplit(address)
        is_valid = bool(parts.hostname) and parts.port != 0 and address.isprintable() and " " not in address
    if is_valid and parts.scheme in CONNECTIONS and parts.username is None:
        return parts
    raise FetchError(FetchCode.INVALID_ADDRESS)


def fetch(address: str, *, headers: Mapping[str, str], path: Path, limits: Limits) -> Answer:
    """Fetch the address into the file. Raises FetchError; the content of the file is undefined then.

    The Authorization header is sent to the origin of the address only, not to another origin that it redirects to.
    """
    deadline = time.monotonic() + limits.seconds
    target = split_address(address)
    origin = _origin(target)
    for _ in range(MAX_REDIRECTS + 1):
        sent = {name: text for name, text in headers.items() if name != AUTHORIZATION or _origin(target) == origin}
        result = _get(target, sent, path, limits, deadline)
        if isinstance(result, Answer):
            return result
        try:
            target = split_address(urljoin(target.geturl(), result))
        except ValueError as error:
            raise FetchError(FetchCode.INVALID_REDIRECT) from error
        except FetchError as error:
            raise FetchError(FetchCode.FORBIDDEN_REDIRECT, reason=error.reason) from error
    raise FetchError(FetchCode.TOO_MANY_REDIRECTS, limit=MAX_REDIRECTS)


def same_origin(address: str, other: str) -> bool:
    """Whether two valid addresses have the same scheme, host and port, so that one token serves both."""
    return _origin(split_address(address)) == _origin(split_address(other))


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port


def _get(target: SplitResult, headers: Mapping[str, str], path: Path, limits: Limits, deadline: float) -> Answer | str:
    """Send one request; return its answer, or the address that it redirects to. Raises FetchError."""
    late = threading.Event()
    try:
        with _connected(target, limits) as connection, _close_at(connection.sock, deadline, late):
            if isinstance(connection.sock, ssl.SSLSocket):
                connection.sock.do_handshake()
            resource = quote(target.path or "/", safe=URL_SAFE)
            query = f"?{quote(target.query, safe=URL_SAFE)}" if target.query else ""
            connection.request("GET", resource + query, headers=dict(headers))
            with connection.getresponse() as response:
                if response.status in REDIRECTS:
                    return response.getheader("Location", "")
                return _save(response, path, limits, late)
    except (OSError, http.client.HTTPException) as error:
        if late.is_set():
            raise FetchError(FetchCode.DEADLINE, seconds=limits.seconds) from error
        raise FetchError(next(code for kind, code in FAILURES if isinstance(error, kind))) from error


@contextmanager
def _connected(target: SplitResult, limits: Limits) -> Iterator[http.client.HTTPConnection]:
    """Open a connection to an IP address that was checked before; nothing is sent yet. Raises FetchError."""
    host = target.hostname or ""
    kind = CONNECTIONS[target.scheme]
    # Without a port, http.client would take the last group of an IPv6 address for it.
    port = target.port or kind.default_port
    connection = kind(host, port, timeout=limits.silence_seconds)
    sock = _open(host, port, limits)
    try:
        if target.scheme == "https":
            # The handshake follows under the deadline (_get).
            context = ssl.create_default_context()
            sock = context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
        connection.sock = sock
        yield connection
    finally:
        sock.close()
        connection.close()


def _open(host: str, port: int, limits: Limits) -> socket.socket:
    """Connect to the first IP address of the host that answers. Raises FetchError unless all of them are allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise FetchError(FetchCode.UNKNOWN_HOST) from error
    addresses = [str(place[4][0]) for place in found]
    for address in addresses:
        check_reachable(address, networks=limits.networks)
    for address in addresses[:-1]:
        with suppress(OSError):
            return socket.create_connection((address, port), limits.silence_seconds)
    return socket.create_connection((addresses[-1], port), limits.silence_seconds)


def check_reachable(address: str, *, networks: Sequence[Network]) -> None:
    """Raise FetchError for an IP address that no feed may be pulled from.

    - Link-local (cloud metadata services, which hand out credentials), multicast and unspecified: never allowed.
    - Loopback: allowed in one of `networks` that contains nothing but loopback.
    - Other private addresses: allowed in one of `networks`.
    - Public addresses: always allowed.
    """
    ip = _effective_ip(ipaddress.ip_address(address.partition("%")[0]))
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        raise FetchError(FetchCode.DEVICE_NETWORK, address=str(ip))
    allowed = [network for network in networks if ip in network]
    if ip.is_loopback and not any(network.is_loopback for network in allowed):
        raise FetchError(FetchCode.LOOPBACK, address=str(ip))
    is_private = not ip.is_global or ip.is_reserved or any(ip in network for network in ALSO_PRIVATE)
    if is_private and not allowed:
        raise FetchError(FetchCode.INNER_NETWORK, address=str(ip))


def _effective_ip(ip: IP) -> IP:
    """The IPv4 address that a mapped, IPv4-compatible, NAT64 or 6to4 address embeds; otherwise the address itself."""
    if isinstance(ip, ipaddress.IPv4Address) or ip.is_loopback or ip.is_unspecified:
        return ip
    if any(ip in network for network in EMBEDS_IPV4):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


@contextmanager
def _close_at(sock: socket.socket, deadline: float, late: threading.Event) -> Iterator[None]:
    """Shut the socket down at the deadline and set `late`.

    The timeout of the socket alone is not enough: a peer that sends single bytes with pauses never reaches it.
    """

    def close() -> None:
        late.set()
        with suppress(OSError):
            # Not SSLSocket.shutdown(): it discards the TLS state that the reading thread uses.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)

    timer = threading.Timer(max(deadline - time.monotonic(), 0), close)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _save(response: http.client.HTTPResponse, path: Path, limits: Limits, late: threading.Event) -> Answer:
    """Write the body to the file and return the answer. Raises FetchError."""
    status = response.status
    if status in (204, 304):
        return Answer(status, response.headers)
    if status != 200:
        raise FetchError(FetchCode.HTTP_STATUS, status=status)
    if response.getheader("Content-Encoding", "identity").lower() != "identity":
        raise FetchError(FetchCode.COMPRESSED, status=status)
    expected = response.length
    if expected is not None and expected > limits.max_bytes:
        raise FetchError(FetchCode.ANNOUNCED_TOO_LARGE, status=status, announced=expected, limit=limits.max_bytes)
    size = 0
    try:
        with path.open("wb") as stream:
            # Read the announced length and no further: the peer may keep the connection open.
            while chunk := response.read1(CHUNK if expected is None else min(CHUNK, expected - size)):
                size += len(chunk)
                if size > limits.max_bytes:
                    raise FetchError(FetchCode.TOO_LARGE, status=status, size=size, limit=limits.max_bytes)
                stream.write(chunk)
    except (TimeoutError, http.client.IncompleteRead) as error:
        if not late.is_set():
            raise FetchError(FetchCode.STALLED, status=status, size=size) from error
    if late.is_set():
        raise FetchError(FetchCode.DEADLINE, status=status, size=size, seconds=limits.seconds)
    if expected is not None and size < expected:
        raise FetchError(FetchCode.TRUNCATED, status=status, size=size, announced=expected)
    _check_data(path, response.headers, size)
    return Answer(status, response.headers, size)


def _check_data(path: Path, headers: Message, size: int) -> None:
    """Raise FetchError for an empty body, a web page, or a body that is no table."""
    with path.open("rb") as stream:
        head = stream.read(HEAD).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise FetchError(FetchCode.EMPTY, status=200, size=size)
    is_page = headers.get_content_type() == "text/html" and b"<html" in head.lower()
    if head.startswith(b"<") or is_page:
        raise FetchError(FetchCode.WEB_PAGE, status=200, size=size)
    if fault_of_head(head):
        raise FetchError(FetchCode.NOT_A_TABLE, status=200, size=size)
