"""Bodies that stand in the stream of the event that they are about: words, answers, and the withdrawal of a field."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from ledger.bodies.shared import Body, Code, Digest, PublicLine, PublicText, Ref

FindingId = Annotated[str, Meta(pattern=r"^[A-G][0-9]{1,2}$(?!\n)", description="The id of a finding: A0, F5.")]


class EntryAnnotated(Body, frozen=True, kw_only=True):
    """Adds words to an entry. They change no money and no vote."""

    wire_name: ClassVar[str] = "entry.annotated"
    stream: ClassVar[str] = "*"
    titles: ClassVar[tuple[str, str]] = ("Entry annotated", "批注")

    on: Ref
    says: PublicText
    reason: Code


class FindingAnswered(Body, frozen=True, kw_only=True):
    """Answers something that was to be explained; the finding stays to be seen."""

    wire_name: ClassVar[str] = "finding.answered"
    stream: ClassVar[str] = "*"
    titles: ClassVar[tuple[str, str]] = ("Finding answered", "疑点答复")

    finding: FindingId
    on: Annotated[list[Ref], Meta(min_length=1, max_length=50)]
    text: PublicText
    outcome: Literal["explained", "corrected", "accepted"]


class FieldErased(Body, frozen=True, kw_only=True):
    """Withdraws sealed fields of an entry: their disclosures are to be deleted, the entry stays as it is."""

    wire_name: ClassVar[str] = "field.erased"
    stream: ClassVar[str] = "*"
    titles: ClassVar[tuple[str, str]] = ("Field erased", "个人信息删除")

    on: Ref
    digests: Annotated[list[Digest], Meta(min_length=1, max_length=100)]
    basis: PublicLine
