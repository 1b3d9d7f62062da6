"""Interests, terms, keys, seats, handovers: what is planted is found, and what is in order beside it is not."""

from __future__ import annotations

from pathlib import Path

from ledger.keys import kid_of
from ledger.strict_json import Json
from tests.test_projections.shown import DAY, Shown, fresh
from tests.test_projections.test_findings.planted import adopt, facts, found, pay, spans


def declare(book: Shown, who: str, since: str, party: str = "firm") -> None:
    data: dict[str, Json] = {"relation": "family", "party": party, "since": since}
    book.record(who, "interest.declared", "community", data)


def test_who_declares_an_interest_after_approving_is_found_from_the_declaration_on(book: Shown) -> None:
    asked = book.request()
    book.decide("chair", asked)
    book.decide("vice", asked)
    book.at("2026-06-01")
    declare(book, "vice", "2026-05-04")
    assert spans(book, "C1") == [(book.size - 2, "2026-06-01", None)]
    assert facts(book, "C1") == {"member": "vice", "party": "firm"}


def test_control_an_interest_that_began_later_or_in_another_party_is_in_order(book: Shown) -> None:
    other: dict[str, Json] = {"party": "other", "kind": "company", "name": {"value": "另一公司"}}
    book.record("secretary", "counterparty.registered", "community", other)
    declare(book, "vice", "2026-05-05")
    declare(book, "chair", "2026-05-01", "other")
    pay(book, 80_000, "chair", "vice")
    assert found(book, "C1") == []


def test_who_votes_for_a_payment_to_their_own_firm_is_found_and_who_stood_aside_is_not(book: Shown) -> None:
    own: dict[str, Json] = {"party": "own", "kind": "member", "name": {"value": "方样例"}, "member": "member"}
    book.record("secretary", "counterparty.registered", "community", own)
    first = book.size
    adopt(book)
    motion = book.table("m-2")
    for who, choice in (("chair", "yes"), ("vice", "yes"), ("treasurer", "yes"), ("member", "recuse")):
        book.record(who, "ballot.cast", "motion/m-2", {"on": book.cast.ref(motion), "choice": choice})
    for name in ("m-1", "m-2"):
        book.request(2_000_000, payee="own", motion=name)
    assert [(one.index, facts(book, "C1")["member"]) for one in found(book, "C1")] == [(first + 5, "member")]


def test_acts_after_the_end_of_the_term_are_found_and_those_before_are_not(book: Shown) -> None:
    book.succeed()
    appointed = book.size - 3
    book.at("2029-05-03")
    asked = book.request()
    book.decide("member-2", asked)
    assert found(book, "C2") == []
    book.at("2029-05-04")
    book.decide("member-2", book.request())
    assert spans(book, "C2") == [(appointed, "2029-05-04", None)]
    assert found(book, "C2")[0].refs == [book.size - 1]
    assert facts(book, "C2") == {"member": "member", "day": "2029-05-03", "number": 1}


def test_acts_of_a_key_after_it_got_into_other_hands_are_found_and_earlier_ones_are_not(book: Shown) -> None:
    kid = kid_of(book.cast.key("treasurer"))
    pay(book)
    book.at("2026-05-06")
    stolen = book.size
    book.outflow(kind="bank_charge", category="bank_charge")
    book.at("2026-05-08")
    revoked: dict[str, Json] = {"kid": kid, "reason": "compromised", "compromised_since": "2026-05-06T00:00:00+08:00"}
    book.record("treasurer", "key.revoked", "community", revoked)
    (one,) = found(book, "C3")
    assert (one.index, one.refs, one.since) == (book.size - 1, [stolen], "2026-05-08"), "the revocation itself is none"
    assert facts(book, "C3") == {"member": "treasurer", "day": "2026-05-06", "number": 1}


def test_control_a_key_that_was_only_lost_is_in_order(book: Shown) -> None:
    kid = kid_of(book.cast.key("treasurer"))
    pay(book)
    book.record("treasurer", "key.revoked", "community", {"kid": kid, "reason": "lost"})
    assert found(book, "C3") == []


def test_money_that_its_own_recorder_got_without_a_request_is_found(book: Shown) -> None:
    for party, member in (("own", "treasurer"), ("other", "vice")):
        data: dict[str, Json] = {"party": party, "kind": "member", "name": {"value": "样例"}, "member": member}
        book.record("secretary", "counterparty.registered", "community", data)
    book.register_source()
    index = book.size
    for row, party in enumerate(("own", "other", "treasurer"), 1):
        postings: list[Json] = [{"account": "bank", "amount": -700}, {"category": "other", "amount": 700}]
        book.import_row(row, DAY, *postings, party=party)
    assert [one.index for one in found(book, "C4")] == [index, index + 2]
    assert [fact.value for fact in found(book, "C4")[0].facts] == ["treasurer", "own", 700]


def test_seats_that_are_half_empty_are_found_until_enough_are_filled(founded: Shown) -> None:
    for who in ("vice", "secretary"):
        founded.record(who, "member.ended", "community", {"member": who, "reason": "resigned", "date": DAY})
    assert found(founded, "C5") == [], "three of five"
    founded.at("2026-05-10")
    index = founded.size
    ended: dict[str, Json] = {"member": "member", "reason": "resigned", "date": "2026-05-10"}
    founded.record("member", "member.ended", "community", ended)
    assert spans(founded, "C5") == [(index, "2026-05-10", None)]
    assert facts(founded, "C5") == {"number": 2, "needed": 5}
    founded.at("2026-06-01")
    set_seats: dict[str, Json] = {"established": 3, "basis": {"value": "业主大会决定"}}
    waiting = founded.record("chair", "seats.set", "community", set_seats)
    assert spans(founded, "C5") == [(index, "2026-05-10", None)], "it waits for a second person"
    founded.at("2026-06-02")
    founded.confirm("treasurer", waiting)
    assert spans(founded, "C5") == [(index, "2026-05-10", "2026-06-02")]


def fresh_in(folder: Path) -> Shown:
    folder.mkdir()
    return fresh(folder)


def sign_side(book: Shown, who: str, side: str) -> None:
    data: dict[str, Json] = {
        "side": side, "inventory": [], "balances": [], "open_contracts": [], "seals": ["committee"],
        "hosting_and_keys": {"value": "服务器与密钥"}, "checkpoint": {"size": 1, "root": "A" * 43 + "="},
    }  # fmt: skip
    book.record(who, "handover.signed", "community", data)


def test_a_handover_that_is_late_or_one_sided_is_found(tmp_path: Path) -> None:
    for day, expected in (("2026-06-11", []), ("2026-06-20", [("2026-06-12", "2026-06-20")])):
        book = fresh_in(tmp_path / day)
        book.at("2026-06-01")
        ended: dict[str, Json] = {"member": "chair", "reason": "resigned", "date": "2026-06-01"}
        book.record("chair", "member.ended", "community", ended)
        sign_side(book, "chair", "outgoing")
        assert [one[1:] for one in spans(book, "C6")] == [("2026-06-12", None)]
        taken: dict[str, Json] = {"member": "vice", "roles": ["chair"], "basis": {"value": "推选"}}
        book.confirm("treasurer", book.record("vice", "roles.changed", "community", taken))
        book.at(day)
        sign_side(book, "vice", "incoming")
        assert [one[1:] for one in spans(book, "C6")] == expected
        book.close()


def test_control_an_ordinary_payment_says_nothing_about_people(book: Shown) -> None:
    pay(book)
    assert [code for code in ("C1", "C2", "C3", "C4", "C5", "C6") if found(book, code)] == []
