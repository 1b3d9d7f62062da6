"""Rule packs: dated, immutable data that say who may act, what a vote needs and which categories exist.

A pack is one JSON file, ``<id>.<version>.json``, pinned in the log by the SHA-256 of its bytes. It may *extend* another
one, which it pins in the same way: what it does not say itself is as the other says. Every parameter has a ``kind``
(``law``: the community cannot change it; ``local``: set by its own adopted rules; ``ours``: a default without law), an
article and a ``status``: ``verified`` (read in the official text), ``secondary``, or ``memory``. A parameter may change
with time: of its versions that one holds whose day ``from`` came last::

    "committee.present": [
     {"value":{"numerator":1,"denominator":2,"strictly":true},"kind":"law","article":"…","status":"memory","words":{…}},
     {"from":"2030-01-01","value":{"numerator":2,"denominator":3,"strictly":false},…}
    ]

The files are part of the program, so reading them is no more I/O than importing a module.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

from ledger.bodies.shared import PackPin
from ledger.errors import RuleError

Side = Literal["income", "expense"]

ALWAYS = "0001-01-01"
"""The day from which a parameter holds that names none."""
PACKS = (("generic", 1), ("cn-2021", 1), ("cn-sh", 1), ("cn-bj", 1), ("cn-hz", 1))
"""The packs of this release: id and version."""


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """A text in both languages."""

    en: str
    zh: str


class Fraction(Struct, frozen=True, forbid_unknown_fields=True):
    """An exact threshold: more than, or at least, ``numerator``/``denominator`` of the whole."""

    numerator: Annotated[int, Meta(ge=0)]
    denominator: Annotated[int, Meta(ge=1)]
    strictly: bool

    def reached_by(self, part: int, whole: int) -> bool:
        """Tell whether ``part`` of ``whole`` reaches the threshold, in integers."""
        difference = self.denominator * part - self.numerator * whole
        return difference > 0 if self.strictly else difference >= 0


Value: TypeAlias = "int | str | list[str] | Fraction"
"""A number (days, minor units, counts), a code, several codes, or a threshold."""


class Parameter(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"from_": "from"}):
    """One version of a parameter: what holds from a day on, where it comes from and how sure we are of it."""

    from_: str = ALWAYS
    value: int | str | list[str] | Fraction
    kind: Literal["law", "local", "ours"]
    article: str
    status: Literal["verified", "secondary", "memory"]
    words: Words


class Act(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who may issue an event, and who may confirm it where it needs a second person."""

    by: list[str]
    confirmed_by: list[str] = []


class Tier(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a payment up to an amount needs; ``up_to`` names the parameter that holds it (None: any amount)."""

    up_to: str | None
    approvers: int
    including: list[str] = []
    motion: bool = False


class Chapter(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One category of the chart."""

    code: str
    side: Side
    words: Words


class Ground(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The article that a finding rests on which no parameter stands for, and how sure we are of it."""

    article: str
    status: Literal["verified", "secondary", "memory"]


class _File(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    id: str
    version: int
    valid_from: str
    words: Words
    extends: PackPin | None = None
    acts: dict[str, Act] = {}
    tiers: list[Tier] = []
    parameters: dict[str, list[Parameter]] = {}
    chart: list[Chapter] = []
    grounds: dict[str, Ground] = {}


class Pack(Struct, frozen=True, kw_only=True):
    """One version of one rule pack, with what it extends."""

    id: str
    version: int
    valid_from: str
    words: Words
    acts: dict[str, Act]
    tiers: list[Tier]
    """The tiers of approval, lowest first."""
    parameters: dict[str, list[Parameter]]
    chart: list[Chapter]
    sides: dict[str, Side]
    """Chart code to side."""
    grounds: dict[str, Ground]
    """Code of a finding to its article."""

    def parameter(self, name: str, on: str) -> Parameter:
        """Return the version of a parameter that holds on a day (``2026-03-05``); before the first one, that one.

        Every pack has every parameter that a rule asks for; a test sees to it.
        """
        versions = sorted(self.parameters[name], key=lambda one: one.from_)
        return next((one for one in reversed(versions) if one.from_ <= on), versions[0])

    def covers(self, name: str, on: str) -> bool:
        """Tell whether a parameter has a version that holds on a day."""
        return any(one.from_ <= on for one in self.parameters[name])

    def number(self, name: str, on: str) -> int:
        """Return a parameter that is a number."""
        value = self.parameter(name, on).value
        assert isinstance(value, int)
        return value

    def code(self, name: str, on: str) -> str:
        """Return a parameter that is one code."""
        value = self.parameter(name, on).value
        assert isinstance(value, str)
        return value

    def codes(self, name: str, on: str) -> list[str]:
        """Return a parameter that is several codes."""
        value = self.parameter(name, on).value
        assert isinstance(value, list)
        return value

    def fraction(self, name: str, on: str) -> Fraction:
        """Return a parameter that is a threshold."""
        value = self.parameter(name, on).value
        assert isinstance(value, Fraction)
        return value

    def tier_for(self, amount: int, on: str) -> Tier:
        """Return the tier that an amount in minor units falls into on a day."""
        return next(tier for tier in self.tiers if tier.up_to is None or amount <= self.number(tier.up_to, on))

    def with_values(self, values: Mapping[str, Value]) -> Pack:
        """Return the pack with other values for some of its parameters, as a community has adopted them."""
        changed = {
            name: [msgspec.structs.replace(version, value=value) for version in self.parameters[name]]
            for name, value in values.items()
        }
        return msgspec.structs.replace(self, parameters=self.parameters | changed)

    def side_of(self, category: str) -> Side | None:
        """Return whether a category is income or expense; None where the chart does not know it."""
        return self.sides.get(category.partition("/")[0])


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
            f"the rule pack {pin.id} version {pin.version} has the hash {sha256(raw).hexdigest()}, not {pin.sha256}",
            advice="In a founding, copy the hash as `mingzhang init` printed it. For a book that is founded, install "
            "Mingzhang from its own release; published packs never change.",
        )
    own = msgspec.json.decode(raw, type=_File)
    below = None if own.extends is None else load(own.extends)
    chart = own.chart if below is None else [*below.chart, *own.chart]
    return Pack(
        id=own.id,
        version=own.version,
        valid_from=own.valid_from,
        words=own.words,
        acts=own.acts if below is None else below.acts | own.acts,
        tiers=own.tiers if below is None else own.tiers or below.tiers,
        parameters=own.parameters if below is None else below.parameters | own.parameters,
        chart=chart,
        sides={chapter.code: chapter.side for chapter in chart},
        grounds=own.grounds if below is None else below.grounds | own.grounds,
    )


def pin_of(pack_id: str, version: int = 1) -> PackPin:
    """Return the pin of a pack of this release.

    Raises:
        RuleError: ``pack.unknown``.
    """
    pin = PackPin(id=pack_id, version=version, sha256=sha256(pack_bytes(pack_id, version) or b"").hexdigest())
    load(pin)
    return pin
