"""``mingzhang record``: draft, sign and append in one go, where the book lies on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

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
) -> None:
    """Draft, sign and append an event.

    Example: mingzhang record payment.approved --on 17 --key chair.pem
    """
    from ledger import drafting
    from ledger.events import parse_entry, parse_payload
    from ledger.jws import parse
    from ledger.store.reader import Reader

    folder = community_folder(home, community)
    texts = set_ or []
    with Reader.open(folder / "public") as reader:
        origin = reader.origin
        if on is not None:
            target = parse_payload(parse(parse_entry(reader.entry(on)).event))
            texts = [f"on={target.id}:{target.sha256}", *texts]
            subject = subject or target.subject
    draft = make(type_, origin, subject, data, texts, None, time, file)
    signed = drafting.sign(draft, read_key(key, passphrase_file))
    append_all(folder, [signed], guard, clock_ok=clock_ok, receipts=receipts)
