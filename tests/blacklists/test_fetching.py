"""Fetching an address: complete answers only, limits of size and time, and redirects to networks that are refused."""

import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from blacklists.feed_body import inspect_body
from blacklists.fetching import Answer, fetch
from blacklists.wording import fetch_text
from foundation.outbound import Limits, RequestError
from tests.http_server import LOOPBACK, Reply, Upstream, announced, endless, good, half, half_in_chunks, serving, status

LIMITS = Limits(max_bytes=1_000_000, networks=[LOOPBACK])
CSV = "主体名称\n济南失信一号公司\n".encode()


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    with serving() as server:
        yield server


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "body"


def fetched(upstream: Upstream, reply: Reply, path: Path, *, limits: Limits = LIMITS, **headers: str) -> Answer:
    upstream.reply = reply
    upstream.requests.clear()
    return fetch(upstream.address, headers=headers, path=path, limits=limits)


def refused(upstream: Upstream, reply: Reply, path: Path, *, limits: Limits = LIMITS) -> RequestError:
    with pytest.raises(RequestError) as caught:
        fetched(upstream, reply, path, limits=limits)
    return caught.value


@contextmanager
def refused_because(pattern: str) -> Iterator[None]:
    """Check that the block raises RequestError with a message that matches the pattern."""
    with pytest.raises(RequestError) as caught:
        yield
    assert re.search(pattern, fetch_text(caught.value.reason))


def test_valid_answer_is_written_to_the_file(upstream: Upstream, path: Path) -> None:
    answer = fetched(upstream, good(CSV, etag='"1"'), path)
    assert (answer.status, answer.size, answer.headers["ETag"]) == (200, len(CSV), '"1"')
    assert path.read_bytes() == CSV


@pytest.mark.parametrize(
    ("reply", "message", "code"),
    [
        (status(500), "上游返回500（服务器内部错误）", 500),
        (status(404), "上游返回404（地址不存在）", 404),
        (status(418), "上游返回418（请求不被接受）", 418),
        (status(599), "上游返回599（服务器故障）", 599),
        (status(206, CSV), "上游返回206", 206),
        (good(b"<!DOCTYPE html><html><body>login"), "上游返回的是网页", 200),
        (good(b"Error <HTML>", Content_Type="text/html"), "上游返回的是网页", 200),
        (good(b"\xef\xbb\xbf\r\n "), "上游返回的内容是空的", 200),
        (good(b"%PDF-1.7"), "上游返回的不是 JSON、CSV 或工作簿", 200),
        (good(CSV, Content_Encoding="gzip"), "上游以压缩方式传送", 200),
        (half(CSV), f"上游应传{2 * len(CSV)}字节，只传来{len(CSV)}字节，是半份文件", 200),
        (half_in_chunks(CSV), "是半份文件", 200),
        (announced(2 << 30), "上游的文件有2048.0MB，超过1.0MB的上限，没有下载", 200),
        (endless(CSV), "上游的文件超过1.0MB的上限，传到此处已中断", 200),
        (status(302, Location="file:///etc/passwd"), "上游转向到不允许的地址", None),
        (status(302, Location="http://[::1"), "上游转向的地址无效", None),
        (status(302, Location="/lists/court.csv"), "上游转向超过5次", None),
    ],
)
def test_unusable_answer_is_refused_with_its_reason(
    upstream: Upstream, path: Path, reply: Reply, message: str, code: int | None
) -> None:
    error = refused(upstream, reply, path)
    assert message in fetch_text(error.reason)
    assert error.status == code


def test_answer_that_stalls_is_cut_off(upstream: Upstream, path: Path) -> None:
    silent = refused(upstream, upstream.stalled(CSV), path, limits=replace(LIMITS, silence_seconds=0.2))
    assert fetch_text(silent.reason) == f"上游只传来{len(CSV)}字节就停了，是半份文件"
    slow = refused(upstream, upstream.stalled(CSV), path, limits=replace(LIMITS, seconds=0.2))
    assert "秒仍未传完，已中断" in fetch_text(slow.reason)
    dripping = refused(upstream, upstream.dripping(), path, limits=replace(LIMITS, seconds=0.2))
    assert "秒仍未传完，已中断" in fetch_text(dripping.reason)


def test_tls_handshake_that_never_ends_is_cut_off(path: Path) -> None:
    """The server sends a part of a TLS record, one byte at a time."""
    is_cut_off = Event()
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as aside:
        dripped = aside.submit(drip, server, is_cut_off)
        address = f"https://127.0.0.1:{server.getsockname()[1]}/"
        with refused_because("秒仍未传完，已中断"):
            fetch(address, headers={}, path=path, limits=replace(LIMITS, seconds=0.2))
        is_cut_off.set()
        dripped.result()


def test_name_that_is_not_resolved_in_time_is_cut_off(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    is_over = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **named: is_over.wait())
    with refused_because("秒仍未传完，已中断"):
        fetch("http://slow.example/", headers={}, path=path, limits=replace(LIMITS, seconds=0.1))
    is_over.set()


def drip(server: socket.socket, is_cut_off: Event) -> None:
    """Send bytes to the first client until it disconnects or the test is over, for three seconds at most."""
    caller, _ = server.accept()
    with caller, suppress(OSError):
        caller.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xf0")
        for _ in range(300):
            caller.sendall(b"\x03")
            if is_cut_off.wait(0.01):
                return


def test_token_is_not_sent_to_another_origin(upstream: Upstream, path: Path) -> None:
    fetched(upstream, good(CSV), path, Authorization="Bearer secret")
    assert upstream.requests[0][1]["Authorization"] == "Bearer secret"
    with serving() as other:
        other.reply = good(CSV)
        fetched(upstream, status(302, Location=other.address), path, Authorization="Bearer secret", Accept="text/csv")
        assert other.requests[0][1]["Authorization"] is None
        assert other.requests[0][1]["Accept"] == "text/csv"


def test_unreachable_host_is_reported(path: Path) -> None:
    with serving() as gone:
        address = gone.address
    with refused_because("上游拒绝连接"):
        fetch(address, headers={}, path=path, limits=LIMITS)
    with refused_because("上游的域名无法解析"):
        fetch("http://no-such-host.invalid/", headers={}, path=path, limits=LIMITS)
    with refused_because("上游的域名无法解析"):
        fetch(f"http://{'a' * 70}.invalid/", headers={}, path=path, limits=LIMITS)


def test_answer_that_is_not_http_is_reported(upstream: Upstream, path: Path) -> None:
    error = refused(upstream, lambda handler: handler.wfile.write(b"220 mail ready\r\n"), path)
    assert fetch_text(error.reason) == "上游的应答不是有效的 HTTP"
    with refused_because("HTTPS"):
        fetch(upstream.address.replace("http:", "https:"), headers={}, path=path, limits=LIMITS)


def test_private_address_behind_a_name_or_a_redirect_is_refused(upstream: Upstream, path: Path) -> None:
    closed = replace(LIMITS, networks=())
    with refused_because("本机"):
        fetch(upstream.address.replace("127.0.0.1", "localhost"), headers={}, path=path, limits=closed)
    error = refused(upstream, status(302, Location="http://169.254.169.254/latest/meta-data/"), path)
    assert "不允许访问" in fetch_text(error.reason)


@pytest.mark.parametrize(
    ("content", "header", "cursor", "is_empty"),
    [
        (b'{"cursor": "abc", "entries": [{"name": "x"}]}', "", "abc", False),
        (b'{"cursor": 17, "entries": []}', "", "17", True),
        (b'{"cursor": "abc", "entries": []}', "from-header", "from-header", True),
        (b'{"cursor": true, "error": "x"}', "", "", False),
        (b"[]", "", "", True),
        (b'{"data": {"entries": []}, "cursor": null}', "", "", True),
        (b'{"message": "no list at all"}', "", "", False),
        (b'[{"name": "x"}]', "9", "9", False),
        (b'{"name": "x"}\n{"name": "y"}', "", "", False),
        (CSV, "9", "9", False),
        (CSV.splitlines()[0] + b"\r\n\r\n", "", "", True),
        (CSV.decode().encode("utf-16"), "", "", False),
    ],
)
def test_body_gives_its_cursor_and_whether_it_is_empty(
    upstream: Upstream, path: Path, content: bytes, header: str, cursor: str, is_empty: bool
) -> None:
    answer = fetched(upstream, good(content, cursor=header), path)
    assert inspect_body(path, answer.headers, cursor_field="cursor")[:2] == (cursor, is_empty)


@pytest.mark.parametrize(
    "content", [b'{"entries": [{"name": "x"', b"[" * 100_000, b'{"cursor": "a\\u0000b"}', b'["\xff"]', b'[{"cursor": 1']
)
def test_incomplete_json_or_invalid_cursor_is_refused(upstream: Upstream, path: Path, content: bytes) -> None:
    answer = fetched(upstream, good(content), path)
    with refused_because(r"JSON 不完整|游标超过"):
        inspect_body(path, answer.headers, cursor_field="cursor")
