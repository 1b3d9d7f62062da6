"""Attacks by whoever runs the server and holds the log's key. The verifier must name the place, not only refuse."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ledger import jws, sealing
from ledger.anchor import Anchor
from ledger.demo.cast import Cast
from ledger.errors import VerificationError
from ledger.events import Entry, format_entry, parse_entry
from ledger.tlog import merkle, tiles
from ledger.verification import Folder, verify
from tests.published import BEGIN, PublishedBook, Served, approval, execution, founded, income, request, sample


def refused(source: Served | Folder, anchor: Anchor | None = None) -> VerificationError:
    with pytest.raises(VerificationError) as caught:
        verify(source, anchor)
    return caught.value


def rebuilt(book: PublishedBook, raw: list[bytes]) -> PublishedBook:
    """Return the book that an operator makes who puts other entries into the tree and signs that."""
    forged = PublishedBook(book.cast)
    for entry in raw:
        forged.put(entry)
    payloads = [jws.parse(parse_entry(entry).event).payload.decode() for entry in raw]
    texts = [text for _, text in book.opened]
    forged.opened = [(i, t) for i, payload in enumerate(payloads) for t in texts if sealing.digest_of(t) in payload]
    forged.publish()
    return forged


def test_control_the_honest_book_verifies() -> None:
    report = verify(Served(sample()))
    assert (report.signatures, report.size, report.checkpoints) == (22, 22, 3)
    assert report.disclosures == 13
    assert not report.anchored


def test_edited_entry_under_the_old_tree() -> None:
    served = Served(sample())
    name = "tile/entries/000.p/22"
    served.files[name] = served.files[name].replace(b"2026-03-05T02:10:00Z", b"2026-03-05T02:10:01Z")
    error = refused(served)
    assert (error.rule_id, error.where) == ("log.leaf", "entry 9, tile/0/000.p/22")


def test_edited_entry_with_edited_tiles_and_the_old_checkpoint() -> None:
    book = sample()
    raw = [entry.replace(b"2026-03-05T02:10:00Z", b"2026-03-05T02:10:01Z") for entry in book.raw]
    served = Served(rebuilt(book, raw))
    served.files["checkpoint"] = book.notes[22]
    error = refused(served)
    assert (error.rule_id, error.where) == ("log.root", "checkpoint")


def test_history_rewritten_and_signed_again_contradicts_an_earlier_checkpoint() -> None:
    book = sample()
    raw = [entry.replace(b"2026-03-05T02:07:00Z", b"2026-03-05T02:07:01Z") for entry in book.raw]
    served = Served(rebuilt(book, raw))
    for size in (5, 11):
        served.files[f"checkpoints/{size}"] = book.notes[size]
    served.sizes = [5, 11, 22]
    error = refused(served)
    assert (error.rule_id, error.where) == ("log.root", "checkpoints/11")
    assert "up to 5 entries agree" in error.message


def test_dropped_tail_under_the_old_checkpoint() -> None:
    book = sample()
    served = Served(rebuilt(book, book.raw[:-1]))
    served.files["checkpoint"] = book.notes[22]
    assert refused(served).rule_id == "log.tile_missing"
    served.files["tile/entries/000.p/22"] = served.files["tile/entries/000.p/21"]
    served.files["tile/0/000.p/22"] = served.files["tile/0/000.p/21"]
    error = refused(served)
    assert (error.rule_id, error.where) == ("log.cut_off", "tile/entries/000.p/22")


def test_dropped_tail_signed_again_contradicts_the_larger_checkpoint_that_was_kept() -> None:
    book = sample()
    served = Served(rebuilt(book, book.raw[:-1]))
    served.files["checkpoints/22"] = book.notes[22]
    served.sizes = [21, 22]
    error = refused(served)
    assert (error.rule_id, error.where) == ("checkpoint.misplaced", "checkpoints/22")


def test_dropped_entry_in_the_middle_leaves_a_target_missing() -> None:
    book = sample()
    error = refused(Served(rebuilt(book, book.raw[:11] + book.raw[12:])))
    assert (error.rule_id, error.where) == ("ref.unknown", "entry 11 in tile/entries/000.p/21")


def test_swapped_entries() -> None:
    book = sample()
    raw = list(book.raw)
    raw[8], raw[9] = raw[9], raw[8]
    error = refused(Served(rebuilt(book, raw)))
    assert (error.rule_id, error.where) == ("entry.back_dated", "entry 9 in tile/entries/000.p/22")


def test_entries_swapped_with_their_times_contradict_an_earlier_checkpoint() -> None:
    book = sample()
    first, second = parse_entry(book.raw[8]), parse_entry(book.raw[9])
    raw = list(book.raw)
    raw[8] = format_entry(Entry(first.admitted_at, second.event))
    raw[9] = format_entry(Entry(second.admitted_at, first.event))
    served = Served(rebuilt(book, raw))
    served.sizes, served.files["checkpoints/11"] = [11], book.notes[11]
    assert refused(served).where == "checkpoints/11"


def test_forged_checkpoint_by_another_key_of_the_same_name() -> None:
    book = sample()
    thief = sample(Cast(book.cast.origin, seed="thief"))
    served = Served(book)
    served.files["checkpoint"] = thief.notes[22]
    error = refused(served)
    assert error.where == "checkpoint"


def test_book_made_up_from_the_beginning_is_caught_by_the_anchor_alone() -> None:
    book = sample()
    anchor = Anchor.alone(book.cast.log_vkey, merkle.leaf_hash(book.raw[0]))
    assert verify(Served(book), anchor).anchored
    made_up = Served(sample(Cast(book.cast.origin, seed="made up")))
    assert not verify(made_up).anchored
    error = refused(made_up, anchor)
    assert (error.rule_id, error.where) == ("anchor.entry0", "entry 0")


def test_one_founding_shown_to_the_anchor_and_another_to_the_rules() -> None:
    """The operator holds the log's key, so it can sign a book made up by other people under it."""
    book = sample()
    anchor = Anchor.alone(book.cast.log_vkey, merkle.leaf_hash(book.raw[0]))
    usurped = PublishedBook(book.cast)
    usurpers = Cast(book.cast.origin, seed="usurper")
    usurped.admit(usurpers.founding(BEGIN, log_vkey=book.cast.log_vkey), *usurpers.enrolments(BEGIN))
    usurped.publish()
    honest_first = tiles.format_bundle(book.raw[: len(usurped.raw)])

    class TwoFaced(Served):
        def read(self, name: str, limit: int) -> bytes | None:
            found = super().read(name, limit)
            if name.startswith("tile/entries/"):
                self.files[name] = tiles.format_bundle(usurped.raw)
            return found

    served = TwoFaced(usurped)
    served.files[f"tile/entries/000.p/{len(usurped.raw)}"] = honest_first
    error = refused(served, anchor)
    assert (error.rule_id, error.where) == ("log.two_foundings", "entry 0")


def test_entry_0_kept_and_log_key_of_the_anchor_exchanged() -> None:
    book = sample()
    other = Cast(book.cast.origin, seed="other")
    anchor = Anchor.alone(other.log_vkey, merkle.leaf_hash(book.raw[0]))
    assert refused(Served(book), anchor).rule_id == "anchor.log_key"


def test_back_dated_admission() -> None:
    book = founded()
    book.admit(income(book), at=BEGIN - timedelta(days=30))
    book.publish()
    error = refused(Served(book))
    assert error.where == "entry 8 in tile/entries/000.p/9"
    assert error.rule_id == "entry.back_dated"


def test_leaf_taken_for_a_node() -> None:
    """An inner node's preimage is 64 bytes; served as an entry it must not stand for the subtree below it."""
    book = sample()
    served = Served(book)
    leaves = served.files["tile/0/000.p/22"]
    served.files["tile/entries/000.p/22"] = b"\x00\x40" + leaves[:64]
    error = refused(served)
    assert error.where.startswith("entry 0 in tile/entries/000.p/22")


def test_approver_shown_one_request_and_another_filed() -> None:
    book = founded()
    book.admit(income(book))
    shown, filed = request(book, 80_000), request(book, 8_000, payment="p2")
    approved = approval(book, shown)
    book.admit(filed, approved)
    book.publish()
    assert refused(Served(book)).rule_id == "ref.unknown"


def test_payment_executed_twice_under_one_bank_reference() -> None:
    book = founded()
    asked = request(book)
    book.admit(asked, approval(book, asked), execution(book, asked), execution(book, asked))
    book.publish()
    error = refused(Served(book))
    assert (error.rule_id, error.where) == ("bank_ref.reused", "entry 11 in tile/entries/000.p/12")


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("balances.json", b'"amount":220003', b'"amount":220004', '"code":"bank"'),
        ("balances.json", b'"code":"repairs"', b'"code":"cleaning"', "cleaning"),
        ("tallies.json", b'"ballots":3', b'"ballots":4', '"choice":"yes"'),
        ("tallies.json", b'"adopted"', b'"rejected"', "rejected"),
        ("tallies.json", b'"size":22', b'"size":21', "row 0"),
    ],
)
def test_false_figure(tmp_path: Path, name: str, old: bytes, new: bytes, says: str) -> None:
    folder = sample().export(tmp_path / "export")
    raw = (folder / name).read_bytes()
    assert old in raw
    (folder / name).write_bytes(raw.replace(old, new, 1))
    error = refused(Folder(folder))
    assert (error.rule_id, error.where) == ("figures.differ", name)
    assert says in error.message


def test_figures_withheld_at_the_first_look_and_false_at_the_second() -> None:
    book = sample()

    class Coy(Served):
        asked = False

        def read(self, name: str, limit: int) -> bytes | None:
            if name == "balances.json" and not self.asked:
                self.asked = True
                return None
            return b'{"as_of":{"size":22},"balances":[]}' if name == "balances.json" else super().read(name, limit)

    report = verify(Coy(book))
    assert report.balances == 0
    assert any("balances.json: this source shows none" in line for line in report.not_checked)


def test_withheld_disclosure_is_said_and_altered_disclosure_is_refused() -> None:
    served = Served(sample())
    withheld = served.openings.pop(3)
    report = verify(served)
    assert (report.disclosures, report.withheld) == (12, 1)
    served.openings.insert(3, type(withheld)(withheld.index, sealing.seal("另一个名字", bytes(16))[1].text))
    error = refused(served)
    assert (error.rule_id, error.where) == ("disclosure.mismatch", "disclosures, entry 0")


def test_disclosure_shown_beside_another_entry() -> None:
    served = Served(sample())
    last = served.openings.pop()
    served.openings.append(type(last)(last.index + 1, last.disclosure))
    assert refused(served).rule_id == "disclosure.mismatch"
