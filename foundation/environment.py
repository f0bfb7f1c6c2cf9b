"""The environment of a process, and its secrets: each stands in a variable NAME or in the file that NAME_FILE names."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import quote, urlsplit, urlunsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.FileAwareEnv()
EVERYWHERE = "0.0.0.0/0,::/0"
# RFC 1918, RFC 4193 and the loopback.
PRIVATE_NETWORKS = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7,127.0.0.0/8,::1/128"


def secret(name: str, **default: str) -> str:
    """Return a secret without blanks and line ends around it; raises ImproperlyConfigured where there is none.

    An editor or `echo` ends a file with a line end, which no secret has.
    """
    try:
        return str(env.str(name, **default)).strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE 指定的文件读不到 (cannot be read): {error.filename}") from error


def networks(name: str, *, default: str) -> list[IPv4Network | IPv6Network]:
    """Return the networks of a comma-separated list. Raises ImproperlyConfigured."""
    try:
        return [ip_network(text.strip()) for text in env.list(name, default=[]) or default.split(",") if text.strip()]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} 应为以逗号分隔的网段，如 10.20.0.0/16,192.168.7.0/24：{error}") from error


def with_password(url: str, password: str) -> str:
    """Return the URL with the password; unchanged where the password is empty."""
    if not password:
        return url
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}:{quote(password, safe='')}@{host}"))
