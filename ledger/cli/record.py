"""``mingzhang record``: draft, sign and append in one go, where the book lies on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.alike import AlsoOption, refuse_alike
from ledger.cli.append import ReceiptOption, append_all
from ledger.cli.common import (
    ClockOkOption,
    CommunityOption,
    GuardOption,
    HomeOption,
    KeyOption,
    PassphraseOption,
    community_folder,
    read_key,
)
from ledger.cli.draft import DataOption, FileOption, SetOption, SubjectOption, TimeOption, TypeArgument, make
from ledger.cli.summary import Acted, YesOption, approve

if TYPE_CHECKING:
    from ledger.events import Event
    from ledger.store.reader import Reader

OnIndexOption = Annotated[
    int | None, typer.Option("--on", help="Number of the entry that this event acts upon; fills `on` and the subject.")
]


def command(
    type_: TypeArgument,
    home: HomeOption,
    key: KeyOption,
    community: CommunityOption = None,
    subject: SubjectOption = None,
    data: DataOption = None,
    set_: SetOption = None,
    on: OnIndexOption = None,
    file: FileOption = None,
    time: TimeOption = None,
    passphrase_file: PassphraseOption = None,
    guard: GuardOption = None,
    clock_ok: ClockOkOption = False,
    receipts: ReceiptOption = None,
    yes: YesOption = False,
    also: AlsoOption = False,
) -> None:
    """Draft, sign and append an event.

    Example: mingzhang record payment.approved --on 17 --key chair.pem
    """
    from ledger import drafting
    from ledger.cli.known import known_of
    from ledger.store.reader import Reader

    folder = community_folder(home, community)
    texts = set_ or []
    acted = None
    with Reader.open(folder / "public") as reader:
        origin = reader.origin
        if on is not None:
            target, acted = _acted_upon(reader, on)
            texts = [f"on={target.id}:{target.sha256}", *texts]
            subject = subject or target.subject
    known = known_of(folder / "public", type_, subject)
    draft = make(type_, origin, subject, data, texts, None, time, file, known.words)
    if not also:
        refuse_alike(folder / "public", [(str(draft["subject"]), drafting.check(draft))])
    approve(draft, yes=yes, known=known, acted=acted)
    signed = drafting.sign(draft, read_key(key, passphrase_file))
    append_all(folder, [signed], guard, clock_ok=clock_ok, receipts=receipts, also=also)


def _acted_upon(reader: Reader, number: int) -> tuple[Event, Acted]:
    """Return the event of an entry, and what of it is public, in words."""
    from ledger import sealing, strict_json
    from ledger.events import parse_entry, parse_payload
    from ledger.jws import parse

    signed = parse(parse_entry(reader.entry(number)).event)
    event = parse_payload(signed)
    payload = strict_json.parse(signed.payload)
    assert isinstance(payload, dict)
    data = sealing.opened(payload["data"], {one.digest: one.value for one in reader.opened(number)})
    assert isinstance(data, dict)
    return event, Acted(number, type(event.data), event.time.isoformat(), data)
