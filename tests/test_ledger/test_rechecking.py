"""What somebody who can write the file puts past the door is not signed for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from ledger import jws, sealing
from ledger.application import Ledger
from ledger.demo.cast import Cast
from ledger.events import Entry, format_entry, parse_payload
from ledger.store.mapper import Signed
from ledger.store.sqlite import Indexed, LedgerRecorder
from ledger.strict_json import Json
from tests.log_of import START
from tests.refusals import unstorable

FIRM: dict[str, Json] = {"party": "crony", "kind": "company", "name": {"value": "关系公司"}}


class Door:
    """A founded and published book, and a way past its door."""

    def __init__(self, tmp: Path) -> None:
        self.cast = Cast()
        self.now: datetime = START
        self._tmp = tmp
        Ledger.create(tmp / "book", self.cast.origin, self.cast.log_key)
        with self.open() as ledger:
            ledger.append([self.cast.founding(self.now), *self.cast.enrolments(self.now)])
            ledger.publish()

    @contextmanager
    def open(self) -> Iterator[Ledger]:
        with Ledger.open(self._tmp / "book", clock=lambda: self.now, guard=self._tmp / "guard.db") as ledger:
            yield ledger

    def put_in(self, compact: bytes, version: int) -> None:
        """Store an entry with its leaf and index as the recorder would, and as nobody has judged."""
        event = parse_payload(jws.parse(compact))
        with self.open() as ledger:
            signed = Signed(event.subject, version, format_entry(Entry(self.now, compact)), event)
            indexed = Indexed(event.id, event.sha256, event.digests, ())
            recorder = cast("LedgerRecorder", ledger.recorder)
            recorder.insert_events([ledger.mapper.to_stored_event(signed)], indexed=[indexed])


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(tmp_path)


def signed_by(door: Door, who: str) -> bytes:
    return sealing.split(door.cast.sign(who, "counterparty.registered", "community", FIRM, door.now))[0]


def test_entry_that_nobody_signed(door: Door) -> None:
    compact = signed_by(door, "secretary")
    forged = compact[: compact.rindex(b".") + 1] + b"A" * 86
    door.put_in(forged, 6)
    with door.open() as ledger, unstorable("store.altered"):
        ledger.publish()


def test_entry_signed_by_a_key_that_it_brings_itself(door: Door) -> None:
    data: dict[str, Json] = {"member": "chair", "key": door.cast.jwk("thief")}
    compact = sealing.split(door.cast.sign("thief", "key.introduced", "community", data, door.now))[0]
    door.put_in(compact, 6)
    with door.open() as ledger, unstorable("store.altered"):
        ledger.publish()


def test_control_an_entry_that_a_member_signed_is_published(door: Door) -> None:
    door.put_in(signed_by(door, "secretary"), 6)
    door.now += timedelta(minutes=1)
    with door.open() as ledger:
        assert ledger.publish().split(b"\n")[1] == b"6"
