"""Rule packs: dated, immutable data that say who may act, what a vote needs and which categories exist.

A pack is one JSON file, ``<id>.<version>.json``, pinned in the log by the SHA-256 of its bytes. Every parameter has a
``kind`` (``law``: the community cannot change it; ``local``: set by its own adopted rules; ``ours``: a default without
law), an article and a ``status``: ``verified`` (read in the official text), ``secondary``, or ``memory``.

The files are part of the program, so reading them is no more I/O than importing a module.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from ledger.bodies.shared import PackPin
from ledger.errors import RuleError

Side = Literal["income", "expense"]

PACKS = (("generic", 1), ("cn-2021", 1))
"""The packs of this release: id and version."""


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """A text in both languages."""

    en: str
    zh: str


class Basis(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a parameter comes from and how sure we are of it."""

    kind: Literal["law", "local", "ours"]
    article: str
    status: Literal["verified", "secondary", "memory"]


class Fraction(Struct, frozen=True, forbid_unknown_fields=True):
    """An exact threshold: more than, or at least, ``numerator``/``denominator`` of the whole."""

    numerator: Annotated[int, Meta(ge=0)]
    denominator: Annotated[int, Meta(ge=1)]
    strictly: bool

    def reached_by(self, part: int, whole: int) -> bool:
        """Tell whether ``part`` of ``whole`` reaches the threshold, in integers."""
        difference = self.denominator * part - self.numerator * whole
        return difference > 0 if self.strictly else difference >= 0


class Act(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who may issue an event, and who may confirm it where it needs a second person."""

    by: list[str]
    confirmed_by: list[str] = []


class Tier(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a payment up to an amount (minor units; None: any amount) needs."""

    up_to: int | None
    approvers: int
    including: list[str] = []
    motion: bool = False


class ApprovalRule(Basis, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The tiers of approval, lowest first."""

    tiers: list[Tier]

    def tier_for(self, amount: int) -> Tier:
        """Return the tier that an amount in minor units falls into."""
        return next(tier for tier in self.tiers if tier.up_to is None or amount <= tier.up_to)


class CommitteeVote(Basis, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a committee's decision needs, of all established seats."""

    present: Fraction
    in_favour: Fraction


class Chapter(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One category of the chart."""

    code: str
    side: Side
    words: Words


class Pack(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One version of one rule pack."""

    id: str
    version: int
    valid_from: str
    words: Words
    acts: dict[str, Act]
    approval: ApprovalRule
    committee_vote: CommitteeVote
    minutes_signed_days: int
    chart: list[Chapter]

    def side_of(self, category: str) -> Side | None:
        """Return whether a category is income or expense; None where the chart does not know it."""
        code = category.partition("/")[0]
        return next((chapter.side for chapter in self.chart if chapter.code == code), None)


def pack_bytes(pack_id: str, version: int) -> bytes | None:
    """Return the file of a pack, or None where there is no such pack."""
    file = files(__name__) / f"{pack_id}.{version}.json"
    return file.read_bytes() if file.is_file() else None


@cache
def load(pin: PackPin) -> Pack:
    """Return the pack that is pinned.

    Raises:
        RuleError: ``pack.unknown``, ``pack.changed``.
    """
    raw = pack_bytes(pin.id, pin.version)
    if raw is None:
        raise RuleError(
            "pack.unknown",
            f"there is no rule pack {pin.id} version {pin.version}",
            advice="Install the version of Mingzhang that has it; `mingzhang init` lists the packs that it knows.",
        )
    if sha256(raw).hexdigest() != pin.sha256:
        raise RuleError(
            "pack.changed",
            f"the rule pack {pin.id} version {pin.version} is not the one that the book was founded with",
            advice="Install Mingzhang from its own release; published packs never change.",
        )
    return msgspec.json.decode(raw, type=Pack)


def pin_of(pack_id: str, version: int = 1) -> PackPin:
    """Return the pin of a pack of this release.

    Raises:
        RuleError: ``pack.unknown``.
    """
    pin = PackPin(id=pack_id, version=version, sha256=sha256(pack_bytes(pack_id, version) or b"").hexdigest())
    load(pin)
    return pin
