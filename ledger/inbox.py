"""What waits for one member, in plain words: a pure look at the states of the book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import msgspec
from babel.numbers import get_currency_precision

from ledger.bodies.money import Repeat
from ledger.bodies.shared import Sealed
from ledger.events import Event
from ledger.rules import payments
from ledger.rules.closing import is_ready, result_of
from ledger.rules.confirmation import concerned, eligible
from ledger.rules.history import History
from ledger.rules.motions import has_voted, window_of
from ledger.rules.state import Community, Meeting, Member, Motion, Payment

TextOf = Callable[[int, str], str | None]
"""Returns the public text behind a digest in the entry at a position, or None where it is not shown."""


class Task(NamedTuple):
    """Something to do: the words for it, and the event that does it."""

    zh: str
    en: str
    does: str
    on: int | None
    """The entry that it acts upon; None where the event names none."""
    subject: str | None = None
    """The stream, where it does not follow from that entry."""
    data: tuple[str, ...] = ()
    """What is known of the event's data, as ``member=value``."""


def _shown_nowhere(_position: int, _digest: str) -> None:
    return None


def tasks_of(history: History, member_id: str, now: datetime, text_of: TextOf = _shown_nowhere) -> list[Task]:
    """Return what waits for a member at ``now``, oldest entry first; nothing where the office has ended."""
    member = history.community.members[member_id]
    if member.ended:
        return []
    found = [
        *_confirmations(history, member),
        *_payments(history, member, now, text_of),
        *_ballots(history, member, now),
        *_results(history, member, now),
        *_minutes(history, member),
    ]
    return [*_keys(history, member), *sorted(found, key=lambda task: task.on or 0)]


def _position(history: History, event_id: str) -> int:
    target = history.target(event_id)
    assert target is not None
    return target.position


def _is(history: History, kid: str, member: Member) -> bool:
    return history.community.keys[kid].member == member.id


def _keys(history: History, member: Member) -> Iterator[Task]:
    for key in history.community.keys.values():
        if key.member == member.id and key.status == "announced":
            yield Task(
                f"您的新密钥 {key.kid} 已公布，请用这把密钥自己签署启用",
                f"your new key {key.kid} is announced: enrol it, signed with that key itself",
                "key.enrolled",
                None,
                data=(f"member={member.id}", f"kid={key.kid}"),
            )


def _confirmations(history: History, member: Member) -> Iterator[Task]:
    pack = history.community.pack
    assert pack is not None
    waiting: list[Event] = [event for state in history.states.values() for event in state.waiting.values()]
    for event in filter(history.community.stands_behind, waiting):
        others = not _is(history, event.kid, member) and concerned(event, history.community) != member.id
        if others and eligible(event, member, pack):
            english, chinese = event.data.titles
            yield Task(
                f"「{chinese}」等第二人确认",
                f"{english}: waits for a second person",
                "entry.confirmed",
                _position(history, event.id),
            )


def _payments(history: History, member: Member, now: datetime, text_of: TextOf) -> Iterator[Task]:
    for fund in history.funds().values():
        stands = [execution for event_id, execution in fund.executions.items() if event_id not in fund.reversed]
        paid = Counter(execution.body.on.id for execution in stands)
        for payment in fund.payments.values():
            times = paid[payment.event.id]
            if payment.cancelled or _is_paid(payment, times, now):
                continue
            request = payment.request
            position = _position(history, payment.event.id)
            assert fund.opened is not None
            zh, en = _named(payment, fund.opened.currency, _text(request.purpose, position, text_of))
            if _is_approved(history, payment):
                if "treasurer" in member.roles:
                    zh_times, en_times = _times(payment, times)
                    yield Task(
                        f"付款申请 {zh}已同意，付款后请登记{zh_times}",
                        f"payment {en}: approved; record it when the bank has paid{en_times}",
                        "payment.executed",
                        position,
                    )
            elif _may_decide(history, payment, member):
                yield Task(
                    f"付款申请 {zh}等您同意或否决",
                    f"payment {en}: waits for your yes or no",
                    "payment.approved",
                    position,
                )


def _text(sealed: Sealed, position: int, text_of: TextOf) -> str | None:
    return text_of(position, sealed.sd[0]) if isinstance(sealed.sd, list) else None


def _named(payment: Payment, currency: str, purpose: str | None) -> tuple[str, str]:
    """Name a payment in both languages, by its purpose as far as that is shown."""
    request = payment.request
    amount = Decimal(request.amount).scaleb(-get_currency_precision(currency))
    if purpose is None:
        return f"{request.payment}（{amount}）", f"{request.payment} ({amount})"
    return f"{request.payment}「{purpose}」（{amount}）", f"{request.payment} “{purpose}” ({amount})"


def _is_paid(payment: Payment, times: int, now: datetime) -> bool:
    """Tell whether nothing of a request is left to pay; a standing one is paid several times, until its last day."""
    repeat = payment.request.repeat
    if isinstance(repeat, Repeat):
        return times >= repeat.times or now.date().isoformat() > repeat.until
    return times > 0


def _times(payment: Payment, times: int) -> tuple[str, str]:
    """Say how often a standing request was paid, in both languages."""
    repeat = payment.request.repeat
    if not isinstance(repeat, Repeat):
        return "", ""
    every = {"month": "每月", "quarter": "每季", "year": "每年"}[repeat.every]
    return (
        f"（{every}一次，已付 {times}/{repeat.times} 次）",
        f" (every {repeat.every}, {times} of {repeat.times} paid)",
    )


def _may_decide(history: History, payment: Payment, member: Member) -> bool:
    payee = history.community.parties.get(payment.request.payee)
    decided = history.community.has_spoken(member, payment.decided)
    own = payments.requester_of(payment, history.community) == member.id
    paid_to = member.id in (payment.request.payee, payee.member if payee else None)
    return member.holds_seat and not (decided or own or paid_to)


def _is_approved(history: History, payment: Payment) -> bool:
    """Tell whether a request has what its tier of the pack asks for."""
    community = history.community
    assert community.pack is not None
    tier = community.pack.tier_for(payment.request.amount, payment.event.time.date().isoformat())
    approvers = [community.keys[kid].holder for kid, agreed in payment.decided.items() if agreed]
    roles = {role for approver in approvers if approver is not None for role in approver.roles}
    motion = history.motions().get(str(payment.request.motion))
    holds = motion is not None and motion.holds
    return len(approvers) >= tier.approvers and roles >= set(tier.including) and (holds or not tier.motion)


def _ballots(history: History, member: Member, now: datetime) -> Iterator[Task]:
    if not member.holds_seat:
        return
    for motion_id, motion in history.motions().items():
        assert motion.tabled is not None
        assert motion.event is not None
        if motion.tabled.body != "committee" or motion.withdrawn or motion.closed is not None:
            continue
        opens, closes = window_of(motion)
        if opens <= now < closes and not has_voted(member, motion, history.community):
            yield Task(
                f"议案 {motion_id} 正在表决，到 {motion.closes}",
                f"motion {motion_id}: vote until {motion.closes}",
                "ballot.cast",
                _position(history, motion.event.id),
            )


def _results(history: History, member: Member, now: datetime) -> Iterator[Task]:
    community = history.community
    assert community.pack is not None
    if member.roles.isdisjoint(community.pack.acts["motion.closed"].by):
        return
    for motion_id, motion in history.motions().items():
        if is_ready(motion, community, now):
            yield Task(
                f"议案 {motion_id} 表决已结束，请登记表决结果",
                f"motion {motion_id}: the vote is over; declare its result",
                "motion.closed",
                None,
                f"motion/{motion_id}",
                _result(motion, community),
            )


def _result(motion: Motion, community: Community) -> tuple[str, ...]:
    """Return the members of the result as the ballots give it."""
    result = result_of(motion, community)
    return tuple(
        f"{name}={value if isinstance(value, str) else msgspec.json.encode(value).decode()}"
        for name, value in (
            ("tally", result.tally),
            ("outcome", result.outcome),
            ("elected", result.elected),
            ("alternates", result.alternates),
        )
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
