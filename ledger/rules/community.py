"""Rules and folds of the stream ``community``: founding, members, keys, counterparties."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import UNSET

from ledger.bodies.community import (
    CommunityFounded,
    CounterpartyRegistered,
    KeyEnrolled,
    KeyIntroduced,
    KeyRevoked,
    MemberAppointed,
    MemberEnded,
)
from ledger.bodies.shared import Jwk
from ledger.errors import RuleError
from ledger.events import Event
from ledger.keys import public_key_bytes, thumbprint
from ledger.rules import confirmation, packs
from ledger.rules.act import COMMUNITY_PARTY, Act
from ledger.rules.state import Community, Key, Member, Party

RULES_VERSIONS = (1,)
_OFFICES = frozenset({"chair", "vice_chair", "treasurer", "secretary"})


def check_founding(event: Event, body: CommunityFounded, community: Community) -> None:
    """Check entry 0, which nobody stands behind but itself.

    Raises:
        RuleError: ``community.founded_twice``, ``founding.*``, ``pack.*``, ``rules.unknown``.
        FormatError: ``key.hostile_point``.
    """

    def refuse(rule_id: str, message: str) -> RuleError:
        return RuleError(rule_id, message, advice="Correct the draft of community.founded and sign it again.")

    if community.founded is not None:
        raise refuse("community.founded_twice", "the book has been founded; that happens once")
    if body.rules not in RULES_VERSIONS:
        raise refuse("rules.unknown", f"there is no rules version {body.rules}; known: {RULES_VERSIONS}")
    packs.load(body.pack)
    if not event.source == body.origin == body.log_vkey.split("+")[0]:
        raise refuse("founding.origin", "source, origin and the name in log_vkey must be the same")
    keys = [thumbprint(member.key.x) for member in body.members]
    if event.kid not in keys:
        raise refuse("founding.signer", "entry 0 must be signed by one of its own members' keys")
    for jwk in [*(member.key for member in body.members), *(recovery.key for recovery in body.recovery)]:
        public_key_bytes(jwk.x)
    seats = [member.seat_no for member in body.members if isinstance(member.seat_no, int)]
    unique: dict[str, list[str] | list[int]] = {
        "member": [COMMUNITY_PARTY, *(member.id for member in body.members)],
        "seat": seats,
        "key": keys + [thumbprint(recovery.key.x) for recovery in body.recovery],
        "building": [building.id for building in body.buildings],
    }
    for what, values in unique.items():
        if len(set(values)) != len(values):
            raise refuse("founding.repeated", f"the same {what} stands twice")
    if any(seat > body.seats for seat in seats):
        raise refuse("founding.seats", f"a seat number is above the {body.seats} established seats")
    for member in body.members:
        check_roles(member.body, member.roles)
        if (member.body == "committee") != isinstance(member.seat_no, int):
            raise refuse("founding.seats", "members of the committee, and only they, have a seat number")
    if sum(building.units for building in body.buildings) != body.units_total:
        raise refuse("founding.sums", "the buildings' units do not add up to units_total")
    if sum(building.area for building in body.buildings) != body.area_total:
        raise refuse("founding.sums", "the buildings' areas do not add up to area_total")


def check_roles(body: str, roles: Iterable[str]) -> None:
    """Refuse an office of the committee for somebody outside it; its staff may keep the accounts and the minutes.

    Raises:
        RuleError: ``role.body``.
    """
    allowed = {"committee": _OFFICES, "staff": {"treasurer", "secretary"}}.get(body, set())
    if forbidden := sorted(_OFFICES.intersection(roles) - allowed):
        raise RuleError(
            "role.body",
            f"nobody of the body {body!r} holds the office of {forbidden[0]}",
            advice="Offices of the committee are held by its members; staff may be treasurer or secretary.",
        )


def fold_founding(community: Community, event: Event, body: CommunityFounded) -> None:
    """Seat the founders; the signing key is active from here, the others are announced."""
    community.founded = body
    community.pack = packs.load(body.pack)
    for founder in body.members:
        seat = founder.seat_no if isinstance(founder.seat_no, int) else None
        community.members[founder.id] = Member(founder.id, founder.body, seat, frozenset(founder.roles))
        _announce(community, founder.key, founder.id)
    for recovery in body.recovery:
        _announce(community, recovery.key, None)
    community.keys[event.kid].status = "active"


def _announce(community: Community, jwk: Jwk, member: str | None) -> None:
    kid = thumbprint(jwk.x)
    community.keys[kid] = Key(kid, jwk.x, member, "announced")


def check_appointment(act: Act, body: MemberAppointed) -> None:
    """A new id, or one whose holder has ended; a free seat; a new and sound key."""
    act.check_date(body.term.from_, body.term.to)
    if body.term.to < body.term.from_:
        raise act.refuse("term.order", "the term ends before it begins", "Correct the term.")
    check_roles(body.body, body.roles)
    holder = act.community.members.get(body.member)
    in_use = (holder is not None and not holder.ended) or body.member in act.community.parties
    if in_use or body.member == COMMUNITY_PARTY:
        raise act.refuse(
            "member.id_taken",
            f"{body.member!r} is already in use",
            "Choose a new id; ids of former members may return.",
        )
    _check_seat(act, body)
    if isinstance(body.key, Jwk):
        check_new_key(act, body.key)


def _check_seat(act: Act, body: MemberAppointed) -> None:
    assert act.community.founded is not None
    if (body.body == "committee") != isinstance(body.seat_no, int):
        raise act.refuse(
            "seat.number", "members of the committee, and only they, have a seat number", "Set or drop seat_no."
        )
    if isinstance(body.seat_no, int):
        if body.seat_no > act.community.founded.seats:
            raise act.refuse(
                "seat.unknown", f"there are {act.community.founded.seats} seats", "Choose one of the established seats."
            )
        if any(member.seat_no == body.seat_no for member in act.community.seats_held):
            raise act.refuse(
                "seat.taken",
                f"seat {body.seat_no} is held",
                "Record member.ended for its holder first, and confirm it.",
            )


def fold_appointment(community: Community, _event: Event, body: MemberAppointed) -> None:
    """Give the seat and announce the key."""
    seat = body.seat_no if isinstance(body.seat_no, int) else None
    community.members[body.member] = Member(body.member, body.body, seat, frozenset(body.roles))
    if isinstance(body.key, Jwk):
        _announce(community, body.key, body.member)


def check_ending(act: Act, body: MemberEnded) -> None:
    """The member is in office; ending somebody else's office rests on a basis."""
    act.check_date(body.date)
    _check_in_office(act, body.member)
    if body.member != act.member.id and body.basis is UNSET:
        raise act.refuse(
            "member.basis", "ending somebody else's office needs a basis", "Name the decision or document in `basis`."
        )


def _check_in_office(act: Act, member_id: str) -> None:
    member = act.community.members.get(member_id)
    if member is None or member.ended:
        raise act.refuse("member.unknown", f"there is no member {member_id!r} in office", "Correct the member's id.")


def fold_ending(community: Community, _event: Event, body: MemberEnded) -> None:
    """Free the seat, end the keys, and drop what still waited about the member: the id may return to somebody else."""
    community.members[body.member].ended = True
    for key in community.keys.values():
        if key.member == body.member and key.status != "revoked":
            key.status = "ended"
    community.waiting = {
        event_id: event
        for event_id, event in community.waiting.items()
        if confirmation.concerned(event, community) != body.member
    }


def check_new_key(act: Act, jwk: Jwk) -> None:
    """A key that was never seen in this book, and a sound point.

    Raises:
        RuleError: ``key.reused``.
        FormatError: ``key.malformed``, ``key.hostile_point``.
    """
    public_key_bytes(jwk.x)
    if thumbprint(jwk.x) in act.community.keys:
        raise act.refuse("key.reused", "this key stands in the book already", "Make a new one: `mingzhang key new`.")


def check_introduction(act: Act, body: KeyIntroduced) -> None:
    """A key for somebody in office; by the member, by the chair (confirmed), or by a recovery key."""
    _check_in_office(act, body.member)
    check_new_key(act, body.key)


def fold_introduction(community: Community, _event: Event, body: KeyIntroduced) -> None:
    """Announce the key."""
    _announce(community, body.key, body.member)


def check_enrolment(act: Act, body: KeyEnrolled) -> None:
    """The new key signs for itself, once."""
    key = act.community.keys[act.event.kid]
    if body.kid != act.event.kid or body.member != key.member:
        raise act.refuse(
            "key.enrols_other", "a key enrols itself, for the member it was announced for", "Correct kid and member."
        )
    if key.status == "active":
        raise act.refuse("key.active_already", "this key has been enrolled", "Nothing is to be done.")


def fold_enrolment(community: Community, _event: Event, body: KeyEnrolled) -> None:
    """From here on the key may sign."""
    community.keys[body.kid].status = "active"


def check_revocation(act: Act, body: KeyRevoked) -> None:
    """A known key that has not been revoked."""
    key = act.community.keys.get(body.kid)
    if key is None:
        raise act.refuse("key.unknown", f"there is no key {body.kid}", "Take the kid from the members' page.")
    if key.status == "revoked":
        raise act.refuse("key.revoked_already", "this key has been revoked", "Nothing is to be done.")
    act.check_time(body.compromised_since)


def fold_revocation(community: Community, _event: Event, body: KeyRevoked) -> None:
    """From here on the key may not sign."""
    community.keys[body.kid].status = "revoked"


def check_counterparty(act: Act, body: CounterpartyRegistered) -> None:
    """A new id and a new uscc; a person's name never in clear."""
    if body.party in act.community.parties or body.party in act.community.members or body.party == COMMUNITY_PARTY:
        raise act.refuse("party.id_reused", f"the party id {body.party!r} is in use", "Choose another id.")
    if body.kind in ("person", "member") and body.name.value is not UNSET:
        raise act.refuse(
            "party.person_in_clear",
            "the name of a natural person must be sealed",
            "Sign the draft with `mingzhang sign`, which seals it.",
        )
    if isinstance(body.uscc, str) and body.uscc in act.community.usccs:
        raise act.refuse(
            "party.uscc_reused", f"a party with uscc {body.uscc} is registered", "Use the party that is registered."
        )
    if (body.kind == "member") != isinstance(body.member, str):
        raise act.refuse("party.member", "a party of kind member, and only such, names a member", "Correct `member`.")
    if isinstance(body.member, str):
        _check_in_office(act, body.member)


def fold_counterparty(community: Community, _event: Event, body: CounterpartyRegistered) -> None:
    """Register the party."""
    member = body.member if isinstance(body.member, str) else None
    community.parties[body.party] = Party(body.party, body.kind, member)
    if isinstance(body.uscc, str):
        community.usccs.add(body.uscc)
