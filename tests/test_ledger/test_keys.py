"""Members' keys: thumbprints, hostile points, and the file that a private key rests in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import base64url, keys
from tests.refusals import malformed, unusable
from tests.shared_data import needs_shared, shared

RFC_8037_SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
RFC_8037_X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
PASSPHRASE = b"four words to remember"
PRIME = 2**255 - 19


def test_the_key_and_thumbprint_of_rfc_8037_appendix_a() -> None:
    private_key = Ed25519PrivateKey.from_private_bytes(RFC_8037_SEED)
    assert keys.jwk_of(private_key) == {"kty": "OKP", "crv": "Ed25519", "x": RFC_8037_X}
    assert keys.thumbprint(RFC_8037_X) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    assert keys.kid_of(private_key) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    assert keys.public_key_bytes(RFC_8037_X) == base64url.decode(RFC_8037_X, "key.malformed")


@pytest.mark.parametrize("x", ["", RFC_8037_X[:-1], RFC_8037_X + "A", RFC_8037_X + "=", RFC_8037_X[:-1] + "p"])
def test_a_key_that_is_not_32_bytes_in_their_one_text_is_refused(x: str) -> None:
    with malformed("key.malformed"):
        keys.public_key_bytes(x)


@pytest.mark.parametrize(
    "point",
    [
        (1).to_bytes(32, "little"),  # the neutral element, order 1
        (PRIME - 1).to_bytes(32, "little"),  # order 2
        bytes(32),  # order 4
        bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),  # order 8
        PRIME.to_bytes(32, "little"),  # y = 0, written as p
        (PRIME + 1).to_bytes(32, "little"),  # y = 1, written as p + 1
        b"\xff" * 32,  # y beyond p
        (1 | 1 << 255).to_bytes(32, "little"),  # x = 0 with the sign bit set
        (2).to_bytes(32, "little"),  # no point of the curve has this y
    ],
)
def test_hostile_points_are_refused_when_a_key_is_introduced(point: bytes) -> None:
    with malformed("key.hostile_point"):
        keys.public_key_bytes(base64url.encode(point))


@needs_shared
@pytest.mark.parametrize("case", range(12))
def test_registration_refuses_each_hostile_key_of_ed25519_speccheck(case: int) -> None:
    """ADR 0005: all keys outside the prime-order subgroup, which leaves only cases 6 and 7 with a sound key."""
    vector = json.loads(shared("vectors", "ed25519-speccheck", "cases.json").read_text())[case]
    x = base64url.encode(bytes.fromhex(vector["pub_key"]))
    if case in (6, 7):
        keys.public_key_bytes(x)
    else:
        with malformed("key.hostile_point"):
            keys.public_key_bytes(x)


def test_a_private_key_is_written_encrypted_for_its_owner_alone_and_read_again(tmp_path: Path) -> None:
    private_key = Ed25519PrivateKey.generate()
    file = tmp_path / "member.pem"
    keys.write_private_key(file, private_key, PASSPHRASE)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert keys.kid_of(keys.read_private_key(file, PASSPHRASE)) == keys.kid_of(private_key)


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "member.pem"
    file.write_text("precious")
    with unusable("key.exists"):
        keys.write_private_key(file, Ed25519PrivateKey.generate(), PASSPHRASE)
    assert file.read_text() == "precious"


def test_a_key_that_cannot_be_written_is_an_error_with_advice(tmp_path: Path) -> None:
    with unusable("key.unwritable"):
        keys.write_private_key(tmp_path / "no folder" / "member.pem", Ed25519PrivateKey.generate(), PASSPHRASE)


@pytest.mark.parametrize("passphrase", [b"", b"x" * 1024])
def test_a_passphrase_that_the_library_cannot_use_is_refused_and_no_file_is_left(
    tmp_path: Path, passphrase: bytes
) -> None:
    file = tmp_path / "member.pem"
    with unusable("key.passphrase_length"):
        keys.write_private_key(file, Ed25519PrivateKey.generate(), passphrase)
    assert not file.exists()


def test_the_longest_passphrase_opens_the_key_again(tmp_path: Path) -> None:
    file = tmp_path / "member.pem"
    keys.write_private_key(file, Ed25519PrivateKey.generate(), b"x" * 1023)
    keys.read_private_key(file, b"x" * 1023)


def test_a_wrong_passphrase_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "member.pem"
    keys.write_private_key(file, Ed25519PrivateKey.generate(), PASSPHRASE)
    for wrong in (b"another", None):
        with unusable("key.passphrase"):
            keys.read_private_key(file, wrong)


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "member.pem"
    keys.write_private_key(file, Ed25519PrivateKey.generate(), PASSPHRASE)
    file.chmod(0o640)
    with unusable("key.exposed"):
        keys.read_private_key(file, PASSPHRASE)


def test_a_key_without_a_passphrase_is_not_taken_for_an_encrypted_one(tmp_path: Path) -> None:
    file = tmp_path / "log.key"
    private_key = Ed25519PrivateKey.generate()
    keys.write_private_key(file, private_key, None)
    assert keys.kid_of(keys.read_private_key(file, None)) == keys.kid_of(private_key)
    with unusable("key.not_encrypted"):
        keys.read_private_key(file, PASSPHRASE)


def test_what_is_no_ed25519_key_is_refused(tmp_path: Path) -> None:
    with unusable("key.missing") as own:
        keys.read_private_key(tmp_path / "nobody.pem", PASSPHRASE)
    assert "--key" in own.value.advice
    with unusable("key.missing") as of_log:
        keys.read_private_key(tmp_path / "log.key", None)
    assert "--key" not in of_log.value.advice
    assert "backup" in of_log.value.advice
    other_curve = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(PASSPHRASE),
    )
    for number, content in enumerate((b"", b"a draft", b"\x00" * 64, other_curve)):
        file = tmp_path / f"{number}.pem"
        file.write_bytes(content)
        file.chmod(0o600)
        with unusable("key.malformed"):
            keys.read_private_key(file, PASSPHRASE)
