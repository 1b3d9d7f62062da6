"""Rows of the stream ``community``: who acts, with which keys, and with whom."""

from __future__ import annotations

from ledger.bodies.community import (
    CommunityFounded,
    CounterpartyRegistered,
    KeyEnrolled,
    KeyIntroduced,
    KeyRevoked,
    MemberAppointed,
    MemberEnded,
    RolesChanged,
)
from ledger.bodies.shared import Jwk
from ledger.keys import thumbprint
from ledger.rules import confirmation
from projections.effect import Effect


def founded(effect: Effect, body: CommunityFounded) -> None:
    """Show the community, its buildings, first members and keys."""
    effect.insert(
        "community",
        name=body.name,
        origin=body.origin,
        log_vkey=body.log_vkey,
        timezone=body.timezone,
        currency=body.currency,
        pack=body.pack.id,
        pack_version=body.pack.version,
        pack_sha256=body.pack.sha256,
        rules=body.rules,
        seats=body.seats,
        units_total=body.units_total,
        area_total=body.area_total,
        simulated=body.simulated,
    )
    effect.insert("seats_set", position=effect.position, established=body.seats)
    effect.insert(
        "ruleset",
        position=effect.position,
        pack=body.pack.id,
        pack_version=body.pack.version,
        pack_sha256=body.pack.sha256,
    )
    for building in body.buildings:
        effect.insert("building", id=building.id, name=building.name, units=building.units, area=building.area)
    for member in body.members:
        effect.insert(
            "member",
            id=member.id,
            name=effect.text(member.name),
            body=member.body,
            seat_no=member.seat_no,
            roles=" ".join(member.roles),
            position=effect.position,
        )
        _announce(effect, member.key, member.id)
    for recovery in body.recovery:
        _announce(effect, recovery.key, None, holder=effect.text(recovery.name))
    effect.execute("UPDATE key SET status = 'active' WHERE kid = ?", effect.event.kid)


def _announce(
    effect: Effect, jwk: Jwk, member: str | None, *, by_recovery: bool = False, holder: str | None = None
) -> None:
    effect.insert(
        "key",
        kid=thumbprint(jwk.x),
        member=member,
        x=jwk.x,
        status="announced",
        position=effect.position,
        by_recovery=by_recovery,
        holder=holder,
    )


def appointed(effect: Effect, body: MemberAppointed) -> None:
    """Show the new member, beside whoever had the id before."""
    effect.insert(
        "member",
        id=body.member,
        name=effect.text(body.name),
        body=body.body,
        seat_no=body.seat_no,
        roles=" ".join(body.roles),
        term_from=body.term.from_,
        term_to=body.term.to,
        position=effect.position,
    )
    if isinstance(body.key, Jwk):
        _announce(effect, body.key, body.member)


def roles_changed(effect: Effect, body: RolesChanged) -> None:
    """Show the roles that the member has from here on, and on what they rest."""
    roles = " ".join(body.roles)
    (was,) = effect.execute("SELECT roles FROM member WHERE id = ? AND ended_position IS NULL", body.member).fetchone()
    effect.execute("UPDATE member SET roles = ? WHERE id = ? AND ended_position IS NULL", roles, body.member)
    effect.insert(
        "role_change",
        position=effect.position,
        member=body.member,
        was=was,
        roles=roles,
        basis=effect.text(body.basis),
        motion=body.motion,
    )


def ended(effect: Effect, body: MemberEnded) -> None:
    """Show that the office has ended, and with it its keys and what still waited about or by the member."""
    effect.execute(
        "UPDATE member SET ended_position = ? WHERE id = ? AND ended_position IS NULL", effect.position, body.member
    )
    effect.execute("UPDATE key SET status = 'ended' WHERE member = ? AND status <> 'revoked'", body.member)
    waiting = effect.execute(
        "SELECT position FROM waiting WHERE subject = 'community'"
        " AND confirmed_position IS NULL AND dropped_position IS NULL"
    ).fetchall()
    for (position,) in waiting:
        if confirmation.concerned(effect.earlier(position), effect.community) == body.member:
            effect.execute("UPDATE waiting SET dropped_position = ? WHERE position = ?", effect.position, position)
    _drop_abandoned(effect)


def _drop_abandoned(effect: Effect) -> None:
    """Show that what waits under a key that may not sign any more takes no effect."""
    effect.execute(
        "UPDATE waiting SET dropped_position = ? WHERE confirmed_position IS NULL AND dropped_position IS NULL"
        " AND position IN (SELECT entry.position FROM entry JOIN key USING (kid) WHERE status IN ('ended', 'revoked'))",
        effect.position,
    )


def introduced(effect: Effect, body: KeyIntroduced) -> None:
    """Show the announced key, and whether a recovery key announced it."""
    _announce(effect, body.key, body.member, by_recovery=effect.member is None)


def enrolled(effect: Effect, body: KeyEnrolled) -> None:
    """Show the key as active."""
    effect.execute("UPDATE key SET status = 'active' WHERE kid = ?", body.kid)


def revoked(effect: Effect, body: KeyRevoked) -> None:
    """Show the key as revoked, and since when it was in other hands."""
    since = body.compromised_since if isinstance(body.compromised_since, str) else None
    effect.execute(
        "UPDATE key SET status = 'revoked', revoked_position = ?, compromised_since = ? WHERE kid = ?",
        effect.position,
        since,
        body.kid,
    )
    _drop_abandoned(effect)


def counterparty(effect: Effect, body: CounterpartyRegistered) -> None:
    """Show the party; a person's name is sealed."""
    effect.insert(
        "party",
        id=body.party,
        kind=body.kind,
        name=effect.text(body.name),
        uscc=body.uscc,
        member=body.member,
        position=effect.position,
    )
