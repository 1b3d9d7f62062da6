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


@pytest.mark.parametrize(
    ("content", "rule_id"),
    [
        ("", "passphrase.empty"),
        ("x", "key.passphrase_length"),
        ("账" * 7, "key.passphrase_length"),
        ("x" * 1024, "key.passphrase_length"),
    ],
)
def test_a_passphrase_that_cannot_serve_makes_no_key(desk: Desk, content: str, rule_id: str) -> None:
    (desk.tmp / "passphrase").write_text(content)
    desk.refused(rule_id, "key", "new", desk.tmp / "member.pem", code=2)
    assert not (desk.tmp / "member.pem").exists()


def test_the_shortest_passphrase_that_serves_makes_a_key(desk: Desk) -> None:
    (desk.tmp / "passphrase").write_text("八个字就够用了呀\n", encoding="utf-8")
    desk.done("key", "new", desk.tmp / "member.pem")
    desk.done("key", "show", desk.tmp / "member.pem")


def test_a_file_that_is_no_private_key_is_told_what_it_is_before_a_passphrase_is_asked_for(desk: Desk) -> None:
    public = desk.tmp / "key.json"
    public.write_text(desk.done("key", "new", desk.tmp / "member.pem").out)
    draft = desk.tmp / "draft.json"
    flags = ("--set", "party=p", "--set", "kind=company", "--set", "name=样例公司")
    desk.done("draft", "counterparty.registered", *flags, "--out", draft)
    desk.done("sign", draft, "--key", desk.tmp / "member.pem")
    secret = (desk.tmp / "passphrase").rename(desk.tmp / "secret")
    for file, words in (
        (public, "the public half of a key"),
        (secret, "belongs behind --passphrase-file"),
        (draft, "a draft"),
        (draft.with_suffix(".sdjwt"), "a signed file"),
    ):
        file.chmod(0o644)
        run = desk.refused("key.malformed", "sign", draft, "--key", file, "--out", desk.tmp / "x.sdjwt", code=2)
        assert words in run.err
        assert "chmod" not in run.err
        assert "Do not make another key" in run.err


def test_without_a_terminal_the_passphrase_comes_from_a_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MINGZHANG_PASSPHRASE_FILE")
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    desk.refused("passphrase.missing", "key", "new", desk.tmp / "member.pem", code=2)
    desk.refused("passphrase.missing", "key", "new", desk.tmp / "a.pem", "--passphrase-file", desk.tmp / "none", code=2)
