"""Bad input at the door: each kind has its rule id and advice, a non-zero exit code, and leaves nothing behind."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ledger import base64url, jws, sealing, strict_json
from ledger.demo.cast import Cast
from ledger.keys import kid_of
from ledger.strict_json import Json
from tests.log_of import FUND
from tests.test_cli.desk import Desk

FUND_DATA: dict[str, Json] = {
    "name": "公共收益",
    "kind": "common_income",
    "currency": "CNY",
    "owner_of_money": "owners",
    "scope": "all",
}
ACCOUNT_DATA: dict[str, Json] = {
    "kind": "asset",
    "subtype": "bank",
    "name": {"value": "公共收益专户"},
    "holder": "community",
    "currency": "CNY",
}


def fund(book: Desk, who: str = "treasurer", **changes: Json) -> bytes:
    """Sign the opening of a fund."""
    return book.sign(who, "fund.opened", FUND, **(FUND_DATA | changes))


def account(book: Desk) -> bytes:
    """Sign the opening of an account, which has a sealed name."""
    return book.sign("treasurer", "account.opened", "account/bank", **ACCOUNT_DATA)


def handmade(book: Desk, raw_payload: bytes, who: str = "treasurer") -> bytes:
    """Sign any bytes truly, as no tool of ours would."""
    key = book.cast.key(who)
    header = strict_json.dump({"alg": jws.ALG, "kid": kid_of(key), "typ": jws.TYP})
    signing_input = f"{base64url.encode(header)}.{base64url.encode(raw_payload)}".encode()
    return signing_input + b"." + base64url.encode(key.sign(signing_input)).encode() + b"~"


def altered(book: Desk, **changes: object) -> bytes:
    """Sign a good event with members of its payload changed."""
    payload = json.loads(jws.parse(sealing.split(fund(book))[0]).payload) | changes
    return handmade(book, json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode())


def payload_of(event: bytes) -> bytes:
    """Return the payload of a signed event."""
    return jws.parse(sealing.split(event)[0]).payload


def test_unknown_type(book: Desk) -> None:
    book.refused("event.type_unknown", "append", book.file(altered(book, type="mingzhang.fund.vanished.v1")))


def test_wrong_schema(book: Desk) -> None:
    run = book.refused("schema.invalid", "append", book.file(altered(book, data=FUND_DATA | {"currency": "yuan"})))
    assert "currency: ISO 4217 code, e.g. CNY, not 'yuan'" in run.err
    assert "docs/reference/events.md#fundopened" in run.err


def test_unknown_member(book: Desk) -> None:
    book.refused("schema.invalid", "append", book.file(altered(book, data=FUND_DATA | {"approved_by": "everybody"})))


def test_wrong_envelope(book: Desk) -> None:
    book.refused("event.envelope", "append", book.file(altered(book, specversion="2.0")))
    book.refused("event.subject", "append", book.file(altered(book, subject="account/bank")))
    book.refused("event.time", "append", book.file(altered(book, time="2024-02-30T10:00:00+08:00")))


def test_bad_signature(book: Desk) -> None:
    header, payload, signature = sealing.split(fund(book))[0].split(b".")
    other = altered(book, id="01930000-0000-7000-8000-000000000001").removesuffix(b"~").split(b".")[1]
    book.refused("signature.invalid", "append", book.file(b".".join([header, other, signature]) + b"~"))
    book.append(b".".join([header, payload, signature]) + b"~")


def test_unknown_key(book: Desk) -> None:
    book.refused("key.unknown", "append", book.file(fund(book, "stranger")))


def test_announced_only_key(desk: Desk) -> None:
    desk.found(enrolled=False)
    desk.refused("key.not_active", "append", desk.file(fund(desk)))


def test_revoked_key(book: Desk) -> None:
    kid = kid_of(book.cast.key("treasurer"))
    book.append(book.sign("treasurer", "key.revoked", "community", kid=kid, reason="lost"))
    book.refused("key.revoked", "append", book.file(fund(book)))


def test_recovery_key(book: Desk) -> None:
    book.refused("key.recovery_only", "append", book.file(fund(book, "recovery")))


def test_role_not_held(book: Desk) -> None:
    book.refused("role.not_held", "append", book.file(fund(book, "member")))


def test_rule_broken(book: Desk) -> None:
    book.append(fund(book))
    book.refused("fund.opened_twice", "append", book.file(fund(book)))


def test_ref_mismatch(book: Desk) -> None:
    motion: dict[str, Json] = {
        "title": {"value": "更换水泵"},
        "text": {"value": "同意更换水泵。"},
        "body": "committee",
        "form": "meeting",
        "matter": "expense",
        "class": "ordinary",
        "method": "yes_no",
        "options": [],
        "opens": "2024-07-01T09:00:00+08:00",
        "closes": "2099-07-01T09:00:00+08:00",
        "scope": "all",
        "secrecy": "open",
    }
    tabled = book.sign("chair", "motion.tabled", "motion/m-1", **motion)
    book.append(tabled)
    ref = book.cast.ref(tabled) | {"sha256": "0" * 64}
    ballot = book.sign("vice", "ballot.cast", "motion/m-1", on=ref, choice="yes")
    book.refused("ref.mismatch", "append", book.file(ballot))
    unknown = ref | {"id": "01930000-0000-7000-8000-00000000ffff"}
    ballot = book.sign("vice", "ballot.cast", "motion/m-1", on=unknown, choice="yes")
    book.refused("ref.unknown", "append", book.file(ballot))


def test_wrong_community(book: Desk) -> None:
    neighbours = Cast("ledger.example/yuanqu-2")
    event = neighbours.sign("treasurer", "fund.opened", FUND, FUND_DATA, book.at + timedelta(hours=1))
    book.refused("community.other", "append", book.file(event))


def test_event_before_the_founding(desk: Desk) -> None:
    desk.done("init", "ledger.example/yuanqu-1")
    desk.refused("community.not_founded", "append", desk.file(fund(desk)))


def test_founding_of_another_log(desk: Desk) -> None:
    desk.done("init", "ledger.example/yuanqu-1")
    desk.refused("founding.log_vkey", "append", desk.file(desk.cast.founding(desk.at)))
    desk.refused("community.other", "append", desk.file(Cast("ledger.example/yuanqu-2").founding(desk.at)))


def test_second_founding(book: Desk) -> None:
    book.refused("founding.log_vkey", "append", book.file(book.cast.founding(book.at)))


def test_oversized_event(book: Desk) -> None:
    book.refused("entry.oversized", "append", book.file(altered(book, data=FUND_DATA | {"name": "账" * 20_000})))


def test_oversized_disclosure(book: Desk) -> None:
    compact = sealing.split(account(book))[0]
    text = base64url.encode(json.dumps(["A" * 22, "value", "x" * 60_000], separators=(",", ":")).encode())
    book.refused("disclosure.oversized", "append", book.file(compact + b"~" + text.encode() + b"~"))


def test_huge_file(book: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.cli.common.FILE_BYTES_MAX", 1 << 20)
    book.refused("file.oversized", "append", book.file(b"x" * ((1 << 20) + 1)), code=2)


def test_duplicate_json_keys(book: Desk) -> None:
    payload = payload_of(fund(book))
    twice = payload.replace(b'"currency":"CNY"', b'"currency":"USD","currency":"CNY"')
    assert twice != payload
    book.refused("json.not_compact", "append", book.file(handmade(book, twice)))


def test_floats(book: Desk) -> None:
    payload = payload_of(fund(book)).replace(b'"currency":"CNY"', b'"currency":1.0')
    book.refused("json.float", "append", book.file(handmade(book, payload)))


@pytest.mark.parametrize(
    ("text", "rule_id"),
    [
        (b"\xff", "json.malformed"),
        ("公共".encode("gb18030"), "json.malformed"),
        ("a\u202eb".encode(), "json.text"),
        ("e\u0301".encode(), "json.text"),
        (b"\\u0000", "json.text"),
        (b"\\u0041", "json.not_compact"),
    ],
)
def test_text_that_could_mislead(book: Desk, text: bytes, rule_id: str) -> None:
    payload = payload_of(fund(book)).replace("公共收益".encode(), text)
    book.refused(rule_id, "append", book.file(handmade(book, payload)))


def test_hostile_keys(book: Desk) -> None:
    for raw in (bytes(32), (1).to_bytes(32, "little"), b"\xff" * 32):
        jwk: Json = {"kty": "OKP", "crv": "Ed25519", "x": base64url.encode(raw)}
        event = book.sign("vice", "key.introduced", "community", member="vice", key=jwk)
        book.refused("key.hostile_point", "append", book.file(event))
    second_text: Json = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp"}
    event = book.sign("vice", "key.introduced", "community", member="vice", key=second_text)
    book.refused("key.malformed", "append", book.file(event))


def test_name_in_clear(book: Desk) -> None:
    payload = json.loads(payload_of(account(book)))
    payload["data"]["name"] = {"value": "公共收益专户"}
    raw = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    book.refused("sealed.open", "append", book.file(handmade(book, raw)))


def test_event_id_reused(book: Desk) -> None:
    first = fund(book)
    book.append(first)
    event_id = json.loads(payload_of(first))["id"]
    book.refused("event.id_reused", "append", book.file(altered(book, id=event_id, subject="fund/other")))


def test_sealed_field_reused(book: Desk) -> None:
    first = account(book)
    book.append(first)
    payload = json.loads(payload_of(first)) | {"id": "01930000-0000-7000-8000-000000000001", "subject": "account/b"}
    raw = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    disclosures = first.partition(b"~")[2]
    book.refused("sealed.digest_reused", "append", book.file(handmade(book, raw) + disclosures))


def test_missing_foreign_and_unfit_disclosures(book: Desk) -> None:
    compact, (disclosure,) = sealing.split(account(book))
    foreign = sealing.seal("x", bytes(16))[1].text
    book.refused("disclosure.missing", "append", book.file(sealing.join(compact, [])))
    book.refused("disclosure.unmatched", "append", book.file(sealing.join(compact, [disclosure.text, foreign])))
    payload = json.loads(payload_of(account(book)))
    values: list[Json] = ["", "x" * 201, ["x"], 1, None]
    for value in values:
        wire, unfit = sealing.seal(value, bytes(16))
        payload["data"]["name"] = wire
        raw = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
        event = handmade(book, raw) + unfit.text.encode() + b"~"
        book.refused("schema.invalid", "append", book.file(event))


def test_file_cut_off(book: Desk) -> None:
    event = account(book)
    rules = {"jws.malformed", "sd_jwt.malformed", "disclosure.missing", "entry.malformed", "json.malformed"}
    before = book.stored()
    for length in (0, 10, 200, len(event.partition(b"~")[0]) - 1, len(event) - 1, len(event) // 2):
        run = book.run("append", book.file(event[:length]))
        assert run.code == 1
        assert run.err.splitlines()[-2].split(": ")[1] in rules
    assert book.stored() == before


def test_something_else_entirely(book: Desk, tmp_path: Path) -> None:
    for content in (b"", b"\x00" * 100, b"PK\x03\x04zip", b"%PDF-1.7", b"{}", "账本".encode("gb18030"), b"." * 1000):
        run = book.run("append", book.file(content))
        assert run.code == (2 if content == b"{}" else 1)
        assert run.err.startswith("error: ")
        assert "Traceback" not in run.err
    book.refused("file.unreadable", "append", tmp_path / "nobody.sdjwt", code=2)
    book.refused("file.unreadable", "append", tmp_path, code=2)


def test_event_from_the_future(book: Desk) -> None:
    book.at = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=6)
    book.refused("event.time_ahead", "append", book.file(fund(book)))


@pytest.mark.parametrize("off", [timedelta(seconds=-125), timedelta(days=401)])
def test_clock_suspect(book: Desk, off: timedelta) -> None:
    wrong = datetime.now(UTC).replace(microsecond=0) + off
    book.set_clock("append", lambda: wrong)
    run = book.refused("clock.suspect", "append", book.file(fund(book)))
    assert "--clock-ok" in run.err
    book.done("append", "--clock-ok", book.file(fund(book)))


def test_one_bad_file_among_good_ones(book: Desk) -> None:
    good, bad = book.file(fund(book)), book.file(fund(book, "member"))
    book.refused("role.not_held", "append", good, bad)
    book.refused("role.not_held", "append", bad, good)
    book.refused("file.unreadable", "append", good, book.tmp / "nobody.sdjwt", code=2)


def test_a_refusal_is_forgotten_and_good_input_still_goes_in(book: Desk) -> None:
    """The control of this module: the same event, unbroken, is admitted."""
    size = book.size()
    book.refused("role.not_held", "append", book.file(fund(book, "member")))
    book.append(fund(book))
    assert book.size() == size + 1
