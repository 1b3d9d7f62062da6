"""The views add up to what the rules give, on random histories: balances, tallies, and every line of every movement."""

from __future__ import annotations

import csv
import io
from base64 import b64decode
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from hypothesis import given, settings

import projections
from ledger import figures as rules_figures
from ledger import jws, sealing
from ledger.events import parse_payload
from ledger.figures import Movements
from ledger.rules.history import History
from ledger.store.wal import connect_reader
from projections.queries import figures, funds
from projections.queries.book import community, pack_of
from tests.random_books import RandomBook, StoredBook, books


def noted(book: RandomBook) -> tuple[History, Movements]:
    """Replay a book without its tables."""
    history, movements = History(), Movements()
    for index, (at, signed) in enumerate(book.signed):
        event = parse_payload(jws.parse(sealing.split(signed)[0]))
        history.admit(event, at)
        movements.note(index, event, history)
    return history, movements


@given(books(80))
@settings(max_examples=25)
def test_the_views_agree_with_the_rules(book: RandomBook) -> None:
    history, movements = noted(book)
    with TemporaryDirectory() as folder:
        stored = StoredBook(book, Path(folder) / "yuanqu-1")
        stored.store(0, len(book.signed))
        projections.catch_up(stored.public, page=17)
        with closing(connect_reader(stored.public / projections.VIEWS)) as tables:
            size, root = tables.execute("SELECT size, root FROM progress").fetchone()
            as_of = {"size": size, "root": root}
            shown = {"as_of": as_of, "balances": figures.balances(tables)}
            assert msgspec.json.encode(shown) == rules_figures.balances(history, b64decode(root))
            voted = {"as_of": as_of, "tallies": figures.tallies(tables)}
            assert msgspec.json.encode(voted) == rules_figures.tallies(history, b64decode(root))

            lines = tables.execute(
                "SELECT movement.position, event_id, movement.type, movement.fund, date, posting.kind, code,"
                " posting.amount, currency, CASE counted WHEN 1 THEN 'yes' ELSE 'no' END FROM posting"
                " JOIN movement USING (position) JOIN entry USING (position) JOIN fund ON fund.id = movement.fund"
                " ORDER BY movement.position, line"
            )
            written = csv.reader(io.StringIO(movements.csv(history).decode(), newline=""))
            expected = [[*row[:5], *row[6:]] for row in list(written)[1:]]
            assert [[str(cell) for cell in line] for line in lines] == expected

            for fund in funds.funds(tables, pack_of(community(tables))):
                parts = fund.totals
                assert parts.assets + parts.liabilities + parts.equity + parts.income + parts.expenses == 0
