"""Bodies of the stream ``document/<sha256>``: evidence by hash."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import UNSET, Meta

from ledger.bodies.shared import Body, Code, DocumentClass, PublicLine, Sha256, Unset, Visibility


class DocumentRegistered(Body, frozen=True, kw_only=True, rename={"class_": "class"}):
    """Registers a document; one that is not public is hashed behind a 32-byte nonce that rests in the vault."""

    wire_name: ClassVar[str] = "document.registered"
    stream: ClassVar[str] = "document"
    titles: ClassVar[tuple[str, str]] = ("Document registered", "文件登记")

    title: PublicLine
    class_: DocumentClass
    media_type: Annotated[str, Meta(pattern=r"^[a-z]{1,32}/[a-z0-9][a-z0-9.+-]{0,126}$(?!\n)")]
    size: Annotated[int, Meta(ge=0, le=2**40)]
    visibility: Visibility
    redaction_of: Sha256 | Unset = UNSET


class DocumentWithdrawn(Body, frozen=True, kw_only=True):
    """A document is no longer handed out; that it was there stays to be seen."""

    wire_name: ClassVar[str] = "document.withdrawn"
    stream: ClassVar[str] = "document"
    titles: ClassVar[tuple[str, str]] = ("Document withdrawn", "文件撤下")

    reason: Code
