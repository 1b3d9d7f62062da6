"""A log in memory for tests of rules: a founded community and a short way to put signed events into it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from ledger import sealing
from ledger.demo.cast import Cast
from ledger.events import Event, parse_event
from ledger.keys import kid_of
from ledger.rules.history import History
from ledger.rules.state import Fund, Motion
from ledger.strict_json import Json

START = datetime(2024, 7, 1, 9, 0, tzinfo=timezone(timedelta(hours=8)))
FUND = "fund/common-income"


class Book:
    """A founded community whose five members have enrolled; `at` is the ledger's clock."""

    def __init__(self, *, enrolled: bool = True, at: datetime = START, **founding: Json) -> None:
        self.cast = Cast()
        self.at = at
        self.history = History()
        self.put(self.cast.founding(self.at, **founding))
        if enrolled:
            for signed in self.cast.enrolments(self.at):
                self.put(signed)

    def put(self, signed: bytes) -> Event:
        """Admit a signed event under the rules; raises what they raise."""
        event = parse_event(sealing.split(signed)[0])
        self.history.admit(event, self.at)
        return event

    def sign(self, who: str, name: str, subject: str, data: Mapping[str, Json]) -> bytes:
        """Sign an event at the ledger's clock."""
        return self.cast.sign(who, name, subject, data, self.at)

    def record(self, who: str, name: str, subject: str, /, **data: Json) -> bytes:
        """Sign and admit an event; return it for later refs."""
        signed = self.sign(who, name, subject, data)
        self.put(signed)
        return signed

    def confirm(self, who: str, of: bytes) -> bytes:
        """Confirm a waiting event."""
        signed = self.cast.confirmation(who, of, self.at)
        self.put(signed)
        return signed

    def revoke(self, who: str) -> None:
        """Let a member revoke the key that they sign with, which takes effect at once."""
        kid = kid_of(self.cast.key(who))
        self.record(who, "key.revoked", "community", kid=kid, reason="lost")

    def renew(self, who: str) -> str:
        """Announce and enrol a second key of a member; return the name to sign under."""
        again = f"{who}-new"
        self.record(who, "key.introduced", "community", member=who, key=self.cast.jwk(again))
        self.put(self.cast.enrolment(again, self.at, who))
        return again

    def with_money(self) -> Book:
        """Open a bank account and a fund with ¥5,000.00 brought forward, and register a firm."""
        self.record(
            "treasurer",
            "account.opened",
            "account/bank",
            kind="asset",
            subtype="bank",
            name={"value": "公共收益专户"},
            holder="community",
            currency="CNY",
        )
        self.record(
            "treasurer",
            "fund.opened",
            FUND,
            name="公共收益",
            kind="common_income",
            currency="CNY",
            owner_of_money="owners",
            scope="all",
        )
        opening = self.record("treasurer", "balance.opened", FUND, account="bank", amount=500_000, as_of="2024-06-30")
        self.confirm("chair", opening)
        self.record(
            "treasurer",
            "counterparty.registered",
            "community",
            party="plumber",
            kind="company",
            name={"value": "样例水电公司"},
        )
        return self

    def request(self, who: str = "treasurer", **changes: Json) -> bytes:
        """Request a payment of ¥800.00 to the plumber."""
        data: dict[str, Json] = {
            "payment": "p-1",
            "kind": "expense",
            "amount": 80_000,
            "category": "repairs",
            "payee": "plumber",
            "purpose": {"value": "更换水泵"},
            "invoices": [],
        }
        return self.record(who, "payment.requested", FUND, **(data | changes))

    def execute(self, request: bytes, **changes: Json) -> bytes:
        """Record that the bank has paid a request."""
        data: dict[str, Json] = {
            "on": self.cast.ref(request),
            "account": "bank",
            "amount": 80_000,
            "date": "2024-07-01",
            "book_date": "2024-07-01",
            "bank_ref": "bank-1",
        }
        return self.record("treasurer", "payment.executed", FUND, **(data | changes))

    def bank_returns(self, execution: bytes, amount: int, bank_ref: str = "return-1") -> bytes:
        """Record that the bank has returned a payment."""
        data: dict[str, Json] = {
            "on": self.cast.ref(execution),
            "account": "bank",
            "amount": amount,
            "date": "2024-07-02",
            "book_date": "2024-07-02",
            "bank_ref": bank_ref,
        }
        return self.record("treasurer", "payment.returned", FUND, **data)

    def income(self, **changes: Json) -> bytes:
        """Record ¥1,200.00 of parking income."""
        data: dict[str, Json] = {
            "account": "bank",
            "amount": 120_000,
            "date": "2024-07-01",
            "book_date": "2024-07-01",
            "category": "parking",
            "nature": "income",
            "description": {"value": "七月停车费"},
        }
        return self.record("treasurer", "income.recorded", FUND, **(data | changes))

    def table(self, motion: str = "m-1", **changes: Json) -> bytes:
        """Table a committee motion that is open for a day."""
        data: dict[str, Json] = {
            "title": {"value": "更换水泵"},
            "text": {"value": "同意更换水泵，\n费用不超过八百元。"},
            "body": "committee",
            "form": "meeting",
            "matter": "expense",
            "class": "ordinary",
            "method": "yes_no",
            "options": [],
            "opens": self.at.isoformat(),
            "closes": (self.at + timedelta(days=1)).isoformat(),
            "scope": "all",
            "secrecy": "open",
        }
        return self.record("chair", "motion.tabled", f"motion/{motion}", **(data | changes))

    def vote(self, who: str, motion: bytes, choice: str, subject: str = "motion/m-1") -> bytes:
        """Cast a ballot."""
        return self.record(who, "ballot.cast", subject, on=self.cast.ref(motion), choice=choice)

    @property
    def fund(self) -> Fund:
        """The state of the fund."""
        return self.history.funds()["common-income"]

    def motion(self, motion: str = "m-1") -> Motion:
        """The state of a motion."""
        return self.history.motions()[motion]
