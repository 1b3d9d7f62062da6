"""The second person: which events wait for an ``entry.confirmed``, and who may give it (EVENTS.md, "Second person")."""

from __future__ import annotations

from msgspec import UNSET

from ledger.bodies.accounts import BalanceOpened
from ledger.bodies.assembly import BallotsDelivered, BallotVoided, ElectorateFrozen, ResolutionAnnulled
from ledger.bodies.community import (
    EntryConfirmed,
    KeyIntroduced,
    KeyRevoked,
    LogKeyRotated,
    MemberAppointed,
    MemberEnded,
    RolesChanged,
    SeatsSet,
)
from ledger.bodies.money import MovementReversed
from ledger.bodies.motions import BallotTranscribed, MotionClosed
from ledger.bodies.notes import FieldErased
from ledger.bodies.sources import ImportCompleted
from ledger.bodies.statements import PeriodClosed
from ledger.events import Event, wire_type
from ledger.rules.act import Act
from ledger.rules.packs import Pack
from ledger.rules.state import Community, Member, StreamState

ALWAYS = (
    MemberAppointed, SeatsSet, LogKeyRotated, FieldErased, BalanceOpened, ImportCompleted, BallotTranscribed,
    ElectorateFrozen, BallotsDelivered, BallotVoided, ResolutionAnnulled, MovementReversed, PeriodClosed,
)  # fmt: skip
UNLESS_OWN = (KeyIntroduced, KeyRevoked)


def needed(event: Event, state: StreamState) -> bool:
    """Tell whether an event waits for its second person before it takes effect.

    ``state`` is that of the event's own stream. Members resign, give up their own roles and announce or revoke their
    own keys alone; whatever a recovery key announces takes effect at once, because nobody else may be left. The result
    of an owners' vote waits for a second teller, that of a committee's vote for nobody.
    """
    if isinstance(event.data, ALWAYS):
        return True
    if isinstance(event.data, MemberEnded):
        assert isinstance(state, Community)
        return not resigns(event.data, state.keys[event.kid].member)
    if isinstance(event.data, UNLESS_OWN):
        assert isinstance(state, Community)
        author = state.keys[event.kid].member
        return author is not None and author != concerned(event, state)
    if isinstance(event.data, RolesChanged):
        assert isinstance(state, Community)
        return not _gives_up_roles(event.data, state, state.keys[event.kid].member)
    if isinstance(event.data, MotionClosed):
        # Owners' tallies, and no others, have areas: the rules see to it.
        return any(line.area is not UNSET for line in event.data.tally)
    return False


def resigns(body: MemberEnded, author: str | None) -> bool:
    """Tell whether an ending is the author's own resignation; of any other reason nobody is judge in their own case."""
    return body.member == author and body.reason == "resigned"


def _gives_up_roles(body: RolesChanged, community: Community, author: str | None) -> bool:
    """Tell whether a member keeps some of their own roles and takes no other; being a plain member is none."""
    return author == body.member and {*body.roles} <= {*community.members[body.member].roles, "member"}


def concerned(event: Event, community: Community) -> str | None:
    """Return the member whom an event is about, who may not confirm it."""
    match event.data:
        case (
            MemberAppointed(member=member)
            | MemberEnded(member=member)
            | KeyIntroduced(member=member)
            | RolesChanged(member=member)
        ):
            return member
        case KeyRevoked(kid=kid):
            key = community.keys.get(kid)
            return key.member if key else None
    return None


def eligible(event: Event, member: Member, pack: Pack) -> bool:
    """Tell whether the pack lets a member confirm events of this type."""
    names = pack.acts[event.name].confirmed_by
    return ("seat" in names and member.holds_seat) or not member.roles.isdisjoint(names)


def check(act: Act, body: EntryConfirmed) -> Event:
    """Check a confirmation and return the event that it puts into effect.

    Raises:
        RuleError: ``ref.*``, ``confirmation.not_waiting``, ``confirmation.own``, ``confirmation.concerned``,
            ``confirmation.not_eligible``.
    """
    confirmable = [name for name, rule in act.pack.acts.items() if rule.confirmed_by]
    act.target(body.on, *confirmable)
    event = act.states[act.event.subject].waiting.get(body.on.id)
    if event is None:
        raise act.refuse(
            "confirmation.not_waiting",
            "the event does not wait for a confirmation, or has one already",
            "Nothing is to be done; `mingzhang inbox` lists what waits.",
        )
    author = act.community.keys[event.kid].member
    if author == act.member.id:
        raise act.refuse(
            "confirmation.own", "nobody confirms their own entry", "Ask another member of the committee to confirm it."
        )
    if concerned(event, act.community) == act.member.id:
        raise act.refuse(
            "confirmation.concerned",
            "the member whom the entry is about cannot confirm it",
            "Ask another member of the committee to confirm it.",
        )
    if not eligible(event, act.member, act.pack):
        raise act.refuse(
            "confirmation.not_eligible",
            f"a {event.name} is confirmed by: {', '.join(act.pack.acts[event.name].confirmed_by)}",
            "Ask a member who holds that role.",
        )
    assert wire_type(event.name) == event.type
    return event
