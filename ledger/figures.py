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

What a second person confirms, such as an opening balance or a reversal, stands at its own entry, from its confirmation
on; a reversal has the ``date`` of what it takes back. Amounts are minor units, debit
positive. ``counts`` is ``no`` for imported rows, and their reversals, that an opening balance has replaced:
the lines that count add up to ``balances.json``.
"""

from __future__ import annotations

import csv
import io
from base64 import b64encode
from typing import Any, NamedTuple

import msgspec

from ledger.bodies.community import EntryConfirmed
from ledger.bodies.motions import TallyLine
from ledger.events import Event
from ledger.rules import assembly
from ledger.rules.booking import counts
from ledger.rules.history import History
from ledger.rules.motions import tally_of, votes_in
from ledger.rules.state import Fund, Motion, Posted

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
    posted: Posted


class Movements:
    """Collects the postings of a history while it is replayed, and writes them as CSV."""

    def __init__(self) -> None:
        self._movements: list[_Movement] = []
        self._waiting: dict[str, tuple[int, Event]] = {}

    def note(self, index: int, event: Event, history: History) -> None:
        """Note an event that ``history`` has just admitted as entry ``index``."""
        state = history.states[event.subject]
        if not isinstance(state, Fund):
            return
        if event.id in state.waiting:
            self._waiting[event.id] = index, event
        if isinstance(event.data, EntryConfirmed):
            index, event = self._waiting.pop(event.data.on.id)
        posted = state.posted.get(event.id)
        if posted is not None:
            self._movements.append(_Movement(index, event.id, event.name, event.subject.partition("/")[2], posted))

    def csv(self, history: History) -> bytes:
        """Return ``movements.csv``."""
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(CSV_COLUMNS)
        funds = history.funds()
        for movement in sorted(self._movements, key=lambda movement: movement.position):
            fund = funds[movement.fund]
            assert fund.opened is not None
            posted = movement.posted
            counted = "yes" if counts(fund, posted) else "no"
            for line in posted.lines:
                writer.writerow((*movement[:-1], posted.date, posted.book_date, *line, fund.opened.currency, counted))
        return text.getvalue().encode()
