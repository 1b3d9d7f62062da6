"""A book with two tellers in which the owners vote on a motion; everything in it is made up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from ledger.rules import assembly
from ledger.strict_json import Json
from tests.log_of import START, Book

MOTION = "motion/a-1"
ROLL, PAPER = "7a" * 32, "7b" * 32
AREA = 10_000
"""Each line of the roll: 100 m² and one head."""


def evidence(sha256: str) -> Json:
    return [{"sha256": sha256, "title": {"value": "名册（样例）"}, "class": "roll", "visibility": "owners"}]


def electors(building: str, units: int) -> dict[str, Json]:
    return {"building": building, "units": units, "area": units * AREA, "heads": units}


class Assembly(Book):
    """Twelve owners in b1, eight in b2; lines 1 to 12 and 13 to 20 of the roll."""

    def __init__(self, at: datetime = START) -> None:
        super().__init__(at=at)
        for who in ("teller-1", "teller-2"):
            term: Json = {"from": "2024-07-01", "to": "2027-06-30"}
            appointed = self.record(
                "chair", "member.appointed", "community", member=who, name={"value": "票样例"}, body="teller",
                roles=["teller"], kind="elected", term=term, basis={"value": "推选"}, key=self.cast.jwk(who),
            )  # fmt: skip
            self.confirm("vice", appointed)
            self.put(self.cast.enrolment(who, self.at, who))

    def propose(self, **changes: Json) -> bytes:
        """Table a motion of the owners that opens tomorrow for ten days."""
        data: dict[str, Json] = {
            "body": "assembly", "form": "written", "secrecy": "sealed", "class": "ordinary",
            "opens": (self.at + timedelta(days=1)).isoformat(), "closes": (self.at + timedelta(days=11)).isoformat(),
        }  # fmt: skip
        return self.table("a-1", **(data | changes))

    def freeze(self, **changes: Json) -> None:
        """Fix the roll."""
        self.confirm("teller-2", self.propose_roll(**changes))

    def propose_roll(self, **changes: Json) -> bytes:
        """Fix the roll, as far as one teller can."""
        data: dict[str, Json] = {
            "as_of": "2024-07-01", "lines": 20, "units": 20, "area": 20 * AREA, "heads": 20,
            "buildings": [electors("b1", 12), electors("b2", 8)], "roll": ROLL, "documents": evidence(ROLL),
        }  # fmt: skip
        return self.record("teller-1", "electorate.frozen", MOTION, **(data | changes))

    def deliver(self, *buildings: Json, **changes: Json) -> None:
        """Hand out the ballots."""
        data: dict[str, Json] = {
            "method": "door", "buildings": list(buildings) or [electors("b1", 12), electors("b2", 6)],
            "undelivered": {"units": 2, "area": 2 * AREA, "heads": 2},
        }  # fmt: skip
        self.confirm("chair", self.record("teller-1", "ballots.delivered", MOTION, **(data | changes)))

    def begun(self, **changes: Json) -> bytes:
        """Table, freeze, and let voting open."""
        motion = self.propose(**changes)
        self.freeze()
        self.deliver()
        self.at += timedelta(days=1)
        return motion

    def ballot(self, motion: bytes, number: int, who: str = "teller-1", **changes: Json) -> bytes:
        """Record a sealed ballot in favour."""
        building = "b1" if number <= 12 else "b2"
        value: Json = {"choice": "yes", "area": AREA, "heads": 1, "building": building}
        data: dict[str, Json] = {
            "on": self.cast.ref(motion), "ballot_no": number, "channel": "paper", "signed_by": "owner",
            "vote": {"value": value},
        }  # fmt: skip
        merged = {name: value for name, value in (data | changes).items() if value is not None}
        return self.record(who, "ballot.recorded", MOTION, **merged)

    def void(self, ballot: bytes) -> None:
        """Void a ballot, with the other teller."""
        on = self.cast.ref(ballot)
        self.confirm("teller-2", self.record("teller-1", "ballot.voided", MOTION, on=on, reason="unsigned"))

    def count(self, first: int, last: int, cells: Mapping[str, int], who: str = "teller-2", **more: Json) -> None:
        """Record the sums of a range, each ballot with 100 m² and one head."""
        lines: list[Json] = []
        for choice, number in cells.items():
            cell: dict[str, Json] = {"choice": choice, "ballots": number, "area": number * AREA, "heads": number}
            lines.append(cell | more)
        self.record(who, "ballots.counted", MOTION, first=first, last=last, cells=lines)

    def voted(self, yes: int, no: int, **changes: Json) -> bytes:
        """Let voting run its course: so many in favour and against, counted in one range."""
        motion = self.begun(**changes)
        for number in range(1, yes + no + 1):
            self.ballot(motion, number)
        self.at += timedelta(days=10)
        if yes + no:
            self.count(1, 20, {"yes": yes, "no": no})
        return motion

    def close(self, outcome: str = "adopted", who: str = "teller-1", **changes: Json) -> bytes:
        """Declare a result with the tally that the counts give."""
        tally: list[Json] = [
            {"choice": line.choice, "ballots": line.ballots, "area": int(line.area or 0), "heads": int(line.heads or 0)}
            for line in assembly.tally_of(self.motion("a-1"))
        ]
        data: dict[str, Json] = {"tally": tally, "outcome": outcome, "elected": [], "alternates": []}
        return self.record(who, "motion.closed", MOTION, **(data | changes))

    def certified(self, yes: int = 15, no: int = 2) -> bytes:
        """Let voting run its course and certify that the motion is adopted."""
        self.voted(yes, no)
        closed = self.close()
        self.confirm("teller-2", closed)
        return closed
