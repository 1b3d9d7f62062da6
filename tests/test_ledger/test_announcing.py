"""Keys as whoever checks signatures collects them: exactly those that an event announces, by their thumbprints."""

from __future__ import annotations

import msgspec
import pytest

from ledger.announcing import ANNOUNCING, announced_keys
from ledger.bodies import BODIES
from ledger.bodies.community import MemberAppointed
from ledger.bodies.shared import Body
from ledger.demo.cast import SEATS, Cast
from ledger.events import typed_body
from ledger.keys import kid_of
from ledger.strict_json import Json
from tests.sample_bodies import SAMPLES

CAST = Cast()
HOSTILE: Json = {"kty": "OKP", "crv": "Ed25519", "x": "A" * 43}
"""A point of small order, under which anything verifies."""


def body(name: str, **changes: Json) -> Body:
    return typed_body(BODIES[name], SAMPLES[name] | changes)


def of(*people: str) -> dict[str, bytes]:
    return {kid_of(CAST.key(who)): CAST.key(who).public_key().public_bytes_raw() for who in people}


def test_a_founding_announces_every_member_and_every_recovery_key() -> None:
    founding = typed_body(BODIES["community.founded"], CAST.founding_data())
    assert announced_keys(founding) == of(*SEATS, "recovery")


@pytest.mark.parametrize("name", ["member.appointed", "key.introduced"])
def test_an_appointment_and_an_introduction_announce_the_key_that_they_carry(name: str) -> None:
    assert announced_keys(body(name, key=CAST.jwk("newcomer"))) == of("newcomer")


def test_an_appointment_without_a_key_announces_none() -> None:
    appointment = body("member.appointed")
    assert isinstance(appointment, MemberAppointed)
    assert announced_keys(msgspec.structs.replace(appointment, key=msgspec.UNSET)) == {}


@pytest.mark.parametrize("name", sorted(set(BODIES) - {kind.wire_name for kind in ANNOUNCING}))
def test_no_other_event_announces_a_key(name: str) -> None:
    assert announced_keys(body(name)) == {}


def test_a_hostile_key_is_left_out_and_the_others_stay() -> None:
    assert announced_keys(body("key.introduced", key=HOSTILE)) == {}
    recovery: Json = [{"name": {"value": "样例"}, "key": HOSTILE}]
    founding = typed_body(BODIES["community.founded"], CAST.founding_data() | {"recovery": recovery})
    assert announced_keys(founding) == of(*SEATS)
