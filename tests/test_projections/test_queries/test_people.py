"""Members in office first, with their keys; and parties."""

from __future__ import annotations

from ledger.keys import kid_of
from ledger.strict_json import Json
from projections.queries import people
from projections.queries.people import Counterparty
from tests.test_projections.shown import Shown


def test_members_come_by_seat_those_without_one_after_them_and_former_ones_last(founded: Shown) -> None:
    auditor: dict[str, Json] = {
        "member": "auditor", "name": {"value": "审样例"}, "body": "auditor", "roles": ["auditor", "owner_rep"],
        "kind": "hired", "term": {"from": "2026-05-01", "to": "2027-04-30"}, "basis": {"value": "委托书"},
    }  # fmt: skip
    founded.confirm("vice", founded.record("chair", "member.appointed", "community", auditor))
    ended = founded.size
    founded.record("vice", "member.ended", "community", {"member": "vice", "reason": "resigned", "date": "2026-05-04"})
    with founded.tables() as tables:
        found = people.members(tables)
    assert [one.id for one in found] == ["chair", "treasurer", "secretary", "member", "auditor", "vice"]
    assert (found[4].roles, found[4].term_to, found[4].seat_no) == (["auditor", "owner_rep"], "2027-04-30", None)
    assert [one.ended for one in found] == [None] * 5 + [ended]


def test_a_member_shows_every_key_in_the_order_of_its_announcement(founded: Shown) -> None:
    founded.record("vice", "key.introduced", "community", {"member": "vice", "key": founded.cast.jwk("vice-2")})
    with founded.tables() as tables:
        vice = next(one for one in people.members(tables) if one.id == "vice")
        everybody = [key.kid for one in people.members(tables) for key in one.keys]
    assert [(key.kid, key.status) for key in vice.keys] == [
        (kid_of(founded.cast.key("vice")), "active"), (kid_of(founded.cast.key("vice-2")), "announced"),
    ]  # fmt: skip
    assert kid_of(founded.cast.key("recovery")) not in everybody


def test_parties_come_by_id(founded: Shown) -> None:
    for party, kind in (("shop", "company"), ("neighbour", "person")):
        data: dict[str, Json] = {"party": party, "kind": kind, "name": {"value": "样例"}}
        founded.record("secretary", "counterparty.registered", "community", data)
    with founded.tables() as tables:
        assert people.counterparties(tables) == [
            Counterparty("neighbour", "person", None, None, None, 6),
            Counterparty("shop", "company", "样例", None, None, 5),
        ]
