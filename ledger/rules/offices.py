"""Rules and folds of how offices are kept: interests, duties, audits, seals, handover, witnesses, the log's key."""

from __future__ import annotations

from ledger.bodies.community import LogKeyRotated
from ledger.bodies.offices import (
    AuditReported,
    DutyPerformed,
    HandoverSigned,
    InterestDeclared,
    SealUsed,
    WitnessEnrolled,
    WitnessRemoved,
)
from ledger.bodies.shared import Ref
from ledger.events import Event
from ledger.rules.act import Act
from ledger.rules.state import Community

_APPROVALS = ("motion.closed", "payment.approved", "entry.confirmed", "minutes.recorded")
"""What may stand behind the use of a seal."""


def check_interest(act: Act, body: InterestDeclared) -> None:
    """The party is one that the book knows."""
    act.check_date(body.since)
    act.check_party(body.party)


def check_duty(act: Act, body: DutyPerformed) -> None:
    """A day of the calendar."""
    act.check_date(body.date)


def check_audit(act: Act, body: AuditReported) -> None:
    """The firm is a party that the book knows."""
    act.check_party(body.firm)


def check_seal(act: Act, body: SealUsed) -> None:
    """The document is one that the book knows; what allowed it is an act of approval. None at all is a finding."""
    act.check_document(body.document)
    if isinstance(body.approved, Ref):
        act.any_target(body.approved, *_APPROVALS)


def check_handover(act: Act, body: HandoverSigned) -> None:
    """Each side once, by two people; who has left office hands over and receives nothing."""
    signed = act.community.handover
    if body.side in signed and len(signed) == 1:
        raise act.refuse(
            "handover.signed_twice", f"the {body.side} side of this handover is signed", "Have the other side sign."
        )
    if body.side == "incoming" and act.community.keys[act.event.kid].status == "ended":
        raise act.refuse(
            "handover.not_in_office",
            f"the office of {act.member.id} has ended",
            "The chair in office, or the supervisor, signs what was received.",
        )
    if len(signed) == 1 and act.member.id in signed.values():
        raise act.refuse(
            "handover.own_side", f"{act.member.id} has signed the other side", "Two people sign a handover."
        )
    for balance in body.balances:
        if act.fund(balance.fund).opened is None:
            raise act.unresolved("fund", balance.fund)
        if act.account(balance.account).opened is None:
            raise act.unresolved("account", balance.account)
    for item in body.inventory:
        if isinstance(item.document, str):
            act.check_document(item.document)


def fold_handover(community: Community, event: Event, body: HandoverSigned) -> None:
    """Put the signature to the handover that is under way; with both sides it is done, and the next one begins."""
    member = community.keys[event.kid].member
    assert member is not None
    if len(community.handover) > 1:
        community.handover.clear()
    community.handover[body.side] = member


def check_witness(act: Act, body: WitnessEnrolled) -> None:
    """Once."""
    if body.vkey in act.community.witnesses:
        raise act.refuse("witness.enrolled_twice", "this witness is enrolled", "Nothing is to be done.")


def fold_witness(community: Community, _event: Event, body: WitnessEnrolled) -> None:
    """Name it."""
    community.witnesses.add(body.vkey)


def check_witness_removed(act: Act, body: WitnessRemoved) -> None:
    """One that is enrolled."""
    if body.vkey not in act.community.witnesses:
        raise act.refuse("witness.unknown", "no such witness is enrolled", "Take the vkey from the page of the rules.")


def fold_witness_removed(community: Community, _event: Event, body: WitnessRemoved) -> None:
    """Name it no longer."""
    community.witnesses.discard(body.vkey)


def check_log_key(act: Act, body: LogKeyRotated) -> None:
    """From the key in use to another one of the same log."""
    if body.old_vkey != act.community.log_vkey:
        raise act.refuse(
            "log_key.not_in_use", "old_vkey is not the key in use", f"The key in use is {act.community.log_vkey}."
        )
    if body.new_vkey == body.old_vkey or body.new_vkey.split("+")[0] != act.event.source:
        raise act.refuse(
            "log_key.new", "new_vkey must be another key, under the name of this log", "Make a new key for this origin."
        )


def fold_log_key(community: Community, _event: Event, body: LogKeyRotated) -> None:
    """From here on the new key is the one in use."""
    community.log_vkey = body.new_vkey
