"""`mingzhang sign`: what was drafted, sealed and signed, on a machine that has no ledger."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ledger import jws, sealing
from ledger.events import parse_payload
from tests.test_cli.desk import Desk

ENDED = {"member": "chair", "reason": "resigned", "date": "2025-02-30"}


def draft(desk: Desk, **changes: object) -> Path:
    """Write a draft, with members of the payload changed by hand."""
    arguments = ("--set", "kind=person", "--set", "party=carpenter", "--set", "name=样例木工")
    payload = json.loads(desk.done("draft", "counterparty.registered", *arguments).out) | changes
    path = desk.tmp / "draft.json"
    path.write_text(json.dumps(payload, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def test_a_draft_is_sealed_and_signed_beside_it(desk: Desk) -> None:
    run = desk.done("sign", draft(desk), "--key", desk.key("treasurer"))
    signed = desk.tmp / "draft.sdjwt"
    assert str(signed) in run.err
    compact, (disclosure,) = sealing.split(signed.read_bytes())
    parsed = jws.parse(compact)
    jws.verify(parsed, desk.cast.key("treasurer").public_key().public_bytes_raw())
    assert parse_payload(parsed).digests == (disclosure.digest,)
    assert disclosure.value == "样例木工"
    assert "样例木工".encode() not in parsed.payload
    assert not desk.home.exists()


def test_a_signed_file_is_never_overwritten(desk: Desk) -> None:
    path = draft(desk)
    desk.done("sign", path, "--key", desk.key("treasurer"))
    desk.refused("file.exists", "sign", path, "--key", desk.key("treasurer"), code=2)


@pytest.mark.parametrize(
    ("rule_id", "changes"),
    [
        ("event.type_unknown", {"type": "mingzhang.party.registered.v1"}),
        ("schema.invalid", {"data": {}}),
        ("date.invalid", {"type": "mingzhang.member.ended.v1", "data": ENDED}),
        ("event.envelope", {"id": "1"}),
        ("event.envelope", {"extra": 1}),
        ("event.subject", {"subject": "fund/f"}),
        ("json.text", {"source": "a\u202eb"}),
        ("json.float", {"specversion": 1.0}),
    ],
)
def test_a_draft_broken_by_hand_is_not_signed(desk: Desk, rule_id: str, changes: dict[str, object]) -> None:
    path = draft(desk, **changes)
    (desk.tmp / "passphrase").unlink()  # nobody is asked for one before
    desk.refused(rule_id, "sign", path, "--key", desk.key("treasurer"))
    assert not (desk.tmp / "draft.sdjwt").exists()


def test_a_draft_with_a_member_twice_is_not_signed(desk: Desk) -> None:
    """Else the eye reads one value and the key signs the other."""
    path = draft(desk)
    path.write_text(path.read_text(encoding="utf-8").replace('"kind"', '"kind": "company", "kind"'), encoding="utf-8")
    desk.refused("draft.data", "sign", path, "--key", desk.key("treasurer"), code=2)


def test_what_is_no_draft_is_not_signed(desk: Desk) -> None:
    for content in (b"", b"[]", b"\xff", b"a.b.c~"):
        desk.refused("draft.data", "sign", desk.file(content), "--key", desk.key("treasurer"), code=2)


def test_a_wrong_passphrase_signs_nothing(desk: Desk) -> None:
    path, key = draft(desk), desk.key("treasurer")
    (desk.tmp / "passphrase").write_text("another\n")
    desk.refused("key.passphrase", "sign", path, "--key", key, code=2)
    assert not (desk.tmp / "draft.sdjwt").exists()


def test_a_draft_for_no_log_is_not_signed(desk: Desk) -> None:
    path = draft(desk, source="BAD ORIGIN")
    desk.refused("origin.malformed", "sign", path, "--key", desk.key("treasurer"), code=2)
    assert not path.with_suffix(".sdjwt").exists()
