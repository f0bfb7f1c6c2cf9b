"""The algorithms of signatures behind one interface: Ed25519 (RFC 8032) and SM2 with SM3 (GB/T 32918.2)."""

import secrets
from typing import Protocol

import gmalg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from gmalg.errors import GMError

# The identity of the signer where none is agreed (GM/T 0009-2012, section 10).
DEFAULT_IDENTITY = b"1234567812345678"
# The first byte of a point that is written with both coordinates.
UNCOMPRESSED = b"\x04"
# One less than the order of the curve (GB/T 32918.5): a private key of SM2 is less.
SM2_MOST = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54122


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


class Sm2:
    """GB/T 32918.2 with SM3. The public key is the uncompressed point, the signature r and s of 32 bytes each."""

    label = "SM2"
    private_size = 32
    public_size = 65

    def new_private_key(self) -> bytes:
        return (secrets.randbelow(SM2_MOST - 1) + 1).to_bytes(self.private_size, "big")

    def public_key(self, private: bytes) -> bytes:
        return bytes(gmalg.SM2().generate_pk(private))

    def sign(self, private: bytes, message: bytes) -> bytes:
        signer = gmalg.SM2(private, DEFAULT_IDENTITY, self.public_key(private))
        r, s = signer.sign(message)
        return bytes(r.rjust(32, b"\0") + s.rjust(32, b"\0"))

    def is_signed(self, public: bytes, message: bytes, signature: bytes) -> bool:
        if len(signature) != 64 or len(public) != self.public_size or not public.startswith(UNCOMPRESSED):
            return False
        try:
            return bool(gmalg.SM2(uid=DEFAULT_IDENTITY, pk=public).verify(message, signature[:32], signature[32:]))
        except (GMError, ValueError):
            return False
