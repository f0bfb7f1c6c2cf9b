"""Secrets that stand in files, and the weak keys and wrong rates that stop `migrate` and the services."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from celery.signals import beat_init, worker_init
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from foundation.environment import secret, with_password

STRONG = "k7Q2m-9sXw4_TzR8bN1pVc6Jd3Gf0HyLuEaKoMiWqSxBtZrPvCnDgFhJ"
WEAK = [
    ("x", "太弱"),
    ("ab1" * 30, "太弱"),
    ("django-insecure-" + STRONG, "不是随机生成的"),
    ("please-change-me-0123456789-" + STRONG, "不是随机生成的"),
]


@pytest.fixture
def in_operation(db: None, settings: Any) -> Any:
    """The settings of a city: HTTPS, without which no key is checked."""
    settings.HTTPS = True
    settings.SECRET_KEY = STRONG
    return settings


@pytest.mark.parametrize(("key", "fault"), WEAK)
def test_weak_key_stops_migrate_before_it_changes_anything(in_operation: Any, key: str, fault: str) -> None:
    in_operation.SECRET_KEY = key
    with pytest.raises(SystemCheckError, match=fault):
        call_command("migrate", skip_checks=False)


def test_weak_key_stops_web_worker_and_beat(in_operation: Any) -> None:
    in_operation.SECRET_KEY = "weak"
    with pytest.raises(ImproperlyConfigured, match="make secrets"):
        runpy.run_module("credit_portal.wsgi")
    for signal in (worker_init, beat_init):
        with pytest.raises(SystemExit, match="make secrets"):
            signal.send(sender=None)


@pytest.mark.parametrize("rate", ["x", "600", "0/min", "-1/min", "600/week", "600/min\n"])
def test_rate_that_cannot_be_read_stops_migrate_and_web(in_operation: Any, rate: str) -> None:
    rates = {"token": rate, "address": "1200/min"}
    in_operation.REST_FRAMEWORK = {**in_operation.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    with pytest.raises(SystemCheckError, match=r"(?s)API_TOKEN_RATE“.*”无法识别，须为“次数/min”"):
        call_command("migrate", skip_checks=False)
    with pytest.raises(ImproperlyConfigured, match="API_TOKEN_RATE"):
        runpy.run_module("credit_portal.wsgi")


def test_strong_key_passes(in_operation: Any) -> None:
    in_operation.SECRET_KEY = STRONG
    call_command("check", databases=["default"])
    worker_init.send(sender=None)


def test_secret_is_read_from_the_variable_or_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONE_PASSWORD", "in the variable")
    assert secret("ONE_PASSWORD") == "in the variable"
    (tmp_path / "password").write_text("in the file\n")
    monkeypatch.setenv("OTHER_PASSWORD_FILE", str(tmp_path / "password"))
    assert secret("OTHER_PASSWORD") == "in the file"
    monkeypatch.setenv("LOST_PASSWORD_FILE", str(tmp_path / "lost"))
    with pytest.raises(ImproperlyConfigured, match="LOST_PASSWORD_FILE 指定的文件读不到"):
        secret("LOST_PASSWORD")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://redis:6379/0", "redis://:p%40ss%2F@redis:6379/0"),
        ("postgresql://portal_app@db:5432/portal", "postgresql://portal_app:p%40ss%2F@db:5432/portal"),
        ("postgresql://portal:old@/portal?host=/run", "postgresql://portal:p%40ss%2F@/portal?host=/run"),
    ],
)
def test_password_is_put_into_an_address(url: str, expected: str) -> None:
    assert with_password(url, "p@ss/") == expected
    assert with_password(url, "") == url
