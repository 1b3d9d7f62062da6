"""The same movement is not booked twice without a word: `append` and `record` refuse it, `--also` takes it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ledger.application import Ledger
from ledger.strict_json import Json
from tests.log_of import FUND
from tests.test_cli.desk import Desk
from tests.test_cli.test_bad_input import account, fund

INCOME: dict[str, Json] = {
    "account": "bank", "amount": 120_000, "date": "2024-07-05", "book_date": "2024-07-05", "category": "parking",
    "nature": "income", "description": {"value": "七月停车费"},
}  # fmt: skip
CHARGE: dict[str, Json] = {
    "account": "bank", "amount": 1_000, "date": "2024-07-06", "book_date": "2024-07-06", "kind": "bank_charge",
    "category": "bank_charge", "bank_ref": "1",
}  # fmt: skip


@pytest.fixture
def opened(book: Desk) -> Desk:
    book.append(fund(book), account(book))
    return book


def income(book: Desk, **changes: Json) -> bytes:
    return book.sign("treasurer", "income.recorded", FUND, **(INCOME | changes))


def flags(data: dict[str, Json]) -> list[str]:
    texts = {name: value["value"] if isinstance(value, dict) else value for name, value in data.items()}
    return [part for name, value in texts.items() for part in ("--set", f"{name}={value}")]


def test_the_same_record_command_books_once(opened: Desk) -> None:
    command = ("record", "income.recorded", "--subject", FUND, *flags(INCOME), "--key", opened.key("treasurer"))
    number = opened.done(*command).out.split("\t")[0]
    (opened.tmp / "passphrase").rename(opened.tmp / "elsewhere")  # nobody is asked for one before
    run = opened.refused("movement.alike", *command, code=2)
    assert f"stands in the book as entry {number}" in run.err
    (opened.tmp / "elsewhere").rename(opened.tmp / "passphrase")
    opened.done(*command, "--also")


def test_a_second_signature_under_the_same_income_is_not_appended(opened: Desk) -> None:
    first = income(opened)
    opened.append(first)
    again = opened.file(income(opened))
    opened.refused("movement.alike", "append", again, code=2)
    opened.append(first)  # the very same file is known, and answered as ever
    opened.done("append", again, "--also")


def test_two_alike_in_one_append_are_refused(opened: Desk) -> None:
    files = [opened.file(income(opened)) for _ in range(2)]
    opened.refused("movement.alike", "append", *files, code=2)
    opened.done("append", *files, "--also")


def test_an_outflow_under_another_reference_of_the_bank_is_alike(opened: Desk) -> None:
    command = ("record", "outflow.recorded", "--subject", FUND, "--key", opened.key("treasurer"))
    categories = opened.run(*command, *flags(CHARGE | {"category": "none"})).err
    charge = CHARGE | {"category": next(one for one in ("bank_fees", "office", "repairs") if one in categories)}
    opened.done(*command, *flags(charge))
    opened.refused("movement.alike", *command, *flags(charge | {"bank_ref": "2"}), code=2)


@pytest.mark.parametrize("other", [{"amount": 120_001}, {"date": "2024-07-04"}])
def test_control_a_movement_that_differs_is_taken(opened: Desk, other: dict[str, Json]) -> None:
    opened.append(income(opened))
    opened.append(income(opened, **other))


def test_what_an_interrupted_command_left_behind_is_seen(opened: Desk) -> None:
    with Ledger.open(
        opened.home / "yuanqu-1", clock=lambda: datetime.now(UTC), guard=opened.tmp / "guard" / "guard.db"
    ) as ledger:
        ledger.append([income(opened)])
    run = opened.run("append", opened.file(income(opened)))
    assert run.code == 2
    assert "movement.alike" in run.err


def test_without_views_the_movement_is_found_all_the_same(opened: Desk) -> None:
    opened.append(income(opened))
    for file in (opened.home / "yuanqu-1/public").glob("views.db*"):
        file.unlink()
    run = opened.run("append", opened.file(income(opened)))
    assert "movement.alike" in run.err
