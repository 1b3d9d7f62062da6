"""The story as a whole: complete, lawful under the rules, consistent in itself, about nobody."""

from __future__ import annotations

import csv
import io
from base64 import b64decode
from collections.abc import Iterator

import pytest
from msgspec import UNSET

from ledger import sealing
from ledger.bodies import BODIES
from ledger.bodies.community import CommunityFounded, CounterpartyRegistered
from ledger.bodies.documents import DocumentRegistered
from ledger.bodies.motions import MotionTabled
from ledger.bodies.offices import HandoverSigned
from ledger.demo.plot import tell
from ledger.demo.script import MADE_UP, Script, Signed, sitting_of
from ledger.demo.story.owners_votes import commit, units
from ledger.demo.story.people import KEYS_AT_THE_END
from ledger.drafting import personal_patterns
from ledger.events import Entry, Event, format_entry, parse_event
from ledger.figures import Movements
from ledger.keys import kid_of
from ledger.rules.closing import result_of
from ledger.rules.history import History
from ledger.strict_json import Json
from ledger.tlog.merkle import leaf_hash, root_of_leaf_hashes


@pytest.fixture(scope="module")
def script() -> Script:
    return tell()


@pytest.fixture(scope="module")
def signed(script: Script) -> list[Signed]:
    return list(script.signed())


@pytest.fixture(scope="module")
def events(signed: list[Signed]) -> list[Event]:
    return [parse_event(sealing.split(one.sd_jwt)[0]) for one in signed]


@pytest.fixture(scope="module")
def history(signed: list[Signed], events: list[Event]) -> History:
    """The story under the rules; on the way, no bank account of a fund may ever be overdrawn but the planted one."""
    history, overdrawn = History(), set()
    for one, event in zip(signed, events, strict=True):
        history.admit(event, one.at)
        for name, fund in history.funds().items():
            below = {code for (_kind, code), amount in fund.balances.items() if amount < 0}
            overdrawn |= {(name, code) for code in below if code.startswith("bank-")}
    assert overdrawn == {("office", "bank-common")}, "a bill that was paid from the wrong account"
    return history


def texts_of(signed: list[Signed]) -> Iterator[str]:
    for one in signed:
        for disclosure in sealing.split(one.sd_jwt)[1]:
            if isinstance(disclosure.value, str):
                yield disclosure.value
            else:
                assert isinstance(disclosure.value, dict), "an owner's vote"


NOT_TOLD = {"log_key.rotated", "field.erased"}
"""The program neither signs with two keys nor deletes a field yet, and the demo must not look as if it did."""


def test_every_type_of_event_occurs(events: list[Event]) -> None:
    assert {event.name for event in events} == set(BODIES) - NOT_TOLD


def test_the_story_lasts_two_years(signed: list[Signed], events: list[Event], script: Script) -> None:
    assert signed[0].at.date().isoformat() == "2024-07-01"
    assert signed[-1].at.date().isoformat() == "2026-06-30"
    months = {(one.at.year, one.at.month) for one in signed}
    assert len(months) == 24
    assert len(events) == script.length > 300


def test_it_is_the_same_every_time(signed: list[Signed], script: Script) -> None:
    again = tell()
    assert list(again.signed()) == signed
    assert again.files == script.files


def test_a_handover_names_the_state_of_the_book_before_it(signed: list[Signed], events: list[Event]) -> None:
    admitted = {sitting_of(one.at): one.at for one in signed}
    entries = [format_entry(Entry(admitted[sitting_of(one.at)], sealing.split(one.sd_jwt)[0])) for one in signed]
    heads = [
        (place, event.data.checkpoint) for place, event in enumerate(events) if isinstance(event.data, HandoverSigned)
    ]
    assert len(heads) == 5
    for place, head in heads:
        root = root_of_leaf_hashes([leaf_hash(entry) for entry in entries[:place]])
        assert (head.size, b64decode(head.root)) == (place, root)


def test_everything_says_that_it_is_made_up(script: Script, events: list[Event]) -> None:
    founded = events[0].data
    assert isinstance(founded, CommunityFounded)
    assert founded.simulated
    assert "虚构" in founded.name
    assert all(MADE_UP in text or "虚构样例" in text for text in map(bytes.decode, script.files.values()))


def test_every_firm_is_called_a_sample_and_a_person_is_sealed(events: list[Event]) -> None:
    registered = [event.data for event in events if isinstance(event.data, CounterpartyRegistered)]
    assert all(str(one.name.value).startswith("样例") for one in registered if one.kind != "person")
    assert [one.name.value for one in registered if one.kind == "person"] == [UNSET]


def test_no_text_looks_like_personal_data(script: Script, signed: list[Signed]) -> None:
    texts: list[Json] = [*texts_of(signed), *map(bytes.decode, script.files.values())]
    assert list(personal_patterns(texts)) == []


def test_control_a_room_number_is_noticed() -> None:
    assert list(personal_patterns("2幢301室漏水"))


def test_a_document_is_here_and_every_one_here_is_named(script: Script, events: list[Event]) -> None:
    named = {one.sha256 for event in events for one in (event.data.documents or [])}
    registered = {event.subject.partition("/")[2] for event in events if isinstance(event.data, DocumentRegistered)}
    assert named | registered == set(script.files)


def test_declared_outcomes_are_what_the_ballots_mean(history: History) -> None:
    declared = {name: motion.closed for name, motion in history.motions().items() if motion.closed is not None}
    wrong = {}
    for name, closed in declared.items():
        meant = result_of(history.motions()[name], history.community)
        if (closed.outcome, closed.elected, closed.alternates) != (meant.outcome, meant.elected, meant.alternates):
            wrong[name] = (closed.outcome, meant.outcome)
    assert wrong == {"side-gate-2024": ("adopted", "no_quorum"), "leash-2025": ("adopted", "rejected")}, "both planted"
    assert {closed.outcome for closed in declared.values()} == {"adopted", "rejected", "no_quorum", "elected"}
    undeclared = {name: motion.withdrawn for name, motion in history.motions().items() if motion.closed is None}
    assert undeclared == {"charging-2026": False, "fence-2025": True, "gym-2026": True}


def test_owners_decide_with_a_roll_or_by_an_official_system(history: History) -> None:
    owners = {name: one for name, one in history.motions().items() if one.tabled and one.tabled.body == "assembly"}
    assert {name for name, one in owners.items() if one.live} == {"facade-2026", "drying-2026"}
    official = {name for name, one in owners.items() if one.result is not None}
    assert official == {"rules-2025", "by-election-2025", "parking-owners", "doors-2025"}
    assert all(all(one.objections.values()) for one in owners.values())
    assert {one.resolution for one in history.motions().values()} == {"in_force", "ended", "annulled"}


def test_a_line_of_the_roll_is_found_again_by_whoever_has_its_slip(script: Script, history: History) -> None:
    roll = history.motions()["facade-2026"].roll
    assert roll is not None
    text = script.files[roll.roll].decode()
    lines = units()
    assert (len(lines), sum(one.area for one in lines), sum(one.heads for one in lines)) == (60, roll.area, roll.heads)
    for one in lines:
        assert f"{one.number},{commit(script.cast, one)}\n" in text
    other = lines[0]._replace(area=lines[0].area + 1)
    assert commit(script.cast, other) not in text


def test_no_more_is_paid_on_a_motion_than_it_allows_but_for_the_planted_case(history: History) -> None:
    paid: dict[str, int] = {}
    for fund in history.funds().values():
        for payment in fund.payments.values():
            if isinstance(payment.request.motion, str):
                paid[payment.request.motion] = paid.get(payment.request.motion, 0) + payment.executed
    above = set()
    for motion, amount in paid.items():
        tabled = history.motions()[motion].tabled
        assert isinstance(tabled, MotionTabled)
        if isinstance(tabled.amount_cap, int) and amount > tabled.amount_cap:
            above.add(motion)
    assert above == {"lights-2026"}, "the planted one"


def test_invoices_add_up_to_their_payment_and_are_used_once_but_for_the_planted_case(history: History) -> None:
    seen, again = set(), []
    for fund in history.funds().values():
        for payment in fund.payments.values():
            invoices = payment.request.invoices
            assert not invoices or sum(invoice.amount for invoice in invoices) == payment.request.amount
            for invoice in invoices:
                if (invoice.issuer, invoice.number) in seen:
                    again.append(invoice.number)
                seen.add((invoice.issuer, invoice.number))
    assert again == ["99000733"]


def test_the_keys_handed_out_are_in_force_and_those_of_everybody_in_office(history: History, script: Script) -> None:
    community = history.community
    in_office = {member.id for member in community.members.values() if not member.ended}
    assert set(KEYS_AT_THE_END) == in_office
    for member, name in KEYS_AT_THE_END.items():
        key = community.keys[kid_of(script.cast.key(name))]
        assert (key.member, key.status) == (member, "active")
    statuses = {key.status for key in community.keys.values() if key.member}
    assert statuses == {"active", "ended", "revoked", "announced"}, "and a spare key that nobody enrolled"


def test_something_waits_for_visitors_to_take_up(history: History) -> None:
    assert [event.name for state in history.states.values() for event in state.waiting.values()] == ["member.appointed"]
    unpaid = [
        payment.request.payment
        for fund in history.funds().values()
        for payment in fund.payments.values()
        if not payment.executed and not payment.cancelled
    ]
    assert unpaid == ["pipes-2026", "figures-2026"]


@pytest.mark.parametrize(
    ("words", "first", "last", "times_ten_thousand"),
    [
        ("2024年7月至12月公共收益扣除支出后结余八万余元", "2024-07", "2024-12", 8),
        ("2025年公共收益扣除支出后结余十万余元", "2025-01", "2025-12", 10),
    ],
)
def test_what_a_motion_says_was_left_over_is_what_the_book_says(
    signed: list[Signed], events: list[Event], words: str, first: str, last: str, times_ten_thousand: int
) -> None:
    assert any(words in text for text in texts_of(signed))
    history, movements = History(), Movements()
    for index, (one, event) in enumerate(zip(signed, events, strict=True)):
        history.admit(event, one.at)
        movements.note(index, event, history)
    lines = csv.DictReader(io.StringIO(movements.csv(history).decode()))
    left_over = -sum(
        int(line["amount"])
        for line in lines
        if line["fund"] == "common" and line["kind"] == "category" and first <= line["date"][:7] <= last
    )
    assert left_over // 1_000_000 == times_ten_thousand
