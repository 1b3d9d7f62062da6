"""A vote of the owners in a small stored book: eighteen of twenty in two buildings, and what came of it."""

from __future__ import annotations

from datetime import timedelta

from ledger.strict_json import Json
from tests.test_ledger.test_rules.assembly_book import AREA, ROLL, electors, evidence
from tests.test_projections.shown import Shown

MOTION = "motion/a-1"


def appoint_tellers(book: Shown) -> None:
    for who in ("teller-1", "teller-2"):
        appointed = book.record("chair", "member.appointed", "community", {
            "member": who, "name": {"value": "票样例"}, "body": "teller", "roles": ["teller"], "kind": "elected",
            "term": {"from": "2026-05-01", "to": "2029-04-30"}, "basis": {"value": "推选"}, "key": book.cast.jwk(who),
        })  # fmt: skip
        book.confirm("vice", appointed)
        book.append(book.cast.enrolment(who, book.now, who))


def open_vote(book: Shown, name: str = "a-1", **changes: Json) -> bytes:
    """Table the motion, after appointing tellers, freeze the roll, deliver eighteen ballots, and let voting open."""
    if name == "a-1":
        appoint_tellers(book)
    motion = book.table(
        name, body="assembly", secrecy="sealed", opens=(book.now + timedelta(hours=1)).isoformat(), **changes
    )
    frozen = book.record("teller-1", "electorate.frozen", f"motion/{name}", {
        "as_of": "2026-05-01", "lines": 20, "units": 20, "area": 20 * AREA, "heads": 20,
        "buildings": [electors("b1", 12), electors("b2", 8)], "roll": ROLL, "documents": evidence(ROLL),
    })  # fmt: skip
    book.confirm("teller-2", frozen)
    delivered = book.record("teller-1", "ballots.delivered", f"motion/{name}", {
        "method": "door", "buildings": [electors("b1", 12), electors("b2", 6)],
        "undelivered": {"units": 2, "area": 2 * AREA, "heads": 2},
    })  # fmt: skip
    book.confirm("chair", delivered)
    book.now += timedelta(hours=1)
    return motion


def ballot(book: Shown, motion: bytes, number: int) -> bytes:
    vote: Json = {"choice": "yes", "area": AREA, "heads": 1, "building": "b1" if number <= 12 else "b2"}
    return book.record("teller-1", "ballot.recorded", MOTION, {
        "on": book.cast.ref(motion), "ballot_no": number, "channel": "paper", "signed_by": "owner",
        "vote": {"value": vote},
    })  # fmt: skip


def cast_openly(book: Shown, choice: str, **changes: Json) -> dict[str, Json]:
    """Let the one owner of a roll vote openly; return what stands on the paper."""
    appoint_tellers(book)
    motion = book.table("a-1", body="assembly", opens=(book.now + timedelta(hours=1)).isoformat(), **changes)
    data: dict[str, Json] = {
        "as_of": "2026-05-01", "lines": 1, "units": 1, "area": AREA, "heads": 1, "buildings": [electors("b1", 1)],
        "roll": ROLL, "documents": evidence(ROLL),
    }  # fmt: skip
    book.confirm("vice", book.record("teller-1", "electorate.frozen", MOTION, data))
    book.now += timedelta(hours=1)
    vote: dict[str, Json] = {"choice": choice, "area": AREA, "heads": 1, "building": "b1"}
    book.record("teller-1", "ballot.recorded", MOTION, {
        "on": book.cast.ref(motion), "ballot_no": 1, "channel": "paper", "signed_by": "owner",
        "open_vote": {"value": vote},
    })  # fmt: skip
    return vote


def count(book: Shown, *cells: tuple[str | None, str, int], name: str = "a-1") -> bytes:
    """Count all numbers; each ballot has 100 m² and one head."""
    lines: list[Json] = []
    for building, choice, number in cells:
        cell: dict[str, Json] = {"choice": choice, "ballots": number, "area": number * AREA, "heads": number}
        lines.append(cell if building is None else cell | {"building": building})
    return book.record("teller-2", "ballots.counted", f"motion/{name}", {"first": 1, "last": 20, "cells": lines})


def declare(book: Shown, choices: dict[str, int], outcome: str, **changes: Json) -> bytes:
    lines: list[Json] = [
        {"choice": choice, "ballots": number, "area": number * AREA, "heads": number}
        for choice, number in choices.items()
    ]
    data: dict[str, Json] = {"tally": lines, "outcome": outcome, "elected": [], "alternates": []}
    closed = book.record("chair", "motion.closed", MOTION, data | changes)
    book.confirm("teller-1", closed)
    return closed


def whole_vote(book: Shown) -> bytes:
    """Sixteen come back, one is void; ten in favour in b1 and merged the rest; declared adopted."""
    motion = open_vote(book, matter="house_rules")
    ballots = [ballot(book, motion, number) for number in range(1, 17)]
    on = book.cast.ref(ballots[0])
    book.confirm("teller-2", book.record("teller-1", "ballot.voided", MOTION, {"on": on, "reason": "unsigned"}))
    book.now += timedelta(days=3)
    count(book, ("b1", "yes", 10), (None, "no", 2), (None, "abstain", 3), (None, "void", 1))
    return declare(book, {"yes": 10, "no": 2, "abstain": 3, "void": 1}, "adopted")
