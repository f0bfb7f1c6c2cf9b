"""Signed notes (c2sp.org/signed-note): a text and the lines of its signatures."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from certificates.proofs.encoding import FormatError, from_base64, to_base64
from certificates.proofs.keys import NAME, SignatureType, SigningKey, VerifierKey

SIGNATURE_LINE = re.compile(r"— (\S+) (\S+)")
# Control characters but the line end are not part of a note.
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
MOST_SIGNATURES = 64


class BadSignatureError(Exception):
    """The signature of a known key is not of this text."""


@dataclass(frozen=True)
class Signature:
    """A line of a note: by which key, and the bytes behind the id of the key."""

    name: str
    key_id: bytes
    content: bytes

    @classmethod
    def parse(cls, line: str) -> "Signature":
        """Return what the line states, without its line end. Raises FormatError."""
        match = SIGNATURE_LINE.fullmatch(line)
        if not match or not NAME.fullmatch(match[1]):
            raise FormatError("no signature line")
        content = from_base64(match[2])
        if len(content) <= 4:
            raise FormatError("no signature")
        return cls(match[1], content[:4], content[4:])

    def __str__(self) -> str:
        return f"— {self.name} {to_base64(self.key_id + self.content)}"

    def is_of(self, key: VerifierKey) -> bool:
        """Whether the line names the key; whether it is its signature is another question."""
        return (self.name, self.key_id) == (key.name, key.id)

    @property
    def cosigned_at(self) -> int:
        """The moment that a cosignature states, in seconds since 1970."""
        return int.from_bytes(self.content[:8], "big")


@dataclass(frozen=True)
class Note:
    """A text, which ends with a line end, and its signatures."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, content: str) -> "Note":
        """Return the note. Raises FormatError."""
        text, separator, lines = content.rpartition("\n\n")
        if not separator or not text or not lines.endswith("\n") or CONTROL.search(content):
            raise FormatError("no signed note")
        signatures = lines[:-1].split("\n")
        if len(signatures) > MOST_SIGNATURES:
            raise FormatError("too many signatures")
        return cls(f"{text}\n", tuple(map(Signature.parse, signatures)))

    def __str__(self) -> str:
        return f"{self.text}\n" + "".join(f"{signature}\n" for signature in self.signatures)

    def with_signature(self, signature: Signature) -> "Note":
        return replace(self, signatures=(*self.signatures, signature))

    def signers(self, keys: Iterable[VerifierKey]) -> list[VerifierKey]:
        """Return those of the keys that signed the note; signatures of other keys count for nothing.

        Raises BadSignatureError if a signature names one of the keys and is not of this text.
        """
        found = []
        for key in keys:
            for signature in filter(lambda each: each.is_of(key), self.signatures):
                if not key.is_signed(message_of(self.text, signature, key), signed_part(signature, key)):
                    raise BadSignatureError(str(key))
                found.append(key)
        return list(dict.fromkeys(found))


def sign(text: str, keys: Iterable[SigningKey]) -> Note:
    """Return the text signed by each of the keys. The text ends with a line end."""
    return Note(text, tuple(Signature(key.name, key.verifier.id, key.sign(text.encode())) for key in keys))


def cosign(text: str, key: SigningKey, *, at: int) -> Signature:
    """Return the cosignature of a checkpoint's text at a moment, in seconds since 1970 (c2sp.org/tlog-cosignature)."""
    return Signature(key.name, key.verifier.id, at.to_bytes(8, "big") + key.sign(_cosigned(text, at)))


def message_of(text: str, signature: Signature, key: VerifierKey) -> bytes:
    """Return the message that the key signed, if it signed the text."""
    if key.type is SignatureType.COSIGNATURE:
        return _cosigned(text, signature.cosigned_at)
    return text.encode()


def signed_part(signature: Signature, key: VerifierKey) -> bytes:
    """Return the signature itself, without the moment of a cosignature."""
    return signature.content[8:] if key.type is SignatureType.COSIGNATURE else signature.content


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()
