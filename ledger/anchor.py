"""The trust anchor: what a reader must know from elsewhere to check a log against more than itself.

It holds the log's verifier key, the hash of entry 0, and which witnesses must have cosigned. As a file, the first two
lines are ours and the rest is a C2SP tlog-policy with exactly one log::

    mingzhang-anchor/v1
    entry0 80a907756483fbe1115ab0f8a0d7a9444344638dca7fd1e135ae668d72b8681c
    log ledger.example/yuanqu-1+3be13526+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop
    witness w1 witness.example/w1+0ad7d35e+BIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c
    quorum w1

``entry0`` is the Merkle leaf hash (RFC 6962) of entry 0 in lower-case hex: the first 32 bytes of ``tile/0/000``. As a
URI, for a QR code on the printed notice, with the lines of the policy other than ``log`` percent-encoded in
``policy`` (absent: no witness is asked for)::

    mingzhang:anchor?vkey=ledger.example%2Fyuanqu-1%2B3be13526%2BATtq…&entry0=80a9…&policy=quorum%20none%0A

An anchor that comes from the server proves nothing: it must come from a place that the operator does not control.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import parse_qsl, quote

from ledger.errors import FormatError, UsageError, VerificationError
from ledger.tlog import merkle
from ledger.tlog.policy import Policy, parse_policy

MAGIC = "mingzhang-anchor/v1"
URI_PREFIX = "mingzhang:anchor?"
NO_WITNESS = "quorum none\n"
ANCHOR_BYTES_MAX = 64 * 1024
_ENTRY0 = re.compile(r"[0-9a-f]{64}")
_ADVICE = "Copy the anchor again from the printed notice or from the person who gave it to you."

_OTHER_BOOK = (
    "First compare what you gave with the notice, letter by letter. If it is the same, this is another book than the "
    "one on the notice, or one made up from the beginning."
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """What is trusted before anything is read from the log."""

    entry0: bytes
    """Leaf hash of entry 0, 32 bytes."""
    policy_text: str
    """A tlog-policy with one log."""

    @classmethod
    def alone(cls, vkey: str, entry0: bytes) -> Self:
        """Return the anchor of a log without witnesses."""
        return cls(entry0, f"log {vkey}\n{NO_WITNESS}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse an anchor, file or URI.

        Raises:
            FormatError: ``anchor.malformed``, or what the policy's parser finds.
        """
        anchor = cls._parse_uri(text.strip()) if text.startswith(URI_PREFIX) else cls._parse_file(text)
        try:
            logs = anchor.policy.logs
        except FormatError as error:
            raise FormatError(error.rule_id, f"this is no anchor: {error.message}", advice=_ADVICE) from error
        if len(logs) != 1:
            raise _malformed("the anchor of a book names exactly one log")
        return anchor

    @classmethod
    def _parse_file(cls, text: str) -> Self:
        magic, _, rest = text.partition("\n")
        entry0, _, policy_text = rest.partition("\n")
        word, _, value = entry0.partition(" ")
        if magic != MAGIC or word != "entry0" or not _ENTRY0.fullmatch(value):
            raise _malformed(f"it must begin with the lines {MAGIC!r} and 'entry0 <64 hex characters>'")
        return cls(bytes.fromhex(value), policy_text)

    @classmethod
    def _parse_uri(cls, uri: str) -> Self:
        members = parse_qsl(uri.removeprefix(URI_PREFIX).replace("+", "%2B"), keep_blank_values=True)
        values = dict(members)
        if len(members) != len(values) or not {"vkey", "entry0"} <= values.keys() <= {"vkey", "entry0", "policy"}:
            raise _malformed("its members are vkey, entry0 and, where witnesses count, policy")
        if not _ENTRY0.fullmatch(values["entry0"]):
            raise _malformed("entry0 has 64 lower-case hex characters")
        return cls(bytes.fromhex(values["entry0"]), f"log {values['vkey']}\n{values.get('policy', NO_WITNESS)}")

    @property
    def policy(self) -> Policy:
        """The parsed policy."""
        return parse_policy(self.policy_text.encode())

    @property
    def vkey(self) -> str:
        """The log's verifier key."""
        return self.policy.logs[0]

    @property
    def text(self) -> str:
        """The anchor as a file."""
        return f"{MAGIC}\nentry0 {self.entry0.hex()}\n{self.policy_text}"

    @property
    def uri(self) -> str:
        """The anchor as a URI; comments and the log's address are not part of it."""
        rest = "".join(f"{line}\n" for line in self.policy_text.split("\n") if _counts(line))
        policy = "" if rest == NO_WITNESS else f"&policy={quote(rest, safe='')}"
        return f"{URI_PREFIX}vkey={quote(self.vkey, safe='')}&entry0={self.entry0.hex()}{policy}"

    def check_founding(self, entry: bytes, vkey: str) -> None:
        """Check that a log begins with the entry, and has the key, that this anchor names.

        Raises:
            VerificationError: ``anchor.entry0``, ``anchor.log_key``.
        """
        names = f"the book is {_name_of(vkey)}, the anchor is of {_name_of(self.vkey)}"
        if merkle.leaf_hash(entry) != self.entry0:
            raise VerificationError(
                "anchor.entry0",
                f"{names}; the book begins with {merkle.leaf_hash(entry).hex()}, the anchor names {self.entry0.hex()}",
                advice=_OTHER_BOOK,
                where="entry 0",
            )
        if vkey != self.vkey:
            raise VerificationError(
                "anchor.log_key",
                f"{names}; the book has the log key {vkey}, the anchor names {self.vkey}",
                advice=_OTHER_BOOK,
                where="entry 0",
            )

    def check_witnesses(self, note: bytes) -> int:
        """Check that a checkpoint meets the policy's quorum; return how many witnesses have cosigned it.

        Raises:
            VerificationError: see `Policy.check`.
        """
        return self.policy.check(note)


def load(argument: str) -> Anchor:
    """Read an anchor that a user gave, as a URI or as the name of a file.

    Raises:
        UsageError: ``anchor.unreadable``.
        FormatError: ``anchor.malformed``, or see `Anchor.parse`.
    """
    if argument.startswith(URI_PREFIX):
        return Anchor.parse(argument)
    try:
        with Path(argument).open(encoding="utf-8") as file:
            text = file.read(ANCHOR_BYTES_MAX + 1)
    except (OSError, UnicodeError) as error:
        raise UsageError("anchor.unreadable", f"cannot read the anchor {argument}: {error}", advice=_ADVICE) from error
    if len(text) > ANCHOR_BYTES_MAX:
        raise _malformed("it is longer than 64 KiB")
    return Anchor.parse(text)


def _name_of(vkey: str) -> str:
    return vkey.partition("+")[0]


def _counts(line: str) -> bool:
    """Tell whether a line of a policy belongs into the URI beside the log's key."""
    word, *_ = [*line.split(), ""]
    return word not in ("", "log") and not word.startswith("#")


def _malformed(why: str) -> FormatError:
    return FormatError("anchor.malformed", f"this is no anchor: {why}", advice=_ADVICE)
