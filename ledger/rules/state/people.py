"""The stream ``community``: who holds which seat, role and key, and with whom the community deals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from ledger.bodies.community import CommunityFounded
from ledger.events import Event
from ledger.rules.packs import Pack
from ledger.rules.state.base import StreamState

KeyStatus = Literal["announced", "active", "ended", "revoked"]
"""``ended`` with the office of whoever held it; it can still be revoked, which says more."""


@dataclass(slots=True)
class Member:
    """A person in office, or one whose office has ended."""

    id: str
    body: str
    seat_no: int | None
    roles: frozenset[str]
    ended: bool = False

    @property
    def holds_seat(self) -> bool:
        """Whether the person holds a seat of the committee and so counts in its quorums."""
        return self.body == "committee" and self.seat_no is not None and not self.ended


@dataclass(slots=True)
class Key:
    """A public key, whose it is and whether it may sign."""

    kid: str
    x: str
    holder: Member | None
    """The person in the office that the key was announced for, also after that has ended; None: a recovery key."""
    status: KeyStatus

    @property
    def member(self) -> str | None:
        """The id of the holder."""
        return None if self.holder is None else self.holder.id


@dataclass(slots=True)
class Party:
    """A counterparty; ``member`` names the member it is, where it is one."""

    id: str
    kind: str
    member: str | None


@dataclass(slots=True)
class Community(StreamState):
    """The stream ``community``."""

    founded: CommunityFounded | None = None
    pack: Pack | None = None
    members: dict[str, Member] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    usccs: set[str] = field(default_factory=set)
    registered: dict[str, datetime] = field(default_factory=dict)
    """Id of the registering event of each party to the time from which its name is to be kept."""
    founded_at: datetime | None = None
    seats: int = 0
    """Established seats."""
    log_vkey: str = ""
    witnesses: set[str] = field(default_factory=set)
    handover: dict[str, str] = field(default_factory=dict)
    """Side to signing member, of the handover that is under way, or the last one."""

    @property
    def seats_held(self) -> list[Member]:
        """The members who hold a seat now."""
        return [member for member in self.members.values() if member.holds_seat]

    def seats_of(self, kids: Iterable[str]) -> set[int]:
        """Return the seats that these keys were announced for, whoever holds them now."""
        holders = (self.keys[kid].holder for kid in kids)
        return {holder.seat_no for holder in holders if holder is not None and holder.seat_no is not None}

    def has_spoken(self, member: Member, kids: Iterable[str]) -> bool:
        """Tell whether a member, or whoever held the member's seat before, signed with one of these keys."""
        kids = list(kids)
        return member.seat_no in self.seats_of(kids) or any(self.keys[kid].member == member.id for kid in kids)

    def stands_behind(self, event: Event) -> bool:
        """Tell whether the key that signed an event may still sign: what waits under one that may not waits forever."""
        return self.keys[event.kid].status not in ("ended", "revoked")
