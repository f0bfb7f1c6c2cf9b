"""The browser: Debian's chromium, or whichever is there; a failure in CI and one line elsewhere when there is none."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NO_BROWSER = "没有浏览器，跳过浏览器测试；请安装 (install): apt install chromium fonts-noto-cjk"


def browser_path() -> str | None:
    """The first browser on the PATH."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, one to each core; the short ones fill what is left."""
    items.sort(key=lambda item: "/tests/story/" not in str(item.path) and "/tests/setup/" not in str(item.path))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Before the database is dropped, whoever still holds a connection (a killed worker's) lets go."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """A slow hash is worth its time for real passwords only."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = browser_path()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is missing; .ci/run installs it", pytrace=False)
        pytest.skip(NO_BROWSER)
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    return {**browser_type_launch_args, "executable_path": path, "args": quiet}
