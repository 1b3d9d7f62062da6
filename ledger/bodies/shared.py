r"""The vocabulary that all event bodies share: identifiers, amounts, dates, references, sealed fields.

Each type carries its JSON Schema constraints, so that typed decoding and the published schema accept the same
documents (a differential test holds them together). Patterns end in ``$(?!\n)``: a bare ``$`` means different
things in different dialects. Years are those of 1900 to 2199, so that no reader's calendar overflows; whether a month
has that day is for the rules to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, get_args

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import fields

from ledger.strict_json import INTEGER_MAX

Unset = UnsetType

Id = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$(?!\n)", description="An id within the community.")]
EventId = Annotated[
    str,
    Meta(
        pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$(?!\n)",
        description="UUIDv7 in lower case.",
    ),
]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)", description="SHA-256, 64 lower-case hex characters.")]
Digest = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}$(?!\n)", description="base64url(SHA-256), 43 characters.")]
Date = Annotated[
    str,
    Meta(
        pattern=r"^(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$(?!\n)",
        description="A day, YYYY-MM-DD, in the community's time zone.",
    ),
]
Period = Annotated[
    str,
    Meta(
        pattern=r"^(?:19|20|21)[0-9]{2}(?:-(?:0[1-9]|1[0-2]|Q[1-4]|H[12]))?$(?!\n)",
        description="A year, half-year, quarter or month: 2026, 2026-H1, 2026-Q2, 2026-06.",
    ),
]
Time = Annotated[
    str,
    Meta(
        pattern=(
            r"^(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
            r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][+-][01][0-9]:[0-5][0-9]$(?!\n)"
        ),
        description="An instant with its offset, YYYY-MM-DDTHH:MM:SS±HH:MM.",
    ),
]
Timezone = Annotated[str, Meta(pattern=r"^[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*$(?!\n)", max_length=64)]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)", description="ISO 4217 code.")]
Amount = Annotated[
    int, Meta(ge=1, le=INTEGER_MAX, description="A positive amount in minor units (分) of the fund's currency.")
]
SignedAmount = Annotated[
    int, Meta(ge=-INTEGER_MAX, le=INTEGER_MAX, description="Minor units (分); debit positive, credit negative.")
]
Area = Annotated[int, Meta(ge=0, le=INTEGER_MAX, description="Area in units of 0.01 m².")]
Count = Annotated[int, Meta(ge=0, le=INTEGER_MAX)]
Code = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,63}$(?!\n)", description="A code of the rule pack.")]
Category = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z_]{0,31}(?:/[a-z0-9][a-z0-9-]{0,63})?$(?!\n)",
        description="Chart code of the rule pack, with an own slug behind it where wanted: repairs/lift.",
    ),
]
Line = Annotated[str, Meta(min_length=1, max_length=200, description="One short line of text.")]
Kid = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}$(?!\n)", description="RFC 7638 thumbprint of a key.")]
Vkey = Annotated[
    str,
    Meta(
        pattern=r"^[!-*,-~]{1,255}\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44,}$(?!\n)",
        max_length=400,
        description="Verifier key of a signed note (C2SP).",
    ),
]
Origin = Annotated[
    str,
    Meta(
        pattern=r"^(?:[a-z0-9][a-z0-9.-]*/)+[a-z0-9][a-z0-9-]{0,63}$(?!\n)",
        max_length=255,
        description="The log's name (C2SP checkpoint origin); its last part is the community id.",
    ),
]

Role = Literal[
    "chair", "vice_chair", "treasurer", "secretary", "member", "staff", "teller", "supervisor", "manager", "auditor",
    "owner_rep",
]  # fmt: skip
BodyOfPeople = Literal["committee", "staff", "teller", "supervisor", "manager", "auditor", "owner_rep"]


class Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Base of every object inside a body. ``schema_extra`` joins the published schema."""

    schema_extra: ClassVar[dict[str, Any]] = {}


_ONE_MEMBER: dict[str, Any] = {"minProperties": 1, "maxProperties": 1}


class Sealed(Part, frozen=True, kw_only=True, rename={"sd": "_sd"}):
    """A sealed field: on the wire one digest, after opening its value (DESIGN section 4)."""

    schema_extra: ClassVar[dict[str, Any]] = _ONE_MEMBER
    published: ClassVar[bool]
    """Whether the disclosure is published beside the log (🔓) or rests in the vault (🔒)."""
    may_be_open: ClassVar[bool] = False
    """Whether ``value`` may stand on the wire (◇)."""

    sd: Annotated[list[Digest], Meta(min_length=1, max_length=1)] | Unset = UNSET
    value: Any = UNSET

    def __post_init__(self) -> None:
        if (self.sd is UNSET) == (self.value is UNSET):
            raise ValueError("a sealed field has exactly one of _sd and value")


class PublicLine(Sealed, frozen=True, kw_only=True):
    """🔓 One short line whose disclosure is published while there is a ground."""

    published: ClassVar[bool] = True
    value: Line | Unset = UNSET


class PublicText(Sealed, frozen=True, kw_only=True):
    """🔓 Free text whose disclosure is published while there is a ground."""

    published: ClassVar[bool] = True
    value: Annotated[str, Meta(min_length=1, max_length=20_000)] | Unset = UNSET


class VaultLine(Sealed, frozen=True, kw_only=True):
    """🔒 One short line whose disclosure rests in the vault."""

    published: ClassVar[bool] = False
    value: Line | Unset = UNSET


class FirmOrPersonLine(Sealed, frozen=True, kw_only=True):
    """◇ The name of a firm or authority stands open; the name of a person is sealed into the vault."""

    published: ClassVar[bool] = False
    may_be_open: ClassVar[bool] = True
    value: Line | Unset = UNSET


def sealed_in(part: object) -> Iterator[Sealed]:
    """Yield every sealed field of a body or of a part of one, opened or not."""
    if isinstance(part, Sealed):
        yield part
    elif isinstance(part, Struct):
        for name in _holders_of_sealed(type(part)):
            yield from sealed_in(getattr(part, name))
    elif isinstance(part, list):
        for item in part:
            yield from sealed_in(item)


@cache
def _holders_of_sealed(kind: type[Struct]) -> tuple[str, ...]:
    """Return the members that may hold a sealed field; bodies have many members, and few of them do."""
    return tuple(
        field.name
        for field in fields(kind)
        if any(issubclass(inner, Sealed) or _holders_of_sealed(inner) for inner in _structs_in(field.type))
    )


def _structs_in(annotation: Any) -> Iterator[type[Struct]]:
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        yield annotation
    for argument in get_args(annotation):
        yield from _structs_in(argument)


class Ref(Part, frozen=True, kw_only=True):
    """The event that is acted upon: its id and the hash of its JWS, so that a signature binds what its signer saw."""

    id: EventId
    sha256: Sha256


class Jwk(Part, frozen=True, kw_only=True):
    """An Ed25519 public key (RFC 8037)."""

    kty: Literal["OKP"]
    crv: Literal["Ed25519"]
    x: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}$(?!\n)")]


class PackPin(Part, frozen=True, kw_only=True):
    """The rule pack that governs, pinned by the hash of its file."""

    id: Id
    version: Annotated[int, Meta(ge=1, le=9999)]
    sha256: Sha256


class Posting(Part, frozen=True, kw_only=True):
    """One side of a movement: an account or a category, exactly one of the two, and a signed amount."""

    schema_extra: ClassVar[dict[str, Any]] = {"minProperties": 2, "maxProperties": 2}

    account: Id | Unset = UNSET
    category: Category | Unset = UNSET
    amount: SignedAmount

    def __post_init__(self) -> None:
        if (self.account is UNSET) == (self.category is UNSET):
            raise ValueError("a posting names exactly one of account and category")


DocumentClass = Literal[
    "invoice", "receipt", "contract", "minutes", "notice", "statement", "resolution", "ballot_paper", "report",
    "photo", "roll", "other",
]  # fmt: skip
Visibility = Literal["public", "owners", "sealed"]


class Evidence(Part, frozen=True, kw_only=True, rename={"class_": "class"}):
    """A document named beside an act; registers it inline."""

    sha256: Sha256
    title: PublicLine
    class_: DocumentClass
    visibility: Visibility


class Body(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Base of all event bodies; every body may carry evidence and a note."""

    wire_name: ClassVar[str]
    """The catalogue's name, e.g. ``payment.requested``; on the wire ``mingzhang.payment.requested.v1``."""
    stream: ClassVar[str]
    """The first part of the subject: ``community``, ``fund``, …"""
    titles: ClassVar[tuple[str, str]]
    """English and Chinese title."""

    documents: Annotated[list[Evidence], Meta(max_length=50)] | Unset = UNSET
    note: PublicText | Unset = UNSET
