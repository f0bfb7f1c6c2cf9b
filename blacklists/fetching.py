"""Fetching an address into a file: http and https only, bounded in bytes and time, the whole of it or nothing."""

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
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from spreadsheets.sheets import looks_like_table

CHUNK = 1 << 16
MAX_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
CONNECTIONS = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
# What may stand unquoted in a path or a query, and the sign of what is quoted already.
URL_SAFE = "%/:?#[]@!$&'()*+,;=~-._"
REASONS = {
    400: "请求不被接受",
    401: "未获授权，令牌无效或已过期",
    403: "拒绝访问",
    404: "地址不存在",
    410: "地址已停用",
    429: "请求过于频繁",
    500: "服务器内部错误",
    502: "网关错误",
    503: "服务暂不可用",
    504: "网关超时",
}
AUTHORIZATION = "Authorization"
IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# An IPv6 address here means the IPv4 address in its last 32 bits: NAT64 (RFC 6052), and what came before mapped ones.
IPV4_LAST = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
# Inner as well, though not every Python says so: protocol assignments, a site's own NAT64, site-local.
INNER_TOO = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "64:ff9b:1::/48", "fec0::/10")))
# The first that fits: what went wrong on the way, and what the page says of it.
FAILURES: tuple[tuple[type[Exception], str], ...] = (
    (socket.gaierror, "上游的域名无法解析"),
    (ssl.SSLCertVerificationError, "上游的 HTTPS 证书不可信或已过期"),
    (ssl.SSLError, "与上游建立 HTTPS 连接失败"),
    (TimeoutError, "上游长时间没有响应"),
    (ConnectionRefusedError, "上游拒绝连接"),
    (http.client.IncompleteRead, "上游只传来半份文件就断开了"),
    (http.client.HTTPException, "上游的应答不是有效的 HTTP"),
    (OSError, "与上游的连接中断"),
)


class FetchError(Exception):
    """Nothing usable came; `sentence` says in Chinese why, without a full stop. `status` is None without an answer."""

    def __init__(self, message: str, *, status: int | None = None, size: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.size = size


@dataclass(frozen=True)
class Limits:
    """How much (bytes) and how long (seconds, and seconds of silence); which inner networks may be asked."""

    max_bytes: int
    seconds: float = 120
    silence_seconds: float = 20
    networks: Sequence[Network] = ()


@dataclass(frozen=True)
class Answer:
    """What came: 200 with a body in the file, or 204 or 304 without one; the headers; the bytes counted."""

    status: int
    headers: Message
    size: int = 0


def split_address(address: str) -> SplitResult:
    """The parts of an address that may be fetched; raises FetchError."""
    is_sound = False
    with suppress(ValueError):
        parts = urlsplit(address)
        is_sound = bool(parts.hostname) and parts.port != 0 and address.isprintable() and " " not in address
    if is_sound and parts.scheme in CONNECTIONS and parts.username is None:
        return parts
    raise FetchError("地址应是 http 或 https 地址，形如 https://域名/路径，不含用户名、密码和空格")


def fetch(address: str, *, headers: Mapping[str, str], path: Path, limits: Limits) -> Answer:
    """Get the address into the file; raises FetchError, and then the file is not to be used.

    A token goes to the origin it was given for and, when that redirects, to nobody else.
    """
    deadline = time.monotonic() + limits.seconds
    target = split_address(address)
    origin = _origin(target)
    for _ in range(MAX_REDIRECTS + 1):
        sent = {name: text for name, text in headers.items() if name != AUTHORIZATION or _origin(target) == origin}
        came = _get(target, sent, path, limits, deadline)
        if isinstance(came, Answer):
            return came
        try:
            target = split_address(urljoin(target.geturl(), came))
        except ValueError as error:
            raise FetchError("上游转向的地址无效") from error
        except FetchError as error:
            raise FetchError(f"上游转向到不允许的地址；{error.message}") from error
    raise FetchError(f"上游转向超过{MAX_REDIRECTS}次")


def same_origin(address: str, other: str) -> bool:
    """Whether two sound addresses lead to one scheme, host and port: a token for the one is a token for the other."""
    return _origin(split_address(address)) == _origin(split_address(other))


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port


def _get(target: SplitResult, headers: Mapping[str, str], path: Path, limits: Limits, deadline: float) -> Answer | str:
    """One request: its answer, or where it redirects to."""
    late = threading.Event()
    try:
        with _connected(target, limits) as connection, _cut_off(connection.sock, deadline, late):
            if isinstance(connection.sock, ssl.SSLSocket):
                connection.sock.do_handshake()
            resource = quote(target.path or "/", safe=URL_SAFE)
            query = f"?{quote(target.query, safe=URL_SAFE)}" if target.query else ""
            connection.request("GET", resource + query, headers=dict(headers))
            with connection.getresponse() as response:
                if response.status in REDIRECTS:
                    return response.getheader("Location", "")
                return _take(response, path, limits, late)
    except (OSError, http.client.HTTPException) as error:
        if late.is_set():
            raise FetchError(f"上游{limits.seconds:.0f}秒仍未传完，已中断") from error
        raise FetchError(next(text for kind, text in FAILURES if isinstance(error, kind))) from error


@contextmanager
def _connected(target: SplitResult, limits: Limits) -> Iterator[http.client.HTTPConnection]:
    """A connection to an address that was looked at before anything was sent there."""
    host = target.hostname or ""
    kind = CONNECTIONS[target.scheme]
    connection = kind(host, target.port, timeout=limits.silence_seconds)
    sock = _open(host, connection.port, limits)
    try:
        if target.scheme == "https":
            # It shakes hands when the time runs.
            context = ssl.create_default_context()
            sock = context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
        connection.sock = sock
        yield connection
    finally:
        sock.close()
        connection.close()


def _open(host: str, port: int, limits: Limits) -> socket.socket:
    """A socket to the first of the host's addresses that answers; every one of them must be allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise FetchError("上游的域名无法解析") from error
    addresses = [str(place[4][0]) for place in found]
    for address in addresses:
        check_reachable(address, networks=limits.networks)
    for address in addresses[:-1]:
        with suppress(OSError):
            return socket.create_connection((address, port), limits.silence_seconds)
    return socket.create_connection((addresses[-1], port), limits.silence_seconds)


def check_reachable(address: str, *, networks: Sequence[Network]) -> None:
    """Raises FetchError for an IP address that no feed may be pulled from.

    Of inner networks only `networks` are asked; of what a machine keeps to itself (link-local, where clouds answer with
    their keys, multicast, unspecified) none; the loopback only where one of `networks` is nothing but loopback.
    """
    ip = _meant(ipaddress.ip_address(address.partition("%")[0]))
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        raise FetchError(f"地址指向 {ip}，是设备自用的网段，不允许拉取")
    allowed = [network for network in networks if ip in network]
    if ip.is_loopback and not any(network.is_loopback for network in allowed):
        raise FetchError(f"地址指向本机（{ip}），不允许拉取，请填写上游服务器的地址")
    is_inner = not ip.is_global or ip.is_reserved or any(ip in network for network in INNER_TOO)
    if is_inner and not allowed:
        raise FetchError(f"地址指向内部网络（{ip}），本平台未开放从该网段拉取，如属实请由运维人员开放该网段")


def _meant(ip: IP) -> IP:
    """Where packets to the address go: the IPv4 address inside, where it is mapped, NAT64 or 6to4."""
    if isinstance(ip, ipaddress.IPv4Address) or ip.is_loopback or ip.is_unspecified:
        return ip
    if any(ip in network for network in IPV4_LAST):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


@contextmanager
def _cut_off(sock: socket.socket, deadline: float, late: threading.Event) -> Iterator[None]:
    """End the connection at the deadline, even of a sender that drips a byte now and then."""

    def end() -> None:
        late.set()
        with suppress(OSError):
            # Past TLS, which would take its time to say goodbye.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)

    timer = threading.Timer(max(deadline - time.monotonic(), 0), end)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _take(response: http.client.HTTPResponse, path: Path, limits: Limits, late: threading.Event) -> Answer:
    """The answer, its body written to the file; raises FetchError."""
    status = response.status
    if status in (204, 304):
        return Answer(status, response.headers)
    if status != 200:
        reason = REASONS.get(status) or ("请求不被接受" if status < 500 else "服务器故障")
        raise FetchError(f"上游返回{status}（{reason}）", status=status)
    if response.getheader("Content-Encoding", "identity").lower() != "identity":
        raise FetchError("上游以压缩方式传送，请上游按原样传送", status=status)
    expected = response.length
    if expected is not None and expected > limits.max_bytes:
        raise FetchError(f"上游的文件有{_megabytes(expected)}，{_over(limits)}，没有下载", status=status)
    size = 0
    try:
        with path.open("wb") as stream:
            # What is announced is waited for, and nothing behind it.
            while chunk := response.read1(CHUNK if expected is None else min(CHUNK, expected - size)):
                size += len(chunk)
                if size > limits.max_bytes:
                    raise FetchError(f"上游的文件{_over(limits)}，传到此处已中断", status=status, size=size)
                stream.write(chunk)
    except (TimeoutError, http.client.IncompleteRead) as error:
        if not late.is_set():
            raise FetchError(f"上游只传来{size}字节就停了，是半份文件", status=status, size=size) from error
    if late.is_set():
        raise FetchError(f"上游{limits.seconds:.0f}秒仍未传完，已中断", status=status, size=size)
    if expected is not None and size < expected:
        raise FetchError(f"上游应传{expected}字节，只传来{size}字节，是半份文件", status=status, size=size)
    _check_data(path, response.headers, size)
    return Answer(status, response.headers, size)


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}MB"


def _over(limits: Limits) -> str:
    return f"超过{_megabytes(limits.max_bytes)}的上限"


def _check_data(path: Path, headers: Message, size: int) -> None:
    """A page for people, or no table at all, is no answer of a feed; raises FetchError."""
    with path.open("rb") as stream:
        head = stream.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise FetchError("上游返回的内容是空的", status=200, size=size)
    is_page = headers.get_content_type() == "text/html" and b"<html" in head.lower()
    if head.startswith(b"<") or is_page:
        raise FetchError("上游返回的是网页（可能是登录页或报错页），不是名单数据", status=200, size=size)
    if not looks_like_table(head):
        raise FetchError("上游返回的不是 JSON、CSV 或工作簿", status=200, size=size)
