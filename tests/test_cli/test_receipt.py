"""`mingzhang receipt`: the proof of an entry by its number, its event's id, or its hash."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from ledger import jws
from ledger.anchor import Anchor
from ledger.bodies.community import CommunityFounded
from ledger.demo.cast import Cast
from ledger.events import parse_entry, parse_event
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
        founded = parse_event(parse_entry(reader.entry(0)).event).data
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


@pytest.fixture
def kept(book: Desk) -> tuple[Path, Path, Path]:
    """Keep a record and its receipt, and have the anchor from the notice."""
    record, receipt, notice = (book.tmp / name for name in ("record.json", "record.tlog-proof", "notice.txt"))
    with Reader.open(book.home / "yuanqu-1/public") as reader:
        record.write_text(json.dumps({"index": 2, "entry": reader.entry(2).decode()}))
        notice.write_text(Anchor.alone(log_vkey(book), leaf_hash(reader.entry(0))).text)
    book.done("receipt", "2", "--out", receipt)
    return record, receipt, notice


def test_a_receipt_is_checked_with_its_record_and_the_anchor(desk: Desk, kept: tuple[Path, Path, Path]) -> None:
    record, receipt, notice = kept
    shutil.rmtree(desk.home)
    run = desk.done("receipt", record, "--check", receipt, "--anchor", notice)
    assert run.out.startswith(f"HOLDS: {record} is entry 2 of ledger.example/yuanqu-1, which had {FOUNDERS} entries\n")
    assert "not checked: " in run.out
    entry = json.loads(record.read_bytes())["entry"]
    record.write_text(f"{entry}\n")
    assert desk.done("receipt", record, "--check", receipt, "--anchor", Anchor.parse(notice.read_text()).uri).out


def test_a_false_record_receipt_or_notice_is_refused_with_what_to_do(book: Desk, kept: tuple[Path, Path, Path]) -> None:
    record, receipt, notice = kept
    check = ("--check", receipt, "--anchor", notice)
    book.refused("receipt.anchor", "receipt", record, "--check", receipt, code=2)
    book.refused("anchor.unreadable", "receipt", record, "--check", receipt, "--anchor", "no-notice.txt", code=2)
    book.refused("file.unreadable", "receipt", "7", *check, code=2)
    for no_record in (receipt, notice, book.file(b"[]"), book.file(b'{"entry": 7}'), book.file(b"[" * 100_000)):
        book.refused("receipt.record", "receipt", no_record, *check, code=2)
    book.refused("receipt.malformed", "receipt", record, "--check", record, "--anchor", notice)
    other = book.file(record.read_bytes().replace(b'"{\\"admitted_at\\":\\"2', b'"{\\"admitted_at\\":\\"1'))
    assert other.read_bytes() != record.read_bytes()
    book.refused("proof.inclusion", "receipt", other, *check)
    anchor = Anchor.parse(notice.read_text())
    notice.write_text(Anchor.alone(Cast("ledger.example/yuanqu-1", seed="x").log_vkey, anchor.entry0).text)
    book.refused("note.unsigned", "receipt", record, *check)


def test_a_record_whose_readable_part_was_changed(book: Desk, kept: tuple[Path, Path, Path]) -> None:
    record, receipt, notice = kept
    check = ("--check", receipt, "--anchor", notice)
    genuine = json.loads(record.read_bytes())
    signed = jws.parse(parse_entry(genuine["entry"].encode()).event)
    event = json.loads(signed.payload)
    record.write_text(json.dumps(genuine | {"event": event, "type": event["type"][10:-3], "opened": []}))
    book.done("receipt", record, *check)
    forged: tuple[dict[str, Any], ...] = (
        {"index": 3},
        {"event": event | {"subject": "fund/forged"}},
        {"opened": [{"digest": "A" * 43, "value": "x", "disclosure": "eA"}]},
        {"opened": {}},
    )
    for false in forged:
        record.write_text(json.dumps(genuine | false))
        assert book.run("receipt", record, *check).code == 1
    text = json.dumps(genuine)
    record.write_text(text[:-1] + ', "entry": "forged"}')
    book.refused("receipt.record", "receipt", record, *check, code=2)


def test_a_place_that_cannot_be_written(book: Desk) -> None:
    book.refused("file.unwritable", "receipt", "0", "--out", book.tmp / "nowhere" / "r", code=2)
