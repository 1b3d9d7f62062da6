"""The JSON of the views: each answer has the form that /openapi.json describes, and the figures that the book has."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from ledger import figures
from ledger.events import parse_entry, parse_event
from ledger.rules.history import History
from ledger.store.reader import Reader
from ledger.tlog import tiles
from tests.test_api.sample import HOSTILE

ROUTES = {
    "community": "CommunityAnswer",
    "funds": "Funds",
    "funds/common": "FundAnswer",
    "funds/common/movements": "Movements",
    "movements/40": "ChainAnswer",
    "motions": "Motions",
    "motions/lift": "MotionAnswer",
    "meetings": "Meetings",
    "meetings/m-june": "MeetingAnswer",
    "members": "Members",
    "rules": "Rules",
    "offices": "OfficesAnswer",
    "inquiries": "Inquiries",
    "duties": "Duties",
    "findings": "Findings",
    "findings/A0-43": "FindingAnswered",
    "counterparties": "Counterparties",
    "sources": "Sources",
    "requests": "Requests",
    "documents": "Documents",
    "funds/common/commitments": "CommitmentsAnswer",
    "funds/common/buildings": "Buildings",
    "funds/common/periods": "Periods",
    "funds/common/publications": "Publications",
    "reconciliations": "Reconciliations",
    "balances": "Balances",
    "tallies": "Tallies",
    "entries": "Entries",
    "entries/40": "EntryAnswer",
    "disclosures": "Disclosures",
    "checkpoints": "Checkpoints",
    "status": "Status",
}


def get(client: httpx.Client, path: str) -> Any:
    answer = client.get(f"/yuanqu-1/v1/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def openapi(client: httpx.Client) -> Any:
    return client.get("/openapi.json").json()


@pytest.mark.parametrize(("path", "schema"), ROUTES.items())
def test_an_answer_has_the_form_that_openapi_describes(
    client: httpx.Client, openapi: Any, path: str, schema: str
) -> None:
    answer = client.get(f"/yuanqu-1/v1/{path}")
    assert answer.headers["content-type"] == "application/json"
    described = {"$ref": f"#/components/schemas/{schema}", "components": openapi["components"]}
    Draft202012Validator(described).validate(answer.json())
    properties = openapi["components"]["schemas"][schema]["properties"]
    assert list(answer.json()) == list(properties), "members stand in the described order"


def test_every_described_json_route_is_tested(openapi: Any) -> None:
    described = {path.removeprefix("/{community}/v1/") for path in openapi["paths"] if "/v1/" in path}
    tested = {path.replace("common", "{fund}").replace("40", "{index}").replace("lift", "{motion}") for path in ROUTES}
    tested = {path.replace("m-june", "{meeting}") for path in tested}
    tested = {path.replace("A0-43", "{finding}") for path in tested}
    assert described == tested | {"entries/{index}/receipt", "duties.csv", "duties.ics", "findings.csv"}


def test_every_answer_names_the_checkpoint_that_it_reflects(client: httpx.Client) -> None:
    note = client.get("/yuanqu-1/log/checkpoint").text.splitlines()
    for path in ROUTES:
        assert get(client, path)["as_of"] == {"size": int(note[1]), "root": note[2]}, path


def test_balances_and_tallies_are_byte_for_byte_what_the_rules_give(client: httpx.Client, home: Path) -> None:
    history = History()
    with Reader.open(home / "yuanqu-1/public") as reader:
        for raw in reader.entries(0, reader.size):
            entry = parse_entry(raw)
            history.admit(parse_event(entry.event), entry.admitted_at)
    root = b64decode(get(client, "status")["as_of"]["root"])
    assert client.get("/yuanqu-1/v1/balances").content == figures.balances(history, root)
    assert client.get("/yuanqu-1/v1/tallies").content == figures.tallies(history, root)


@pytest.mark.parametrize("size", [1, 17, 44])
def test_balances_of_an_earlier_size_are_what_the_rules_gave_then(client: httpx.Client, home: Path, size: int) -> None:
    history = History()
    with Reader.open(home / "yuanqu-1/public") as reader:
        for raw in reader.entries(0, size):
            entry = parse_entry(raw)
            history.admit(parse_event(entry.event), entry.admitted_at)
        root = tiles.root(reader.tile, size)
        published = reader.size
    answer = client.get(f"/yuanqu-1/v1/balances?size={size}")
    assert answer.content == figures.balances(history, root)
    newest = client.get("/yuanqu-1/v1/balances")
    assert newest.headers["etag"] != answer.headers["etag"]
    assert client.get(f"/yuanqu-1/v1/balances?size={published}").content == newest.content


def test_a_history_of_an_earlier_size_has_what_had_taken_effect_by_then(client: httpx.Client) -> None:
    whole = get(client, "funds/common/movements?limit=1000")["movements"]
    last = max(one["index"] for one in whole)
    earlier = get(client, f"funds/common/movements?limit=1000&size={last}")
    assert earlier["as_of"]["size"] == last
    assert [one["index"] for one in earlier["movements"]] == [one["index"] for one in whole if one["index"] != last]


def test_no_balances_of_a_size_that_the_book_has_not_had(client: httpx.Client) -> None:
    for size in ("0", str(10**9)):
        assert client.get(f"/yuanqu-1/v1/balances?size={size}").json()["rule"] == "size.unknown"


def test_a_fund_adds_up(client: httpx.Client) -> None:
    fund = get(client, "funds/common")["fund"]
    assert fund["money"] == 18_650_000 + 1_200_000 + 1_260_000 + 300_000 + 250_050 - 480_000 - 150_000 - 1_500
    assert sum(fund["totals"].values()) == 0
    assert fund["totals"]["income"] == -3_010_050
    assert fund["totals"]["expenses"] == 631_500


def test_a_history_is_walked_page_by_page_without_gap_or_repetition(client: httpx.Client) -> None:
    whole = get(client, "funds/common/movements?limit=1000")
    assert whole["next"] is None
    assert len(whole["movements"]) == 8
    assert whole["movements"] == sorted(whole["movements"], key=lambda one: (one["date"], one["index"]), reverse=True)
    walked, cursor = [], ""
    while cursor is not None:
        page = get(client, f"funds/common/movements?limit=3{f'&after={cursor}' if cursor else ''}")
        walked += page["movements"]
        cursor = page["next"]
    assert walked == whole["movements"]


@pytest.mark.parametrize("name", ["motions", "meetings"])
def test_motions_and_meetings_are_walked_page_by_page(client: httpx.Client, name: str) -> None:
    whole = get(client, f"{name}?limit=1000")
    assert whole["next"] is None
    walked, cursor = [], ""
    while cursor is not None:
        page = get(client, f"{name}?limit=1{f'&after={cursor}' if cursor else ''}")
        walked += page[name]
        cursor = page["next"]
    assert walked == whole[name]
    assert client.get(f"/yuanqu-1/v1/{name}?after=7").json()["rule"] == "query.cursor"


def test_a_payment_shows_its_chain_up_to_the_minutes(client: httpx.Client) -> None:
    chain = get(client, "movements/40")["chain"]
    assert chain["request"]["invoices"] == [
        {"issuer": "lift-firm", "number": "12345678", "date": "2026-06-18", "amount": 480_000}
    ]
    assert [(one["act"]["member"], one["roles"], one["approved"]) for one in chain["decisions"]] == [
        ("chair", ["chair"], True),
        ("vice", ["vice_chair"], True),
    ]
    assert chain["motion"]["motion"]["outcome"] == "adopted"
    assert len(chain["motion"]["ballots"]) == 5
    assert [one["member"] for one in chain["meeting"]["minutes"][0]["signatures"]] == ["chair", "vice", "secretary"]
    assert [one["member"] for one in chain["meeting"]["unsigned"]] == ["treasurer"]
    assert chain["backing"]["missing"] == []


def test_a_payment_without_its_approvals_says_what_is_missing(client: httpx.Client) -> None:
    backing = get(client, "movements/43")["chain"]["backing"]
    assert (backing["approvals"], backing["approvals_needed"]) == (1, 2)
    assert backing["missing"] == ["approvals", "invoice"]


def test_a_bank_charge_needs_no_request(client: httpx.Client) -> None:
    chain = get(client, "movements/44")["chain"]
    assert chain["movement"]["outflow"] == "bank_charge"
    assert chain["backing"]["missing"] == []


def test_an_opening_balance_names_its_second_person(client: httpx.Client) -> None:
    chain = get(client, "movements/9")["chain"]
    assert (chain["recorded"]["member"], chain["confirmed"]["member"]) == ("treasurer", "chair")
    assert chain["backing"] is None


def test_what_waits_is_listed_and_has_no_effect(client: httpx.Client) -> None:
    assert [one["type"] for one in get(client, "community")["waiting"]] == ["member.appointed"]
    assert "reviewer" not in {one["id"] for one in get(client, "members")["members"]}


def test_texts_come_as_they_were_written(client: httpx.Client) -> None:
    meeting = get(client, "meetings/m-june")["meeting"]
    assert meeting["agenda"][1]["title"] == HOSTILE
    assert meeting["minutes"][0]["text"].endswith(HOSTILE)


@pytest.mark.parametrize(
    "path",
    [
        "funds/none",
        "funds/none/movements",
        "movements/0",
        "movements/999",
        "motions/none",
        "meetings/none",
        "entries/999",
        "entries/9007199254740991/receipt",
    ],
)
def test_what_the_book_does_not_have_is_a_404_problem(client: httpx.Client, path: str) -> None:
    answer = client.get(f"/yuanqu-1/v1/{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["rule"].endswith(".unknown")
