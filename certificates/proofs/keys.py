"""The keys of signed notes: their names, ids and texts (c2sp.org/signed-note, «Verifier keys»)."""

import re
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

from certificates.proofs.algorithms import Algorithm, Ed25519, Sm2
from certificates.proofs.encoding import FormatError, from_base64, to_base64

# Neither blanks, which end a name, nor the plus sign, which ends it in the text of a key.
NAME = re.compile(r"[^\s+]+")
PRIVATE = "PRIVATE+KEY+"


class SignatureType(Enum):
    """What a key signs, as the bytes before its public key; 0xff begins a type that the specification leaves open."""

    ED25519 = b"\x01"
    COSIGNATURE = b"\x04"
    SM2 = b"\xffGB/T 32918.2 SM2-SM3\n"

    @property
    def algorithm(self) -> Algorithm:
        return Sm2() if self is SignatureType.SM2 else Ed25519()


@dataclass(frozen=True)
class VerifierKey:
    """The public half of a key, by which signatures are verified; its text is the «vkey» of the specification."""

    name: str
    type: SignatureType
    public: bytes

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Return the key that the text states. Raises FormatError."""
        name, _, rest = text.partition("+")
        id, _, material = rest.partition("+")
        type, public = _split(from_base64(material))
        if not NAME.fullmatch(name) or len(public) != type.algorithm.public_size:
            raise FormatError("no key")
        key = cls(name, type, public)
        if id != key.id.hex():
            raise FormatError("the id of the key is of another key")
        return key

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{to_base64(self.type.value + self.public)}"

    @property
    def id(self) -> bytes:
        """The four bytes that a signature names the key by."""
        return sha256(f"{self.name}\n".encode() + self.type.value + self.public).digest()[:4]

    def is_signed(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature is of this key and of this message."""
        return self.type.algorithm.is_signed(self.public, message, signature)


@dataclass(frozen=True)
class SigningKey:
    """A private key with its name. Its text is that of the Go package `note`, which other tools of logs read."""

    name: str
    type: SignatureType
    private: bytes

    @classmethod
    def new(cls, name: str, type: SignatureType = SignatureType.ED25519) -> "SigningKey":
        """Return a new random key. Raises FormatError for a name with blanks or a plus sign."""
        if not NAME.fullmatch(name):
            raise FormatError("a name has neither blanks nor a plus sign")
        return cls(name, type, type.algorithm.new_private_key())

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """Return the key that the text states. Raises FormatError."""
        name, _, rest = text.removeprefix(PRIVATE).partition("+")
        id, _, material = rest.partition("+")
        type, private = _split(from_base64(material))
        if not text.startswith(PRIVATE) or not NAME.fullmatch(name) or len(private) != type.algorithm.private_size:
            raise FormatError("no private key")
        key = cls(name, type, private)
        if id != key.verifier.id.hex():
            raise FormatError("the id of the key is of another key")
        return key

    def __str__(self) -> str:
        return f"{PRIVATE}{self.name}+{self.verifier.id.hex()}+{to_base64(self.type.value + self.private)}"

    def __repr__(self) -> str:
        """The public half: logs and tracebacks show no secret."""
        return f"<SigningKey of {self.verifier}>"

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self.type, self.type.algorithm.public_key(self.private))

    def sign(self, message: bytes) -> bytes:
        return self.type.algorithm.sign(self.private, message)


def _split(material: bytes) -> tuple[SignatureType, bytes]:
    """Return the type of the material and the key behind it. Raises FormatError."""
    for type in SignatureType:
        if material.startswith(type.value):
            return type, material[len(type.value) :]
    raise FormatError("a key of an unknown type")
