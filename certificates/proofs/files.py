"""The file of a certificate, and the file of the keys that it is verified by."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from certificates.proofs.checkpoints import InclusionProof
from certificates.proofs.encoding import FormatError, from_base64, from_json, to_base64
from certificates.proofs.keys import SignatureType, VerifierKey
from certificates.proofs.notes import Note
from certificates.proofs.statements import SALT_LENGTH

LARGEST = 1024 * 1024
T = TypeVar("T")


class Custody(StrEnum):
    """Where the private key of a cosigner lies."""

    OWN = "own"
    SERVER = "server"

    @property
    def label(self) -> str:
        return "自持密钥" if self is Custody.OWN else "密钥加密存于平台"


@dataclass(frozen=True)
class Cosigner:
    """Who confirms with this key that nothing was taken out of the log."""

    holder: str
    custody: Custody
    key: VerifierKey

    def __str__(self) -> str:
        return f"{self.holder}（{self.custody.label}）"


@dataclass(frozen=True)
class PublishedKeys:
    """The keys of the issuer, which are those of its log, former ones included, and those of the cosigners."""

    issuer: tuple[VerifierKey, ...]
    cosigners: tuple[Cosigner, ...] = ()

    @classmethod
    def parse(cls, content: bytes) -> "PublishedKeys":
        """Return the keys of a file. Raises FormatError."""
        found = from_json(read_text(content))
        try:
            issuer = tuple(VerifierKey.parse(each) for each in found["issuer"])
            cosigners = tuple(
                Cosigner(each["holder"], Custody(each["custody"]), VerifierKey.parse(each["key"]))
                for each in found["cosigners"]
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise FormatError("no keys") from error
        is_cosigning = [each.type is SignatureType.COSIGNATURE for each in issuer]
        if not issuer or any(is_cosigning) or any(each.key.type is not SignatureType.COSIGNATURE for each in cosigners):
            raise FormatError("no keys, or keys of another type")
        return cls(issuer, cosigners)

    def __str__(self) -> str:
        cosigners = [
            {"holder": each.holder, "custody": each.custody.value, "key": str(each.key)} for each in self.cosigners
        ]
        return _file({"issuer": [str(key) for key in self.issuer], "cosigners": cosigners})


@dataclass(frozen=True)
class CertificateFile:
    """What the holder of a certificate has: the signed statement, its salt, and the proof that it is in the log.

    `status_list` is the signed list of the moment at which the file was made, None in a file without one.
    """

    certificate: Note
    salt: bytes
    proof: InclusionProof
    status_list: Note | None

    @classmethod
    def parse(cls, content: bytes) -> "CertificateFile":
        """Return the parts of a file. Raises FormatError."""
        found = from_json(read_text(content))
        if found.keys() - {"status_list"} != {"certificate", "salt", "proof"}:
            raise FormatError("not the parts of a certificate")
        salt = _part(found, "salt", from_base64)
        if len(salt) != SALT_LENGTH:
            raise FormatError("no salt")
        return cls(
            certificate=_part(found, "certificate", Note.parse),
            salt=salt,
            proof=_part(found, "proof", InclusionProof.parse),
            status_list=_part(found, "status_list", Note.parse) if "status_list" in found else None,
        )

    def __str__(self) -> str:
        parts = {"certificate": str(self.certificate), "salt": to_base64(self.salt), "proof": str(self.proof)}
        return _file(parts | ({"status_list": str(self.status_list)} if self.status_list else {}))


def read_text(content: bytes) -> str:
    """Return the text of a small file. Raises FormatError."""
    if len(content) > LARGEST:
        raise FormatError("too large")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError("not UTF-8") from error


def _part(found: dict[str, Any], name: str, parse: Callable[[str], T]) -> T:
    if not isinstance(found[name], str):
        raise FormatError(f"{name} is no text")
    return parse(found[name])


def _file(content: dict[str, Any]) -> str:
    return f"{json.dumps(content, ensure_ascii=False, indent=1)}\n"
