"""Bodies of the stream ``source/<sha256>``: files of former books, registered and imported."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from msgspec import UNSET, Meta

from ledger.bodies.shared import Body, Category, Count, Id, Part, PublicLine, Sha256, SignedAmount, Unset, VaultNonce
from ledger.strict_json import INTEGER_MAX


class SourceRegistered(Body, frozen=True, kw_only=True):
    """Announces a file that is about to be imported, and the map that reads it.

    ``source`` is SHA-256(32 random bytes ‖ file), the bytes in ``nonce`` as 64 hex characters; without ``nonce`` it is
    the plain SHA-256 of a file that is public anyway. ``funds`` are all the funds that its rows may go into, each once.
    """

    wire_name: ClassVar[str] = "source.registered"
    stream: ClassVar[str] = "source"
    titles: ClassVar[tuple[str, str]] = ("Source registered", "来源登记")

    source: Sha256
    nonce: VaultNonce | Unset = UNSET
    name: PublicLine
    sheets: Annotated[int, Meta(ge=1, le=1000)]
    rows: Count
    map_sha256: Sha256
    funds: Annotated[list[Id], Meta(min_length=1, max_length=50)]
    replaces: Sha256 | Unset = UNSET


class ImportTotal(Part, frozen=True, kw_only=True):
    """What the imported rows add up to on one account or category of one fund."""

    schema_extra: ClassVar[dict[str, Any]] = {"minProperties": 3, "maxProperties": 3}

    fund: Id
    account: Id | Unset = UNSET
    category: Category | Unset = UNSET
    amount: SignedAmount

    def __post_init__(self) -> None:
        if (self.account is UNSET) == (self.category is UNSET):
            raise ValueError("a total names exactly one of account and category")


class Misstated(Part, frozen=True, kw_only=True):
    """A figure that the source states in one of its rows, and the one that its rows give."""

    row: Annotated[int, Meta(ge=1, le=INTEGER_MAX)]
    what: Literal["balance", "total_in", "total_out"]
    stated: SignedAmount
    expected: SignedAmount


class ImportCompleted(Body, frozen=True, kw_only=True):
    """Closes an import with its counts and totals; a second person confirms them.

    ``misstated`` are figures of the source that do not follow from its own rows; what they are is never repaired.
    """

    wire_name: ClassVar[str] = "import.completed"
    stream: ClassVar[str] = "source"
    titles: ClassVar[tuple[str, str]] = ("Import completed", "导入完成")

    rows: Count
    added: Count
    changed: Count
    vanished: Count
    totals: Annotated[list[ImportTotal], Meta(max_length=400)]
    misstated: Annotated[list[Misstated], Meta(max_length=100)] | Unset = UNSET
