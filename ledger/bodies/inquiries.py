"""Bodies of the stream ``inquiry/<id>``: what owners ask, and what they are told."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from ledger.bodies.shared import Body, PublicText, Ref, VaultLine

Refs = Annotated[list[Ref], Meta(max_length=50)]


class InquiryRaised(Body, frozen=True, kw_only=True):
    """An owner's question, written down for them; who asked rests in the vault."""

    wire_name: ClassVar[str] = "inquiry.raised"
    stream: ClassVar[str] = "inquiry"
    titles: ClassVar[tuple[str, str]] = ("Inquiry raised", "业主询问")

    topic: Literal["money", "works", "contract", "vote", "service", "facilities", "other"]
    text: PublicText
    about: Refs
    asker: VaultLine
    channel: Literal["counter", "phone", "paper", "web"]


class InquiryAnswered(Body, frozen=True, kw_only=True):
    """An answer to a question, with the entries that support it."""

    wire_name: ClassVar[str] = "inquiry.answered"
    stream: ClassVar[str] = "inquiry"
    titles: ClassVar[tuple[str, str]] = ("Inquiry answered", "询问答复")

    on: Ref
    text: PublicText
    supports: Refs


class InquiryClosed(Body, frozen=True, kw_only=True):
    """How a question ended."""

    wire_name: ClassVar[str] = "inquiry.closed"
    stream: ClassVar[str] = "inquiry"
    titles: ClassVar[tuple[str, str]] = ("Inquiry closed", "询问办结")

    outcome: Literal["answered", "withdrawn", "referred", "duplicate"]
