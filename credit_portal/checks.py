"""The checks before a start (docs/ops.md).

A weak key stops `migrate` and every service, a newer database `migrate`, and a wrong rate of the API `migrate` and web.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from foundation.encryption import ciphers

SHORTEST_KEY = 50
FEWEST_CHARACTERS = 12
PLACEHOLDERS = ("insecure", "secret", "change", "example", "placeholder", "password")
# What rest_framework reads as so many requests in a second, minute, hour or day; none at all closes the API.
RATE = re.compile(r"0*[1-9][0-9]{0,8}/(s|sec|second|m|min|minute|h|hour|d|day)")


def key_fault() -> str:
    """Return the sentence that states why a key is weak or missing; "" without fault, and without HTTPS (tests)."""
    return (_weakness(settings.SECRET_KEY) or _fault_of_data_keys()) if settings.HTTPS else ""


def _fault_of_data_keys() -> str:
    try:
        ciphers()
    except ImproperlyConfigured as error:
        return str(error)
    return ""


def _weakness(key: str) -> str:
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS:
        return (
            f"SECRET_KEY 太弱：须为随机生成、至少{SHORTEST_KEY}个字符、至少{FEWEST_CHARACTERS}种字符。"
            "请运行 make secrets (SECRET_KEY is weak)"
        )
    if any(word in key.lower() for word in PLACEHOLDERS):
        return "SECRET_KEY 是示例中的文字，不是随机生成的。请运行 make secrets (SECRET_KEY is a placeholder)"
    return ""


@register(Tags.database)
def check_key(databases: Sequence[str] | None = None, **kwargs: Any) -> list[Error]:
    """Check the key with `migrate`, and with `check --database`, which run before every start."""
    fault = key_fault() if databases else ""
    return [Error(fault, id="credit_portal.E001")] if fault else []


def rate_fault() -> str:
    """Return the sentence that states which rate of the API cannot be read; "" without fault."""
    rates = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
    return "；".join(
        f"API_{scope.upper()}_RATE“{rate}”无法识别，须为“次数/min”，如600/min (the rate cannot be read)"
        for scope, rate in rates.items()
        if not RATE.fullmatch(rate)
    )


@register(Tags.database)
def check_rates(databases: Sequence[str] | None = None, **kwargs: Any) -> list[Error]:
    """Check the rates of the API with `migrate`, and with `check --database`."""
    fault = rate_fault() if databases else ""
    return [Error(fault, id="credit_portal.E003")] if fault else []


@register(Tags.database)
def check_release(databases: Sequence[str] | None = None, **kwargs: Any) -> list[Error]:
    """Check, with `migrate` and `check --database`, that no newer release has migrated the database.

    A release without a migration of an earlier one deletes the record of it from the database.
    """
    return [
        Error(
            f"数据来自更新的版本，本版本没有这些迁移：{'、'.join(unknown)} (the database is of a newer release)",
            hint="请使用该版本或更新的版本；要退回本版本，请在空的数据库中恢复升级前的备份（docs/ops.md）。",
            id="credit_portal.E002",
        )
        for alias in databases or ()
        if (unknown := unknown_migrations(alias))
    ]


def unknown_migrations(alias: str) -> list[str]:
    """Return the migrations that ran in the database and are not part of this release, as «app.name»."""
    loader = MigrationLoader(connections[alias])
    return sorted(".".join(ran) for ran in loader.applied_migrations.keys() - loader.disk_migrations.keys())
