"""Cosigning keys in the portal: a private key as PKCS#8, encrypted with a passphrase that is never kept."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from certificates.proofs.keys import SignatureType, SigningKey

# The least characters of a passphrase. Whoever has the database can try many, because the encryption of PKCS#8 is fast.
SHORTEST = 16


class WrongPassphraseError(Exception):
    """The passphrase does not open the key."""


def seal(key: SigningKey, passphrase: str) -> str:
    """Return the private key, encrypted with the passphrase, as PEM."""
    private = Ed25519PrivateKey.from_private_bytes(key.private)
    encryption = BestAvailableEncryption(passphrase.encode())
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode("ascii")


def unseal(sealed: str, passphrase: str, *, name: str) -> SigningKey:
    """Return the cosigning key of the name. Raises WrongPassphraseError."""
    try:
        private = load_pem_private_key(sealed.encode("ascii"), passphrase.encode())
    except ValueError as error:
        raise WrongPassphraseError from error
    assert isinstance(private, Ed25519PrivateKey)
    return SigningKey(name, SignatureType.COSIGNATURE, private.private_bytes_raw())
