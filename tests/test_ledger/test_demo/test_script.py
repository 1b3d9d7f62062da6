"""From acts in any order to signed events in the order of time."""

from __future__ import annotations

from hashlib import sha256

import pytest

from ledger import sealing
from ledger.bodies.community import CounterpartyRegistered, EntryConfirmed
from ledger.bodies.documents import DocumentRegistered
from ledger.demo.cast import Cast
from ledger.demo.script import MADE_UP, Script, moment, open_text
from ledger.events import Event, parse_event
from ledger.keys import kid_of


def events(script: Script) -> list[Event]:
    return [parse_event(sealing.split(one.sd_jwt)[0]) for one in script.signed()]


def firm(script: Script, at: str, party: str, who: str = "secretary") -> None:
    data = {"party": party, "kind": "company", "name": open_text("样例公司")}
    script.act(at, who, "counterparty.registered", "community", data)


def parties(script: Script) -> list[str]:
    return [event.data.party for event in events(script) if isinstance(event.data, CounterpartyRegistered)]


def test_acts_are_signed_in_the_order_of_time_and_then_of_telling() -> None:
    script = Script(Cast())
    for at, party in (("2024-07-03 09:00", "third"), ("2024-07-01 09:00", "first"), ("2024-07-01 09:00", "second")):
        firm(script, at, party)
    assert parties(script) == ["first", "second", "third"]
    assert script.length == 3
    assert events(script)[0].time == moment("2024-07-01 09:00")


def test_an_act_inside_another_becomes_the_ref_to_what_was_signed() -> None:
    script = Script(Cast())
    opening = script.act(
        "2024-07-01 09:00",
        "treasurer",
        "balance.opened",
        "fund/common",
        {"account": "bank", "amount": 5, "as_of": "2024-06-30"},
    )
    script.confirm("2024-07-01 20:00", "chair", opening)
    opened, confirmed = events(script)
    assert isinstance(confirmed.data, EntryConfirmed)
    assert (confirmed.data.on.id, confirmed.data.on.sha256) == (opened.id, opened.sha256)
    assert confirmed.subject == "fund/common"


def test_a_member_signs_with_the_key_of_that_time() -> None:
    script = Script(Cast())
    firm(script, "2024-07-03 09:00", "after")
    firm(script, "2024-07-01 09:00", "before")
    script.change_key("2024-07-02 09:00", "secretary", "secretary-2")
    before, after = events(script)
    assert before.kid == kid_of(script.cast.key("secretary"))
    assert after.kid == kid_of(script.cast.key("secretary-2"))


def test_signing_twice_gives_the_same_bytes_only_from_the_same_seed() -> None:
    def signed(seed: str) -> list[bytes]:
        script = Script(Cast(seed=seed))
        firm(script, "2024-07-01 09:00", "firm")
        return [one.sd_jwt for one in script.signed()]

    assert signed("a") == signed("a")
    assert signed("a") != signed("b")


def test_a_paper_says_that_it_is_made_up_and_is_named_by_its_hash() -> None:
    script = Script(Cast())
    paper = script.paper("验收单", "report", "一切正常。")
    digest = str(paper["sha256"])
    assert script.files[digest].decode().startswith(MADE_UP)
    assert sha256(script.files[digest]).hexdigest() == digest
    script.register("2024-07-01 09:00", "secretary", paper, "text/plain")
    (registered,) = events(script)
    assert isinstance(registered.data, DocumentRegistered)
    assert registered.subject == f"document/{digest}"
    assert registered.data.size == len(script.files[digest])


def test_nothing_but_json_and_acts_can_be_signed() -> None:
    script = Script(Cast())
    script.act("2024-07-01 09:00", "chair", "balance.opened", "fund/common", {"amount": 1.5})
    with pytest.raises(AssertionError):
        list(script.signed())
