"""Bodies of the stream ``community``: who holds which seat, role and key, and with whom the community deals."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta

from ledger.bodies.shared import (
    Area,
    Body,
    BodyOfPeople,
    Code,
    Count,
    Currency,
    Date,
    FirmOrPersonLine,
    Id,
    Jwk,
    Kid,
    Line,
    Origin,
    PackPin,
    Part,
    PublicLine,
    Ref,
    Role,
    Time,
    Timezone,
    TreeHead,
    Unset,
    Vkey,
)

SeatNo = Annotated[int, Meta(ge=1, le=99)]
RulesVersion = Annotated[int, Meta(ge=1, le=9999, description="Version of the rules that judge this history.")]
Roles = Annotated[list[Role], Meta(min_length=1, max_length=8)]


class Building(Part, frozen=True, kw_only=True):
    """One building: how many units it has and their area together."""

    id: Id
    name: Line
    units: Count
    area: Area


class FoundingMember(Part, frozen=True, kw_only=True):
    """A member who stands in entry 0, with the key that is announced there."""

    id: Id
    name: PublicLine
    body: BodyOfPeople
    seat_no: SeatNo | Unset = UNSET
    roles: Roles
    key: Jwk


class RecoveryKey(Part, frozen=True, kw_only=True):
    """A key that may introduce keys and nothing else, kept by somebody outside the committee."""

    name: PublicLine
    key: Jwk


class CommunityFounded(Body, frozen=True, kw_only=True):
    """Opens the book: the log's name and key, the rules in force, the buildings and the first members."""

    wire_name: ClassVar[str] = "community.founded"
    stream: ClassVar[str] = "community"
    titles: ClassVar[tuple[str, str]] = ("Community founded", "建账")

    name: Line
    origin: Origin
    log_vkey: Vkey
    timezone: Timezone
    currency: Currency
    pack: PackPin
    rules: RulesVersion
    buildings: Annotated[list[Building], Meta(max_length=500)]
    units_total: Count
    area_total: Area
    seats: Annotated[int, Meta(ge=1, le=99, description="Established seats of the committee.")]
    members: Annotated[list[FoundingMember], Meta(min_length=1, max_length=99)]
    recovery: Annotated[list[RecoveryKey], Meta(max_length=5)]
    simulated: Annotated[bool, Meta(description="True where everything in the book is made up.")]


class ExactFraction(Part, frozen=True, kw_only=True):
    """A threshold: more than (``strictly``), or at least, this part of the whole."""

    numerator: Annotated[int, Meta(ge=0, le=10_000)]
    denominator: Annotated[int, Meta(ge=1, le=10_000)]
    strictly: bool


class Setting(Part, frozen=True, kw_only=True):
    """A parameter of the pack that the community sets otherwise, and the clause of its own rules that says so."""

    parameter: Annotated[str, Meta(pattern=r"^[a-z][a-z_]{0,31}(?:\.[a-z][a-z_]{0,31}){1,3}$(?!\n)")]
    value: Count | Code | Annotated[list[Code], Meta(max_length=50)] | ExactFraction
    clause: PublicLine


class RulesetAdopted(Body, frozen=True, kw_only=True):
    """Puts a rule pack in force from here on, with what the community has set otherwise; replaces the one before."""

    wire_name: ClassVar[str] = "ruleset.adopted"
    stream: ClassVar[str] = "community"
    titles: ClassVar[tuple[str, str]] = ("Ruleset adopted", "规则采用")

    pack: PackPin
    rules: RulesVersion
    settings: Annotated[list[Setting], Meta(max_length=100)]
    motion: Id


class SeatsSet(Body, frozen=True, kw_only=True):
    """Sets how many seats the committee has from here on."""

    wire_name: ClassVar[str] = "seats.set"
    stream: ClassVar[str] = "community"
    titles: ClassVar[tuple[str, str]] = ("Seats set", "委员席位")

    established: SeatNo
    basis: PublicLine


class Term(Part, frozen=True, kw_only=True, rename={"from_": "from"}):
    """A term of office, both days included."""

    from_: Date
    to: Date


class MemberAppointed(Body, frozen=True, kw_only=True):
    """Gives a person a seat or a role; takes effect when a second person has confirmed it."""

    wire_name: ClassVar[str] = "member.appointed"
    stream: ClassVar[str] = "community"
    titles: ClassVar[tuple[str, str]] = ("Member appointed", "任职")

    member: Id
    name: PublicLine
    body: BodyOfPeople
    seat_no: SeatNo | Unset = UNSET
    roles: Roles
    kind: Literal["elected", "by_election", "alternate", "re_elected", "hired"]
    term: Term
    basis: PublicLine
    key: Jwk | Unset = UNSET


class RolesChanged(Body, frozen=True, kw_only=True):
    """Gives a member in office other roles; a member gives up roles alone, anything else needs a second person."""

    wire_name: ClassVar[str] = "roles.changed"
    stream: ClassVar[str] = "community"
    titles: ClassVar[tuple[str, str]] = ("Roles changed", "职务调整")

    member: Id
    roles: Roles
    basis: PublicLine
    motion: Id | Unset = UNSET


class MemberEnded(Body, frozen=True, kw_only=True):
    """Ends a membership; a member resigns alone, anything else needs a second person and a basis."""

    wire_name: ClassVar[str] = "member.ended"
    stream: ClassVar[str] = "community"
    titles: ClassVar[tuple[str, str]] = ("Member ended", "离任")

    member: Id
    reason: Literal["resigned", "term_end", "removed", "disqualified", "deceased"]
    date: Date
    basis: PublicLine | Unset = UNSET


class KeyIntroduced(Body, frozen=True, kw_only=True):
    """Announces a further key of a member."""

    wire_name: ClassVar[str] = "key.introduced"
    stream: ClassVar[str] = "community"
    titles: ClassVar[tuple[str, str]] = ("Key introduced", "密钥引荐")

    member: Id
    key: Jwk


class KeyEnrolled(Body, frozen=True, kw_only=True):
    """Makes an announced key active; signed by that very key, as proof that the member holds it."""

    wire_name: ClassVar[str] = "key.enrolled"
    stream: ClassVar[str] = "community"
    titles: ClassVar[tuple[str, str]] = ("Key enrolled", "密钥启用")

    member: Id
    kid: Kid


class KeyRevoked(Body, frozen=True, kw_only=True):
    """Ends a key: what it signs later is refused."""

    wire_name: ClassVar[str] = "key.revoked"
    stream: ClassVar[str] = "community"
    titles: ClassVar[tuple[str, str]] = ("Key revoked", "密钥吊销")

    kid: Kid
    reason: Literal["lost", "compromised", "replaced", "office_ended"]
    compromised_since: Time | Unset = UNSET


class LogKeyRotated(Body, frozen=True, kw_only=True):
    """Announces the key that will sign the log's checkpoints beside the old one, and after it."""

    wire_name: ClassVar[str] = "log_key.rotated"
    stream: ClassVar[str] = "community"
    titles: ClassVar[tuple[str, str]] = ("Log key rotated", "账本密钥更换")

    old_vkey: Vkey
    new_vkey: Vkey
    checkpoint: TreeHead


class CounterpartyRegistered(Body, frozen=True, kw_only=True):
    """Registers a firm, person or authority that the community pays or is paid by."""

    wire_name: ClassVar[str] = "counterparty.registered"
    stream: ClassVar[str] = "community"
    titles: ClassVar[tuple[str, str]] = ("Counterparty registered", "往来方登记")

    party: Id
    kind: Literal["company", "person", "authority", "member"]
    name: FirmOrPersonLine
    uscc: (
        Annotated[
            str,
            Meta(
                pattern=r"^[0-9A-HJ-NP-RTUWXY]{18}$(?!\n)",
                description="统一社会信用代码 (GB 32100) of a firm or authority, check character included.",
                examples=["91350100M000100Y43"],
            ),
        ]
        | Unset
    ) = UNSET
    member: Id | Unset = UNSET


class EntryConfirmed(Body, frozen=True, kw_only=True):
    """The second person's yes: the confirmed event takes effect. Its subject is that event's."""

    wire_name: ClassVar[str] = "entry.confirmed"
    stream: ClassVar[str] = "*"
    titles: ClassVar[tuple[str, str]] = ("Entry confirmed", "第二人确认")

    on: Ref
    purpose: Code
