"""Secrets that the database does not show: encrypted texts, whose keys stand outside of it (docs/ops.md, «Keys of the
data»), and hashes of random tokens."""

import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class UndecipherableError(Exception):
    """None of the keys is the one that a text was encrypted with."""


def ciphers() -> MultiFernet:
    """Return the ciphers of DATA_KEYS: the first encrypts, all decrypt. Raises ImproperlyConfigured."""
    try:
        keys = [Fernet(key) for key in settings.DATA_KEYS]
        return MultiFernet(keys)
    except ValueError as error:
        raise ImproperlyConfigured(
            "DATA_KEYS 须有至少一个密钥，每个为32字节的 URL 安全 base64。请运行 make secrets (DATA_KEYS is not valid)"
        ) from error


def key_id(key: str) -> str:
    """Return the id by which people tell a key from others: the beginning of its hash."""
    return hash_of(key)[:8]


def encrypt(text: str) -> str:
    """Return the text encrypted with the first key; "" stays empty."""
    return ciphers().encrypt(text.encode()).decode() if text else ""


def decrypt(sealed: str) -> str:
    """Return the text that `encrypt` was given. Raises UndecipherableError."""
    try:
        return ciphers().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken as error:
        raise UndecipherableError from error


def encrypt_again(sealed: str) -> str:
    """Return the text encrypted with the first key, whichever key it was encrypted with. Raises UndecipherableError."""
    try:
        return ciphers().rotate(sealed.encode()).decode() if sealed else ""
    except InvalidToken as error:
        raise UndecipherableError from error


def hash_of(token: str) -> str:
    """Return the hash by which a random token is found."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
