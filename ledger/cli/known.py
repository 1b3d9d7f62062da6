"""What a book on this machine knows that helps to write an event: what there is to choose from, and what money it is.

It is read from the views, which help and decide nothing: where there are none yet, nothing is known.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.cli.summary import Known
from ledger.errors import RuleError, StoreError

if TYPE_CHECKING:
    from projections.queries.choices import Names

CHOICES_SHOWN = 30
_KNOWN_BY_RULE = {"fund.not_open": "fund", "account.not_open": "account", "party.unknown": "payee"}
_SIDE = {"payment.requested": "expense", "outflow.recorded": "expense"}


def known_of(public: Path, name: str, subject: str | None) -> Known:
    """Return what the views of a book say about writing an event ``name`` in the stream ``subject``."""
    import projections

    try:
        if projections.position(public):
            return _known(public, name, subject)
    except (sqlite3.Error, StoreError):
        # What is wrong with the views is said by the command that writes them.
        pass
    return Known()


def _known(public: Path, name: str, subject: str | None) -> Known:
    from ledger.store.wal import connect_reader
    from projections.catching_up import VIEWS
    from projections.queries.book import community, pack_of
    from projections.queries.choices import choices
    from projections.queries.names import currencies

    family, _, stream_id = (subject or "").partition("/")
    with closing(connect_reader(public / VIEWS)) as tables:
        found = community(tables)
        currency = currencies(tables).get(stream_id, found.currency) if family == "fund" else found.currency
        of_book = choices(tables, currency)
    sides = {_SIDE[name]} if name in _SIDE else {"income", "expense"}
    categories = {one.code: one.words.zh for one in pack_of(found).chart if one.side in sides}
    people = of_book.members | of_book.parties
    names = {
        "account": of_book.accounts,
        "to_account": of_book.accounts,
        "fund": of_book.funds,
        "to_fund": of_book.funds,
        "category": categories,
        "payee": people,
        "payer": people,
        "party": {} if name == "counterparty.registered" else people,
        "holder": {"community": found.name} | people,
        "member": of_book.members,
        "motion": of_book.motions,
    }
    return Known({member: _in_words(fitting) for member, fitting in names.items() if fitting}, names, currency)


def advise(error: RuleError, public: Path) -> None:
    """Add to a refusal of what is not in the book what there is; the rules themselves look at one stream at a time."""
    member = _KNOWN_BY_RULE.get(error.rule_id)
    words = known_of(public, "", None).words.get(member or "")
    if words:
        error.advice += f" {words[:1].upper()}{words[1:]}."


def _in_words(names: Names) -> str:
    listed = [f"{one_id} ({name})" if name else one_id for one_id, name in names.items()]
    more = f", and {len(listed) - CHOICES_SHOWN} more" if len(listed) > CHOICES_SHOWN else ""
    return f"in this book: {', '.join(listed[:CHOICES_SHOWN])}{more}"
