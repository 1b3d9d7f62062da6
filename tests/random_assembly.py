"""One vote of the owners from the motion to what becomes of its resolution, with a random course."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from ledger.rules import assembly
from ledger.strict_json import Json
from tests.log_of import Book

LINES, AREA = 8, 9_000
ROLL = "7c" * 32


def hold(book: Book, rng: Random, number: int) -> None:
    """Let the eight owners of b1 vote; every event of it is one that the rules admit."""
    _appoint_tellers(book)
    subject, secrecy = f"motion/a-{number}", rng.choice(("open", "sealed"))
    elects = rng.random() < 1 / 3
    motion = _table(book, subject, secrecy, elects=elects)
    _freeze(book, subject)
    book.at += timedelta(hours=1)
    by_system = rng.random() < 1 / 4
    if not by_system:
        _vote(book, rng, motion, subject, secrecy)
    book.at += timedelta(hours=2)
    if by_system:
        tally: list[Json] = [cell | {"ballots": 0, "area": 0, "heads": 0} for cell in _lines(book, subject)]
        whole: Json = {"area": LINES * AREA, "heads": LINES}
        book.record("teller-1", "result.recorded", subject, system={"value": "样例系统"}, electorate=whole, tally=tally)
    else:
        _count(book, rng, subject)
    _decide(book, rng, motion, subject, elects=elects)


def _appoint_tellers(book: Book) -> None:
    term: Json = {"from": "2024-07-01", "to": "2034-06-30"}
    for who in ("teller-1", "teller-2"):
        if who not in book.history.community.members:
            appointed = book.record(
                "chair", "member.appointed", "community", member=who, name={"value": "票样例"}, body="teller",
                roles=["teller"], kind="elected", term=term, basis={"value": "推选"}, key=book.cast.jwk(who),
            )  # fmt: skip
            book.confirm("vice", appointed)
            book.put(book.cast.enrolment(who, book.at, who))


def _table(book: Book, subject: str, secrecy: str, *, elects: bool) -> bytes:
    data: dict[str, Json] = {
        "body": "assembly", "form": "written", "secrecy": secrecy, "scope": ["b1"],
        "opens": (book.at + timedelta(hours=1)).isoformat(), "closes": (book.at + timedelta(hours=3)).isoformat(),
    }  # fmt: skip
    if elects:
        options: Json = [{"id": name, "label": {"value": f"候选人{name}"}} for name in ("a", "b")]
        data |= {"method": "choose_up_to", "candidates": options, "seats": 1, "alternates": 1}
    return book.table(subject.partition("/")[2], **data)


def _freeze(book: Book, subject: str) -> None:
    part: dict[str, Json] = {"building": "b1", "units": LINES, "area": LINES * AREA, "heads": LINES}
    documents: Json = [{"sha256": ROLL, "title": {"value": "名册"}, "class": "roll", "visibility": "owners"}]
    frozen = book.record(
        "teller-1", "electorate.frozen", subject, as_of="2024-07-01", lines=LINES, units=LINES, area=LINES * AREA,
        heads=LINES, buildings=[part], roll=ROLL, documents=documents,
    )  # fmt: skip
    book.confirm("teller-2", frozen)
    none: Json = {"units": 0, "area": 0, "heads": 0}
    delivered = book.record("teller-1", "ballots.delivered", subject, method="door", buildings=[part], undelivered=none)
    book.confirm("teller-2", delivered)


def _vote(book: Book, rng: Random, motion: bytes, subject: str, secrecy: str) -> None:
    vote: Json = {"value": {"choice": "yes", "area": AREA, "heads": 1, "building": "b1"}}
    ballots = [
        book.record(
            "teller-1", "ballot.recorded", subject, on=book.cast.ref(motion), ballot_no=number, channel="paper",
            signed_by="owner", **{"vote" if secrecy == "sealed" else "open_vote": vote},
        )
        for number in range(1, rng.randrange(2, LINES))
    ]  # fmt: skip
    on = book.cast.ref(rng.choice(ballots))
    book.confirm("teller-2", book.record("teller-1", "ballot.voided", subject, on=on, reason="unsigned"))


def _lines(book: Book, subject: str) -> list[dict[str, Json]]:
    """Return the tally as it stands."""
    return [
        {"choice": line.choice, "ballots": line.ballots, "area": int(line.area or 0), "heads": int(line.heads or 0)}
        for line in assembly.tally_of(book.motion(subject.partition("/")[2]))
    ]


def _count(book: Book, rng: Random, subject: str) -> None:
    state = book.motion(subject.partition("/")[2])
    choices = {line["choice"]: 0 for line in _lines(book, subject)}
    live, several = len(state.live), "cast" in choices
    choices["cast" if several else "yes"] = live
    if several:
        choices |= {"a": rng.randint(0, live), "b": rng.randint(0, live)}
    choices["void"] = len(state.voided)
    cells: list[Json] = [
        {"choice": choice, "ballots": number, "area": number * AREA, "heads": number}
        for choice, number in choices.items()
    ]
    book.record("teller-2", "ballots.counted", subject, first=1, last=LINES, cells=cells)


def _decide(book: Book, rng: Random, motion: bytes, subject: str, *, elects: bool) -> None:
    raised = book.record(
        "secretary", "objection.raised", subject, on=book.cast.ref(motion), grounds={"value": "请复核"}
    )
    book.record("teller-2", "objection.answered", subject, on=book.cast.ref(raised), text={"value": "已复核"})
    elected: list[Json] = ["a"] if elects else []
    outcome = "elected" if elects else "adopted"
    closed = book.record(
        "chair", "motion.closed", subject, tally=list(_lines(book, subject)), outcome=outcome, elected=elected,
        alternates=["b"] if elects else [],
    )  # fmt: skip
    book.confirm("teller-2", closed)
    on = book.cast.ref(closed)
    match rng.randrange(3):
        case 0:
            book.record("chair", "resolution.ended", subject, on=on, reason="done")
        case 1:
            book.record("secretary", "resolution.challenged", subject, on=on, court={"value": "样例法院"})
        case _:
            annulled = book.record(
                "secretary", "resolution.annulled", subject, on=on, basis="judgment", by={"value": "样例法院"}
            )
            book.confirm("vice", annulled)
