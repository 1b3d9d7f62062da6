"""Bodies of the stream ``document/<sha256>``: evidence by hash."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from msgspec import UNSET, Meta

from ledger.bodies.shared import Body, Code, DocumentClass, PublicLine, Sha256, Unset, VaultNonce, Visibility


class DocumentRegistered(Body, frozen=True, kw_only=True, rename={"class_": "class"}):
    """Registers a document, in the stream of SHA-256(file); of one that is not public, SHA-256(nonce ‖ file).

    ``nonce`` has the 32 random bytes as 64 hex characters. A public document has none; any other has one, or whoever
    guesses the file could test the guess.
    """

    wire_name: ClassVar[str] = "document.registered"
    stream: ClassVar[str] = "document"
    titles: ClassVar[tuple[str, str]] = ("Document registered", "文件登记")

    schema_extra: ClassVar[dict[str, Any]] = {
        "if": {"properties": {"visibility": {"const": "public"}}},
        "then": {"properties": {"nonce": False}},
        "else": {"required": ["nonce"]},
    }

    title: PublicLine
    class_: DocumentClass
    media_type: Annotated[
        str,
        Meta(
            pattern=r"^[a-z]{1,32}/[a-z0-9][a-z0-9.+-]{0,126}$(?!\n)",
            description="What kind of file it is (IANA media type).",
            examples=["application/pdf"],
        ),
    ]
    size: Annotated[int, Meta(ge=0, le=2**40)]
    visibility: Visibility
    nonce: VaultNonce | Unset = UNSET
    redaction_of: Sha256 | Unset = UNSET

    def __post_init__(self) -> None:
        if (self.visibility == "public") != (self.nonce is UNSET):
            raise ValueError("a public document has no nonce, any other has one; --file makes it")


class DocumentWithdrawn(Body, frozen=True, kw_only=True):
    """A document is no longer handed out; that it was there stays to be seen."""

    wire_name: ClassVar[str] = "document.withdrawn"
    stream: ClassVar[str] = "document"
    titles: ClassVar[tuple[str, str]] = ("Document withdrawn", "文件撤下")

    reason: Code
