"""Entries, receipts and disclosures: the signed bytes as they are, and proofs that hold."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

import httpx
import pytest

from ledger import jws, sealing
from ledger.demo.cast import Cast
from ledger.tlog import merkle
from ledger.tlog.proof import verify_proof


def get(client: httpx.Client, path: str) -> Any:
    answer = client.get(f"/yuanqu-1/v1/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("index", [0, 17, 48])
def test_an_entry_is_the_leaf_and_its_receipt_proves_it(client: httpx.Client, index: int) -> None:
    entry = get(client, f"entries/{index}")
    leaf = merkle.leaf_hash(entry["entry"].encode())
    assert leaf == b64decode(entry["leaf_hash"])
    receipt = client.get(f"/yuanqu-1/v1/entries/{index}/receipt")
    assert receipt.headers["content-type"] == "text/plain; charset=utf-8"
    proven = verify_proof(receipt.content, leaf, Cast().log_vkey)
    assert proven.size == entry["as_of"]["size"]


def test_the_event_is_the_signed_payload_byte_for_byte(client: httpx.Client) -> None:
    answer = client.get("/yuanqu-1/v1/entries/17")
    signed = jws.parse(json.loads(answer.json()["entry"])["event"].encode())
    assert b'"event":' + signed.payload in answer.content


def test_each_opened_text_opens_a_digest_of_the_event(client: httpx.Client) -> None:
    entry = get(client, "entries/17")
    assert len(entry["opened"]) == 1
    for opened in entry["opened"]:
        assert sealing.parse_disclosure(opened["disclosure"]).digest == opened["digest"]
        assert f'"_sd":["{opened["digest"]}"]' in json.dumps(entry["event"], separators=(",", ":"))


def test_an_entry_is_found_by_id_and_by_hash(client: httpx.Client) -> None:
    line = get(client, "entries?after=16&limit=1")["entries"][0]
    assert line["index"] == 17
    assert get(client, f"entries?id={line['id']}")["entries"] == [line]
    assert get(client, f"entries?sha256={line['sha256']}")["entries"] == [line]
    assert get(client, f"entries?sha256={line['sha256']}&id={line['id']}") == get(client, f"entries?id={line['id']}")
    assert get(client, f"entries?id={line['id'][:-1]}x") == get(client, "entries?id=none")
    assert get(client, "entries?id=none")["entries"] == []
    other = get(client, "entries?limit=1")["entries"][0]
    assert get(client, f"entries?id={line['id']}&sha256={other['sha256']}")["entries"] == []


def test_entries_disclosures_and_checkpoints_are_walked_without_gap_or_repetition(client: httpx.Client) -> None:
    for name, limit in (("entries", 3), ("disclosures", 3), ("checkpoints", 1)):
        whole = get(client, f"{name}?limit=1000")
        assert whole["next"] is None
        walked, after = [], ""
        while True:
            page = get(client, f"{name}?limit={limit}{after}")
            walked += page[name]
            if page["next"] is None:
                break
            after = f"&after={page['next']}"
        assert walked == whole[name], name


def test_a_page_of_disclosures_never_splits_an_entry(client: httpx.Client) -> None:
    founding = [one for one in get(client, "disclosures?limit=1000")["disclosures"] if one["index"] == 0]
    assert len(founding) > 1
    page = get(client, "disclosures?limit=1")
    assert page["disclosures"] == founding
    assert page["next"] == 0


@pytest.mark.parametrize("index", ["007", "+7", "-1", "7.0", "1e3", "٧", "0x7", "9007199254740992", "x"])
def test_an_index_has_one_form(client: httpx.Client, index: str) -> None:
    answer = client.get(f"/yuanqu-1/v1/entries/{index}")
    assert (answer.status_code, answer.json()["rule"]) == (422, "query.invalid")


def test_status_says_how_far_the_book_is(client: httpx.Client) -> None:
    status = get(client, "status")
    assert (status["stored"], status["published"], status["shown"]) == (49, 49, 49)
