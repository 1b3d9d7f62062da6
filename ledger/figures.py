"""What a book adds up to, computed from a replayed history: balances, tallies, movements.

These are the figures that the views show and an export carries. They are computed here a second time, from the states
of the rules and without the views' tables, so that a verifier can compare. ``balances.json``::

    {"as_of":{"size":42,"root":"XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="},
     "balances":[{"fund":"common","kind":"account","code":"bank","currency":"CNY","amount":120000}]}

``tallies.json``, closed motions only, with the tally counted anew (a committee's from its ballots, an owners' from the
tellers' sums) and the outcome, the elected and their alternates as they were declared. Area (0.01 m²) and heads are
null in a committee's tally::

    {"as_of":{…},"tallies":[{"motion":"m1","outcome":"adopted",
     "tally":[{"choice":"yes","ballots":3,"area":null,"heads":null}],"elected":[],"alternates":[]}]}

Both are compact JSON in this order of members. ``movements.csv`` (RFC 4180, UTF-8, CRLF) has one line per posting::

    index,event,type,fund,date,book_date,kind,code,amount,currency,counts
    17,019cbb5a-7800-7c3e-8d4f-0a1b2c3d4e5f,income.recorded,common,2026-03-05,2026-03-05,account,bank,120000,CNY,yes

The lines of an opening balance stand at its own entry, from its confirmation on. Amounts are minor units, debit
positive. ``counts`` is ``no`` for imported rows that an opening balance has replaced:
the lines that count add up to ``balances.json``.
"""

from __future__ import annotations

import csv
import io
from base64 import b64encode
from typing import Any, NamedTuple

import msgspec

from ledger.bodies.accounts import BalanceOpened
from ledger.bodies.community import EntryConfirmed
from ledger.bodies.money import IncomeRecorded, MovementImported, OutflowRecorded, PaymentExecuted, PaymentReturned
from ledger.bodies.motions import TallyLine
from ledger.events import Event
from ledger.rules import assembly, postings
from ledger.rules.history import History
from ledger.rules.motions import tally_of, votes_in
from ledger.rules.payments import lines_of_execution
from ledger.rules.state import Fund, Motion

CSV_COLUMNS = (
    "index", "event", "type", "fund", "date", "book_date", "kind", "code", "amount", "currency", "counts",
)  # fmt: skip


def as_of(size: int, root: bytes) -> dict[str, Any]:
    """Return the member that says which checkpoint a figure reflects."""
    return {"size": size, "root": b64encode(root).decode("ascii")}


def balances(history: History, root: bytes) -> bytes:
    """Return ``balances.json`` of a history whose tree has ``root`` (32 bytes)."""
    rows = [
        {"fund": fund_id, "kind": kind, "code": code, "currency": fund.opened.currency, "amount": amount}
        for fund_id, fund in sorted(history.funds().items())
        if fund.opened is not None
        for (kind, code), amount in sorted(fund.balances.items())
    ]
    return msgspec.json.encode({"as_of": as_of(history.size, root), "balances": rows})


def tallies(history: History, root: bytes) -> bytes:
    """Return ``tallies.json`` of a history whose tree has ``root`` (32 bytes)."""
    rows = [
        {
            "motion": motion_id,
            "outcome": motion.closed.outcome,
            "tally": [_tally_line(line) for line in _tally(motion)],
            "elected": motion.closed.elected,
            "alternates": motion.closed.alternates,
        }
        for motion_id, motion in sorted(history.motions().items())
        if motion.closed is not None
    ]
    return msgspec.json.encode({"as_of": as_of(history.size, root), "tallies": rows})


def _tally(motion: Motion) -> list[TallyLine]:
    assert motion.tabled is not None
    return assembly.tally_of(motion) if motion.tabled.body == "assembly" else tally_of(votes_in(motion))


def _tally_line(line: TallyLine) -> dict[str, Any]:
    weight = {
        name: None if value is msgspec.UNSET else value for name, value in (("area", line.area), ("heads", line.heads))
    }
    return {"choice": line.choice, "ballots": line.ballots, **weight}


class _Movement(NamedTuple):
    position: int
    event_id: str
    name: str
    fund: str
    date: str
    book_date: str
    lines: postings.Lines


class Movements:
    """Collects the postings of a history while it is replayed, and writes them as CSV."""

    def __init__(self) -> None:
        self._movements: list[_Movement] = []
        self._openings: dict[str, tuple[int, Event, BalanceOpened]] = {}

    def note(self, index: int, event: Event, history: History) -> None:
        """Note an event that ``history`` has just admitted as entry ``index``."""
        body = event.data
        match body:
            case IncomeRecorded():
                self._add(index, event, body.date, body.book_date, postings.of_income(body))
            case OutflowRecorded():
                self._add(index, event, body.date, body.book_date, postings.of_outflow(body))
            case PaymentExecuted():
                lines = lines_of_execution(_fund(history, event), event.id)
                self._add(index, event, body.date, body.book_date, lines)
            case PaymentReturned():
                executed = lines_of_execution(_fund(history, event), body.on.id)
                self._add(index, event, body.date, body.book_date, postings.of_return(body, executed))
            case MovementImported():
                self._add(index, event, body.date, body.date, postings.of_imported(body))
            case BalanceOpened():
                self._openings[event.id] = index, event, body
            case EntryConfirmed() if body.on.id in self._openings:
                position, opened, opening = self._openings.pop(body.on.id)
                self._add(position, opened, opening.as_of, opening.as_of, postings.of_opening(opening))

    def _add(self, index: int, event: Event, date: str, book_date: str, lines: postings.Lines) -> None:
        fund = event.subject.partition("/")[2]
        self._movements.append(_Movement(index, event.id, event.name, fund, date, book_date, lines))

    def csv(self, history: History) -> bytes:
        """Return ``movements.csv``."""
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(CSV_COLUMNS)
        funds = history.funds()
        for movement in sorted(self._movements):
            fund = funds[movement.fund]
            assert fund.opened is not None
            replaced = (
                movement.name == MovementImported.wire_name
                and fund.opening_as_of is not None
                and movement.date <= fund.opening_as_of
            )
            for line in movement.lines:
                writer.writerow((*movement[:-1], *line, fund.opened.currency, "no" if replaced else "yes"))
        return text.getvalue().encode()


def _fund(history: History, event: Event) -> Fund:
    state = history.states[event.subject]
    assert isinstance(state, Fund)
    return state
