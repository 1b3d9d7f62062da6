"""One act under judgement, with all that its rule may look at; and the looks that many rules share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TypeVar

from msgspec import UNSET, Struct

from ledger.bodies.accounts import Share
from ledger.bodies.shared import Ref, Unset
from ledger.errors import RuleError
from ledger.events import Event, wire_type
from ledger.rules.packs import Pack, Side
from ledger.rules.public import registered
from ledger.rules.state import (
    Account,
    Community,
    Fund,
    Index,
    Meeting,
    Member,
    Motion,
    Source,
    States,
    StreamState,
    Target,
)

StateT = TypeVar("StateT", bound=StreamState)

TIME_AHEAD_MAX = timedelta(minutes=5)
"""How far a signer's clock may run before the ledger's."""
_LAST_DAY = date.max - timedelta(days=1)
"""The last day that has one after it: the clock of a log may say what it will."""
COMMUNITY_PARTY = "community"
"""The party id of the community itself, e.g. as the holder of its bank account."""


class Act(Struct, frozen=True):
    """An event, who signed it, when it was admitted, and the history before it."""

    event: Event
    admitted_at: datetime
    signer: Member | None
    """None where a recovery key signed."""
    community: Community
    pack: Pack
    states: States
    index: Index

    @property
    def member(self) -> Member:
        """The signing member; the table of acts lets no recovery key come this far."""
        assert self.signer is not None
        return self.signer

    def refuse(self, rule_id: str, message: str, advice: str) -> RuleError:
        """Return the error that refuses this act."""
        return RuleError(rule_id, message, advice=advice)

    def has_acted(self, kids: Iterable[str]) -> bool:
        """Tell whether one of these keys is the signing member's: members may change keys, and still act once."""
        return any(self.community.keys[kid].member == self.member.id for kid in kids)

    def own(self, kind: type[StateT]) -> StateT:
        """Return the state of the act's own stream."""
        return self._state(self.event.subject, kind)

    def _state(self, stream: str, kind: type[StateT]) -> StateT:
        state = self.states[stream]
        assert isinstance(state, kind)
        return state

    def waiting(self, state: StreamState) -> list[Event]:
        """Return what waits in a stream and can still be confirmed; the rest stands in nobody's way."""
        return [event for event in state.waiting.values() if self.community.stands_behind(event)]

    def fund(self, fund_id: str) -> Fund:
        """Return the state of a fund."""
        return self._state(f"fund/{fund_id}", Fund)

    def source(self, source_id: str) -> Source:
        """Return the state of a source."""
        return self._state(f"source/{source_id}", Source)

    def open_fund(self) -> Fund:
        """Return the fund that the act belongs to.

        Raises:
            RuleError: ``fund.not_open``.
        """
        fund = self.own(Fund)
        if fund.opened is None:
            raise self.refuse(
                "fund.not_open",
                f"{self.event.subject} has not been opened",
                "Correct the subject, or record fund.opened for it first.",
            )
        return fund

    def target(self, ref: Ref, *names: str) -> Target:
        """Return the event that a ref names, of one of the given types and in the act's own stream.

        Raises:
            RuleError: ``ref.unknown``, ``ref.mismatch``, ``ref.type``, ``ref.stream``.
        """
        target = self.any_target(ref, *names)
        if target.subject != self.event.subject:
            raise self.refuse(
                "ref.stream",
                f"the event acted upon belongs to {target.subject}, not to {self.event.subject}",
                f"Set the subject to {target.subject}.",
            )
        return target

    def any_target(self, ref: Ref, *names: str) -> Target:
        """Return the event that a ref names, in whatever stream (see `target`)."""
        target = self.index.target(ref.id)
        if target is None:
            raise self.refuse(
                "ref.unknown",
                f"there is no event {ref.id}",
                "Look the event up in the book and take its id from there.",
            )
        if target.sha256 != ref.sha256:
            raise self.refuse(
                "ref.mismatch",
                f"the event {ref.id} in the book is not the one that was signed for",
                "What you saw is not what was recorded: look at the recorded event before you act on it.",
            )
        if target.type not in {wire_type(name) for name in names}:
            raise self.refuse(
                "ref.type",
                f"{ref.id} is a {target.type}, but {' or '.join(names)} is wanted",
                "Name the event that you act upon.",
            )
        return target

    def check_party(self, party: str | Unset) -> None:
        """Refuse a party that is neither registered, nor a member, nor the community itself."""
        if party is UNSET or party == COMMUNITY_PARTY:
            return
        if party not in self.community.parties and party not in self.community.members:
            raise self.refuse(
                "party.unknown", f"there is no party {party!r}", "Register it with counterparty.registered first."
            )

    def check_date(self, *days: str | Unset) -> None:
        """Refuse days that no calendar has, such as 2026-02-30."""
        for day in days:
            if isinstance(day, str):
                try:
                    date.fromisoformat(day)
                except ValueError as error:
                    raise self.refuse("date.invalid", f"there is no day {day}", "Correct the date.") from error

    def check_happened(self, *days: str) -> None:
        """Refuse days of what is said to have happened that lie ahead of the ledger's clock, wherever on earth."""
        self.check_date(*days)
        if max(days) > _day_after(self.admitted_at.astimezone(UTC).date()):
            raise self.refuse(
                "date.ahead", f"{max(days)} has not come yet", "Correct the date; what is expected is no movement."
            )

    def check_time(self, time: str | Unset) -> None:
        """Refuse an instant that no calendar has."""
        if isinstance(time, str):
            try:
                datetime.fromisoformat(time)
            except ValueError as error:
                raise self.refuse("date.invalid", f"there is no time {time}", "Correct the time.") from error

    def check_past(self, time: str) -> None:
        """Refuse an instant of what is said to have happened that lies ahead of the ledger's clock."""
        self.check_time(time)
        if datetime.fromisoformat(time) - self.admitted_at > TIME_AHEAD_MAX:
            raise self.refuse("time.ahead", f"{time} has not come yet", "Record it when it has happened.")

    def check_account(self, account_id: str, fund: Fund, on: str) -> None:
        """Refuse an account that is not open on a day, or not in the fund's currency."""
        state = self._state(f"account/{account_id}", Account)
        account = state.opened
        assert fund.opened is not None
        if account is None:
            raise self.refuse(
                "account.not_open", f"the account {account_id!r} is not open", "Record account.opened for it first."
            )
        if account.currency != fund.opened.currency:
            raise self.refuse(
                "account.currency",
                f"the account {account_id!r} is in {account.currency}, the fund in {fund.opened.currency}",
                "Book it in a fund of that currency; exchange is two movements through transit.",
            )
        if state.closed is not None and on > state.closed.date:
            raise self.refuse(
                "account.closed",
                f"the account {account_id!r} was closed on {state.closed.date}",
                "Look at the bank's paper: which account was it, and on which day?",
            )

    def check_standing(self, fund: Fund, event_id: str) -> None:
        """Refuse to act upon a movement that was taken back."""
        if event_id in fund.reversed:
            raise self.refuse(
                "movement.taken_back",
                "this movement was reversed",
                "Act upon the one that was recorded in its place.",
            )

    def check_category(self, category: str, *sides: Side) -> None:
        """Refuse a category that the chart does not have, or that stands on the other side."""
        side = self.pack.side_of(category)
        if side is None:
            known = ", ".join(chapter.code for chapter in self.pack.chart)
            raise self.refuse("category.unknown", f"the chart has no category {category!r}", f"Use one of: {known}.")
        if side not in sides:
            raise self.refuse(
                "category.side",
                f"{category!r} is a category of {side}, which does not fit here",
                f"Choose a category of {' or '.join(sides)}.",
            )

    def check_shares(self, shares: list[Share] | Unset, amount: int) -> None:
        """Refuse an allocation that names unknown buildings or does not add up."""
        if isinstance(shares, Unset):
            return
        self.check_buildings([share.building for share in shares])
        total = sum(share.amount for share in shares)
        if total != amount:
            raise self.refuse(
                "allocation.sum", f"the shares add up to {total}, the amount is {amount}", "Correct the shares."
            )

    def check_buildings(self, buildings: list[str]) -> None:
        """Refuse buildings that the community does not have."""
        assert self.community.founded is not None
        known = {building.id for building in self.community.founded.buildings}
        for building in buildings:
            if building not in known:
                raise self.refuse(
                    "building.unknown", f"there is no building {building!r}", f"The buildings are: {', '.join(known)}."
                )

    def motion(self, motion_id: str) -> Motion:
        """Return the state of a motion."""
        return self._state(f"motion/{motion_id}", Motion)

    def meeting(self, meeting_id: str) -> Meeting:
        """Return the state of a meeting."""
        return self._state(f"meeting/{meeting_id}", Meeting)

    def check_document(self, sha256: str) -> None:
        """Refuse a document that is registered neither by itself, nor beside an earlier act, nor beside this one."""
        if not self.index.has_document(sha256) and sha256 not in registered(self.event):
            raise self.unresolved("document", sha256)

    def account(self, account_id: str) -> Account:
        """Return the state of an account."""
        return self._state(f"account/{account_id}", Account)

    def unresolved(self, what: str, domain_id: str) -> RuleError:
        """Return the error for a domain id that names nothing."""
        return self.refuse(
            "reference.unresolved",
            f"there is no {what} {domain_id!r} in the book",
            f"Record the {what} first, or leave the member out.",
        )


@lru_cache(maxsize=16)
def _day_after(day: date) -> str:
    return (min(day, _LAST_DAY) + timedelta(days=1)).isoformat()
