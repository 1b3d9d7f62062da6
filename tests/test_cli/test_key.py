"""`mingzhang key`: encrypted, for its owner alone, never overwritten; only the public half is printed."""

from __future__ import annotations

import io
import json
import sys

import pytest

from ledger import keys
from tests.test_cli.desk import PASSPHRASE, Desk


def test_a_new_key_is_encrypted_and_only_its_public_half_is_printed(desk: Desk) -> None:
    file = desk.tmp / "member.pem"
    run = desk.done("key", "new", file)
    private_key = keys.read_private_key(file, PASSPHRASE)
    assert json.loads(run.out) == {"kid": keys.kid_of(private_key), "key": keys.jwk_of(private_key)}
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert desk.done("key", "show", file).out == run.out


def test_a_key_is_never_overwritten(desk: Desk) -> None:
    file = desk.tmp / "member.pem"
    desk.done("key", "new", file)
    content = file.read_bytes()
    desk.refused("key.exists", "key", "new", file, code=2)
    assert file.read_bytes() == content


def test_a_wrong_passphrase_is_told_from_a_file_that_is_no_key(desk: Desk) -> None:
    file = desk.tmp / "member.pem"
    desk.done("key", "new", file)
    (desk.tmp / "passphrase").write_text("another\n")
    desk.refused("key.passphrase", "key", "show", file, code=2)
    file.write_text("not a key")
    desk.refused("key.malformed", "key", "show", file, code=2)
    desk.refused("key.missing", "key", "show", desk.tmp / "nobody.pem", code=2)


@pytest.mark.parametrize(("content", "rule_id"), [("", "passphrase.empty"), ("x" * 1024, "key.passphrase_length")])
def test_a_passphrase_that_cannot_serve_makes_no_key(desk: Desk, content: str, rule_id: str) -> None:
    (desk.tmp / "passphrase").write_text(content)
    desk.refused(rule_id, "key", "new", desk.tmp / "member.pem", code=2)
    assert not (desk.tmp / "member.pem").exists()


def test_without_a_terminal_the_passphrase_comes_from_a_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MINGZHANG_PASSPHRASE_FILE")
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    desk.refused("passphrase.missing", "key", "new", desk.tmp / "member.pem", code=2)
    desk.refused("passphrase.missing", "key", "new", desk.tmp / "a.pem", "--passphrase-file", desk.tmp / "none", code=2)
