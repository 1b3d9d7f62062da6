"""Rules of committee votes, and the tally that anyone recomputes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.motions import CHOICES, outcome_of, tally_of
from ledger.rules.packs import PACKS, load, pin_of
from ledger.rules.state.votes import Transcript
from ledger.strict_json import Json
from tests.log_of import Book
from tests.refusals import refused


def close(book: Book, who: str = "chair", **changes: Json) -> bytes:
    tally: list[Json] = [{"choice": line.choice, "ballots": line.ballots} for line in tally_of(book.motion().ballots)]
    data: dict[str, Json] = {"tally": tally, "outcome": "adopted", "elected": [], "alternates": []}
    return book.record(who, "motion.closed", "motion/m-1", **(data | changes))


def test_a_motion_is_voted_and_closed_when_every_seat_has_voted() -> None:
    book = Book()
    motion = book.table()
    for who, choice in [("chair", "yes"), ("vice", "yes"), ("treasurer", "yes"), ("secretary", "no")]:
        book.vote(who, motion, choice)
    with refused("motion.still_open"):
        close(book)
    book.vote("member", motion, "abstain")
    close(book)

    assert book.motion().closed is not None
    with refused("motion.closed_twice"):
        close(book)
    with refused("ballot.window") as caught:
        book.vote("chair", motion, "yes")
    assert "result of this motion has been declared" in caught.value.message


def test_the_ledger_s_clock_decides_whether_a_ballot_is_in_time() -> None:
    book = Book()
    motion = book.table(opens=(book.at + timedelta(hours=1)).isoformat())
    with refused("ballot.window"):
        book.vote("chair", motion, "yes")
    book.at += timedelta(hours=1)
    book.vote("chair", motion, "yes")
    book.at += timedelta(hours=23)
    with refused("ballot.window"):
        book.vote("vice", motion, "yes")


def test_one_ballot_a_seat_whatever_key_it_uses() -> None:
    book = Book()
    motion = book.table()
    book.vote("vice", motion, "yes")
    with refused("ballot.twice"):
        book.vote("vice", motion, "no")
    again = book.renew("vice")
    with refused("ballot.twice"):
        book.vote(again, motion, "no")


def test_a_ballot_names_the_motion_that_was_read() -> None:
    book = Book()
    motion = book.table()
    with refused("ref.mismatch"):
        on: dict[str, Json] = book.cast.ref(motion) | {"sha256": "0" * 64}
        book.record("vice", "ballot.cast", "motion/m-1", on=on, choice="yes")
    with refused("ballot.choice"):
        book.record("vice", "ballot.cast", "motion/m-1", on=book.cast.ref(motion), options=["a"])


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize(
    ("ballots", "outcome"),
    [
        ("yes yes yes", "adopted"),
        ("yes yes no", "rejected"),
        ("yes yes", "no_quorum"),
        ("yes yes recuse", "rejected"),
        ("yes yes abstain", "rejected"),
        ("yes yes yes no no", "adopted"),
        ("", "no_quorum"),
        ("no no no no no", "rejected"),
    ],
)
def test_more_than_half_of_five_seats_present_and_in_favour(pack: tuple[str, int], ballots: str, outcome: str) -> None:
    tally = tally_of(dict(enumerate_text(ballots)))

    assert outcome_of(tally, 5, load(pin_of(*pack)), "2026-03-05") == outcome


@pytest.mark.parametrize(("yes", "outcome"), [(3, "rejected"), (4, "adopted")])
def test_exactly_half_of_six_seats_is_not_more_than_half(yes: int, outcome: str) -> None:
    ballots = {f"k{number}": "yes" if number < yes else "no" for number in range(6)}

    assert outcome_of(tally_of(ballots), 6, load(pin_of("cn-2021")), "2026-03-05") == outcome


@given(ballots=st.dictionaries(st.text(min_size=1), st.sampled_from(CHOICES)))
def test_the_tally_is_the_ballots_whatever_their_order(ballots: dict[str, str]) -> None:
    reversed_ballots = dict(reversed(ballots.items()))

    assert tally_of(ballots) == tally_of(reversed_ballots)
    assert sum(line.ballots for line in tally_of(ballots)) == len(ballots)


def enumerate_text(ballots: str) -> list[tuple[str, str]]:
    return [(f"k{number}", choice) for number, choice in enumerate(ballots.split())]


def test_a_motion_is_withdrawn_by_whoever_proposed_it_and_before_anybody_votes() -> None:
    book = Book()
    motion = book.table()
    on = book.cast.ref(motion)
    with refused("role.not_held"):
        book.record("vice", "motion.withdrawn", "motion/m-1", on=on, reason="error")
    book.record("chair", "motion.withdrawn", "motion/m-1", on=on, reason="error")
    assert book.motion().withdrawn
    with refused("ballot.window"):
        book.vote("vice", motion, "yes")
    with refused("motion.withdrawn"):
        book.record("chair", "motion.withdrawn", "motion/m-1", on=on, reason="error")
    with refused("motion.withdrawn"):
        close(book)


def test_a_motion_that_somebody_voted_on_is_not_withdrawn() -> None:
    book = Book()
    motion = book.table()
    book.vote("vice", motion, "yes")
    with refused("motion.voted"):
        book.record("chair", "motion.withdrawn", "motion/m-1", on=book.cast.ref(motion), reason="error")


def extend(book: Book, motion: bytes, hours: int, who: str = "chair") -> None:
    closes = (book.at + timedelta(hours=hours)).isoformat()
    book.record(who, "motion.extended", "motion/m-1", on=book.cast.ref(motion), closes=closes)


def test_a_vote_is_extended_while_it_is_open_and_then_takes_later_ballots() -> None:
    book = Book()
    motion = book.table()
    with refused("role.not_held"):
        extend(book, motion, 48, who="vice")
    with refused("motion.window"):
        extend(book, motion, 24)
    extend(book, motion, 48)
    book.at += timedelta(hours=30)
    book.vote("vice", motion, "yes")
    with refused("motion.still_open"):
        close(book)
    book.at += timedelta(hours=18)
    with refused("ballot.window"):
        book.vote("chair", motion, "yes")
    with refused("motion.window_over"):
        extend(book, motion, 24)
    close(book)
    with refused("motion.closed"):
        extend(book, motion, 24)


def test_attack_a_chair_who_extends_a_vote_for_ever() -> None:
    book = Book()
    motion = book.table()
    end = 24 + 60 * 24
    with refused("motion.extension"):
        extend(book, motion, end + 1)
    extend(book, motion, 48)
    with refused("motion.extension"):
        extend(book, motion, end + 1)
    extend(book, motion, end)


SCAN = "5c" * 32


def transcribe(book: Book, motion: bytes, member: str = "member", choice: str = "yes", **changes: Json) -> bytes:
    scan: Json = {"sha256": SCAN, "title": {"value": "表决票"}, "class": "ballot_paper", "visibility": "owners"}
    data: dict[str, Json] = {"member": member, "choice": choice, "seat_no": 5, "scan": SCAN, "documents": [scan]}
    return book.record("secretary", "ballot.transcribed", "motion/m-1", on=book.cast.ref(motion), **(data | changes))


def test_a_signed_paper_is_transcribed_by_two_persons_and_then_counts() -> None:
    book = Book()
    motion = book.table()
    paper = transcribe(book, motion)
    assert book.motion().transcribed == {}
    with refused("confirmation.own"):
        book.confirm("secretary", paper)
    book.confirm("chair", paper)
    assert book.motion().transcribed == {"member": Transcript(5, "yes")}
    with refused("ballot.twice"):
        book.vote("member", motion, "no")
    with refused("ballot.twice"):
        transcribe(book, motion)
    for who in ("chair", "vice", "treasurer", "secretary"):
        book.vote(who, motion, "no")
    close(book, tally=[{"choice": c, "ballots": n} for c, n in (("yes", 1), ("no", 4), ("abstain", 0), ("recuse", 0))])


def test_a_paper_cannot_override_the_vote_that_its_member_cast_meanwhile() -> None:
    book = Book()
    motion = book.table()
    paper = transcribe(book, motion)
    book.vote("member", motion, "no")
    with refused("ballot.twice"):
        book.confirm("chair", paper)


def test_a_paper_needs_a_seat_a_scan_and_the_window() -> None:
    book = Book()
    motion = book.table()
    with refused("ballot.seat"):
        transcribe(book, motion, "stranger")
    with refused("reference.unresolved"):
        transcribe(book, motion, documents=[])
    book.at += timedelta(days=1)
    with refused("ballot.window"):
        transcribe(book, motion)


def test_a_paper_counts_for_the_seat_that_it_names_and_its_holder() -> None:
    book = Book()
    motion = book.table()
    with refused("ballot.seat"):
        transcribe(book, motion, seat_no=4)
    book.confirm("chair", transcribe(book, motion, seat_no=5))
    change_holder(book, "heir")
    with refused("ballot.seat_voted"):
        book.vote("heir", motion, "no")
    with refused("ballot.seat_voted"):
        transcribe(book, motion, "heir")


def test_a_paper_waits_for_nobody_whose_seat_voted_meanwhile_and_a_vote_ends_with_it() -> None:
    book = Book()
    motion = book.table()
    paper = transcribe(book, motion)
    change_holder(book, "heir")
    with refused("ballot.seat"):
        book.confirm("chair", paper)
    book.confirm("chair", transcribe(book, motion, "heir"))
    for who in ("chair", "vice", "treasurer", "secretary"):
        with refused("motion.still_open"):
            close(book, tally=[])
        book.vote(who, motion, "no")
    close(book, tally=[{"choice": c, "ballots": n} for c, n in (("yes", 1), ("no", 4), ("abstain", 0), ("recuse", 0))])


def change_holder(book: Book, heir: str) -> None:
    """Let another person take the seat of the member."""
    book.record("member", "member.ended", "community", member="member", reason="resigned", date="2024-07-01")
    appointed = book.record(
        "chair", "member.appointed", "community", member=heir, name={"value": "继样例"}, body="committee", seat_no=5,
        roles=["member"], kind="by_election", term={"from": "2024-07-01", "to": "2027-06-30"}, basis={"value": "补选"},
        key=book.cast.jwk(heir),
    )  # fmt: skip
    book.confirm("vice", appointed)
    book.put(book.cast.enrolment(heir, book.at))
