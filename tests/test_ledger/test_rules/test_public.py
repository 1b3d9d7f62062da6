"""What of an event is public: exactly the digests and documents that the catalogue (EVENTS.md) says, and no other."""

from __future__ import annotations

from itertools import count

import pytest

from ledger import drafting, sealing
from ledger.bodies import BODIES
from ledger.demo.cast import Cast
from ledger.events import Event, parse_event
from ledger.rules import public
from ledger.strict_json import Json
from tests.log_of import START
from tests.random_books import random_book
from tests.sample_bodies import SAMPLES

VAULT = {
    ("account.opened", "number"),
    ("source.registered", "nonce"),
    ("document.registered", "nonce"),
    ("counterparty.registered", "name"),
    ("inquiry.raised", "asker"),
    ("ballot.recorded", "vote"),
}
"""The fields that the catalogue marks as sealed into the vault; of a counterparty's name where it is a person's."""
HASH = "ab" * 32
OPEN: dict[str, Json] = {"open_vote": {"value": {}}}
ALL = [
    *SAMPLES.items(),
    ("counterparty.registered", SAMPLES["counterparty.registered"] | {"kind": "person"}),
    ("ballot.recorded", {name: value for name, value in SAMPLES["ballot.recorded"].items() if name != "vote"} | OPEN),
]


def sealed(name: str, data: dict[str, Json]) -> tuple[Event, dict[str, str]]:
    """Return an event, and for each of its disclosures by digest the path of the field that it opens."""
    paths = count()
    texts: dict[str, str] = {}
    opened = _opened(data, "", texts, paths)
    assert isinstance(opened, dict)
    subject = {"source": f"source/{HASH}", "document": f"document/{HASH}", "*": "community"}
    stream = BODIES[name].stream
    cast = Cast()
    payload = cast.draft(
        name, subject.get(stream, "community" if stream == "community" else f"{stream}/x"), opened, START
    )
    salts = count()
    file = drafting.sign(payload, cast.key("chair"), lambda: next(salts).to_bytes(16))
    compact, disclosures = sealing.split(file)
    return parse_event(compact), {one.digest: texts[str(one.value)] for one in disclosures}


def _opened(data: Json, path: str, texts: dict[str, str], paths: count[int]) -> Json:
    """Return data with every sealed field open, each under a text of its own, which ``texts`` gives the path of."""
    if isinstance(data, dict):
        if "_sd" in data or set(data) == {"value"}:
            value = _value_of(path.rpartition(".")[2], next(paths))
            texts[str(value)] = path
            return {"value": value}
        return {key: _opened(value, f"{path}.{key}".lstrip("."), texts, paths) for key, value in data.items()}
    return [_opened(item, path, texts, paths) for item in data] if isinstance(data, list) else data


def _value_of(name: str, number: int) -> Json:
    """Return a value that a sealed field of this name may have, another one for each number."""
    match name:
        case "nonce":
            return f"{number:064x}"
        case "vote" | "open_vote":
            return {"choice": f"c{number}", "area": 1, "heads": 1, "building": "b1"}
    return f"样例 {number}"


@pytest.mark.parametrize(("name", "data"), ALL, ids=[name for name, _ in ALL])
def test_every_sealed_field_is_published_but_those_of_the_vault(name: str, data: dict[str, Json]) -> None:
    event, paths = sealed(name, data)
    assert {"note", "documents.title"} <= set(paths.values())
    private = {digest for digest, path in paths.items() if (name, path) in VAULT}
    assert public.published(event) == paths.keys() - private
    assert set(event.digests) == paths.keys()


def test_control_the_fields_of_the_vault_are_among_the_samples() -> None:
    assert {(name, path) for name, data in ALL for path in sealed(name, data)[1].values()} >= VAULT


def test_the_name_of_a_firm_stands_open_and_has_no_digest_to_publish() -> None:
    event, paths = sealed("counterparty.registered", SAMPLES["counterparty.registered"])
    assert set(paths.values()) == {"note", "documents.title"}
    assert public.published(event) == paths.keys()


def test_only_documents_that_are_public_are_named() -> None:
    def evidence(number: int, visibility: str) -> Json:
        return {"sha256": f"{number:064x}", "title": {"value": "样例"}, "class": "photo", "visibility": visibility}

    beside: list[Json] = [evidence(1, "public"), evidence(2, "owners"), evidence(3, "sealed"), evidence(4, "public")]
    event, _ = sealed("income.recorded", SAMPLES["income.recorded"] | {"documents": beside})
    assert public.documents(event) == {f"{1:064x}", f"{4:064x}"}


@pytest.mark.parametrize(("visibility", "named"), [("public", {HASH}), ("owners", set()), ("sealed", set())])
def test_a_registered_document_is_named_by_its_stream(visibility: str, named: set[str]) -> None:
    without = ("documents", "note", *(["nonce"] if visibility == "public" else []))
    data = {key: value for key, value in SAMPLES["document.registered"].items() if key not in without}
    event, _ = sealed("document.registered", data | {"visibility": visibility})
    assert public.documents(event) == named


def test_an_event_without_seals_and_evidence_publishes_nothing() -> None:
    event, paths = sealed("meeting.opened", {"at": START.isoformat()})
    assert (paths, public.published(event), public.documents(event)) == ({}, frozenset(), frozenset())


def test_it_depends_on_the_event_alone() -> None:
    for _, signed in random_book(11, 80).signed:
        compact = sealing.split(signed)[0]
        first, second = (parse_event(compact) for _ in range(2))
        assert public.published(first) == public.published(second) <= set(first.digests)
