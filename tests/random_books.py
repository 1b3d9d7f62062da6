"""Random books that the rules admit: every type of event, in whatever order, by whomever the pack allows to.

An act that the rules refuse is left out, so that what comes out is a history that a ledger can hold.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from ledger import jws, sealing
from ledger.application import Ledger
from ledger.demo.cast import SEATS
from ledger.errors import FormatError, RuleError
from ledger.events import Event, parse_payload
from ledger.keys import kid_of
from ledger.rules.motions import tally_of, votes_in
from ledger.rules.packs import pin_of
from ledger.rules.state import Meeting
from ledger.rules.statements import balances_at
from ledger.strict_json import Json
from tests import random_assembly
from tests.log_of import Book

CONFIRMED = (
    "balance.opened", "member.appointed", "member.ended", "import.completed", "key.introduced", "seats.set",
    "roles.changed", "log_key.rotated", "field.erased", "movement.reversed", "period.closed",
)  # fmt: skip
FUNDS = ("common", "repairs")
ACCOUNTS = ("bank", "cash", "loan")
SOURCE, NEWER = "ab" * 32, "ef" * 32
DAYS = ("2024-05-31", "2024-06-15", "2024-06-30", "2024-07-01", "2024-07-31")
NATURES = {
    "income": "parking", "interest": "interest", "deposit": "premises", "advance_receipt": "parking/garage",
    "refund_received": "repairs", "transfer": "other_income",
}  # fmt: skip
KINDS = {"expense": "repairs/lift", "advance": "other", "refund": "parking", "transfer": "other"}


class RandomBook(Book):
    """A founded book with two funds, three accounts, two parties and a source, and what a random choice adds to it."""

    def __init__(self, rng: Random) -> None:
        self.signed: list[tuple[datetime, bytes]] = []
        """Every admitted file and the ledger's clock then."""
        self._rng = rng
        self._numbers = count(1)
        self._events: dict[str, list[tuple[str, bytes]]] = {}
        pin = pin_of("generic")
        super().__init__(pack={"id": pin.id, "version": pin.version, "sha256": pin.sha256})
        for account in ACCOUNTS:
            kind, subtype = ("liability", "other") if account == "loan" else ("asset", account)
            account_data: dict[str, Json] = {
                "kind": kind, "subtype": subtype, "name": {"value": f"样例{account}"}, "holder": "community",
                "currency": "CNY",
            }  # fmt: skip
            self.record("treasurer", "account.opened", f"account/{account}", **account_data)
        for fund in FUNDS:
            fund_data: dict[str, Json] = {
                "name": fund, "kind": "other", "currency": "CNY", "owner_of_money": "owners", "scope": "all",
            }  # fmt: skip
            self.record("treasurer", "fund.opened", f"fund/{fund}", **fund_data)
        self.record(
            "treasurer", "source.registered", f"source/{SOURCE}", source=SOURCE, name={"value": "旧账"}, sheets=1,
            rows=40, map_sha256="cd" * 32, funds=list(FUNDS),
        )  # fmt: skip
        for party, kind in (("plumber", "company"), ("neighbour", "person")):
            self.record(
                "secretary", "counterparty.registered", "community", party=party, kind=kind, name={"value": "样例"}
            )

        appointed = self.record(
            "chair", "member.appointed", "community", member="auditor", name={"value": "审样例"}, body="auditor",
            roles=["auditor"], kind="hired", term={"from": "2024-07-01", "to": "2027-06-30"},
            basis={"value": "委托书"}, key=self.cast.jwk("auditor"),
        )  # fmt: skip
        self.confirm("vice", appointed)
        self.put(self.cast.enrolment("auditor", self.at, "auditor"))

    def put(self, signed: bytes) -> Event:
        event = super().put(signed)
        self.signed.append((self.at, signed))
        self._events.setdefault(event.name, []).append((event.subject, signed))
        return event

    def act(self) -> None:
        """Try one random act."""
        act = self._rng.choice(ACTS)
        try:
            act(self)
        except (RuleError, FormatError):
            return

    def _pick(self, name: str) -> tuple[str, bytes]:
        """Return subject and file of an event of this type, or refuse to act."""
        found = self._events.get(name)
        if not found:
            raise RuleError("test.nothing", "there is none yet", advice="Act later.")
        return self._rng.choice(found)

    def _on(self, who: str, name: str, target: str, **data: Json) -> None:
        subject, signed = self._pick(target)
        self.record(who, name, subject, on=self.cast.ref(signed), **data)

    def _money(self) -> dict[str, Json]:
        day = self._rng.choice(DAYS)
        return {
            "account": self._rng.choice(ACCOUNTS), "amount": self._amount(), "date": day, "book_date": day,
        }  # fmt: skip

    def _amount(self) -> int:
        return self._rng.choice((1, 100, 80_000, 1_000_001, 5_000_000))

    def _shares(self, amount: int) -> list[Json]:
        if amount < 3:
            return [{"building": "b1", "amount": amount}]
        return [{"building": "b1", "amount": amount // 3}, {"building": "b2", "amount": amount - amount // 3}]

    def _fund(self) -> str:
        return f"fund/{self._rng.choice(FUNDS)}"

    def _bank_ref(self) -> str:
        return f"b-{next(self._numbers)}"

    def receive(self) -> None:
        nature = self._rng.choice(list(NATURES))
        data = self._money() | {"nature": nature, "category": NATURES[nature], "description": {"value": "收款"}}
        if self._rng.random() < 0.5:
            data["allocation"] = self._shares(int(str(data["amount"])))
        if nature == "deposit":
            data["payer"] = "neighbour"
        if nature == "transfer":
            data["transfer_of"] = self.cast.ref(self._pick("payment.executed")[1])
        self.record("treasurer", "income.recorded", self._fund(), **data)

    def lose(self) -> None:
        data = self._money() | {"kind": "bank_charge", "category": "bank_charge", "bank_ref": self._bank_ref()}
        self.record(self._rng.choice(SEATS), "outflow.recorded", self._fund(), **data)

    def ask(self) -> None:
        kind, fund = self._rng.choice(list(KINDS)), self._fund()
        data: dict[str, Json] = {
            "payment": f"p-{next(self._numbers)}", "kind": kind, "amount": self._amount(), "category": KINDS[kind],
            "payee": self._rng.choice(("plumber", "neighbour", "chair")), "purpose": {"value": "用途"}, "invoices": [],
        }  # fmt: skip
        if self._rng.random() < 0.5:
            data["allocation"] = {"method": "agreed", "lines": self._shares(int(str(data["amount"])))}
        if self._rng.random() < 0.2:
            data |= self._rng.choice(({"contract": "c-1", "stage": "final"}, {"emergency": "e-1"}))
        if self._rng.random() < 0.1:
            data["budget_line"] = "upkeep"
        if kind == "refund":
            fund, receipt = self._pick("income.recorded")
            data["refund_of"] = self.cast.ref(receipt)
        if kind == "transfer":
            data["to_account"] = self._rng.choice(ACCOUNTS)
            if self._rng.random() < 0.7:
                data["to_fund"] = self._rng.choice(FUNDS)
        if self._rng.random() < 0.5:
            data["invoices"] = [{"issuer": "plumber", "number": "№ 1", "date": "2024-07-01", "amount": 1}] * 2
        self.record(self._rng.choice(("treasurer", "secretary")), "payment.requested", fund, **data)

    def decide(self) -> None:
        name = self._rng.choice(("payment.approved", "payment.approved", "payment.rejected"))
        self._on(self._rng.choice(SEATS), name, "payment.requested")

    def cancel(self) -> None:
        self._on("chair", "payment.cancelled", "payment.requested", reason="duplicate")

    def pay(self) -> None:
        self._on("treasurer", "payment.executed", "payment.requested", **self._money() | {"bank_ref": self._bank_ref()})

    def give_back(self) -> None:
        self._on("treasurer", "payment.returned", "payment.executed", **self._money() | {"bank_ref": self._bank_ref()})

    def correct(self) -> None:
        names = ("income.recorded", "payment.executed", "payment.returned", "outflow.recorded", "movement.imported",
                 "balance.opened", "receipt.released", "advance.settled")  # fmt: skip
        self._on(
            "treasurer", "movement.reversed", self._rng.choice(names), reason="mistake",
            book_date=self._rng.choice(DAYS),
        )  # fmt: skip

    def release(self) -> None:
        self._on(
            "treasurer", "receipt.released", "income.recorded", amount=self._rng.choice((1, 100)), category="parking",
            book_date=self._rng.choice(DAYS),
        )  # fmt: skip

    def settle(self) -> None:
        lines: list[Json] = [{"category": "repairs", "amount": self._rng.choice((1, 50))}]
        self._on(
            "treasurer", "advance.settled", "payment.executed", lines=lines, returned=self._rng.choice((0, 1)),
            book_date=self._rng.choice(DAYS),
        )  # fmt: skip

    def adopt_budget(self) -> None:
        motion, _ = self._pick("motion.closed")
        lines: list[Json] = [
            {"code": "upkeep", "category": "repairs", "amount": self._amount()},
            {"code": "rent", "category": "premises", "amount": 100},
        ]
        self.record(
            "chair", "budget.adopted", self._fund(), kind=self._rng.choice(("initial", "revision")), lines=lines,
            period=self._rng.choice(("2024", "2024-H2")), motion=motion.partition("/")[2],
        )  # fmt: skip

    def sign_contract(self) -> None:
        self.record(
            "chair", "contract.signed", self._fund(), contract=f"c-{self._rng.randrange(3)}", direction="pay",
            party="plumber", amount=self._amount(), to="2025-06-30", schedule=[], purpose={"value": "维修"},
            **{"from": "2024-07-01", "class": "repair"},
        )  # fmt: skip

    def go_on_with_contract(self) -> None:
        subject, contract = self._fund(), f"c-{self._rng.randrange(3)}"
        match self._rng.randrange(3):
            case 0:
                self.record("chair", "contract.amended", subject, contract=contract, amount=5, reason="more_work")
            case 1:
                result = self._rng.choice(("accepted", "rejected"))
                self.record(self._rng.choice(SEATS), "work.accepted", subject, contract=contract, result=result)
            case _:
                self.record(
                    "auditor", "work.reviewed", subject, contract=contract, submitted=9, approved=8, reviewer="plumber"
                )

    def expect(self) -> None:
        self.record(
            "treasurer", "income.expected", self._fund(), period="2024-07", category="parking", amount=self._amount(),
            payers_count=9, due="2024-07-31", basis={"value": "车位合同"},
        )  # fmt: skip

    def declare_emergency(self) -> None:
        if self._rng.random() < 0.5:
            self.record("chair", "emergency.declared", self._fund(), case=f"e-{self._rng.randrange(3)}", estimate=9)
        else:
            self._on(self._rng.choice(SEATS), "emergency.confirmed", "emergency.declared", authority="neighbour")

    def get_statement(self) -> None:
        account, day = f"account/{self._rng.choice(ACCOUNTS)}", self._rng.choice(DAYS)
        if self._rng.random() < 0.3:
            self.record(
                "treasurer", "statement.recorded", account, to=day, opening=0, closing=self._amount(),
                lines_sha256="ef" * 32, obtained="download", **{"from": "2024-05-01"},
            )  # fmt: skip
        else:
            self.record(
                self._rng.choice(("treasurer", *SEATS)), "statement.reconciled", account, to=day, matched=3,
                unmatched=[], difference=self._rng.choice((0, 0, -5)), seen_in_bank=True,
            )  # fmt: skip

    def close_period(self) -> None:
        fund, period = self._rng.choice(FUNDS), self._rng.choice(("2024-05", "2024-05", "2024-06"))
        if self._rng.random() < 0.2:
            balances: list[Json] = [
                {"account": code, "amount": amount}
                for code, amount in balances_at(self.history.funds()[fund], f"{period}-31").items()
            ]
            self.record("treasurer", "period.closed", f"fund/{fund}", period=period, balances=balances)

    def publish_report(self) -> None:
        head: Json = {"size": 1, "root": "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="}
        report: dict[str, Json] = {
            "report": "common_income", "period": "2024-Q2", "channels": ["notice_board"], "checkpoint": head,
            "figures": [{"code": "parking", "amount": 1}], "from": "2024-07-01", "to": "2024-07-20",
        }  # fmt: skip
        match self._rng.randrange(4):
            case 0:
                self.record("chair", "disclosure.published", self._fund(), **report)
            case 1:
                subject, earlier = self._pick("disclosure.published")
                self.record("chair", "disclosure.published", subject, **report, supersedes=self.cast.ref(earlier))
            case _:
                state = self._rng.choice(("up", "down"))
                self._on(
                    self._rng.choice(SEATS), "posting.evidenced", "disclosure.published", place="gate", state=state,
                    date="2024-07-02",
                )  # fmt: skip

    def close_account(self) -> None:
        if self._rng.random() < 0.1:
            self.record("treasurer", "account.closed", "account/cash", date="2024-07-01", reason="not_used")

    def bring_forward(self) -> None:
        data: dict[str, Json] = {
            "account": self._rng.choice(ACCOUNTS), "amount": self._rng.choice((-700, 0, 500_000)),
            "as_of": self._rng.choice(DAYS),
        }  # fmt: skip
        self.record("treasurer", "balance.opened", self._fund(), **data)

    def confirm_something(self) -> None:
        waiting = [(subject, signed) for name in CONFIRMED for subject, signed in self._events.get(name, [])]
        subject, signed = self._rng.choice(waiting or [self._pick("balance.opened")])
        self.record(
            self._rng.choice(SEATS), "entry.confirmed", subject, on=self.cast.ref(signed), purpose="second_person"
        )

    def import_row(self) -> None:
        amounts = [self._rng.choice((-500, 0, 700)) for _ in range(self._rng.randrange(1, 4))]
        places: list[Json] = [{"account": self._rng.choice(ACCOUNTS), "amount": amount} for amount in amounts]
        places.append({"category": self._rng.choice(("parking", "repairs")), "amount": -sum(amounts)})
        self.record(
            "treasurer", "movement.imported", self._fund(), source={"id": SOURCE, "row": next(self._numbers) % 40 + 1},
            date=self._rng.choice(DAYS), postings=places, description={"value": "旧账一行"},
        )  # fmt: skip

    def complete_import(self, source: str = SOURCE) -> None:
        self._pick("movement.imported")
        totals: list[Json] = []
        brought = taken_back = replaced = 0
        for fund_id, fund in self.history.funds().items():
            imported = fund.imported.get(source)
            if imported is not None:
                brought += len(imported.rows)
                taken_back += len(imported.taken_back)
                replaced += len(imported.replaced)
                totals += [{"fund": fund_id, kind: code, "amount": n} for (kind, code), n in imported.totals.items()]
        self.record(
            "treasurer", "import.completed", f"source/{source}", rows=40, added=brought - replaced, changed=replaced,
            vanished=taken_back - replaced, totals=totals,
        )  # fmt: skip

    def bring_newer_edition(self) -> None:
        """Register it, complete it, or have it take a row back, perhaps with another one in its place."""
        subject, row = self._pick("movement.imported")
        choice = self._rng.randrange(8)
        if f"source/{NEWER}" not in self.history.states:
            self.record(
                "treasurer", "source.registered", f"source/{NEWER}", source=NEWER, name={"value": "旧账新版"},
                sheets=1, rows=40, map_sha256="cd" * 32, funds=list(FUNDS), replaces=SOURCE,
            )  # fmt: skip
        elif choice == 0:
            self.complete_import(NEWER)
        else:
            on, number = self.cast.ref(row), next(self._numbers) % 40 + 1
            back = self.record(
                "treasurer", "movement.reversed", subject, on=on, reason="newer_edition",
                book_date=self._rng.choice(DAYS), edition=NEWER,
            )  # fmt: skip
            if choice % 2:
                places: list[Json] = [{"account": "bank", "amount": 900}, {"category": "parking", "amount": -900}]
                self.record(
                    "treasurer", "movement.imported", subject, source={"id": NEWER, "row": number}, replaces=on,
                    date=self._rng.choice(DAYS), postings=places, description={"value": "新版一行"},
                )  # fmt: skip
            if choice > 1:
                self.confirm("chair", back)

    def table_motion(self) -> None:
        matter = self._rng.choice(("expense", "house_rules"))
        self.table(f"m-{next(self._numbers)}", matter=matter, fund=self._rng.choice(FUNDS), amount_cap=self._amount())

    def vote_on(self) -> None:
        self._on(
            self._rng.choice(SEATS),
            "ballot.cast",
            "motion.tabled",
            choice=self._rng.choice(("yes", "yes", "yes", "no", "abstain", "recuse")),
        )

    def table_and_change_motion(self) -> None:
        name, scan = f"m-{next(self._numbers)}", "5c" * 32
        on = self.cast.ref(self.table(name))
        match self._rng.randrange(3):
            case 0:
                self.record("chair", "motion.withdrawn", f"motion/{name}", on=on, reason="error")
            case 1:
                closes = (self.at + timedelta(days=2)).isoformat()
                self.record("chair", "motion.extended", f"motion/{name}", on=on, closes=closes)
            case _:
                papers: Json = [{"sha256": scan, "title": {"value": "票"}, "class": "photo", "visibility": "owners"}]
                voter = self._rng.choice(SEATS)
                paper = self.record(
                    "secretary", "ballot.transcribed", f"motion/{name}", on=on, member=voter,
                    seat_no=self.history.community.members[voter].seat_no, choice="yes", scan=scan, documents=papers,
                )  # fmt: skip
                self.confirm("chair", paper)

    def let_owners_vote(self) -> None:
        if self._rng.random() < 1 / 3:
            random_assembly.hold(self, self._rng, next(self._numbers))

    def close_motion(self) -> None:
        subject, _ = self._pick("motion.tabled")
        tally = tally_of(votes_in(self.motion(subject.partition("/")[2])))
        outcome = self._rng.choice(("adopted", "adopted", "rejected", "no_quorum"))
        self.record(
            "chair", "motion.closed", subject, tally=[{"choice": t.choice, "ballots": t.ballots} for t in tally],
            outcome=outcome, elected=[], alternates=[],
        )  # fmt: skip

    def call_meeting(self) -> None:
        agenda: list[Json] = [
            {"no": 1, "title": {"value": "维修"}, "motion": "m-1"},
            {"no": 2, "title": {"value": "二"}},
        ]
        self.record(
            "chair", "meeting.called", f"meeting/t-{next(self._numbers)}", kind="committee", at=self.at.isoformat(),
            place={"value": "活动室"}, agenda=agenda,
        )  # fmt: skip

    def go_on_with_meeting(self) -> None:
        subject, _ = self._pick("meeting.called")
        meeting = self.history.states[subject]
        assert isinstance(meeting, Meeting)
        who = self._rng.choice(SEATS)
        step = self._rng.choice(("meeting.opened", "meeting.closed", "attendance.recorded", "minutes.recorded"))
        if step == "attendance.recorded":
            self.record(who, step, subject, member=who, mode="present")
        elif step == "minutes.recorded":
            earlier = [signed for other, signed in self._events.get(step, []) if other == subject]
            data: dict[str, Json] = {"text": {"value": "纪要"}, "language": "zh-CN"}
            if earlier:
                data["supersedes"] = self.cast.ref(earlier[-1])
            self.record("secretary", step, subject, **data)
        else:
            self.record("chair", step, subject, at=self.at.isoformat())

    def sign_minutes(self) -> None:
        stance = self._rng.choice(("agree", "dissent"))
        self._on(self._rng.choice(SEATS), "minutes.signed", "minutes.recorded", stance=stance)

    def change_people(self) -> None:
        who, number = self._rng.choice(SEATS), next(self._numbers)
        match self._rng.randrange(5):
            case 0:
                term: Json = {"from": "2024-07-01", "to": "2027-06-30"}
                self.record(
                    "chair", "member.appointed", "community", member=f"auditor-{number}", name={"value": "审样例"},
                    body="auditor", roles=["auditor"], kind="hired", term=term, basis={"value": "委托书"},
                    key=self.cast.jwk(f"auditor-{number}"),
                )  # fmt: skip
            case 1 if who == "member":
                self.record(who, "member.ended", "community", member=who, reason="resigned", date="2024-07-01")
            case 2:
                self.record(who, "key.introduced", "community", member=who, key=self.cast.jwk(f"{who}-{number}"))
                self.put(self.cast.enrolment(f"{who}-{number}", self.at, who))
            case 3:
                self.record(who, "key.introduced", "community", member=who, key=self.cast.jwk(f"{who}-{number}"))
                revoked = kid_of(self.cast.key(f"{who}-{number}"))
                self.record(who, "key.revoked", "community", kid=revoked, reason="lost")
            case _:
                party = f"firm-{number}"
                self.record("secretary", "counterparty.registered", "community", party=party, kind="company",
                            name={"value": "样例公司"})  # fmt: skip

    def register_document(self) -> None:
        sha256 = f"{next(self._numbers):064x}"
        evidence: list[Json] = [
            {"sha256": sha256, "title": {"value": "照片"}, "class": "photo", "visibility": "public"}
        ]
        self.record(
            "secretary", "document.registered", f"document/{sha256}", title={"value": "合同"}, media_type="text/plain",
            size=9, visibility="owners", nonce={"value": "00" * 32}, documents=evidence, note={"value": "附注"},
            **{"class": "contract"},
        )  # fmt: skip

    def note_something(self) -> None:
        name = self._rng.choice(("income.recorded", "payment.requested", "motion.tabled", "key.enrolled"))
        who = self._rng.choice(SEATS)
        match self._rng.randrange(3):
            case 0:
                self._on(who, "entry.annotated", name, says={"value": "说明"}, reason="clarification")
            case 1:
                subject, signed = self._pick(name)
                self.record(
                    who, "finding.answered", subject, finding="A0", on=[self.cast.ref(signed)] * 2,
                    text={"value": "补充说明"}, outcome="explained",
                )  # fmt: skip
            case _:
                subject, signed = self._pick("payment.requested")
                event = parse_payload(jws.parse(sealing.split(signed)[0]))
                self.record(
                    "secretary", "field.erased", subject, on=self.cast.ref(signed), digests=list(event.digests),
                    basis={"value": "本人申请"},
                )  # fmt: skip

    def ask_and_answer(self) -> None:
        match self._rng.randrange(3):
            case 0:
                about: list[Json] = [self.cast.ref(self._pick("income.recorded")[1])]
                self.record(
                    "secretary", "inquiry.raised", f"inquiry/q-{next(self._numbers)}", topic="money",
                    text={"value": "这笔钱是什么？"}, about=about, asker={"value": "样例业主"}, channel="counter",
                )  # fmt: skip
            case 1:
                supports: list[Json] = [self.cast.ref(self._pick("income.recorded")[1])]
                who = self._rng.choice(SEATS)
                self._on(who, "inquiry.answered", "inquiry.raised", text={"value": "是停车费"}, supports=supports)
            case _:
                subject, _ = self._pick("inquiry.raised")
                self.record("secretary", "inquiry.closed", subject, outcome=self._rng.choice(("answered", "referred")))

    def ask_for_meeting(self) -> None:
        match self._rng.randrange(3):
            case 0:
                number = next(self._numbers)
                self.record("vice", "meeting.requested", f"meeting/r-{number}", topic={"value": "维修"})
            case 1:
                self.record("chair", "meeting.cancelled", self._pick("meeting.called")[0], reason="postponed")
            case _:
                subject, _ = self._pick("meeting.opened")
                self.record("secretary", "item.noted", subject, no=1, speaker="owner", text={"value": "同意"})

    def keep_office(self) -> None:
        who, number = self._rng.choice(SEATS), next(self._numbers)
        vkey = f"witness.example/{number}" + self.cast.log_vkey[self.cast.log_vkey.index("+") :]
        match self._rng.randrange(7):
            case 0:
                self.record(
                    who, "interest.declared", "community", relation="family", party="plumber", since="2024-07-01"
                )
            case 1:
                self.record(who, "duty.performed", "community", duty="meet", period="2024-Q3", date="2024-07-01")
            case 2:
                self.record(
                    "secretary", "audit.reported", "community", scope="all", period="2024", firm="plumber",
                    opinion="qualified",
                )  # fmt: skip
            case 3:
                subject, _ = self._pick("document.registered")
                self.record(
                    "secretary", "seal.used", "community", seal="committee", purpose={"value": "合同"},
                    document=subject.partition("/")[2], copies=2,
                )  # fmt: skip
            case 4:
                self.record(
                    "chair", "witness.enrolled", "community", name={"value": "样例大学"}, vkey=vkey,
                    url="https://witness.example/", kind="association",
                )  # fmt: skip
            case 5:
                removed = self._rng.choice(sorted(self.history.community.witnesses) or [vkey])
                self.record("chair", "witness.removed", "community", vkey=removed)
            case _:
                self.record("secretary", "document.withdrawn", self._pick("document.registered")[0], reason="replaced")

    def change_order(self) -> None:
        head: Json = {"size": 7, "root": "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="}
        match self._rng.randrange(5):
            case 0:
                self.record("chair", "seats.set", "community", established=7, basis={"value": "业主大会决定"})
            case 1:
                self.record(
                    "chair", "roles.changed", "community", member="vice", roles=["vice_chair", "member"],
                    basis={"value": "会议决定"},
                )  # fmt: skip
            case 2:
                new = f"{self.cast.origin}+{next(self._numbers):08x}+{self.cast.log_vkey.rpartition('+')[2]}"
                self.record(
                    "chair", "log_key.rotated", "community", old_vkey=self.history.community.log_vkey, new_vkey=new,
                    checkpoint=head,
                )  # fmt: skip
            case 3:
                self.record(
                    "chair", "handover.signed", "community", side="outgoing", inventory=[{"title": {"value": "账册"}}],
                    balances=[{"fund": "common", "account": "bank", "amount": 1}], open_contracts=[], seals=[],
                    hosting_and_keys={"value": "一并移交"}, checkpoint=head,
                )  # fmt: skip
            case _:
                pin = pin_of("generic")
                pack: Json = {"id": pin.id, "version": pin.version, "sha256": pin.sha256}
                settings: list[Json] = [
                    {"parameter": "committee.notice_days", "value": 5, "clause": {"value": "第十条"}}
                ]
                motion = self._pick("motion.closed")[0].partition("/")[2]
                self.record(
                    "chair", "ruleset.adopted", "community", pack=pack, rules=1, settings=settings, motion=motion
                )

    def let_time_pass(self) -> None:
        self.at += timedelta(hours=self._rng.choice((1, 13, 24)))


ACTS = (
    RandomBook.receive, RandomBook.receive, RandomBook.lose, RandomBook.ask, RandomBook.ask, RandomBook.decide,
    RandomBook.decide, RandomBook.cancel, RandomBook.pay, RandomBook.pay, RandomBook.pay, RandomBook.give_back,
    RandomBook.correct, RandomBook.correct, RandomBook.release, RandomBook.release, RandomBook.settle,
    RandomBook.settle, RandomBook.close_account, RandomBook.adopt_budget, RandomBook.sign_contract,
    RandomBook.go_on_with_contract, RandomBook.expect, RandomBook.declare_emergency,
    RandomBook.get_statement, RandomBook.get_statement, RandomBook.close_period, RandomBook.publish_report,
    RandomBook.bring_forward, RandomBook.bring_forward, RandomBook.confirm_something, RandomBook.confirm_something,
    RandomBook.import_row, RandomBook.import_row, RandomBook.complete_import, RandomBook.bring_newer_edition,
    RandomBook.bring_newer_edition, RandomBook.bring_newer_edition, RandomBook.table_motion,
    RandomBook.vote_on, RandomBook.vote_on, RandomBook.vote_on, RandomBook.close_motion,
    RandomBook.table_and_change_motion,
    RandomBook.let_owners_vote, RandomBook.call_meeting,
    RandomBook.go_on_with_meeting, RandomBook.go_on_with_meeting, RandomBook.sign_minutes, RandomBook.change_people,
    RandomBook.register_document, RandomBook.note_something, RandomBook.ask_and_answer, RandomBook.ask_and_answer,
    RandomBook.ask_for_meeting, RandomBook.keep_office, RandomBook.change_order, RandomBook.let_time_pass,
)  # fmt: skip


@st.composite
def books(draw: st.DrawFn, acts: int = 40) -> RandomBook:
    """Draw a book of up to so many acts beyond its set-up."""
    book = RandomBook(draw(st.randoms(use_true_random=False)))
    for _ in range(draw(st.integers(0, acts))):
        book.act()
    return book


def random_book(seed: int, acts: int) -> RandomBook:
    """Return the one book of this seed."""
    book = RandomBook(Random(seed))
    for _ in range(acts):
        book.act()
    return book


class StoredBook:
    """A random book on its way into a real store, as many entries at a time as a test wants."""

    def __init__(self, book: RandomBook, folder: Path) -> None:
        self.public = folder / "public"
        self._book = book
        self._folder = folder
        self._now = book.signed[0][0]
        Ledger.create(folder, book.cast.origin, book.cast.log_key)

    def store(self, start: int, stop: int, *, publish: bool = True) -> None:
        """Append entries ``start`` to ``stop - 1`` and publish them."""
        with Ledger.open(self._folder, clock=lambda: self._now, guard=self._folder / "guard.db") as ledger:
            for at, signed in self._book.signed[start:stop]:
                self._now = at
                ledger.append([signed])
            if publish:
                ledger.publish()
