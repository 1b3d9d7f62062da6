"""The rules, replayed; and the figures that are shown, against those that come out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from ledger import figures
from ledger.rules.history import History
from ledger.strict_json import Json
from ledger.tlog import tiles
from ledger.verification.replay import Replay
from ledger.verification.report import Report
from ledger.verification.shown import Shown
from ledger.verification.stage import Checked, Task, check
from tests.log_of import Book
from tests.published import BEGIN, PublishedBook, founded, income, request, sample
from tests.refusals import unverified

ROOT = bytes(range(32))


@pytest.fixture(scope="module")
def history() -> History:
    book = Book().with_money()
    book.income()
    book.execute(book.request())
    motion = book.table()
    for who in ("chair", "vice", "treasurer", "secretary", "member"):
        book.vote(who, motion, "yes")
    tally = [{"choice": c, "ballots": n} for c, n in (("yes", 5), ("no", 0), ("abstain", 0), ("recuse", 0))]
    closed: dict[str, Any] = {"tally": tally, "outcome": "adopted", "elected": [], "alternates": []}
    book.record("chair", "motion.closed", "motion/m-1", **closed)
    return book.history


def refused(history: History, name: str, raw: bytes) -> str:
    with unverified("figures.differ") as caught:
        Shown(name, raw).compare(history, ROOT)
    assert caught.value.where == name
    return caught.value.message


def test_figures_that_agree_are_counted(history: History) -> None:
    assert Shown("balances.json", figures.balances(history, ROOT)).compare(history, ROOT) == 4
    assert Shown("tallies.json", figures.tallies(history, ROOT)).compare(history, ROOT) == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"as_of":{}}',
        b'{"as_of":{"size":"5"}}',
        b'{"as_of":{"size":5.5}}',
        b'{"as_of":{"size":5}',
        b"[" * 100_000,
        b'{"as_of":{"size":5}}}',
        b"\xff",
    ],
)
def test_figures_that_do_not_say_their_size_are_malformed(raw: bytes) -> None:
    with unverified("figures.malformed") as caught:
        Shown("balances.json", raw)
    assert caught.value.where == "balances.json"


@pytest.mark.parametrize(
    "rows", [b"null", b"7", b'"abc"', b"{}", b'{"a":1}', b"[]", b"[1]", b"[[]]", b'"\xed\xa0\x80"']
)
def test_rows_that_are_none_at_all_are_refused_and_break_nothing(history: History, rows: bytes) -> None:
    message = refused(history, "balances.json", b'{"as_of":{"size":12},"balances":%s}' % rows)
    assert message.startswith("row 0: shown is ")
    assert '"code":"bank"' in message


def test_the_first_false_row_is_shown_beside_the_true_one(history: History) -> None:
    shown = msgspec.json.decode(figures.balances(history, ROOT))
    shown["balances"][1]["amount"] += 1
    message = refused(history, "balances.json", msgspec.json.encode(shown))
    assert message.startswith('row 1: shown is {"fund":"common-income","kind":"account","code":"net-assets"')
    assert '"amount":-499999}, the entries give ' in message


@pytest.mark.parametrize("change", ["dropped", "added", "swapped"])
def test_a_row_too_few_or_too_many_or_out_of_place(history: History, change: str) -> None:
    shown = msgspec.json.decode(figures.balances(history, ROOT))
    rows = shown["balances"]
    if change == "dropped":
        rows.pop()
    elif change == "added":
        rows.append(rows[0])
    else:
        rows[0], rows[1] = rows[1], rows[0]
    message = refused(history, "balances.json", msgspec.json.encode(shown))
    expected = {"dropped": "row 3: shown is nothing", "added": "the entries give nothing", "swapped": "row 0: "}
    assert expected[change] in message


def test_true_rows_under_a_false_root_or_in_other_bytes(history: History) -> None:
    raw = figures.balances(history, bytes(32))
    assert "the rows agree, but byte" in refused(history, "balances.json", raw)
    assert "the rows agree, but byte" in refused(history, "balances.json", figures.balances(history, ROOT) + b"\n")


def replayed(book: PublishedBook, shown: list[Shown] | None = None) -> tuple[Replay, Report]:
    report = Report("here")
    replay = Replay(report, lambda index: f"entry {index}", shown or [], None)
    replay.take(checked_of(book, replay), len(book.raw))
    return replay, report


def checked_of(book: PublishedBook, replay: Replay) -> Checked:
    checked = check(Task(0, [("b", tiles.format_bundle(book.raw), len(book.raw))], book.opened, {}))
    replay.tree.extend(checked.hashes)
    return checked


def test_a_history_is_replayed_and_counted() -> None:
    book = sample()
    vaulted: dict[str, Json] = {
        "kind": "asset", "subtype": "bank", "name": {"value": "二号专户"}, "number": {"value": "样例账号"},
        "holder": "community", "currency": "CNY",
    }  # fmt: skip
    book.admit(book.cast.sign("treasurer", "account.opened", "account/second", vaulted, book.now))
    book.opened.pop()
    replay, report = replayed(book)
    assert replay.history.size == report.signatures == 23
    assert (report.disclosures, report.withheld, report.sealed) == (14, 0, 1)


def balances_of(book: PublishedBook) -> bytes:
    return figures.balances(replayed(book)[0].history, tiles.root(book.tile, len(book.raw)))


def test_a_figure_is_compared_when_its_size_is_reached_and_not_later() -> None:
    book = founded()
    book.admit(income(book, 700))
    early = balances_of(book)
    book.admit(income(book, 900))
    assert replayed(book, [Shown("balances.json", early)])[1].balances == 2

    with unverified("figures.differ"):
        replayed(book, [Shown("balances.json", balances_of(book).replace(b'"size":10', b'"size":9'))])


def test_an_entry_that_the_rules_forbid_is_named_with_its_rule() -> None:
    book = founded()
    book.admit(request(book), request(book))
    with unverified("payment.id_reused") as caught:
        replayed(book)
    assert caught.value.where == "entry 9"
    assert "An honest ledger would have refused it" in caught.value.advice


def test_entries_after_the_stop_are_left_alone() -> None:
    book = founded()
    book.admit(request(book), request(book))
    replay = Replay(Report("here"), str, [], None)
    replay.take(checked_of(book, replay), 9)
    assert replay.history.size == 9


def test_an_entry_before_the_one_before_it_is_back_dated() -> None:
    book = founded()
    book.admit(income(book), at=BEGIN - timedelta(seconds=1))
    with unverified("entry.back_dated") as caught:
        replayed(book)
    assert caught.value.where == "entry 8"


def test_public_documents_are_remembered_whichever_way_they_were_registered() -> None:
    book = founded()
    evidence = [
        {"sha256": "a" * 64, "title": {"value": "公告"}, "class": "notice", "visibility": "public"},
        {"sha256": "b" * 64, "title": {"value": "名册"}, "class": "roll", "visibility": "owners"},
    ]
    book.admit(income(book, 700, documents=evidence))  # type: ignore[arg-type]
    for sha256, visibility in (("c" * 64, "public"), ("d" * 64, "sealed")):
        registered: dict[str, Json] = {
            "title": {"value": "合同"}, "class": "contract", "media_type": "application/pdf", "size": 9,
            "visibility": visibility,
        }  # fmt: skip
        if visibility != "public":
            registered["nonce"] = {"value": "00" * 32}
        book.admit(book.cast.sign("secretary", "document.registered", f"document/{sha256}", registered, book.now))
    assert replayed(book)[0].documents == {"a" * 64, "c" * 64}
