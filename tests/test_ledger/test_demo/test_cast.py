"""Signers of a made-up community: the same from the same seed, nobody else's from another."""

from __future__ import annotations

import pytest

from ledger import jws, sealing
from ledger.demo.cast import SEATS, Cast
from ledger.events import Event, parse_event
from ledger.keys import kid_of
from ledger.strict_json import Json
from ledger.tlog.checkpoint import Checkpoint, format_checkpoint, open_checkpoint
from ledger.tlog.note import sign_note
from tests.log_of import START, Book

FIRM: dict[str, Json] = {"party": "p-1", "kind": "person", "name": {"value": "样例"}, "note": {"value": "附注"}}


def events(cast: Cast, number: int = 3) -> list[bytes]:
    return [cast.sign("secretary", "counterparty.registered", "community", FIRM, START) for _ in range(number)]


def event_of(signed: bytes) -> Event:
    return parse_event(sealing.split(signed)[0])


def test_the_same_seed_signs_the_same_bytes_and_another_one_others() -> None:
    assert events(Cast()) == events(Cast())
    assert not set(events(Cast())) & set(events(Cast(seed="another")))
    assert {kid_of(Cast().key(who)) for who in SEATS}.isdisjoint(kid_of(Cast(seed="another").key(who)) for who in SEATS)


def test_everybody_has_a_key_of_their_own() -> None:
    cast = Cast()
    assert len({kid_of(cast.key(who)) for who in (*SEATS, "recovery", "log", "newcomer")}) == len(SEATS) + 3
    assert kid_of(cast.key("chair")) == kid_of(cast.key("chair"))


def test_no_id_and_no_salt_comes_twice() -> None:
    signed = events(Cast(), 20)
    assert len({event_of(one).id for one in signed}) == 20
    assert len({digest for one in signed for digest in event_of(one).digests}) == 40


def test_an_event_is_signed_by_whom_it_says_and_named_by_its_ref() -> None:
    cast = Cast()
    (signed,) = events(cast, 1)
    compact = sealing.split(signed)[0]
    jws.verify(jws.parse(compact), cast.key("secretary").public_key().public_bytes_raw())
    event = event_of(signed)
    assert (event.kid, event.time, event.source) == (kid_of(cast.key("secretary")), START, cast.origin)
    assert cast.ref(signed) == {"id": event.id, "sha256": event.sha256}


@pytest.mark.parametrize("origin", ["ledger.example/yuanqu-1", "ledger.example/other"])
def test_the_log_key_signs_what_its_verifier_key_opens(origin: str) -> None:
    cast = Cast(origin)
    text = format_checkpoint(Checkpoint(origin, 1, bytes(32)))
    assert open_checkpoint(sign_note(text, origin, cast.log_key), cast.log_vkey).size == 1


def test_the_founding_is_made_up_and_says_so() -> None:
    founded = Book(enrolled=False).history.community.founded
    assert founded is not None
    assert founded.simulated is True
    assert "虚构" in founded.name
