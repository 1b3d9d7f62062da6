"""A made-up community on disk for tests of what is served: two funds, a meeting, a resolution, payments with and
without what should back them, a vote that is open, and hostile text wherever the catalogue lets somebody write.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path

import projections
from ledger.application import Ledger
from ledger.demo.cast import Cast
from ledger.strict_json import Json

COMMUNITY = "yuanqu-1"
HOSTILE = "<script>alert('x')</script><b onclick=\"y()\">&amp;{{ 7*7 }}"
LONG = "长" * 180
_ZONE = timezone(timedelta(hours=8))


class Sample:
    """The community, its people and the book that they write into, one sitting after the other."""

    def __init__(self, home: Path, community: str = COMMUNITY, **founding: Json) -> None:
        self.cast = Cast(f"ledger.example/{community}")
        self.folder = home / community
        self.now = datetime(2026, 5, 4, 19, 0, tzinfo=_ZONE)
        self._guard = home.parent / f"{home.name}-guard-{community}.db"
        Ledger.create(self.folder, self.cast.origin, self.cast.log_key)
        self._ledger = Ledger.open(self.folder, clock=lambda: self.now, guard=self._guard)
        self.append(self.cast.founding(self.now, **founding), *self.cast.enrolments(self.now))

    @property
    def public(self) -> Path:
        return self.folder / "public"

    def at(self, day: str, hour: int = 19) -> None:
        self.now = datetime.fromisoformat(f"{day}T{hour:02}:00:00").replace(tzinfo=_ZONE)

    def append(self, *events: bytes) -> list[int]:
        return [one.index for one in self._ledger.append(events, clock_ok=True)]

    def record(self, who: str, name: str, subject: str, data: Mapping[str, Json]) -> bytes:
        signed = self.cast.sign(who, name, subject, data, self.now)
        self.append(signed)
        return signed

    def confirm(self, who: str, of: bytes) -> None:
        self.append(self.cast.confirmation(who, of, self.now))

    def publish(self) -> None:
        self._ledger.publish()
        projections.catch_up(self.public)

    def close(self) -> None:
        self._ledger.close()


def build(home: Path) -> Sample:
    """Make the whole story, publish it, and close the book: no writer is left."""
    sample = Sample(home)
    _open_accounts(sample)
    sample.publish()
    _earn(sample)
    motion = _meet(sample)
    _pay(sample, motion)
    _leave_open(sample)
    sample.publish()
    sample.close()
    return sample


def _open_accounts(sample: Sample) -> None:
    for account, name in (("bank-common", "公共收益专户"), ("bank-repairs", "维修资金专户")):
        sample.record(
            "treasurer",
            "account.opened",
            f"account/{account}",
            {
                "kind": "asset", "subtype": "bank", "name": {"value": name}, "bank": "样例银行",
                "masked_number": "****6789", "holder": "community", "currency": "CNY",
            },
        )  # fmt: skip
    for fund, kind, name in (("common", "common_income", "公共收益"), ("repairs", "maintenance", "维修资金")):
        sample.record(
            "treasurer",
            "fund.opened",
            f"fund/{fund}",
            {"name": name, "kind": kind, "currency": "CNY", "owner_of_money": "owners", "scope": "all"},
        )
    for fund, amount in (("common", 18_650_000), ("repairs", 1_234_567_800)):
        opening = sample.record(
            "treasurer",
            "balance.opened",
            f"fund/{fund}",
            {"account": f"bank-{fund}", "amount": amount, "as_of": "2026-04-30"},
        )
        sample.confirm("chair", opening)
    for party, name in (("lift-firm", "样例电梯公司"), ("paper-shop", HOSTILE)):
        sample.record(
            "secretary",
            "counterparty.registered",
            "community",
            {"party": party, "kind": "company", "name": {"value": name}},
        )


def _earn(sample: Sample) -> None:
    for day, amount, what in (
        ("2026-05-08", 1_200_000, "五月停车费"),
        ("2026-06-05", 1_260_000, "六月停车费"),
        ("2026-06-09", 300_000, HOSTILE),
        ("2026-06-10", 250_050, LONG),
    ):
        sample.at(day)
        sample.record(
            "treasurer",
            "income.recorded",
            "fund/common",
            {
                "account": "bank-common", "amount": amount, "date": day, "book_date": day, "category": "parking",
                "nature": "income", "payer": "paper-shop", "description": {"value": what},
            },
        )  # fmt: skip


def table(sample: Sample, motion: str, title: str, **changes: Json) -> bytes:
    """Table a committee motion that is open for three days."""
    data: dict[str, Json] = {
        "title": {"value": title}, "text": {"value": f"{title}。\n费用不超过五千元。"}, "body": "committee",
        "form": "written", "matter": "repair", "class": "ordinary", "method": "yes_no", "options": [],
        "opens": sample.now.isoformat(), "closes": (sample.now + timedelta(days=3)).isoformat(), "scope": "all",
        "secrecy": "open",
    }  # fmt: skip
    return sample.record("chair", "motion.tabled", f"motion/{motion}", data | changes)


def vote(sample: Sample, who: str, motion: bytes, subject: str, choice: str) -> None:
    sample.record(who, "ballot.cast", subject, {"on": sample.cast.ref(motion), "choice": choice})


def _meet(sample: Sample) -> bytes:
    sample.at("2026-06-12")
    meeting = "meeting/m-june"
    sample.record(
        "chair",
        "meeting.called",
        meeting,
        {
            "kind": "committee", "at": "2026-06-15T19:00:00+08:00", "place": {"value": f"活动室 {HOSTILE}"},
            "agenda": [
                {"no": 1, "title": {"value": "二号楼电梯维修"}, "motion": "lift"},
                {"no": 2, "title": {"value": HOSTILE}},
            ],
        },
    )  # fmt: skip
    sample.at("2026-06-15")
    sample.record("chair", "meeting.opened", meeting, {"at": sample.now.isoformat()})
    for who in ("chair", "vice", "treasurer", "secretary"):
        sample.record(who, "attendance.recorded", meeting, {"member": who, "mode": "present"})
    motion = table(
        sample, "lift", "维修二号楼电梯", form="meeting", meeting="m-june", fund="common", amount_cap=500_000
    )
    for who, choice in {"chair": "yes", "vice": "yes", "treasurer": "yes", "secretary": "no", "member": "yes"}.items():
        vote(sample, who, motion, "motion/lift", choice)
    tally: list[Json] = [{"choice": c, "ballots": n} for c, n in (("yes", 4), ("no", 1), ("abstain", 0), ("recuse", 0))]
    closed: dict[str, Json] = {"tally": tally, "outcome": "adopted", "elected": [], "alternates": []}
    sample.record("chair", "motion.closed", "motion/lift", closed)
    text = f"同意维修二号楼电梯。\n{HOSTILE}"
    minutes = sample.record("secretary", "minutes.recorded", meeting, {"text": {"value": text}, "language": "zh-CN"})
    for who, stance in (("chair", "agree"), ("vice", "agree"), ("secretary", "dissent")):
        sample.record(who, "minutes.signed", meeting, {"on": sample.cast.ref(minutes), "stance": stance})
    sample.now += timedelta(hours=2)
    sample.record("chair", "meeting.closed", meeting, {"at": sample.now.isoformat()})
    return motion


def request(sample: Sample, payment: str, amount: int, **changes: Json) -> bytes:
    """Ask for a payment from the common income."""
    data: dict[str, Json] = {
        "payment": payment, "kind": "expense", "amount": amount, "category": "repairs/lift", "payee": "lift-firm",
        "purpose": {"value": "二号楼电梯维修"}, "invoices": [],
    }  # fmt: skip
    return sample.record("treasurer", "payment.requested", "fund/common", data | changes)


def approve(sample: Sample, of: bytes, *who: str) -> None:
    for member in who:
        sample.record(member, "payment.approved", "fund/common", {"on": sample.cast.ref(of)})


def execute(sample: Sample, of: bytes, amount: int, bank_ref: str) -> None:
    day = sample.now.date().isoformat()
    sample.record(
        "treasurer",
        "payment.executed",
        "fund/common",
        {
            "on": sample.cast.ref(of), "account": "bank-common", "amount": amount, "date": day, "book_date": day,
            "bank_ref": bank_ref,
        },
    )  # fmt: skip


def _pay(sample: Sample, motion: bytes) -> None:
    assert motion
    sample.at("2026-06-20")
    invoices: list[Json] = [{"issuer": "lift-firm", "number": "12345678", "date": "2026-06-18", "amount": 480_000}]
    asked = request(sample, "p-lift", 480_000, motion="lift", invoices=invoices)
    approve(sample, asked, "chair", "vice")
    execute(sample, asked, 480_000, "b-1")
    sample.at("2026-06-22")
    bare = request(sample, "p-bare", 150_000, payee="paper-shop", category="other", purpose={"value": HOSTILE})
    approve(sample, bare, "chair")
    execute(sample, bare, 150_000, "b-2")
    sample.record(
        "treasurer",
        "outflow.recorded",
        "fund/common",
        {
            "account": "bank-common", "amount": 1_500, "date": "2026-06-22", "book_date": "2026-06-22",
            "kind": "bank_charge", "category": "bank_charge", "bank_ref": "b-3",
        },
    )  # fmt: skip


def _leave_open(sample: Sample) -> None:
    """What still runs at the end: a vote, an appointment without its second person, a request without approvals."""
    sample.at("2026-06-25")
    motion = table(sample, "lamps", "更换地库照明灯")
    vote(sample, "vice", motion, "motion/lamps", "yes")
    request(sample, "p-lamps", 90_000, purpose={"value": "地库照明灯"})
    sample.record(
        "chair",
        "member.appointed",
        "community",
        {
            "member": "reviewer", "name": {"value": "审样例"}, "body": "auditor", "roles": ["auditor"], "kind": "hired",
            "term": {"from": "2026-07-01", "to": "2027-06-30"}, "basis": {"value": "样例委托书"},
            "key": sample.cast.jwk("reviewer"),
        },
    )  # fmt: skip
