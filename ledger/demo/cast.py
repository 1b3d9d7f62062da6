"""Signers of a made-up community: the same keys, event ids and salts from the same seed, every time.

Everybody can derive these keys, so nothing that they sign is evidence of anything.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import drafting, sealing
from ledger.events import parse_event
from ledger.keys import jwk_of, kid_of
from ledger.rules.packs import pin_of
from ledger.strict_json import Json

SEATS = ("chair", "vice", "treasurer", "secretary", "member")
_ROLES = {
    "chair": "chair",
    "vice": "vice_chair",
    "treasurer": "treasurer",
    "secretary": "secretary",
    "member": "member",
}
_NAMES = {"chair": "和样例", "vice": "谢样例", "treasurer": "钱样例", "secretary": "温样例", "member": "方样例"}


class Cast:
    """The people of one made-up community and their keys."""

    def __init__(self, origin: str = "ledger.example/yuanqu-1", seed: str = "mingzhang") -> None:
        self.origin = origin
        self._seed = seed
        self._drafted = 0

    def _derive(self, *what: object) -> bytes:
        return sha256("/".join([self._seed, *map(str, what)]).encode()).digest()

    def key(self, who: str) -> Ed25519PrivateKey:
        """Return the private key of a member (any name; the same name has the same key)."""
        return Ed25519PrivateKey.from_private_bytes(self._derive("key", who))

    def salt(self, *what: object) -> bytes:
        """Return the 16 bytes with which something is sealed: the same every time, so that they hide nothing."""
        return self._derive("salt", *what)[:16]

    @property
    def log_key(self) -> Ed25519PrivateKey:
        """The key that signs checkpoints."""
        return self.key("log")

    @property
    def log_vkey(self) -> str:
        """The log key's verifier key (C2SP signed-note)."""
        public = b"\x01" + self.log_key.public_key().public_bytes_raw()
        key_id = sha256(self.origin.encode() + b"\n" + public).hexdigest()[:8]
        return f"{self.origin}+{key_id}+{b64encode(public).decode()}"

    def sign(self, who: str, name: str, subject: str, data: Mapping[str, Json], at: datetime) -> bytes:
        """Draft and sign an event as ``who``; return the SD-JWT."""
        payload = self.draft(name, subject, data, at)
        number = self._drafted
        salts = (self.salt(number, place) for place in range(1 << 16))
        return drafting.sign(payload, self.key(who), lambda: next(salts))

    def draft(self, name: str, subject: str, data: Mapping[str, Json], at: datetime) -> dict[str, Json]:
        """Draft an event, with the next id of the cast."""
        self._drafted += 1
        return drafting.draft(
            name,
            origin=self.origin,
            subject=subject,
            time=at,
            data=dict(data),
            event_id=drafting.uuid7(int(at.timestamp() * 1000), self._derive("id", self._drafted)),
        )

    @staticmethod
    def ref(sd_jwt: bytes) -> dict[str, Json]:
        """Return the ref that names a signed event: its id and the hash of its JWS."""
        event = parse_event(sealing.split(sd_jwt)[0])
        return {"id": event.id, "sha256": event.sha256}

    def jwk(self, who: str) -> dict[str, Json]:
        """Return the public key of a member."""
        return dict(jwk_of(self.key(who)))

    def founding(self, at: datetime, **changes: Json) -> bytes:
        """Return community.founded, signed by the chair: five seats, two buildings, pack cn-2021, simulated."""
        return self.sign("chair", "community.founded", "community", self.founding_data() | changes, at)

    def founding_data(self) -> dict[str, Json]:
        """Return the data of community.founded before it is signed."""
        pin = pin_of("cn-2021")
        return {
            "name": "样例园区（虚构）",
            "origin": self.origin,
            "log_vkey": self.log_vkey,
            "timezone": "Asia/Shanghai",
            "currency": "CNY",
            "pack": {"id": pin.id, "version": pin.version, "sha256": pin.sha256},
            "rules": 1,
            "buildings": [
                {"id": "b1", "name": "1幢", "units": 60, "area": 540_000},
                {"id": "b2", "name": "2幢", "units": 40, "area": 460_000},
            ],
            "units_total": 100,
            "area_total": 1_000_000,
            "seats": 5,
            "members": [self._founder(who, number) for number, who in enumerate(SEATS, 1)],
            "recovery": [{"name": {"value": "样例居委会"}, "key": self.jwk("recovery")}],
            "simulated": True,
        }

    def _founder(self, who: str, seat_no: int) -> dict[str, Json]:
        return {
            "id": who,
            "name": {"value": _NAMES[who]},
            "body": "committee",
            "seat_no": seat_no,
            "roles": [_ROLES[who]],
            "key": self.jwk(who),
        }

    def enrolments(self, at: datetime) -> list[bytes]:
        """Return key.enrolled of every founder but the chair, whose key is active from entry 0."""
        return [self.enrolment(who, at) for who in SEATS if who != "chair"]

    def enrolment(self, who: str, at: datetime, member: str | None = None) -> bytes:
        """Return key.enrolled of the key of ``who``, for the member of that name or another."""
        data: dict[str, Json] = {"member": member or who, "kid": kid_of(self.key(who))}
        return self.sign(who, "key.enrolled", "community", data, at)

    def confirmation(self, who: str, of: bytes, at: datetime, purpose: str = "second_person") -> bytes:
        """Return entry.confirmed of a signed event, by ``who``, in that event's stream."""
        event = parse_event(sealing.split(of)[0])
        data: dict[str, Json] = {"on": self.ref(of), "purpose": purpose}
        return self.sign(who, "entry.confirmed", event.subject, data, at)
