"""The proxy of docker-compose.yml as a plain process with nothing behind it; test_compose.py has the portal."""

import gzip
import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from credit_portal.embedded import free_port
from foundation.web.problems import problem
from tests.setup.proxy import FOLDER, Proxy, head, proxying, status_of

FORM = "Content-Type: application/x-www-form-urlencoded"


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Proxy]:
    """The proxy with nothing behind it."""
    with proxying(tmp_path, web_port=free_port(), static=tmp_path / "static") as proxy:
        yield proxy


def test_answers_of_the_proxy_to_programs_are_problems_of_the_api() -> None:
    written = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((FOLDER / "pages").glob("*.json"))]
    codes = ["malformed", "length_required", "too_large", "throttled", "unavailable"]
    assert [problem["code"] for problem in written] == codes
    for answer in written:
        members = problem(answer["code"], instance="")
        del members["instance"]
        assert answer == members


def test_page_says_that_the_portal_does_not_answer(alone: Proxy) -> None:
    page = alone.get("/desk/enterprises/")
    assert (page.status, page.kind) == (502, "text/html; charset=utf-8")
    assert "<h1>系统暂时不能访问</h1>" in page.text
    answer = alone.get("/api/v1/schema/")
    assert (answer.status, answer.kind) == (502, "application/problem+json; charset=utf-8")
    assert '"code": "unavailable"' in answer.text


def test_large_body_is_refused_before_it_is_sent(alone: Proxy) -> None:
    announced = head("/accounts/login/", FORM, "Content-Length: 300000000", method="POST")
    assert status_of(announced, alone) == 413
    chunked = head("/accounts/login/", FORM, "Transfer-Encoding: chunked", method="POST")
    assert status_of(chunked + b"5\r\nhello\r\n", alone) == 411


def test_header_that_gunicorn_would_refuse_is_refused_in_chinese(alone: Proxy) -> None:
    address = alone.get(f"/enterprises/?q={'a' * 8_000}")
    assert (address.status, address.kind) == (414, "text/html; charset=utf-8")
    assert "<h1>网址过长</h1>" in address.text
    for path, shown in (("/", "<h1>请求有误</h1>"), ("/api/v1/schema/", '"code": "malformed"')):
        answer = alone.get(path, **{"X-Long": "a" * 8_000})
        assert answer.status == 400
        assert shown in answer.text
    assert alone.get(f"/enterprises/?q={'a' * 7_900}", **{"X-Long": "a" * 7_900}).status == 502


def test_plain_http_leads_people_to_tls_and_refuses_programs(alone: Proxy) -> None:
    class NotFollowed(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args: Any) -> None:
            return None

    with pytest.raises(urllib.error.HTTPError) as redirected:
        urllib.request.build_opener(NotFollowed).open(f"http://127.0.0.1:{alone.http_port}/plan/")
    with redirected.value as answer:
        assert answer.headers["Location"] == "https://127.0.0.1/plan/"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(f"http://127.0.0.1:{alone.http_port}/api/v1/schema/")


def test_static_files_are_served_without_gunicorn(alone: Proxy, tmp_path: Path) -> None:
    for name in ("portal.0123456789ab.css", "portal.css"):
        (tmp_path / "static" / "files" / name).write_text("body {}")
    assert alone.get("/static/portal.0123456789ab.css").text == "body {}"
    assert alone.get("/static/portal.css").status == 200


def test_static_file_is_sent_compressed(alone: Proxy, tmp_path: Path) -> None:
    files = tmp_path / "static" / "files"
    (files / "portal.0123456789ab.css").write_text("body {}")
    (files / "portal.0123456789ab.css.gz").write_bytes(gzip.compress(b"body { }"))
    answer = alone.get("/static/portal.0123456789ab.css", **{"Accept-Encoding": "gzip"})
    assert gzip.decompress(answer.content) == b"body { }"


def test_address_that_asks_for_many_files_has_to_wait(alone: Proxy) -> None:
    """The portal is not asked any more; the pages are."""
    answers = [alone.get("/desk/enterprises/?format=csv").status for _ in range(15)]
    assert set(answers) == {502, 429}
    assert "<h1>访问过于频繁</h1>" in alone.get("/enterprises/?format=csv").text
    assert alone.get("/enterprises/").status == 502
