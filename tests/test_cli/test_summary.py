"""Before anything is signed a person at a terminal reads what it is, in words, and is asked; nobody else is."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable

import pytest

from ledger.bodies import BODIES
from ledger.cli.summary import Known, lines, money
from ledger.events import wire_type
from ledger.strict_json import Json
from tests.log_of import FUND
from tests.sample_bodies import SAMPLES
from tests.test_cli.desk import Desk
from tests.test_cli.test_bad_input import account, fund

Terminal = Callable[[str], None]
EXECUTION = ("--set", "account=bank", "--set", "date=2024-07-03", "--set", "book_date=2024-07-03")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Sit somebody down at a terminal who types these answers."""

    def types(answers: str) -> None:
        stdin = io.StringIO(answers)
        monkeypatch.setattr(stdin, "isatty", lambda: True)
        monkeypatch.setattr(sys, "stdin", stdin)

    return types


@pytest.fixture
def requested(book: Desk) -> int:
    """Ask for ¥320.00 and return the number of the request."""
    book.append(fund(book), account(book))
    party: dict[str, Json] = {"party": "plumber", "kind": "company", "name": {"value": "样例水电公司"}}
    request: dict[str, Json] = {
        "payment": "p-1", "kind": "expense", "amount": 32_000, "category": "repairs", "payee": "plumber",
        "purpose": {"value": "更换水泵"}, "invoices": [],
    }  # fmt: skip
    book.append(
        book.sign("treasurer", "counterparty.registered", "community", **party),
        book.sign("treasurer", "payment.requested", FUND, **request),
    )
    return book.size() - 1


def test_questions_say_the_unit_and_what_the_book_has_and_the_summary_shows_money(
    book: Desk, requested: int, terminal: Terminal
) -> None:
    terminal("320.00\n320\nBK-1\ny\n")
    run = book.done("record", "payment.executed", f"--on={requested}", *EXECUTION, "--key", book.key("treasurer"))
    assert "32000 is 320.00" in run.err
    assert "no whole number of 分" in run.err
    said = run.err
    assert "Payment executed 付款完成" in said
    assert "  amount: CNY 3.20\n" in said
    assert "  account: bank (公共收益专户)\n" in said
    assert f"  on: entry {requested}, Payment requested 付款申请" in said
    assert "      amount: CNY 320.00\n" in said
    assert "      payee: plumber (样例水电公司)\n" in said
    assert "      purpose: 更换水泵\n" in said
    assert f"  note: the amount is not that of entry {requested}\n" in said
    assert book.size() == requested + 2


def test_what_is_open_in_the_book_is_listed_where_it_is_asked_for(
    book: Desk, requested: int, terminal: Terminal
) -> None:
    terminal("bank\nn\n")
    flags = (
        "--set",
        "amount=32000",
        "--set",
        "date=2024-07-03",
        "--set",
        "book_date=2024-07-03",
        "--set",
        "bank_ref=1",
    )
    run = book.run("record", "payment.executed", f"--on={requested}", *flags, "--key", book.key("treasurer"))
    assert "account: an id within the community" in run.err
    assert "in this book: bank (公共收益专户)" in run.err
    assert "note:" not in run.err
    run = book.refused("draft.subject", "record", "outflow.recorded", "--key", book.key("treasurer"), code=2)
    assert "in this book: common-income (公共收益)" in run.err


def test_no_means_that_nothing_is_signed(book: Desk, requested: int, terminal: Terminal) -> None:
    terminal("n\n")
    (book.tmp / "passphrase").unlink()  # nobody is asked for one before
    before = book.stored()
    run = book.run("record", "payment.approved", f"--on={requested}", "--key", book.key("chair"))
    assert run.code == 1
    assert run.err.endswith("nothing was signed\n")
    assert book.stored() == before


@pytest.mark.parametrize("yes", [True, False])
def test_with_yes_or_without_a_terminal_nobody_is_asked(
    book: Desk, requested: int, terminal: Terminal, yes: bool
) -> None:
    if yes:
        terminal("")
    flags = ["--yes"] if yes else []
    run = book.done("record", "payment.approved", f"--on={requested}", *flags, "--key", book.key("chair"))
    assert ("CNY 320.00" in run.err) == yes
    assert "Sign this?" not in run.err


def test_a_draft_is_shown_before_it_is_signed_where_there_is_no_book(desk: Desk, terminal: Terminal) -> None:
    flags = ("--subject", FUND, "--set", "amount=320", "--set", "bank_ref=1", "--set", "kind=tax", *EXECUTION)
    out = desk.tmp / "tax.json"
    desk.done("draft", "outflow.recorded", *flags, "--set", "category=tax", "--out", out)
    terminal("n\n")
    run = desk.run("sign", out, "--key", desk.key("treasurer"))
    assert run.code == 1
    assert "amount: 3.20 (320 in minor units 分)" in run.err
    assert not out.with_suffix(".sdjwt").exists()
    terminal("y\n")
    desk.done("sign", out, "--key", desk.key("treasurer"))
    assert out.with_suffix(".sdjwt").exists()


@pytest.mark.parametrize("name", BODIES)
def test_every_event_can_be_put_into_words(name: str) -> None:
    payload = {"type": wire_type(name), "subject": "s", "source": "o", "time": "t", "data": SAMPLES[name]}
    said = list(lines(json.loads(json.dumps(payload)), Known()))
    assert said[0].startswith(" ".join(BODIES[name].titles))
    assert len(said) == 1 + len(SAMPLES[name].keys() - {"on"})
    assert not any("{" in line for line in said)


def test_money_is_written_as_its_currency_does() -> None:
    assert money(32_000, "CNY") == "CNY 320.00"
    assert money(-123_456, "CNY") == "CNY -1,234.56"
    assert money(500, "JPY") == "JPY 500"
