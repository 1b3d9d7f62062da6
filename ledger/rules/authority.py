"""Whose key may sign what at this point of the log (DESIGN section 4, "Keys"; the table of acts of the pack)."""

from __future__ import annotations

from ledger.bodies.community import (
    CommunityFounded,
    EntryConfirmed,
    KeyEnrolled,
    KeyIntroduced,
    KeyRevoked,
    MemberEnded,
    RolesChanged,
)
from ledger.bodies.meetings import AttendanceRecorded, MeetingCalled
from ledger.bodies.money import PaymentCancelled
from ledger.bodies.motions import MotionWithdrawn
from ledger.bodies.notes import EntryAnnotated
from ledger.bodies.offices import HandoverSigned
from ledger.errors import RuleError
from ledger.events import Event
from ledger.rules import meetings, payments
from ledger.rules.act import Act
from ledger.rules.state import Community, Fund, Key, Member, Motion

_JUDGED_ELSEWHERE = (CommunityFounded, EntryConfirmed)


def signer(event: Event, community: Community) -> Member | None:
    """Return the member who signed; None for a recovery key, which introduces keys and does nothing else.

    Raises:
        RuleError: ``key.unknown``, ``key.not_active``, ``key.revoked``, ``key.recovery_only``, ``member.ended``.
    """
    key = community.keys.get(event.kid)
    if key is None:
        raise RuleError(
            "key.unknown",
            f"no key {event.kid} has been announced in this book",
            advice="Have the key introduced (key.introduced), then enrol it (key.enrolled).",
        )
    _check_in_office(key, event)
    check_active(key, event)
    if key.holder is None:
        if isinstance(event.data, KeyIntroduced):
            return None
        raise RuleError(
            "key.recovery_only",
            "a recovery key introduces keys and signs nothing else",
            advice="Introduce a new key with it, enrol that one, and sign with it.",
        )
    return key.holder


def _check_in_office(key: Key, event: Event) -> None:
    """Refuse the key of an office that has ended, also where the member is in office again: that takes a new key.

    It signs the handover still: the law lets that follow the end of the term.
    """
    if key.status == "ended" and not isinstance(event.data, HandoverSigned):
        raise RuleError(
            "member.ended", f"the office of {key.member} has ended", advice="Somebody in office must sign this."
        )


def check_active(key: Key, event: Event) -> None:
    """Refuse a key that was revoked, or announced but never enrolled by itself. Recovery keys are never enrolled."""
    if key.status == "revoked":
        raise RuleError(
            "key.revoked", f"the key {key.kid} has been revoked", advice="Sign with the member's new, enrolled key."
        )
    enrols_itself = isinstance(event.data, KeyEnrolled)
    if key.status == "announced" and key.member is not None and not enrols_itself:
        raise RuleError(
            "key.not_active",
            f"the key {key.kid} is announced but not yet enrolled",
            advice="Sign and append key.enrolled with this key first.",
        )


def check_role(act: Act) -> None:
    """Refuse a signer whom the pack's table of acts does not name for this type of event.

    Raises:
        RuleError: ``role.not_held``.
    """
    if act.signer is None or isinstance(act.event.data, _JUDGED_ELSEWHERE):
        return
    allowed = act.pack.acts[act.event.name].by
    if act.signer.roles.isdisjoint(allowed) and _standings(act, act.signer).isdisjoint(allowed):
        raise act.refuse(
            "role.not_held",
            f"{act.signer.id} may not issue {act.event.name}; it takes: {', '.join(allowed)}",
            "Ask a member who holds that role to sign it.",
        )


def _standings(act: Act, member: Member) -> set[str]:
    """Return what else the member is with regard to this act: holder of a seat, the one concerned, the requester."""
    standings = {"member_of_any_body"}
    if member.holds_seat:
        standings.add("seat")
    match act.event.data:
        case (
            MemberEnded(member=concerned)
            | KeyIntroduced(member=concerned)
            | KeyEnrolled(member=concerned)
            | RolesChanged(member=concerned)
        ):
            if concerned == member.id:
                standings.add("self")
        case KeyRevoked(kid=kid):
            key = act.community.keys.get(kid)
            if key is not None and key.member == member.id:
                standings.add("self")
        case AttendanceRecorded(member=attendee):
            if attendee == member.id:
                standings.add("self")
        case PaymentCancelled(on=on):
            payment = act.own(Fund).payments.get(on.id)
            if payment is not None and payments.requester_of(payment, act.community) == member.id:
                standings.add("requester")
        case MotionWithdrawn():
            tabled = act.own(Motion).event
            if tabled is not None and act.has_acted([tabled.kid]):
                standings.add("proposer")
    return standings | _standings_among_others(act, standings | member.roles)


def _standings_among_others(act: Act, standings: set[str]) -> set[str]:
    """Return what the member is by what others did: one of enough who asked for a meeting, a peer of an author."""
    match act.event.data:
        case MeetingCalled() if meetings.may_call(act):
            return {"requester"}
        case EntryAnnotated(on=on) if not standings.isdisjoint(_authors_of(act, on.id)):
            return {"author_role"}
    return set()


def _authors_of(act: Act, event_id: str) -> set[str]:
    """Return who may issue an entry of this type; a seat may, where the table names the member concerned alone."""
    target = act.index.target(event_id)
    name = target.type.removeprefix("mingzhang.").removesuffix(".v1") if target else ""
    rule = act.pack.acts.get(name)
    named = set(rule.by) - {"self", "requester", "author_role"} if rule else set()
    return named or {"seat"}
