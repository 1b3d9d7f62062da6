"""The order of a verification: short and long logs, one process and many, what lags, what is not there."""

from __future__ import annotations

import gc
import json
import os
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.anchor import Anchor
from ledger.bundle import opening_line
from ledger.demo.cast import Cast
from ledger.events import Entry, format_entry, parse_entry
from ledger.keys import kid_of
from ledger.strict_json import Json
from ledger.tlog import merkle, tiles
from ledger.tlog.checkpoint import Checkpoint, format_checkpoint
from ledger.tlog.note import COSIGNATURE, Vkey, format_vkey, sign_note
from ledger.tlog.policy import cosigned_message
from ledger.verification import FetchError, Folder, Report, audit, verify
from ledger.verification.sources import Opening
from ledger.verification.stage import Checked
from tests.published import BEGIN, PublishedBook, Served, founded, income, sample
from tests.refusals import unverified
from tests.test_ledger.test_verification.large import ENTRIES, badly_signed, long_book, resigned


@pytest.fixture(scope="module")
def long() -> PublishedBook:
    return long_book()


class Bare(Served):
    """A plain C2SP log: neither figures, nor public texts, nor a list of earlier checkpoints."""

    def disclosures(self) -> Iterator[Opening] | None:
        return None

    def checkpoints(self) -> list[int] | None:
        return None


def shown(report: Report) -> dict[str, Any]:
    """Return what a report says, without how long it took."""
    return {name: value for name, value in asdict(report).items() if name not in ("seconds", "jobs")}


def says(report: Report, *words: str) -> bool:
    """Tell whether one line of what was not checked has all these words."""
    return any(all(word in line for word in words) for line in report.not_checked)


def test_a_long_log_is_checked_by_processes_with_the_same_result(long: PublishedBook) -> None:
    alone, together = verify(Served(long), jobs=1), verify(Served(long), jobs=2)
    assert shown(alone) == shown(together)
    assert (alone.jobs, together.jobs) == (1, 2)
    assert (alone.size, alone.signatures, alone.checkpoints, alone.keys) == (ENTRIES, ENTRIES, 2, 6)
    assert alone.tiles == 20 + 1


def test_a_short_log_is_checked_in_this_process() -> None:
    report = verify(Served(sample()), jobs=8)
    assert (report.jobs, report.size, report.tiles) == (1, 22, 1)


@pytest.mark.parametrize("jobs", [1, 2])
def test_of_two_bad_signatures_the_first_is_named(long: PublishedBook, jobs: int) -> None:
    served = resigned(long, {index: badly_signed(long, index) for index in (1500, 3000)})
    with unverified("signature.invalid") as caught:
        verify(served, jobs=jobs)
    assert caught.value.where == "entry 1500 in tile/entries/005"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bad_signature_is_named_before_a_bundle_that_is_missing_after_it(long: PublishedBook, jobs: int) -> None:
    served = resigned(long, {1300: badly_signed(long, 1300)})
    del served.files["tile/entries/007"]
    with unverified("signature.invalid") as caught:
        verify(served, jobs=jobs)
    assert caught.value.where == "entry 1300 in tile/entries/005"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bad_signature_is_named_before_a_text_that_is_misplaced_after_it(long: PublishedBook, jobs: int) -> None:
    served = resigned(long, {100: badly_signed(long, 100)})
    served.openings[-1], served.openings[2000] = served.openings[2000], served.openings[-1]
    with unverified("signature.invalid") as caught:
        verify(served, jobs=jobs)
    assert caught.value.where == "entry 100 in tile/entries/000"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_missing_bundle_is_named(long: PublishedBook, jobs: int) -> None:
    served = Served(long)
    del served.files["tile/entries/007"]
    with unverified("log.tile_missing") as caught:
        verify(served, jobs=jobs)
    assert caught.value.where == "tile/entries/007"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_broken_rule_is_named_before_a_bad_signature_after_it(long: PublishedBook, jobs: int) -> None:
    nowhere = long.cast.sign("treasurer", "income.recorded", "fund/common", _income("safe"), BEGIN)
    again = format_entry(Entry(parse_entry(long.raw[700]).admitted_at, nowhere.split(b"~")[0]))
    served = resigned(long, {700: again, 800: badly_signed(long, 800)})
    served.openings = [one for one in served.openings if one.index != 700]
    with unverified("account.not_open") as caught:
        verify(served, jobs=jobs)
    assert caught.value.where == "entry 700 in tile/entries/002"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_leaf_that_is_not_in_the_tree_is_named_before_a_bad_signature_after_it(
    long: PublishedBook, jobs: int
) -> None:
    served = resigned(long, {900: badly_signed(long, 900)})
    tile = bytearray(served.files["tile/0/003"])
    tile[32 * (850 - 768)] ^= 1
    served.files["tile/0/003"] = bytes(tile)
    with unverified("log.leaf") as caught:
        verify(served, jobs=jobs)
    assert caught.value.where == "entry 850, tile/0/003"


def test_an_upper_tile_that_is_not_the_roots_of_the_lower_ones(long: PublishedBook) -> None:
    served = Served(long)
    tile = served.files["tile/1/000.p/19"]
    served.files["tile/1/000.p/19"] = tile[:64] + bytes(32) + tile[96:]
    with unverified("log.node") as caught:
        verify(served)
    assert caught.value.where == "tile/1/000.p/19 hash 2"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_key_introduced_late_signs_in_the_next_tasks(jobs: int) -> None:
    """Tasks are handed out before the key's entry was read, so its first signatures are checked in the second stage."""
    book = _with_second_key()
    assert verify(Served(book), jobs=jobs).keys == 7

    last = len(book.raw) - 1
    with unverified("signature.invalid") as caught:
        verify(resigned(book, {last: badly_signed(book, last)}), jobs=jobs)
    assert caught.value.where.startswith(f"entry {last} in tile/entries/")


def test_a_key_that_nobody_announced_signs_nothing() -> None:
    book = founded()
    stranger = book.cast.sign("stranger", "income.recorded", "fund/common", _income("bank"), book.now)
    book.admit(stranger)
    book.publish()
    with unverified("key.unknown") as caught:
        verify(Served(book))
    assert caught.value.where == "entry 8 in tile/entries/000.p/9"


def die(_task: object) -> Checked:
    """Stand for a worker that the system ends, for want of memory."""
    os._exit(9)


def test_a_worker_that_is_ended_says_nothing_about_the_book(
    long: PublishedBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "check", die)
    with pytest.raises(FetchError) as caught:
        verify(Served(long), jobs=2)
    assert caught.value.rule_id == "verify.worker_lost"
    assert "--jobs 1" in caught.value.advice


def test_texts_that_come_out_of_order_or_of_entries_that_there_are_not(long: PublishedBook, tmp_path: Path) -> None:
    served = Served(long)
    served.openings[10], served.openings[2000] = served.openings[2000], served.openings[10]
    with unverified("disclosures.misplaced") as caught:
        verify(served)
    assert "does not come in the order of the entries" in caught.value.message

    book = sample()
    folder = book.export(tmp_path / "export")
    (folder / "disclosures.jsonl").write_bytes(
        (folder / "disclosures.jsonl").read_bytes() + opening_line(22, book.opened[0][1])
    )
    with unverified("disclosures.misplaced") as caught:
        verify(Folder(folder))
    assert caught.value.where == "disclosures, entry 22"


def test_a_live_server_may_have_published_more_texts_meanwhile() -> None:
    book = sample()
    served = Served(book)
    served.openings.append(Opening(22, book.opened[0][1]))
    assert verify(served).disclosures == 13


def test_progress_goes_up_to_the_size_of_the_log(long: PublishedBook) -> None:
    told: list[tuple[int, int]] = []
    verify(Served(long), jobs=2, progress=lambda done, total: told.append((done, total)))
    assert told == [(done, ENTRIES) for done in (1024, 2048, 3072, 4096, ENTRIES)]


def test_the_collector_runs_again_after_a_verification_that_failed() -> None:
    served = Served(sample())
    served.files["tile/entries/000.p/22"] = b""
    with unverified("community.not_founded"):
        verify(served)
    served = Served(sample())
    served.openings.pop(0)
    served.openings.insert(0, Opening(0, "nothing"))
    with unverified("json.malformed"):
        verify(served)
    assert gc.isenabled()


def test_a_bare_log_is_verified_and_what_it_does_not_show_is_said() -> None:
    report = verify(Bare(sample()))
    assert (report.signatures, report.tiles, report.checkpoints, report.disclosures) == (22, 1, 0, 0)
    assert report.withheld == 13
    for words in (["Names and texts"], ["Earlier checkpoints"], ["balances.json"], ["tallies.json"], ["13 public"]):
        assert says(report, *words), words
    assert report.not_checked[0].startswith("Without --anchor")


def test_control_an_export_shows_everything(tmp_path: Path) -> None:
    book = sample()
    anchor = Anchor.alone(book.cast.log_vkey, merkle.leaf_hash(book.raw[0]))
    report = verify(Folder(book.export(tmp_path / "export")), anchor)
    assert (report.disclosures, report.withheld, report.balances, report.tallies) == (13, 0, 3, 1)
    assert report.anchored
    for word in ("Without --anchor", "Names and texts", "Earlier checkpoints", "balances.json", "tallies.json"):
        assert not says(report, word)
    assert report.not_checked[-1].startswith("The times at which entries were admitted")


def test_figures_that_lag_are_compared_at_their_own_size(tmp_path: Path) -> None:
    book = founded()
    book.admit(income(book, 700))
    book.publish()
    early = book.export(tmp_path / "early")
    book.admit(income(book, 900))
    book.publish()
    served = Served(book)
    served.files["balances.json"] = (early / "balances.json").read_bytes()
    report = verify(served)
    assert report.balances == 2
    assert says(report, "balances.json", "reflects 9 of 10 entries")

    served.files["balances.json"] = served.files["balances.json"].replace(b":700", b":701")
    with unverified("figures.differ") as caught:
        verify(served)
    assert caught.value.where == "balances.json"


@pytest.mark.parametrize("size", [0, -1, 23, 2**70])
def test_figures_of_a_size_that_nobody_has_signed(size: int) -> None:
    served = Served(sample())
    served.files["tallies.json"] = json.dumps({"as_of": {"size": size, "root": ""}, "tallies": []}).encode()
    with unverified("figures.ahead") as caught:
        verify(served)
    assert caught.value.where == "tallies.json"


def test_where_a_partial_tile_is_gone_the_full_one_is_cut() -> None:
    book = founded()
    book.admit(*(income(book, 1 + number) for number in range(300 - len(book.raw))))
    book.publish()
    book.admit(*(income(book, 1 + number) for number in range(220)))
    book.publish()
    served = Served(book)
    served.files["checkpoint"], served.sizes = book.notes[300], [5, 300]
    served.files["tile/1/000.p/1"] = book.tile(1, 0)[:32]
    served.openings = [one for one in served.openings if one.index < 300]
    assert "tile/0/001.p/44" not in served.files
    assert verify(served).size == 300

    served.files["tile/0/001"] = served.files["tile/0/001"][: 32 * 43]
    with unverified("log.tile_width"):
        verify(served)
    served.files["tile/entries/001"] = tiles.format_bundle(book.raw[256:299])
    with unverified("log.cut_off"):
        verify(served)


def test_a_partial_bundle_with_more_entries_than_the_checkpoint_signs() -> None:
    book = sample()
    served = Served(book)
    served.files["tile/entries/000.p/22"] += tiles.format_bundle([book.raw[-1]])
    with unverified("log.surplus"):
        verify(served)


@pytest.mark.parametrize(("size", "rule_id"), [(0, "log.size"), (50_000_001, "log.size"), (2**63 - 1, "log.size")])
def test_a_checkpoint_of_a_size_that_no_book_has(size: int, rule_id: str) -> None:
    book = sample()
    served = Served(book)
    text = format_checkpoint(Checkpoint(book.cast.origin, size, bytes(32)))
    served.files["checkpoint"] = sign_note(text, book.cast.origin, book.cast.log_key)
    with unverified(rule_id) as caught:
        verify(served)
    assert caught.value.where == "checkpoint"


def test_where_there_is_no_checkpoint_there_is_nothing_to_verify() -> None:
    served = Served(sample())
    del served.files["checkpoint"]
    with pytest.raises(FetchError) as caught:
        verify(served)
    assert caught.value.rule_id == "source.no_log"


def test_a_log_that_begins_with_something_else_than_a_founding() -> None:
    book = PublishedBook(Cast())
    book.admit(book.cast.sign("treasurer", "income.recorded", "fund/common", _income("bank"), book.now))
    book.publish()
    with unverified("community.not_founded") as caught:
        verify(Served(book))
    assert caught.value.where == "entry 0 in tile/entries/000.p/1"


def test_an_earlier_checkpoint_that_is_another_one_or_no_note() -> None:
    book = sample()
    served = Served(book)
    served.files["checkpoints/5"] = book.notes[11]
    with unverified("checkpoint.misplaced"):
        verify(served)
    served.files["checkpoints/5"] = b"x"
    with unverified("note.malformed") as caught:
        verify(served)
    assert caught.value.where == "checkpoints/5"


def test_the_quorum_of_the_anchor_must_have_cosigned() -> None:
    book = sample()
    key = Ed25519PrivateKey.from_private_bytes(b"witness-" * 4)
    witness = Vkey("witness.example/w1", COSIGNATURE, key.public_key().public_bytes_raw())
    policy = f"log {book.cast.log_vkey}\nwitness w1 {format_vkey(witness)}\nquorum w1\n"
    anchor = Anchor(merkle.leaf_hash(book.raw[0]), policy)
    served = Served(book)
    with unverified("policy.quorum") as caught:
        verify(served, anchor)
    assert caught.value.where == "checkpoint"

    note = served.files["checkpoint"]
    seconds = 1_772_700_000
    blob = (
        witness.key_id
        + seconds.to_bytes(8, "big")
        + key.sign(cosigned_message(note[: note.index(b"\n\n") + 1], seconds))
    )
    served.files["checkpoint"] = note + f"— {witness.name} {b64encode(blob).decode()}\n".encode()
    report = verify(served, anchor)
    assert report.witnesses == 1
    assert not says(report, "No witness")


def test_an_entry_admitted_at_the_end_of_all_calendars() -> None:
    book = sample()
    last = len(book.raw) - 1
    entry = book.raw[last]
    late = entry.replace(entry[16:36], b"9999-12-31T23:59:59Z", 1)
    assert verify(resigned(book, {last: late})).size == len(book.raw)


def _income(account: str) -> dict[str, Json]:
    return {
        "account": account, "amount": 700, "date": "2026-03-05", "book_date": "2026-03-05", "category": "parking",
        "nature": "income", "description": {"value": "停车费"},
    }  # fmt: skip


def _with_second_key() -> PublishedBook:
    """Return a long book whose treasurer introduces and enrols a second key in task 0 and signs all else with it."""
    book = founded()
    cast = book.cast
    book.admit(*(income(book, 1 + number) for number in range(1000 - len(book.raw))))
    second: dict[str, Json] = {"member": "treasurer", "key": cast.jwk("treasurer-2")}
    book.admit(cast.sign("treasurer", "key.introduced", "community", second, book.now))
    enrolment: dict[str, Json] = {"member": "treasurer", "kid": kid_of(cast.key("treasurer-2"))}
    book.admit(cast.sign("treasurer-2", "key.enrolled", "community", enrolment, book.now))
    for _ in range(ENTRIES - len(book.raw)):
        book.admit(cast.sign("treasurer-2", "income.recorded", "fund/common", _income("bank"), book.now))
    book.publish()
    return book
