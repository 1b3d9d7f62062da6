"""The keys that an event announces, as whoever checks signatures collects them.

A ``kid`` is its key's thumbprint, so a key may be taken from any entry; whether it might sign at that point of the log
is judged by the rules.
"""

from __future__ import annotations

from ledger import keys
from ledger.bodies.community import CommunityFounded, KeyIntroduced, MemberAppointed
from ledger.bodies.shared import Body, Jwk
from ledger.errors import FormatError


def announced_keys(body: Body) -> dict[str, bytes]:
    """Return the keys that an event announces: 32 bytes each, by kid."""
    match body:
        case CommunityFounded():
            announced = [*(member.key for member in body.members), *(recovery.key for recovery in body.recovery)]
        case KeyIntroduced(key=key) | MemberAppointed(key=Jwk() as key):
            announced = [key]
        case _:
            return {}
    public = {keys.thumbprint(jwk.x): _public_key(jwk) for jwk in announced}
    return {kid: key for kid, key in public.items() if key is not None}


def _public_key(jwk: Jwk) -> bytes | None:
    """Return the key's 32 bytes; None for a hostile one, which the rules refuse by name when its turn comes."""
    try:
        return keys.public_key_bytes(jwk.x)
    except FormatError:
        return None
