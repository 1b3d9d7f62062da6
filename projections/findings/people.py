"""Findings about people: interests, terms, keys, seats, handovers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from ledger.rules.packs import Words
from projections.findings.base import Definition, Fact, Found, Views, missed

_AFTER_THE_TERM = ("handover.signed", "member.ended", "key.revoked", "minutes.signed")
"""What a member may sign when the term is over: the law lets these follow it."""


def c1(views: Views) -> Iterator[Found]:
    """A member who has an interest in a party asked for, approved or voted for a payment to it.

    The interest is one that the member declared, whenever, from the day that the declaration names; or the party is
    registered as the member's own.
    """
    acts = views.rows(
        """
        SELECT payment.position AS act, requester AS member, payment.position AS request, payee FROM payment
        UNION ALL SELECT decision.position, decision.member, request, payee
            FROM decision JOIN payment ON payment.position = request WHERE approved
        UNION ALL SELECT ballot.position, ballot.member, payment.position, payee
            FROM ballot JOIN payment ON payment.motion = ballot.motion WHERE choice = 'yes'
        ORDER BY act, request
        """
    )
    interests = [
        (views.holder(member, index), party, since, index)
        for index, member, party, since in views.rows("SELECT position, member, party, since FROM interest")
    ]
    interests += [
        (one, party, "", index)
        for index, party, member in views.rows("SELECT position, id, member FROM party WHERE member IS NOT NULL")
        for one in views.everybody
        if one.id == member
    ]
    for act, member, request, payee in acts:
        actor = views.holder(member, act)
        tied = [
            index
            for who, party, since, index in interests
            if who is not None and who == actor and party == payee and since <= views.admitted[act]
        ]
        if tied:
            known = max(views.admitted[index] for index in (act, request, tied[0]))
            refs = tuple(sorted({request, tied[0]} - {act}))
            yield Found(act, known, refs=refs, key=str(request), facts=(Fact("member", member), Fact("party", payee)))


def c2(views: Views) -> Iterator[Found]:
    """A member acted when the term of the appointment was over and nobody had appointed them again."""
    limited = {(one.id, one.index): one for one in views.everybody if one.term_to is not None}
    acts: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    places = ", ".join("?" * len(_AFTER_THE_TERM))
    statement = (
        f"SELECT position, member FROM entry WHERE type NOT IN ({places}) AND member IS NOT NULL ORDER BY position"  # noqa: S608 - only ?
    )
    for index, member in views.rows(statement, *_AFTER_THE_TERM) if limited else ():
        actor = views.holder(member, index)
        if actor is not None and actor.term_to is not None and views.admitted[index] > actor.term_to:
            acts[actor.id, actor.index].append(index)
    for (member, appointed), found in acts.items():
        facts = (
            Fact("member", member),
            Fact("day", str(limited[member, appointed].term_to)),
            Fact("number", len(found)),
        )
        yield Found(appointed, views.admitted[found[0]], refs=tuple(found), facts=facts)


def c3(views: Views) -> Iterator[Found]:
    """A key signed after the moment since which it was later reported to be in other hands."""
    rows = views.rows(
        "SELECT kid, member, revoked_position, compromised_since FROM key WHERE compromised_since IS NOT NULL"
        " ORDER BY revoked_position"
    )
    for kid, member, revoked, since in rows:
        stolen = datetime.fromisoformat(since)
        signed = [
            index
            for index, at in views.rows("SELECT position, admitted_at FROM entry WHERE kid = ? ORDER BY position", kid)
            if index < views.effective(revoked) and datetime.fromisoformat(at) >= stolen
        ]
        if signed:
            facts = (Fact("member", member), Fact("day", views.day(since)), Fact("number", len(signed)))
            yield Found(revoked, views.day_of(revoked), refs=tuple(signed), facts=facts)


def c4(views: Views) -> Iterator[Found]:
    """Money that left without a request was recorded, or imported, by the very member who got it."""
    rows = views.rows(
        """
        SELECT movement.position, entry.member, movement.party, movement.amount, currency
        FROM movement JOIN entry USING (position) JOIN fund ON fund.id = movement.fund
            LEFT JOIN party ON party.id = movement.party
        WHERE amount < 0 AND request IS NULL AND entry.member IN (movement.party, party.member)
        ORDER BY movement.position
        """
    )
    for index, member, party, amount, currency in rows:
        facts = (Fact("member", member), Fact("party", party), Fact("amount", -amount, currency))
        yield Found(index, views.admitted[index], facts=facts)


def c5(views: Views) -> Iterator[Found]:
    """Fewer of the committee's seats were filled than the pack wants."""
    changes = [
        (views.effective(index), 0, seats) for index, seats in views.rows("SELECT position, established FROM seats_set")
    ]
    for one in views.everybody:
        if one.seat_no is not None:
            changes.append((views.effective(one.index), 1, None))
            changes += [] if one.ended is None else [(views.effective(one.ended), -1, None)]
    filled, seats = 0, 0
    began: tuple[int, Fact, Fact] | None = None
    for index, group in groupby(sorted(changes, key=itemgetter(0)), key=itemgetter(0)):
        for _index, change, established in group:
            filled += change
            seats = seats if established is None else established
        day = views.admitted[index]
        enough = views.pack_on(day).fraction("committee.seats_filled", day).reached_by(filled, seats)
        if began is None and not enough:
            began = (index, Fact("number", filled), Fact("needed", seats))
        elif began is not None and enough:
            yield from _too_few(views, *began, until=index)
            began = None
    if began is not None:
        yield from _too_few(views, *began, until=None)


def _too_few(views: Views, index: int, *facts: Fact, until: int | None) -> Iterator[Found]:
    since, healed = views.admitted[index], None if until is None else views.admitted[until]
    yield Found(index, since, healed, facts=facts)


def c6(views: Views) -> Iterator[Found]:
    """A chair left office, or the term was over, and one side of the handover was not signed in time."""
    return missed(views, "handover")


DEFINITIONS = (
    Definition(
        "C1",
        "critical",
        Words("An interest in the party that was paid", "与收款方有利益关系"),
        Words(
            "the book does not show that whoever has an interest in this party stood aside",
            "账本中未发现与收款方有利益关系的人已回避",
        ),
        c1,
    ),
    Definition(
        "C2",
        "high",
        Words("Acts after the end of a term", "任期届满后的行为"),
        Words(
            "the book does not show that this member's term was renewed before these acts",
            "账本中未发现该成员在这些行为之前已续任",
        ),
        c2,
    ),
    Definition(
        "C3",
        "critical",
        Words("Acts by a key that was reported stolen", "被报失的密钥所签的记录"),
        Words(
            "the book does not show that the owner of the key made these entries, signed after it had got into other"
            " hands",
            "账本中未发现这些在密钥失控之后签署的记录确由本人所为",
        ),
        c3,
    ),
    Definition(
        "C4",
        "high",
        Words("Recorded by whoever got the money", "收款人自己记的账"),
        Words(
            "the book does not show that anybody but the recipient agreed to this payment",
            "账本中未发现收款人以外的人同意这笔付款",
        ),
        c4,
    ),
    Definition(
        "C5",
        "warn",
        Words("Too few seats filled", "在任委员过少"),
        Words(
            "the book does not show that enough seats of the committee are filled",
            "账本中未发现业主委员会有足够的在任委员",
        ),
        c5,
        ("committee.seats_filled",),
    ),
    Definition(
        "C6",
        "high",
        Words("Handover late or one-sided", "移交逾期或只有一方签署"),
        Words(
            "the book does not show that both sides signed the handover in time",
            "账本中未发现双方按期签署移交",
        ),
        c6,
        ("handover.days",),
    ),
)
