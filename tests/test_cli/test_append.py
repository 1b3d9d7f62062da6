"""`mingzhang append`: in order, once, all or nothing, with receipts (bad input: test_bad_input)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ledger.strict_json import Json
from ledger.tlog.proof import parse_proof
from tests.log_of import FUND
from tests.test_cli.desk import FOUNDERS, Desk
from tests.test_cli.test_bad_input import account, fund


def test_events_get_the_next_numbers_and_are_published_and_shown(book: Desk) -> None:
    first = book.size()
    assert first == FOUNDERS
    run = book.append(fund(book), account(book))
    numbers = [line.split("\t") for line in run.out.splitlines()]
    assert [(number, word) for number, _, word in numbers] == [(str(first), "appended"), (str(first + 1), "appended")]
    assert book.size() == first + 2


def test_the_same_file_again_adds_nothing_and_is_answered_with_its_number(book: Desk) -> None:
    event = fund(book)
    number = book.append(event).out.split("\t")[0]
    before = book.stored()
    run = book.append(event)
    assert run.out.split("\t")[::2] == [number, "known already\n"]
    assert book.stored() == before


def test_a_file_given_twice_is_stored_once(book: Desk) -> None:
    size, event = book.size(), fund(book)
    words = [line.split("\t")[2] for line in book.append(event, event).out.splitlines()]
    assert words == ["appended", "known already"]
    assert book.size() == size + 1


def test_a_file_that_ends_with_a_line_feed_is_taken(book: Desk) -> None:
    book.append(fund(book) + b"\r\n")


def test_events_of_a_batch_build_on_each_other(book: Desk) -> None:
    opening = book.sign("treasurer", "balance.opened", FUND, account="bank", amount=1, as_of="2024-06-30")
    book.refused("fund.not_open", "append", book.file(opening))
    book.append(fund(book), account(book), opening, book.cast.confirmation("chair", opening, book.at))


def test_receipts_are_written_for_each_event(book: Desk) -> None:
    number = int(book.append(fund(book)).out.split("\t")[0])
    book.done("append", book.file(account(book)), "--receipts", book.tmp / "receipts")
    (receipt,) = (book.tmp / "receipts").iterdir()
    assert receipt.name == f"yuanqu-1-{number + 1}.tlog-proof"
    assert parse_proof(receipt.read_bytes()).index == number + 1


def test_a_receipt_that_is_there_is_left_alone(book: Desk) -> None:
    event, receipts = book.file(fund(book)), book.tmp / "receipts"
    book.done("append", event, "--receipts", receipts)
    (receipt,) = receipts.iterdir()
    content = receipt.read_bytes()
    book.append(account(book))
    book.done("append", event, "--receipts", receipts)
    assert receipt.read_bytes() == content


def test_nothing_is_appended_where_the_receipts_have_no_folder(book: Desk) -> None:
    occupied = book.file(b"")
    book.refused("file.unwritable", "append", book.file(fund(book)), "--receipts", occupied, code=2)


def test_a_refusal_of_one_of_several_files_names_the_file(book: Desk) -> None:
    good, bad, rest = book.file(fund(book)), book.file(fund(book)), book.file(account(book))
    run = book.refused("fund.opened_twice", "append", good, bad, rest)
    assert f"error: fund.opened_twice: {bad}: " in run.err
    assert "altered" not in run.err


def test_a_file_that_was_altered_is_said_to_be(book: Desk) -> None:
    header, payload, signature = fund(book).split(b".")
    for bytes_, rule_id in (
        (header + b"." + payload + b".A" + signature[1:], "signature.invalid"),
        (header + b"." + payload + signature, "jws.malformed"),
    ):
        altered = book.file(bytes_)
        run = book.refused(rule_id, "append", book.file(account(book)), altered)
        assert f"{altered}: " in run.err
        assert "altered on its way: ask its signer" in run.err


def test_what_is_not_signed_yet_is_told_apart(book: Desk) -> None:
    draft = book.tmp / "draft.json"
    flags = ("--set", "party=p", "--set", "kind=company", "--set", "name=样例公司")
    book.done("draft", "counterparty.registered", *flags, "--out", draft)
    for command in (("append", draft), ("draft", "payment.approved", "--on", draft)):
        run = book.refused("file.not_signed", *command, code=2)
        assert f"{draft} is a draft that nobody has signed yet" in run.err
        assert f"mingzhang sign {draft}" in run.err
    book.refused("file.not_signed", "append", book.key("chair"), code=2)
    book.refused("file.not_signed", "append", book.file(b'{"kid":"x"}'), code=2)


def test_what_is_not_open_is_told_with_what_is(book: Desk) -> None:
    opening: dict[str, Json] = {"account": "bnak", "amount": 1, "as_of": "2024-06-30"}
    before = book.refused(
        "fund.not_open", "append", book.file(book.sign("treasurer", "balance.opened", FUND, **opening))
    )
    assert "In this book" not in before.err
    book.append(fund(book), account(book))
    run = book.refused(
        "fund.not_open", "append", book.file(book.sign("treasurer", "balance.opened", "fund/comon", **opening))
    )
    assert "Correct the subject, or record fund.opened" in run.err
    assert "In this book: common-income (公共收益)." in run.err
    run = book.refused(
        "account.not_open", "append", book.file(book.sign("treasurer", "balance.opened", FUND, **opening))
    )
    assert "In this book: bank (公共收益专户)." in run.err


def test_a_wrong_folder_is_named_in_full_before_a_new_book_is_thought_of(
    book: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(book.tmp)
    event = book.file(fund(book))
    run = book.refused("community.missing", "append", event, "--home", "hmoe", code=2)
    assert f"in {book.tmp}/hmoe\n" in run.err
    assert run.err.index("MINGZHANG_HOME") < run.err.index("mingzhang init")
    run = book.refused("community.missing", "append", event, "--home", "home/yuanqu-1", code=2)
    assert f"--home is the one above it: {book.home}" in run.err
    run = book.refused("community.missing", "append", event, "--community", "yuanqu-9", code=2)
    assert "It holds: yuanqu-1." in run.err


def test_a_clock_a_little_behind_never_runs_backwards(book: Desk) -> None:
    behind = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=60)
    book.set_clock("append", lambda: behind)
    book.append(fund(book))


def test_a_book_that_is_not_there_and_one_of_several_that_is_not_named(book: Desk) -> None:
    event = book.file(fund(book))
    book.refused("community.missing", "append", event, "--community", "yuanqu-9", code=2)
    book.refused("community.missing", "append", event, "--home", book.tmp / "elsewhere", code=2)
    book.done("init", "ledger.example/yuanqu-2")
    run = book.refused("community.ambiguous", "append", event, code=2)
    assert "yuanqu-1, yuanqu-2" in run.err
    book.done("append", event, "--community", "yuanqu-1")
