"""Signatures by the convention Standard Webhooks (www.standardwebhooks.com). `webhook-key-id` is our own addition."""

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping

PREFIX = "whsec_"


def new_secret() -> str:
    """Return a random secret of 256 bits."""
    return PREFIX + b64encode(secrets.token_bytes(32)).decode()


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature of one message: HMAC-SHA-256 over id, timestamp and body."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.digest(b64decode(secret.removeprefix(PREFIX)), signed, hashlib.sha256)
    return f"v1,{b64encode(digest).decode()}"


def signed_headers(keys: Mapping[str, str], message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the headers of a message that is signed with each key; `keys` is id → secret."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(sign(secret, message_id, timestamp, body) for secret in keys.values()),
        "webhook-key-id": " ".join(keys),
    }
