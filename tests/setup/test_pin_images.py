"""`make pin-images`, with a registry on the loopback."""

import hashlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.setup.compose import OURS, SERVICES
from tests.workers import PROJECT

TOKEN = "for-reading"


class Registry:
    """Manifests by repository and tag, which are given to whoever has the token."""

    def __init__(self) -> None:
        self.stated: dict[str, str] = {}
        self.missing = ""
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path.startswith("/token?"):
                    return self.answer(200, json.dumps({"token": TOKEN}).encode())
                if self.headers["Authorization"] != f"Bearer {TOKEN}":
                    challenge = f'Bearer realm="{registry.address}/token",service="registry",scope="pull"'
                    return self.answer(401, b"", {"WWW-Authenticate": challenge})
                if registry.missing and registry.missing in self.path:
                    return self.answer(404, b"")
                manifest = registry.manifest(self.path)
                return self.answer(200, manifest, {"Docker-Content-Digest": registry.digest(self.path)})

            def answer(self, status: int, content: bytes, headers: dict[str, str] | None = None) -> None:
                self.send_response(status)
                for name, text in {**(headers or {}), "Content-Length": str(len(content))}.items():
                    self.send_header(name, text)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: object) -> None:
                """Write no log."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def manifest(self, path: str) -> bytes:
        return f'{{"of": "{path}"}}'.encode()

    def digest(self, path: str) -> str:
        return self.stated.get(path) or f"sha256:{hashlib.sha256(self.manifest(path)).hexdigest()}"


@pytest.fixture
def registry() -> Iterator[Registry]:
    registry = Registry()
    thread = threading.Thread(target=registry.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield registry
    registry.server.shutdown()
    registry.server.server_close()
    thread.join()


def pin(registry: Registry, output: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROJECT / "docker" / "pin_images.py"), registry.address, str(output)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_images_are_pinned_to_the_digests_that_the_registry_has(registry: Registry, tmp_path: Path) -> None:
    output = tmp_path / "pins.yml"
    assert pin(registry, output).returncode == 0
    pinned: dict[str, Any] = json.loads(output.read_text())["services"]
    assert set(pinned) == set(SERVICES)
    version = SERVICES["db"]["image"].partition(":")[2]
    digest = registry.digest(f"/v2/library/postgres/manifests/{version}")
    assert pinned["db"]["image"] == pinned["backup"]["image"] == f"postgres:{version}@{digest}"
    assert pinned["redis"]["image"].startswith("valkey/valkey:")
    for name in OURS:
        assert set(pinned[name]["build"]["args"]) == {"PYTHON_IMAGE", "NODE_IMAGE"}


def test_nothing_is_written_where_one_image_is_missing(registry: Registry, tmp_path: Path) -> None:
    registry.missing = "/nginx/"
    result = pin(registry, tmp_path / "pins.yml")
    assert result.returncode == 1
    assert "没有写入：nginx:" in result.stderr
    assert not (tmp_path / "pins.yml").exists()


def test_manifest_that_does_not_match_its_digest_is_refused(registry: Registry, tmp_path: Path) -> None:
    version = SERVICES["db"]["image"].partition(":")[2]
    registry.stated[f"/v2/library/postgres/manifests/{version}"] = f"sha256:{'0' * 64}"
    assert "与所称的摘要不符" in pin(registry, tmp_path / "pins.yml").stderr
