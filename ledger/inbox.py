"""What waits for one member, in plain words: a pure look at the states of the book."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from ledger.events import Event
from ledger.rules import payments
from ledger.rules.confirmation import concerned, eligible
from ledger.rules.history import History
from ledger.rules.motions import window_of
from ledger.rules.state import Meeting, Member, Payment


class Task(NamedTuple):
    """Something to do: the words for it, the event that does it, and the entry it acts upon."""

    zh: str
    en: str
    does: str
    on: int


def tasks_of(history: History, member_id: str, now: datetime) -> list[Task]:
    """Return what waits for a member at ``now``, oldest entry first; nothing where the office has ended."""
    member = history.community.members[member_id]
    if member.ended:
        return []
    found = [
        *_confirmations(history, member),
        *_payments(history, member),
        *_ballots(history, member, now),
        *_minutes(history, member),
    ]
    return sorted(found, key=lambda task: task.on)


def _position(history: History, event_id: str) -> int:
    target = history.target(event_id)
    assert target is not None
    return target.position


def _is(history: History, kid: str, member: Member) -> bool:
    return history.community.keys[kid].member == member.id


def _confirmations(history: History, member: Member) -> Iterator[Task]:
    pack = history.community.pack
    assert pack is not None
    waiting: list[Event] = [event for state in history.states.values() for event in state.waiting.values()]
    for event in waiting:
        others = not _is(history, event.kid, member) and concerned(event, history.community) != member.id
        if others and eligible(event, member, pack):
            english, chinese = event.data.titles
            yield Task(
                f"「{chinese}」等第二人确认",
                f"{english}: waits for a second person",
                "entry.confirmed",
                _position(history, event.id),
            )


def _payments(history: History, member: Member) -> Iterator[Task]:
    for fund in history.funds().values():
        for payment in fund.payments.values():
            if payment.cancelled or payment.executed:
                continue
            request = payment.request
            yuan = f"{request.amount // 100}.{request.amount % 100:02}"
            position = _position(history, payment.event.id)
            if _is_approved(history, payment):
                if "treasurer" in member.roles:
                    yield Task(
                        f"付款申请 {request.payment}（{yuan}）已同意，付款后请登记",
                        f"payment {request.payment} ({yuan}): approved; record it when the bank has paid",
                        "payment.executed",
                        position,
                    )
            elif _may_decide(history, payment, member):
                yield Task(
                    f"付款申请 {request.payment}（{yuan}）等您同意或否决",
                    f"payment {request.payment} ({yuan}): waits for your yes or no",
                    "payment.approved",
                    position,
                )


def _may_decide(history: History, payment: Payment, member: Member) -> bool:
    payee = history.community.parties.get(payment.request.payee)
    decided = any(_is(history, kid, member) for kid in payment.decided)
    own = payments.requester_of(payment, history.community) == member.id
    paid_to = member.id in (payment.request.payee, payee.member if payee else None)
    return member.holds_seat and not (decided or own or paid_to)


def _is_approved(history: History, payment: Payment) -> bool:
    """Tell whether a request has what its tier of the pack asks for."""
    community = history.community
    assert community.pack is not None
    tier = community.pack.tier_for(payment.request.amount, payment.event.time.date().isoformat())
    approvers = [community.keys[kid].member for kid, agreed in payment.decided.items() if agreed]
    roles = {role for approver in approvers if approver is not None for role in community.members[approver].roles}
    motion = history.motions().get(str(payment.request.motion))
    adopted = motion is not None and motion.closed is not None and motion.closed.outcome == "adopted"
    return len(approvers) >= tier.approvers and roles >= set(tier.including) and (adopted or not tier.motion)


def _ballots(history: History, member: Member, now: datetime) -> Iterator[Task]:
    if not member.holds_seat:
        return
    for motion_id, motion in history.motions().items():
        assert motion.tabled is not None
        assert motion.event is not None
        if motion.tabled.body != "committee" or motion.withdrawn or motion.closed is not None:
            continue
        opens, closes = window_of(motion)
        voted = member.id in motion.transcribed or any(_is(history, kid, member) for kid in motion.ballots)
        if opens <= now < closes and not voted:
            yield Task(
                f"议案 {motion_id} 正在表决，到 {motion.closes}",
                f"motion {motion_id}: vote until {motion.closes}",
                "ballot.cast",
                _position(history, motion.event.id),
            )


def _minutes(history: History, member: Member) -> Iterator[Task]:
    for stream, state in history.states.items():
        if not isinstance(state, Meeting) or member.id not in state.attended:
            continue
        for event_id, minutes in state.minutes.items():
            if not minutes.superseded and not any(_is(history, kid, member) for kid in minutes.signed):
                name = stream.partition("/")[2]
                yield Task(
                    f"会议 {name} 的纪要等您签署",
                    f"meeting {name}: the minutes wait for your signature",
                    "minutes.signed",
                    _position(history, event_id),
                )
