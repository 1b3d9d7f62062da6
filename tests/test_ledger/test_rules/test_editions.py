"""Newer editions of a source: what they take back, what stands in its place, and the completion that counts both."""

from __future__ import annotations

from ledger.strict_json import Json
from tests.log_of import FUND, Book
from tests.refusals import refused
from tests.test_ledger.test_rules.old_books import COMMON, SOURCE, complete, fund_data, imported, register

NEWER, LATEST = "ef" * 32, "aa" * 32
DAY = "2024-07-01"


class TwoEditions(Book):
    """A fund with two rows of 7.00 from a completed source, and a newer edition of it that is registered."""

    def __init__(self) -> None:
        super().__init__()
        self.with_money()
        register(self)
        self.first = imported(self, 1, DAY)
        self.second = imported(self, 2, DAY)
        self.confirm("chair", complete(self))
        self.edition()

    def edition(self, source: str = NEWER, replaces: str = SOURCE, funds: tuple[str, ...] = (COMMON,)) -> None:
        data: dict[str, Json] = {
            "source": source, "name": {"value": "旧账"}, "sheets": 1, "rows": 10, "map_sha256": "cd" * 32,
            "funds": list(funds), "replaces": replaces,
        }  # fmt: skip
        self.record("treasurer", "source.registered", f"source/{source}", **data)

    def take_back(self, row: bytes, edition: str = NEWER, subject: str = FUND) -> bytes:
        data: dict[str, Json] = {"on": self.cast.ref(row), "reason": "newer_edition", "book_date": DAY}
        return self.record("treasurer", "movement.reversed", subject, **data, edition=edition)

    def bring(self, row: int, amount: int, replaces: bytes | None = None, edition: str = NEWER) -> bytes:
        changes: dict[str, Json] = {
            "source": {"id": edition, "row": row},
            "postings": [{"account": "bank", "amount": amount}, {"category": "parking", "amount": -amount}],
        }
        if replaces is not None:
            changes["replaces"] = self.cast.ref(replaces)
        return imported(self, row, DAY, who="treasurer", **changes)

    def complete(
        self, amount: int = 0, *, added: int = 0, changed: int = 0, vanished: int = 0, who: str = "treasurer"
    ) -> bytes:
        totals: list[Json] = [
            {"fund": COMMON, "account": "bank", "amount": amount},
            {"fund": COMMON, "category": "parking", "amount": -amount},
        ]
        return self.record(
            who, "import.completed", f"source/{NEWER}", rows=10, added=added, changed=changed,
            vanished=vanished, totals=totals if amount else [],
        )  # fmt: skip


def test_a_completion_counts_what_was_added_changed_and_has_vanished() -> None:
    book = TwoEditions()
    taken = [book.take_back(book.first), book.take_back(book.second)]
    book.bring(1, 900, book.first)
    book.bring(5, 50)
    for wrong in ((2, 0, 2), (1, 1, 0), (1, 1, 2), (0, 1, 1), (2, 0, 0), (0, 2, 0)):
        with refused("import.counts"):
            book.complete(950, added=wrong[0], changed=wrong[1], vanished=wrong[2])
    completed = book.complete(950, added=1, changed=1, vanished=1)
    for one in taken:
        with refused("import.reversals_waiting"):
            book.confirm("chair", completed)
        book.confirm("chair", one)
    book.confirm("chair", completed)
    assert book.fund.balances["account", "bank"] == 500_000 + 950


def test_a_row_that_vanished_and_is_not_stated_is_refused() -> None:
    """The attack: take a row back for the edition, and complete it as if nothing had vanished."""
    book = TwoEditions()
    book.confirm("chair", book.take_back(book.first))
    with refused("import.counts"):
        book.complete()
    book.complete(vanished=1)


def test_control_an_edition_in_which_nothing_changed_is_completed_with_nought() -> None:
    book = TwoEditions()
    with refused("import.counts"):
        book.complete(vanished=1)
    book.confirm("chair", book.complete())


def test_a_first_edition_has_neither_changed_nor_vanished_rows() -> None:
    book = Book().with_money()
    register(book)
    imported(book, 1)
    with refused("import.counts"):
        complete(book, added=1, changed=1)
    with refused("import.counts"):
        complete(book, added=1, vanished=1)


def test_an_edition_takes_back_only_rows_of_what_it_replaces() -> None:
    book = TwoEditions()
    own = book.bring(1, 900)
    with refused("edition.row"):
        book.take_back(own)
    income = book.income()
    with refused("edition.row"):
        book.take_back(income)
    with refused("reference.unresolved"):
        book.take_back(book.first, edition=LATEST)
    with refused("source.completed"):
        book.take_back(book.first, edition=SOURCE)
    book.take_back(book.first)


def test_an_edition_of_an_edition_takes_back_rows_of_either() -> None:
    book = TwoEditions()
    own = book.bring(5, 50)
    book.confirm("chair", book.complete(50, added=1))
    book.edition(LATEST, replaces=NEWER)
    for row in (own, book.first):
        book.confirm("chair", book.take_back(row, edition=LATEST))
    assert book.fund.imported[LATEST].taken_back == {str(book.cast.ref(row)["id"]) for row in (own, book.first)}


def test_an_edition_that_is_completed_takes_nothing_back_any_more() -> None:
    book = TwoEditions()
    completed = book.complete()
    with refused("source.completed"):
        book.take_back(book.first)
    book.confirm("chair", completed)
    with refused("source.completed"):
        book.take_back(book.first)


def test_an_edition_corrects_only_funds_that_it_was_registered_for() -> None:
    book = TwoEditions()
    book.record("treasurer", "fund.opened", "fund/works", **fund_data())
    book.edition(LATEST, funds=("works",))
    with refused("source.fund"):
        book.take_back(book.first, edition=LATEST)


def test_a_row_stands_only_in_the_place_of_one_that_is_taken_back_and_only_one_does() -> None:
    book = TwoEditions()
    with refused("edition.not_taken_back"):
        book.bring(1, 900, book.first)
    book.take_back(book.first)
    with refused("ref.type"):
        book.bring(1, 900, book.income())
    book.bring(1, 900, book.first)
    with refused("edition.replaced_twice"):
        book.bring(2, 900, book.first)
    with refused("edition.not_taken_back"):
        book.bring(2, 900, book.second)


def test_what_was_taken_back_by_hand_is_none_that_an_edition_takes_back() -> None:
    book = TwoEditions()
    by_hand = book.record(
        "treasurer", "movement.reversed", FUND, on=book.cast.ref(book.first), reason="mistake", book_date=DAY
    )
    book.confirm("chair", by_hand)
    with refused("movement.taken_back"):
        book.take_back(book.first)
    with refused("edition.not_taken_back"):
        book.bring(1, 900, book.first)
    book.confirm("chair", book.complete())


def test_a_reversal_by_hand_that_waits_is_none_for_an_edition() -> None:
    book = TwoEditions()
    book.record("treasurer", "movement.reversed", FUND, on=book.cast.ref(book.first), reason="mistake", book_date=DAY)
    with refused("edition.not_taken_back"):
        book.bring(1, 900, book.first)
    book.confirm("chair", book.complete())


def test_a_reversal_that_nobody_stands_behind_holds_no_completion_up_and_counts_for_none() -> None:
    book = TwoEditions()
    book.take_back(book.first)
    again = book.renew("treasurer")
    book.revoke("treasurer")
    with refused("import.counts"):
        book.complete(vanished=1, who=again)
    book.confirm("chair", book.complete(who=again))
