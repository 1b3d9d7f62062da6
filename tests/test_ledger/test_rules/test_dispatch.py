"""Deciding and folding: what is judged of every event, in which order, and that neither touches what it should not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from ledger import drafting, sealing
from ledger.bodies import BODIES
from ledger.bodies.community import CommunityFounded, EntryConfirmed
from ledger.events import Event, parse_event
from ledger.rules import decide, fold
from ledger.rules.dispatch import _RULES
from ledger.rules.history import History
from ledger.rules.state import Community, Index, States, StreamState, new_state
from ledger.strict_json import Json
from tests.log_of import START, Book
from tests.random_books import random_book
from tests.refusals import refused
from tests.test_ledger.test_rules.old_books import fund_data


def event_of(signed: bytes) -> Event:
    return parse_event(sealing.split(signed)[0])


def test_every_type_of_event_has_one_rule() -> None:
    assert set(_RULES) | {CommunityFounded, EntryConfirmed} == set(BODIES.values())


def _person(number: int) -> dict[str, Json]:
    return {"party": f"person-{number}", "kind": "person", "name": {"value": "样例"}}


def test_an_id_or_a_digest_is_used_once() -> None:
    book = Book().with_money()
    first = book.income()
    with refused("event.id_reused"):
        book.put(first)
    salt = bytes(16)
    payloads = [book.cast.draft("counterparty.registered", "community", _person(number), book.at) for number in (1, 2)]
    book.put(drafting.sign(payloads[0], book.cast.key("treasurer"), lambda: salt))
    with refused("sealed.digest_reused"):
        book.put(drafting.sign(payloads[1], book.cast.key("treasurer"), lambda: salt))


def test_nothing_comes_before_the_founding() -> None:
    book = Book()
    empty = Book(enrolled=False)
    empty.history.states["community"] = Community()
    with refused("community.not_founded"):
        empty.put(book.cast.enrolments(book.at)[0])


def test_an_event_of_another_community_is_refused() -> None:
    book = Book()
    book.cast.origin = "ledger.example/other-1"
    with refused("community.other"):
        book.request()


def _firm() -> dict[str, Json]:
    return {"party": "painter", "kind": "company", "name": {"value": "样例涂料公司"}}


def test_the_clock_decides_not_the_signer() -> None:
    book = Book().with_money()
    book.at = START - timedelta(minutes=6)
    signed = book.sign("treasurer", "counterparty.registered", "community", _firm())
    book.at = START - timedelta(minutes=12)
    with refused("event.time_ahead"):
        book.put(signed)
    book.at = START - timedelta(minutes=11)
    book.put(signed)


def test_a_digest_stands_once_within_an_event_too() -> None:
    book = Book()
    twice: dict[str, Json] = {"value": "样例"}
    data: dict[str, Json] = {"kind": "asset", "subtype": "bank", "name": twice, "number": twice, "holder": "community",
                             "currency": "CNY"}  # fmt: skip
    payload = book.cast.draft("account.opened", "account/bank", data, book.at)
    signed = drafting.sign(payload, book.cast.key("treasurer"), lambda: bytes(16))
    with refused("sealed.digest_reused"):
        book.history.admit(parse_event(signed.partition(b"~")[0]), book.at)


def test_five_minutes_ahead_are_taken_for_a_clock_that_is_a_little_fast() -> None:
    book = Book()
    signed = book.sign("treasurer", "counterparty.registered", "community", _firm())
    book.at = START - timedelta(minutes=5, seconds=1)
    with refused("event.time_ahead"):
        book.put(signed)
    book.at = START - timedelta(minutes=5)
    book.put(signed)


def test_whose_key_it_is_comes_before_what_it_says() -> None:
    book = Book().with_money()
    with refused("role.not_held"):
        book.record("member", "fund.opened", "fund/common-income", **fund_data())
    with refused("fund.opened_twice"):
        book.record("treasurer", "fund.opened", "fund/common-income", **fund_data())


def test_what_waits_has_no_effect_and_what_is_confirmed_waits_no_more() -> None:
    book = Book().with_money()
    book.record("treasurer", "fund.opened", "fund/works", **fund_data())
    works = book.history.funds()["works"]
    data: dict[str, Json] = {"account": "bank", "amount": 1, "as_of": "2024-06-30"}
    opening = book.record("treasurer", "balance.opened", "fund/works", **data)
    assert [event.sha256 for event in works.waiting.values()] == [event_of(opening).sha256]
    assert works.balances == {}
    book.confirm("chair", opening)
    assert works.waiting == {}
    assert works.balances == {("account", "bank"): 1, ("account", "net-assets"): -1}


def written(states: Mapping[str, StreamState]) -> dict[str, str]:
    """Return all states that are not empty, as text that shows whatever is in them."""
    return {stream: repr(state) for stream, state in states.items() if state != new_state(stream)}


@pytest.mark.parametrize("seed", range(3))
def test_deciding_changes_nothing_and_folding_its_own_stream_only(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    replayed = History()

    def checked_decide(event: Event, admitted_at: datetime, states: States, index: Index) -> None:
        before = written(replayed.states)
        decide(event, admitted_at, states, index)
        assert written(replayed.states) == before

    def checked_fold(state: StreamState, event: Event) -> None:
        before = written(replayed.states)
        fold(state, event)
        after = written(replayed.states)
        assert {stream for stream in before | after if before.get(stream) != after.get(stream)} <= {event.subject}

    book = random_book(seed, 120)
    monkeypatch.setattr("ledger.rules.history.decide", checked_decide)
    monkeypatch.setattr("ledger.rules.history.fold", checked_fold)
    for at, signed in book.signed:
        replayed.admit(event_of(signed), at)
    assert written(replayed.states) == written(book.history.states)
