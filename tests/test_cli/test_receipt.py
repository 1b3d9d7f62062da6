"""`mingzhang receipt`: the proof of an entry by its number, its event's id, or its hash."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger import jws
from ledger.bodies.community import CommunityFounded
from ledger.events import parse_entry, parse_payload
from ledger.store.reader import Reader
from ledger.tlog.merkle import leaf_hash
from ledger.tlog.proof import parse_proof, verify_proof
from tests.refusals import unverified
from tests.test_cli.desk import FOUNDERS, Desk
from tests.test_cli.test_bad_input import fund


def leaf(book: Desk, index: int) -> bytes:
    with Reader.open(book.home / "yuanqu-1/public") as reader:
        return leaf_hash(reader.entry(index))


def log_vkey(book: Desk) -> str:
    with Reader.open(book.home / "yuanqu-1/public") as reader:
        founded = parse_payload(jws.parse(parse_entry(reader.entry(0)).event)).data
    assert isinstance(founded, CommunityFounded)
    return founded.log_vkey


def test_a_receipt_by_number_id_and_hash_is_the_same_and_proves_the_entry(book: Desk) -> None:
    event = fund(book)
    book.append(event)
    ref = book.cast.ref(event)
    proofs = []
    for number, name in enumerate((FOUNDERS, ref["id"], ref["sha256"])):
        path = book.tmp / f"{number}.tlog-proof"
        assert book.done("receipt", name, "--out", path).out == f"{path}: entry {FOUNDERS}\n"
        proofs.append(path.read_bytes())
    assert len(set(proofs)) == 1
    assert parse_proof(proofs[0]).index == FOUNDERS
    checkpoint = verify_proof(proofs[0], leaf(book, FOUNDERS), log_vkey(book))
    assert checkpoint.size == FOUNDERS + 1


def test_control_a_receipt_proves_no_other_entry(book: Desk) -> None:
    path = book.tmp / "r.tlog-proof"
    book.done("receipt", "2", "--out", path)
    verify_proof(path.read_bytes(), leaf(book, 2), log_vkey(book))
    with unverified("proof.inclusion"):
        verify_proof(path.read_bytes(), leaf(book, 1), log_vkey(book))


def test_without_a_name_it_is_written_here_under_its_number(book: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (book.tmp / "here").mkdir()
    monkeypatch.chdir(book.tmp / "here")
    assert book.done("receipt", "0").out == "0.tlog-proof: entry 0\n"
    assert [path.name for path in Path().iterdir()] == ["0.tlog-proof"]
    book.refused("file.exists", "receipt", "0", code=2)


@pytest.mark.parametrize(
    "name",
    [FOUNDERS, 10**14, "1" * 40, "ab" * 32, "01930000-0000-7000-8000-000000000001", "nothing", ""],
)
def test_what_the_book_does_not_have(book: Desk, name: object) -> None:
    book.refused("entry.unknown", "receipt", name, "--out", book.tmp / "r", code=2)
    assert not (book.tmp / "r").exists()


def test_a_place_that_cannot_be_written(book: Desk) -> None:
    book.refused("file.unwritable", "receipt", "0", "--out", book.tmp / "nowhere" / "r", code=2)
