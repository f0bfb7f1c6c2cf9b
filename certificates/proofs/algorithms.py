"""The algorithms of signatures behind one interface: Ed25519 (RFC 8032) and SM2 with SM3 (GB/T 32918.2)."""

import secrets
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from gmalg.ellipticcurve import ECDLP, EllipticCurve
from gmalg.errors import GMError
from gmalg.primefield import PrimeField
from gmalg.sm2 import SM2Core
from gmalg.sm3 import SM3

# The identity of the signer where none is agreed (GM/T 0009-2012, section 10).
DEFAULT_IDENTITY = b"1234567812345678"
# The first byte of a point that is written with both coordinates.
UNCOMPRESSED = b"\x04"
# The curve of GB/T 32918.5: y² = x³ + A x + B modulo PRIME, with the point BASE of ORDER.
PRIME = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = PRIME - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
BASE = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123


class Algorithm(Protocol):
    """Keys and signatures as bytes of a fixed length. `label` is what people read."""

    label: str
    private_size: int
    public_size: int

    def new_private_key(self) -> bytes: ...

    def public_key(self, private: bytes) -> bytes: ...

    def sign(self, private: bytes, message: bytes) -> bytes: ...

    def is_signed(self, public: bytes, message: bytes, signature: bytes) -> bool: ...


class Ed25519:
    """RFC 8032. The private key is the seed."""

    label = "Ed25519"
    private_size = public_size = 32

    def new_private_key(self) -> bytes:
        return secrets.token_bytes(self.private_size)

    def public_key(self, private: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()

    def sign(self, private: bytes, message: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(private).sign(message)

    def is_signed(self, public: bytes, message: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class Field(PrimeField):  # type: ignore[misc]
    """Integers modulo a prime, with the inverse of Python, which takes a fraction of the time of the library's."""

    def inv(self, x: int) -> int:
        return pow(x, -1, int(self.p))


def _sm2() -> SM2Core:
    """Return SM2 on the curve of GB/T 32918.5."""
    curve = ECDLP(PRIME, A, B, BASE, ORDER)
    curve.fp = Field(PRIME)
    curve.ec = EllipticCurve(curve.fp, A, B)
    return SM2Core(curve, SM3())


CORE = _sm2()


class Sm2:
    """GB/T 32918.2 with SM3. The public key is the uncompressed point, the signature r and s of 32 bytes each."""

    label = "SM2"
    private_size = 32
    public_size = 65

    def new_private_key(self) -> bytes:
        return (secrets.randbelow(ORDER - 2) + 1).to_bytes(self.private_size, "big")

    def public_key(self, private: bytes) -> bytes:
        x, y = CORE.generate_pk(int.from_bytes(private, "big"))
        return UNCOMPRESSED + _bytes(x, y)

    def sign(self, private: bytes, message: bytes) -> bytes:
        return _bytes(*CORE.sign(message, int.from_bytes(private, "big"), DEFAULT_IDENTITY))

    def is_signed(self, public: bytes, message: bytes, signature: bytes) -> bool:
        if len(signature) != 64 or len(public) != self.public_size or not public.startswith(UNCOMPRESSED):
            return False
        try:
            return bool(CORE.verify(message, *_numbers(signature), DEFAULT_IDENTITY, _numbers(public[1:])))
        except (GMError, ValueError):
            return False


def _bytes(first: int, second: int) -> bytes:
    return first.to_bytes(32, "big") + second.to_bytes(32, "big")


def _numbers(content: bytes) -> tuple[int, int]:
    """Return the numbers of two halves of 32 bytes."""
    return int.from_bytes(content[:32], "big"), int.from_bytes(content[32:], "big")
