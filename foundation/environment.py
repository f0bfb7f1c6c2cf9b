"""The environment of a process, and its secrets: each stands in a variable NAME or in the file that NAME_FILE names."""

from urllib.parse import quote, urlsplit, urlunsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.FileAwareEnv()


def secret(name: str, **default: str) -> str:
    """Return a secret without blanks and line ends around it; raises ImproperlyConfigured where there is none.

    An editor or `echo` ends a file with a line end, which no secret has.
    """
    try:
        return str(env.str(name, **default)).strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE 指定的文件读不到 (cannot be read): {error.filename}") from error


def with_password(url: str, password: str) -> str:
    """Return the URL with the password; unchanged where the password is empty."""
    if not password:
        return url
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}:{quote(password, safe='')}@{host}"))
