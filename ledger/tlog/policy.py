"""Trust policies (C2SP tlog-policy) and the witnesses' signatures that they count (C2SP tlog-cosignature v1).

A policy names the logs whose checkpoints are accepted and which witnesses must have seen them, line by line::

    log <vkey> [<url>]
    witness <name> <vkey> [<url>]
    group <name> all|any|<k> <member>...
    quorum <name>|none

Items are separated by spaces or tabs, a line that begins with ``#`` is a comment, a name is defined before it is
used, a name is a member of at most one group, no public key stands twice, and there is exactly one ``quorum``. Many
texts mean the same policy, so it is read and never written back.

A witness signs with a key of type 0x04; behind the key id its line holds a u64 (big-endian, below 2^63) of POSIX
seconds and 64 bytes of Ed25519 over ``cosignature/v1 LF time <seconds> LF`` and the whole text of the checkpoint.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ledger.errors import FormatError, VerificationError
from ledger.tlog.note import COSIGNATURE, ED25519, Note, Signature, Vkey, parse_note, parse_vkey, verify_line

POLICY_BYTES_MAX = 64 * 1024
TIMESTAMP_BYTES = 8
TIMESTAMP_MAX = 2**63 - 1
NONE = "none"
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_COUNT = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)


class Group(NamedTuple):
    """Members of which ``k`` must have signed."""

    k: int
    members: tuple[str, ...]


@dataclass(slots=True)
class Policy:
    """Logs by their verifier key, witnesses and groups by name, and the name that makes the quorum (None: nobody)."""

    logs: list[str] = field(default_factory=list)
    witnesses: dict[str, Vkey] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str | None = None

    def check(self, raw: bytes) -> int:
        """Check that a listed log signed a checkpoint and that its quorum cosigned; return how many witnesses did.

        A line of a key that the policy knows must verify; lines of other keys are ignored and never count.

        Raises:
            FormatError: ``note.malformed``.
            VerificationError: ``note.signature``, ``policy.log``, ``policy.quorum``.
        """
        note = parse_note(raw)
        if sum(_has_signed(note, parse_vkey(log)) for log in self.logs) == 0:
            raise VerificationError(
                "policy.log",
                "no log of the policy has signed this checkpoint",
                advice="This is another log than the one you trust. Compare its key with the printed notice.",
            )
        signed = {name: _has_signed(note, witness) for name, witness in self.witnesses.items()}
        if self.quorum is not None and not self._holds(self.quorum, signed):
            missing = ", ".join(name for name, has in signed.items() if not has)
            raise VerificationError(
                "policy.quorum",
                f"{sum(signed.values())} of {len(signed)} witnesses have signed, too few for {self.quorum!r}",
                advice=f"Missing: {missing}. Try again later; if it stays so, ask these witnesses what they saw.",
            )
        return sum(signed.values())

    def _holds(self, name: str, signed: Mapping[str, bool]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return signed[name]
        return sum(self._holds(member, signed) for member in group.members) >= group.k


def _has_signed(note: Note, vkey: Vkey) -> bool:
    """Tell whether a note has a line of this key; one that does not verify is refused."""
    lines = [line for line in note.signatures if (line.name, line.key_id) == (vkey.name, vkey.key_id)]
    for line in lines:
        if vkey.type == COSIGNATURE:
            verify_cosignature(note.text, line, vkey)
        else:
            verify_line(note.text, line, vkey)
    return bool(lines)


def verify_cosignature(text: bytes, line: Signature, witness: Vkey) -> int:
    """Check a witness's line over the text of a checkpoint; return when it was signed, in POSIX seconds.

    Raises:
        VerificationError: ``note.signature``.
    """
    seconds = int.from_bytes(line.signature[:TIMESTAMP_BYTES], "big")
    if seconds > TIMESTAMP_MAX:
        raise VerificationError(
            "note.signature",
            f"the cosignature of {line.name} bears a time that no clock shows",
            advice="Ask for the checkpoint again; the witness's line was altered or is no cosignature.",
        )
    signature = Signature(line.name, line.key_id, line.signature[TIMESTAMP_BYTES:])
    verify_line(cosigned_message(text, seconds), signature, witness)
    return seconds


def cosigned_message(text: bytes, seconds: int) -> bytes:
    """Return what a witness signs who saw the checkpoint ``text`` at ``seconds`` (tlog-cosignature, Ed25519)."""
    return b"cosignature/v1\ntime %d\n%s" % (seconds, text)


def parse_policy(raw: bytes) -> Policy:
    """Parse a policy.

    Raises:
        FormatError: ``policy.malformed``, ``vkey.malformed``, ``note.malformed``.
    """
    if len(raw) > POLICY_BYTES_MAX or _FORBIDDEN.search(raw):
        raise _malformed("it is longer than 64 KiB or holds control characters")
    try:
        lines = raw.decode().split("\n")
    except UnicodeDecodeError as error:
        raise _malformed("it is not UTF-8") from error
    reader = _Reader()
    for line in lines:
        items = line.replace("\t", " ").split(" ")
        reader.take([item for item in items if item])
    return reader.policy()


class _Reader:
    """Takes the lines of a policy one by one."""

    def __init__(self) -> None:
        self._policy = Policy()
        self._quorums = 0
        self._keys: set[bytes] = set()
        self._grouped: set[str] = set()

    def take(self, items: list[str]) -> None:
        """Take one line, cut into its items."""
        match items:
            case []:
                pass
            case [first, *_] if first.startswith("#"):
                pass
            case ["log", vkey] | ["log", vkey, _]:
                self._add_key(vkey, ED25519)
                self._policy.logs.append(vkey)
            case ["witness", name, vkey] | ["witness", name, vkey, _]:
                self._check_new(name)
                self._policy.witnesses[name] = self._add_key(vkey, COSIGNATURE)
            case ["group", name, count, *members] if members:
                self._check_new(name)
                self._policy.groups[name] = self._group(count, members)
            case ["quorum", name]:
                if name != NONE:
                    self._check_known(name)
                    self._policy.quorum = name
                self._quorums += 1
            case _:
                raise _malformed(f"the line {' '.join(items)[:80]!r} is none of log, witness, group, quorum")

    def policy(self) -> Policy:
        """Return the policy after its last line."""
        if self._quorums != 1:
            raise _malformed(f"it has {self._quorums} quorum lines, exactly one is needed")
        return self._policy

    def _add_key(self, text: str, kind: int) -> Vkey:
        vkey = parse_vkey(text)
        if vkey.type != kind:
            raise _malformed(f"the key of {vkey.name} is of type {vkey.type:#04x}, {kind:#04x} is wanted here")
        if vkey.public_key in self._keys:
            raise _malformed(f"the key of {vkey.name} stands twice")
        self._keys.add(vkey.public_key)
        return vkey

    def _check_new(self, name: str) -> None:
        if name == NONE or name in self._policy.witnesses or name in self._policy.groups:
            raise _malformed(f"the name {name!r} is taken")

    def _check_known(self, name: str) -> None:
        if name not in self._policy.witnesses and name not in self._policy.groups:
            raise _malformed(f"the name {name!r} is used before it is defined")

    def _group(self, count: str, members: list[str]) -> Group:
        for member in members:
            self._check_known(member)
            if member in self._grouped:
                raise _malformed(f"{member!r} is a member of two groups, or twice of one")
            self._grouped.add(member)
        if count in ("all", "any"):
            return Group(len(members) if count == "all" else 1, tuple(members))
        if _COUNT.fullmatch(count) is None or int(count) > len(members):
            raise _malformed(f"{count!r} of {len(members)} members is no quorum")
        return Group(int(count), tuple(members))


def _malformed(why: str) -> FormatError:
    return FormatError(
        "policy.malformed",
        f"this is no policy: {why}",
        advice="Copy the anchor again from the printed notice or from the person who gave it to you.",
    )
