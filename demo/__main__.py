"""`python -m demo`: engines, city, web server, worker and beat, until Ctrl-C."""

import json
import os
import secrets
import signal
import socket
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

import django
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connections

from credit_portal.embedded import FolderInUse, forget, start_engines
from demo.clock import install_clock, remove_clock
from demo.logins import COSIGNING_PASSPHRASE, LOGINS
from demo.manage import ENVIRONMENT
from demo.processes import Command, Processes

PROJECT = Path(__file__).resolve().parent.parent
READY_SECONDS = 60
SETTINGS = (
    *("VAR_DIR", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DATA_KEYS", "CERTIFICATE_KEYS", "DEMO"),
    *("FEED_ALLOWED_NETWORKS", "WEBHOOK_ALLOWED_NETWORKS", "DJANGO_SETTINGS_MODULE"),
)

stopping = threading.Event()


def main() -> int:
    """Run the demo; return the exit code."""
    var = Path(os.environ.setdefault("VAR_DIR", str(PROJECT / "var" / "demo")))
    port = int(os.environ.get("PORT", "8000"))
    if _is_taken(port):
        return _fail(f"端口{port}已被占用，请换一个：PORT=8001 make demo (port {port} is taken)")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        if "--reset" in sys.argv:
            forget(var)
        with start_engines(var) as engines:
            os.environ.update(
                DATABASE_URL=engines.owner_url,
                REDIS_URL=engines.redis_url,
                SECRET_KEY=_kept(var / "secret_key", secrets.token_urlsafe(50)),
                DATA_KEYS=_kept(var / "data_keys", Fernet.generate_key().decode()),
                CERTIFICATE_KEYS=_kept(var / "certificate_keys", Fernet.generate_key().decode()),
                DEMO="true",
                PORTAL_URL=f"http://127.0.0.1:{port}",
                FEED_ALLOWED_NETWORKS="127.0.0.0/8,::1/128",
                WEBHOOK_ALLOWED_NETWORKS="127.0.0.0/8,::1/128",
                DJANGO_SETTINGS_MODULE="credit_portal.settings",
            )
            _prepare()
            os.environ["DATABASE_URL"] = engines.database_url
            _write_environment(var / ENVIRONMENT)
            return 0 if stopping.is_set() else _serve(var, port)
    except FolderInUse as error:
        return _fail(str(error))


def _stop(number: int, frame: FrameType | None) -> None:
    stopping.set()


def _fail(message: str) -> int:
    sys.stderr.write(message + "\n")
    return 1


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _kept(path: Path, new: str) -> str:
    """Return the key in the file; the new one is written where there is none."""
    if not path.exists():
        path.write_text(new)
        path.chmod(0o600)
    return path.read_text()


def _write_environment(path: Path) -> None:
    """Write the settings of the running demo, for `python -m demo.manage`."""
    path.touch(mode=0o600)
    path.write_text(json.dumps({name: os.environ[name] for name in SETTINGS}))


def _prepare() -> None:
    """Prepare, as the database's owner, the database and the static folder for the processes."""
    print("准备数据库、行动计划和演示城市…", flush=True)
    django.setup()
    call_command("migrate", verbosity=0)
    install_clock()
    call_command("load_demo")
    remove_clock()
    call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()


def _commands(var: Path, port: int) -> list[Command]:
    # A demo in a container runs as root; its worker listens on the loopback only.
    as_root = "-Wignore:You're running the worker with superuser privileges"
    celery = [sys.executable, as_root, "-m", "celery", "--app=credit_portal", "--quiet"]
    web = ["--workers=2", "--threads=4", f"--bind=127.0.0.1:{port}", "--log-level=warning", "--no-control-socket"]
    return [
        Command("web", [sys.executable, "-m", "gunicorn", *web, "credit_portal.wsgi"]),
        Command("worker", [*celery, "worker", "--concurrency=2", "--loglevel=warning"]),
        Command("beat", [*celery, "beat", f"--schedule={var / 'beat'}", "--loglevel=warning"]),
    ]


def _serve(var: Path, port: int) -> int:
    processes = Processes(_commands(var, port), environment=dict(os.environ))
    try:
        if _wait_until_ready(processes, port):
            _announce(port)
        while not stopping.wait(0.5):
            if ended := processes.ended():
                return _fail("{}意外退出，退出码{} (ended unexpectedly)".format(*ended))
    finally:
        print("正在停止…", flush=True)
        (var / ENVIRONMENT).unlink(missing_ok=True)
        processes.stop()
    return 0


def _wait_until_ready(processes: Processes, port: int) -> bool:
    for _ in range(READY_SECONDS * 2):
        if processes.ended() or stopping.is_set():
            return False
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
        except (urllib.error.URLError, OSError):
            stopping.wait(0.5)
        else:
            return True
    return False


def _announce(port: int) -> None:
    print(f"\n演示已就绪：http://127.0.0.1:{port}/    按 Ctrl-C 停止\n")
    for role, username, password in LOGINS:
        print(f"  {username:<10} {password}  {role}")
    print(f"\n莱芜海关（laiwu）的会签口令：{COSIGNING_PASSPHRASE}")
    print(f"可以上传试用的文件在：{Path(os.environ['VAR_DIR']) / 'city'}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
