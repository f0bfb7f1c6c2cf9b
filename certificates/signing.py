"""The keys by which the portal signs certificates: those of CERTIFICATE_KEYS, with the name of the log."""

import base64
import binascii
from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from certificates.models import CosigningKey
from certificates.proofs.files import PublishedKeys
from certificates.proofs.keys import SignatureType, SigningKey

SM2_PREFIX = "sm2:"


def all_keys() -> list[SigningKey]:
    """Return every key of the setting, the newest of each algorithm first. Raises ImproperlyConfigured."""
    return [_parse(text) for text in settings.CERTIFICATE_KEYS]


def signing_keys() -> list[SigningKey]:
    """Return the keys that sign: the first of each algorithm; none where the setting is empty."""
    first: dict[SignatureType, SigningKey] = {}
    for key in all_keys():
        first.setdefault(key.type, key)
    return list(first.values())


def published_keys() -> PublishedKeys:
    """Return the public halves and the keys of the cosigners, in both cases those of former keys included."""
    cosigners = CosigningKey.objects.select_related("department")
    return PublishedKeys(tuple(key.verifier for key in all_keys()), tuple(key.cosigner for key in cosigners))


def keys_as_rows() -> Iterator[tuple[str, str]]:
    """Yield label and text of what people may read of the keys: their ids."""
    signing, every = signing_keys(), all_keys()
    yield "签发资格证明的密钥编号", _ids(signing) or "未设置，不能开具资格证明"
    yield "仅供核验的旧密钥编号", _ids([key for key in every if key not in signing]) or "无"
    yield "证明日志的名称", settings.LOG_ORIGIN


def _ids(keys: list[SigningKey]) -> str:
    return "、".join(f"{key.verifier.id.hex()}（{key.type.algorithm.label}）" for key in keys)


def _parse(text: str) -> SigningKey:
    type = SignatureType.SM2 if text.startswith(SM2_PREFIX) else SignatureType.ED25519
    try:
        private = base64.b64decode(text.removeprefix(SM2_PREFIX), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        private = b""
    if len(private) != type.algorithm.private_size:
        raise ImproperlyConfigured(
            "CERTIFICATE_KEYS 的每个密钥应为32字节的 URL 安全 base64，SM2的以 sm2: 开头。"
            "请运行 make secrets (CERTIFICATE_KEYS is not valid)"
        )
    return SigningKey(settings.LOG_ORIGIN, type, private)
