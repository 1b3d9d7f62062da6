"""The stream ``community``: who holds which seat, role and key, and with whom the community deals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ledger.bodies.community import CommunityFounded
from ledger.rules.packs import Pack
from ledger.rules.state.base import StreamState

KeyStatus = Literal["announced", "active", "ended", "revoked"]
"""``ended`` with the office of whoever held it; it can still be revoked, which says more."""


@dataclass(slots=True)
class Key:
    """A public key, whose it is (None: a recovery key) and whether it may sign."""

    kid: str
    x: str
    member: str | None
    status: KeyStatus


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

    @property
    def seats_held(self) -> list[Member]:
        """The members who hold a seat now."""
        return [member for member in self.members.values() if member.holds_seat]
