"""The check of the key that signs sessions: a weak one stops `migrate` and every service (docs/ops.md, «Secrets»)."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register

SHORTEST_KEY = 50
FEWEST_CHARACTERS = 12
PLACEHOLDERS = ("insecure", "secret", "change", "example", "placeholder", "password")


def key_fault() -> str:
    """Return the sentence that states why SECRET_KEY is weak; "" for a strong one, and in demo and tests (no HTTPS)."""
    key = settings.SECRET_KEY
    if not settings.HTTPS:
        return ""
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
