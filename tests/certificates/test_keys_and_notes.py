"""Keys, signatures and signed notes, by the vectors of RFC 8032, GB/T 32918.5 and C2SP signed-note."""

import pytest

from certificates import new_key
from certificates.proofs.algorithms import Algorithm, Ed25519, Sm2
from certificates.proofs.encoding import FormatError
from certificates.proofs.keys import SignatureType, SigningKey, VerifierKey
from certificates.proofs.notes import BadSignatureError, Note, cosign, sign
from tests.certificates.certificate_files import COSIGNING_KEY, KEY, SM2_KEY

# RFC 8032, section 7.1, tests 1 to 3: secret key, public key, message, signature.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
# GB/T 32918.5-2017, annex A.2: private key, public key, signature of «message digest» by the default identity.
SM2_PRIVATE = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"
SM2_PUBLIC = (
    "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)
SM2_SIGNATURE = (
    "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
)
# The example of the specification.
VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


@pytest.mark.parametrize(("private", "public", "message", "signature"), RFC_8032)
def test_ed25519_signs_as_the_standard_says(private: str, public: str, message: str, signature: str) -> None:
    algorithm = Ed25519()
    assert algorithm.public_key(bytes.fromhex(private)).hex() == public
    assert algorithm.sign(bytes.fromhex(private), bytes.fromhex(message)).hex() == signature


def test_sm2_verifies_the_signature_of_the_standard() -> None:
    """SM2 signs with a random number, so that only its public key and its verification can be compared."""
    algorithm = Sm2()
    assert algorithm.public_key(bytes.fromhex(SM2_PRIVATE)).hex() == SM2_PUBLIC
    assert algorithm.is_signed(bytes.fromhex(SM2_PUBLIC), b"message digest", bytes.fromhex(SM2_SIGNATURE))
    assert not algorithm.is_signed(bytes.fromhex(SM2_PUBLIC), b"message digests", bytes.fromhex(SM2_SIGNATURE))


@pytest.mark.parametrize("algorithm", [Ed25519(), Sm2()], ids=["ed25519", "sm2"])
def test_signature_is_of_one_key_and_one_message(algorithm: Algorithm) -> None:
    private, other = algorithm.new_private_key(), algorithm.new_private_key()
    public, signature = algorithm.public_key(private), algorithm.sign(private, b"a")
    assert algorithm.is_signed(public, b"a", signature)
    assert not algorithm.is_signed(public, b"b", signature)
    assert not algorithm.is_signed(algorithm.public_key(other), b"a", signature)
    for wrong in (b"", signature[:-1], signature + b"\0", bytes(64), b"\xff" * 64):
        assert not algorithm.is_signed(public, b"a", wrong)
    for wrong in (b"", b"\x04" + bytes(64), bytes(32), b"\xff" * 65):
        assert not algorithm.is_signed(wrong, b"a", signature)


def test_key_verifies_the_note_of_the_specification() -> None:
    key = VerifierKey.parse(VKEY)
    assert (str(key), key.id.hex()) == (VKEY, "530d903a")
    note = Note.parse(NOTE)
    assert str(note) == NOTE
    assert note.signers([key]) == [key]
    with pytest.raises(BadSignatureError):
        Note.parse(NOTE.replace("example message", "other message")).signers([key])


@pytest.mark.parametrize("key", [KEY, SM2_KEY, COSIGNING_KEY], ids=lambda key: key.type.name)
def test_keys_are_read_back_from_their_texts_and_show_no_secret(key: SigningKey) -> None:
    assert SigningKey.parse(str(key)) == key
    assert VerifierKey.parse(str(key.verifier)) == key.verifier
    assert str(key) not in repr(key)


@pytest.mark.parametrize("text", ["", "a", "a+b+c", VKEY[:-4], VKEY.replace("530d", "530e"), f" {VKEY}", VKEY + "+"])
def test_text_that_is_no_key_is_refused(text: str) -> None:
    for parse in (VerifierKey.parse, SigningKey.parse):
        with pytest.raises(FormatError):
            parse(text)


def test_note_of_several_keys_needs_one_that_is_known_and_no_bad_one() -> None:
    note = sign("text\n", [KEY, SM2_KEY])
    assert note.signers([KEY.verifier, SM2_KEY.verifier]) == [KEY.verifier, SM2_KEY.verifier]
    assert note.signers([SM2_KEY.verifier]) == [SM2_KEY.verifier]
    assert note.signers([COSIGNING_KEY.verifier]) == []
    mixed = sign("text\n", [KEY]).with_signature(sign("other\n", [SM2_KEY]).signatures[0])
    with pytest.raises(BadSignatureError):
        mixed.signers([KEY.verifier, SM2_KEY.verifier])


def test_cosignature_is_of_its_moment_too() -> None:
    signature = cosign("text\n", COSIGNING_KEY, at=1_784_000_000)
    note = Note("text\n", (signature,))
    assert note.signers([COSIGNING_KEY.verifier]) == [COSIGNING_KEY.verifier]
    later = type(signature)(signature.name, signature.key_id, b"\0" * 7 + b"\1" + signature.content[8:])
    with pytest.raises(BadSignatureError):
        Note("text\n", (later,)).signers([COSIGNING_KEY.verifier])


@pytest.mark.parametrize(
    "content",
    [
        "",
        "text\n",
        "text\n\n",
        "\n\n— a AAAAAAA=\n",
        NOTE[:-1],
        NOTE.replace("— ", "- "),
        NOTE.replace("example.com/foo ", "example.com+foo "),
        NOTE.replace("aQM=", "aQM"),
        NOTE.replace("aQM=", "aQN="),
        NOTE.replace("This", "\tThis"),
        NOTE + "— a AAAA\n",
        NOTE + "— a AAAAAAA=\n" * 64,
    ],
)
def test_text_that_is_no_note_is_refused(content: str) -> None:
    with pytest.raises(FormatError):
        Note.parse(content)


def test_new_key_prints_a_key_that_signs(capsys: pytest.CaptureFixture[str]) -> None:
    assert new_key.main(["aeo.example.gov.cn/log", "--type", "cosigner"]) == 0
    printed = capsys.readouterr()
    key = SigningKey.parse(printed.out.strip())
    assert (key.name, key.type) == ("aeo.example.gov.cn/log", SignatureType.COSIGNATURE)
    assert str(key.verifier) in printed.err
    assert new_key.main(["a b"]) == 2
