"""Requests to addresses that people typed: http and https only, limited in time, to allowed networks only.

The name is resolved first, and every IP address that it leads to is checked, before anything is sent.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

CONNECTIONS: dict[str, type[http.client.HTTPConnection]] = {
    "http": http.client.HTTPConnection,
    "https": http.client.HTTPSConnection,
}
# Characters that stay unquoted in a path or a query. The percent sign is one, so that nothing is quoted twice.
URL_SAFE = "%/:?#[]@!$&'()*+,;=~-._"
IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# IPv6 networks that embed an IPv4 address in the last 32 bits: NAT64 (RFC 6052) and IPv4-compatible (RFC 4291).
EMBEDS_IPV4 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
# Private networks that `is_global` does not exclude in every Python version: IETF protocol assignments, local-use
# NAT64 (RFC 8215), site-local, documentation (RFC 9637), and the address of Azure's own services.
PRIVATE_NETWORKS = ("192.0.0.0/24", "64:ff9b:1::/48", "fec0::/10", "3fff::/20", "168.63.129.16/32")
ALSO_PRIVATE = tuple(map(ipaddress.ip_network, PRIVATE_NETWORKS))


class RequestCode(StrEnum):
    """The reason why a request got no usable answer; outbound_wording.py has the sentences."""

    INVALID_ADDRESS = "invalid_address"
    DEADLINE = "deadline"
    UNKNOWN_HOST = "unknown_host"
    UNTRUSTED_CERTIFICATE = "untrusted_certificate"
    TLS_FAILED = "tls_failed"
    NO_ANSWER = "no_answer"
    CONNECTION_REFUSED = "connection_refused"
    INCOMPLETE = "incomplete"
    INVALID_HTTP = "invalid_http"
    DISCONNECTED = "disconnected"
    DEVICE_NETWORK = "device_network"
    LOOPBACK = "loopback"
    INNER_NETWORK = "inner_network"
    HTTP_STATUS = "http_status"


# The first class that an exception is an instance of gives its code.
FAILURES: tuple[tuple[type[Exception], RequestCode], ...] = (
    (socket.gaierror, RequestCode.UNKNOWN_HOST),
    (ssl.SSLCertVerificationError, RequestCode.UNTRUSTED_CERTIFICATE),
    (ssl.SSLError, RequestCode.TLS_FAILED),
    (TimeoutError, RequestCode.NO_ANSWER),
    (ConnectionRefusedError, RequestCode.CONNECTION_REFUSED),
    (http.client.IncompleteRead, RequestCode.INCOMPLETE),
    (http.client.HTTPException, RequestCode.INVALID_HTTP),
    (OSError, RequestCode.DISCONNECTED),
)


class RequestError(Exception):
    """A request failed, or its answer is unusable.

    `reason` is the code with its parameters, all of them JSON values. `status` is the HTTP status of the answer, None
    without one; `size` is the number of bytes received.
    """

    def __init__(self, code: StrEnum, *, status: int | None = None, size: int = 0, **params: Any) -> None:
        self.reason = {"code": code.value, "params": {"status": status, "size": size, **params}}
        super().__init__(self.reason)
        self.status = status
        self.size = size


@dataclass(frozen=True)
class Limits:
    """The limits of a request: bytes of its answer, seconds in total and without data, and allowed private networks."""

    max_bytes: int
    seconds: float = 120
    silence_seconds: float = 20
    networks: Sequence[Network] = ()


@dataclass(frozen=True)
class Response:
    """An answer whose body is not read yet. Once `late` is set, its connection was closed at the deadline."""

    http: http.client.HTTPResponse
    late: threading.Event


def split_address(address: str) -> SplitResult:
    """Split an http or https address into its parts. Raises RequestError for any other address."""
    is_valid = False
    with suppress(ValueError):
        parts = urlsplit(address)
        is_valid = bool(parts.hostname) and parts.port != 0 and address.isprintable() and " " not in address
    if is_valid and parts.scheme in CONNECTIONS and parts.username is None:
        return parts
    raise RequestError(RequestCode.INVALID_ADDRESS)


def check_typed_address(address: str, *, networks: Sequence[Network]) -> None:
    """Raise RequestError for an address that is not valid, or that names an IP address which is never requested.

    What a name leads to may change and is checked with each request.
    """
    host = split_address(address).hostname or ""
    with suppress(ValueError):
        ipaddress.ip_address(host)
        check_reachable(host, networks=networks)


def origin_of(parts: SplitResult) -> tuple[str, str | None, int | None]:
    """Return scheme, host and port."""
    return parts.scheme, parts.hostname, parts.port


def same_origin(address: str, other: str) -> bool:
    """Whether two valid addresses have the same scheme, host and port, so that one secret serves both."""
    return origin_of(split_address(address)) == origin_of(split_address(other))


@contextmanager
def requesting(
    method: str, target: SplitResult, *, headers: Mapping[str, str], limits: Limits, deadline: float, body: bytes = b""
) -> Iterator[Response]:
    """Send one request and yield its answer, whatever its status; follow no redirect. Raises RequestError.

    `deadline` is a moment of time.monotonic(). A failure in the block, while the answer is read, is a RequestError too.
    """
    late = threading.Event()
    try:
        with _connected(target, limits, deadline) as connection, _close_at(connection.sock, deadline, late):
            if isinstance(connection.sock, ssl.SSLSocket):
                connection.sock.do_handshake()
            resource = quote(target.path or "/", safe=URL_SAFE)
            query = f"?{quote(target.query, safe=URL_SAFE)}" if target.query else ""
            connection.request(method, resource + query, body=body or None, headers=dict(headers))
            with connection.getresponse() as response:
                yield Response(response, late)
    except (OSError, http.client.HTTPException) as error:
        if late.is_set():
            raise RequestError(RequestCode.DEADLINE, seconds=limits.seconds) from error
        raise RequestError(next(code for kind, code in FAILURES if isinstance(error, kind))) from error


@contextmanager
def _connected(target: SplitResult, limits: Limits, deadline: float) -> Iterator[http.client.HTTPConnection]:
    """Open a connection to an IP address that was checked before; nothing is sent yet. Raises RequestError."""
    host = target.hostname or ""
    kind = CONNECTIONS[target.scheme]
    # Without a port, http.client would take the last group of an IPv6 address for it.
    port = target.port or kind.default_port
    connection = kind(host, port, timeout=limits.silence_seconds)
    sock = _open(host, port, limits, deadline)
    try:
        if target.scheme == "https":
            # The handshake follows under the deadline (requesting).
            context = ssl.create_default_context()
            sock = context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
        connection.sock = sock
        yield connection
    finally:
        sock.close()
        connection.close()


def _open(host: str, port: int, limits: Limits, deadline: float) -> socket.socket:
    """Connect to the first IP address of the host that answers. Raises RequestError unless all of them are allowed."""
    addresses = _resolve(host, port, limits, deadline)
    for address in addresses:
        check_reachable(address, networks=limits.networks)
    for address in addresses[:-1]:
        with suppress(OSError):
            return _connect(address, port, limits, deadline)
    return _connect(addresses[-1], port, limits, deadline)


def _connect(address: str, port: int, limits: Limits, deadline: float) -> socket.socket:
    """Connect before the deadline. Raises RequestError after it, or OSError."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise RequestError(RequestCode.DEADLINE, seconds=limits.seconds)
    sock = socket.create_connection((address, port), min(limits.silence_seconds, left))
    sock.settimeout(limits.silence_seconds)
    return sock


def _resolve(host: str, port: int, limits: Limits, deadline: float) -> list[str]:
    """Return the IP addresses of the host. Raises RequestError, or socket.gaierror.

    The resolver of the system cannot be interrupted: at the deadline the thread that waits for it is left alone.
    """
    found: Future[list[Any]] = Future()

    def resolve() -> None:
        try:
            found.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.set_exception(error)

    threading.Thread(target=resolve, daemon=True).start()
    try:
        return [str(place[4][0]) for place in found.result(max(deadline - time.monotonic(), 0))]
    except UnicodeError as error:
        raise RequestError(RequestCode.UNKNOWN_HOST) from error
    except TimeoutError as error:
        raise RequestError(RequestCode.DEADLINE, seconds=limits.seconds) from error


def check_reachable(address: str, *, networks: Sequence[Network]) -> None:
    """Raise RequestError for an IP address that is not requested.

    - Link-local (cloud metadata services, which hand out credentials), multicast and unspecified: never allowed.
    - Loopback: allowed in one of `networks` that contains nothing but loopback.
    - Other private addresses: allowed in one of `networks`.
    - Public addresses: always allowed.
    """
    ip = _effective_ip(ipaddress.ip_address(address.partition("%")[0]))
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        raise RequestError(RequestCode.DEVICE_NETWORK, address=str(ip))
    allowed = [network for network in networks if ip in network]
    if ip.is_loopback and not any(network.is_loopback for network in allowed):
        raise RequestError(RequestCode.LOOPBACK, address=str(ip))
    is_private = not ip.is_global or ip.is_reserved or any(ip in network for network in ALSO_PRIVATE)
    if is_private and not allowed:
        raise RequestError(RequestCode.INNER_NETWORK, address=str(ip))


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
