"""The script of a made-up story: who signs what and when, written down before anything is signed.

A theme of the story (`ledger.demo.story`) adds acts in whatever order suits it. An act may stand inside the data of a
later one, where the wire has a ref to it, `HEAD` where it has the state of the book, and a `Reckoning` where it has
what the book adds up to just then. `Script.signed` puts all acts into the order of time and signs them: the same script
gives the same bytes every time.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from itertools import groupby
from typing import Literal, NamedTuple, TypeAlias

from ledger import sealing
from ledger.demo.cast import Cast
from ledger.events import Entry, format_entry, parse_event
from ledger.rules.history import History
from ledger.strict_json import Json
from ledger.tlog.merkle import leaf_hash, root_of_leaf_hashes

ZONE = timezone(timedelta(hours=8))
MADE_UP = "【样例数据，纯属虚构，不是真实票据或文件】"

Paper: TypeAlias = dict[str, Json]
"""A document as `documents` of an event names it (`ledger.bodies.shared.Evidence`)."""


HEAD = object()
"""Stands in an act's data for the size and root of the book just before it."""
Reckoning: TypeAlias = Callable[[History], Json]
"""Stands in an act's data for what the book adds up to just before it: balances, figures of a report."""


def sitting_of(at: datetime) -> datetime:
    """Return the sitting that an act belongs to: what is signed within the same hour reaches the ledger together."""
    return at.replace(minute=0)


@dataclass(frozen=True, slots=True, eq=False)
class Act:
    """One event before it is signed: ``who`` is a member's id, ``data`` may hold acts in place of refs."""

    at: datetime
    who: str
    name: str
    subject: str
    data: Mapping[str, object]


class Signed(NamedTuple):
    """An act that was signed: when, and the SD-JWT."""

    at: datetime
    sd_jwt: bytes


def moment(text: str) -> datetime:
    """Return the local time ``2024-07-01 09:30`` of the community."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def open_text(value: str) -> dict[str, Json]:
    """Return a sealed field before it is sealed."""
    return {"value": value}


class Script:
    """Collects the acts of a story and the documents that they name."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.files: dict[str, bytes] = {}
        """SHA-256 to content of every public document."""
        self._acts: list[Act] = []
        self._keys: list[tuple[datetime, str, str]] = []

    def act(self, at: str | datetime, who: str, name: str, subject: str, data: Mapping[str, object]) -> Act:
        """Add an act, at a local time such as ``2024-07-01 09:30``; return it for the acts that name it."""
        act = Act(moment(at) if isinstance(at, str) else at, who, name, subject, data)
        self._acts.append(act)
        return act

    def acts(self, name: str, subject: str) -> list[Act]:
        """Return the acts of a type in a stream that were added so far."""
        return [act for act in self._acts if (act.name, act.subject) == (name, subject)]

    def confirm(self, at: str | datetime, who: str, act: Act) -> Act:
        """Let a second person confirm an act."""
        return self.act(at, who, "entry.confirmed", act.subject, {"on": act, "purpose": "second_person"})

    def change_key(self, at: str, who: str, key: str) -> None:
        """Let a member sign with another key of the cast from ``at`` on."""
        self._keys.append((moment(at), who, key))

    def paper(self, title: str, kind: str, text: str) -> Paper:
        """Write a public document, a text that says that it is made up; return the evidence that names it."""
        return self.file(title, kind, f"{MADE_UP}\n\n{title}\n\n{text.strip()}\n".encode())

    def file(self, title: str, kind: str, content: bytes) -> Paper:
        """Keep a public document; return the evidence that names it."""
        digest = sha256(content).hexdigest()
        self.files[digest] = content
        return {"sha256": digest, "title": open_text(title), "class": kind, "visibility": "public"}

    def register(self, at: str, who: str, paper: Paper, media_type: Literal["text/plain", "text/csv"]) -> Act:
        """Register a paper as a document of its own."""
        digest = str(paper["sha256"])
        return self.act(
            at,
            who,
            "document.registered",
            f"document/{digest}",
            {
                "title": paper["title"],
                "class": paper["class"],
                "media_type": media_type,
                "size": len(self.files[digest]),
                "visibility": "public",
            },
        )

    def signed(self) -> Iterator[Signed]:
        """Sign all acts in the order of time; what happens at the same time keeps the order in which it was added."""
        told = _Told()
        for _hour, together in groupby(sorted(self._acts, key=lambda act: act.at), key=lambda act: sitting_of(act.at)):
            sitting = list(together)
            for act in sitting:
                data = {name: told.resolved(value) for name, value in act.data.items()}
                sd_jwt = self.cast.sign(self._key(act), act.name, act.subject, data, act.at)
                # The ledger admits a sitting when its last event is signed, and `HEAD` is the tree over its entries.
                told.note(act, self.cast.ref(sd_jwt), Entry(sitting[-1].at, sealing.split(sd_jwt)[0]))
                yield Signed(act.at, sd_jwt)

    @property
    def length(self) -> int:
        """The number of acts."""
        return len(self._acts)

    def _key(self, act: Act) -> str:
        """Return which key of the cast the actor signs with at that time."""
        changed = [key for at, who, key in sorted(self._keys) if who == act.who and at <= act.at]
        return changed[-1] if changed else act.who


class _Told:
    """What has been signed so far, for those who name it or reckon with it."""

    def __init__(self) -> None:
        self._refs: dict[Act, dict[str, Json]] = {}
        self._leaves: list[bytes] = []
        self._history = History()
        self._entries: list[Entry] = []

    def note(self, act: Act, ref: dict[str, Json], entry: Entry) -> None:
        self._refs[act] = ref
        self._leaves.append(leaf_hash(format_entry(entry)))
        self._entries.append(entry)

    def resolved(self, value: object) -> Json:
        """Return data as it stands in a draft: refs for acts, and what `HEAD` and reckonings come to."""
        if isinstance(value, Act):
            return self._refs[value]
        if value is HEAD:
            return {"size": len(self._leaves), "root": b64encode(root_of_leaf_hashes(self._leaves)).decode()}
        if isinstance(value, dict):
            return {name: self.resolved(member) for name, member in value.items()}
        if isinstance(value, list):
            return [self.resolved(item) for item in value]
        if callable(value):
            return self.resolved(value(self._up_to_now()))
        assert value is None or isinstance(value, str | int | bool)
        return value

    def _up_to_now(self) -> History:
        for entry in self._entries:
            self._history.admit(parse_event(entry.event), entry.admitted_at)
        self._entries.clear()
        return self._history
