"""The services of docker-compose.yml as plain processes: their commands, environment, secrets and database roles.

What Docker adds (a file system that cannot be written, capabilities, limits) is not tried here.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from credit_portal.embedded import valkey_command
from tests.roles import SUPERUSER
from tests.workers import PROJECT, Process, database_url

COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}


def example() -> dict[str, str]:
    """Return the settings of .env.example as it is."""
    lines = (PROJECT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def make_image(folder: Path) -> None:
    """Copy what `COPY . .` would, by .dockerignore. Compiled modules come along, to save time."""
    patterns = (PROJECT / ".dockerignore").read_text(encoding="utf-8").split()
    ignored = [pattern for pattern in patterns if not pattern.startswith(("!", "**/"))]
    folder.mkdir()
    for path in PROJECT.iterdir():
        if any(fnmatch(path.name, pattern) for pattern in ignored):
            continue
        if path.is_dir():
            shutil.copytree(path, folder / path.name)
        else:
            shutil.copy2(path, folder)


def content_of(folder: Path) -> dict[Path, int]:
    """Return every path of the folder with the moment of its last change."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


class Machine:
    """A folder that stands for the machine of a city, and what is started on it."""

    def __init__(self, folder: Path, *, web_port: int, broker_port: int, metrics_port: int) -> None:
        self.folder, self.image, self.secrets = folder, folder / "image", folder / "secrets"
        self.var, self.tmp = folder / "portal", folder / "tmp"
        self.web_port, self.broker_port, self.metrics_port = web_port, broker_port, metrics_port
        for made in (self.var, self.tmp, self.var / "metrics"):
            made.mkdir()
        make_image(self.image)
        subprocess.run(["sh", str(PROJECT / "docker" / "secrets.sh"), str(self.secrets)], check=True)

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def start(self, name: str, **settings: str) -> Process:
        """Start the command of a service that is built here."""
        environment = {**self.environment(OURS[name]), **settings}
        command = [self._here(part) for part in OURS[name]["command"]]
        return Process(command, environment=environment, log=self.log(name), inherited={}, cwd=self.image)

    def run(self, name: str, **settings: str) -> tuple[int, str]:
        """Run the command of a service to its end; return its exit code and its log."""
        code = self.start(name, **settings).process.wait()
        return code, self.log(name).read_text(encoding="utf-8")

    def start_broker(self) -> Process:
        """Start the command of the service `redis` with the embedded Valkey."""
        shell, option, text = SERVICES["redis"]["command"]
        program, *_ = valkey_command(self.tmp, self.broker_port)
        here = f"{program} \\1 --bind 127.0.0.1 --port {self.broker_port} --dir {self.tmp}"
        command = re.sub(r"valkey-server (\S+)", here, self._here(text).replace("$$", "$"))
        return Process([shell, option, command], environment={}, log=self.log("redis"))

    def environment(self, service: Mapping[str, Any]) -> dict[str, str]:
        """Return the variables that the container of the service has."""
        image = re.search(r"^ENV (.*)$", (PROJECT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
        assert image
        given = {
            **dict(variable.split("=", 1) for variable in image[1].split()),
            **(example() if service["env_file"] else {}),
            **service["environment"],
        }
        role = urlsplit(given["DATABASE_URL"]).username or ""
        return {
            **{name: self._here(text) for name, text in given.items()},
            "DATABASE_URL": database_url(SUPERUSER if role == "portal" else role),
            "SWEEP_SECONDS": "1",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            **{name: text for name, text in os.environ.items() if name.startswith("COVERAGE_")},
        }

    def _here(self, text: str) -> str:
        """Replace ports and folders of the containers."""
        here = {
            "0.0.0.0:8000": f"127.0.0.1:{self.web_port}",
            "0.0.0.0:9464": f"127.0.0.1:{self.metrics_port}",
            "redis:6379": f"127.0.0.1:{self.broker_port}",
            "/run/secrets/": f"{self.secrets}/",
            "/tmp/": f"{self.tmp}/",
            "/var/portal": str(self.var),
        }
        return re.sub("|".join(map(re.escape, here)), lambda written: here[written[0]], text)
