"""What is checked of entries without the history before them, and how that travels back."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime

import pytest

from ledger import jws, sealing, strict_json
from ledger.events import Entry, format_entry, parse_entry, parse_payload
from ledger.keys import kid_of
from ledger.strict_json import Json
from ledger.tlog import merkle, tiles
from ledger.verification.stage import Checked, Task, check, decode
from tests.published import PublishedBook, founded, income, sample


def task_of(book: PublishedBook, first: int = 0, *, known: dict[str, bytes] | None = None) -> Task:
    """Return the entries of a book from ``first`` on as one task."""
    raw = book.raw[first:]
    opened = [opening for opening in book.opened if opening[0] >= first]
    return Task(first, [("bundle", tiles.format_bundle(raw), len(raw))], opened, known or {})


def failed(checked: Checked) -> tuple[str, str]:
    """Return rule and place of the failure; everything before it must have been kept."""
    assert checked.failure is not None
    assert len(decode(checked.events)) == len(checked.hashes)
    return checked.failure.rule_id, checked.failure.where


def published(*events: bytes) -> PublishedBook:
    book = founded()
    book.admit(*events)
    return book


def test_every_entry_comes_back_with_its_leaf_hash_and_as_the_same_event() -> None:
    book = sample()
    checked = check(task_of(book))
    assert checked.failure is None
    assert checked.hashes == [merkle.leaf_hash(entry) for entry in book.raw]
    back = [admitted.event for admitted in decode(checked.events)]
    assert back == [parse_payload(jws.parse(parse_entry(entry).event)) for entry in book.raw]
    assert (checked.published, checked.opened) == (13, 13)
    assert checked.unsettled == {}


def test_what_comes_back_can_travel_between_processes() -> None:
    book = sample()
    book.put(b"no entry")
    checked = check(task_of(book))
    again: Checked = pickle.loads(pickle.dumps(checked))
    assert again == checked
    assert failed(again) == ("entry.malformed", "entry 22 in bundle")


def test_keys_of_other_tasks_are_taken_from_the_task_and_unknown_ones_are_left_open() -> None:
    book = sample()
    key = book.cast.key("treasurer")
    known = {kid_of(key): key.public_key().public_bytes_raw()}
    checked = check(task_of(book, 8, known=known))
    signers = [jws.parse(parse_entry(entry).event).kid for entry in book.raw]
    assert checked.failure is None
    assert set(checked.unsettled) == {index for index in range(8, 22) if signers[index] != kid_of(key)}
    assert checked.unsettled.keys()


def test_announced_keys_are_handed_on() -> None:
    book = founded()
    second: dict[str, Json] = {"member": "vice", "key": book.cast.jwk("vice-2")}
    book.admit(book.cast.sign("vice", "key.introduced", "community", second, book.now))
    checked = check(task_of(book))
    names = ("chair", "vice", "treasurer", "secretary", "member", "recovery", "vice-2")
    assert checked.keys == {kid_of(k): k.public_key().public_bytes_raw() for k in map(book.cast.key, names)}


def test_a_hostile_key_is_left_to_the_rules_which_refuse_it_by_name() -> None:
    book = founded()
    jwk: Json = {"kty": "OKP", "crv": "Ed25519", "x": "A" * 43}
    book.admit(book.cast.sign("vice", "key.introduced", "community", {"member": "vice", "key": jwk}, book.now))
    checked = check(task_of(book))
    assert checked.failure is None
    assert len(checked.keys) == 6


def test_the_failing_entry_is_named_and_what_came_before_is_kept() -> None:
    book = sample()
    entry = bytearray(book.raw[9])
    entry[-20] ^= 1
    book.raw[9] = bytes(entry)
    checked = check(task_of(book))
    assert failed(checked) in {("signature.invalid", "entry 9 in bundle"), ("jws.malformed", "entry 9 in bundle")}
    assert len(checked.hashes) == 9


def signed_raw(book: PublishedBook, payload: bytes) -> bytes:
    """Return an entry whose payload the treasurer has really signed, whatever it is."""
    key = book.cast.key("treasurer")
    return format_entry(Entry(datetime(2026, 3, 5, 3, tzinfo=UTC), jws.sign(payload, key)))


def payload_of(type_: str) -> bytes:
    return (
        b'{"specversion":"1.0","id":"019cbb5a-7800-7c3e-8d4f-0a1b2c3d4e5f","source":"x","type":"%s","subject":"fund/f",'
        b'"time":"2026-03-05T10:00:00+08:00","data":{}}' % type_.encode()
    )


@pytest.mark.parametrize(
    ("payload", "rule_id"),
    [
        (b'{"a":1}', "event.envelope"),
        (b"[]", "event.envelope"),
        (payload_of("mingzhang.fund.burnt.v1"), "event.type_unknown"),
        (payload_of("mingzhang.payment.cancelled.v1"), "schema.invalid"),
    ],
)
def test_what_a_member_really_signed_but_is_no_event_of_the_catalogue(payload: bytes, rule_id: str) -> None:
    book = founded()
    book.put(signed_raw(book, payload))
    assert failed(check(task_of(book))) == (rule_id, "entry 8 in bundle")


@pytest.mark.parametrize("bundle", [b"\x00", b"\x00\x05abc", b"\xff\xff"])
def test_a_bundle_that_is_cut_off_within_an_entry(bundle: bytes) -> None:
    assert failed(check(Task(0, [("bundle", bundle, 1)], [], {}))) == ("bundle.malformed", "bundle")


def test_a_bundle_that_is_too_long_or_too_short_and_a_full_one_that_is_cut() -> None:
    book = founded()
    bundle = tiles.format_bundle(book.raw)
    assert failed(check(Task(0, [("b.p/7", bundle, 7)], [], {}))) == ("log.surplus", "b.p/7")
    assert failed(check(Task(0, [("b.p/9", bundle, 9)], [], {}))) == ("log.cut_off", "b.p/9")
    assert len(check(Task(0, [("b", bundle, 7)], [], {})).hashes) == 7


def test_texts_are_counted_where_they_are_shown_and_where_they_are_not() -> None:
    book = sample()
    del book.opened[3:5]
    checked = check(task_of(book))
    assert (checked.failure, checked.published, checked.opened) == (None, 13, 11)


def test_an_altered_text_a_repeated_one_and_one_beside_another_entry() -> None:
    for change in ("altered", "repeated", "beside"):
        book = sample()
        place = next(n for n, (index, _) in enumerate(book.opened) if index == 9)
        if change == "altered":
            book.opened[place] = (9, sealing.seal("五百元", bytes(16))[1].text)
        elif change == "repeated":
            book.opened.insert(place, book.opened[place])
        else:
            book.opened[place] = (6, book.opened[place][1])
            book.opened.sort(key=lambda opening: opening[0])
        index = 6 if change == "beside" else 9
        assert failed(check(task_of(book))) == ("disclosure.mismatch", f"disclosures, entry {index}"), change


@pytest.mark.parametrize("text", ["", "é", "样", "WyJ\n", "WyJ=", "A" * 65_536])
def test_a_text_that_is_no_disclosure(text: str) -> None:
    book = sample()
    book.opened[0] = (0, text)
    _rule_id, where = failed(check(task_of(book)))
    assert where == "disclosures, entry 0"


def test_a_text_beside_an_event_that_seals_nothing() -> None:
    book = sample()
    book.opened.append((21, book.opened[0][1]))
    assert failed(check(task_of(book))) == ("disclosure.mismatch", "disclosures, entry 21")


def test_a_field_of_the_vault_is_never_shown() -> None:
    book = founded()
    number: dict[str, Json] = {
        "kind": "asset", "subtype": "bank", "name": {"value": "二号专户"}, "number": {"value": "样例账号"},
        "holder": "community", "currency": "CNY",
    }  # fmt: skip
    book.admit(book.cast.sign("treasurer", "account.opened", "account/second", number, book.now))
    name, vaulted = book.opened[-2:]
    assert failed(check(task_of(book))) == ("disclosure.mismatch", "disclosures, entry 8")
    book.opened.remove(vaulted)
    checked = check(task_of(book))
    assert checked.failure is None
    assert name in book.opened


def test_a_sealed_value_that_is_not_what_the_field_is_for() -> None:
    """Nothing but the signer's own tool keeps such a value out of the seal; a reader must be told."""
    book = founded()
    digest, disclosure = sealing.seal(700, bytes(16))
    payload = book.cast.draft(
        "income.recorded",
        "fund/common",
        {
            "account": "bank", "amount": 700, "date": "2026-03-05", "book_date": "2026-03-05", "category": "parking",
            "nature": "income", "description": {"value": "停车费"},
        },
        book.now,
    )  # fmt: skip
    data = payload["data"]
    assert isinstance(data, dict)
    data["description"] = digest
    signed = jws.sign(strict_json.dump(payload), book.cast.key("treasurer"))
    book.admit(sealing.join(signed, [disclosure.text]))
    assert failed(check(task_of(book))) == ("disclosure.schema", "disclosures, entry 8")


def test_control_the_same_receipt_with_a_text_is_taken() -> None:
    assert check(task_of(published(income(founded(), 700)))).failure is None
