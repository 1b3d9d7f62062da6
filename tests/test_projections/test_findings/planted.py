"""What the tests of findings ask of a book."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ledger.strict_json import Json
from projections.queries.book import community, pack_of
from projections.queries.findings import Finding, findings
from tests.test_projections.shown import COMMON, Shown

ZONE = ZoneInfo("Asia/Shanghai")
END = "2029-12-31"
"""Long after everything that these books tell."""
DOCUMENT: Json = [{"sha256": "ef" * 32, "title": {"value": "收据"}, "class": "receipt", "visibility": "owners"}]


def found(book: Shown, code: str, on: str = END) -> list[Finding]:
    """Publish the book and return its findings of a code that had begun by a day, the oldest first."""
    with book.tables() as tables:
        everything = findings(tables, pack_of(community(tables)), ZONE, on)
    assert len({one.id for one in everything}) == len(everything), "an id is that of one finding"
    return sorted((one for one in everything if one.code == code), key=lambda one: (one.since, one.index, one.id))


def spans(book: Shown, code: str, on: str = END) -> list[tuple[int, str, str | None]]:
    """Return entry, since and until of each finding of a code."""
    return [(one.index, one.since, one.until) for one in found(book, code, on)]


def facts(book: Shown, code: str) -> dict[str, int | str]:
    """Return the facts of the one finding of a code."""
    (one,) = found(book, code)
    return {fact.name: fact.value for fact in one.facts}


def pay(book: Shown, amount: int = 80_000, *approvers: str, **changes: Json) -> int:
    """Ask for a payment, approve it, pay it, and return the index of the payment."""
    asked = book.request(amount, "treasurer", **changes)
    for who in approvers or ("chair", "vice"):
        book.decide(who, asked)
    book.execute(asked, amount)
    return book.size - 1


def adopt(book: Shown, motion: str = "m-1", **changes: Json) -> None:
    """Table a motion of the committee and adopt it."""
    book.decide_motion(book.table(motion, **changes), 5, motion)


def reverse(book: Shown, of: bytes) -> None:
    """Take a movement back."""
    day = book.now.date().isoformat()
    data: dict[str, Json] = {"on": book.cast.ref(of), "reason": "wrong_entry", "book_date": day}
    book.confirm("chair", book.record("treasurer", "movement.reversed", COMMON, data))


def contract(book: Shown, amount: int = 100_000, **changes: Json) -> bytes:
    """Sign a contract with the firm for the fund."""
    data: dict[str, Json] = {
        "contract": "c-1", "direction": "pay", "party": "firm", "amount": amount, "from": "2026-05-01",
        "to": "2026-12-31", "schedule": [], "purpose": {"value": "电梯大修"}, "class": "repair",
    }  # fmt: skip
    return book.record("chair", "contract.signed", COMMON, data | changes)


def amend(book: Shown, amount: int, **changes: Json) -> None:
    """Change the amount of the contract."""
    data: dict[str, Json] = {"contract": "c-1", "amount": amount, "reason": "extra_work"}
    book.record("chair", "contract.amended", COMMON, data | changes)


def review(book: Shown, approved: int = 80_000) -> None:
    """Have an auditor, appointed for it, review what the work under the contract cost."""
    appointed: dict[str, Json] = {
        "member": "auditor", "name": {"value": "审样例"}, "body": "auditor", "roles": ["auditor"], "kind": "hired",
        "term": {"from": "2026-05-01", "to": "2030-04-30"}, "basis": {"value": "委托书"},
        "key": book.cast.jwk("auditor"),
    }  # fmt: skip
    book.confirm("vice", book.record("chair", "member.appointed", "community", appointed))
    book.append(book.cast.enrolment("auditor", book.now, "auditor"))
    data: dict[str, Json] = {"contract": "c-1", "submitted": approved, "approved": approved, "reviewer": "firm"}
    book.record("auditor", "work.reviewed", COMMON, data)


def remark(book: Shown, of: bytes, who: str = "treasurer", **changes: Json) -> None:
    """Write a remark beside an entry of the fund."""
    data: dict[str, Json] = {"on": book.cast.ref(of), "says": {"value": "补充"}, "reason": "evidence"}
    book.record(who, "entry.annotated", COMMON, data | changes)
