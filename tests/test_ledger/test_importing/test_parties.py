"""Ids of parties: numbers for persons, words for firms, the same name always the same party."""

from __future__ import annotations

import pytest

from ledger.importing.parties import Parties
from tests.test_ledger.test_importing.importer import TREASURER, Importer


def register(importer: Importer, party: str, kind: str, name: str) -> None:
    importer.record(TREASURER, "counterparty.registered", "community", party=party, kind=kind, name={"value": name})


def test_persons_are_numbered_as_they_appear_and_the_number_says_nothing_of_the_name() -> None:
    parties = Parties(Importer().book(), firms=[])
    assert [parties.id_of(name) for name in ("甲样例", "乙样例", "甲样例", "Person A")] == [
        "p-0001", "p-0002", "p-0001", "p-0003",
    ]  # fmt: skip


def test_the_numbering_goes_on_where_the_book_is_and_takes_no_id_twice() -> None:
    importer = Importer()
    register(importer, "p-0041", "person", "甲样例")
    register(importer, "p-x", "person", "丙样例")
    parties = Parties(importer.book(), firms=[])
    assert parties.id_of("乙样例") == "p-0042"
    assert parties.id_of("甲样例") == "p-0041"
    assert parties.id_of("丙样例") == "p-x"


@pytest.mark.parametrize(
    ("firm", "party"),
    [
        ("Sample Lift Co. & Sons", "sample-lift-co-sons"),
        ("样例水电公司", "f-0001"),
        ("Treasurer", "f-0001"),
        ("Community", "f-0001"),
        ("x" * 65, "f-0001"),
    ],
)
def test_a_firm_has_its_name_as_id_where_that_can_be_one_and_is_free(firm: str, party: str) -> None:
    parties = Parties(Importer().book(), firms=[firm])
    assert parties.id_of(firm) == party
    assert parties.registrations([party]) == [{"party": party, "kind": "company", "name": {"value": firm}}]


def test_a_name_that_the_map_does_not_list_is_taken_for_a_person() -> None:
    parties = Parties(Importer().book(), firms=["样例水电公司"])
    parties.id_of("样例水电公司分公司")
    assert parties.registrations(["p-0001"]) == [
        {"party": "p-0001", "kind": "person", "name": {"value": "样例水电公司分公司"}}
    ]


def test_only_parties_that_are_used_and_new_are_registered() -> None:
    importer = Importer()
    register(importer, "p-0001", "person", "甲样例")
    parties = Parties(importer.book(), firms=[])
    used = [parties.id_of("甲样例"), parties.id_of("乙样例"), None]
    parties.id_of("丙样例")
    assert [data["party"] for data in parties.registrations(used)] == ["p-0002"]
